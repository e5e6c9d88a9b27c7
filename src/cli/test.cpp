#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "cli.hpp"
#include "guywire/report/clinical.hpp"

namespace guywire::cli {

namespace {

struct TestArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::string name{};
  bool pelvis_held = false, knee_straight = false;
  std::optional<double> tilt, lordosis;
  double moment = StraightLegRaiseOptions{}.passive_moment, knee = 0, inclination = ToeTouchOptions{}.inclination / degree, share = 100 * ToeTouchOptions{}.pelvis_share;
};

template <class Test>
int answer(const Test& t, const OutputOptions& output, const std::vector<std::string>& settings) {
  output.write([&](std::ostream& out) { out << (output.format == "json" ? test_json(t) : test_text(t)); });
  if (!output.svg.empty()) {
    if (t.report.poses.empty()) std::cerr << "guywire: no picture: the test found no posture.\n";
    else write_file(output.svg, picture_of(t.report, settings));
  }
  if (t.report.trustworthy()) return 0;
  if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << to_string(t.report.status) << ": " << t.report.sentence << '\n';
  return not_trustworthy;
}

int run_test(const TestArguments& o) {
  const OutputOptions& output = o.output;
  if (output.format == "csv") refuse("--format csv", "is no form of a test's answer.", "Use text or json.");
  if (!output.model_out.empty()) refuse("--model-out", "is not written by tests.", "Use `guywire solve`.");
  if (!o.model.pose.empty()) refuse("--pose", "does not go with a test, which poses the legs itself.", "Leave it out.");
  const std::vector<std::string> names{"mirror", "thomas", "straight_leg_raise", "slr", "toe_touch", "sitting"};
  if (std::find(names.begin(), names.end(), o.name) == names.end()) {
    const std::string near = nearest_name(o.name, names);
    refuse("test '" + o.name + "'", "does not exist.", near.empty() ? "Use mirror, thomas, straight_leg_raise (slr), toe_touch or sitting." : "Did you mean '" + near + "'?");
  }
  output.check(o.model);
  const AskedModel asked = o.model.build();
  const Model& m = asked.model;
  const std::vector<std::string>& settings = asked.settings;
  if (o.name == "mirror") return answer(mirror_test(m), output, settings);
  const auto in_rad = [](const std::optional<double>& deg) { return deg ? std::optional(*deg * degree) : std::nullopt; };
  if (o.name == "thomas") return answer(thomas_test(m, {.posterior_tilt = in_rad(o.tilt).value_or(ThomasOptions{}.posterior_tilt), .lordosis = in_rad(o.lordosis), .knee_hangs = !o.knee_straight}), output, settings);
  if (o.name == "toe_touch") return answer(toe_touch_test(m, {.inclination = o.inclination * degree, .pelvis_share = o.share / 100}), output, settings);
  if (o.name == "sitting") return answer(sitting_test(m, {.posterior_tilt = in_rad(o.tilt)}), output, settings);
  return answer(straight_leg_raise_test(m, {.passive_moment = o.moment, .pelvis_held = o.pelvis_held, .knee_flexion = o.knee * degree}), output, settings);
}

}  // namespace

void add_test(CLI::App& app, int& status) {
  const auto a = std::make_shared<TestArguments>();
  auto* command = app.add_subcommand("test", "carries out a clinical test on a standing body: mirror, thomas, straight_leg_raise (slr), toe_touch, sitting");
  command->add_option("NAME", a->name, "mirror, thomas, straight_leg_raise (slr), toe_touch, sitting")->required();
  a->model.add(*command, false);
  a->output.add(*command);
  command->add_flag("--knee-straight", a->knee_straight, "thomas: the knee of the test leg is kept straight");
  command->add_option("--posterior-tilt-deg", a->tilt, "thomas: to which the other thigh brings the pelvis (10); sitting: at which muscles hold it, from standing (relaxed, or 12.5 if it does not rest so)");
  command->add_option("--lordosis-deg", a->lordosis, "thomas: or a lordosis, L1 to S1, that counts as flat, whichever comes first");
  command->add_flag("--pelvis-held", a->pelvis_held, "slr: the pelvis is kept as in standing");
  command->add_option("--moment-Nm", a->moment, "slr: passive moment about the hip at which the test ends");
  command->add_option("--knee-deg", a->knee, "slr: flexion of the raised leg's knee");
  command->add_option("--inclination-deg", a->inclination, "toe_touch: of the trunk");
  command->add_option("--hip-share-percent", a->share, "toe_touch: of the inclination by the hips");
  command->callback([a, &status] { status = run_test(*a); });
}

}  // namespace guywire::cli
