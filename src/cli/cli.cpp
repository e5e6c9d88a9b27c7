#include "cli.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/report/svg.hpp"
#include "report/words.hpp"

namespace guywire::cli {

double number(const std::string& text, const std::string& where) {
  double v = 0;
  if (!read_number(text, v)) refuse(where, "is '" + text + "', which is not a number.", "Use a point for decimals, e.g. 0.95.");
  return v;
}

std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts, const std::string& option) {
  std::vector<std::pair<std::string, double>> out;
  for (const std::string& text : texts) {
    std::string last;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      const std::string item = text.substr(at, comma - at);
      const auto equals = item.find('=');
      if (item.empty() && comma == text.size() && at > 0) refuse(option + " " + text, "has nothing after the comma.", "Leave the comma out, or write NAME=value after it.");
      if (equals == std::string::npos && !last.empty() && item.find_first_not_of("0123456789") == std::string::npos)
        refuse(option + " " + last + "," + item, "has a comma in its number.", "Use a point for decimals: " + last + "." + item + "; a comma stands between two settings.");
      if (equals == std::string::npos || equals == 0) refuse(option + " " + item, "has no value.", "Write NAME=value.");
      out.emplace_back(item.substr(0, equals), number(item.substr(equals + 1), option + " " + item.substr(0, equals)));
      last = item;
      at = comma + 1;
    }
  }
  return out;
}

void check_writable(const std::string& path) {
  if (path.empty()) return;
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::is_directory(folder, error)) throw ParseError(path, 0, 0, "cannot be written: there is no folder '" + folder.string() + "'.");
  if (std::filesystem::is_directory(path, error)) throw ParseError(path, 0, 0, "cannot be written: it is a folder.");
  const bool exists = std::filesystem::exists(path, error);
  if (::access(exists ? path.c_str() : folder.empty() ? "."
                                                      : folder.c_str(),
               W_OK) != 0) throw ParseError(path, 0, 0, "cannot be written: no permission.");
}

void write_file(const std::string& path, const std::string& text) {
  check_writable(path);
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw ParseError(path, 0, 0, "cannot be written.");
}

void ModelOptions::add(CLI::App& app, bool model_required) {
  app.add_option("MODEL", model, "a shipped model (see `guywire models`), a model file, or a setting file as the page saves it")->required(model_required);
  app.add_option("--set", set, "NAME.field=value: a knob (psoas.length=0.95) or a number with its unit (L4/5.neutral_angle_deg=-3); repeatable")->take_all();
  app.add_option("--body", body, "pelvic_incidence_deg=…,mass_kg=…,stature_m=…: the same body in another shape and size")->take_all();
  app.add_option("--pose", pose, "LEG_JOINT=deg: hip=30 (thigh angle from the vertical, + forward; -30 to 130), knee=90 (flexion; -10 to 140); hip_r, hip_l, … pose one leg; repeatable. Tone is kept and the pelvis may turn: the hip's flexion, thigh against pelvis, is in the answer. Ranges chosen: human joints, and the models' stated ranges")->take_all();
  app.add_flag("--recruit", recruit, "recruit the least-effort tone anew for the reference posture, with everything that was set");
}

std::vector<std::string> ModelOptions::settings() const {
  std::vector<std::string> out;
  if (std::ifstream file(model, std::ios::binary); file) {  // a setting file: what it sets, as options
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (is_setting(text)) {
      const Setting s = read_setting(text, model);
      for (const auto& [option, values] : {std::pair{"--body ", &s.body}, {"--pose ", &s.pose}, {"--set ", &s.set}})
        for (const auto& [name, value] : *values) out.push_back(option + name + "=" + to_text(value));
      if (s.recruit) out.emplace_back("--recruit");
    }
  }
  for (const auto& [option, texts] : {std::pair{"--set ", &set}, {"--body ", &body}, {"--pose ", &pose}})
    for (const std::string& text : *texts) out.push_back(option + text);
  if (recruit) out.emplace_back("--recruit");
  return out;
}

Model ModelOptions::build() const {
  const Model m = load(model);
  return with_setting(m, {.model = model, .body = pairs(body, "--body"), .pose = pairs(pose, "--pose"), .set = pairs(set, "--set"), .recruit = recruit}, "--");
}

void OutputOptions::add(CLI::App& app) {
  app.add_option("--format", format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  app.add_option("--out", out, "write the answer to this file instead of the screen");
  app.add_option("--svg", svg, "draw the posture into this file");
  app.add_option("--model-out", model_out, "write the model as it was solved (all settings applied)");
}

void OutputOptions::check() const {
  for (const std::string* path : {&out, &svg, &model_out}) check_writable(*path);
}

void OutputOptions::write(const std::string& answer) const {
  if (out.empty()) std::cout << answer;
  else write_file(out, answer);
}

State start_of(const Model& m, const std::vector<std::string>& texts) {
  State s;
  if (texts.empty()) return s;
  const auto names = m.coordinates();
  s.coordinates.assign(names.size(), 0.0);
  SetOnce once;
  for (const auto& [name, deg] : pairs(texts, "--start")) {
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) refuse("--start " + name, "is no free coordinate of model '" + m.name() + "'.", coordinate_names(m));
    once(name, "--start " + name + "=" + to_text(deg));
    s.coordinates[it - names.begin()] = deg * degree;
  }
  return s;
}

namespace {

/// "--set iliopsoas.length=0.9" -> "iliopsoas 10 % shorter"; other settings nearly as they were typed.
std::string words_of(std::string setting) {
  if (!setting.starts_with("--set ")) return setting.substr(2);
  setting = setting.substr(6);
  const auto knob = setting.find(".length="), comma = setting.find(',');
  if (knob == std::string::npos || comma != std::string::npos) return setting;
  const double length = number(setting.substr(knob + 8), setting);
  return plain_name(setting.substr(0, knob)) + " " + short_text(100 * std::abs(length - 1)) + " % " + (length < 1 ? "shorter" : "longer");
}

}  // namespace

std::string picture_of(const Model& m, const Posture& posture, const std::vector<std::string>& settings) {
  ModelBuilder reference(m);
  for (Cable& c : reference.description.cables) c.knobs = {};
  SvgOptions options;
  for (const std::string& s : settings) options.title += (options.title.empty() ? sentence_case(plain_name(m.name())) + ": " : ", ") + words_of(s);
  if (reference.description == m.description()) return svg_picture(m, posture, options);
  const auto before = solve(reference.build());
  if (is_equilibrium(before.status)) options.ghost = &before.last();
  return svg_picture(m, posture, options);
}

std::string picture_of(const TestReport& test, const std::vector<std::string>& settings) {
  if (test.poses.empty()) return {};
  const TestPose& pose = test.poses.front();
  std::string title = sentence_case(plain_name(test.name)) + " test, " + pose.name;
  for (const std::string& s : settings) title += (&s == &settings.front() ? ": " : ", ") + words_of(s);
  return svg_picture(pose.model, pose.posture, {.title = title, .turn = pose.turn, .whole = true});
}

}  // namespace guywire::cli
