#pragma once
/// Changes JSON as one who knows models would: numbers to interesting ones, names everywhere at
/// once, references to names that exist.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include "support/random_models.hpp"

namespace fuzz {

using Json = nlohmann::ordered_json;

template <class List>
auto& any_of(List& list, Random& r) {
  return list[r.integer(0, static_cast<int>(list.size()) - 1)];
}

/// A number that says something beside the one that stood there.
inline double other_number(double x, double another, Random& r) {
  const double sign = r.chance(0.5) ? -1 : 1;
  switch (r.integer(0, 13)) {
    case 0:
      return x * (1 + sign * r.log_uniform(1e-15, 0.1));
    case 1:
      return x + sign * r.log_uniform(1e-12, 1);
    case 2:
      return x * std::exp2(r.integer(-3, 3));
    case 3:
      return x * std::pow(10.0, r.integer(-6, 6));
    case 4:
      return -x;
    case 5:
      return 0;
    case 6:
      return sign;
    case 7:
      return r.integer(-4, 4) * std::numbers::pi / 2;
    case 8:
      return std::nextafter(x, sign * std::numeric_limits<double>::infinity());
    case 9:
      return std::round(x * 10) / 10;
    case 10:
      return r.uniform(-1, 1);
    case 11:
      return r.chance(0.2) ? sign * std::pow(10.0, r.integer(-320, 308)) : x / 2;
    default:
      return another;
  }
}

/// Everything of one sort within a document.
class Places {
 public:
  explicit Places(Json& document) { visit(document, ""); }
  std::vector<Json*> numbers{};
  std::vector<std::pair<std::string, Json*>> texts{};  ///< with the key they stand under
  std::vector<Json*> structures{};                     ///< objects and arrays that are not empty

 private:
  void visit(Json& j, const std::string& key) {
    if (key == "schema_version") return;
    if (j.is_number()) numbers.push_back(&j);
    if (j.is_string()) texts.emplace_back(key, &j);
    if (!j.is_structured()) return;
    if (!j.empty()) structures.push_back(&j);
    for (const auto& item : j.items())
      visit(item.value(), j.is_object() ? item.key() : key);
  }
};

inline void change_number(Json& document, Random& r) {
  Places places(document);
  if (places.numbers.empty()) return;
  Json& number = *any_of(places.numbers, r);
  const double now = number.get<double>();
  const double next = other_number(now, any_of(places.numbers, r)->get<double>(), r);
  if (!std::isfinite(next)) return;
  if (number.is_number_integer() && next == std::round(next) && std::abs(next) < 1e15)
    number = static_cast<std::int64_t>(next);
  else
    number = next;
}

/// The same document with a name changed wherever it stands, as a value or as a key.
inline Json renamed(const Json& j, const std::string& from, const std::string& to) {
  if (j.is_string()) return j.get<std::string>() == from ? Json(to) : j;
  if (!j.is_structured()) return j;
  Json out = j.is_object() ? Json::object() : Json::array();
  for (const auto& item : j.items()) {
    Json value = renamed(item.value(), from, to);
    if (j.is_object())
      out[item.key() == from ? to : item.key()] = std::move(value);
    else
      out.push_back(std::move(value));
  }
  return out;
}

inline void erase_something(Json& document, Random& r) {
  Places places(document);
  if (places.structures.empty()) return;
  Json& from = *any_of(places.structures, r);
  from.erase(std::next(from.begin(), r.integer(0, static_cast<int>(from.size()) - 1)));
}

/// A value of another sort, as a file written by hand may have it.
inline void spoil_something(Json& document, Random& r) {
  Places places(document);
  if (places.structures.empty()) return;
  Json& in = *any_of(places.structures, r);
  const Json spoiled[] = {nullptr,
                          true,
                          "",
                          "ground",
                          -1,
                          1e308,
                          Json::array(),
                          Json::object(),
                          std::string("\u00e9\n\"")};
  *std::next(in.begin(), r.integer(0, static_cast<int>(in.size()) - 1)) = spoiled[r.integer(0, 8)];
}

}  // namespace fuzz
