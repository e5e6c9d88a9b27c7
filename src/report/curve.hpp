#pragma once
// What reports of sweeps and of branches have in common.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "guywire/report/sweep.hpp"
#include "quantity_words.hpp"
#include "words.hpp"

namespace guywire {

struct Curve {
  struct Row {
    double parameter = 0;
    std::string_view status{};
    bool stable = false;
    bool known = false;  ///< there is an equilibrium
    const std::vector<double>* coordinates = nullptr;
    const std::vector<double>* quantities = nullptr;
    double eigenvalue = 0;
  };
  bool is_branch = false;
  const Axis& axis;
  const std::vector<Quantity>& quantities;
  const std::vector<SweepEvent>& events;
  std::vector<Row> rows{};
};

Curve curve_of(const Sweep& sweep);
Curve curve_of(const Branch& branch);

inline double at_edge(const Quantity& q, double value) {
  return q.unit == "rad" ? value * degrees_per_radian + 0.0 : value;
}
/// "rear upper 1 goes slack".
std::string event_words(const Model& model, const SweepEvent& event, bool is_branch,
                        Language language);
/// What happens, and where a sweep goes on from there: "...; the posture jumps to 1.4°".
std::string with_landing(const std::string& what, const SweepEvent& event,
                         const std::string& values, Language language);
/// Where equilibria end, or change stability.
inline bool ends_curve(const SweepEvent& e) { return e.fold || e.branch_point; }

}  // namespace guywire
