/// bridge7 with Ceres's TinySolver, which is made for small dense problems and lives in headers, so
/// that it can be compiled with -march=native.
///     peers_tiny_solver SOURCE BODIES THREADS
#include <ceres/tiny_solver.h>
#include <ceres/tiny_solver_autodiff_function.h>
#include <ceres/version.h>

#include "benchmarks/peers/bridge7_balance.hpp"
#include "benchmarks/peers/worker.hpp"

using namespace peers;

int main(int, char** argv) {
  const Bridge7 model(std::string(argv[1]) + "/tests/reference/bridge7.json");
  const Bodies bodies(argv[2], model.cables.size());
  const int threads = std::stoi(argv[3]);
  std::vector<double> answer(7 * bodies.count);

  const auto solve_each = [&] {
    in_threads(threads, bodies.count, [&](std::size_t first, std::size_t last) {
      using Function = ceres::TinySolverAutoDiffFunction<Balance, 7, 7>;
      ceres::TinySolver<Function> solver;
      solver.options.initial_trust_region_radius = 1e16;  // as near to Newton's step as it goes
      solver.options.cost_threshold = 5e-19;              // |g| = 1e-9 N m
      solver.options.gradient_tolerance = solver.options.parameter_tolerance = 1e-14;
      solver.options.function_tolerance = 0;
      for (std::size_t i = first; i < last; ++i) {
        const Balance balance{&model, bodies.length(i), bodies.stiffness(i)};
        Function::Scalar* const theta = answer.data() + 7 * i;
        Eigen::Matrix<double, 7, 1> x = Eigen::Matrix<double, 7, 1>::Zero();
        solver.Solve(Function(balance), &x);
        std::copy(x.data(), x.data() + 7, theta);
      }
    });
  };
  return serve({{"Ceres", CERES_VERSION_STRING}},
               {{"bridge7", "ceres::TinySolver, automatic derivatives", bodies.count, solve_each,
                 &answer, "-O3 -march=native"}});
}
