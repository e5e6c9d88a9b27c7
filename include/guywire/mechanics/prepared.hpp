#pragma once
/// A model's numbers made ready for evaluation: levers, laws, loads. `prepare` (preparation.hpp)
/// fills them. How segments, levers, links and groups relate is drawn in model/structure.hpp.
#include <cstddef>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "guywire/mechanics/wrap_circle.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// f(the law that v holds); std::visit without its exceptions.
template <std::size_t I = 0, class Variant, class F>
[[gnu::always_inline]] inline auto matched(const Variant& v, F&& f) {
  if constexpr (I + 1 == std::variant_size_v<Variant>) {
    return f(*std::get_if<I>(&v));
  } else {
    if (v.index() == I) return f(*std::get_if<I>(&v));
    return matched<I + 1>(v, f);
  }
}

/// A law whose numbers several bodies share, in their Scalar.
template <class S, template <class> class Law, class L>
[[gnu::always_inline]] inline decltype(auto) in_scalar(const Law<L>& law) {
  if constexpr (std::is_same_v<S, L>) {
    return (law);
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Law<S>{S(law.*Law<L>::fields[I].member)...};
    }
    (std::make_index_sequence<Law<L>::size>{});
  }
}

/// The law of a kind (its place I in the list, or a later one), read off an array.
template <class Variant, std::size_t I = 0, class S>
Variant law_from_numbers(int kind, const S* numbers) {
  if constexpr (I == std::variant_size_v<Variant>) {
    // no text is put together: kernels share no symbols
    throw std::logic_error("a law is not in the list of laws");
  } else {
    if (kind == static_cast<int>(I))
      return from_numbers<std::variant_alternative_t<I, Variant>>(numbers);
    return law_from_numbers<Variant, I + 1>(kind, numbers);
  }
}

}  // namespace detail

/// The knobs of one body or, in lanes, of several that share everything else.
template <class S>
struct Tissues {
  std::vector<BasicKnobs<S>> knobs;           ///< per cable
  std::vector<muscle::FiberShape<S>> shapes;  ///< per muscle: see Mechanics::shape_of
};

/// A model's numbers made ready for evaluation: levers, laws, loads. Refers to `structure`, which
/// must outlive it. `knobs[c].tone`, `.strength` and `.stiffness` may be changed between
/// evaluations; for anything else call `prepare` again.
///
/// What is called a reach is |x| + |y|, summed over all that a vector adds up [m]: the vector is
/// known to a few eps of it.
template <class S>
struct Mechanics : Tissues<S> {
  /// A straight segment. One that turns with a single body keeps its length whatever the posture:
  /// its levers are zero here and its squared length stands in z2, so that rounding gives it no
  /// moment.
  struct Straight {
    S x{}, y{};              ///< what is fixed in ground [m]
    S first_x{}, first_y{};  ///< lever of the first end's body [m], at theta = 0
    S second_x{}, second_y{};
    S first_reach{}, second_reach{};  ///< of those levers
    S reach{};                        ///< of the whole vector
    S z2{};                           ///< square of the lateral extent [m^2]
  };
  /// A vector between two elements (points or centers) of a segment over circles.
  struct CurvedSpan {
    S x{}, y{};  ///< what is fixed in ground [m]
    S reach{};
  };
  /// A segment over circles.
  struct Curved {
    CurvedSpan chord;             ///< from end to end
    CurvedSpan to_start, to_end;  ///< from the center of a circle that is alone
    S z2{};                       ///< square of the lateral extent [m^2]
    S radius{};                   ///< of a circle that is alone [m]
    double sense = 0;             ///< of that circle: +1 counter-clockwise, -1 clockwise
    int segment = -1;             ///< in Structure::segments
    int first_row = 0;            ///< of several circles: in `row_spans`
    int first_row_circle = 0;     ///< and in `row_circles`
    bool may_be_drum = false;     ///< in any lane
    Wound<S> at_zero;             ///< at theta = 0
  };
  struct RowCircle {
    S radius{};
    Wound<S> at_zero;
  };
  /// A cable's path.
  struct Course {
    int first_curved = 0, curved_count = 0;  ///< into `curved`
    S fixed_length{};                        ///< sum of segments between points of one body [m]
    S reach{};                      ///< of its segments' vectors: the rounding of its length
    RoundingScale<S> law_rounding;  ///< of the cable's law
  };
  const Structure* structure = nullptr;
  // levers at theta = 0 [m]
  std::vector<S> link_x, link_y, link_reach;        ///< per Structure::links
  std::vector<S> curved_x, curved_y, curved_reach;  ///< per Structure::curved_arms
  // paths
  std::vector<Straight> straight;  ///< per Structure::straights
  std::vector<Curved> curved;      ///< segments over circles, cable by cable
  /// Of segments over several circles, each as Structure::row_span orders them.
  std::vector<CurvedSpan> row_spans;
  std::vector<RowCircle> row_circles;
  std::vector<Course> courses;  ///< per cable
  /// Per entry of Structure::cable_bodies: reach of the levers; |dl/dtheta| is no larger.
  std::vector<S> lever_sum;
  // cables and joints
  std::vector<BasicCableLaw<S>> laws;  ///< per cable
  std::vector<int> shape_of;           ///< per cable: entry in `shapes`, or -1
  std::vector<BasicJointLaw<S>> joint_laws;
  std::vector<S> joint_factor;  ///< sides x preload factor
  // loads, per body
  std::vector<S> load_cos, load_sin;  ///< V = -(a cos theta + b sin theta) [J]
  std::vector<S> load_scale;          ///< sum of magnitudes of what a and b add up [J]
  std::vector<S> couple;              ///< [N m]
  std::vector<S> theta_0;             ///< P b: theta at u = 0
};

}  // namespace guywire
