// Lanes of bodies: each lane is what that body is alone, whatever stands beside it and however many
// lanes there are.
#include "catch.hpp"
#include "guywire/batch/lane_solver.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

template <int N>
Evaluation<Lanes<N>> evaluated(const Model& model, const std::vector<std::vector<double>>& numbers,
                               const std::vector<std::vector<double>>& angles) {
  using S = Lanes<N>;
  const Structure& s = model.structure();
  std::vector<S> side(numbers[0].size()), theta(s.body_count);
  for (int lane = 0; lane < N; ++lane) {
    for (std::size_t i = 0; i < side.size(); ++i)
      side[i].set(lane, numbers[lane][i]);
    for (int b = 0; b < s.body_count; ++b)
      theta[b].set(lane, angles[lane][b]);
  }
  const auto m = prepare<S>(s, side.data());
  Evaluation<S> e(s);
  evaluate(m, theta.data(), Derivatives::hessian, e);
  return e;
}

}  // namespace

TEST_CASE("elementary functions of lanes are right to rounding") {
  Random r(1);
  using S = Lanes<4>;
  double worst_exp = 0, worst_sin = 0, worst_cos = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = r.uniform(-700, 700), t = r.uniform(-8, 8);
    const long double e = std::exp(static_cast<long double>(x));
    worst_exp = std::max(worst_exp, static_cast<double>(std::abs((exp(S(x))[2] - e) / e)));
    worst_sin = std::max(
        worst_sin,
        static_cast<double>(std::abs(sin(S(t))[0] - std::sin(static_cast<long double>(t)))));
    worst_cos = std::max(
        worst_cos,
        static_cast<double>(std::abs(cos(S(t))[3] - std::cos(static_cast<long double>(t)))));
  }
  constexpr double eps = 2.220446049250313e-16;
  CHECK(worst_exp < 1.5 * eps);
  CHECK(worst_sin < 1.0 * eps);
  CHECK(worst_cos < 1.0 * eps);
  CHECK(exp(S(0.0)) == S(1.0));
  CHECK(exp(S(-800.0)) == S(0.0));
  CHECK(exp(S(800.0))[1] == HUGE_VAL);
  CHECK(sin(S(1e-300))[0] == 1e-300);
  CHECK(cos(S(0.0)) == S(1.0));
}

namespace {

/// Every mask of N lanes: told lane by lane, as bits and as a condition.
template <int N>
void every_mask() {
  for (unsigned wanted = 0; wanted < 1u << N; ++wanted) {
    CAPTURE(N, wanted);
    Lanes<N> a;
    for (int lane = 0; lane < N; ++lane)
      a.set(lane, (wanted >> lane & 1) != 0 ? 1 : -1);
    const auto mask = a > Lanes<N>(0.0);
    for (int lane = 0; lane < N; ++lane)
      CHECK(mask[lane] == ((wanted >> lane & 1) != 0));
    CHECK(mask.lanes() == wanted);
    CHECK((!mask).lanes() == (~wanted & ((1u << N) - 1)));
    CHECK(static_cast<bool>(mask) == (wanted != 0));
  }
}

}  // namespace

TEST_CASE("a mask tells which lanes are true, whichever they are") {
  every_mask<2>();
  every_mask<4>();
  every_mask<8>();
}

TEST_CASE("comparison and choice act on each lane alone") {
  Lanes<2> a, b;
  a.set(0, 1);
  a.set(1, -1);
  b.set(0, 0);
  b.set(1, 0);
  const auto larger = a > b;
  CHECK(larger[0]);
  CHECK_FALSE(larger[1]);
  CHECK(static_cast<bool>(larger));
  CHECK(static_cast<bool>(!larger));  // as a condition: any
  CHECK_FALSE(static_cast<bool>(larger && !larger));
  const auto chosen = select(larger, a, b);
  CHECK(chosen[0] == 1);
  CHECK(chosen[1] == 0);
  b.set(1, std::nan(""));
  CHECK_FALSE((a > b)[1]);
  CHECK(select(a > b, a, Lanes<2>(7.0))[1] == 7);
}

TEST_CASE(
    "random bodies in lanes: as each alone, to rounding; bit for bit whatever the lanes and "
    "neighbours") {
  int lost = 0, told_apart = 0;
  for (int seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    ModelBuilder builder("lanes");
    builder.description = random_description(seed, {.elastic = 0});
    const Model model = builder.build();
    const Structure& s = model.structure();
    Random r(seed + 1000);
    std::vector<std::vector<double>> numbers(8, model.numbers()),
        angles(8, std::vector<double>(s.body_count));
    for (int lane = 0; lane < 8; ++lane) {
      for (const auto& cable : s.cables)
        numbers[lane][cable.knobs] = r.uniform(0.8, 1.2);
      for (double& a : angles[lane])
        a = r.uniform(-0.5, 0.5);
    }
    const auto eight = evaluated<8>(model, numbers, angles);
    const auto four = evaluated<4>(model, numbers, angles);
    std::swap(numbers[0], numbers[1]);
    std::swap(angles[0], angles[1]);
    const auto two = evaluated<2>(model, numbers, angles);
    std::swap(numbers[0], numbers[1]);
    std::swap(angles[0], angles[1]);
    for (int lane = 0; lane < 8; ++lane) {
      const auto m = prepare<double>(s, numbers[lane].data());
      Evaluation<double> alone(s);
      evaluate(m, angles[lane].data(), Derivatives::hessian, alone);
      CHECK(eight.lost[lane] == alone.lost);
      if (alone.lost) {
        ++lost;
        continue;
      }
      constexpr double eps = 4 * 2.220446049250313e-16;
      for (int i = 0; i < s.body_count; ++i) {
        CHECK(std::abs(eight.gradient[i][lane] - alone.gradient[i]) <= eps * alone.moment_scale[i]);
        CHECK(std::abs(eight.moment_scale[i][lane] - alone.moment_scale[i]) <=
              1e-9 * alone.moment_scale[i]);
        for (int j = 0; j < s.body_count; ++j) {
          const double h = eight.hessian[i * s.body_count + j][lane],
                       size = std::abs(alone.hessian[i * s.body_count + i]) +
                              alone.moment_scale[i] + alone.moment_scale[j];
          CHECK(std::abs(h - alone.hessian[i * s.body_count + j]) <= 1e-9 * size);
          if (lane < 4) CHECK(h == four.hessian[i * s.body_count + j][lane]);
          if (lane < 2) CHECK(h == two.hessian[i * s.body_count + j][1 - lane]);
        }
        if (lane < 4) CHECK(eight.gradient[i][lane] == four.gradient[i][lane]);
        if (lane < 2) CHECK(eight.gradient[i][lane] == two.gradient[i][1 - lane]);
        told_apart += eight.gradient[i][lane] != eight.gradient[i][(lane + 1) % 8];
      }
      for (std::size_t c = 0; c < s.cables.size(); ++c)
        CHECK(std::abs(eight.tension[c][lane] - alone.tension[c]) <=
              1e-9 * (alone.tension[c] + alone.stiffness[c] * 1e-6 + 1e-9));
    }
  }
  CHECK(lost > 0);
  CHECK(told_apart > 1000);
}

TEST_CASE("smallest eigenvalues in lanes are those of each matrix alone") {
  using S = Lanes<4>;
  Random r(3);
  for (int round = 0; round < 400; ++round) {
    const int n = r.integer(1, 9);
    std::vector<S> lower(n * n), d(n), e2(n), v(n), p(n);
    double expected[4], largest[4]{};
    std::vector<double> scratch;
    for (int lane = 0; lane < 4; ++lane) {
      std::vector<double> root(n * n), a(n * n);
      for (double& x : root)
        x = r.uniform(-1, 1) * (r.chance(0.2) ? 0 : r.log_uniform(1e-3, 100));
      if (round % 4 == 1)
        std::fill(root.begin(), root.end(), 0.0);  // diagonal, with equal eigenvalues
      for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
          const double diagonal = round % 4 == 1 ? 3.0 : 0.01;
          a[i * n + j] = i == j ? diagonal : 0;
          for (int k = 0; k < n; ++k)
            a[i * n + j] += root[i * n + k] * root[j * n + k];
          largest[lane] = std::max(largest[lane], std::abs(a[i * n + j]));
        }
      expected[lane] = smallest_eigenvalue(n, a.data(), scratch);
      for (int i = 0; i < n * n; ++i)
        lower[i].set(lane, a[i]);
    }
    const S found =
        detail::smallest_eigenvalues(n, lower.data(), d.data(), e2.data(), v.data(), p.data());
    for (int lane = 0; lane < 4; ++lane) {
      CAPTURE(round, n, lane, expected[lane], largest[lane]);
      CHECK(std::abs(found[lane] - expected[lane]) <= 1e-13 * largest[lane] * n);
    }
  }
}
