#pragma once
/// What passes in and out of the lanes: pointers, doubles, and vectors that are only read.
///
/// This header is compiled for several instruction sets into one program (see lane_solver.hpp).
#include <cstddef>
#include <vector>

#include "guywire/mechanics/mechanics.hpp"

namespace guywire::detail {

/// A model of more coordinates is solved body by body: a matrix of lanes would not stay in the
/// cache.
inline constexpr int lane_coordinates = 32;

/// Bodies that share a model but for some of its numbers.
struct LaneProblem {
  struct Corner {
    int joint, body, relative_to;  ///< -1: ground
    double angle;                  ///< where the joint's law has a kink [rad]
    int place;                     ///< among the law's corner_angles
  };
  struct Column {
    const double* values;         ///< per body
    std::vector<int> numbers;     ///< what they set, in Model::numbers()
    double reference = 0;         ///< where `slope` is taken
    std::vector<double> slope{};  ///< d(rest)/d(value), per coordinate; empty: not followed
  };
  const Mechanics<double>* mechanics = nullptr;
  const double* numbers = nullptr;  ///< Model::numbers()
  std::size_t number_count = 0;
  std::vector<double> row_norm{};        ///< of S, per body
  std::vector<double> steepest{};        ///< per cable: |dl/du| is no larger [m]
  std::vector<double> lower{}, upper{};  ///< range per body [rad]
  std::vector<Corner> corners{};
  std::vector<int> jumps{};       ///< the cable of each jump of stiffness
  std::vector<int> first_jump{};  ///< per cable
  std::vector<Column> columns{};
  bool knobs_only =
      true;  ///< nothing but knobs differs; otherwise, what has to be made anew for each body:
  std::vector<int> cables{}, joints{};  ///< whose knobs or laws differ
  bool paths = false, loads = false, angles = false;
  std::vector<double> start{};  ///< per coordinate [rad]
  double first_radius = 0, rounding_unit = 0;
  int iteration_limit = 0;
  bool eigenvalues = true;  ///< their values; otherwise only that none is too small
};

/// Where a body starts: the common start and what is predicted, no longer than the first radius.
[[gnu::always_inline]] inline void start_of(const LaneProblem& p, std::size_t body, double* u) {
  const std::size_t n = p.start.size();
  for (std::size_t i = 0; i < n; ++i)
    u[i] = 0;
  for (const auto& c : p.columns)
    if (!c.slope.empty())
      for (std::size_t i = 0; i < n; ++i)
        u[i] += c.slope[i] * (c.values[body] - c.reference);
  double length2 = 0;
  for (std::size_t i = 0; i < n; ++i)
    length2 += u[i] * u[i];
  const double limit2 = p.first_radius * p.first_radius,
               share = length2 > limit2 ? __builtin_sqrt(limit2 / length2) : 1.0;
  for (std::size_t i = 0; i < n; ++i)
    u[i] = p.start[i] + share * u[i];
}

/// Where the answers for a block of bodies go; row 0 is the block's first body.
struct LaneResults {
  unsigned char* settled;  ///< 1: at rest and stable; 0: left to the scalar solver
  double* state;           ///< bodies x coordinates [rad]
  double* residual;        ///< [N m]
  double* min_eigenvalue;  ///< [N m/rad]; left alone if not wanted
  double* tension;         ///< bodies x cables, one side [N]; null if not wanted
};

/// One compiled form of the solver.
struct LaneKernel {
  int lanes;
  void* (*make)(const LaneProblem&);
  void (*run)(void*, std::size_t first, std::size_t last, const LaneResults&);
  void (*drop)(void*);
};

}  // namespace guywire::detail
