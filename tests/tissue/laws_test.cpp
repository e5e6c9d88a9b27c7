// The list of cable laws: one index, one law, for every Scalar.
#include "guywire/tissue/laws.hpp"

#include <set>

#include "support/jet.hpp"

using namespace guywire;

TEST_CASE("an index means the same law in every Scalar") {
  static_assert(std::variant_size_v<CableLaw> == std::variant_size_v<BasicCableLaw<Jet1>>);
  std::set<std::string_view> kinds;
  const auto add = [&]<std::size_t... I>(std::index_sequence<I...>) {
    (kinds.insert(std::variant_alternative_t<I, CableLaw>::kind), ...);
    static_assert(((std::variant_alternative_t<I, CableLaw>::kind ==
                    std::variant_alternative_t<I, BasicCableLaw<Jet1>>::kind) &&
                   ...));
  };
  add(std::make_index_sequence<std::variant_size_v<CableLaw>>{});
  CHECK(kinds.size() == std::variant_size_v<CableLaw>);
}

TEST_CASE("a stated tone counts before the law's own") {
  const CableLaw muscle = Hill{.max_isometric_force = 100,
                               .optimal_fiber_length = 0.1,
                               .tendon_slack_length = 0.2,
                               .pennation = 0,
                               .activation = 0.03};
  CHECK(has_tone(muscle));
  CHECK(own_tone(muscle) == 0.03);
  CHECK(applied(Knobs{}, muscle).tone == 0.03);
  CHECK(applied(Knobs{.tone = 0.5}, muscle).tone == 0.5);
  const CableLaw rope = Linear{.stiffness = 1, .slack_length = 0.7};
  CHECK_FALSE(has_tone(rope));
  CHECK(own_tone(rope) == 0);
  CHECK(knob_length(rope) == 0.7);
}
