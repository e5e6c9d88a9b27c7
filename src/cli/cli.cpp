#include "cli.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "guywire/io/model_file.hpp"

namespace guywire::cli {

void refuse(std::string where, std::string what, std::string remedy) { throw ModelError({{std::move(where), std::move(what), std::move(remedy)}}); }

double number(const std::string& text, const std::string& where) {
  double v = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, v);
  if (text.empty() || error != std::errc() || stop != end) refuse(where, "is '" + text + "', which is not a number.", "Use a point for decimals, e.g. 0.95.");
  return v;
}

std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts, const std::string& option) {
  std::vector<std::pair<std::string, double>> out;
  for (const std::string& text : texts)
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      const std::string item = text.substr(at, comma - at);
      const auto equals = item.find('=');
      if (equals == std::string::npos || equals == 0) refuse(option + " " + item, "has no value.", "Write NAME=value.");
      out.emplace_back(item.substr(0, equals), number(item.substr(equals + 1), option + " " + item.substr(0, equals)));
      at = comma + 1;
    }
  return out;
}

void write_file(const std::string& path, const std::string& text) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::is_directory(folder, error)) throw ParseError(path, 0, 0, "cannot be written: there is no folder '" + folder.string() + "'.");
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw ParseError(path, 0, 0, "cannot be written.");
}

void ModelOptions::add(CLI::App& app, bool model_required) {
  app.add_option("MODEL", model, "a shipped model (see `guywire models`) or a model file")->required(model_required);
  app.add_option("--set", set, "NAME.field=value: a knob (psoas.length=0.95) or a number with its unit (L4/5.neutral_angle_deg=-3); repeatable")->take_all();
  app.add_option("--body", body, "pelvic_incidence_deg=…,mass_kg=…,stature_m=…: the same body in another shape and size")->take_all();
  app.add_option("--pose", pose, "LEG_JOINT=deg: hip=30 (flexion), knee=90; hip_r, hip_l, … pose one leg; repeatable")->take_all();
  app.add_flag("--recruit", recruit, "recruit the least-effort tone anew for the reference posture, with everything that was set");
}

Model ModelOptions::build() const {
  Model m = load(model);
  if (!body.empty()) {
    BodyMeasures measures = measures_of(m);
    for (const auto& [key, value] : pairs(body, "--body")) {
      if (key == "pelvic_incidence_deg") measures.pelvic_incidence = value * degree;
      else if (key == "mass_kg") measures.mass = value;
      else if (key == "stature_m") measures.stature = value;
      else refuse("--body " + key, "is no body measure.", "Use pelvic_incidence_deg, mass_kg, stature_m.");
    }
    m = anthropometry(m, measures);
  }
  if (!pose.empty()) m = posed_legs(m);
  if (!set.empty()) {
    ModelBuilder b(m);
    for (const auto& [name, value] : pairs(set, "--set")) set_number(b.description, name, value);
    m = b.build();
  }
  if (recruit) {
    const Recruitment r = guywire::recruit(m);
    if (!r.feasible) throw SolveError(r.message);
    m = with_recruitment(m, r);
  }
  return m;
}

Model ModelOptions::posed_legs(const Model& m) const {
  Legs legs;
  bool split = false;
  const auto is_constraint = [&](const std::string& name) {
    return std::any_of(m.description().constraints.begin(), m.description().constraints.end(), [&](const Constraint& c) { return c.name == name; });
  };
  for (const auto& [name, deg] : pairs(pose, "--pose")) {
    const double angle = deg * degree;
    const bool right = name.size() > 2 && name.ends_with("_r"), left = name.size() > 2 && name.ends_with("_l");
    if ((right || left) && !is_constraint(name)) {
      (right ? legs.right : legs.left).angles.emplace_back(name.substr(0, name.size() - 2), angle);
      split = true;
    } else {
      legs.right.angles.emplace_back(name, angle), legs.left.angles.emplace_back(name, angle);
    }
  }
  if (split) return with_legs(m, legs);
  Model out = m;
  for (const auto& [name, angle] : legs.right.angles) out = posed(out, name, angle);
  return out;
}

void OutputOptions::add(CLI::App& app) {
  app.add_option("--format", format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  app.add_option("--out", out, "write the answer to this file instead of the screen");
  app.add_option("--svg", svg, "draw the posture into this file");
  app.add_option("--model-out", model_out, "write the model as it was solved (all settings applied)");
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
  for (const auto& [name, deg] : pairs(texts, "--start")) {
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) {
      std::string list;
      for (const auto& n : names) list += (list.empty() ? "" : ", ") + n;
      refuse("--start " + name, "is no free coordinate of model '" + m.name() + "'.", "It has: " + list + ".");
    }
    s.coordinates[it - names.begin()] = deg * degree;
  }
  return s;
}

}  // namespace guywire::cli
