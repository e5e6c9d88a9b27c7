#pragma once
// What reports of sweeps and of branches have in common.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "guywire/report/sweep.hpp"
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
/// Behind a number: an angle's sign stands close to it.
inline std::string edge_unit(const Quantity& q) { return q.unit == "rad" ? "°" : " " + q.unit; }
/// "anterior_tilt_change" -> "anterior tilt change", "psoas.tension" -> "psoas tension".
inline std::string words_of(const std::string& name) {
  std::string out = plain_name(name);
  for (char& c : out)
    if (c == '.') c = ' ';
  return out;
}
/// "rear upper 1 goes slack".
std::string event_words(const Model& model, const SweepEvent& event, bool is_branch);
std::string short_number(double value);

}  // namespace guywire
