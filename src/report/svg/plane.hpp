#pragma once
// Vectors, boxes and polygons in the plane.
#include <algorithm>
#include <cmath>
#include <vector>

#include "guywire/guywire.hpp"

namespace guywire::svg {

inline Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
inline Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
inline Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
inline double norm(Vec2 a) { return std::hypot(a.x, a.y); }
inline double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }
inline Vec2 unit(Vec2 a) { return norm(a) > 0 ? (1 / norm(a)) * a : Vec2{1, 0}; }
inline Vec2 mix(Vec2 a, Vec2 b, double t) { return a + t * (b - a); }
/// Of length 1, at an angle counter-clockwise from x.
inline Vec2 direction(double angle) { return {std::cos(angle), std::sin(angle)}; }
inline Vec2 rotated(Vec2 a, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * a.x - s * a.y, s * a.x + c * a.y};
}

struct Box {
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;

  /// Places beyond 1e300 m count as there, so that a size and its scale are numbers.
  void add(Vec2 p) {
    const double x = std::isfinite(p.x) ? std::clamp(p.x, -1e300, 1e300) : 0;
    const double y = std::isfinite(p.y) ? std::clamp(p.y, -1e300, 1e300) : 0;
    x0 = std::min(x0, x);
    y0 = std::min(y0, y);
    x1 = std::max(x1, x);
    y1 = std::max(y1, y);
  }
  bool empty() const { return x1 < x0; }
  double width() const { return x1 - x0; }
  double height() const { return y1 - y0; }
};

inline Box box_of(const std::vector<Vec2>& points) {
  Box b;
  for (const Vec2 p : points)
    b.add(p);
  return b;
}

/// Whether a point lies in a polygon: a ray from it crosses the sides an odd number of times.
inline bool inside(const std::vector<Vec2>& polygon, Vec2 p) {
  bool in = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Vec2 a = polygon[i], b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) in = !in;
  }
  return in;
}

/// Andrew's monotone chain: the lower side from left to right, then the upper side back.
inline std::vector<Vec2> convex_hull(std::vector<Vec2> p) {
  std::sort(p.begin(), p.end(),
            [](Vec2 a, Vec2 b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  if (p.size() < 3) return p;
  std::vector<Vec2> hull;
  for (int side = 0; side < 2; ++side) {
    const std::size_t start = hull.size();
    for (const Vec2 q : p) {
      while (hull.size() >= start + 2 &&
             cross(hull.back() - hull[hull.size() - 2], q - hull.back()) <= 0)
        hull.pop_back();
      hull.push_back(q);
    }
    hull.pop_back();
    std::reverse(p.begin(), p.end());
  }
  return hull;
}

}  // namespace guywire::svg
