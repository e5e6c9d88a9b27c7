#pragma once
#include <algorithm>

#include "guywire/model/assembly-inl.hpp"
#include "guywire/model/edit-inl.hpp"
#include "guywire/model/model.hpp"
#include "guywire/model/numbers.hpp"

namespace guywire {

GUYWIRE_INLINE Model ModelBuilder::build() const {
  return Model(detail::Assembly(description).build());
}

GUYWIRE_INLINE const std::string& Model::name() const { return content_->description.name; }
GUYWIRE_INLINE const ModelDescription& Model::description() const { return content_->description; }
GUYWIRE_INLINE const Structure& Model::structure() const { return content_->structure; }
GUYWIRE_INLINE const std::vector<double>& Model::numbers() const { return content_->numbers; }

GUYWIRE_INLINE std::vector<std::string> Model::number_names() const {
  std::vector<std::string> names;
  visit_numbers(content_->description, [&](const NumberPlace& place, const auto&) {
    if (place.in_array) names.push_back(place.name());
  });
  return names;
}

namespace detail {
template <class Map>
int find_name(const Map& map, std::string_view name, const char* kind, const std::string& model) {
  const auto it = map.find(std::string(name));
  if (it != map.end()) return it->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : map)
    known.push_back(key);
  std::sort(known.begin(), known.end());
  throw ModelError(
      {{"model '" + model + "'", std::string("has no ") + kind + " '" + std::string(name) + "'.",
        did_you_mean(name, known)}});
}
}  // namespace detail

GUYWIRE_INLINE BodyId Model::body(std::string_view name) const {
  if (name == ground_name) return ground;
  return {detail::find_name(content_->bodies, name, "body", this->name())};
}
GUYWIRE_INLINE CableId Model::cable(std::string_view name) const {
  return {detail::find_name(content_->cables, name, "cable", this->name())};
}
GUYWIRE_INLINE JointId Model::joint(std::string_view name) const {
  return {detail::find_name(content_->joints, name, "joint", this->name())};
}

GUYWIRE_INLINE std::vector<CableId> Model::cables(std::string_view group_or_cable) const {
  const auto it = content_->groups.find(std::string(group_or_cable));
  if (it != content_->groups.end()) return it->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : content_->groups)
    known.push_back(key);
  std::sort(known.begin(), known.end());
  throw ModelError({{"model '" + this->name() + "'",
                     "has no cable or group '" + std::string(group_or_cable) + "'.",
                     did_you_mean(group_or_cable, known)}});
}

GUYWIRE_INLINE std::vector<std::string> Model::coordinates() const {
  std::vector<std::string> names;
  for (const int b : structure().free_bodies)
    names.push_back(description().bodies[b].name);
  return names;
}

GUYWIRE_INLINE const Landmark* Model::landmark(std::string_view name) const {
  for (const Landmark& l : description().landmarks)
    if (l.name == name) return &l;
  return nullptr;
}

}  // namespace guywire
