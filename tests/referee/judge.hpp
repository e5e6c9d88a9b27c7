#pragma once
/// Judges how a search ended, by the referee's own mechanics (referee.hpp). Every complaint has a
/// kind, so that campaigns can count.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "guywire/statics/equilibrium.hpp"
#include "referee/referee.hpp"
#include "support/random_models.hpp"

namespace referee {

using guywire::Outcome;
using guywire::Posture;
using guywire::Status;

/// What is wrong with an answer.
struct Complaint {
  std::string kind;
  std::string text;
};

/// What is to be judged. `bounds`: per coordinate, of the error of the residual [N m].
struct Claim {
  const guywire::Model& model;
  const guywire::State& start;
  const Outcome<Posture>& out;
  guywire::Seek seek = guywire::Seek::downhill;
  std::vector<double> bounds{};
};

class Judge {
 public:
  explicit Judge(Claim claim)
      : claim_(std::move(claim)),
        referee_(claim_.model.description()),
        p_(claim_.out.last()),
        theta_(p_.angles.begin(), p_.angles.end()),
        directions_(referee_.directions(claim_.model.structure().free_bodies)) {}

  std::vector<Complaint> complaints;
  double error_in_bounds = 0;  ///< largest error of a reported residual over its bound

  void judge() {
    const Status status = claim_.out.status;
    if (status == Status::not_run || claim_.out.why.empty())
      complain("no status", "has no status or no message");
    judge_descent();
    if (status == Status::runaway) judge_range();
    if (status == Status::path_lost) judge_lost();
    if (!guywire::is_equilibrium(status) && status != Status::hidden_by_rounding) return;
    for (const auto& c : p_.certificate.contacts)
      referee_.known_tips.push_back({c.cable, c.point});
    const Vector moments = referee_.moments(theta_);
    scale_ = 0;
    for (const Real s : referee_.scale)
      scale_ = std::max(scale_, s);
    sharp_ = referee_.shortest < 1e-4L;
    scale_ = std::max(scale_, referee_.stiffest);
    if (referee_.lost) return complain("lost", "rests where a path is lost");
    judge_numbers(moments);
    judge_balance(moments);
    if (directions_.empty()) return;
    judge_stability();
  }

 private:
  static std::string text(Real x) { return guywire::short_text(static_cast<double>(x)); }
  void complain(const std::string& kind, const std::string& what) {
    complaints.push_back({kind, std::string(guywire::to_string(claim_.out.status)) + " " + what});
  }
  int count() const { return static_cast<int>(directions_.size()); }

  Vector at(const Vector& along, Real step) const {
    Vector theta = theta_;
    for (int j = 0; j < count(); ++j)
      for (std::size_t b = 0; b < theta.size(); ++b)
        theta[b] += step * along[j] * directions_[j][b];
    return theta;
  }

  /// A search downhill never ends higher than it began.
  void judge_descent() {
    if (claim_.seek == guywire::Seek::any || claim_.start.coordinates.empty()) return;
    const auto begin = guywire::posture_at(claim_.model, claim_.start);
    const Vector from(begin.last().angles.begin(), begin.last().angles.end());
    const Real gain = referee_.work(from, theta_);
    if (referee_.lost) return;
    if (gain > 1e-13L * referee_.energy_scale)
      complain("uphill", "lies " + text(gain) + " J above its start");
  }

  void judge_range() {
    Real gap = 1e9L;
    for (std::size_t b = 0; b < theta_.size(); ++b) {
      const auto& body = claim_.model.description().bodies[b];
      gap = std::min({gap, theta_[b] - body.angle_lower, body.angle_upper - theta_[b]});
    }
    if (!(gap >= 0 && gap < 1e-3L))
      complain("runaway inside", "but every body is " + text(gap) + " rad inside its range");
  }

  /// A path is lost there, or one step further.
  void judge_lost() {
    (void)referee_.moments(theta_);
    if (referee_.lost || referee_.blurred || !referee_.tips.empty()) return;
    const std::vector<Vector> ways = ways_from_here();
    for (const double reach : {1e-7, 1e-6, 1e-5, 1e-4, 1e-3})
      for (const Vector& along : ways) {
        (void)referee_.moments(at(along, reach));
        if (referee_.lost || referee_.blurred || !referee_.tips.empty()) return;
        for (const Real t : referee_.tensions)
          if (!(t < 1e300L)) return;
      }
    complain("not lost", "but every path is defined there and nearby");
  }
  /// Downhill, at random, and both ways along the axes and the eigenvectors: where stiff cables
  /// make V a narrow valley the search moves along its floor, and a circle far smaller than all
  /// else is in its way in few directions only.
  std::vector<Vector> ways_from_here() {
    Random r(1);
    std::vector<Vector> ways;
    for (int k = 0; k < 40; ++k) {
      ways.emplace_back(count());
      for (Real& x : ways.back())
        x = r.uniform(-1, 1);
    }
    ways.push_back(downhill());
    std::vector<Vector> lines = spectrum(referee_.stiffness(theta_, directions_, 1e-8L)).vectors;
    for (int i = 0; i < count(); ++i) {
      lines.emplace_back(count());
      lines.back()[i] = 1;
    }
    for (Vector& line : lines)
      for (int side = 0; side < 2; ++side) {
        for (Real& x : line)
          x = -x;
        ways.push_back(line);
      }
    return ways;
  }
  Vector downhill() {
    const Vector moments = referee_.moments(theta_);
    Vector g;
    for (const Vector& v : directions_)
      g.push_back(dot(v, moments));
    const Real length = size(g);
    for (Real& x : g)
      x /= length > 0 ? length : 1;
    return g;
  }

  /// What a double's rounding may make of a cable's length [m].
  Real length_rounding(int c) const { return 2e-14L * referee_.reach(c); }

  void judge_numbers(const Vector& moments) {
    const auto& d = claim_.model.description();
    const Real error = referee_.constraint_error(theta_);
    if (!(error <= 2e-14L)) complain("constraint", "breaks a constraint by " + text(error));
    for (std::size_t c = 0; c < d.cables.size(); ++c) {
      const Real off = std::abs(Real(p_.lengths[c]) - referee_.lengths[c]);
      const bool grazes =
          d.circles.size() > 0;  // near the radius a contact angle loses half its digits
      const Real most = (grazes ? 5e6L : 1) * length_rounding(static_cast<int>(c));
      const std::string& name = d.cables[c].name;
      if (!(off <= most))
        complain("length", "has a wrong length of " + name + ", by " + text(off) + " m");
      if (!(p_.tensions[c] >= 0)) complain("push", "has a cable that pushes");
    }
    if (!referee_.unconstrained()) {
      Real most = 0;
      for (const double b : claim_.bounds)
        most = std::max<Real>(most, b);
      const Real left = referee_.unbalanced(with_contacts(moments), p_.constraint_moments);
      Real uncertainty = 0;
      for (const Real d : referee_.uncertainty)
        uncertainty = std::max(uncertainty, d * Real(theta_.size()));
      const bool unclear = directions_.empty() && uncertainty > 1e-4L * scale_;
      const std::string much = text(uncertainty) + " N m only";
      if (unclear && !says_doubt()) complain("not told", "knows moments to " + much + ", unsaid");
      const Real allowed = 9 * most * Real(theta_.size()) + 1e-12L * scale_ + uncertainty;
      const std::string missing = text(left) + " N m that no constraint supplies";
      if (!(left <= allowed)) complain("not held", "leaves " + missing);
    }
  }

  bool says_doubt() const {
    return has_fact(claim_.out.why, "held.touching") ||
           has_fact(claim_.out.why, "held.direction_hidden");
  }

  /// The true residual is within its bounds, and so is the error of the reported one.
  void judge_balance(const Vector& moments) {
    Vector g;
    for (const Vector& v : directions_)
      g.push_back(-dot(v, moments));
    if (!referee_.known_tips.empty()) return judge_tips(g);
    if (!referee_.tips.empty())
      complain("tip", "rests where points of a taut path touch, and states no contact");
    Real largest = 0;
    for (const Real& x : referee_.scale)
      largest = std::max(largest, x);
    const Real own =
        16 * std::numeric_limits<Real>::epsilon() * largest;  // the referee rounds, too
    for (int i = 0; i < count(); ++i) {
      const Real bound = claim_.bounds[i] + own;
      const Real error = std::abs(g[i] - Real(p_.residuals[i]));
      if (error > 0)
        error_in_bounds = std::max(error_in_bounds, static_cast<double>(error / bound));
      if (!(error <= bound))
        complain("bound",
                 "has an error of " + text(error) + " N m where its bound is " + text(bound));
      if (!(std::abs(g[i]) <= 2 * bound))
        complain("unbalanced", "leaves " + text(g[i]) + " N m where the bound is " + text(bound));
    }
    residual_ = g;
  }

  /// Points that touch may pull on each other in any direction, up to the tension. The answer
  /// states with what force: it balances what is left. Forces that do are proof enough; the referee
  /// need not find others.
  void judge_tips(Vector g) {
    const auto& contacts = p_.certificate.contacts;
    for (const auto& contact : contacts) {
      const referee::Tip tip{contact.cable, contact.point};
      const auto [apart, slopes] = referee_.gap(theta_, tip, directions_);
      // a length is known to its rounding, and so is the tension
      const Real length = referee_.lengths[contact.cable] + length_rounding(contact.cable);
      const Real tension = referee_.tension_at(contact.cable, length);
      const Point force{contact.force_x, contact.force_y};
      if (!(size(apart) <= 1e-9L))
        complain("tip apart", "states a contact of points " + text(size(apart)) + " m apart");
      const std::string much = text(size(force)) + " N, the tension is " + text(tension) + " N";
      const bool within = size(force) <= (1 + 1e-9L) * tension;
      if (!within) complain("tip overloaded", "states a contact force of " + much);
      for (int i = 0; i < count(); ++i)
        g[i] += dot(force, slopes[i]);
    }
    Real largest = 0;
    for (const Real& x : referee_.scale)
      largest = std::max(largest, x);
    for (int i = 0; i < count(); ++i) {
      const Real bound = claim_.bounds[i] + 16 * std::numeric_limits<Real>::epsilon() * largest;
      const std::string much = text(g[i]) + " N m that no contact supplies";
      const std::string where = ", where the bound is " + text(bound);
      if (!(std::abs(g[i]) <= 2 * bound)) complain("tip unbalanced", "leaves " + much + where);
    }
  }

  /// What contacts add to the moments over the bodies, by the forces that the answer states.
  Vector with_contacts(Vector moments) {
    std::vector<Vector> turns(theta_.size(), Vector(theta_.size(), 0));
    for (std::size_t b = 0; b < theta_.size(); ++b)
      turns[b][b] = 1;
    for (const auto& contact : p_.certificate.contacts) {
      const auto slopes = referee_.gap(theta_, {contact.cable, contact.point}, turns).second;
      const Point force{contact.force_x, contact.force_y};
      for (std::size_t b = 0; b < theta_.size(); ++b)
        moments[b] -= dot(force, slopes[b]);
    }
    return moments;
  }

  // --- stability ---

  void judge_stability() {
    const auto& c = p_.certificate;
    const Status status = claim_.out.status;
    const bool smooth = c.kink_distance > 1e-6 && referee_.known_tips.empty() && !sharp_;
    const Real h = 1e-8L;
    const Matrix H = referee_.stiffness(theta_, directions_, h);
    const bool unsure = referee_.lost;
    const Spectrum s = spectrum(H);
    const Real low = s.values.front();
    const Real high = std::max(std::abs(low), std::abs(s.values.back()));
    const Real uncertainty = 1e-9L * high + 1e-17L * scale_ / h;
    if (smooth && !unsure) {
      if (status == Status::stable && low < -uncertainty)
        complain("falsely stable", "but the smallest eigenvalue is " + text(low) + " (reported " +
                                       text(c.min_eigenvalue) + ")");
      if (status == Status::unstable && low > uncertainty)
        complain("falsely unstable", "but the smallest eigenvalue is " + text(low));
      if (status == Status::neutral && std::abs(low) > 100 * uncertainty)
        complain("falsely neutral",
                 "but the smallest eigenvalue is " + text(low) + " of " + text(high));
      if (status == Status::at_kink)
        complain("no kink", "but the nearest kink is " + text(c.kink_distance) + " rad away");
      const bool one_value = c.min_eigenvalue == c.min_eigenvalue_upper;
      if (one_value && !(std::abs(low - c.min_eigenvalue) <= 1e-6L * high + uncertainty))
        complain("eigenvalue", "reports the eigenvalue " + text(c.min_eigenvalue) + "; it is " +
                                   text(low) + " of " + text(high));
    }
    const Real open = open_angle(s);
    if (status == Status::stable && smooth && !(open < 1e-6L))
      complain("open angle", "but bound / eigenvalue is " + text(open) + " rad");
    if (status == Status::hidden_by_rounding && smooth && open < 1e-7L && !may_vanish(s, open, h))
      complain("not hidden", "but bound / eigenvalue is " + text(open) + " rad");
    if (status == Status::stable && smooth && !residual_.empty()) judge_angle(s);
    referee_.known_tips.clear();  // a push takes points apart
    judge_probes(s, h);
  }

  /// Whether an eigenvalue changes its sign within what is open, or within 1e-12 rad: a fold or an
  /// inflection.
  bool may_vanish(const Spectrum& s, Real open, Real h) {
    const Vector theta = theta_;
    bool changes = false;
    for (const Real side : {-1, 1}) {
      theta_ = at(s.vectors.front(), side * std::max(open, Real(1e-12L)));
      const Real low = spectrum(referee_.stiffness(theta_, directions_, h)).values.front();
      changes = changes || (low > 0) != (s.values.front() > 0);
      theta_ = theta;
    }
    return changes;
  }

  /// The angle that the bounds of g leave open: the largest row of |H^-1| times them.
  Real open_angle(const Spectrum& s) const {
    Real most = 0;
    for (const Real value : s.values)
      if (value == 0) return std::numeric_limits<Real>::infinity();
    for (int i = 0; i < count(); ++i) {
      Real row = 0;
      for (int j = 0; j < count(); ++j) {
        Real inverse = 0;
        for (int k = 0; k < count(); ++k)
          inverse += s.vectors[k][i] * s.vectors[k][j] / s.values[k];
        row += std::abs(inverse) * Real(claim_.bounds[j]);
      }
      most = std::max(most, row);
    }
    return most;
  }

  /// How far the true rest is, to first order.
  void judge_angle(const Spectrum& s) {
    Real off = 0;
    for (int k = 0; k < count(); ++k) {
      const Real along = dot(s.vectors[k], residual_) / s.values[k];
      off += along * along;
    }
    if (!(std::sqrt(off) < 1e-6L))
      complain("angle", "but the rest is " + text(std::sqrt(off)) + " rad away");
  }

  /// +1 where V rises along a direction, -1 where it falls, 0 where rounding hides it; at the
  /// smallest step that tells.
  int trend(const Vector& along) {
    Real bound = 0;
    for (const double b : claim_.bounds)
      bound += b;
    constexpr Real steps[] = {1e-7L, 2e-7L, 5e-7L, 1e-6L, 2e-6L, 5e-6L, 1e-5L, 1e-4L, 1e-3L, 1e-2L};
    for (const Real step : steps) {  // corners 1e-6 rad away count
      const Real gain = referee_.work(theta_, at(along, step));
      if (referee_.lost) return 0;
      const Real uncertainty =
          20 * std::numeric_limits<Real>::epsilon() * referee_.energy_scale + 2 * bound * step;
      if (gain > uncertainty) return 1;
      if (gain < -uncertainty) return -1;
      if (step > 1e-5L) continue;
      const Real summed = gain_by_slopes(along, step);
      const Real own = 16 * std::numeric_limits<Real>::epsilon() * scale_ * count();
      const Real slope_doubt = (own + 2 * bound) * step;
      if (referee_.lost) return 0;
      if (summed > slope_doubt) return 1;
      if (summed < -slope_doubt) return -1;
    }
    return 0;
  }
  /// What V gains along a short step, by its slopes: they have digits where V has none.
  Real gain_by_slopes(const Vector& along, Real step) {
    bool any_lost = false;
    const auto slope = [&](Real t) {
      const Vector moments = referee_.moments(at(along, t));
      any_lost = any_lost || referee_.lost;
      Real sum = 0;
      for (int j = 0; j < count(); ++j)
        sum -= along[j] * dot(directions_[j], moments);
      return sum;
    };
    const Real gain = integral(slope, 0, step, 1);
    referee_.lost = any_lost;
    return gain;
  }

  /// Small pushes: along the softest directions of every piece nearby, the axes and at random, each
  /// both ways.
  void judge_probes(const Spectrum& here, Real h) {
    const Status status = claim_.out.status;
    std::vector<Vector> ways;
    for (const Vector& v : here.vectors)
      ways.push_back(v);
    Random r(7);
    if (p_.certificate.kink_distance < 1e-2)
      for (int piece = 0; piece < 8; ++piece) {
        Vector aside(count());
        for (Real& x : aside)
          x = r.uniform(-1, 1);
        const Real reach = piece % 2 == 0 ? 1e-6L : 1e-3L;
        const Spectrum s = spectrum(referee_.stiffness(at(aside, reach), directions_, h));
        if (!referee_.lost) ways.push_back(s.vectors.front());
      }
    for (int i = 0; i < count(); ++i) {
      Vector axis(count(), 0);
      axis[i] = 1;
      ways.push_back(axis);
    }
    for (int k = 0; k < 6; ++k) {
      Vector any(count());
      for (Real& x : any)
        x = r.uniform(-1, 1);
      ways.push_back(any);
    }
    bool falls = false;
    for (Vector way : ways)
      for (const int sign : {1, -1}) {
        const Real length = size(way);
        for (Real& x : way)
          x *= sign / length;
        if (trend(way) < 0) falls = true;
      }
    const bool rest = status == Status::stable;
    const bool hangs = status == Status::at_kink && claim_.seek == guywire::Seek::downhill;
    if (falls && (rest || hangs)) complain("falls", "but V falls along a small push");
    if (!falls && status == Status::unstable)
      complain("does not fall", "but V falls along no push");
  }

  const Claim claim_;
  Referee referee_;
  const Posture& p_;
  Vector theta_;
  std::vector<Vector> directions_;
  Vector residual_;
  Real scale_ = 0;
  bool sharp_ = false;  ///< a short segment: differences of the gradient are none of its derivative
};

}  // namespace referee
