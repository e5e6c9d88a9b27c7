#include "parts.hpp"

#include <fmt/format.h>

#include "../words.hpp"

namespace guywire::svg {

std::string newtons(double t) {
  if (t >= 9999.5e6) return fmt::format("{:.2e} N", t);
  if (t >= 9999.5e3) return fmt::format("{:.1f} MN", t / 1e6);
  if (t >= 9999.5) return fmt::format("{:.1f} kN", t / 1000);
  if (t >= 9.95) return fmt::format("{:.0f} N", t);
  if (t >= 0.05) return fmt::format("{:.1f} N", t);
  return "under 0.1 N";
}

namespace {

std::string title_of(const Scene& s, const std::string& name) {
  const std::string title = sentence_case(plain_name(name));
  if (!s.one_legged) return title;
  if (ends_with(name, "_r")) return title.substr(0, title.size() - 2) + ", right";
  if (ends_with(name, "_l")) return title.substr(0, title.size() - 2) + ", left";
  return title;
}

/// What "in front" is measured from: the hinge of the body that an end is fixed to, for a leg the
/// hip.
double middle_of(const Scene& s, const PathPoint& end) {
  const bool leg =
      starts_with(end.body, "thigh") || starts_with(end.body, "shank") || end.body == ground_name;
  return leg ? s.tilt_hinge().x : s.place(end.body, {0, 0}, s.theta).x;
}

/// How far in front of its ends' hinges the middle of a cable runs [m].
double in_front(const Scene& s, std::size_t cable) {
  const auto& path = s.d.cables[cable].path;
  return s.along(cable, 0.5).x - 0.5 * (middle_of(s, path.front()) + middle_of(s, path.back()));
}

std::string tension_words(const Scene& s, const Part& p) {
  const std::string now = p.slack() ? "slack" : newtons(p.total);
  if (!s.ghost) return now;
  const double before = s.total(p.cables, *s.ghost);
  return now + " (pale: " + (before > 0 ? newtons(before) : std::string("slack")) + ")";
}

Part part_of(const Scene& s, const std::string& name, const std::vector<CableId>& cables) {
  Part p{.title = title_of(s, name), .cables = cables};
  p.total = s.total(cables, s.posture);
  p.strongest = cables.front().index;
  double x = 0;
  for (const CableId c : cables) {
    const auto i = static_cast<std::size_t>(c.index);
    p.slack_count += s.slack(i);
    if (s.tension(i) > s.tension(p.strongest)) p.strongest = i;
    x += in_front(s, i);
  }
  p.right = x > 0;
  p.text = tension_words(s, p);
  return p;
}

}  // namespace

Parts collect_parts(const Scene& scene) {
  Parts out;
  for (const auto& [name, cables] : partition_of(scene.model))
    if (!cables.empty()) out.shown.push_back(part_of(scene, name, cables));
  constexpr std::size_t most = 14;  // chosen: what two columns hold
  if (out.shown.size() > most) {
    std::stable_sort(out.shown.begin(), out.shown.end(),
                     [](const Part& a, const Part& b) { return a.total > b.total; });
    out.shown.resize(most);
    out.shortened = true;
  }
  return out;
}

}  // namespace guywire::svg
