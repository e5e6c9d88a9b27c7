// The command `guywire`: every option ends in the same public functions a program would call.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/svg.hpp"

namespace {

using namespace guywire;

constexpr int bad_input = 2, not_trustworthy = 3;

/// A wrong command line, with a remedy.
[[noreturn]] void refuse(std::string where, std::string what, std::string remedy) { throw ModelError({{std::move(where), std::move(what), std::move(remedy)}}); }

double number(const std::string& text, const std::string& where) {
  double v = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, v);
  if (text.empty() || error != std::errc() || stop != end) refuse(where, "is '" + text + "', which is not a number.", "Use a point for decimals, e.g. 0.95.");
  return v;
}

/// "a=1,b=2" -> pairs.
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

/// What the model-changing options ask for.
struct ModelOptions {
  std::string model = "standing_adult";
  std::vector<std::string> set, body, pose;
  bool recruit = false;

  void add(CLI::App& app) {
    app.add_option("MODEL", model, "a shipped model (see `guywire models`) or a model file")->required();
    app.add_option("--set", set, "NAME.field=value: a knob (psoas.length=0.95) or a number with its unit (L4/5.neutral_angle_deg=-3); repeatable")->take_all();
    app.add_option("--body", body, "pelvic_incidence_deg=…,mass_kg=…,stature_m=…: the same body in another shape and size")->take_all();
    app.add_option("--pose", pose, "LEG_JOINT=deg: hip=30 (flexion), knee=90; hip_r, hip_l, … pose one leg; repeatable")->take_all();
    app.add_flag("--recruit", recruit, "recruit the least-effort tone anew for the reference posture, with everything that was set");
  }

  Model build() const {
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

 private:
  Model posed_legs(const Model& m) const {
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
};

/// Where to write, and how.
struct OutputOptions {
  std::string format = "text", out, svg, model_out;
  void add(CLI::App& app) {
    app.add_option("--format", format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
    app.add_option("--out", out, "write the answer to this file instead of the screen");
    app.add_option("--svg", svg, "draw the posture into this file");
    app.add_option("--model-out", model_out, "write the model as it was solved (all settings applied)");
  }
};

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

/// The picture; where knobs are turned, the same body with all knobs at reference stands pale behind.
std::string picture_of(const Model& m, const Posture& posture, const std::vector<std::string>& set) {
  ModelBuilder reference(m);
  for (Cable& c : reference.description.cables) c.knobs = {};
  SvgOptions options;
  if (reference.description == m.description()) return svg_picture(m, posture, options);
  for (const std::string& s : set) options.title += (options.title.empty() ? m.name() + ": " : ", ") + s;
  const auto before = solve(reference.build());
  if (is_equilibrium(before.status)) options.ghost = &before.last();
  return svg_picture(m, posture, options);
}

int run_solve(const ModelOptions& model_options, const OutputOptions& output, const std::vector<std::string>& start, const std::string& seek) {
  const Model m = model_options.build();
  SolveOptions options;
  if (seek == "any") options.seek = Seek::any;
  const auto outcome = solve(m, options, start_of(m, start));
  const std::string answer = output.format == "json" ? answer_json(m, outcome) : output.format == "csv" ? answer_csv(m, outcome)
                                                                                                        : answer_text(m, outcome);
  if (output.out.empty()) std::cout << answer;
  else write_file(output.out, answer);
  if (!output.svg.empty()) {
    if (outcome.status == Status::path_lost) std::cerr << "guywire: no picture: " << outcome.message << '\n';
    else write_file(output.svg, picture_of(m, outcome.last(), model_options.set));
  }
  if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
  if (outcome.status == Status::stable) return 0;
  if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << to_string(outcome.status) << ": " << outcome.message << '\n';
  return not_trustworthy;
}

int run_check(const std::vector<std::string>& files) {
  int status = 0;
  for (const std::string& file : files) {
    try {
      const Model m = load(file);
      std::cout << fmt::format("{}: a valid model: {} bodies, {} cables, {} free coordinates; hash {}\n", file, m.description().bodies.size(), m.description().cables.size(), m.coordinates().size(), content_hash(m));
    } catch (const std::invalid_argument& e) {
      std::cout << (dynamic_cast<const ParseError*>(&e) ? "" : file + ":\n") << e.what() << '\n';
      status = bad_input;
    }
  }
  return status;
}

int run_models() {
  for (const std::string& name : shipped_models()) {
    const Model m = load(name);
    std::cout << fmt::format("{:<16} {}\n{:<16} {} bodies, {} cables; free: {}\n", name, m.description().title, "", m.description().bodies.size(), m.description().cables.size(), fmt::join(m.coordinates(), ", "));
  }
  return 0;
}

int run_demo(const std::string& picture) {
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  std::cout << "Where does the pelvis of a standing adult come to rest?\n\n"
            << answer_text(m, rest);
  std::cout << "\nWhat would change it? Each group 5 % shorter in turn (fibres), everything else as it is:\n";
  const auto before = posture_angles(m, rest.last().angles);
  for (const std::string& part : m.description().partition) {
    const auto o = solve(adjust(m, part, {.length = 0.95}));
    const auto after = posture_angles(m, o.last().angles);
    std::string name = part;
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!is_equilibrium(o.status)) {
      std::cout << fmt::format("  {:<22} {}\n", name, o.message);
      continue;
    }
    const double tilt = after.anterior_tilt_change / degree, lordosis = (*after.lordosis - *before.lordosis) / degree;
    std::cout << fmt::format("  {:<22} tips the pelvis {:.1f}° {:<9} lordosis {:+.1f}°{}\n", name, std::abs(tilt), tilt > 0 ? "forward," : "back,", lordosis, o.status == Status::stable ? "" : "  (" + std::string(to_string(o.status)) + ")");
  }
  write_file(picture, svg_picture(m, rest.last()));
  std::cout << "\nThe picture: " << std::filesystem::absolute(picture).string() << "\n\nTry:  ./dev guywire solve standing_adult --set iliopsoas.length=0.9 --svg tipped.svg\n      ./dev guywire solve bridge --set front.length=0.97\n";
  return rest.status == Status::stable ? 0 : not_trustworthy;
}

/// Fits what no table gives (hip capsule, disc neutral angles, tone) and says how well.
int run_fit(const std::string& file, const std::string& out) {
  const StandingFit f = fit_standing(load(file));
  std::cout << "hip capsule, one leg: M = " << fmt::format("{:.6g} exp(-{:.6g} h) {:+.6g} - {:.6g} exp({:.6g} h)", f.capsule.lower_moment, f.capsule.lower_rate, f.capsule.offset_moment, f.capsule.upper_moment, f.capsule.upper_rate)
            << fmt::format(" N m, h hip flexion [rad]; rms of the fit {:.3f} N m\n", f.capsule_rms);
  std::cout << "passive hip-flexion moment of one leg, knee straight [N m]\n  hip °  muscles  capsule    sum  measured  slope/measured\n";
  for (const double deg : {-15, -10, -5, 0, 5, 10, 20, 30}) {
    const double h = deg * degree, e = 1e-4;
    const auto sum = [&](double at) { const auto p = passive_hip_moment(f.model, at, 0); return p.muscles + p.capsule; };
    const auto p = passive_hip_moment(f.model, h, 0);
    std::cout << fmt::format("  {:5.0f} {:8.2f} {:8.2f} {:6.2f} {:9.2f} {:15.3f}\n", deg, p.muscles, p.capsule, p.muscles + p.capsule, riener_edrich_hip_moment(h),
                             (sum(h + e) - sum(h - e)) / (riener_edrich_hip_moment(h + e) - riener_edrich_hip_moment(h - e)));
  }
  std::cout << "neutral angles, fitted, flexed from standing [°]:";
  for (std::size_t i = 0; i < f.discs.size(); ++i) std::cout << fmt::format(" {} {:.2f}", f.discs[i], -f.neutral_angles[i] / degree);
  std::cout << "\ntone: " << f.recruitment.message << '\n';
  if (!out.empty()) write_file(out, to_json(f.model));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"guywire: where does a body tensioned by cables come to rest, is it stable, and who pulls?"};
  app.set_version_flag("--version", std::string("guywire ") + version);
  app.require_subcommand(1);
  app.footer("Exit status: 0 a trustworthy answer, 2 bad input, 3 no trustworthy answer (the reason is printed).");

  int status = 0;
  auto* models = app.add_subcommand("models", "lists the shipped models");
  models->callback([&] { status = run_models(); });

  ModelOptions model_options;
  OutputOptions output;
  std::vector<std::string> start;
  std::string seek = "downhill";
  auto* solve_command = app.add_subcommand("solve", "finds where a model comes to rest, and certifies it");
  model_options.add(*solve_command);
  output.add(*solve_command);
  solve_command->add_option("--start", start, "NAME=deg of a free coordinate to start from; repeatable")->take_all();
  solve_command->add_option("--seek", seek, "downhill (a resting place), or any (the nearest balance, perhaps unstable)")->check(CLI::IsMember({"downhill", "any"}));
  solve_command->callback([&] { status = run_solve(model_options, output, start, seek); });

  std::vector<std::string> files;
  auto* check = app.add_subcommand("check", "checks model files and lists every fault");
  check->add_option("MODEL", files, "model files or shipped models")->required();
  check->callback([&] { status = run_check(files); });

  ModelOptions convert_options;
  std::string convert_out;
  auto* convert = app.add_subcommand("convert", "reads a model, applies settings, and writes it as JSON");
  convert_options.add(*convert);
  convert->add_option("--out", convert_out, "file to write; the screen if left out");
  convert->callback([&] {
    const std::string text = to_json(convert_options.build());
    if (convert_out.empty()) std::cout << text;
    else write_file(convert_out, text);
  });

  auto* schema = app.add_subcommand("schema", "prints the JSON Schema of model files");
  schema->callback([&] { std::cout << model_schema(); });

  std::string picture = "standing_adult.svg";
  auto* demo = app.add_subcommand("demo", "solves standing_adult, says who pulls, and draws it");
  demo->add_option("--svg", picture, "where to put the picture");
  demo->callback([&] { status = run_demo(picture); });

  std::string geometry, fitted;
  auto* fit = app.add_subcommand("fit", "fits hip capsule, disc neutral angles and tone of a body laid out like standing_adult");
  fit->add_option("MODEL", geometry, "a model file or shipped model")->required();
  fit->add_option("--out", fitted, "write the fitted model here");
  fit->callback([&] { status = run_fit(geometry, fitted); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : bad_input;
  } catch (const std::invalid_argument& e) {  // ModelError, ParseError
    std::cerr << "guywire: " << e.what() << '\n';
    return bad_input;
  } catch (const std::exception& e) {
    std::cerr << "guywire: " << e.what() << '\n';
    return not_trustworthy;
  }
  return status;
}
