#pragma once
/// The certificate of an answer: its rounding bounds, the corners of V nearby, and whether it is
/// stable.
///
/// Rounding of H. `evaluate` sums H from terms of known magnitude, so |dH_ij| <= u m_i m_j with one
/// number m per coordinate. H is positive definite for certain if H - n u diag(m^2) has a Cholesky
/// factor; a direction v falls for certain if v'Hv < -u (sum |v_i| m_i)^2. In between rounding
/// decides.
///
/// Corners. Where cables are just going slack, paths just touch circles or joint laws have a
/// corner, V has a piece for each pattern of sides. A piece exists if some small motion meets its
/// pattern: its cone is not empty. H of a piece differs from H here by a rank-one term per corner.
/// Only pieces that exist are judged, and each only within its cone.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "guywire/statics/scratch.hpp"

namespace guywire::detail {

/// A corner of V that counts as met by the posture. On its two sides H gains below (or above) x
/// slope slope'.
struct Corner {
  Eigen::VectorXd slope;  ///< gradient of what changes sign there
  double below = 0;
  double above = 0;
};

/// What is known about stability. A way down is a motion along which V is seen or feared to fall.
struct Stability {
  enum Verdict {
    stable,
    falls,            ///< on every piece
    falls_on_a_side,  ///< on some piece
    unclear           ///< rounding decides
  };
  Verdict verdict = stable;
  double lowest = 0;   ///< smallest eigenvalue over the pieces [N m/rad]
  double highest = 0;  ///< the largest of their smallest eigenvalues
  std::vector<Eigen::VectorXd> ways_down{};
  Eigen::MatrixXd
      softest{};  ///< H of the piece with the smallest eigenvalue; empty where H alone was judged
  bool feared =
      false;  ///< corners count that the posture keeps away from, because V may fall just beyond
};

// --- rounding of H ---

/// Magnitudes m^2 per coordinate, in units of rounding: see the head of this file.
inline Eigen::VectorXd hessian_scale(const Scratch& w) {
  const Structure& s = w.model.structure();
  const Mechanics<double>& m = w.mechanics;
  const Evaluation<double>& e = w.e;
  std::vector<double> square(s.body_count);
  for (int b = 0; b < s.body_count; ++b)
    square[b] = m.load_scale[b];
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    const double inner = joint.relative_to < 0 ? 0 : w.theta[joint.relative_to];
    const double outer = joint.body < 0 ? 0 : w.theta[joint.body];
    const auto point =
        std::visit([&](const auto& law) { return evaluate(law, outer - inner); }, m.joint_laws[j]);
    for (const int body : {joint.body, joint.relative_to})
      if (body >= 0) square[body] += 8 * std::abs(m.joint_factor[j] * point.stiffness);
  }
  std::vector<double> along(s.body_count);  // of one cable: the rounding of its length's gradient
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    const auto& cable = s.cables[c];
    const double T = e.strains[c].tension;
    const double k = cable.sides * std::abs(e.stiffness[c]);
    if (T == 0 && k == 0) continue;
    for (int i = 0; i < cable.body_count; ++i)
      along[s.cable_bodies[cable.first_body + i]] = 0;
    for (int g = cable.first_straight; g < cable.first_straight + cable.straight_count; ++g) {
      const int straight = s.cable_straights[g];
      const double a = T * e.pulls[straight].inverse;
      const double R = m.straight[straight].reach;
      const double magnified = R * e.pulls[straight].inverse;
      const double b = std::abs(e.strains[c].stiffness - a);
      const auto& span = s.spans[s.segments[s.straights[straight].segment].span];
      for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
        const auto& arm = e.turned[s.levers[l].turned];
        const double r = std::abs(arm.x) + std::abs(arm.y);
        square[s.levers[l].body] += r * ((k + a) * (r + R) + T + 3 * b * r * magnified);
        along[s.levers[l].body] += r * (1 + magnified);
      }
    }
    const bool single = cable.straight_count == 1 && cable.segment_count == 1;
    for (int i = 0; i < cable.body_count && !single; ++i) {
      const int b = s.cable_bodies[cable.first_body + i];
      const double r = m.lever_sum[cable.first_body + i];
      square[b] += k * (along[b] + r) * (along[b] + r) + T * r;
    }
  }
  Eigen::VectorXd root = Eigen::VectorXd::Zero(s.free_count);
  for (const auto& term : s.terms.all)
    root[term.free] += std::abs(term.factor) * std::sqrt(square[term.body]);
  return root.cwiseAbs2();
}

/// One bound for every entry of H [N m/rad]: quick, and far above most.
inline double hessian_rounding(const Scratch& w) {
  const Structure& s = w.model.structure();
  double sum = 0;
  for (int b = 0; b < s.body_count; ++b)
    sum += w.mechanics.load_scale[b];
  for (int b = 0; b < s.body_count; ++b)
    sum += 8 * std::abs(w.e.hessian[(s.body_count + 1) * b]);
  for (std::size_t g = 0; g < s.straights.size(); ++g) {
    const auto& strain = w.e.strains[s.straights[g].cable];
    if (strain.spread == 0) continue;  // slack
    const double R = w.mechanics.straight[g].reach;
    const double k = std::abs(strain.stiffness) + strain.tension * w.e.pulls[g].inverse;
    sum += R * (strain.tension + k * R * (2 + 3 * R * w.e.pulls[g].inverse)) + strain.spread * R;
  }
  return 16 * s.body_count * rounding_unit(s) * sum;
}

// --- pieces of V ---

/// A point x with normals x >= 1, by Hildreth's method; none if the cone {normals x > 0} is empty
/// or as thin as a line.
inline bool inside_cone(const Eigen::MatrixXd& normals, Eigen::VectorXd& x) {
  x.setZero(normals.cols());
  Eigen::VectorXd force = Eigen::VectorXd::Zero(normals.rows());
  for (int sweep = 0; sweep < 400; ++sweep)
    for (int i = 0; i < normals.rows(); ++i) {
      const double change = std::max(-force[i], 1 - normals.row(i).dot(x));
      force[i] += change;
      x += change * normals.row(i).transpose();
    }
  return normals.rows() == 0 || (normals * x).minCoeff() > 0.5;
}

/// The lowest stationary value of v'Hv/v'v within the closed cone {normals v >= 0}: an eigenvalue
/// of H on the cone's interior or on one of its faces. Faces are the intersections of up to `depth`
/// of its walls.
class ConeSpectrum {
 public:
  ConeSpectrum(const Eigen::MatrixXd& H, const Eigen::MatrixXd& normals)
      : H_(H), normals_(normals) {
    visit_faces(0, Eigen::MatrixXd(0, H.rows()));
  }
  double value = std::numeric_limits<double>::infinity();
  Eigen::VectorXd direction{};

 private:
  void visit_faces(int first, const Eigen::MatrixXd& walls) {
    look_at(walls);
    if (walls.rows() + 1 >= H_.rows() || walls.rows() >= depth()) return;
    for (int i = first; i < normals_.rows(); ++i) {
      Eigen::MatrixXd more(walls.rows() + 1, H_.rows());
      more << walls, normals_.row(i);
      visit_faces(i + 1, more);
    }
  }
  int depth() const { return normals_.rows() <= 8 ? 8 : 2; }  // chosen: 2^8 faces at most
  void look_at(const Eigen::MatrixXd& walls) {
    Eigen::MatrixXd frame = Eigen::MatrixXd::Identity(H_.rows(), H_.rows());
    if (walls.rows() > 0) {
      const Eigen::FullPivLU<Eigen::MatrixXd> lu(walls);
      if (lu.dimensionOfKernel() == 0) return;
      frame = Eigen::HouseholderQR<Eigen::MatrixXd>(lu.kernel()).householderQ() *
              Eigen::MatrixXd::Identity(H_.rows(), lu.dimensionOfKernel());
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(frame.transpose() * H_ * frame);
    for (int i = 0; i < frame.cols() && solver.eigenvalues()[i] < value; ++i)
      for (const double sign : {1.0, -1.0}) {
        const Eigen::VectorXd v = sign * (frame * solver.eigenvectors().col(i));
        if (normals_.rows() > 0 && (normals_ * v).minCoeff() < -1e-9) continue;
        value = solver.eigenvalues()[i];
        direction = v;
        return;
      }
  }
  const Eigen::MatrixXd& H_;
  const Eigen::MatrixXd& normals_;
};

/// Judges every piece of V that exists about a posture.
class Pieces {
 public:
  Pieces(const Eigen::MatrixXd& H, const std::vector<Corner>& corners, const Eigen::VectorXd& scale,
         double unit)
      : H_(H), scale_(scale), unit_(unit), n_(static_cast<int>(H.rows())) {
    for (const Corner& c : corners)
      add(c);
    result_.lowest = std::numeric_limits<double>::infinity();
    result_.highest = -std::numeric_limits<double>::infinity();
    visit(Eigen::MatrixXd(0, n_), H_);
    conclude();
  }
  const Stability& result() const { return result_; }

 private:
  struct Wall {
    Eigen::VectorXd normal;        ///< unit
    Eigen::MatrixXd below, above;  ///< what H gains on either side
  };
  static constexpr int most_pieces = 2048;  // chosen: a second or two at most

  void add(const Corner& c) {
    const double length = c.slope.norm();
    const Eigen::MatrixXd square = c.slope * c.slope.transpose();
    for (Wall& w : walls_) {
      const double along = w.normal.dot(c.slope) / length;
      if (std::abs(along) < 1 - 1e-12) continue;  // the same wall, or the same seen from behind
      w.below += (along > 0 ? c.below : c.above) * square;
      w.above += (along > 0 ? c.above : c.below) * square;
      return;
    }
    walls_.push_back({c.slope / length, c.below * square, c.above * square});
  }

  /// Depth first: each wall splits the cone so far in two, or lies outside it.
  void visit(const Eigen::MatrixXd& normals, const Eigen::MatrixXd& H) {
    const std::size_t next = normals.rows();
    if (next == walls_.size()) return judge(normals, H);
    for (const bool above : {true, false}) {
      Eigen::MatrixXd more(next + 1, n_);
      more << normals,
          (above ? walls_[next].normal : Eigen::VectorXd(-walls_[next].normal)).transpose();
      Eigen::VectorXd inside;
      if (count_ > most_pieces || !inside_cone(more, inside)) continue;
      visit(more, H + (above ? walls_[next].above : walls_[next].below));
    }
  }

  void judge(const Eigen::MatrixXd& normals, const Eigen::MatrixXd& H) {
    ++count_;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(H);
    double value = solver.eigenvalues()[0];
    const Eigen::MatrixXd safe = H - Eigen::MatrixXd((n_ * unit_ * scale_).asDiagonal());
    if (safe.llt().info() == Eigen::Success) {
      ++stable_;
      value = std::max(
          value,
          n_ * unit_ * scale_.minCoeff());  // where the eigenvalue itself is lost in rounding
    } else {
      const ConeSpectrum spectrum(H, normals);
      value = spectrum.value;
      double uncertainty = n_ * std::numeric_limits<double>::epsilon() *
                           solver.eigenvalues().cwiseAbs().maxCoeff();  // of the solver
      if (spectrum.direction.size() > 0) {
        uncertainty += unit_ * square(spectrum.direction.cwiseAbs().dot(scale_.cwiseSqrt()));
      }
      if (value > uncertainty) {
        ++stable_;
      } else {
        (value < -uncertainty ? falling_ : unclear_)++;
        keep(spectrum.direction, normals.rows() == 0);
      }
    }
    if (value < result_.lowest) {
      result_.lowest = value;
      result_.softest = H;
    }
    result_.highest = std::max(result_.highest, value);
  }
  static double square(double x) { return x * x; }

  void keep(const Eigen::VectorXd& direction, bool both) {
    if (result_.ways_down.size() >= 16) return;
    result_.ways_down.push_back(direction);
    if (both) result_.ways_down.emplace_back(-direction);
  }

  void conclude() {
    if (count_ > most_pieces)
      result_.verdict = Stability::falls_on_a_side;  // not all were judged
    else if (falling_ > 0 && stable_ + unclear_ == 0)
      result_.verdict = Stability::falls;
    else if (falling_ > 0)
      result_.verdict = Stability::falls_on_a_side;
    else if (unclear_ > 0)
      result_.verdict = Stability::unclear;
  }

  const Eigen::MatrixXd& H_;
  const Eigen::VectorXd& scale_;
  double unit_;
  int n_;
  std::vector<Wall> walls_;
  Stability result_{};
  int count_ = 0, stable_ = 0, falling_ = 0, unclear_ = 0;
};

// --- corners near a posture ---

/// Finds the nearest corner for the certificate, and those that count as met: rounding cannot tell
/// the posture's side, or, if it is asked for what may be feared, V may be lower within 1e-6 rad
/// beyond them.
class CornerScan {
 public:
  CornerScan(Scratch& w, Certificate& c, bool fear)
      : fear_(fear),
        w_(w),
        s_(w.model.structure()),
        n_(s_.free_count),
        c_(c),
        slope_(w.certifying.slope) {
    for (std::size_t k = 0; k < s_.cables.size(); ++k) {
      look_at_slack(static_cast<int>(k));
      if (!s_.contacts.empty()) look_at_circles(static_cast<int>(k));
    }
    for (const auto& jump : w.jumps)
      look_at_jump(jump);
    for (const auto& corner : w.corners)
      look_at_joint(corner);
  }
  std::vector<Corner> doubtful{};
  bool feared = false;

 private:
  /// Most corners are far: a square root and a division only where |gap| <= max(nearest so far,
  /// this) x steepness may hold.
  static constexpr double near = 1e-6;  // [rad] a rest is known to this, see `angle_bound`
  bool may_be_nearer(double gap, double steep2) const {
    const double reach = std::max(c_.kink_distance, near);
    return gap * gap * (1 - 1e-12) <= reach * reach * steep2;
  }
  double steepness2() const {
    double sum = 0;
    for (int i = 0; i < n_; ++i)
      sum += slope_[i] * slope_[i];
    return sum;
  }
  /// Notes the distance; true if the corner is near enough to be looked at.
  bool note(double gap, double steep, Kink kind, int index) {
    const double distance = std::abs(gap) / steep;
    if (distance < c_.kink_distance) {
      c_.kink_distance = distance;
      c_.kink = kind;
      c_.kink_index = index;
    }
    return distance <= near;
  }
  void add_if_doubtful(double gap, double rounding, double below, double above) {
    const bool met = std::abs(gap) <= rounding || changes_nothing(gap, above - below);
    const bool beyond = !met && fear_ && falls_beyond(gap, gap > 0 ? below : above);
    feared = feared || beyond;
    if (met || beyond)
      doubtful.push_back({Eigen::Map<const Eigen::VectorXd>(slope_, n_), below, above});
  }
  /// The moment that crossing the corner changes is below the rounding of g.
  bool changes_nothing(double gap, double change) const {
    for (int i = 0; i < n_; ++i)
      if (std::abs(change * slope_[i] * gap) > w_.now.rounding_bound[i]) return false;
    return true;
  }
  /// Beyond the corner H gains `change` x slope slope' and has a falling direction v, along which V
  /// is lower within 1e-6 rad: it rises with curvature a up to the corner at t, then falls with
  /// curvature -b, and is back at t (1 + (a + sqrt(a (a + b)))/b).
  bool falls_beyond(double gap, double change) const {
    const Eigen::Map<const Eigen::MatrixXd> H(w_.now.H.data(), n_, n_);
    const Eigen::Map<const Eigen::VectorXd> slope(slope_, n_);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(H +
                                                                change * slope * slope.transpose());
    const double b = -solver.eigenvalues()[0];
    if (!(b > 0)) return false;
    const Eigen::VectorXd v = solver.eigenvectors().col(0);
    const double t = std::abs(gap / slope.dot(v));
    const double a = std::max(0.0, v.dot(H * v));
    return t * (1 + (a + std::sqrt(a * (a + b))) / b) <= near;
  }

  void look_at_slack(int k) {
    const double gap = w_.e.length[k] - w_.slack[k];
    if (!may_be_nearer(gap, w_.steepest[k] * w_.steepest[k])) return;
    const auto& cable = s_.cables[k];
    // a single segment of no slack length is smooth at length 0: its energy is a function of the
    // squared length
    if (w_.slack[k] == 0 && cable.segment_count == 1) return;
    w_.reduced_length_gradient(k, slope_);
    const double steep2 = steepness2();
    if (!(steep2 > 0) || !may_be_nearer(gap, steep2) ||
        !note(gap, std::sqrt(steep2), Kink::slack, k))
      return;
    const double taut = cable.sides * w_.stiffness_beyond_slack(k);
    const double here = cable.sides * w_.e.stiffness[k];
    const double rounding = rounding_unit(s_) * (w_.mechanics.courses[k].reach + w_.e.length[k]);
    add_if_doubtful(gap, rounding, -here, taut - here);
  }

  void look_at_jump(const Scratch::StiffnessJump& jump) {
    const int k = jump.cable;
    const double gap = w_.e.length[k] - jump.length;
    if (!w_.is_above_slack(jump) || !may_be_nearer(gap, w_.steepest[k] * w_.steepest[k])) return;
    w_.reduced_length_gradient(k, slope_);
    const double steep2 = steepness2();
    if (!(steep2 > 0) || !may_be_nearer(gap, steep2) ||
        !note(gap, std::sqrt(steep2), Kink::stiffness, k))
      return;
    const double here = w_.e.stiffness[k], sides = s_.cables[k].sides;
    const double rounding = rounding_unit(s_) * (w_.mechanics.courses[k].reach + w_.e.length[k]);
    add_if_doubtful(gap, rounding, sides * (w_.stiffness_beside(jump, -1) - here),
                    sides * (w_.stiffness_beside(jump, 1) - here));
  }

  void look_at_circles(int k) {
    for (int g = s_.first_contact(k); g < s_.first_contact(k + 1); ++g) {
      const double* const gradient =
          w_.e.wrap_gradient.data() + static_cast<std::size_t>(g) * s_.body_count;
      double most = 0;
      for (int b = 0; b < s_.body_count; ++b)
        most += std::abs(gradient[b]) * w_.row_norm[b];
      const double gap = w_.e.wrap[g];
      if (!may_be_nearer(gap, most * most)) continue;
      w_.reduce(gradient, slope_);
      const double steep = norm(n_, slope_);
      if (!(steep > 0) || !note(gap, steep, Kink::touch_down, k) || !(w_.e.tension[k] > 0))
        continue;
      touch_down(gap, steep);
    }
  }
  /// A touch-down changes H by a rank-one term along the gradient of the contact angle, since
  /// length and its gradient agree there.
  void touch_down(double gap, double steep) {
    const Eigen::VectorXd normal = Eigen::Map<const Eigen::VectorXd>(slope_, n_) / steep;
    NewtonPoint& here = w_.certifying.here;
    here = w_.now;
    double side[2];
    for (const int above : {0, 1}) {
      const double there = ((above ? 1e-7 : -1e-7) - gap) / steep;
      for (int i = 0; i < n_; ++i)
        w_.trial.u[i] = here.u[i] + there * normal[i];
      if (!w_.fill(w_.trial)) w_.trial.H = here.H;
      const Eigen::Map<const Eigen::MatrixXd> H(w_.trial.H.data(), n_, n_),
          H_here(here.H.data(), n_, n_);
      side[above] = normal.dot((H - H_here) * normal) / (steep * steep);
    }
    w_.fill(w_.now);
    add_if_doubtful(gap, 0, side[0], side[1]);
  }

  void look_at_joint(const Scratch::Corner& corner) {
    const auto& joint = s_.joints[corner.joint];
    std::fill(w_.over_bodies.begin(), w_.over_bodies.end(), 0.0);
    double phi = 0, size = std::abs(corner.angle);
    for (const auto& [body, sign] :
         {std::pair{joint.body, 1.0}, std::pair{joint.relative_to, -1.0}}) {
      if (body < 0) continue;
      w_.over_bodies[body] = sign;
      phi += sign * w_.theta[body];
      size += std::abs(w_.theta[body]);
    }
    w_.reduce(w_.over_bodies.data(), slope_);
    const double steep = std::sqrt(steepness2());
    const double gap = phi - corner.angle;
    if (!(steep > 0) || !note(gap, steep, Kink::joint, corner.joint)) return;
    const auto stiffness = [&](double at) {
      return w_.mechanics.joint_factor[corner.joint] *
             std::visit([&](const auto& law) { return evaluate(law, at).stiffness; },
                        w_.mechanics.joint_laws[corner.joint]);
    };
    const double here = stiffness(phi);
    add_if_doubtful(gap, rounding_unit(s_) * size, stiffness(corner.angle - 1e-9) - here,
                    stiffness(corner.angle + 1e-9) - here);
  }

  const bool fear_;
  Scratch& w_;
  const Structure& s_;
  const int n_;
  Certificate& c_;
  double* const slope_;
};

// --- angles ---

/// The largest row of |H^-1| times bounds of the residuals [rad]. By eigenvectors: of a contact
/// that nearly closes H has 1e16 times the stiffness of the rest, and a factorization takes it for
/// singular.
inline double angle_bound(Eigen::MatrixXd H, const Eigen::VectorXd& rounding_bound) {
  for (Eigen::Index i = 0; i < H.rows(); ++i)
    if (rounding_bound[i] == 0 && H.row(i).isZero(0))
      H(i, i) = 1;  // nothing acts on it: it is known exactly that it may be anywhere
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(H);
  const Eigen::MatrixXd& v = solver.eigenvectors();
  const Eigen::MatrixXd inverse =
      v * solver.eigenvalues().cwiseInverse().asDiagonal() * v.transpose();
  const double bound = (inverse.cwiseAbs() * rounding_bound).maxCoeff();
  return std::isfinite(bound) ? bound : std::numeric_limits<double>::infinity();
}

/// Bound of the angle by which rounding may move the rest [rad]: the largest row of |H^-1| x
/// (rounding bound of g).
inline double angle_bound(Scratch& w, double min_eigenvalue) {
  const int n = w.model.structure().free_count;
  double most = 0;
  for (int i = 0; i < n; ++i)
    most = std::max(most, w.now.rounding_bound[i]);
  if (most == 0) return 0;
  const double quick = std::sqrt(static_cast<double>(n)) * most / std::abs(min_eigenvalue);
  if (min_eigenvalue > 0 && quick < 1e-9) return quick;
  return angle_bound(Eigen::Map<const Eigen::MatrixXd>(w.now.H.data(), n, n),
                     Eigen::Map<const Eigen::VectorXd>(w.now.rounding_bound.data(), n));
}

/// Whether V may have no minimum in all that the angle bound leaves open: an eigenvalue of H is not
/// positive at an end of it, along the softest direction. Near a fold a bound of 1e-7 rad can hold
/// the minimum, the saddle beside it, or neither.
inline bool may_vanish(Scratch& w, double angle_bound, double lowest) {
  constexpr double narrow =
      1e-9;  // [rad] chosen: in such a step H changes visibly only where it is soft
  constexpr double soft = 1e-9;  // of the stiffest coordinate; chosen: far below what bodies have
  constexpr double smallest = 1e-12;  // [rad] chosen: no angle is asked for more closely
  const int n = w.model.structure().free_count;
  const Eigen::Map<const Eigen::MatrixXd> H(w.now.H.data(), n, n);
  if (angle_bound <= narrow && lowest > soft * H.diagonal().cwiseAbs().maxCoeff()) return false;
  const Eigen::VectorXd softest =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(H).eigenvectors().col(0);
  const double step = std::max(angle_bound, smallest);
  bool vanishes = false;
  for (const double side : {-step, step}) {
    for (int i = 0; i < n; ++i)
      w.trial.u[i] = w.now.u[i] + side * softest[i];
    vanishes = vanishes || !w.fill(w.trial) ||
               !(smallest_eigenvalue(n, w.trial.H.data(), w.newton.spectrum) > 0);
  }
  w.fill(w.now);
  return vanishes;
}

/// Whether something acts that rounding hides: its moment is below the rounding bound of a
/// coordinate that it moves. Of coordinates, those that take part in the motions about which
/// rounding decides; all if none are given.
inline bool hides_something(const Scratch& w, const std::vector<Eigen::VectorXd>& motions) {
  const Structure& s = w.model.structure();
  const auto is_bounded = [](double rounding_bound) { return std::isfinite(rounding_bound); };
  if (!std::all_of(w.now.rounding_bound.begin(), w.now.rounding_bound.end(), is_bounded))
    return true;
  const auto takes_part = [&](int coordinate) {
    const auto moves = [&](const Eigen::VectorXd& v) {
      // chosen: far above an eigenvector's rounding
      return std::abs(v[coordinate]) > 1e-9 * v.cwiseAbs().maxCoeff();
    };
    return motions.empty() || std::any_of(motions.begin(), motions.end(), moves);
  };
  const auto hidden = [&](int body, double moment) {
    if (body < 0 || !(moment > 0)) return false;
    const auto terms = s.terms.of(body);
    return std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
      return std::abs(term.factor) * moment < w.now.rounding_bound[term.free] &&
             takes_part(term.free);
    });
  };
  for (int b = 0; b < s.body_count; ++b)
    if (hidden(b, w.mechanics.load_scale[b])) return true;
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    const double angle = joint_angle(joint, w.theta.data());
    const auto point = std::visit([&](const auto& law) { return evaluate(law, angle); },
                                  w.mechanics.joint_laws[j]);
    const double moment = std::abs(w.mechanics.joint_factor[j]) *
                          (std::abs(point.moment) + std::abs(point.stiffness));
    if (hidden(joint.body, moment) || hidden(joint.relative_to, moment)) return true;
  }
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    const bool known = w.e.strains[c].tension >
                       2 * rounding_unit(s) * w.e.strains[c].spread;  // else it is as good as slack
    for (int k = s.cables[c].first_body;
         known && k < s.cables[c].first_body + s.cables[c].body_count; ++k)
      if (hidden(s.cable_bodies[k], s.cables[c].sides * w.e.tension[c] * w.mechanics.lever_sum[k]))
        return true;
  }
  return false;
}

/// 1/(s' H^-1 s), s the row of S of the body whose tilt is reported [N m/rad]; 0 where H is
/// singular in that direction, infinite where that body is held.
inline double tilt_stiffness(Scratch& w, const double* H) {
  const Structure& s = w.model.structure();
  const int n = s.free_count;
  double *const factor = w.newton.factor, *const row = w.certifying.row, *const x = w.certifying.x;
  for (int i = 0; i < n; ++i)
    row[i] = x[i] = s.S[w.tilt * n + i];
  if (std::none_of(row, row + n, [](double share) { return share != 0; }))
    return std::numeric_limits<double>::infinity();
  std::copy(H, H + static_cast<std::size_t>(n) * n, factor);
  double compliance = 0;
  if (cholesky(n, factor)) {
    cholesky_solve(n, factor, x);
    for (int i = 0; i < n; ++i)
      compliance += row[i] * x[i];
  } else {
    double *const values = w.newton.values, *const vectors = w.newton.vectors;
    symmetric_eigen(n, H, values, vectors, w.newton.spectrum);
    const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
    for (int i = 0; i < n; ++i) {
      double dot = 0;
      for (int j = 0; j < n; ++j)
        dot += vectors[i * n + j] * row[j];
      if (dot != 0 && std::abs(values[i]) > 1e-14 * largest) compliance += dot * dot / values[i];
    }
  }
  return compliance != 0 ? 1 / compliance : 0;
}

}  // namespace guywire::detail

namespace guywire {

GUYWIRE_INLINE Certificate detail::Scratch::certify(detail::Stability& stability, bool fear) {
  const int n = model.structure().free_count;
  Certificate c;
  for (int i = 0; i < n; ++i) {
    c.residual = std::max(c.residual, std::abs(now.g[i]));
    c.rounding_bound = std::max(c.rounding_bound, now.rounding_bound[i]);
  }
  const detail::CornerScan scan(*this, c, fear);
  stability = {};
  stability.lowest = stability.highest = smallest_eigenvalue(n, now.H.data(), newton.spectrum);
  const bool clear = n == 0 || stability.lowest > detail::hessian_rounding(*this);
  if (!scan.doubtful.empty() || !clear) {
    const Eigen::MatrixXd H = Eigen::Map<const Eigen::MatrixXd>(now.H.data(), n, n);
    stability = detail::Pieces(H, scan.doubtful, detail::hessian_scale(*this),
                               detail::rounding_unit(model.structure()))
                    .result();
    stability.feared = scan.feared;
  }
  c.min_eigenvalue = stability.lowest;
  c.min_eigenvalue_upper = stability.highest;
  const bool on_corner = !scan.doubtful.empty() && stability.softest.size() > 0;
  c.tilt_stiffness =
      detail::tilt_stiffness(*this, on_corner ? stability.softest.data() : now.H.data());
  return c;
}

}  // namespace guywire
