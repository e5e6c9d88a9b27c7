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

struct DemoArguments {
  std::string picture = "standing_adult.svg";
  OutputOptions output{};
};

/// What a body does when one group is shorter: "pelvis 3.2° forward, lordosis +2.5°".
std::string change_text(const Model& m, const PostureAngles& before, const Outcome<Posture>& o,
                        Language language) {
  if (!is_equilibrium(o.status)) return sentences(o.why, language);
  const PostureAngles after = posture_angles(m, o.last().angles);
  const double tilt = after.anterior_tilt_change, lordosis = *after.lordosis - *before.lordosis;
  const double seen = 0.05 * degree;
  std::string out;
  if (std::abs(tilt) < seen && std::abs(lordosis) < seen)
    out = sentence(Fact("demo.unmoved"), language);
  else
    out = fmt::format(
        "{:<22} {}", sentence({"demo.tips", {{"tilt", tilt}}}, language),
        sentence({"demo.lordosis", {{"change", std::abs(lordosis) < seen ? 0 : lordosis}}},
                 language));
  if (o.status != Status::stable)
    out += "  (" + sentence(Fact("word." + std::string(to_string(o.status))), language) + ")";
  return out;
}

int run_demo(const DemoArguments& a) {
  const Language language = a.output.spoken();
  check_targets({answer_file(""), {"--svg", a.picture}}, {});
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  std::cout << sentence(Fact("demo.question"), language) << "\n\n" << answer_text(m, rest);
  std::cout << '\n' << sentence(Fact("demo.what_if"), language) << '\n';
  const PostureAngles before = posture_angles(m, rest.last().angles);
  for (const std::string& part : m.description().partition)
    std::cout << fmt::format(
        "  {:<22} {}\n", name_in_words(part, language),
        change_text(m, before, solve(adjust(m, part, {.length = 0.95})), language));
  write_file(a.picture, svg_picture(m, rest.last()));
  const std::string path = std::filesystem::absolute(a.picture).string();
  std::cout << '\n'
            << sentence({"demo.picture", {{"path", path}}}, language) << "\n\n"
            << sentence(Fact("demo.try"), language)
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
  const auto a = std::make_shared<DemoArguments>();
  auto* command = app.add_subcommand("demo", "solves standing_adult, says who pulls, and draws it");
  command->add_option("--svg", a->picture, "where to put the picture");
  a->output.add_language(*command);
  command->callback([a, &status] { status = run_demo(*a); });
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
