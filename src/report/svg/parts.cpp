#include "parts.hpp"

#include "../words.hpp"

namespace guywire::svg {

std::string newtons(double t, Language language) {
  const auto number = [&](double value, const char* format) {
    return number_in_words(value, format, language);
  };
  if (t >= 9999.5e6) return number(t, ".2e") + " N";
  if (t >= 9999.5e3) return number(t / 1e6, ".1") + " MN";
  if (t >= 9999.5) return number(t / 1000, ".1") + " kN";
  if (t >= 9.95) return number(t, ".0") + " N";
  if (t >= 0.05) return number(t, ".1") + " N";
  return phrase("picture.least_tension", language);
}

namespace {

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
  const std::string slack = phrase("answer.slack", s.language);
  const std::string now = p.slack() ? slack : newtons(p.total, s.language);
  if (!s.ghost) return now;
  const double tension = s.total(p.cables, *s.ghost);
  const std::string before = tension > 0 ? newtons(tension, s.language) : slack;
  return sentence({"picture.beside_pale", {{"now", now}, {"before", before}}}, s.language);
}

Part part_of(const Scene& s, const std::string& name, const std::vector<CableId>& cables) {
  Part p{.title = s.name_words(name), .cables = cables};
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
