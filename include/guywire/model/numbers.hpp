#pragma once
/// Every number of a model's description, visited in one order. All that names, reads, writes or
/// lays out numbers goes through `visit_numbers`, so that the order of Model::numbers() is written
/// here alone.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "guywire/model/description.hpp"

namespace guywire {

/// Which number of a description a visit has come to.
struct NumberPlace {
  enum class Of {
    model,
    body,
    constraint,
    joint,
    circle,
    cable,
    load
  };
  Of of;
  int index;               ///< of that body, constraint, ... in its list
  std::string_view owner;  ///< its name; "model" for gravity
  FieldInfo info;          ///< name, unit and bounds
  enum class Part {
    own,
    knob,
    law,
    point
  } part = Part::own;
  int point = -1;        ///< of the path
  bool in_array = true;  ///< an entry of Model::numbers(); ranges of validity are not

  /// Its name within the owner, with its unit: "mass_kg", "length" (a knob), "path0_x_m".
  std::string key() const {
    if (part == Part::knob) return std::string(info.name);
    if (part == Part::point) return "path" + std::to_string(point) + "_" + key_of(info);
    return key_of(info);
  }
  std::string name() const { return std::string(owner) + "." + key(); }
  int cable() const { return of == Of::cable ? index : -1; }
};

inline constexpr FieldInfo gravity_fields[] = {
    {"gravity_x", "m/s2", -infinity, infinity, false, "gravity forward"},
    {"gravity_y", "m/s2", -infinity, infinity, false, "gravity upward"},
};

namespace detail {

/// The fields of an object that has its numbers in a table; the first `in_array` are entries of the
/// flat array.
template <class Object, class Visit>
void visit_fields(NumberPlace place, Object& object, Visit& visit, int in_array) {
  int i = 0;
  for (const auto& f : std::remove_cvref_t<Object>::fields) {
    place.info = f.info;
    place.in_array = i++ < in_array;
    visit(place, object.*f.member);
  }
}
template <class Object, class Visit>
void visit_fields(const NumberPlace& place, Object& object, Visit& visit) {
  visit_fields(place, object, visit, static_cast<int>(std::remove_cvref_t<Object>::fields.size()));
}

/// The objects of a list, each before the next; `visit_one(place, object)` visits one.
template <class List, class VisitOne>
void visit_list(NumberPlace::Of of, List& list, VisitOne&& visit_one) {
  for (std::size_t i = 0; i < list.size(); ++i)
    visit_one(
        NumberPlace{.of = of, .index = static_cast<int>(i), .owner = list[i].name, .info = {}},
        list[i]);
}

template <class Law, class Visit>
void visit_law(NumberPlace place, Law& law, Visit& visit) {
  place.part = NumberPlace::Part::law;
  std::visit([&](auto& l) { visit_fields(place, l, visit); }, law);
}

template <class Knobs, class Visit>
void visit_knobs(NumberPlace place, Knobs& knobs, Visit& visit) {
  place.part = NumberPlace::Part::knob;
  const auto knob = [&](int field, auto& value) {
    place.info = BasicKnobs<double>::fields[field].info;
    visit(place, value);
  };
  knob(0, knobs.length);
  knob(1, knobs.stiffness);
  knob(2, knobs.strength);
  knob(3, knobs.tone);
}

/// Points of a path; its circles have their numbers elsewhere.
template <class Path, class Visit>
void visit_path(NumberPlace place, Path& path, Visit& visit) {
  place.part = NumberPlace::Part::point;
  for (std::size_t k = 0; k < path.size(); ++k) {
    auto& p = path[k];
    if (!p.circle.empty()) continue;
    place.point = static_cast<int>(k);
    place.info = coordinate_field;
    for (const auto& [axis, coordinate] :
         {std::pair{"x", &p.point.x}, {"y", &p.point.y}, {"z", &p.point.z}}) {
      place.info.name = axis;
      visit(place, *coordinate);
    }
  }
}

}  // namespace detail

/// Calls visit(NumberPlace, number) for each. A number is a double&, or for the knob `tone` a
/// std::optional<double>& that is empty where the law's own activation counts; const in a const
/// description.
template <class Description, class Visit>
void visit_numbers(Description& d, Visit&& visit) {
  using Of = NumberPlace::Of;
  using Place = const NumberPlace&;
  const auto all = [&](Place place, auto& object) { detail::visit_fields(place, object, visit); };
  NumberPlace gravity{.of = Of::model, .index = 0, .owner = "model", .info = gravity_fields[0]};
  visit(gravity, d.gravity.x);
  gravity.info = gravity_fields[1];
  visit(gravity, d.gravity.y);
  detail::visit_list(Of::body, d.bodies, [&](Place place, auto& body) {
    detail::visit_fields(place, body, visit, Body::number_count);
  });
  detail::visit_list(Of::constraint, d.constraints, all);
  detail::visit_list(Of::joint, d.joints, [&](Place place, auto& joint) {
    detail::visit_fields(place, joint, visit);
    detail::visit_law(place, joint.law, visit);
  });
  detail::visit_list(Of::circle, d.circles, all);
  detail::visit_list(Of::cable, d.cables, [&](Place place, auto& cable) {
    detail::visit_knobs(place, cable.knobs, visit);
    detail::visit_law(place, cable.law, visit);
    detail::visit_path(place, cable.path, visit);
  });
  detail::visit_list(Of::load, d.loads, all);
}

/// The flat array: see Model::numbers(). The tone of a cable is its knob's, or else the law's own
/// activation.
inline std::vector<double> array_of(const ModelDescription& d) {
  std::vector<double> out;
  visit_numbers(d, [&](const NumberPlace& place, const auto& value) {
    if (!place.in_array) return;
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
      out.push_back(value);
    else
      out.push_back(value.value_or(own_tone(d.cables[place.index].law)));
  });
  return out;
}

/// Where the numbers of each object begin in the flat array.
struct NumberLayout {
  std::vector<int> bodies, constraints, joints, circles, cables, loads;
  std::vector<int> joint_laws, cable_laws;
  std::vector<std::vector<int>> points;  ///< per cable and entry of its path; -1 for a circle

  explicit NumberLayout(const ModelDescription& d) {
    for (const Cable& c : d.cables)
      points.emplace_back(c.path.size(), -1);
    int at = 0;
    visit_numbers(d, [&](const NumberPlace& place, const auto&) {
      if (!place.in_array) return;
      note(place, at++);
    });
    joint_laws.resize(d.joints.size(), at);
    cable_laws.resize(d.cables.size(), at);
  }

 private:
  void note(const NumberPlace& place, int at) {
    using Of = NumberPlace::Of;
    using Part = NumberPlace::Part;
    if (place.part == Part::point) {
      int& first = points[place.index][place.point];
      if (first < 0) first = at;
      return;
    }
    std::vector<int>* list = nullptr;
    switch (place.of) {
      case Of::model:
        return;
      case Of::body:
        list = &bodies;
        break;
      case Of::constraint:
        list = &constraints;
        break;
      case Of::joint:
        list = place.part == Part::law ? &joint_laws : &joints;
        break;
      case Of::circle:
        list = &circles;
        break;
      case Of::cable:
        list = place.part == Part::law ? &cable_laws : &cables;
        break;
      case Of::load:
        list = &loads;
        break;
    }
    if (static_cast<int>(list->size()) <= place.index)
      list->resize(place.index + 1, at);  // a law may have no numbers
  }
};

/// The place of a member in its type's field table, and so in the flat array from where the
/// object's numbers begin.
template <class T>
constexpr int field_index(double T::*member) {
  int i = 0;
  for (const auto& f : T::fields) {
    if (f.member == member) return i;
    ++i;
  }
  return -1;
}

}  // namespace guywire
