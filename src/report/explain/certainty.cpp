#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

double shown_value(const Robustness::Range& r, double si) { return clean(shown(r.unit, si)); }

}  // namespace

std::string certainty_sentence(const Robustness& r, const std::string& body) {
  std::string out =
      fmt::format("How sure is that: of {} bodies whose uncertain numbers are scattered, ",
                  r.population.fate.size());
  const auto range = std::find_if(r.ranges.begin(), r.ranges.end(),
                                  [](const auto& x) { return x.name.starts_with("share of "); });
  for (const auto& a : r.answers)
    if (a.name == "winner" && a.reference != "nobody")
      out += fmt::format("the same group wins in {:.0f} %; ", 100 * a.share);
  if (range != r.ranges.end())
    return out + fmt::format(
                     "returned likewise, the {} would come {} {:.1f}° to {:.1f}° in nine of ten.\n",
                     body, range->reference > 0 ? "back" : "forward",
                     std::min(std::abs(range->low), std::abs(range->high)) / degree,
                     std::max(std::abs(range->low), std::abs(range->high)) / degree);
  for (const auto& a : r.answers)
    if (a.name == "strongest part")
      return out +
             fmt::format("{} move{} the {} most in {:.0f} %, when each group is 5 % shorter.\n",
                         plain_name(a.reference), is_plural(a.reference) ? "" : "s", body,
                         100 * a.share);
  const auto& tilt = r.ranges.front();
  return out + fmt::format("nine of ten stand tipped {:+.1f}° to {:+.1f}° (+ forward).\n",
                           clean(tilt.low / degree), clean(tilt.high / degree));
}

std::string certainty_words(const Model& model, const Robustness& r) {
  std::string out = fmt::format(
      "\nHow sure is that: {} bodies drawn with seed {}, {} of them at a stable rest\n  {:<28} "
      "{:>9} {:>9} {:>9} {:>9}\n",
      r.population.fate.size(), r.population.seed, r.population.stable, "", "this body", "5 %",
      "median", "95 %");
  for (const auto& range : r.ranges) {
    if (std::abs(range.high - range.low) < 1e-9 * std::max(1.0, std::abs(range.reference)))
      continue;  // says nothing
    const auto dot = range.name.find(".compression");
    const std::string name = dot == std::string::npos
                                 ? plain_name(range.name)
                                 : "compression at " + hinge_name(model, range.name.substr(0, dot));
    out += fmt::format("  {:<28} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f} {}\n", name,
                       shown_value(range, range.reference), shown_value(range, range.low),
                       shown_value(range, range.median), shown_value(range, range.high),
                       shown_unit(range.unit));
  }
  for (const auto& a : r.answers)
    if (a.reference != "nobody")
      out += fmt::format("  {}: {} in {:.1f} % (95 % interval {:.1f} to {:.1f})\n", a.name,
                         plain_name(a.reference), 100 * a.share, 100 * a.lower, 100 * a.upper);
  return out + "  What is scattered, by how much and why: guywire population.\n";
}

}  // namespace guywire
