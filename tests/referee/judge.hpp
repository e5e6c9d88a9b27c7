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
    if (status == Status::not_run || claim_.out.message.empty())
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
    if (referee_.lost || !referee_.tips.empty()) return;
    Random r(1);
    for (const double reach : {1e-6, 1e-5, 1e-4, 1e-3})
      for (int k = 0; k < 40; ++k) {
        Vector along(count());
        for (Real& x : along)
          x = r.uniform(-1, 1);
        if (k == 0) along = downhill();
        (void)referee_.moments(at(along, reach));
        if (referee_.lost || !referee_.tips.empty()) return;
        for (const Real t : referee_.tensions)
          if (!(t < 1e300L)) return;
      }
    complain("not lost", "but every path is defined there and nearby");
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

  void judge_numbers(const Vector& moments) {
    const auto& d = claim_.model.description();
    const Real error = referee_.constraint_error(theta_);
    if (!(error <= 2e-14L)) complain("constraint", "breaks a constraint by " + text(error));
    Real reach = 0;
    for (const auto& b : d.bodies)
      reach += std::abs(b.hinge_x) + std::abs(b.hinge_y);
    for (std::size_t c = 0; c < d.cables.size(); ++c) {
      Real size_of = reach;
      for (const auto& q : d.cables[c].path)
        size_of += std::abs(q.point.x) + std::abs(q.point.y) + std::abs(q.point.z);
      const Real off = std::abs(Real(p_.lengths[c]) - referee_.lengths[c]);
      const bool grazes =
          d.circles.size() > 0;  // near the radius a contact angle loses half its digits
      if (!(off <= (grazes ? 1e-7L : 2e-14L) * size_of))
        complain("length",
                 "has a wrong length of " + d.cables[c].name + ", by " + text(off) + " m");
      if (!(p_.tensions[c] >= 0)) complain("push", "has a cable that pushes");
    }
    if (!referee_.unconstrained()) {
      Real most = 0;
      for (const double b : claim_.bounds)
        most = std::max<Real>(most, b);
      const Real left = referee_.unbalanced(moments, p_.holding);
      const bool free_of_tips = referee_.known_tips.empty();
      if (free_of_tips && !(left <= 9 * most * Real(theta_.size()) + 1e-12L * scale_))
        complain("not held", "leaves " + text(left) + " N m that no constraint supplies");
    }
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

  /// Points that touch may pull on each other in any direction, up to the tension: some such pull
  /// must balance what is left.
  void judge_tips(const Vector& g) {
    const int n = count();
    const int tips = static_cast<int>(referee_.known_tips.size());
    std::vector<std::array<Vector, 2>> arms(tips);
    for (int t = 0; t < tips; ++t) {
      const auto tip = referee_.known_tips[t];
      const auto [apart, slopes] = referee_.gap(theta_, tip, directions_);
      const Real tension =
          referee_.tensions[tip.first] * claim_.model.description().cables[tip.first].sides;
      if (!(size(apart) <= 1e-9L))
        complain("tip apart", "states a contact of points " + text(size(apart)) + " m apart");
      arms[t] = {Vector(n), Vector(n)};
      for (int i = 0; i < n; ++i) {
        arms[t][0][i] = tension * slopes[i].x;
        arms[t][1][i] = tension * slopes[i].y;
        tip_slopes_.push_back(slopes);
      }
    }
    std::vector<Point> pull(tips);
    Real steep = 0;
    for (const auto& arm : arms)
      steep += dot(arm[0], arm[0]) + dot(arm[1], arm[1]);
    Vector left = g;
    for (int step = 0; step < 20000 && steep > 0; ++step) {  // projected gradient
      left = g;
      for (int t = 0; t < tips; ++t)
        for (int i = 0; i < n; ++i)
          left[i] += pull[t].x * arms[t][0][i] + pull[t].y * arms[t][1][i];
      for (int t = 0; t < tips; ++t) {
        pull[t] = pull[t] - (1 / steep) * Point{dot(arms[t][0], left), dot(arms[t][1], left)};
        if (size(pull[t]) > 1) pull[t] = (1 / size(pull[t])) * pull[t];
      }
    }
    if (!(size(left) <= 1e-6L * (size(g) + 1e-9L * scale_)))
      complain("tip unbalanced", "leaves " + text(size(left)) + " N m that no contact supplies");
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
    const Real doubt = 1e-9L * high + 1e-17L * scale_ / h;
    if (smooth && !unsure) {
      if (status == Status::stable && low < -doubt)
        complain("falsely stable", "but the smallest eigenvalue is " + text(low) + " (reported " +
                                       text(c.min_eigenvalue) + ")");
      if (status == Status::unstable && low > doubt)
        complain("falsely unstable", "but the smallest eigenvalue is " + text(low));
      if (status == Status::neutral && std::abs(low) > 100 * doubt)
        complain("falsely neutral",
                 "but the smallest eigenvalue is " + text(low) + " of " + text(high));
      if (status == Status::at_kink)
        complain("no kink", "but the nearest kink is " + text(c.kink_distance) + " rad away");
      const bool one_value = c.min_eigenvalue == c.min_eigenvalue_upper;
      if (one_value && !(std::abs(low - c.min_eigenvalue) <= 1e-6L * high + doubt))
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
    for (const Real step : {1e-7L, 1e-6L, 1e-5L, 1e-4L, 1e-3L, 1e-2L}) {
      const Real gain = referee_.work(theta_, at(along, step));
      if (referee_.lost) return 0;
      const Real doubt =
          20 * std::numeric_limits<Real>::epsilon() * referee_.energy_scale + 2 * bound * step;
      if (gain > doubt) return 1;
      if (gain < -doubt) return -1;
    }
    return 0;
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
  std::vector<std::vector<Point>> tip_slopes_;
  Real scale_ = 0;
  bool sharp_ = false;  ///< a short segment: differences of the gradient are none of its derivative
};

}  // namespace referee
