#pragma once
/// Rest where two neighboring points of a taut path touch.
///
/// There V = ... + T |d| has the tip of a cone: d is the vector between the points. The tip is a
/// rest if some force T p with |p| <= 1 balances the others, g + J' T p = 0 with J = dd/du, and V
/// rises along the motions that keep the points together. Several contacts may share the load in
/// many ways; one that leaves each within its tension is enough. Here the segments of the contact
/// lose their force (they get a lateral extent of their own, and the cable that much less length),
/// and Newton's method solves g + J' f = 0 together with d = 0 for u and the contact forces f.
#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "guywire/math/disks-inl.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/statics/certificate-inl.hpp"

namespace guywire::detail {

/// Below this share of what its vector adds up a segment's length is nothing but rounding.
inline double closed_share(const Scratch& w) { return 2 * rounding_unit(w.model.structure()); }

/// f(term, x, y): what each free coordinate does with each lever of a straight segment.
template <class F>
void each_lever(const Scratch& w, int segment, F&& f) {
  const Structure& s = w.model.structure();
  const auto& span = s.spans[s.segments[s.straights[segment].segment].span];
  for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
    const auto& arm = w.e.turned[s.levers[l].turned];
    for (const auto& term : s.terms.of(s.levers[l].body))
      f(term, arm.x, arm.y);
  }
}

/// Whether no free coordinate moves the ends of a segment against each other.
inline bool is_held(const Scratch& w, int segment) {
  const int n = w.model.structure().free_count;
  Eigen::Matrix2Xd slope = Eigen::Matrix2Xd::Zero(2, n);
  each_lever(w, segment, [&](const CoordinateTerms::Term& t, double x, double y) {
    slope(0, t.free) -= t.factor * y;
    slope(1, t.free) += t.factor * x;
  });
  const double reach = w.mechanics.straight[segment].reach;
  return n == 0 || slope.cwiseAbs().maxCoeff() <= closed_share(w) * reach;
}

/// Straight segments of taut paths, with lateral extent 0, whose ends nearly meet: nearer than
/// `share` of what their vectors add up. The nearest first. Of those that nothing free moves, only
/// those whose ends meet.
inline std::vector<int> short_segments(const Scratch& w, double share) {
  const Structure& s = w.model.structure();
  std::vector<int> out;
  for (std::size_t g = 0; g < s.straights.size(); ++g) {
    const auto& straight = w.mechanics.straight[g];
    if (w.e.pulls[g].length >= share * straight.reach) continue;  // most
    const auto& cable = s.cables[s.straights[g].cable];
    const bool smooth =
        cable.segment_count == 1 && w.slack[s.straights[g].cable] == 0;  // V depends on d.d alone
    if (smooth || straight.z2 != 0 || !(w.e.strains[s.straights[g].cable].tension > 0)) continue;
    const bool closed = w.e.pulls[g].length <= closed_share(w) * straight.reach;
    if (closed || !is_held(w, static_cast<int>(g))) out.push_back(static_cast<int>(g));
  }
  if (out.size() < 2) return out;
  const auto nearness = [&](int g) { return w.e.pulls[g].length / w.mechanics.straight[g].reach; };
  std::sort(out.begin(), out.end(), [&](int a, int b) { return nearness(a) < nearness(b); });
  return out;
}

/// What may touch at the posture evaluated last: all that nearly do, and fewer that lie closer and
/// closer together.
inline std::vector<std::vector<int>> touching_at(const Scratch& w) {
  std::vector<std::vector<int>> out;
  for (const double share : {1e-9, 1e-12, closed_share(w)}) {
    std::vector<int> touching = short_segments(w, share);
    const bool fewer = out.empty() || touching.size() < out.back().size();
    if (fewer && !touching.empty()) out.push_back(std::move(touching));
  }
  return out;
}

/// Takes the force from the given segments for as long as it lives.
class WithoutForce {
 public:
  WithoutForce(Scratch& w, const std::vector<int>& segments) : w_(w), segments_(segments) {
    for (const int g : segments_)
      change(g, w_.mechanics.straight[g].reach);  // chosen: any length that d is small against
  }
  ~WithoutForce() {
    for (const int g : segments_)
      change(g, 0);
  }
  WithoutForce(const WithoutForce&) = delete;
  WithoutForce& operator=(const WithoutForce&) = delete;

 private:
  void change(int g, double to) {
    auto& straight = w_.mechanics.straight[g];
    auto& course = w_.mechanics.courses[w_.model.structure().straights[g].cable];
    course.fixed_length += std::sqrt(straight.z2) - to;
    straight.z2 = to * to;
  }
  Scratch& w_;
  std::vector<int> segments_;
};

/// A search for a rest at a contact, from the posture in `w.now`.
class ContactSearch {
 public:
  enum class End {
    none,  ///< the contact cannot be closed near here
    rest,  ///< `w.now` is the rest; its g and rounding_bound are those of the balance with the
           ///< contact forces
    open,  ///< the others pull the points apart: `w.now` has left the contact and V is lower
    out_of_range,  ///< downhill, the points together, a body reaches the end of its range, near
                   ///< `edge`
  };

  ContactSearch(Scratch& w, std::vector<int> segments)
      : w_(w), s_(w.model.structure()), n_(s_.free_count), segments_(std::move(segments)) {}

  std::vector<double> edge;

  /// Unless it ends with rest or open, `w.now` is as it was.
  End find() {
    const NewtonPoint before = w_.now;
    for (const Way way : {Way::close_only, Way::downhill, Way::straight}) {
      w_.now = before;
      {
        const WithoutForce changed(w_, segments_);
        left_range_ = false;
        if (!meets(way)) continue;
        if (bears()) {
          if (way == Way::close_only) continue;
          balance();
          return End::rest;
        }
      }
      if (open(before.V)) return End::open;
    }
    w_.now = before;
    w_.fill(w_.now);
    return left_range_ ? End::out_of_range : End::none;
  }

  /// Where nothing can move: what the points exert on one another is open, and is counted as
  /// nothing.
  void hold() {
    const WithoutForce changed(w_, segments_);
    w_.fill(w_.now);
    read_contact();
    force_.setZero(2 * static_cast<Eigen::Index>(segments_.size()));
    balance();
  }

  /// Adds the contacts and their forces to a certificate.
  void state(Certificate& c) const {
    for (std::size_t k = 0; k < segments_.size(); ++k) {
      const auto& straight = s_.straights[segments_[k]];
      const int segment = straight.segment - s_.cables[straight.cable].first_segment;
      const int point = first_point(w_.model.description().cables[straight.cable], segment);
      c.contacts.push_back({straight.cable, point, force_[2 * k], force_[2 * k + 1]});
    }
  }

  Certificate certificate(Stability& stability) {
    Certificate c;
    for (int i = 0; i < n_; ++i) {
      c.residual = std::max(c.residual, std::abs(w_.now.g[i]));
      c.rounding_bound = std::max(c.rounding_bound, w_.now.rounding_bound[i]);
    }
    stability = {};
    stability.lowest = std::numeric_limits<double>::infinity();
    if (together_.cols() > 0) {
      const Eigen::MatrixXd H = together_.transpose() * curvature_ * together_;
      const Eigen::VectorXd scale = hessian_scale(w_);
      const Eigen::VectorXd along =
          (together_.cwiseAbs().transpose() * scale.cwiseSqrt()).cwiseAbs2();
      stability = Pieces(H, {}, along, rounding_unit(s_)).result();
      stability.ways_down.clear();
      const Eigen::VectorXd row =
          together_.transpose() * Eigen::Map<const Eigen::VectorXd>(s_.S.data() + w_.tilt * n_, n_);
      const double compliance = row.dot(H.fullPivLu().solve(row));
      c.tilt_stiffness = compliance != 0 ? 1 / compliance : std::numeric_limits<double>::infinity();
    } else {
      stability.highest = stability.lowest;
      c.tilt_stiffness = stability.lowest;
    }
    c.min_eigenvalue = stability.lowest;
    c.min_eigenvalue_upper = stability.highest;
    state(c);
    return c;
  }

  /// Bound of the angle by which rounding may move the rest [rad].
  double angle_bound() const {
    if (together_.cols() == 0) return 0;
    const Eigen::MatrixXd H = together_.transpose() * curvature_ * together_;
    const Eigen::VectorXd rounding_bound =
        together_.cwiseAbs().transpose() *
        Eigen::Map<const Eigen::VectorXd>(w_.now.rounding_bound.data(), n_);
    return detail::angle_bound(H, rounding_bound);
  }

 private:
  /// d, J and the second derivatives of force.d at the last evaluation.
  void read_contact() {
    const int rows = 2 * static_cast<int>(segments_.size());
    gap_.setZero(rows);
    J_.setZero(rows, n_);
    rounding_.setZero(rows);
    for (int k = 0; k < rows / 2; ++k) {
      const auto& pull = w_.e.pulls[segments_[k]];
      gap_[2 * k] = pull.x * pull.length;
      gap_[2 * k + 1] = pull.y * pull.length;
      rounding_[2 * k] = rounding_[2 * k + 1] =
          rounding_unit(s_) * w_.mechanics.straight[segments_[k]].reach;
      each_lever(w_, segments_[k], [&](const CoordinateTerms::Term& t, double x, double y) {
        J_(2 * k, t.free) -= t.factor * y;
        J_(2 * k + 1, t.free) += t.factor * x;
      });
    }
  }
  /// H with the contacts' forces: d2(force.d)/dtheta_b2 = -force.lever, handed on to the
  /// coordinates.
  void find_curvature() {
    curvature_ = Eigen::Map<const Eigen::MatrixXd>(w_.now.H.data(), n_, n_);
    add_curvature();
  }
  void add_curvature() {
    for (int k = 0; k < static_cast<int>(segments_.size()); ++k) {
      const auto& span = s_.spans[s_.segments[s_.straights[segments_[k]].segment].span];
      for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
        const auto& arm = w_.e.turned[s_.levers[l].turned];
        const double bend = force_[2 * k] * arm.x + force_[2 * k + 1] * arm.y;
        const auto terms = s_.terms.of(s_.levers[l].body);
        for (const auto& row : terms)
          for (const auto& column : terms)
            curvature_(row.free, column.free) -= bend * row.factor * column.factor;
      }
    }
  }

  bool admissible(const NewtonPoint& p) {
    left_range_ = !in_range(p.u.data());
    return !left_range_;
  }
  bool in_range(const double* u) {
    w_.angles_at(u, w_.over_bodies.data());
    return w_.out_of_range(w_.over_bodies.data()) < 0;
  }

  /// Goes downhill with a stiff spring in place of each contact, so that `converge` starts near its
  /// end.
  bool approach() {
    if (!w_.fill(w_.now)) return false;
    double stiffest = 0, reach = 0;
    for (int i = 0; i < n_; ++i)
      stiffest = std::max(stiffest, std::abs(w_.now.H[i * (n_ + 1)]));
    for (const int g : segments_)
      reach = std::max(reach, w_.mechanics.straight[g].reach);
    const double k =
        100 * stiffest /
        (reach * reach);  // chosen: closes the gap to a hundredth of what V's own stiffness would
    const auto fill = [&](NewtonPoint& p) {
      if (!w_.fill(p)) return false;
      read_contact();
      force_ = k * gap_;
      curvature_ = Eigen::Map<const Eigen::MatrixXd>(p.H.data(), n_, n_) + k * J_.transpose() * J_;
      add_curvature();
      Eigen::Map<Eigen::MatrixXd>(p.H.data(), n_, n_) = curvature_;
      Eigen::Map<Eigen::VectorXd>(p.g.data(), n_) += J_.transpose() * force_;
      Eigen::Map<Eigen::VectorXd>(p.rounding_bound.data(), n_) +=
          J_.cwiseAbs().transpose() * (k * rounding_);
      p.V += 0.5 * k * gap_.squaredNorm();
      p.V_noise += k * gap_.cwiseAbs().dot(rounding_);
      return true;
    };
    const auto within = [&](const double* u) { return in_range(u); };
    int iterations = 0;
    const NewtonEnd end = newton(n_, w_.now, w_.trial, w_.newton, {}, fill, within, iterations);
    left_range_ = end == NewtonEnd::out_of_range;
    edge.assign(w_.now.u.begin(), w_.now.u.end());
    return end == NewtonEnd::converged;
  }

  /// Evaluates; splits the motions into those that close the gap and those that keep the points
  /// together; finds the forces that balance the others as far as contact can.
  bool look() {
    if (!admissible(w_.now) || !w_.fill(w_.now)) return false;
    edge.assign(w_.now.u.begin(), w_.now.u.end());
    read_contact();
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(J_, Eigen::ComputeThinU | Eigen::ComputeFullV);
    // chosen: levers far below what is added up are none
    const double smallest = 1e-3 * rounding_.maxCoeff() / rounding_unit(s_);
    const double largest = std::max(svd.singularValues()[0], smallest);
    const int rank = static_cast<int>((svd.singularValues().array() > 1e-9 * largest).count());
    const Eigen::MatrixXd U = svd.matrixU().leftCols(rank), V = svd.matrixV().leftCols(rank);
    const Eigen::VectorXd inverse = svd.singularValues().head(rank).cwiseInverse();
    const Eigen::Map<const Eigen::VectorXd> g(w_.now.g.data(), n_);
    together_ = svd.matrixV().rightCols(n_ - rank);
    force_ = -U * inverse.asDiagonal() * (V.transpose() * g);
    closing_ = -V * inverse.asDiagonal() * (U.transpose() * gap_);
    add_rounding();
    find_curvature();
    return true;
  }
  /// The contacts' moments round, too.
  void add_rounding() {
    for (std::size_t k = 0; k < segments_.size(); ++k) {
      const double force = force_.segment<2>(2 * k).lpNorm<1>();
      each_lever(w_, segments_[k], [&](const CoordinateTerms::Term& t, double x, double y) {
        const double moment = std::abs(t.factor) * force * (std::abs(x) + std::abs(y));
        w_.now.rounding_bound[t.free] += rounding_unit(s_) * moment;
      });
    }
  }
  bool is_closed() const { return (gap_.array().abs() <= rounding_.array()).all(); }
  void move(Eigen::VectorXd step) {
    const double length = step.norm();
    if (length > 0.3) step *= 0.3 / length;
    for (int i = 0; i < n_; ++i)
      w_.now.u[i] += step[i];
  }

  /// How the points are brought together.
  enum class Way {
    close_only,  ///< to the nearest place where they meet
    downhill,    ///< to a rest, from afar
    straight,    ///< to a rest beside that place
  };
  bool meets(Way way) {
    if (way == Way::downhill) return approach() && converge();
    return close() && (way == Way::close_only || (bears() && converge()));
  }

  /// The nearest place where the points meet.
  bool close() {
    for (int round = 0; round < 20; ++round) {
      if (!look() || !closing_.allFinite()) return false;
      if (is_closed()) return true;
      move(closing_);
    }
    return false;
  }

  /// Newton's method, from near its end.
  bool converge() {
    for (int round = 0; round < 40; ++round) {  // chosen: five are usual
      if (!look()) {
        if (left_range_) walk_to_edge();
        return false;
      }
      const Eigen::VectorXd along =
          together_.transpose() * Eigen::Map<const Eigen::VectorXd>(w_.now.g.data(), n_);
      const Eigen::VectorXd rounding_bound =
          together_.cwiseAbs().transpose() *
          Eigen::Map<const Eigen::VectorXd>(w_.now.rounding_bound.data(), n_);
      if (is_closed() && (along.array().abs() <= rounding_bound.array()).all()) return true;
      Eigen::VectorXd step = closing_;
      if (together_.cols() > 0)
        step += together_ * descent(along + together_.transpose() * (curvature_ * closing_));
      if (!step.allFinite()) return false;
      move(step);
    }
    return false;
  }
  /// From `edge`, inside, toward `w.now`, outside the ranges.
  void walk_to_edge() {
    std::vector<double> outside(w_.now.u.begin(), w_.now.u.end());
    std::vector<double> middle(n_);
    for (int half = 0; half < 40; ++half) {
      for (int i = 0; i < n_; ++i)
        middle[i] = 0.5 * (edge[i] + outside[i]);
      (in_range(middle.data()) ? edge : outside) = middle;
    }
  }
  Eigen::VectorXd descent(const Eigen::VectorXd& g) const {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(together_.transpose() * curvature_ *
                                                                together_);
    const double largest = solver.eigenvalues().cwiseAbs().maxCoeff();
    const Eigen::VectorXd values = solver.eigenvalues().cwiseAbs().cwiseMax(1e-14 * largest);
    return -solver.eigenvectors() * (solver.eigenvectors().transpose() * g).cwiseQuotient(values);
  }

  double tension(std::size_t k) const {
    return w_.e.strains[s_.straights[segments_[k]].cable].tension;
  }
  Eigen::Map<const Eigen::VectorXd> moments() const { return {w_.now.g.data(), n_}; }

  /// What contacts make of the moments, per share of their tensions.
  Eigen::MatrixXd arms() const {
    Eigen::MatrixXd out = J_.transpose();
    for (std::size_t k = 0; k < segments_.size(); ++k)
      out.middleCols<2>(2 * k) *= most_share * tension(k);
    return out;
  }

  /// Whether the contacts bear the load, each with no more than its cable's tension: with the
  /// smallest forces that do, or shared out in another way.
  bool bears() {
    bool overloaded = false;
    for (std::size_t k = 0; k < segments_.size(); ++k)
      overloaded = overloaded || force_.segment<2>(2 * k).norm() > tension(k);
    if (!overloaded) return true;
    if (segments_.size() < 2) return false;
    const DiskLoads loads = loads_in_disks(arms(), moments());
    if (!loads.bears) return false;
    for (std::size_t k = 0; k < segments_.size(); ++k)
      force_.segment<2>(2 * k) = most_share * tension(k) * loads.p.segment<2>(2 * k);
    find_curvature();
    return true;
  }

  /// From the closed contact along the moments that are left when the contacts bear what they can,
  /// to where V is below `limit`.
  bool open(double limit) {
    const Eigen::VectorXd left = loads_in_disks(arms(), moments()).left;
    const double size = left.norm();
    if (!(size > 0)) return false;
    const NewtonPoint tip = w_.now;
    for (double length = 0.3; length > 1e-9; length *= 0.3) {
      for (int i = 0; i < n_; ++i)
        w_.now.u[i] = tip.u[i] - length * left[i] / size;
      if (admissible(w_.now) && w_.fill(w_.now) && w_.now.V < limit - w_.now.V_noise) return true;
    }
    return false;
  }

  /// Forces leave a moment along the motions that keep the points together, and coordinates differ
  /// in how closely their moments are known: shifts the forces, within that rounding, so that each
  /// coordinate's share is within its own.
  void share_rounding() {
    const Eigen::VectorXd left = moments() + J_.transpose() * force_;
    Eigen::VectorXd weight = Eigen::Map<const Eigen::VectorXd>(w_.now.rounding_bound.data(), n_);
    if (!(weight.maxCoeff() > 0) || (left.array().abs() <= weight.array()).all()) return;
    weight = weight.cwiseMax(1e-16 * weight.maxCoeff()).cwiseInverse();
    const Eigen::MatrixXd A = weight.asDiagonal() * J_.transpose();
    const Eigen::VectorXd weighted = weight.cwiseProduct(left);
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(A, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Eigen::VectorXd shifted = force_ - svd.solve(weighted);
    for (std::size_t k = 0; k < segments_.size(); ++k)
      if (!(shifted.segment<2>(2 * k).norm() <= tension(k))) return;
    force_ = shifted;
  }

  /// Adds the contact forces to the moments.
  void balance() {
    if (n_ > 0) share_rounding();
    const Eigen::VectorXd turned = J_.transpose() * force_;
    for (int i = 0; i < n_; ++i)
      w_.now.g[i] += turned[i];
    for (int k = 0; k < static_cast<int>(segments_.size()); ++k) {
      const auto& span = s_.spans[s_.segments[s_.straights[segments_[k]].segment].span];
      for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
        const auto& arm = w_.e.turned[s_.levers[l].turned];
        w_.e.gradient[s_.levers[l].body] += force_[2 * k + 1] * arm.x - force_[2 * k] * arm.y;
      }
    }
  }

  static constexpr double most_share = 1 - 1e-9;  // chosen: with all its tension it all but opens

  Scratch& w_;
  const Structure& s_;
  const int n_;
  std::vector<int> segments_;
  bool left_range_ = false;
  Eigen::VectorXd gap_, rounding_, force_, closing_;
  Eigen::MatrixXd J_, together_, curvature_;
};

}  // namespace guywire::detail
