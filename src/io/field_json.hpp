#pragma once
// Field tables to JSON keys. Neighbouring fields x, y (, z) and lower, upper become one array:
// com_x, com_y [m] -> "com_m": [x, y].
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "guywire/core/fields.hpp"
#include "json_text.hpp"

namespace guywire {

struct KeyGroup {
  std::string key;
  std::vector<int> fields;  ///< one, or those that make up an array
};

inline bool ends_with(std::string_view s, std::string_view end) {
  return s.size() >= end.size() && s.substr(s.size() - end.size()) == end;
}

template <class T>
std::vector<KeyGroup> key_groups() {
  std::vector<KeyGroup> out;
  const auto& fields = T::fields;
  for (int i = 0; i < static_cast<int>(fields.size()); ++i) {
    FieldInfo info = fields[i].info;
    const auto pair = [&](std::string_view first, std::string_view second) {
      return ends_with(info.name, first) && i + 1 < static_cast<int>(fields.size()) &&
             ends_with(fields[i + 1].info.name, second);
    };
    if (pair("_x", "_y")) {
      info.name.remove_suffix(2);
      out.push_back({key_of(info), {i, i + 1}});
      ++i;
    } else if (pair("_lower", "_upper")) {
      info.name.remove_suffix(6);
      const std::string name = std::string(info.name) + "_range";
      info.name = name;
      out.push_back({key_of(info), {i, i + 1}});
      ++i;
    } else {
      out.push_back({key_of(info), {i}});
    }
  }
  return out;
}

template <class T>
void write_fields(Json& j, const T& object) {
  for (const KeyGroup& g : key_groups<T>()) {
    if (g.fields.size() == 1) {
      const auto& field = T::fields[g.fields[0]];
      if (!field.info.is_optional || object.*field.member != T{}.*field.member)
        j[g.key] = object.*field.member;
    } else {
      Json array = Json::array();
      for (const int i : g.fields)
        array.push_back(object.*T::fields[i].member);
      j[g.key] = array;
    }
  }
}

/// A number. The texts "nan", "inf" and "-inf" stand for what JSON cannot hold, as Python's
/// ModelBuilder may be given it: no field allows them, and the check of the fields then names the
/// range.
inline std::optional<double> number_in(const Json& j) {
  if (j.is_number()) return j.get<double>();
  if (j == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (j == "inf") return infinity;
  if (j == "-inf") return -infinity;
  return {};
}

/// Reads one JSON object key by key; collects faults; complains about keys nobody asked for.
class ObjectReader {
 public:
  ObjectReader(const Json& j, std::string where, std::vector<Fault>& faults)
      : j_(j), where_(std::move(where)), faults_(faults) {
    if (!j.is_object()) fault("", "is " + kind(j) + " where an object {…} is expected.", "");
  }
  const std::string& where() const { return where_; }
  std::vector<Fault>& faults() { return faults_; }
  void rename(std::string where) { where_ = std::move(where); }

  bool has(const std::string& key) { return find(key) != nullptr; }

  const Json* find(const std::string& key) {
    known_.push_back(key);
    if (!j_.is_object()) return nullptr;
    const auto it = j_.find(key);
    return it == j_.end() ? nullptr : &*it;
  }
  const Json* need(const std::string& key) {
    const Json* v = find(key);
    if (!v && j_.is_object()) missing_.push_back(key);
    return v;
  }
  void text(const std::string& key, std::string& out, bool required) {
    const Json* v = required ? need(key) : find(key);
    if (!v) return;
    if (v->is_string())
      out = v->get<std::string>();
    else
      fault(key, "is " + kind(*v) + "; allowed is a text.", "");
  }
  void number(const std::string& key, double& out, bool required) {
    if (const Json* v = required ? need(key) : find(key)) take_number(key, *v, out);
  }
  void integer(const std::string& key, int& out) {
    const Json* v = find(key);
    if (!v) return;
    if (v->is_number_integer() && v->get<double>() >= -1e6 && v->get<double>() <= 1e6)
      out = v->get<int>();
    else
      fault(key, "is " + kind(*v) + "; allowed is a whole number.", "");
  }
  void numbers(const std::string& key, const std::vector<double*>& out, bool required) {
    const Json* v = required ? need(key) : find(key);
    if (!v) return;
    if (!v->is_array() || v->size() != out.size())
      return fault(
          key,
          "is " + kind(*v) + "; allowed is an array of " + std::to_string(out.size()) + " numbers.",
          "");
    for (std::size_t i = 0; i < out.size(); ++i)
      take_number(key + "[" + std::to_string(i) + "]", (*v)[i], *out[i]);
  }
  template <class T>
  void fields(T& object, bool required) {
    for (const KeyGroup& g : key_groups<T>()) {
      if (g.fields.size() == 1) {
        const auto& field = T::fields[g.fields[0]];
        number(g.key, object.*field.member, required && !field.info.is_optional);
      } else {
        std::vector<double*> out;
        for (const int i : g.fields)
          out.push_back(&(object.*T::fields[i].member));
        numbers(g.key, out, required);
      }
    }
  }
  const Json* array(const std::string& key) {
    const Json* v = find(key);
    if (v && !v->is_array())
      return fault(key, "is " + kind(*v) + "; allowed is an array […].", ""), nullptr;
    return v;
  }
  void texts(const std::string& key, std::vector<std::string>& out) {
    const Json* v = array(key);
    if (!v) return;
    for (const Json& item : *v) {
      if (faults_.size() > most_faults) return;
      if (item.is_string())
        out.push_back(item.get<std::string>());
      else
        fault(key, "has " + kind(item) + " among its texts.", "");
    }
  }
  /// Reports missing and unknown keys; call last.
  void finish() {
    for (const std::string& key : missing_)
      fault(key, "is missing.", "");
    if (!j_.is_object()) return;
    for (const auto& item : j_.items()) {
      if (std::find(known_.begin(), known_.end(), item.key()) != known_.end()) continue;
      if (faults_.size() > most_faults) return;
      const std::string list = "Known are: " + detail::join(known_) + ".";
      fault(item.key(), "is not a key known here.",
            faults_.size() < most_suggestions ? did_you_mean(item.key(), known_, list) : list);
    }
  }
  void fault(const std::string& key, std::string what, std::string remedy) {
    add_fault(faults_, {key.empty() ? where_ : where_ + " / " + shortened(key), std::move(what),
                        std::move(remedy)});
  }
  static std::string kind(const Json& j) {
    if (j.is_object()) return "an object";
    if (j.is_array()) return "an array of " + std::to_string(j.size());
    if (j.is_null()) return "null";
    return shortened(j.dump());
  }

 private:
  void take_number(const std::string& key, const Json& v, double& out) {
    if (const auto number = number_in(v))
      out = *number;
    else
      fault(key, "is " + kind(v) + "; allowed is a number.", "");
  }

  const Json& j_;
  std::string where_;
  std::vector<Fault>& faults_;
  std::vector<std::string> known_, missing_;
};

}  // namespace guywire
