#include <fmt/format.h>

#include <cmath>
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
  OutputOptions output{};
};

/// The hip's passive moment as fitted, beside the measured one.
std::string passive_moments_text(const Model& model, Language language) {
  const auto word = [&](const char* id) { return sentence(Fact(id), language); };
  const auto cell = [&](const char* id, double value) {
    return sentence({id, {{"value", value}}}, language);
  };
  const auto sum = [&](double hip) {
    const auto p = passive_hip_moment(model, hip, 0);
    return p.muscles + p.capsule;
  };
  std::string out = word("fit.passive") + '\n';
  constexpr const char* row = "  {:>7} {:>8} {:>8} {:>6} {:>9} {:>16}\n";
  out += fmt::format(row, word("fit.hip"), word("fit.muscles"), word("fit.capsule_column"),
                     word("fit.sum"), word("fit.measured"), word("fit.slope"));
  for (const double deg : {-15, -10, -5, 0, 5, 10, 20, 30}) {
    const double h = deg * degree, e = 1e-4;
    const auto p = passive_hip_moment(model, h, 0);
    const double slope = (sum(h + e) - sum(h - e)) /
                         (riener_edrich_hip_moment(h + e) - riener_edrich_hip_moment(h - e));
    out += fmt::format(row, cell("fit.angle", h), cell("fit.number", p.muscles),
                       cell("fit.number", p.capsule), cell("fit.number", p.muscles + p.capsule),
                       cell("fit.number", riener_edrich_hip_moment(h)), cell("fit.ratio", slope));
  }
  return out;
}

/// Fits what no table gives (hip capsule, disc neutral angles, tone) and says how well.
int run_fit(const FitArguments& a) {
  const Language language = a.output.spoken();
  check_targets({answer_file(""), {"--out", a.out}}, {a.model});
  const StandingFit f = fit_standing(load(a.model));
  const ExponentialPairJoint& capsule = f.capsule;
  std::cout << sentence({"fit.capsule",
                         {{"lower_moment", capsule.lower_moment},
                          {"lower_rate", capsule.lower_rate},
                          {"offset", capsule.offset_moment},
                          {"upper_moment", capsule.upper_moment},
                          {"upper_rate", capsule.upper_rate},
                          {"rms", f.capsule_rms}}},
                        language)
            << '\n'
            << passive_moments_text(f.model, language)
            << sentence(Fact("fit.neutral_angles"), language);
  for (std::size_t i = 0; i < f.discs.size(); ++i)
    std::cout << ' '
              << sentence({"fit.disc", {{"disc", f.discs[i]}, {"flexion", -f.neutral_angles[i]}}},
                          language);
  std::cout << '\n' << sentence({"fit.tone", {{"why", f.recruitment.why}}}, language) << '\n';
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
  a->output.add_language(*command);
  command->callback([a, &status] { status = run_fit(*a); });
}

}  // namespace guywire::cli
