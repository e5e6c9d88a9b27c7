#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/svg.hpp"
#include "report/words.hpp"

namespace guywire::cli {

namespace {

/// What each group does when it is 5 % shorter, a line each.
std::string shorter_groups(const Model& m, const Posture& rest, Language language) {
  const auto before = posture_angles(m, rest.angles);
  std::string out;
  for (const std::string& part : m.description().partition) {
    const auto o = solve(adjust(m, part, {.length = 0.95}));
    const auto after = posture_angles(m, o.last().angles);
    const double tilt = after.anterior_tilt_change;
    double lordosis = *after.lordosis - *before.lordosis;
    if (std::abs(lordosis) < 0.05 * degree) lordosis = 0;
    const bool is_moved = std::abs(tilt) >= 0.05 * degree || lordosis != 0;
    Facts facts = o.why;
    if (is_equilibrium(o.status)) {
      facts = {Fact("demo.unmoved")};
      if (is_moved) facts = {{"demo.moved", {{"tilt", tilt}, {"lordosis", lordosis}}}};
      if (o.status != Status::stable) append(facts, o.why);
    }
    out += fmt::format("  {:<24} {}\n", name_in_words(part, language), sentences(facts, language));
  }
  return out;
}

int run_demo(const std::string& picture, Language language) {
  check_targets({answer_file(""), {"--svg", picture}}, {});
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  std::cout << phrase("demo.question", language) << "\n\n"
            << answer_text(m, rest, {}, language) << '\n'
            << phrase("demo.shorter", language) << '\n'
            << shorter_groups(m, rest.last(), language);
  write_file(picture, svg_picture(m, rest.last(), {.language = language}));
  const std::string file = std::filesystem::absolute(picture).string();
  std::cout << '\n'
            << sentence({"demo.picture", {{"file", file}}}, language) << "\n\n"
            << phrase("demo.try", language)
            << "\n  ./dev guywire solve standing_adult --set iliopsoas.length=0.9 --svg tipped.svg"
               "\n  ./dev guywire solve bridge --set front.length=0.97\n";
  return rest.status == Status::stable ? 0 : not_trustworthy;
}

struct FitArguments {
  std::string model{};
  std::string out{};
};

/// Fits what no table gives (hip capsule, disc neutral angles, tone) and says how well.
int run_fit(const FitArguments& a) {
  check_targets({answer_file(""), {"--out", a.out}}, {a.model});
  const StandingFit f = fit_standing(load(a.model));
  std::cout << "hip capsule, one leg: M = "
            << fmt::format("{:.6g} exp(-{:.6g} h) {:+.6g} - {:.6g} exp({:.6g} h)",
                           f.capsule.lower_moment, f.capsule.lower_rate, f.capsule.offset_moment,
                           f.capsule.upper_moment, f.capsule.upper_rate)
            << fmt::format(" N m, h hip flexion [rad]; rms of the fit {:.3f} N m\n", f.capsule_rms);
  std::cout << "passive hip-flexion moment of one leg, knee straight [N m]\n  hip °  muscles  "
               "capsule    sum  measured  slope/measured\n";
  for (const double deg : {-15, -10, -5, 0, 5, 10, 20, 30}) {
    const double h = deg * degree, e = 1e-4;
    const auto sum = [&](double at) {
      const auto p = passive_hip_moment(f.model, at, 0);
      return p.muscles + p.capsule;
    };
    const auto p = passive_hip_moment(f.model, h, 0);
    std::cout << fmt::format("  {:5.0f} {:8.2f} {:8.2f} {:6.2f} {:9.2f} {:15.3f}\n", deg, p.muscles,
                             p.capsule, p.muscles + p.capsule, riener_edrich_hip_moment(h),
                             (sum(h + e) - sum(h - e)) / (riener_edrich_hip_moment(h + e) -
                                                          riener_edrich_hip_moment(h - e)));
  }
  std::cout << "neutral angles, fitted, flexed from standing [°]:";
  for (std::size_t i = 0; i < f.discs.size(); ++i)
    std::cout << fmt::format(" {} {:.2f}", f.discs[i], -f.neutral_angles[i] / degree);
  std::cout << "\ntone: " << sentences(f.recruitment.why) << '\n';
  if (!a.out.empty()) write_file(a.out, to_json(f.model));
  return 0;
}

}  // namespace

void add_demo(CLI::App& app, int& status) {
  const auto output = std::make_shared<OutputOptions>();
  output->svg = "standing_adult.svg";
  auto* command =
      app.add_subcommand("demo", "solves standing_adult, lists the moments, and draws it");
  command->add_option("--svg", output->svg, "where to put the picture");
  output->add_language(*command);
  command->callback([output, &status] { status = run_demo(output->svg, output->spoken()); });
}

void add_fit(CLI::App& app, int& status) {
  const auto a = std::make_shared<FitArguments>();
  auto* command = app.add_subcommand(
      "fit",
      "fits hip capsule, disc neutral angles and tone of a body laid out like standing_adult");
  command->add_option("MODEL", a->model, "a model file or shipped model; - is standard input")
      ->required();
  command->add_option("--out", a->out, "write the fitted model here");
  command->callback([a, &status] { status = run_fit(*a); });
}

}  // namespace guywire::cli
