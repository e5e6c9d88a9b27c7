#pragma once
/// How an equilibrium moves when numbers of the model change, to first order.
///
/// At rest g(u, p) = 0, so du/dp = -H^-1 dg/dp; a quantity J(u, p) changes by dJ/dp = J_p + J_u
/// du/dp. Forward solves once per parameter, adjoint once per quantity (lambda = H^-1 J_u'); both
/// give the same. dg/dp is exact (dual numbers through the mechanics). Tone is held: with tone
/// recruited anew for the reference posture that posture would stay, whatever the parameter.
/// Refused where the derivative does not exist: at a kink (slack-taut, touch-down, joint corner) or
/// where H is singular.
#include "guywire/model/parameter.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

struct SensitivityOptions {
  enum class Method {
    forward,
    adjoint
  };
  Method method =
      Method::forward;  ///< adjoint is cheaper when there are more parameters than quantities
  double kink_tolerance = 1e-9;  ///< [rad] refused when a kink is nearer
  double singular_tolerance =
      1e-9;  ///< refused when an eigenvalue of H is smaller than this share of the largest
};

struct Sensitivity {
  std::vector<Quantity> quantities;
  std::vector<Parameter> parameters;
  std::vector<double> values;       ///< of the quantities [SI]
  std::vector<double> derivatives;  ///< quantities x parameters, row-major [SI/SI]
  std::vector<double> coordinates;  ///< du/dp: free coordinates x parameters [rad/SI]; with the
                                    ///< method adjoint: empty

  double operator()(int quantity, int parameter) const {
    return derivatives[quantity * parameters.size() + parameter];
  }
};

/// Derivatives at an equilibrium of the model, as `solve` returned it. Status: that of the
/// equilibrium; `not_run` with the reason when refused (value() throws).
Outcome<Sensitivity> sensitivity(const Model& model, const Outcome<Posture>& equilibrium,
                                 const std::vector<Quantity>& quantities,
                                 const std::vector<Parameter>& parameters,
                                 const SensitivityOptions& options = {});
/// The same for the workspace's present numbers.
Outcome<Sensitivity> sensitivity(Workspace& workspace, const Outcome<Posture>& equilibrium,
                                 const std::vector<Quantity>& quantities,
                                 const std::vector<Parameter>& parameters,
                                 const SensitivityOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/sensitivity-inl.hpp"
#endif
