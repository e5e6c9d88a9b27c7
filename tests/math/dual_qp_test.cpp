// The quadratic programme of recruitment against enumeration of all active sets, its optimality
// conditions, and its proof of infeasibility.
#include "guywire/math/dual_qp.hpp"

#include <Eigen/Dense>

#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

struct Problem {
  int rows, columns;
  std::vector<double> B, r, w, lower, upper;
  DualQpResult solve() const {
    return dual_qp(rows, columns, B.data(), r.data(), w.data(), lower.data(), upper.data());
  }
  double objective(const std::vector<double>& a) const {
    double sum = 0;
    for (int c = 0; c < columns; ++c)
      sum += w[c] * a[c] * a[c];
    return sum;
  }
};

/// `reachable`: r is made by a tone in the box.
Problem random_problem(Random& r, int rows, int columns, bool reachable) {
  Problem p{rows, columns, {}, {}, {}, {}, {}};
  const double floor = r.chance(0.5) ? 0 : 0.01;
  for (int i = 0; i < rows * columns; ++i)
    p.B.push_back(r.chance(0.2) ? 0 : r.uniform(-1, 1) * r.log_uniform(1, 100));
  for (int c = 0; c < columns; ++c) {
    p.w.push_back(r.log_uniform(0.1, 100));
    p.lower.push_back(floor);
    p.upper.push_back(1);
  }
  std::vector<double> a(columns);
  for (double& v : a)
    v = r.chance(0.3) ? floor : r.uniform(floor, 1);
  for (int i = 0; i < rows; ++i) {
    double sum = 0;
    for (int c = 0; c < columns; ++c)
      sum += p.B[i * columns + c] * a[c];
    p.r.push_back(reachable ? sum : r.uniform(-300, 300));
  }
  return p;
}

/// The best tone over all ways in which bounds may be active; infinite objective when there is
/// none.
std::pair<double, std::vector<double>> enumerate(const Problem& p) {
  std::pair<double, std::vector<double>> best{infinity, {}};
  int sets = 1;
  for (int c = 0; c < p.columns; ++c)
    sets *= 3;
  for (int set = 0; set < sets; ++set) {
    std::vector<double> a(p.columns);
    std::vector<int> free;
    Eigen::VectorXd rest = Eigen::Map<const Eigen::VectorXd>(p.r.data(), p.rows);
    for (int c = 0, code = set; c < p.columns; ++c, code /= 3) {
      if (code % 3 == 0)
        free.push_back(c);
      else
        a[c] = code % 3 == 1 ? p.lower[c] : p.upper[c];
      if (code % 3 != 0)
        for (int i = 0; i < p.rows; ++i)
          rest[i] -= p.B[i * p.columns + c] * a[c];
    }
    if (!free.empty()) {  // least weighted norm: a = W^-1/2 x, x of least norm
      Eigen::MatrixXd M(p.rows, free.size());
      for (int i = 0; i < p.rows; ++i)
        for (std::size_t k = 0; k < free.size(); ++k)
          M(i, static_cast<int>(k)) = p.B[i * p.columns + free[k]] / std::sqrt(p.w[free[k]]);
      const Eigen::VectorXd x = M.completeOrthogonalDecomposition().solve(rest);
      rest -= M * x;
      for (std::size_t k = 0; k < free.size(); ++k)
        a[free[k]] = x[static_cast<int>(k)] / std::sqrt(p.w[free[k]]);
    }
    if (rest.norm() > 1e-9) continue;
    bool inside = true;
    for (int c = 0; c < p.columns; ++c)
      inside = inside && a[c] >= p.lower[c] - 1e-10 && a[c] <= p.upper[c] + 1e-10;
    if (inside && p.objective(a) < best.first) best = {p.objective(a), a};
  }
  return best;
}

}  // namespace

TEST_CASE("a problem of forty rows") {  // more moments than a model has free coordinates: those
                                        // that constraints hold are among them
  Random random(5);
  const int rows = 40, columns = 200;
  std::vector<double> B(rows * columns), a(columns), r(rows, 0.0), w(columns), lower(columns, 0.0),
      upper(columns, 1.0);
  for (double& b : B)
    b = random.uniform(-1, 1);
  for (int c = 0; c < columns; ++c) {
    a[c] = random.uniform(0.1, 0.9);
    w[c] = random.uniform(0.5, 2);
  }
  for (int i = 0; i < rows; ++i)
    for (int c = 0; c < columns; ++c)
      r[i] += B[i * columns + c] * a[c];
  const DualQpResult out =
      dual_qp(rows, columns, B.data(), r.data(), w.data(), lower.data(), upper.data());
  REQUIRE(out.feasible);
  double effort = 0, given = 0;
  for (int c = 0; c < columns; ++c) {
    effort += w[c] * out.a[c] * out.a[c];
    given += w[c] * a[c] * a[c];
  }
  for (int i = 0; i < rows; ++i) {
    double missing = r[i];
    for (int c = 0; c < columns; ++c)
      missing -= B[i * columns + c] * out.a[c];
    CHECK(std::abs(missing) < 1e-12);
  }
  CHECK(effort < given);
}

TEST_CASE("one row, two columns: by Lagrange") {
  // min a1^2 + 4 a2^2 with 3 a1 + 5 a2 = 2: a_c = y B_c/(2 w_c), y = 2/(9/2 + 25/8)
  const Problem p{1, 2, {3, 5}, {2}, {1, 4}, {0, 0}, {1, 1}};
  const auto q = p.solve();
  const double y = 2 / (9.0 / 2 + 25.0 / 8);
  REQUIRE(q.feasible);
  CHECK(near(q.a[0], y * 3 / 2, 1e-14));
  CHECK(near(q.a[1], y * 5 / 8, 1e-14));
}

TEST_CASE("a bound takes over: the rest is shared among the others") {
  const Problem p{1, 3, {10, 1, 2}, {10 + 1.5}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}};
  const auto q =
      p.solve();  // column 0 would be 10 y/2 > 1: at its bound; then a2 = 2 a1 and a1 + 2 a2 = 1.5
  REQUIRE(q.feasible);
  CHECK(near(q.a[0], 1, 1e-14));
  CHECK(near(q.a[1], 0.3, 1e-13));
  CHECK(near(q.a[2], 0.6, 1e-13));
}

TEST_CASE("small random problems agree with enumeration of all active sets") {
  Random r(11);
  int feasible = 0, infeasible = 0;
  for (int k = 0; k < 400; ++k) {
    const Problem p = random_problem(r, r.integer(1, 3), r.integer(1, 6), r.chance(0.7));
    const auto best = enumerate(p);
    const auto q = p.solve();
    INFO("problem " << k << " rows " << p.rows << " columns " << p.columns);
    if (std::isinf(best.first)) {
      ++infeasible;
      CHECK_FALSE(q.feasible);
      continue;
    }
    ++feasible;
    REQUIRE(q.feasible);
    CHECK(near(p.objective(q.a), best.first, 1e-8 * (1 + best.first)));
    for (int c = 0; c < p.columns; ++c)
      CHECK(near(q.a[c], best.second[c], 1e-7));
  }
  CHECK(feasible > 200);
  CHECK(infeasible > 50);
}

TEST_CASE("large random problems: feasible, within bounds, and stationary") {
  Random r(12);
  for (int k = 0; k < 60; ++k) {
    const int rows = r.integer(1, 12), columns = r.integer(30, 250);
    const Problem p = random_problem(r, rows, columns, true);
    const auto q = p.solve();
    INFO("problem " << k << " rows " << rows << " columns " << columns);
    REQUIRE(q.feasible);
    double size = 0;
    for (int i = 0; i < rows; ++i) {
      double sum = -p.r[i];
      for (int c = 0; c < columns; ++c) {
        sum += p.B[i * columns + c] * q.a[c];
        size = std::max(size, std::abs(p.B[i * columns + c]));
      }
      CHECK(near(sum, 0, 1e-11 * size * columns));
    }
    // multipliers from the unknowns that are strictly inside, then the sign conditions at the
    // bounds
    std::vector<int> inside;
    for (int c = 0; c < columns; ++c) {
      CHECK(q.a[c] >= p.lower[c]);
      CHECK(q.a[c] <= p.upper[c]);
      if (q.a[c] > p.lower[c] + 1e-9 && q.a[c] < p.upper[c] - 1e-9) inside.push_back(c);
    }
    if (static_cast<int>(inside.size()) < rows) continue;
    Eigen::MatrixXd M(inside.size(), rows);
    Eigen::VectorXd t(inside.size());
    for (std::size_t j = 0; j < inside.size(); ++j) {
      for (int i = 0; i < rows; ++i)
        M(static_cast<int>(j), i) = p.B[i * columns + inside[j]];
      t[static_cast<int>(j)] = 2 * p.w[inside[j]] * q.a[inside[j]];
    }
    const Eigen::VectorXd y = M.colPivHouseholderQr().solve(t);
    const double tolerance = 1e-7 * (1 + t.norm());
    CHECK((M * y - t).norm() < tolerance);
    for (int c = 0; c < columns; ++c) {
      double pull = -2 * p.w[c] * q.a[c];
      for (int i = 0; i < rows; ++i)
        pull += p.B[i * columns + c] * y[i];
      if (q.a[c] <= p.lower[c]) CHECK(pull < tolerance);
      if (q.a[c] >= p.upper[c]) CHECK(pull > -tolerance);
    }
  }
}

TEST_CASE("infeasible: the margin is a proof that anyone can check") {
  Random r(13);
  int proofs = 0;
  for (int k = 0; k < 200; ++k) {
    const Problem p = random_problem(r, r.integer(1, 6), r.integer(1, 40), false);
    const auto q = p.solve();
    if (q.feasible) continue;
    CHECK(q.margin > 0);
    // along the missing moment, no tone in the box does what is needed
    double need = 0, best = 0, norm = 0;
    for (int i = 0; i < p.rows; ++i) {
      need += q.residual[i] * p.r[i];
      norm += q.residual[i] * q.residual[i];
    }
    for (int c = 0; c < p.columns; ++c) {
      double pull = 0;
      for (int i = 0; i < p.rows; ++i)
        pull += q.residual[i] * p.B[i * p.columns + c];
      best += std::max(pull * p.lower[c], pull * p.upper[c]);
    }
    CHECK(need > best);
    ++proofs;
  }
  CHECK(proofs > 30);
}

TEST_CASE("dependent rows and rows without entries are met when they can be") {
  const Problem twice{2, 2, {1, 2, 2, 4}, {1, 2}, {1, 1}, {0, 0}, {1, 1}};
  const auto q = twice.solve();
  REQUIRE(q.feasible);
  CHECK(near(q.a[0] + 2 * q.a[1], 1, 1e-12));
  const Problem none{1, 1, {0}, {3}, {1}, {0}, {1}};
  CHECK_FALSE(none.solve().feasible);
}

namespace {

/// Whether multipliers exist that prove the tone a optimal: B'y = 2 w a where it is free, at most
/// that at the floor and at least at the ceiling. Sought without the solver: least squares over the
/// free tones, then by projecting onto the condition that is broken most.
bool is_optimal(const Problem& p, const std::vector<double>& a) {
  const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> B(
      p.B.data(), p.rows, p.columns);
  std::vector<int> side(p.columns), free;
  double largest = 0;
  for (int c = 0; c < p.columns; ++c) {
    const double margin = 1e-9 * (p.upper[c] - p.lower[c]);
    side[c] = (a[c] >= p.upper[c] - margin) - (a[c] <= p.lower[c] + margin);
    if (side[c] == 0) free.push_back(c);
    largest = std::max(largest, std::abs(2 * p.w[c] * a[c]));
  }
  Eigen::VectorXd y = Eigen::VectorXd::Zero(p.rows);
  if (!free.empty()) {
    Eigen::MatrixXd M(free.size(), p.rows);
    Eigen::VectorXd t(free.size());
    for (int k = 0; k < static_cast<int>(free.size()); ++k) {
      const double unit = std::sqrt(2 * p.w[free[k]]);
      M.row(k) = B.col(free[k]).transpose() / unit;
      t[k] = unit * a[free[k]];
    }
    y = M.completeOrthogonalDecomposition().solve(t);
  }
  for (int round = 0; round < 200000; ++round) {
    int worst = -1;
    double most = 0, step = 0;
    for (int c = 0; c < p.columns; ++c) {
      const double off = 2 * p.w[c] * a[c] - B.col(c).dot(y), length = B.col(c).norm();
      if ((side[c] < 0 && off >= 0) || (side[c] > 0 && off <= 0) ||
          std::abs(off) <= 1e-7 * (largest + length * y.norm()))
        continue;
      if (length == 0) return false;
      if (std::abs(off) / length > most) {
        worst = c;
        most = std::abs(off) / length;
        step = off / (length * length);
      }
    }
    if (worst < 0) return true;
    y += (side[worst] == 0 ? 1.0 : 1.5) * step * B.col(worst);
  }
  return false;
}

}  // namespace

TEST_CASE(
    "a thousand problems: what is reachable is reached at least cost, the rest is proved "
    "unreachable") {
  Random r(14);
  int at_bounds = 0, unreachable = 0;
  std::vector<double> scratch;
  DualQpResult again;
  for (int k = 0; k < 1000; ++k) {
    const int rows = r.integer(1, 8), columns = r.integer(1, 60), kind = k % 5;
    Problem p = random_problem(r, rows, columns, true);
    const double unit = r.log_uniform(1e-3, 1e3);
    for (double& b : p.B)
      b *= unit;
    for (int c = 0; c < columns; ++c)
      if (r.chance(0.2)) p.lower[c] = -p.upper[c];
    if (kind == 1 && rows > 1)  // a row that follows from another
      for (int c = 0; c < columns; ++c)
        p.B[(rows - 1) * columns + c] = -2 * p.B[c];
    if (kind == 2)  // twins
      for (int c = 1; c < columns; c += 2)
        for (int i = 0; i < rows; ++i)
          p.B[i * columns + c] = p.B[i * columns + c - 1];
    std::vector<double> d(rows), a(columns);
    for (double& v : d)
      v = r.uniform(-1, 1);
    double reach = 0;
    for (int c = 0; c < columns; ++c) {
      double pull = 0;
      for (int i = 0; i < rows; ++i)
        pull += d[i] * p.B[i * columns + c];
      reach += std::max(pull * p.lower[c], pull * p.upper[c]);
      if (kind == 3)  // a corner of the box
        a[c] = r.chance(0.5) ? p.lower[c] : p.upper[c];
      else
        a[c] = r.uniform(p.lower[c], p.upper[c]);
    }
    double need = 0, length = 0, size = 0;
    for (int i = 0; i < rows; ++i) {
      p.r[i] = 0;
      double magnitude = 0;
      for (int c = 0; c < columns; ++c) {
        p.r[i] += p.B[i * columns + c] * a[c];
        magnitude += std::abs(p.B[i * columns + c] * a[c]);
      }
      size = std::max(size, magnitude);
      need += d[i] * p.r[i];
      length += d[i] * d[i];
    }
    if (kind == 4)  // beyond the furthest that any tone gets along d
      for (int i = 0; i < rows; ++i)
        p.r[i] += d[i] / length * (reach - need + 0.05 * (std::abs(reach) + unit));

    INFO("problem " << k << " rows " << rows << " columns " << columns);
    const DualQpResult q = p.solve();
    dual_qp(rows, columns, p.B.data(), p.r.data(), p.w.data(), p.lower.data(), p.upper.data(),
            again, scratch);
    CHECK((again.a == q.a && again.residual == q.residual && again.feasible == q.feasible &&
           again.margin == q.margin && again.iterations == q.iterations));
    for (int c = 0; c < columns; ++c) {
      CHECK((q.a[c] >= p.lower[c] && q.a[c] <= p.upper[c]));
      at_bounds += q.a[c] == p.lower[c] || q.a[c] == p.upper[c];
    }
    for (int i = 0; i < rows; ++i) {
      double rest = p.r[i];
      for (int c = 0; c < columns; ++c)
        rest -= p.B[i * columns + c] * q.a[c];
      CHECK(near(q.residual[i], rest, 1e-13 * (size + std::abs(p.r[i]))));
    }
    CHECK(q.feasible == (kind != 4));
    if (kind == 4) {
      ++unreachable;
      double needed = 0, best = 0, norm = 0;
      for (int i = 0; i < rows; ++i) {
        needed += q.residual[i] * p.r[i];
        norm += q.residual[i] * q.residual[i];
      }
      for (int c = 0; c < columns; ++c) {
        double pull = 0;
        for (int i = 0; i < rows; ++i)
          pull += q.residual[i] * p.B[i * columns + c];
        best += std::max(pull * p.lower[c], pull * p.upper[c]);
      }
      CHECK(needed > best);
      CHECK(near(q.margin, (needed - best) / std::sqrt(norm), 1e-9 * q.margin));
      continue;
    }
    for (const double rest : q.residual)
      CHECK(near(rest, 0, 1e-12 * size));
    CHECK(is_optimal(p, q.a));
  }
  CHECK(at_bounds > 5000);
  CHECK(unreachable == 200);
}
