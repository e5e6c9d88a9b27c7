// A string pulled taut over several circles in a row: closed forms, every subset of circles,
// continuity, symmetries, drums.
#include "guywire/mechanics/taut_row.hpp"

#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

constexpr double pi = 3.14159265358979323846;
using Real = long double;

struct Row {
  std::vector<double> x, y, R, sense;  ///< points first and last, with R = sense = 0
  int size() const { return static_cast<int>(x.size()); }
};

TautRow<double> taut(const Row& r, double wound = 0, int drum = -1) {
  TautRow<double> out(r.size() - 2);
  out.begin(r.size() - 2);
  for (int j = 1; j + 1 < r.size(); ++j)
    out.set_circle(j, r.R[j], r.sense[j]);
  out.pull_taut(
      [&](int i, int k) {
        return TautRow<double>::Vector{r.x[k] - r.x[i], r.y[k] - r.y[i]};
      },
      [&](int j) {
        return Wound<double>{j == drum ? 1.0 : 0.0, wound};
      });
  return out;
}

/// Points at both ends; circles between that do not overlap, `apart` to the right of each other,
/// give or take `spread`.
Row random_row(Random& r, int circles, double apart, double spread = 1) {
  for (;;) {
    Row row;
    for (int i = 0; i < circles + 2; ++i) {
      const bool point = i == 0 || i == circles + 1;
      row.x.push_back(apart * i + r.uniform(-spread, spread));
      row.y.push_back(r.uniform(-1, 1));
      row.R.push_back(point ? 0 : r.uniform(0.02, 0.4));
      int sense = 0;
      if (!point) sense = r.chance(0.5) ? 1 : -1;
      row.sense.push_back(sense);
    }
    bool apart_all = true;
    for (int i = 0; i < row.size(); ++i)
      for (int k = 0; k < i; ++k)
        apart_all = apart_all && std::hypot(row.x[i] - row.x[k], row.y[i] - row.y[k]) >
                                     row.R[i] + row.R[k] + 0.02;
    if (apart_all) return row;
  }
}

// --- the string over a given subset of circles, by other formulas, in long double ---

Real within_turn(Real angle) {  // an angle in (0.1, 2 pi + 0.1]
  const Real turn = 2 * 3.14159265358979323846264338L;
  while (angle <= 0.1L)
    angle += turn;
  while (angle > turn + 0.1L)
    angle -= turn;
  return angle;
}
struct Tangent {
  Real angle, length;
};
Tangent tangent(const Row& r, int i, int k) {
  const Real dx = Real(r.x[k]) - r.x[i], dy = Real(r.y[k]) - r.y[i],
             offset = Real(r.sense[k]) * r.R[k] - Real(r.sense[i]) * r.R[i];
  return {std::atan2(dy, dx) - std::asin(offset / std::hypot(dx, dy)),
          std::sqrt(dx * dx + dy * dy - offset * offset)};
}
/// Contact angle at j, and psi.
std::pair<Real, Real> contact(const Row& r, int i, int j, int k) {
  const auto bearing = [&](int to) {
    return std::atan2(Real(r.y[to]) - r.y[j], Real(r.x[to]) - r.x[j]);
  };
  const Real psi = within_turn(r.sense[j] * (bearing(k) - bearing(i)));
  const auto lead = [&](int to) {
    return std::acos((r.R[j] - r.sense[j] * r.sense[to] * Real(r.R[to])) /
                     std::hypot(Real(r.x[to]) - r.x[j], Real(r.y[to]) - r.y[j]));
  };
  return {psi - lead(i) - lead(k), psi};
}
/// The shortest string among all subsets in which each circle that is touched has a positive
/// contact angle, and no other has.
Real shortest(const Row& r, unsigned& which, int& found) {
  const int n = r.size();
  Real best = 1e9L;
  found = 0;
  for (unsigned set = 0; set < (1u << (n - 2)); ++set) {
    const auto on = [&](int j) { return j == 0 || j == n - 1 || (set >> (j - 1) & 1) != 0; };
    Real length = 0;
    bool good = true;
    for (int j = 0; j < n - 1 && good; ++j) {
      int after = j + 1, before = j - 1;
      while (!on(after))
        ++after;
      while (j > 0 && !on(before))
        --before;
      if (on(j)) length += tangent(r, j, after).length;
      if (j == 0) continue;
      const Real wrap = contact(r, before, j, after).first;
      good = (wrap > 0) == on(j);
      if (on(j)) length += r.R[j] * wrap;
    }
    if (!good) continue;
    ++found;
    if (length < best) {
      best = length;
      which = set;
    }
  }
  return best;
}

}  // namespace

TEST_CASE("a belt over two pulleys: tangents, the stretch between and two arcs by hand") {
  const Row row{{-1, 0, 0.5, 0.7}, {0, 0.5, 0.5, -0.2}, {0, 0.1, 0.1, 0}, {0, -1, -1, 0}};
  const auto t = taut(row);
  REQUIRE(t.lost() < 0);
  // each tangent by Pythagoras; each arc from the bearings: the stretch between equal pulleys runs
  // along x
  const double d1 = std::hypot(1, 0.5), d2 = std::hypot(0.2, 0.7);
  const double up = std::atan2(0.5, 1) + std::asin(0.1 / d1),
               down = std::atan2(-0.7, 0.2) - std::asin(0.1 / d2);
  CHECK(near(t[1].wrap, up, 1e-14));
  CHECK(near(t[2].wrap, -down, 1e-14));
  CHECK(near(t.length(),
             std::sqrt(d1 * d1 - 0.01) + 0.1 * up + 0.5 - 0.1 * down + std::sqrt(d2 * d2 - 0.01),
             1e-14));
  CHECK(near(t.length(), 2.533, 5e-4));
}

TEST_CASE("a crossed belt and a belt that comes back: two equal circles round and round") {
  // from far left, over the first, under the second: the crossing piece has length sqrt(D^2 - (2
  // R)^2)
  const double R = 0.2, D = 1;
  const auto crossed = taut({{-3, 0, D, 4}, {R, 0, 0, -R}, {0, R, R, 0}, {0, -1, 1, 0}});
  REQUIRE(crossed.lost() < 0);
  CHECK(near(crossed[1].second.length, std::sqrt(D * D - 4 * R * R), 1e-15));
  CHECK(near(crossed[1].wrap, std::asin(2 * R / D), 1e-14));
  CHECK(near(crossed[2].wrap, std::asin(2 * R / D), 1e-14));
  CHECK(near(crossed.length(), 3 + 3 + std::sqrt(D * D - 4 * R * R) + 2 * R * std::asin(2 * R / D),
             1e-14));
  // over the first to the second, half round it, and back below: strands side by side
  const auto back = taut({{-3, 0, D, -3}, {R, 0, 0, -R}, {0, R, R, 0}, {0, -1, -1, 0}});
  REQUIRE(back.lost() < 0);
  CHECK_FALSE(back[1].touched);
  CHECK(near(back[2].wrap, pi, 1e-14));
  CHECK(near(back.length(), 2 * (3 + D) + pi * R, 1e-14));
}

TEST_CASE("one circle in a row is what one circle is") {
  Random r(1);
  for (int i = 0; i < 2000; ++i) {
    const Row row = random_row(r, 1, 1.0);
    const auto w = wrap_circle(row.x[0] - row.x[1], row.y[0] - row.y[1], row.x[2] - row.x[1],
                               row.y[2] - row.y[1], row.R[1], row.sense[1]);
    if (w.lost || w.wrap + w.beta < 0.11) continue;
    const auto t = taut(row);
    REQUIRE(t.lost() < 0);
    REQUIRE(near(t[1].wrap, w.wrap, 1e-13));
    if (w.wrap > 0) REQUIRE(near(t.length(), w.length, 1e-14));
  }
}

TEST_CASE("circles along the way: of all subsets, the one that is taut; none is cut") {
  Random r(2);
  int lost = 0, touched = 0, passed = 0;
  for (int i = 0; i < 6000; ++i) {
    const Row row = random_row(r, 1 + i % 4, 1.5, 0.5);
    unsigned set = 0;
    int found = 0;
    const Real best = shortest(row, set, found);
    const auto t = taut(row);
    if (t.lost() >= 0) {
      ++lost;
      continue;
    }
    REQUIRE(found == 1);
    REQUIRE(near(t.length(), static_cast<double>(best), 1e-12));
    for (int j = 1; j + 1 < row.size(); ++j) {
      REQUIRE(t[j].touched == ((set >> (j - 1) & 1) != 0));
      REQUIRE(t[j].touched == (t[j].wrap > 0));
      if (t[j].touched) {
        ++touched;
        continue;
      }
      // the piece that passes it keeps away by its radius
      ++passed;
      const auto& piece = t[t[j].before].second;
      const double offset = row.sense[t[j].before] * row.R[t[j].before],
                   px = row.x[t[j].before] + offset * piece.y,
                   py = row.y[t[j].before] - offset * piece.x;
      const double along = std::min(
          piece.length, std::max(0.0, (row.x[j] - px) * piece.x + (row.y[j] - py) * piece.y));
      REQUIRE(std::hypot(px + along * piece.x - row.x[j], py + along * piece.y - row.y[j]) >=
              row.R[j] * (1 - 1e-12));
    }
  }
  CHECK(lost < 60);
  CHECK(touched > 5000);
  CHECK(passed > 3000);
}

TEST_CASE("a row read backwards, mirrored or turned is as long") {
  Random r(3);
  int compared = 0;
  for (int i = 0; i < 3000; ++i) {
    const Row row = random_row(r, 2 + i % 2, 1.0);
    const auto t = taut(row);
    if (t.lost() >= 0) continue;
    ++compared;
    Row back = row, mirror = row, turned = row;
    for (auto* v : {&back.x, &back.y, &back.R, &back.sense})
      std::reverse(v->begin(), v->end());
    for (double& s : back.sense)
      s = -s;
    for (double& x : mirror.x)
      x = -x;
    for (double& s : mirror.sense)
      s = -s;
    const double c = std::cos(2.1), s = std::sin(2.1);
    for (int k = 0; k < row.size(); ++k) {
      turned.x[k] = c * row.x[k] - s * row.y[k];
      turned.y[k] = s * row.x[k] + c * row.y[k];
    }
    for (const Row& other : {back, mirror, turned}) {
      const auto o = taut(other);
      REQUIRE(o.lost() < 0);
      REQUIRE(near(o.length(), t.length(), 1e-12));
    }
  }
  CHECK(compared > 2000);
}

TEST_CASE(
    "as everything moves, the length changes by the pulls along the pieces, through touch-downs "
    "too") {
  Random r(4);
  constexpr double step = 1e-4;
  int steps = 0, changes = 0;
  for (int i = 0; i < 2000; ++i) {
    Row row = random_row(r, 1 + i % 3, 1.5);
    std::vector<double> vx, vy;
    for (int k = 0; k < row.size(); ++k) {
      const double direction = r.uniform(-pi, pi);
      vx.push_back(std::cos(direction));
      vy.push_back(std::sin(direction));
    }
    double last = -1, last_rate = 0;
    std::vector<bool> last_set;
    for (int q = 0; q < 100; ++q) {
      const auto t = taut(row);
      if (t.lost() >= 0) break;
      double rate = 0;
      std::vector<bool> set;
      for (int k = 0; k + 1 < row.size(); k = t[k].after) {
        const auto& piece = t[k].second;
        const int next = t[k].after;
        rate += piece.x * (vx[next] - vx[k]) + piece.y * (vy[next] - vy[k]);
      }
      for (int k = 0; k < row.size(); ++k)
        set.push_back(t[k].touched);
      if (last >= 0) {
        ++steps;
        REQUIRE(near(t.length() - last, step * 0.5 * (rate + last_rate), 3e-6));
        changes += set != last_set;
      }
      last = t.length();
      last_rate = rate;
      last_set = set;
      for (int k = 0; k < row.size(); ++k) {
        row.x[k] += step * vx[k];
        row.y[k] += step * vy[k];
      }
      for (int a = 0; a < row.size(); ++a)
        for (int b = 0; b < a; ++b)
          if (std::hypot(row.x[a] - row.x[b], row.y[a] - row.y[b]) < row.R[a] + row.R[b]) q = 100;
    }
  }
  CHECK(steps > 150'000);
  CHECK(changes > 5);
}

TEST_CASE("a drum in a row winds any number of turns; unwound it is lost") {
  // P left of a guide pulley, then a drum at (1, 0) whose rope ends at 0.3 m from its center
  const double R = 0.2, r = 0.3, lead = std::acos(R / r);
  const auto at =
      [&](double psi) {  // clockwise from the guide's center, (0, 1) up and left of the drum
        const double bearing = std::atan2(1.0, -1.0) - psi;
        return taut({{-1, 0, 1, 1 + r * std::cos(bearing)},
                     {0, 1, 0, r * std::sin(bearing)},
                     {0, 0.1, R, 0},
                     {0, -1, -1, 0}},
                    psi, 2);
      };
  const auto first = at(4.0);
  REQUIRE(first.lost() < 0);
  for (const double psi : {4.0, 6.2, 6.4, 10.0, 50.0}) {
    const auto t = at(psi);
    REQUIRE(t.lost() < 0);
    CHECK(near(t.length(), first.length() + R * (psi - 4.0), 1e-12));
  }
  CHECK(at(-lead - 3).lost() == 2);
  CHECK(at(-20).lost() >= 0);
}

TEST_CASE("where a row is lost it says at which circle and why") {
  const auto inside =
      taut({{-1, 0, 1, 1.05}, {0, 0.3, 0.3, 0.3}, {0, 0.1, 0.1, 0}, {0, -1, -1, 0}});
  CHECK(inside.lost() == 2);
  CHECK(inside[2].loss == PathLoss::inside);
  const auto round =
      taut({{-1, 0, 1, 0.2},
            {0, 0.3, 0.3, 0.29},
            {0, 0.1, 0.1, 0},
            {0, -1, 1, 0}});  // the second sees the first and the end at the same bearing
  CHECK(round.lost() == 2);
  CHECK(round[2].loss == PathLoss::full_turn);
}
