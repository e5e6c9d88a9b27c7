#pragma once
/// Strong indices: a BodyId cannot be passed where a CableId is meant.
namespace guywire {

template <class Tag>
struct Id {
  int index = -1;
  constexpr bool valid() const { return index >= 0; }
  friend constexpr bool operator==(Id, Id) = default;
};

using BodyId = Id<struct BodyTag>;    ///< index of a body; ground is BodyId{} (-1)
using CableId = Id<struct CableTag>;  ///< index of a cable
using JointId = Id<struct JointTag>;  ///< index of a joint law
inline constexpr BodyId ground{};

}  // namespace guywire
