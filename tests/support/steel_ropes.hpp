#pragma once
/// Guyed masts and chains of two to six segments with ropes of steel: EA of 1e6 to 1e9 N, a little
/// slack or a little short.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "guywire/model/model.hpp"
#include "support/random_models.hpp"

namespace steel_ropes {

using namespace guywire;

inline constexpr std::array<double, 4> axial_stiffnesses{1e6, 1e7, 1e8, 1e9};  ///< EA [N]

/// Where a point lies while every segment is upright. Segment -1 is the ground.
struct Spot {
  int segment = -1;
  double x = 0;
  double y = 0;
};

class Rig {
 public:
  explicit Rig(std::uint64_t seed) : r_(0x5EED0000 + seed * 0x9E3779B9) {
    ea_ = axial_stiffnesses[seed % axial_stiffnesses.size()];
    const bool chain = seed / axial_stiffnesses.size() % 2 == 1;
    d_.name = (chain ? "chain-" : "mast-") + std::to_string(seed);
    segments();
    common_anchor_ = r_.chance(0.5) ? r_.uniform(1, 2) * tops_[0] : 0;
    for (int i = 0; i < count_; ++i)
      chain ? brace(i) : stay(i);
  }
  const ModelDescription& description() const { return d_; }

 private:
  void segments() {
    count_ = r_.integer(2, 6);
    const double height = r_.uniform(0.4, 1.5);
    const double mass = r_.log_uniform(2, 50);
    for (int i = 0; i < count_; ++i) {
      Body b{.name = "s" + std::to_string(i)};
      if (i > 0) b.parent = "s" + std::to_string(i - 1);
      b.hinge_y = i > 0 ? tops_.back() : 0;
      tops_.push_back(height * r_.uniform(0.8, 1.25));
      b.mass = mass * r_.uniform(0.5, 2);
      b.com_y = 0.5 * tops_.back();
      b.angle_lower = -6.28;
      b.angle_upper = 6.28;
      d_.bodies.push_back(b);
    }
  }

  double height_of(const Spot& s) const {
    double y = s.y;
    for (int i = 0; i < s.segment; ++i)
      y += tops_[i];
    return y;
  }
  static PathPoint point(const Spot& s) {
    return at(s.segment < 0 ? std::string(ground_name) : "s" + std::to_string(s.segment), s.x, s.y);
  }

  void rope(const Spot& from, const Spot& to) {
    const double straight = std::hypot(to.x - from.x, height_of(to) - height_of(from));
    Cable c{
        .name = "guy" + std::to_string(d_.cables.size()), .law = Linear{}, .path = {}, .knobs = {}};
    c.law = Linear{ea_ / straight, straight * r_.uniform(0.98, 1.03)};
    c.path = {point(from), point(to)};
    d_.cables.push_back(c);
  }

  /// Guys from the ground on both sides to the top of segment i.
  void stay(int i) {
    const Spot top{i, 0, tops_[i]};
    const double own = std::min(r_.uniform(0.5, 2) * height_of(top), 8.0);
    const double left = common_anchor_ > 0 ? common_anchor_ : own;
    const double right = common_anchor_ > 0 ? common_anchor_ : own * r_.uniform(0.8, 1.2);
    rope({-1, -left, 0}, top);
    rope({-1, right, 0}, top);
  }

  /// Guys from spreaders below on both sides to the top of segment i: on the ground, on the segment
  /// below or on the one below that.
  void brace(int i) {
    const int below = i > 1 && r_.chance(0.2) ? i - 2 : i - 1;
    const double wide = r_.uniform(0.4, 1) * tops_[i];
    const double y = below < 0 ? 0 : r_.uniform(0.2, 0.8) * tops_[below];
    rope({below, -wide, y}, {i, 0, tops_[i]});
    rope({below, wide * r_.uniform(0.8, 1.2), y}, {i, 0, tops_[i]});
  }

  Random r_;
  double ea_ = 0;  ///< [N]
  int count_ = 0;
  double common_anchor_ = 0;  ///< [m] from the axis, of all guys; 0: each has its own
  std::vector<double> tops_;  ///< [m] length of each segment
  ModelDescription d_;
};

inline ModelDescription description(std::uint64_t seed) { return Rig(seed).description(); }

}  // namespace steel_ropes
