#include <algorithm>
#include <deque>
#include <iostream>
#include <map>
#include <memory>

#include "cli.hpp"
#include "guywire/report/clinical.hpp"

namespace guywire::cli {

namespace {

/// An option of some tests, and what the user gave for it.
struct GivenOption {
  TestOption option;
  std::string text;
  bool flag = false;
  CLI::Option* added = nullptr;
};

/// "posterior_tilt_deg" -> "--posterior-tilt-deg".
std::string as_option(std::string_view name) {
  std::string out = "--" + std::string(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

/// Options of one name in several tests stand once; the help text names the tests.
void add_options(CLI::App& command, std::deque<GivenOption>& all) {
  std::map<std::string_view, std::string> docs;
  for (const std::string_view test : test_names)
    for (const TestOption& o : test_options(test)) {
      std::string& doc = docs[o.name];
      const std::string unit = o.unit == "1" ? "" : " " + std::string(o.unit);
      doc += (doc.empty() ? "" : "; ") + std::string(test) + ": " + std::string(o.doc);
      if (!o.is_flag()) doc += ", " + to_text(o.lower) + " to " + to_text(o.upper) + unit;
      if (!o.is_flag() && o.standard) doc += " (default " + to_text(*o.standard) + ")";
      const auto is_known = [&](const GivenOption& g) { return g.option.name == o.name; };
      if (std::none_of(all.begin(), all.end(), is_known)) all.push_back({o, {}, false, nullptr});
    }
  for (GivenOption& g : all) {
    const std::string name = as_option(g.option.name), &doc = docs[g.option.name];
    g.added = g.option.is_flag() ? command.add_flag(name, g.flag, doc)
                                 : command.add_option(name, g.text, doc);
  }
}

std::vector<std::pair<std::string, double>> given(const std::deque<GivenOption>& all) {
  std::vector<std::pair<std::string, double>> out;
  for (const GivenOption& g : all) {
    if (g.added->count() == 0) continue;
    const double value = g.option.is_flag() ? g.flag : number(g.text, as_option(g.option.name));
    out.emplace_back(g.option.name, value);
  }
  return out;
}

template <class Test>
int answer(const Test& t, const OutputOptions& output, const std::vector<std::string>& settings) {
  const Language language = output.spoken();
  output.write([&](std::ostream& out) {
    out << (output.format == "json" ? test_json(t, language) : test_text(t, language));
  });
  if (!output.svg.empty()) {
    if (t.report.poses.empty())
      std::cerr << "guywire: " << sentence(Fact("test.no_picture"), language) << '\n';
    else
      write_file(output.svg, picture_of(t.report, settings, language));
  }
  if (t.report.trustworthy()) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << to_string(t.report.status) << ": "
              << sentences(t.report.finding, language) << '\n';
  return not_trustworthy;
}

int run_test(const ModelOptions& model_options, const OutputOptions& output,
             const std::string& name, const std::vector<std::pair<std::string, double>>& options) {
  if (output.format == "csv")
    refuse("--format csv", "is no form of a test's answer.", "Use text or json.");
  if (!output.model_out.empty())
    refuse("--model-out", "is not written by tests.", "Use `guywire solve`.");
  if (!model_options.pose.empty())
    refuse("--pose", "does not go with a test, which poses the legs itself.", "Leave it out.");
  test_options(name);  // a wrong name is refused before a model is built
  output.check(model_options);
  const AskedModel asked = model_options.build();
  const ClinicalTest test = clinical_test(asked.model, name, options);
  return std::visit([&](const auto& t) { return answer(t, output, asked.settings); }, test);
}

}  // namespace

void add_test(CLI::App& app, int& status) {
  struct Call {
    ModelOptions model_options;
    OutputOptions output;
    std::string name;
    std::deque<GivenOption> options;
  };
  const auto call = std::make_shared<Call>();
  auto* command = app.add_subcommand("test",
                                     "carries out a clinical test on a standing body: mirror, "
                                     "thomas, straight_leg_raise (slr), toe_touch, sitting");
  command
      ->add_option("NAME", call->name,
                   "mirror, thomas, straight_leg_raise (slr), toe_touch, sitting")
      ->required();
  call->model_options.add(*command, false);
  call->output.add(*command);
  add_options(*command, call->options);
  command->callback([call, &status] {
    status = run_test(call->model_options, call->output, call->name, given(call->options));
  });
}

}  // namespace guywire::cli
