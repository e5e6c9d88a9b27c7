#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <variant>
#include <vector>

#include "guywire/model/coordinates.hpp"
#include "guywire/model/model.hpp"

namespace guywire {

namespace detail {

/// Which full turns of the coordinates lead to the same posture: every body points the same way,
/// and V is the same.
///
/// V knows the angle of a body by its sine and cosine, so that a full turn of each body changes
/// nothing. Three terms use angles as they are: a joint law and a drum, of the difference of two,
/// and a couple, whose work grows with every turn.
class FullTurns {
 public:
  explicit FullTurns(const Model& model) : n_(model.structure().free_count) {
    const Structure& s = model.structure();
    const std::vector<double>& numbers = model.numbers();
    for (int b = 0; b < s.body_count; ++b)
      whole_.push_back(row(s, b));
    for (const auto& j : s.joints) {
      const auto law = std::visit([](const auto& l) { return acts(l); },
                                  model.description().joints[&j - s.joints.data()].law);
      if (law && numbers[j.numbers] != 0) zero_.push_back(difference(s, j.body, j.relative_to));
    }
    for (const auto& g : s.segments)
      add_drums(s, g, numbers);
    std::vector<double> work(n_, 0.0);
    for (const auto& l : s.loads) {
      if (l.couple < 0) continue;
      const auto turned = row(s, l.body);
      for (int i = 0; i < n_; ++i)
        work[i] += numbers[l.couple] * turned[i];
    }
    zero_.push_back(work);
  }

  /// Whether 2 pi k added to the coordinates gives the same posture; k is not zero.
  bool repeat(const std::vector<int>& k) const {
    const auto near = [&](const std::vector<double>& row, auto&& goal) {
      double sum = 0;
      double size = 0;
      for (int i = 0; i < n_; ++i) {
        sum += row[i] * k[i];
        size += std::abs(row[i] * k[i]);
      }
      return std::abs(sum - goal(sum)) <=
             1e-12 * size;  // chosen: coefficients are rounded by elimination
    };
    if (std::all_of(k.begin(), k.end(), [](int turns) { return turns == 0; })) return false;
    return std::all_of(whole_.begin(), whole_.end(),
                       [&](const auto& r) {
                         return near(r, [](double sum) { return std::round(sum); });
                       }) &&
           std::all_of(zero_.begin(), zero_.end(),
                       [&](const auto& r) { return near(r, [](double) { return 0.0; }); });
  }

  /// The full turns nearest to those that lead from a to b, if they repeat the posture; else empty.
  std::vector<int> between(std::span<const double> a, std::span<const double> b) const {
    std::vector<int> k(n_);
    for (int i = 0; i < n_; ++i)
      k[i] = static_cast<int>(std::lround((b[i] - a[i]) / (2 * std::numbers::pi)));
    if (!repeat(k)) k.clear();
    return k;
  }

  /// Which of two such postures is listed: the one nearer to the reference; of two as near, the one
  /// turned forward.
  static bool is_before(std::span<const double> a, std::span<const double> b) {
    double away_a = 0;
    double away_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      away_a += a[i] * a[i];
      away_b += b[i] * b[i];
    }
    if (std::abs(away_a - away_b) > 1e-9 * (away_a + away_b)) return away_a < away_b;
    return std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end());
  }

 private:
  /// The circles of a segment whose neighbors are at rest toward them but for the turning of one
  /// body each: see Wound.
  void add_drums(const Structure& s, const Structure::Segment& g,
                 const std::vector<double>& numbers) {
    const int elements = g.contact_count + 2;
    for (int j = 1; j + 1 < elements; ++j) {
      const bool alone = g.contact_count == 1;
      const int before = turning_body(
          s, alone ? g.span_to_start : g.first_row_span + Structure::row_span(j - 1, j, elements),
          numbers);
      const int after = turning_body(
          s, alone ? g.span_to_end : g.first_row_span + Structure::row_span(j, j + 1, elements),
          numbers);
      if (before != several && after != several) zero_.push_back(difference(s, after, before));
    }
  }
  static constexpr int several = -2;
  /// The one body that turns a vector, -1 for ground; `several` if there are more.
  static int turning_body(const Structure& s, int span, const std::vector<double>& numbers) {
    int body = -1;
    int parts = 0;
    const auto add = [&](int by, int plus, int minus) {
      const auto at = [&](int offset, int axis) {
        return offset < 0 ? 0.0 : numbers[offset + axis];
      };
      if (at(plus, 0) == at(minus, 0) && at(plus, 1) == at(minus, 1)) return;
      body = by;
      ++parts;
    };
    const auto& v = s.spans[span];
    add(-1, v.ground_plus, v.ground_minus);
    for (int l = v.first_lever; l < v.first_lever + v.lever_count; ++l)
      add(s.levers[l].body, s.levers[l].plus, s.levers[l].minus);
    return parts > 1 ? several : body;
  }

  std::vector<double> row(const Structure& s, int body) const {
    if (body < 0) return std::vector<double>(n_, 0.0);
    const double* const factors = coordinate_factors(s, body);
    return {factors, factors + n_};
  }
  std::vector<double> difference(const Structure& s, int body, int other) const {
    std::vector<double> out = row(s, body);
    const std::vector<double> less = row(s, other);
    for (int i = 0; i < n_; ++i)
      out[i] -= less[i];
    return out;
  }
  /// Whether a joint law gives a moment anywhere: none vanishes at all of these angles unless it is
  /// zero.
  template <class Law>
  static bool acts(const Law& law) {
    constexpr double angles[] = {-20, -1.3, 0.4, 2.2, 20};
    return std::any_of(std::begin(angles), std::end(angles),
                       [&](double phi) { return evaluate(law, phi).moment != 0; });
  }

  int n_;
  std::vector<std::vector<double>> whole_;  ///< per body: its turns are whole
  std::vector<std::vector<double>> zero_;   ///< what must not change
};

}  // namespace detail

}  // namespace guywire
