#include "cli.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "guywire/io/model_file.hpp"
#include "guywire/report/svg.hpp"
#include "report/words.hpp"

namespace guywire::cli {

void refuse(std::string where, std::string what, std::string remedy) { throw ModelError({{std::move(where), std::move(what), std::move(remedy)}}); }

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

void SetOnce::operator()(const std::string& key, const std::string& setting) {
  const auto [it, is_new] = by_key_.emplace(key, setting);
  if (!is_new) refuse(setting, it->second == setting ? "is given twice." : "sets what " + it->second + " sets too.", "Leave one of them out.");
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
  app.add_option("MODEL", model, "a shipped model (see `guywire models`) or a model file")->required(model_required);
  app.add_option("--set", set, "NAME.field=value: a knob (psoas.length=0.95) or a number with its unit (L4/5.neutral_angle_deg=-3); repeatable")->take_all();
  app.add_option("--body", body, "pelvic_incidence_deg=…,mass_kg=…,stature_m=…: the same body in another shape and size")->take_all();
  app.add_option("--pose", pose, "LEG_JOINT=deg: hip=30 (thigh angle from the vertical, + forward; -30 to 130), knee=90 (flexion; -10 to 140); hip_r, hip_l, … pose one leg; repeatable. Tone is kept and the pelvis may turn: the hip's flexion, thigh against pelvis, is in the answer. Ranges chosen: human joints, and the models' stated ranges")->take_all();
  app.add_flag("--recruit", recruit, "recruit the least-effort tone anew for the reference posture, with everything that was set");
}

std::vector<std::string> ModelOptions::settings() const {
  std::vector<std::string> out;
  for (const auto& [option, texts] : {std::pair{"--set ", &set}, {"--body ", &body}, {"--pose ", &pose}})
    for (const std::string& text : *texts) out.push_back(option + text);
  if (recruit) out.emplace_back("--recruit");
  return out;
}

Model ModelOptions::build() const {
  Model m = load(model);
  if (!body.empty()) m = resized(m);
  if (!pose.empty()) m = posed_legs(m);
  if (!set.empty()) m = with_numbers(m);
  if (recruit) {
    const Recruitment r = guywire::recruit(m);
    if (!r.feasible) throw SolveError(r.message);
    m = with_recruitment(m, r);
  }
  return m;
}

Model ModelOptions::resized(const Model& m) const {
  BodyMeasures measures = measures_of(m);
  struct Measure {
    const char *key, *unit;
    double factor;
    int field;
  };
  constexpr Measure known[] = {{"pelvic_incidence_deg", "°", degree, 0}, {"mass_kg", " kg", 1, 1}, {"stature_m", " m", 1, 2}};
  SetOnce once;
  for (const auto& [key, value] : pairs(body, "--body")) {
    const auto* it = std::find_if(std::begin(known), std::end(known), [&, &key = key](const Measure& k) { return key == k.key; });
    if (it == std::end(known)) refuse("--body " + key, "is no body measure.", "Use pelvic_incidence_deg, mass_kg, stature_m.");
    once(key, "--body " + key + "=" + to_text(value));
    const auto& field = BodyMeasures::fields[it->field];
    if (!(value * it->factor >= field.info.lower && value * it->factor <= field.info.upper))
      refuse("--body " + key, "is " + short_text(value) + it->unit + "; allowed is " + short_text(field.info.lower / it->factor) + " to " + short_text(field.info.upper / it->factor) + it->unit + ".", "");
    measures.*field.member = value * it->factor;
  }
  return anthropometry(m, measures);
}

Model ModelOptions::with_numbers(const Model& m) const {
  ModelBuilder b(m);
  SetOnce once;
  for (const auto& [name, value] : pairs(set, "--set")) {
    const std::string setting = "--set " + name + "=" + to_text(value);
    Parameter p;
    try {
      p = parameter(m, name);
    } catch (const ModelError&) {  // not a number of the mechanics (a range, say), or wrong: set_number knows
    }
    for (const int i : p.numbers) once(std::to_string(i), setting);
    if (p.numbers.empty()) once(name, setting);
    if (!p.numbers.empty() && !(value * p.factor >= p.lower && value * p.factor <= p.upper)) {
      const std::string unit = p.unit == "1" ? "" : " " + (p.factor == 1 ? p.unit : std::string(p.unit == "rad" ? "deg" : "mm"));
      const std::string range = p.upper == infinity ? (p.lower == -infinity ? "any finite number" : ">= " + short_text(p.lower / p.factor)) : ">= " + short_text(p.lower / p.factor) + " and <= " + short_text(p.upper / p.factor);
      refuse("--set " + name, "is " + short_text(value) + unit + (p.cables.size() > 1 ? " for " + std::to_string(p.cables.size()) + " cables" : "") + "; allowed is " + range + unit + ".", "");
    }
    set_number(b.description, name, value);
  }
  return b.build();
}

Model ModelOptions::posed_legs(const Model& m) const {
  struct Range {
    const char* name;
    double lower, upper;  // deg; chosen: human joints, within the models' stated ranges
  };
  constexpr Range ranges[] = {{"hip", -30, 130}, {"knee", -10, 140}};
  Legs legs;
  bool split = false;
  SetOnce once;
  const auto is_constraint = [&](const std::string& name) {
    return std::any_of(m.description().constraints.begin(), m.description().constraints.end(), [&](const Constraint& c) { return c.name == name; });
  };
  for (const auto& [name, deg] : pairs(pose, "--pose")) {
    const double angle = deg * degree;
    const bool one_side = name.size() > 2 && (name.ends_with("_r") || name.ends_with("_l")) && !is_constraint(name);
    const std::string joint = one_side ? name.substr(0, name.size() - 2) : name, setting = "--pose " + name + "=" + to_text(deg);
    for (const Range& r : ranges)
      if (joint == r.name && !(deg >= r.lower && deg <= r.upper))
        refuse("--pose " + name, "is " + short_text(deg) + "°; allowed is " + short_text(r.lower) + "° to " + short_text(r.upper) + "°.", joint == "hip" ? "It is the thigh's angle from the vertical, + forward." : "It is the knee's flexion.");
    for (const auto& [suffix, leg] : {std::pair{"_r", &legs.right}, {"_l", &legs.left}}) {
      if (one_side && !name.ends_with(suffix)) continue;
      once(joint + suffix, setting);
      leg->angles.emplace_back(joint, angle);
    }
    split = split || one_side;
  }
  Model out = m;
  if (split) out = with_legs(m, legs);
  else
    for (const auto& [name, angle] : legs.right.angles) out = posed(out, name, angle);
  // together they may put a body where the model does not hold
  const Structure& s = out.structure();
  const auto& constraints = out.description().constraints;
  for (std::size_t i = 0; i < out.description().bodies.size(); ++i) {
    const Body& held = out.description().bodies[i];
    double angle = 0;
    bool free = false;
    for (int f = 0; f < s.free_count; ++f) free = free || s.S[i * s.free_count + f] != 0;
    for (std::size_t k = 0; k < constraints.size(); ++k) angle += s.P[i * constraints.size() + k] * constraints[k].angle;
    if (free || (angle >= held.angle_lower && angle <= held.angle_upper)) continue;
    std::string all;
    for (const std::string& text : pose) all += (all.empty() ? "" : ",") + text;
    refuse("--pose " + all, "puts body '" + held.name + "' at " + short_text(angle / degree) + "°; its range is " + short_text(held.angle_lower / degree) + "° to " + short_text(held.angle_upper / degree) + "°.", "");
  }
  return out;
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
    if (it == names.end()) {
      std::string list;
      for (const auto& n : names) list += (list.empty() ? "" : ", ") + n;
      refuse("--start " + name, "is no free coordinate of model '" + m.name() + "'.", "It has: " + list + ".");
    }
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
