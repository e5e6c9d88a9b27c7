#pragma once
/// What mechanics promises for any model at any state, as functions that list what is broken:
/// gradient and Hessian agree with differences and with Jets, the Hessian is symmetric, no cable
/// pushes, and the potential stays the same when the whole world is moved (without gravity). For
/// your own models: `check_model<ceres::Jet<double, 1>>(model, theta)`.
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/model/model.hpp"
#include "guywire/testing/differences.hpp"

namespace guywire::testing {

namespace detail {

/// Everything whose sign is a side of a kink: slack or taut, touching or not, and sides of joint
/// corners.
inline std::vector<bool> kink_sides(const Model& model, const Mechanics<double>& m,
                                    const Evaluation<double>& e, const std::vector<double>& theta) {
  std::vector<bool> out;
  const Structure& s = model.structure();
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    out.push_back(e.tension[c] > 0);
  for (const double contact : e.wrap)
    out.push_back(contact > 0);
  const auto angle = [&](int body) { return body < 0 ? 0 : theta[body]; };
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const double phi = angle(s.joints[j].body) - angle(s.joints[j].relative_to);
    std::visit(
        [&](const auto& law) {
          for (const double k : corner_angles(law))
            out.push_back(phi > k);
        },
        m.joint_laws[j]);
  }
  return out;
}

/// A model at body angles theta [rad], and one function for each property that mechanics promises.
class ModelCheck {
 public:
  ModelCheck(const Model& model, const std::vector<double>& theta)
      : model_(model),
        s_(model.structure()),
        n_(s_.body_count),
        theta_(theta),
        m_(prepare<double>(s_, model.numbers().data())),
        e_(s_),
        other_(s_) {
    evaluate(m_, theta.data(), Derivatives::hessian, e_);
    if (is_lost()) return;
    length_gradients(m_, e_);
    for (const double g : e_.moment_scale)
      largest_g_ = std::max(largest_g_, g);
    for (const double h : e_.hessian)
      largest_H_ = std::max(largest_H_, std::abs(h));
  }

  /// Some path is not defined at theta: nothing is promised.
  bool is_lost() const { return e_.lost_cable >= 0; }

  void no_cable_pushes(Violations& out) const {
    for (std::size_t c = 0; c < e_.tension.size(); ++c)
      if (!(e_.tension[c] >= 0))
        out.push_back("cable " + cable(c) + " pushes: T is " + to_text(e_.tension[c]) + " N.");
  }

  /// Bit for bit.
  void gradient_alone_is_the_same(Violations& out) {
    evaluate(m_, theta_.data(), Derivatives::gradient, other_);
    if (other_.energy != e_.energy || other_.gradient != e_.gradient || other_.length != e_.length)
      out.push_back("without the Hessian the energy, gradient or lengths differ.");
  }

  void hessian_is_symmetric(Violations& out) const {
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < i; ++j)
        compare("H[" + std::to_string(i) + "," + std::to_string(j) + "] and its mirror",
                e_.hessian[i * n_ + j], e_.hessian[j * n_ + i], largest_H_, 1e-15, out);
  }

  /// One direction at a time.
  template <class Jet>
  void derivatives_by_jets(Violations& out) const {
    std::vector<Jet> numbers(model_.numbers().begin(), model_.numbers().end()),
        angles(theta_.begin(), theta_.end());
    const Mechanics<Jet> jets = prepare<Jet>(s_, numbers.data());
    Evaluation<Jet> with_jets(s_);
    for (int i = 0; i < n_; ++i) {
      angles[i].v[0] = 1;
      evaluate(jets, angles.data(), Derivatives::hessian, with_jets);
      angles[i].v[0] = 0;
      potential_by_jets(i, with_jets, out);
      for (std::size_t c = 0; c < s_.cables.size(); ++c)
        cable_by_jets(i, c, with_jets, out);
    }
  }

  /// Where no kink is crossed.
  void derivatives_by_differences(Violations& out) {
    const std::vector<bool> sides = kink_sides(model_, m_, e_, theta_);
    for (int i = 0; i < n_; ++i)
      if (const double h = step_beside_kinks(i, sides); h > 0) derivatives_about(i, h, out);
  }

 private:
  const std::string& cable(std::size_t c) const { return model_.description().cables[c].name; }
  std::string about(int i) const { return " about " + model_.description().bodies[i].name; }

  /// V, its gradient and its Hessian by the angle of body i.
  void potential_by_jets(int i, const auto& with_jets, Violations& out) const {
    // the same sums in another order; an elastic tendon's inner root adds a little
    constexpr double same = 1e-10;
    compare("V with Jets", with_jets.energy.a, e_.energy, e_.energy_scale, 1e-12, out);
    compare("dV/dtheta with Jets" + about(i), with_jets.energy.v[0], e_.gradient[i], largest_g_,
            same, out);
    for (int j = 0; j < n_; ++j)
      compare("d2V/dtheta2 with Jets" + about(i) + about(j), with_jets.gradient[j].v[0],
              e_.hessian[j * n_ + i], largest_H_, same, out);
  }

  /// Length and tension of cable c by the angle of body i.
  void cable_by_jets(int i, std::size_t c, const auto& with_jets, Violations& out) const {
    double slope = 0;
    for (int k = 0; k < s_.cables[c].body_count; ++k)
      if (s_.cable_bodies[s_.cables[c].first_body + k] == i)
        slope = e_.length_gradient[s_.cables[c].first_body + k];
    compare("dl/dtheta with Jets of cable " + cable(c) + about(i), with_jets.length[c].v[0], slope,
            e_.length[c], 1e-11, out);
    if (e_.tension[c] > 0)
      compare("dT/dl of cable " + cable(c), with_jets.tension[c].v[0], e_.stiffness[c] * slope,
              std::abs(e_.stiffness[c]) * e_.length[c], 1e-9, out);
  }

  /// The model with body i at another angle, without the Hessian.
  const Evaluation<double>& with_angle(int i, double angle) {
    at_ = theta_;
    at_[i] = angle;
    evaluate(m_, at_.data(), Derivatives::gradient, other_);
    return other_;
  }

  /// A step of body i from theta that crosses no kink, either way; 0 if there is none.
  double step_beside_kinks(int i, const std::vector<bool>& sides) {
    const auto same_sides = [&](double angle) {
      const Evaluation<double>& there = with_angle(i, angle);
      return there.lost_cable < 0 && kink_sides(model_, m_, there, at_) == sides;
    };
    double h = 1e-3;
    const auto is_clear = [&] { return same_sides(theta_[i] - h) && same_sides(theta_[i] + h); };
    while (h > 1e-5 && !is_clear())
      h /= 4;
    return is_clear() ? h : 0;
  }

  /// dV/dtheta and d2V/dtheta2 by differences of body i's angle, with steps of at most h.
  void derivatives_about(int i, double h, Violations& out) {
    const auto energy = [&](double x) { return with_angle(i, x).energy; };
    compare("dV/dtheta" + about(i), e_.gradient[i], difference(energy, theta_[i], h),
            largest_g_ + 1e-9 * e_.energy_scale / h, out);
    for (int j = 0; j < n_; ++j) {
      const auto moment = [&](double x) { return with_angle(i, x).gradient[j]; };
      compare("d2V/dtheta2" + about(i) + about(j), e_.hessian[j * n_ + i],
              difference(moment, theta_[i], h), largest_H_ + 1e-9 * largest_g_ / h, out);
    }
  }

  const Model& model_;
  const Structure& s_;
  const int n_;
  const std::vector<double>& theta_;
  const Mechanics<double> m_;
  Evaluation<double> e_;      ///< at theta
  Evaluation<double> other_;  ///< at `at_`
  std::vector<double> at_;
  double largest_g_ = 1e-300, largest_H_ = 1e-300;
};

}  // namespace detail

/// At body angles theta [rad]. Differences across a kink are not compared (Jets always are).
template <class Jet>
Violations check_model(const Model& model, const std::vector<double>& theta) {
  Violations out;
  detail::ModelCheck check(model, theta);
  if (check.is_lost()) return out;
  check.no_cable_pushes(out);
  check.gradient_alone_is_the_same(out);
  check.hessian_is_symmetric(out);
  check.derivatives_by_jets<Jet>(out);
  check.derivatives_by_differences(out);
  return out;
}

/// The same model with everything that is fixed in ground turned by `angle` [rad] about the origin
/// and shifted: hinges, path points, circles, loads, and the zero of joint laws that act against
/// ground. At body angles + `angle` it is the same world, moved. Needs gravity [0, 0] to keep its
/// potential; laws against ground must be linear, bilinear or polynomial.
inline ModelDescription moved(ModelDescription d, double angle, double dx, double dy) {
  const double c = std::cos(angle), w = std::sin(angle);
  const auto move = [&](double& x, double& y) {
    const double old = x;
    x = c * old - w * y + dx;
    y = w * old + c * y + dy;
  };
  for (Body& b : d.bodies)
    if (b.parent == ground_name) move(b.hinge_x, b.hinge_y);
  for (Circle& o : d.circles)
    if (o.body == ground_name) move(o.center_x, o.center_y);
  for (Cable& cable : d.cables)
    for (PathPoint& p : cable.path)
      if (p.circle.empty() && p.body == ground_name) move(p.point.x, p.point.y);
  for (Load& l : d.loads) {
    const double fx = l.force_x;
    l.force_x = c * fx - w * l.force_y;
    l.force_y = w * fx + c * l.force_y;
  }
  for (Joint& j : d.joints) {
    double turn = 0;
    if (j.body == ground_name) turn = -angle;
    if (j.relative_to == ground_name) turn = angle;
    if (turn != 0)
      std::visit(
          [&](auto& law) {
            if constexpr (requires { law.neutral_angle; }) law.neutral_angle += turn;
          },
          j.law);
  }
  return d;
}

/// V at theta and V of the moved world at theta + angle are the same. A couple does work on the
/// turn, so give a model without one.
inline Violations check_moved(const Model& model, const std::vector<double>& theta, double angle,
                              double dx, double dy) {
  Violations out;
  const Model there = ModelBuilder(moved(model.description(), angle, dx, dy)).build();
  Evaluation<double> e(model.structure()), f(there.structure());
  std::vector<double> turned = theta;
  for (double& t : turned)
    t += angle;
  const auto here_m = prepare<double>(model.structure(), model.numbers().data()),
             there_m = prepare<double>(there.structure(), there.numbers().data());
  evaluate(here_m, theta.data(), Derivatives::hessian, e);
  evaluate(there_m, turned.data(), Derivatives::hessian, f);
  if (e.lost_cable >= 0 || f.lost_cable >= 0) return out;
  const double shift = 1 + std::abs(dx) + std::abs(dy);  // larger coordinates, larger rounding
  compare("V of the moved world", f.energy, e.energy, shift * e.energy_scale, 1e-13, out);
  double largest_g = 1e-300, largest_H = 1e-300;
  for (const double g : e.moment_scale)
    largest_g = std::max(largest_g, shift * g);
  for (const double h : e.hessian)
    largest_H = std::max(largest_H, std::abs(h));
  for (std::size_t i = 0; i < e.gradient.size(); ++i)
    compare("moment of the moved world", f.gradient[i], e.gradient[i], largest_g, 1e-12, out);
  for (std::size_t i = 0; i < e.hessian.size(); ++i)
    compare("Hessian of the moved world", f.hessian[i], e.hessian[i],
            shift * (largest_H + largest_g), 1e-11, out);
  for (std::size_t c = 0; c < e.length.size(); ++c)
    compare("length in the moved world", f.length[c], e.length[c], shift, 1e-14, out);
  return out;
}

}  // namespace guywire::testing
