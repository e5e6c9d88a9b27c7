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
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const double phi = (s.joints[j].body < 0 ? 0 : theta[s.joints[j].body]) -
                       (s.joints[j].relative_to < 0 ? 0 : theta[s.joints[j].relative_to]);
    std::visit(
        [&](const auto& law) {
          for (const double k : corner_angles(law))
            out.push_back(phi > k);
        },
        m.joint_laws[j]);
  }
  return out;
}

}  // namespace detail

/// At body angles theta [rad]. Differences across a kink are not compared (Jets always are).
template <class Jet>
Violations check_model(const Model& model, const std::vector<double>& theta) {
  Violations out;
  const Structure& s = model.structure();
  const int n = s.body_count;
  const Mechanics<double> m = prepare<double>(s, model.numbers().data());
  Evaluation<double> e(s), other(s);
  evaluate(m, theta.data(), Derivatives::hessian, e);
  if (e.lost_cable >= 0) return out;
  length_gradients(m, e);
  double largest_g = 1e-300, largest_H = 1e-300;
  for (const double g : e.moment_scale)
    largest_g = std::max(largest_g, g);
  for (const double h : e.hessian)
    largest_H = std::max(largest_H, std::abs(h));
  for (std::size_t c = 0; c < e.tension.size(); ++c)
    if (!(e.tension[c] >= 0))
      out.push_back("cable " + model.description().cables[c].name + " pushes: T is " +
                    to_text(e.tension[c]) + " N.");

  // the gradient alone is the same bit for bit
  evaluate(m, theta.data(), Derivatives::gradient, other);
  if (other.energy != e.energy || other.gradient != e.gradient || other.length != e.length)
    out.push_back("without the Hessian the energy, gradient or lengths differ.");

  const auto sides = detail::kink_sides(model, m, e, theta);
  const auto body = [&](int i) { return " about " + model.description().bodies[i].name; };
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j)
      compare("H[" + std::to_string(i) + "," + std::to_string(j) + "] and its mirror",
              e.hessian[i * n + j], e.hessian[j * n + i], largest_H, 1e-15, out);

  // Jets: one direction at a time
  std::vector<Jet> numbers(model.numbers().begin(), model.numbers().end()),
      angles(theta.begin(), theta.end());
  const Mechanics<Jet> jets = prepare<Jet>(s, numbers.data());
  Evaluation<Jet> with_jets(s);
  constexpr double same =
      1e-10;  // the same sums in another order; an elastic tendon's inner root adds a little
  for (int i = 0; i < n; ++i) {
    angles[i].v[0] = 1;
    evaluate(jets, angles.data(), Derivatives::hessian, with_jets);
    angles[i].v[0] = 0;
    compare("V with Jets", with_jets.energy.a, e.energy, e.energy_scale, 1e-12, out);
    compare("dV/dtheta with Jets" + body(i), with_jets.energy.v[0], e.gradient[i], largest_g, same,
            out);
    for (int j = 0; j < n; ++j)
      compare("d2V/dtheta2 with Jets" + body(i) + body(j), with_jets.gradient[j].v[0],
              e.hessian[j * n + i], largest_H, same, out);
    for (std::size_t c = 0; c < s.cables.size(); ++c) {
      double slope = 0;
      for (int k = 0; k < s.cables[c].body_count; ++k)
        if (s.cable_bodies[s.cables[c].first_body + k] == i)
          slope = e.length_gradient[s.cables[c].first_body + k];
      compare("dl/dtheta with Jets of cable " + model.description().cables[c].name + body(i),
              with_jets.length[c].v[0], slope, e.length[c], 1e-11, out);
      if (e.tension[c] > 0)
        compare("dT/dl of cable " + model.description().cables[c].name, with_jets.tension[c].v[0],
                e.stiffness[c] * slope, std::abs(e.stiffness[c]) * e.length[c], 1e-9, out);
    }
  }

  // differences
  for (int i = 0; i < n; ++i) {
    double h = 1e-3;
    std::vector<double> at = theta;
    const auto same_side = [&](double step) {
      for (const double sign : {-1.0, 1.0}) {
        at[i] = theta[i] + sign * step;
        evaluate(m, at.data(), Derivatives::gradient, other);
        if (other.lost_cable >= 0 || detail::kink_sides(model, m, other, at) != sides) return false;
      }
      return true;
    };
    while (h > 1e-5 && !same_side(h))
      h /= 4;
    if (!same_side(h)) continue;
    const auto read = [&](double x, auto&& of) {
      at[i] = x;
      evaluate(m, at.data(), Derivatives::gradient, other);
      return of(other);
    };
    compare("dV/dtheta" + body(i), e.gradient[i],
            difference([&](double x) { return read(x, [](const auto& v) { return v.energy; }); },
                       theta[i], h),
            largest_g + 1e-9 * e.energy_scale / h, out);
    for (int j = 0; j < n; ++j)
      compare("d2V/dtheta2" + body(i) + body(j), e.hessian[j * n + i],
              difference(
                  [&](double x) { return read(x, [&](const auto& v) { return v.gradient[j]; }); },
                  theta[i], h),
              largest_H + 1e-9 * largest_g / h, out);
  }
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
    const double turn = j.relative_to == ground_name ? angle : j.body == ground_name ? -angle : 0;
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
