#pragma once
/// Places that a proof found, joined where they touch or lie full turns apart.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "guywire/proof/full_turns-inl.hpp"
#include "guywire/proof/krawczyk-inl.hpp"

namespace guywire {

namespace detail {

/// Hulls of cells that touch.
inline std::vector<Pair2> clusters(std::vector<Pair2> cells) {
  std::sort(cells.begin(), cells.end(),
            [](const Pair2& a, const Pair2& b) { return a[0].lower < b[0].lower; });
  std::vector<int> parent(cells.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[i] != i)
      i = parent[i] = parent[parent[i]];
    return i;
  };
  std::vector<int> open;  // cells that later ones may still touch
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    std::erase_if(open, [&](int j) { return cells[j][0].upper < cells[i][0].lower; });
    for (const int j : open)
      if (overlap(cells[i][1], cells[j][1])) parent[root(j)] = root(i);
    open.push_back(i);
  }
  std::vector<Pair2> out;
  std::vector<int> place(cells.size(), -1);
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    int& at = place[root(i)];
    if (at < 0) {
      at = static_cast<int>(out.size());
      out.push_back(cells[i]);
    } else
      out[at] = {hull(out[at][0], cells[i][0]), hull(out[at][1], cells[i][1])};
  }
  return out;
}

inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

/// A cell turned fully.
inline Pair2 turned(const Pair2& cell, const std::vector<int>& turns) {
  const Interval circle = {below(2 * std::numbers::pi, 1), above(2 * std::numbers::pi, 1)};
  Pair2 out = cell;
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (turns[i] != 0) out[i] += Interval(double(turns[i])) * circle;
  return out;
}
inline bool contains(const Pair2& outer, const Pair2& inner) {
  return contains(outer[0], inner[0]) && contains(outer[1], inner[1]);
}

/// Full turns among the places that a proof found.
class TurnedPlaces {
 public:
  TurnedPlaces(const Model& model, const Pair2& box)
      : turns_(model), n_(model.structure().free_count), box_(box) {}

  /// Leaves one of those roots that full turns make the same: it is proved that the other's cell
  /// holds no further root.
  void merge(std::vector<ProvedRoot>& roots) {
    std::vector<ProvedRoot> kept;
    for (const ProvedRoot& root : roots) {
      const auto same = std::find_if(kept.begin(), kept.end(),
                                     [&](const ProvedRoot& k) { return leads_to(root, k); });
      if (same == kept.end()) {
        kept.push_back(root);
        continue;
      }
      ++merged;
      if (is_before(root.enclosure, same->enclosure)) *same = root;
    }
    roots = std::move(kept);
  }
  /// Leaves out places that full turns bring into the cell of a root.
  void settle(std::vector<Pair2>& places, const std::vector<ProvedRoot>& roots) const {
    std::erase_if(places, [&](const Pair2& place) {
      return std::any_of(roots.begin(), roots.end(), [&](const ProvedRoot& r) {
        const auto k = between(place, r.cell);
        return !k.empty() && contains(r.cell, turned(place, k));
      });
    });
  }
  /// Joins places that full turns make overlap.
  void join(std::vector<Pair2>& places) const {
    std::vector<Pair2> kept;
    for (Pair2 place : places) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Pair2& k) {
        const auto turns = between(place, k);
        return !turns.empty() && overlap(turned(place, turns), k);
      });
      if (same == kept.end()) {
        kept.push_back(place);
        continue;
      }
      if (is_before(place, *same)) std::swap(place, *same);
      const Pair2 moved = turned(place, between(place, *same));
      *same = {hull((*same)[0], moved[0]), hull((*same)[1], moved[1])};
    }
    places = std::move(kept);
  }
  /// Whether full turns make two postures the same.
  bool same(const std::vector<double>& a, const std::vector<double>& b, double tolerance) const {
    const auto k = turns_.between(a, b);
    for (std::size_t i = 0; i < k.size(); ++i)
      if (!(std::abs(a[i] + 2 * std::numbers::pi * k[i] - b[i]) <= tolerance)) return false;
    return !k.empty();
  }

  /// The place nearest to the reference that turns of single coordinates lead to within a range.
  template <class InRange>
  std::vector<double> nearest(std::vector<double> u, InRange&& in_range) const {
    for (int i = 0; i < n_; ++i) {
      std::vector<int> k(n_, 0);
      k[i] = 1;
      if (!turns_.repeat(k)) continue;
      for (const double turn : {2 * std::numbers::pi, -2 * std::numbers::pi})
        for (std::vector<double> next = u;; u = next) {
          next[i] += turn;
          if (!FullTurns::is_before(next, u) || !in_range(next.data())) break;
        }
    }
    return u;
  }

  int merged = 0;  ///< places left out

 private:
  static bool overlap(const Pair2& a, const Pair2& b) {
    return guywire::overlap(a[0], b[0]) && guywire::overlap(a[1], b[1]);
  }
  std::vector<double> middle_of(const Pair2& cell) const {
    std::vector<double> out;
    for (int i = 0; i < n_; ++i)
      out.push_back(middle(cell[i]));
    return out;
  }
  std::vector<int> between(const Pair2& a, const Pair2& b) const {
    return turns_.between(middle_of(a), middle_of(b));
  }
  bool leads_to(const ProvedRoot& a, const ProvedRoot& b) const {
    const auto there = between(a.enclosure, b.enclosure);
    const auto back = between(b.enclosure, a.enclosure);
    return !there.empty() && (contains(b.cell, turned(a.enclosure, there)) ||
                              contains(a.cell, turned(b.enclosure, back)));
  }
  bool is_before(const Pair2& a, const Pair2& b) const {
    const bool a_inside = contains(box_, a);
    if (a_inside != contains(box_, b)) return a_inside;
    return FullTurns::is_before(middle_of(a), middle_of(b));
  }

  FullTurns turns_;
  int n_;
  Pair2 box_;
};

}  // namespace detail

}  // namespace guywire
