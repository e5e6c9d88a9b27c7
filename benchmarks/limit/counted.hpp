#pragma once
/// A number that notes every operation on it, and passes through `LaneSolver` as one lane: so the
/// operations of a whole solve are counted where it is done, in the code that is timed.
///
/// Operations go onto a tape with what they are made of. Counted are those from which something
/// that is read follows (a result, a condition); a compiler leaves out the others as well, such as
/// energies, which lanes do not ask for. A fused multiply-add counts as two.
#include <cmath>
#include <vector>

#include "benchmarks/limit/count.hpp"
#include "guywire/batch/lane_solver.hpp"

namespace limit {

class Tape {
 public:
  Part part = rest;
  std::int64_t evaluations = 0;

  int note(Kind kind, int a, int b = -1, int c = -1) {
    nodes_.push_back({kind, part, false, {a, b, c}});
    return first_ + static_cast<int>(nodes_.size()) - 1;
  }
  void read(int node) {
    if (node >= first_) nodes_[node - first_].read = true;
  }
  /// Adds what was noted since the last call.
  void count_into(Counts& counts) {
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      const Node& n = nodes_[i];
      if (!n.read) continue;
      for (const int from : n.from)
        read(from);
      if (n.kind != nothing) ++counts[n.part][n.kind];
    }
    first_ += static_cast<int>(nodes_.size());
    nodes_.clear();
  }

 private:
  struct Node {
    Kind kind;
    Part part;
    bool read;
    int from[3];
  };
  std::vector<Node> nodes_;
  int first_ = 0;
};
inline Tape tape;

class Counted {
 public:
  static constexpr int size = 1;
  struct Mask {
    bool bit = false;
    int node = -1;
    friend Mask operator&&(Mask a, Mask b) {
      return {a.bit && b.bit, tape.note(nothing, a.node, b.node)};
    }
    friend Mask operator||(Mask a, Mask b) {
      return {a.bit || b.bit, tape.note(nothing, a.node, b.node)};
    }
    friend Mask operator!(Mask a) { return {!a.bit, a.node}; }
    bool operator[](int) const { return tape.read(node), bit; }
    explicit operator bool() const { return tape.read(node), bit; }
    unsigned lanes() const { return tape.read(node), bit; }
  };

  Counted(double x = 0) : x_(x) {}
  double operator[](int) const { return tape.read(node_), x_; }
  void set(int, double x) {
    x_ = x;
    node_ = -1;
  }

  friend Counted operator+(Counted a, Counted b) { return {a.x_ + b.x_, add, a, b}; }
  friend Counted operator-(Counted a, Counted b) { return {a.x_ - b.x_, add, a, b}; }
  friend Counted operator*(Counted a, Counted b) { return {a.x_ * b.x_, multiply, a, b}; }
  friend Counted operator/(Counted a, Counted b) { return {a.x_ / b.x_, divide, a, b}; }
  friend Counted operator-(Counted a) { return {-a.x_, nothing, a}; }
  friend Counted abs(Counted a) { return {std::abs(a.x_), nothing, a}; }
  friend Counted sqrt(Counted a) { return {std::sqrt(a.x_), root, a}; }
  friend Counted exp(Counted a) { return {std::exp(a.x_), exponential, a}; }
  friend Counted sin(Counted a) { return {std::sin(a.x_), circular, a}; }
  friend Counted cos(Counted a) { return {std::cos(a.x_), circular, a}; }
  friend void sincos(Counted a, Counted& sine, Counted& cosine) {
    sine = sin(a);
    cosine = cos(a);
  }
  friend Counted atan2(Counted y, Counted x) { return {std::atan2(y.x_, x.x_), arctangent, y, x}; }
  friend Mask operator>(Counted a, Counted b) {
    return {a.x_ > b.x_, tape.note(nothing, a.node_, b.node_)};
  }
  friend Mask operator<(Counted a, Counted b) {
    return {a.x_ < b.x_, tape.note(nothing, a.node_, b.node_)};
  }
  friend Mask operator>=(Counted a, Counted b) {
    return {a.x_ >= b.x_, tape.note(nothing, a.node_, b.node_)};
  }
  friend Mask operator<=(Counted a, Counted b) {
    return {a.x_ <= b.x_, tape.note(nothing, a.node_, b.node_)};
  }
  friend bool operator==(Counted a, Counted b) {
    return tape.read(a.node_), tape.read(b.node_), a.x_ == b.x_;
  }
  friend Counted select(Mask m, Counted a, Counted b) {
    Counted out(m.bit ? a.x_ : b.x_);
    out.node_ = tape.note(nothing, m.node, a.node_, b.node_);
    return out;
  }

 private:
  Counted(double x, Kind kind, const Counted& a, const Counted& b = {})
      : x_(x), node_(tape.note(kind, a.node_, b.node_)) {}
  double x_;
  int node_ = -1;
};

/// Called by `LaneSolver` in the place of the templates, to note the part.
inline void evaluate(const guywire::Mechanics<double>& m, const guywire::Tissues<Counted>& tissues,
                     const Counted* theta, guywire::Derivatives order,
                     guywire::Evaluation<Counted>& e) {
  ++tape.evaluations;
  tape.part = evaluation;
  guywire::evaluate<Counted>(m, tissues, theta, order, e);
  tape.part = rest;
}
inline Counted smallest_eigenvalues(int n, Counted* a, Counted* d, Counted* e2, Counted* v,
                                    Counted* p) {
  tape.part = eigenvalue;
  const Counted out = guywire::detail::smallest_eigenvalues<Counted>(n, a, d, e2, v, p);
  tape.part = rest;
  return out;
}

}  // namespace limit

namespace guywire {
template <>
inline constexpr bool carries_potential<limit::Counted> = false;
}  // namespace guywire
