#include "cli.hpp"

#include <algorithm>
#include <iostream>

#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/report/svg.hpp"
#include "report/words.hpp"

namespace guywire::cli {

double number(const std::string& text, const std::string& where) {
  double v = 0;
  if (!read_number(text, v))
    refuse(where, "is '" + shortened(text) + "', which is not a number.",
           "Use a point for decimals, e.g. 0.95.");
  return v;
}

std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts,
                                                  const std::string& option) {
  std::vector<std::pair<std::string, double>> out;
  for (const std::string& text : texts) {
    std::string last;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      const std::string item = text.substr(at, comma - at);
      const auto equals = item.find('=');
      if (item.empty() && comma == text.size() && at > 0)
        refuse(option + " " + text, "has nothing after the comma.",
               "Leave the comma out, or write NAME=value after it.");
      if (equals == std::string::npos && !last.empty() &&
          item.find_first_not_of("0123456789") == std::string::npos)
        refuse(option + " " + last + "," + item, "has a comma in its number.",
               "Use a point for decimals: " + last + "." + item +
                   "; a comma stands between two settings.");
      if (equals == std::string::npos || equals == 0)
        refuse(option + " " + item, "has no value.", "Write NAME=value.");
      out.emplace_back(item.substr(0, equals),
                       number(item.substr(equals + 1), option + " " + item.substr(0, equals)));
      last = item;
      at = comma + 1;
    }
  }
  return out;
}

OutputFile answer_file(const std::string& out) {
  return out.empty() ? OutputFile{"", "-"} : OutputFile{"--out", out};
}

void check_targets(const std::vector<OutputFile>& targets, const std::vector<std::string>& inputs) {
  using Kind = FileIdentity::Kind;
  struct Named {
    std::string shown;
    FileIdentity identity;
  };
  std::vector<Named> read, written;
  const auto shipped = shipped_models();
  for (const std::string& input : inputs) {
    if (std::find(shipped.begin(), shipped.end(), input) != shipped.end()) continue;
    const FileIdentity identity = identity_of_input(input);
    if (identity.kind == Kind::file) read.push_back({shown_name(input), identity});
  }
  for (const auto& [option, path] : targets) {
    if (path.empty()) continue;
    check_writable(path);
    const Named target{option.empty() ? "the answer on standard output" : option + " " + path,
                       identity_of_output(path)};
    if (target.identity.kind == Kind::sink) continue;
    for (const Named& input : read)
      if (input.identity == target.identity)
        refuse(target.shown, "would be written over " + input.shown + ", which is read.",
               "Name another file.");
    for (const Named& other : written)
      if (other.identity == target.identity)
        refuse(target.shown, "would be written over the same file as " + other.shown + ".",
               "Name two files.");
    written.push_back(target);
  }
}

void ModelOptions::add(CLI::App& app, bool model_required) {
  app.add_option("MODEL", model,
                 "a shipped model (see `guywire models`), a model file, or a setting file as the "
                 "page saves it; - is standard input")
      ->required(model_required);
  app.add_option("--set", set,
                 "NAME.field=value: a knob (psoas.length=0.95) or a number with its unit "
                 "(L4/5.neutral_angle_deg=-3); repeatable")
      ->take_all();
  app.add_option(
         "--body", body,
         "pelvic_incidence_deg=…,mass_kg=…,stature_m=…: the same body in another shape and size")
      ->take_all();
  app.add_option("--pose", pose,
                 "LEG_JOINT=deg: hip=30 (thigh angle from the vertical, + forward; -30 to 130), "
                 "knee=90 (flexion; -10 to 140); hip_r, hip_l, … pose one leg; repeatable. Tone is "
                 "kept and the pelvis may turn: the hip's flexion, thigh against pelvis, is in the "
                 "answer. Ranges chosen: human joints, and the models' stated ranges")
      ->take_all();
  app.add_flag(
      "--recruit", recruit,
      "recruit the least-effort tone anew for the reference posture, with everything that was set");
}

namespace {

/// What a setting file sets, as options.
std::vector<std::string> options_of(const Setting& s) {
  std::vector<std::string> out;
  for (const auto& [option, values] :
       {std::pair{"--body ", &s.body}, {"--pose ", &s.pose}, {"--set ", &s.set}})
    for (const auto& [name, value] : *values)
      out.push_back(option + name + "=" + to_text(value));
  if (s.recruit) out.emplace_back("--recruit");
  return out;
}

}  // namespace

AskedModel ModelOptions::build() const {
  const std::string text = model_text(model);  // read once: standard input cannot be read again
  const std::string origin = shown_name(model);
  const Model read = read_model(text, origin);
  AskedModel out{with_setting(read,
                              {.model = model,
                               .body = pairs(body, "--body"),
                               .pose = pairs(pose, "--pose"),
                               .set = pairs(set, "--set"),
                               .recruit = recruit},
                              "--"),
                 {}};
  if (is_setting(text)) out.settings = options_of(read_setting(text, origin));
  for (const auto& [option, texts] :
       {std::pair{"--set ", &set}, {"--body ", &body}, {"--pose ", &pose}})
    for (const std::string& one : *texts)
      out.settings.push_back(option + one);
  if (recruit) out.settings.emplace_back("--recruit");
  return out;
}

void OutputOptions::add(CLI::App& app) {
  add_answer(app);
  app.add_option("--svg", svg, "draw the posture into this file");
  app.add_option("--model-out", model_out,
                 "write the model as it was solved (all settings applied)");
}

void OutputOptions::add_answer(CLI::App& app) {
  app.add_option("--format", format, "text, json or csv")
      ->check(CLI::IsMember({"text", "json", "csv"}));
  add_language(app);
  app.add_option("--out", out, "write the answer to this file instead of the screen");
}

void OutputOptions::add_language(CLI::App& app) {
  app.add_option(
         "--language", language,
         "of the answer: en or de (default: the environment variable GUYWIRE_LANGUAGE, else "
         "en)")
      ->check(CLI::IsMember({"en", "de"}));
}

Language OutputOptions::spoken() const {
  return language.empty() ? language_of_environment() : language_named(language);
}

void OutputOptions::check(const ModelOptions& input) const {
  check_targets({answer_file(out), {"--svg", svg}, {"--model-out", model_out}}, {input.model});
}

void OutputOptions::answer(const Writer& text, const Writer& json, const Writer& csv) const {
  if (format == "json") return write(json);
  if (format == "csv") return write(csv);
  write(text);
}

void OutputOptions::write(const Writer& answer) const {
  if (out.empty())
    answer(std::cout);
  else
    write_file(out, answer);
}

State start_of(const Model& m, const std::vector<std::string>& texts) {
  State s;
  if (texts.empty()) return s;
  const auto names = m.coordinates();
  s.coordinates.assign(names.size(), 0.0);
  SetOnce once;
  for (const auto& [name, deg] : pairs(texts, "--start")) {
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end())
      refuse("--start " + name, "is no free coordinate of model '" + m.name() + "'.",
             coordinate_names(m));
    once(name, "--start " + name + "=" + to_text(deg));
    s.coordinates[it - names.begin()] = deg * degree;
  }
  return s;
}

namespace {

/// "--set iliopsoas.length=0.9" -> "iliopsoas 10 % shorter"; other settings nearly as they were
/// typed.
std::string words_of(std::string setting, Language language) {
  if (!setting.starts_with("--set ")) return setting.substr(2);
  setting = setting.substr(6);
  const auto knob = setting.find(".length="), comma = setting.find(',');
  if (knob == std::string::npos || comma != std::string::npos) return setting;
  const double length = number(setting.substr(knob + 8), setting);
  return sentence({"picture.length",
                   {{"name", setting.substr(0, knob)},
                    {"percent", 100 * std::abs(length - 1)},
                    {"is_shorter", length < 1}}},
                  language);
}

/// "Standing adult: iliopsoas 10 % shorter, --recruit".
std::string title_of(std::string title, const std::vector<std::string>& settings,
                     Language language) {
  for (const std::string& s : settings)
    title += (&s == &settings.front() ? ": " : ", ") + words_of(s, language);
  return title;
}

}  // namespace

std::string picture_of(const Model& m, const Posture& posture,
                       const std::vector<std::string>& settings, Language language) {
  ModelBuilder reference(m);
  for (Cable& c : reference.description.cables)
    c.knobs = {};
  const std::string name = sentence_case(name_in_words(m.name(), language));
  SvgOptions options{.title = title_of(name, settings, language), .language = language};
  if (reference.description == m.description()) return svg_picture(m, posture, options);
  const auto before = solve(reference.build());
  if (is_equilibrium(before.status)) options.ghost = &before.last();
  return svg_picture(m, posture, options);
}

std::string picture_of(const TestReport& test, const std::vector<std::string>& settings,
                       Language language) {
  if (test.poses.empty()) return {};
  const TestPose& pose = test.poses.front();
  const std::string title =
      sentence({"picture.test", {{"test", test.name}, {"pose", pose.name}}}, language);
  return svg_picture(pose.model, pose.posture,
                     {.title = title_of(title, settings, language),
                      .turn = pose.turn,
                      .whole = true,
                      .language = language});
}

}  // namespace guywire::cli
