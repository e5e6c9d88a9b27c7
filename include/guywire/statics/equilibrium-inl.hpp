#pragma once
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/statics/certificate-inl.hpp"
#include "guywire/statics/contact-inl.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/scratch.hpp"

namespace guywire {

GUYWIRE_INLINE Workspace::Workspace(const Model& model)
    : scratch_(std::make_unique<detail::Scratch>(model)) {}
GUYWIRE_INLINE Workspace::~Workspace() = default;
GUYWIRE_INLINE void Workspace::assign(std::span<const double> numbers) {
  scratch_->assign(numbers);
}
GUYWIRE_INLINE const Model& Workspace::model() const { return scratch_->model; }
GUYWIRE_INLINE std::span<const double> Workspace::numbers() const { return scratch_->numbers; }
GUYWIRE_INLINE Workspace::Workspace(Workspace&&) noexcept = default;
GUYWIRE_INLINE Workspace& Workspace::operator=(Workspace&&) noexcept = default;
GUYWIRE_INLINE detail::Scratch& detail::scratch_of(Workspace& workspace) {
  return *workspace.scratch_;
}

/// Reads the posture off the last evaluation (`now` holds u, g).
GUYWIRE_INLINE Posture detail::Scratch::posture() const {
  const Structure& s = model.structure();
  Posture p;
  p.coordinates.assign(now.u.begin(), now.u.end());
  p.residuals.assign(now.g.begin(), now.g.end());
  p.rounding_bounds.assign(now.rounding_bound.begin(), now.rounding_bound.end());
  p.angles = theta;
  p.lengths = e.length;
  for (double& l : p.lengths)
    if (l < 1e-100) l = 0;  // see shortest_squared
  p.tensions = e.tension;
  p.potential = e.energy;
  p.taut.resize(s.cables.size());
  p.wrapped.resize(s.cables.size());
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    p.taut[c] = e.length[c] > slack[c];
    for (int k = s.first_contact(c); k < s.first_contact(c + 1); ++k)
      if (e.wrap[k] > 0) p.wrapped[c] = 1;
  }
  // what the constraints must supply to balance the moments that are left over: mu = P' dV/dtheta
  p.constraint_moments.reserve(s.constraint_angles.size());
  for (std::size_t k = 0; k < s.constraint_angles.size(); ++k)
    p.constraint_moments.push_back(
        moment_of_constraint(s, k, [&](int b) { return e.gradient[b]; }));
  return p;
}

namespace detail {

inline constexpr double largest_angle_bound =
    1e-6;  // [rad] chosen: 6e-5 degrees, below what anybody measures

/// Whether rounding leaves the rest's angle open.
inline bool is_hidden(const Scratch& w, const Stability& stability, double angle_bound) {
  if (stability.verdict == Stability::unclear) return hides_something(w, stability.ways_down);
  return !(angle_bound < largest_angle_bound);
}

/// Whether rounding hides the rest or leaves open that there is one.
inline bool is_hidden_or_vanishes(Scratch& w, const Stability& stability, double angle_bound) {
  if (is_hidden(w, stability, angle_bound)) return true;
  return w.model.structure().free_count > 0 && stability.verdict == Stability::stable &&
         may_vanish(w, angle_bound, stability.lowest);
}

/// Where nothing can move, points may touch all the same: the certificate names them.
inline void hold_contacts(Scratch& w, Certificate& certificate) {
  const std::vector<int> touching = short_segments(w, 1e-6);
  if (touching.empty()) return;
  ContactSearch contact(w, touching);
  contact.hold();
  contact.state(certificate);
}

/// How closely rounding lets each hold's moment be known: the largest bound [N m].
inline double holding_bound(const Scratch& w) {
  const Structure& s = w.model.structure();
  const std::size_t held = s.constraint_angles.size();
  double most = 0;
  for (std::size_t k = 0; k < held; ++k) {
    double sum = 0;
    for (int b = 0; b < s.body_count; ++b)
      sum += std::abs(s.P[b * held + k]) * w.e.moment_scale[b];
    most = std::max(most, rounding_unit(s) * sum);
  }
  return most;
}

/// What is to be said of points of a taut path that only holds keep where they are: if they touch,
/// the force between them is open; if they all but touch, its direction is lost in rounding.
inline Facts held_points(const Scratch& w, const Certificate& certificate) {
  const Structure& s = w.model.structure();
  const auto& cables = w.model.description().cables;
  if (s.constraint_angles.empty()) return {};
  for (const Contact& contact : certificate.contacts) {
    const int segment = segment_from(cables[contact.cable], contact.point);
    const int straight = s.segments[s.cables[contact.cable].first_segment + segment].straight;
    if (!is_held(w, straight) || !(w.e.strains[contact.cable].tension > 0)) continue;
    const double force = std::hypot(contact.force_x, contact.force_y);
    return {{"held.touching", {{"cable", cables[contact.cable].name}, {"force", force}}}};
  }
  for (std::size_t g = 0; g < s.straights.size(); ++g) {
    const auto& straight = w.mechanics.straight[g];
    const int cable = s.straights[g].cable;
    const double turned = rounding_unit(s) * straight.reach;
    const bool unclear = turned > largest_angle_bound * w.e.pulls[g].length;
    const bool pulls = straight.z2 == 0 && w.e.strains[cable].tension > 0;
    if (!unclear || !pulls || !is_held(w, static_cast<int>(g))) continue;
    return {
        {"held.direction_hidden", {{"cable", cables[cable].name}, {"moment", holding_bound(w)}}}};
  }
  return {};
}

inline Status classify(const Scratch& w, const Stability& stability, bool hidden,
                       double angle_bound, Facts& why) {
  if (w.model.structure().free_count == 0) {
    why = {Fact("all_held")};
    return Status::stable;
  }
  if (hidden) {
    why = {{"hidden", {{"is_known", std::isfinite(angle_bound)}, {"angle", angle_bound}}}};
    return Status::hidden_by_rounding;
  }
  switch (stability.verdict) {
    case Stability::stable:
      why = {Fact("stable")};
      return Status::stable;
    case Stability::falls:
      why = {Fact("unstable")};
      return Status::unstable;
    case Stability::falls_on_a_side:
      why = {Fact("at_kink")};
      return Status::at_kink;
    default:
      why = {Fact("neutral")};
      return Status::neutral;
  }
}

inline std::string degrees_text(double rad) { return short_text(rad / degree) + "°"; }

GUYWIRE_INLINE void set_start(Scratch& w, const State& start) {
  const Structure& s = w.model.structure();
  if (!start.coordinates.empty() &&
      start.coordinates.size() != static_cast<std::size_t>(s.free_count))
    throw ModelError(
        {{"start",
          "has " + std::to_string(start.coordinates.size()) + " angles; model '" + w.model.name() +
              "' has " + std::to_string(s.free_count) + " coordinates.",
          "Give one per coordinate, or none."}});
  for (int i = 0; i < s.free_count; ++i) {
    w.now.u[i] = start.coordinates.empty() ? 0.0 : start.coordinates[i];
    if (!std::isfinite(w.now.u[i]))
      throw ModelError({{"start / " + w.model.coordinates()[i], "is not a finite number.",
                         "Give an angle in rad."}});
  }
  w.set_theta(w.now.u.data());
  if (const int b = w.out_of_range(w.theta.data()); b >= 0)
    throw ModelError({{"start",
                       "puts body '" + w.model.description().bodies[b].name + "' at " +
                           degrees_text(w.theta[b]) + "; its range is " + degrees_text(w.lower[b]) +
                           " to " + degrees_text(w.upper[b]) + ".",
                       "Start and pose within the range."}});
}

/// The posture where the search starts, with the reason why there is none: numbers with which a
/// fiber and its elastic tendon balance at several lengths give the cable several tensions.
inline Outcome<Posture> not_begun(Scratch& w) {
  Outcome<Posture> out;
  const Cable& cable = w.model.description().cables[w.unbalanced];
  for (const Fault& f : law_faults(w.mechanics, w.unbalanced, w.mechanics.knobs[w.unbalanced],
                                   "cable '" + cable.name + "'"))
    out.why = {{"fault", {{"where", f.where}, {"what", f.what}, {"remedy", f.remedy}}}};
  w.fill(w.now);
  out.result = w.posture();
  return out;
}

inline Facts lost_path(const Scratch& w) {
  const auto& cables = w.model.description().cables;
  if (w.e.lost_cable >= 0) {
    Facts why = why_lost(w.model, {w.e.lost_cable}, w.numbers, w.theta);
    if (!why.empty()) return why;  // else its own rounding sees a path, at the very edge
    return {{"path.edge", {{"cable", cables[w.e.lost_cable].name}}}};
  }
  for (std::size_t c = 0; c < cables.size(); ++c)
    if (!std::isfinite(w.e.tension[c])) return {{"too_large.tension", {{"cable", cables[c].name}}}};
  return {Fact("too_large.potential")};
}

}  // namespace detail

namespace detail {

/// A posture in which a path is lost: no moment, stiffness or energy is known, nor that cable's
/// length and tension.
inline Posture lost_posture(Scratch& w) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  Posture p = w.posture();
  std::fill(p.residuals.begin(), p.residuals.end(), unknown);
  std::fill(p.rounding_bounds.begin(), p.rounding_bounds.end(), unknown);
  p.potential = unknown;
  for (std::size_t k = 0; k < p.lengths.size(); ++k)
    if (!why_lost(w.model, {static_cast<int>(k)}, w.numbers, w.theta).empty())
      p.lengths[k] = p.tensions[k] = unknown;
  Certificate& c = p.certificate;
  c.residual = c.rounding_bound = c.min_eigenvalue = c.min_eigenvalue_upper = c.tilt_stiffness =
      unknown;
  return p;
}

/// One call of `solve`: searches until nothing falls any more, and says how it ended.
class EquilibriumSearch {
 public:
  EquilibriumSearch(Scratch& w, const SolveOptions& options)
      : w_(w), options_(options), n_(w.model.structure().free_count) {}

  Outcome<Posture> run(const State& start) {
    set_start(w_, start);
    if (w_.unbalanced >= 0) return not_begun(w_);
    descend(options_.seek);
    if (options_.seek == Seek::any && end_ != NewtonEnd::converged) {
      // the nearest root was not found: a rest is one, too
      set_start(w_, start);
      iterations_ = 0;
      descend(Seek::downhill);
    }
    return outcome();
  }

 private:
  void descend(Seek seek) {
    const NewtonOptions options{seek, options_.iteration_limit, options_.first_radius, 1.0};
    constexpr int most_falls = 50;  // chosen: each fall is to a lower place; one or two are usual
    for (int fall = 0; fall < most_falls; ++fall) {
      end_ = newton(n_, w_.now, w_.trial, w_.newton, options, fill_, in_range_, iterations_);
      if (end_ == NewtonEnd::undefined) return;
      if (!w_.evaluated_at(w_.now.u.data())) w_.fill(w_.now);  // the last trial was refused
      judge(seek == Seek::downhill);
      if (n_ == 0) hold_contacts(w_, certificate_);
      if (n_ > 0 &&
          (end_ != NewtonEnd::converged || hidden_ || !short_segments(w_, 1e-6).empty())) {
        const ContactSearch::End contact = try_contacts();
        if (contact == ContactSearch::End::rest) return;
        if (contact == ContactSearch::End::open) continue;
      }
      if (seek == Seek::any || end_ != NewtonEnd::converged) return fear_corners();
      if (fall + 1 < most_falls && fall_further()) continue;
      if (stability_.feared) judge(false);  // without any cause
      return;
    }
  }

  /// An equilibrium that was not sought downhill stays where it is; but one just beyond whose
  /// corner V falls is no rest.
  void fear_corners() {
    if (end_ != NewtonEnd::converged || n_ == 0 || hidden_) return;
    if (stability_.verdict != Stability::stable || !certificate_.contacts.empty()) return;
    if (!(certificate_.kink_distance <= 1e-6)) return;
    judge(true);
    if (!stability_.feared) return;
    const NewtonPoint here = w_.now;
    const bool falls = fall_further();
    w_.now = here;
    w_.fill(w_.now);
    if (!falls) judge(false);
  }

  void judge(bool fear) {
    certificate_ = w_.certify(stability_, fear);
    if (end_ != NewtonEnd::converged) return;
    angle_bound_ = angle_bound(w_, stability_.lowest);
    hidden_ = is_hidden_or_vanishes(w_, stability_, angle_bound_);
  }

  /// All that touch already; else the nearest contact, the nearest two, and so on. A rest that
  /// rounding hides is the last choice.
  ContactSearch::End try_contacts() {
    const NewtonPoint before = w_.now;
    const std::vector<int> near =
        short_segments(w_, 0.05);  // chosen: the search comes far nearer before it ends
    std::vector<double> edge;
    std::size_t hidden_with = 0;
    for (const std::size_t count : contact_counts(near.size())) {
      const ContactSearch::End end = try_these({near.begin(), near.begin() + count}, true, edge);
      const bool rests = end == ContactSearch::End::rest;
      if (end == ContactSearch::End::open || (rests && !hidden_)) return end;
      if (rests && hidden_with == 0) hidden_with = count;
      w_.now = before;
      w_.fill(w_.now);
    }
    if (hidden_with > 0) return try_these({near.begin(), near.begin() + hidden_with}, false, edge);
    if (!edge.empty() && (end_ != NewtonEnd::converged || hidden_)) {
      std::copy(edge.begin(), edge.end(), w_.now.u.begin());
      if (w_.fill(w_.now) && w_.now.V <= before.V + before.V_noise) {
        end_ = NewtonEnd::out_of_range;
        judge(false);
        return ContactSearch::End::none;
      }
      w_.now = before;  // to bring the points together took more than the way to the edge gave back
      w_.fill(w_.now);
    }
    return ContactSearch::End::none;
  }
  std::vector<std::size_t> contact_counts(std::size_t near) const {
    std::vector<std::size_t> out;
    for (const double share : {1e-6, 1e-9, 1e-12, closed_share(w_)}) {
      const std::size_t touching = short_segments(w_, share).size();
      if (touching > 1 && (out.empty() || touching < out.back())) out.push_back(touching);
    }
    near = std::min<std::size_t>(near, 6);
    for (std::size_t count = 1; count <= near; ++count)
      out.push_back(count);
    return out;
  }

  /// With these contacts, and where rounding hides the rest (if `more`) with those too that all but
  /// touch there. If these help no further it is the hidden rest that was found.
  ContactSearch::End try_these(std::vector<int> segments, bool more, std::vector<double>& edge) {
    bool found = false;
    for (;;) {
      ContactSearch contact(w_, segments);
      const ContactSearch::End end = contact.find();
      if (end == ContactSearch::End::out_of_range && !found) edge = contact.edge;
      if (end == ContactSearch::End::open) return end;
      if (end != ContactSearch::End::rest) return found ? ContactSearch::End::rest : end;
      found = true;
      // those of `segments` count with an extent for as long
      const std::vector<int> others = short_segments(w_, 1e-6);
      accept(contact);
      if (!hidden_ || !more || others.empty()) return end;
      segments.insert(segments.end(), others.begin(), others.end());
    }
  }
  void accept(ContactSearch& contact) {
    end_ = NewtonEnd::converged;
    certificate_ = contact.certificate(stability_);
    angle_bound_ = contact.angle_bound();
    hidden_ = is_hidden(w_, stability_, angle_bound_);
  }

  /// Takes the first way down on which V falls visibly.
  bool fall_further() {
    // chosen: valleys between corners may be narrow; but in steps so small V says little, and one
    // must do
    const double shortest = narrow_ ? 1e-6 : 1e-10;
    for (const Eigen::VectorXd& way : stability_.ways_down)
      for (double length = options_.first_radius; length > shortest; length *= 0.3) {
        for (int i = 0; i < n_; ++i)
          w_.trial.u[i] = w_.now.u[i] + length * way[i];
        if (!in_range_(w_.trial.u.data()) || !w_.fill(w_.trial) || !is_lower(way)) continue;
        w_.now = w_.trial;
        narrow_ = narrow_ || length <= 1e-6;
        return true;
      }
    if (!stability_.ways_down.empty()) w_.fill(w_.now);
    return false;
  }
  /// Whether V is lower at the trial, by its digits or by its slope there.
  bool is_lower(const Eigen::VectorXd& way) const {
    const double noise = w_.now.V_noise + w_.trial.V_noise, fallen = w_.now.V - w_.trial.V;
    double slope = 0, uncertainty = 0;
    for (int i = 0; i < n_; ++i) {
      slope += w_.trial.g[i] * way[i];
      uncertainty += 2 * w_.trial.rounding_bound[i] * std::abs(way[i]);
    }
    return fallen > noise || (fallen > -noise && slope < -uncertainty);
  }

  Outcome<Posture> outcome() {
    Outcome<Posture> out{.status = Status::not_run, .why = {}, .result = {}};
    if (end_ == NewtonEnd::undefined) {
      out.status = Status::path_lost;
      out.why = lost_path(w_);
      w_.set_theta(w_.now.u.data());
      evaluate(w_.mechanics, w_.theta.data(), Derivatives::hessian, w_.e);
      out.result = lost_posture(w_);
      out.result.certificate.iterations = iterations_;
      return out;
    }
    certificate_.iterations = iterations_;
    out.result = w_.posture();
    out.result.certificate = certificate_;
    if (end_ == NewtonEnd::converged) {
      out.status = classify(w_, stability_, hidden_, angle_bound_, out.why);
      append(out.why, held_points(w_, certificate_));
    }
    if (end_ == NewtonEnd::out_of_range) say_runaway(out);
    if (end_ == NewtonEnd::stalled || end_ == NewtonEnd::iteration_limit) say_unfinished(out);
    return out;
  }

  void say_runaway(Outcome<Posture>& out) const {
    int body = -1;
    double at = 0;
    bool upper = false;
    for (int b = 0; b < static_cast<int>(w_.lower.size()); ++b) {  // the body nearest to its limit
      const double below = w_.theta[b] - w_.lower[b], above = w_.upper[b] - w_.theta[b];
      const double gap = std::min(below, above);
      if (body >= 0 && gap >= at) continue;
      body = b;
      at = gap;
      upper = above < below;
    }
    const double limit = upper ? w_.upper[body] : w_.lower[body];
    out.status = Status::runaway;
    out.why = {
        {"range_end", {{"body", w_.model.description().bodies[body].name}, {"angle", limit}}}};
  }

  void say_unfinished(Outcome<Posture>& out) const {
    const Certificate& c = certificate_;
    out.status = Status::iteration_limit;
    out.why = {{"iteration_limit", {{"steps", iterations_}, {"residual", c.residual}}}};
    if (end_ == NewtonEnd::stalled) out.why = {stalled()};
  }

  /// Which residual is farthest above its bound.
  Fact stalled() const {
    int worst = 0;
    const auto excess = [&](int i) { return std::abs(w_.now.g[i]) - w_.now.rounding_bound[i]; };
    for (int i = 1; i < n_; ++i)
      if (excess(i) > excess(worst)) worst = i;
    const double bound = w_.now.rounding_bound[worst];
    return {"stalled",
            {{"coordinate", w_.model.coordinates()[worst]},
             {"moment", std::abs(w_.now.g[worst])},
             {"is_bounded", std::isfinite(bound)},
             {"bound", bound}}};
  }

  Scratch& w_;
  const SolveOptions& options_;
  const int n_;
  struct Fill {
    Scratch& w;
    bool operator()(NewtonPoint& p) const { return w.fill(p); }
  } fill_{w_};
  struct InRange {
    Scratch& w;
    bool operator()(const double* u) const {
      w.angles_at(u, w.over_bodies.data());
      return w.out_of_range(w.over_bodies.data()) < 0;
    }
  } in_range_{w_};
  NewtonEnd end_ = NewtonEnd::undefined;
  int iterations_ = 0;
  Certificate certificate_{};
  Stability stability_{};
  double angle_bound_ = 0;
  bool hidden_ = false;
  bool narrow_ = false;  ///< a step of 1e-6 rad or less has been taken downhill
};

}  // namespace detail

GUYWIRE_INLINE Outcome<Posture> solve(Workspace& workspace, const SolveOptions& options,
                                      const State& start) {
  return detail::EquilibriumSearch(detail::scratch_of(workspace), options).run(start);
}

GUYWIRE_INLINE Outcome<Posture> solve(const Model& model, const SolveOptions& options,
                                      const State& start) {
  Workspace workspace(model);
  return solve(workspace, options, start);
}

GUYWIRE_INLINE Outcome<Posture> posture_at(const Model& model, const State& state) {
  Workspace workspace(model);
  detail::Scratch& w = detail::scratch_of(workspace);
  detail::set_start(w, state);
  Outcome<Posture> out;
  if (!w.fill(w.now)) {
    out.status = Status::path_lost;
    out.why = detail::lost_path(w);
    out.result = detail::lost_posture(w);
    return out;
  }
  detail::Stability stability;
  Certificate c = w.certify(stability);
  const auto is_balanced = [&] {
    for (int i = 0; i < w.model.structure().free_count; ++i)
      if (!(std::abs(w.now.g[i]) <= w.now.rounding_bound[i])) return false;
    return true;
  };
  const std::vector<double> asked(w.now.u.begin(), w.now.u.end());
  bool balanced = is_balanced();
  double bound = balanced ? detail::angle_bound(w, stability.lowest) : 0;
  bool hidden = balanced && detail::is_hidden_or_vanishes(w, stability, bound);
  if (asked.empty()) {
    detail::hold_contacts(w, c);
  } else if (!balanced || hidden || !detail::short_segments(w, detail::closed_share(w)).empty()) {
    for (const auto& touching : detail::touching_at(w)) {
      detail::ContactSearch contact(w, touching);
      double moved = 0;
      const bool rests = contact.find() == detail::ContactSearch::End::rest;
      for (std::size_t i = 0; i < asked.size(); ++i)
        moved = std::max(moved, std::abs(w.now.u[i] - asked[i]));
      if (rests && moved < detail::largest_angle_bound) {
        balanced = true;
        c = contact.certificate(stability);
        bound = contact.angle_bound();
        hidden = detail::is_hidden(w, stability, bound);
        break;
      }
      std::copy(asked.begin(), asked.end(), w.now.u.begin());
      w.fill(w.now);
    }
  }
  out.result = w.posture();
  out.result.certificate = c;
  if (balanced) {
    out.status = detail::classify(w, stability, hidden, bound, out.why);
    append(out.why, detail::held_points(w, c));
  } else {
    out.why = {{"unbalanced", {{"moment", c.residual}}}};
  }
  return out;
}

GUYWIRE_INLINE std::vector<double> moment_arms(const Model& model, const State& state) {
  Workspace workspace(model);
  detail::Scratch& w = detail::scratch_of(workspace);
  detail::set_start(w, state);
  w.fill(w.now);
  if (w.e.lost_cable >= 0)
    throw ModelError({{.where = "moment arms",
                       .what = "are undefined where the path of a cable is lost.",
                       .remedy = "Ask at a posture where every path is defined.",
                       .why = detail::lost_path(w)}});
  const Structure& s = model.structure();
  std::vector<double> out(s.cables.size() * s.free_count);
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    w.reduced_length_gradient(static_cast<int>(c), out.data() + c * s.free_count);
    for (int i = 0; i < s.free_count; ++i)
      out[c * s.free_count + i] = out[c * s.free_count + i] == 0 ? 0.0 : -out[c * s.free_count + i];
  }
  return out;
}

}  // namespace guywire
