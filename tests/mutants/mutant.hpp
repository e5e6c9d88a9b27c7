#pragma once
/// What a mutated copy of the headers is made of (mutate.py writes the copy). Each mutant is chosen
/// when the program runs, by the environment variable GUYWIRE_MUTANT; where that is another number,
/// or none, the code computes what it did before.
///
/// A binary operator becomes three tokens: a - b is written a -Minus<17>()- b. The first joins a
/// and the tag, the second computes with b. Precedence and grouping stay those of the operator, so
/// nobody has to find where a and b begin and end. All is inlined, because kernels for different
/// processors must share no function.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "guywire/core/scalar.hpp"

namespace guywire::mutants {

inline constexpr int most = 1000;  ///< chosen: more than mutate.py gives numbers
inline int chosen = 0;
inline const char* reached_file = nullptr;
inline bool reached[most] = {};

/// Before any other object is made, so that those meet the mutant too.
[[gnu::constructor(101)]] static void choose() {
  const char* const number = std::getenv("GUYWIRE_MUTANT");
  chosen = number ? std::atoi(number) : 0;
  reached_file = std::getenv("GUYWIRE_MUTANTS_REACHED");
}

/// Writes down that a mutant's place was reached: at once, since a process may end in any way.
[[gnu::noinline, gnu::cold]] static void note(int number) {
  reached[number] = true;
  std::FILE* const file = std::fopen(reached_file, "a");
  if (!file) std::abort();
  std::fprintf(file, "%d\n", number);
  std::fclose(file);
}

template <int number>
[[gnu::always_inline]] inline bool is() {
  static_assert(number < most);
  if (reached_file && !reached[number]) note(number);
  return chosen == number;
}

template <class X>
using Integer = std::is_integral<std::decay_t<X>>;

/// A left operand that waits for the right one.
template <class A, class Tag>
struct Left {
  A& a;
};

// GUYWIRE_MUTANT(Minus, -, a + b): the operator - and what it is as a mutant, both of one type.
#define GUYWIRE_MUTANT(Tag, op, ...)                                                 \
  template <int number>                                                              \
  struct Tag {};                                                                     \
  template <class A, int number>                                                     \
  [[gnu::always_inline]] inline auto operator op(A&& a, Tag<number>) {               \
    return Left<std::remove_reference_t<A>, Tag<number>>{a};                         \
  }                                                                                  \
  template <class A, int number, class B>                                            \
  [[gnu::always_inline]] inline auto operator op(Left<A, Tag<number>> left, B&& b) { \
    A& a = left.a;                                                                   \
    static_assert(std::is_same_v<decltype(a op b), decltype(__VA_ARGS__)>);          \
    return is<number>() ? __VA_ARGS__ : a op b;                                      \
  }

/// A comparison: of integers its boundary moves; of others it is turned over, since a quantity lies
/// on a boundary only by chance.
#define GUYWIRE_MUTANT_ORDER(Tag, op, moved)                  \
  template <class A, class B>                                 \
  [[gnu::always_inline]] inline auto wrong##Tag(A& a, B& b) { \
    if constexpr (Integer<A>() && Integer<B>())               \
      return a moved b;                                       \
    else                                                      \
      return !(a op b);                                       \
  }                                                           \
  GUYWIRE_MUTANT(Tag, op, wrong##Tag(a, b))

GUYWIRE_MUTANT(Plus, +, a - b)
GUYWIRE_MUTANT(Minus, -, a + b)
GUYWIRE_MUTANT(Times, *, a / b)
GUYWIRE_MUTANT(Over, /, a* b)
GUYWIRE_MUTANT(Equal, ==, a != b)
GUYWIRE_MUTANT(Unequal, !=, a == b)
GUYWIRE_MUTANT_ORDER(Less, <, <=)
GUYWIRE_MUTANT_ORDER(AtMost, <=, <)
GUYWIRE_MUTANT_ORDER(Greater, >, >=)
GUYWIRE_MUTANT_ORDER(AtLeast, >=, >)

/// -x is written Negative<17>()->*x, as a mutant x; !x is written Not<17>()->*x.
template <int number>
struct Negative {
  template <class X>
  [[gnu::always_inline]] auto operator->*(const X& x) const {
    return is<number>() ? static_cast<decltype(-x)>(x) : -x;
  }
};
template <int number>
struct Not {
  template <class X>
  [[gnu::always_inline]] auto operator->*(const X& x) const {
    return is<number>() ? static_cast<decltype(!x)>(x) : !x;
  }
};

/// x += y is written x +=Opposite<17>()= y, as a mutant x += -y; likewise x *= y with Inverse.
template <int number>
struct Opposite {
  template <class Y>
  [[gnu::always_inline]] auto operator=(const Y& y) const {
    return is<number>() ? -y : static_cast<decltype(-y)>(y);
  }
};
template <int number>
struct Inverse {
  template <class Y>
  [[gnu::always_inline]] Y operator=(const Y& y) const {
    return is<number>() ? Y(1) / y : y;
  }
};

/// The number c, as a mutant c + 1, or 1 where that is the same.
template <int number, class C>
[[gnu::always_inline]] inline C constant(C c) {
  if (!is<number>()) return c;
  return c + C(1) == c ? C(1) : C(c + C(1));
}

/// The right side of && and of ||, as a mutant what leaves the decision to the left.
template <int number, class B>
[[gnu::always_inline]] inline auto always(const B& b) {
  return is<number>() ? b || !b : b && b;
}
template <int number, class B>
[[gnu::always_inline]] inline auto never(const B& b) {
  return is<number>() ? b && !b : b && b;
}

template <int number, class A>
[[gnu::always_inline]] inline A min(const A& a, const A& b) {
  return is<number>() ? std::max(a, b) : std::min(a, b);
}
template <int number, class A>
[[gnu::always_inline]] inline A max(const A& a, const A& b) {
  return is<number>() ? std::min(a, b) : std::max(a, b);
}

/// select(mask, a, b), as a mutant select(mask, b, a).
template <int number>
struct Select {
  template <class M, class A, class B>
  [[gnu::always_inline]] auto operator()(const M& mask, const A& a, const B& b) const {
    using guywire::select;
    return is<number>() ? select(mask, b, a) : select(mask, a, b);
  }
};

}  // namespace guywire::mutants
