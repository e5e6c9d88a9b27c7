/// bridge7 with Ceres and automatic derivatives: Newton's root as a least-squares problem with zero
/// residual.
///     peers_ceres SOURCE BODIES THREADS
#include <ceres/ceres.h>
#include <ceres/version.h>

#include "benchmarks/peers/bridge7_balance.hpp"
#include "benchmarks/peers/worker.hpp"

using namespace peers;

int main(int, char** argv) {
  const Bridge7 model(std::string(argv[1]) + "/tests/reference/bridge7.json");
  const Bodies bodies(argv[2], model.cables.size());
  const int threads = std::stoi(argv[3]);
  const std::size_t count = std::min<std::size_t>(bodies.count, 5000);
  std::vector<double> answer(7 * count);

  const auto solve_each = [&] {
    in_threads(threads, count, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        double* theta = answer.data() + 7 * i;
        std::fill(theta, theta + 7, 0.0);
        ceres::Problem problem;
        problem.AddResidualBlock(new ceres::AutoDiffCostFunction<Balance, 7, 7>(
                                     new Balance{&model, bodies.length(i), bodies.stiffness(i)}),
                                 nullptr, theta);
        ceres::Solver::Options options;
        options.linear_solver_type = ceres::DENSE_QR;
        options.initial_trust_region_radius = 1e16;  // as near to Newton's step as it goes
        options.max_trust_region_radius = 1e32;
        options.gradient_tolerance = 1e-9;
        options.function_tolerance = 0;
        options.parameter_tolerance = 1e-14;
        options.max_num_iterations = 50;
        options.logging_type = ceres::SILENT;
        ceres::Solver::Summary summary;
        ceres::Solve(options, &problem, &summary);
      }
    });
  };
  return serve({{"Ceres", CERES_VERSION_STRING}},
               {{"bridge7", "ceres::Solve, automatic derivatives", count, solve_each, &answer,
                 "DENSE_QR, one problem a body; Debian's library, so without -march=native"}});
}
