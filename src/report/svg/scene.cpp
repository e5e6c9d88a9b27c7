#include "scene.hpp"

#include "../words.hpp"

namespace guywire::svg {

double nice_above(double v) {
  const double p = std::pow(10.0, std::floor(std::log10(v)));
  for (const double m : {1.0, 2.0, 5.0})
    if (v <= m * p * (1 + 1e-9)) return m * p;
  return 10 * p;
}

Scene::Scene(const Model& m, const Posture& p, const SvgOptions& o)
    : model(m),
      d(m.description()),
      posture(p),
      options(o),
      language(o.language),
      ghost(o.ghost),
      theta(finite_angles(p)),
      tilt_body(guywire::tilt_body(m)) {
  if (ghost) ghost_theta = finite_angles(*ghost);
  for (const Body& b : d.bodies)
    one_legged |= ends_with(b.name, "_l");
  anatomical = is_anatomical(model);
  shapes = shapes_of(model);
  angles = posture_angles(model, theta);
  read_paths();
}

void Scene::read_paths() {
  double most = 0;
  for (std::size_t i = 0; i < d.cables.size(); ++i) {
    paths.push_back(guywire::cable_path(model, {static_cast<int>(i)}, theta));
    for (PathPiece& p : paths.back()) {
      p.from = seen(p.from);
      p.to = seen(p.to);
      p.center = seen(p.center);
    }
    most = std::max({most, tension(i), ghost ? tension_in(*ghost, i) : 0.0});
    both_sides |= d.cables[i].sides == 2;
  }
  full_scale = most > 0 ? nice_above(most) : 0;
}

Angles Scene::finite_angles(const Posture& p) const {
  Angles out(d.bodies.size(), 0.0);
  for (std::size_t i = 0; i < out.size() && i < p.angles.size(); ++i)
    if (std::isfinite(p.angles[i])) out[i] = p.angles[i];
  return out;
}

double Scene::tension_in(const Posture& p, std::size_t cable) {
  const double t = cable < p.tensions.size() ? p.tensions[cable] : 0;
  return std::isfinite(t) && t > 0 ? t : 0;
}

double Scene::total(const std::vector<CableId>& cables, const Posture& p) const {
  double sum = 0;
  for (const CableId c : cables)
    sum += d.cables[c.index].sides * tension_in(p, c.index);
  return sum;
}

// --- places -------------------------------------------------------------------------------------

Vec2 Scene::place(const FixedPoint& p, const Angles& at) const {
  return seen(position(model, {p.body}, p.at, at));
}

Vec2 Scene::place(const std::string& body, Vec2 p, const Angles& at) const {
  return seen(position(model, model.body(body), p, at));
}

std::optional<Vec2> Scene::landmark(std::string_view name, const Angles& at) const {
  const Landmark* l = model.landmark(name);
  if (!l) return std::nullopt;
  return place(l->body, {l->point.x, l->point.y}, at);
}

std::vector<Vec2> Scene::placed_outline(const Body& b, const Angles& at) const {
  std::vector<Vec2> out;
  for (const Vec2 p : b.outline)
    out.push_back(place(b.name, p, at));
  return out;
}

Vec2 Scene::along(std::size_t cable, double fraction) const {
  double whole = 0;
  for (const PathPiece& p : paths[cable])
    whole += p.length();
  double remainder = fraction * whole;
  for (const PathPiece& p : paths[cable]) {
    if (remainder <= p.length() && p.length() > 0) return p.at(remainder / p.length());
    remainder -= p.length();
  }
  return paths[cable].back().to;
}

std::vector<Vec2> Scene::head(const Angles& at) const {
  std::vector<Vec2> out;
  for (const FixedPoint& p : head_of(model))
    out.push_back(place(p, at));
  return out;
}

double Scene::reach_of_tilt_body() const {
  double reach = 0;
  const Body& b = d.bodies[tilt_body];
  for (const Vec2 p : b.outline)
    reach = std::max(reach, p.y);
  for (const Vec2 p : knots(b))
    reach = std::max(reach, p.y);
  if (reach > 0) return reach;
  for (const Vec2 p : knots(b))
    reach = std::max(reach, norm(p));  // it lies
  return reach > 0 ? reach : 0.3;
}

// --- words --------------------------------------------------------------------------------------

std::string Scene::title() const {
  if (!options.title.empty()) return options.title;
  return sentence_case(name_in_words(model.name(), language));
}

std::string Scene::name_words(const std::string& name) const {
  const bool is_one_side = one_legged && (ends_with(name, "_r") || ends_with(name, "_l"));
  if (!is_one_side) return sentence_case(name_in_words(name, language));
  return sentence(
      {"picture.side",
       {{"name", name.substr(0, name.size() - 2)}, {"is_right", ends_with(name, "_r")}}},
      language);
}

std::string Scene::tilt_words() const {
  if (angles.anterior_tilt) {
    const double tilt = *angles.anterior_tilt;
    const bool is_anterior = tilt > -0.05 * degree;
    return sentence({"picture.tilt", {{"tilt", tilt}, {"is_anterior", is_anterior}}}, language);
  }
  const double change = angles.anterior_tilt_change;
  if (std::abs(change) < 0.05 * degree) return phrase("picture.not_tilted", language);
  return sentence({"picture.tilted", {{"tilt", change}}}, language);
}

std::string Scene::tilt_change_words() const {
  const double change = angles.anterior_tilt_change;
  if (std::abs(change) < 0.05 * degree) return phrase("picture.as_reference", language);
  return sentence({"picture.tilt_change", {{"tilt", change}}}, language);
}

}  // namespace guywire::svg
