#pragma once
/// A model file becomes another model file: most changes keep names and references alive, so that
/// many mutants are models.
#include "io/field_json.hpp"
#include "json_mutator.hpp"
#include "support/model_classes.hpp"

namespace fuzz {

class ModelMutator {
 public:
  ModelMutator(Json& model, Random& random) : j_(model), r_(random) {
    for (const char* const key : lists)
      list(key);  // a new key would move what references point to
  }

  void change() {
    switch (r_.integer(0, 19)) {
      case 0:
        return rename();
      case 1:
        return swap_law();
      case 2:
        return duplicate();
      case 3:
        return remove();
      case 4:
        return point_elsewhere();
      case 5:
        return change_path();
      case 6:
        return turn_knob();
      case 7:
        return add_joint();
      case 8:
        return add_load();
      case 9:
        return hold_something();
      case 10:
        return add_circle();
      case 11:
        return change_sides();
      case 12:
        return r_.chance(0.3) ? erase_something(j_, r_) : change_number(j_, r_);
      case 13:
        return r_.chance(0.1) ? spoil_something(j_, r_) : change_number(j_, r_);
      default:
        return change_number(j_, r_);
    }
  }

 private:
  static constexpr const char* lists[] = {"bodies",  "constraints", "joints",
                                          "circles", "cables",      "loads"};
  static constexpr int most_entries = 12;  // chosen: of a list; larger models take long

  /// The list of that key; an empty one where there is none.
  Json& list(const std::string& key) {
    if (!j_.contains(key) || !j_[key].is_array()) j_[key] = Json::array();
    return j_[key];
  }
  std::vector<std::string> names_in(const std::string& key) {
    std::vector<std::string> out;
    for (const Json& entry : list(key))
      if (entry.is_object() && entry.contains("name") && entry["name"].is_string())
        out.push_back(entry["name"].get<std::string>());
    return out;
  }
  std::string body(bool ground_too) {
    std::vector<std::string> names = names_in("bodies");
    if (ground_too || names.empty()) names.emplace_back("ground");
    return any_of(names, r_);
  }
  Json* any_entry(const std::string& key) {
    Json& entries = list(key);
    if (entries.empty()) return nullptr;
    Json& entry = entries[r_.integer(0, static_cast<int>(entries.size()) - 1)];
    return entry.is_object() ? &entry : nullptr;
  }
  std::string fresh(const std::string& stem) {
    std::set<std::string> taken;
    for (const char* const key : lists)
      for (const std::string& name : names_in(key))
        taken.insert(name);
    for (int i = 1;; ++i)
      if (const std::string name = stem.substr(0, 12) + std::to_string(i); !taken.contains(name))
        return name;
  }

  void rename() {
    std::vector<std::string> names;
    for (const char* const key : lists)
      for (const std::string& name : names_in(key))
        names.push_back(name);
    if (names.empty()) return;
    const std::string from = any_of(names, r_);
    std::vector<std::string> to{fresh("n"), "a/b-c", "Nan", "inf_", "model", any_of(names, r_)};
    j_ = renamed(j_, from, any_of(to, r_));
  }

  template <class List>
  Json any_law() {
    const model_classes::Taste taste{r_.log_uniform(0.1, 10), 10, 1e5, 0.3};
    Json law;
    for (int attempt = 0; attempt < 8; ++attempt) {
      const auto drawn = model_classes::drawn_law<List>(
          r_.integer(0, static_cast<int>(std::variant_size_v<List>) - 1), taste, r_);
      if constexpr (std::is_same_v<List, guywire::CableLaw>)
        if (model_classes::refused(drawn, {})) continue;
      law = Json::object();
      std::visit(
          [&](const auto& l) {
            law["kind"] = std::string(l.kind);
            guywire::write_fields(law, l);
          },
          drawn);
      return law;
    }
    return law;
  }
  void swap_law() {
    if (Json* const cable = any_entry("cables"); cable && r_.chance(0.7))
      (*cable)["law"] = any_law<guywire::CableLaw>();
    else if (Json* const joint = any_entry("joints"))
      (*joint)["law"] = any_law<guywire::JointLaw>();
  }

  /// Lists in which a name stands, such as groups, get the copy's name too.
  static void add_beside(Json& j, const std::string& name, const std::string& copy) {
    if (!j.is_structured()) return;
    if (j.is_array() && std::find(j.begin(), j.end(), Json(name)) != j.end()) j.push_back(copy);
    for (const auto& item : j.items())
      add_beside(item.value(), name, copy);
  }
  void duplicate() {
    const std::string key = lists[r_.integer(0, 5)];
    Json* const entry = any_entry(key);
    if (!entry || !entry->contains("name") || !(*entry)["name"].is_string() ||
        list(key).size() >= most_entries)
      return;
    Json copy = *entry;
    const std::string name = copy["name"].get<std::string>();
    copy["name"] = fresh(name);
    change_number(copy, r_);
    if (key == "cables") add_beside(j_, name, copy["name"].get<std::string>());
    list(key).push_back(copy);
  }

  /// Takes a name out of lists of names.
  static void forget(Json& j, const std::string& name) {
    if (!j.is_structured()) return;
    if (j.is_array())
      for (std::size_t i = j.size(); i-- > 0;)
        if (j[i] == Json(name)) j.erase(i);
    for (const auto& item : j.items())
      forget(item.value(), name);
  }
  void remove() {
    const std::string key = lists[r_.integer(0, 5)];
    Json& entries = list(key);
    if (entries.empty() || (key == "bodies" && entries.size() == 1)) return;
    const int index = r_.integer(0, static_cast<int>(entries.size()) - 1);
    const Json gone = entries[index];
    entries.erase(entries.begin() + index);
    if (!gone.is_object() || !gone.contains("name") || !gone["name"].is_string()) return;
    const std::string name = gone["name"].get<std::string>();
    if (key == "cables") forget(j_, name);
    if (key == "bodies" && gone.contains("parent") && gone["parent"].is_string())
      j_ = renamed(j_, name, gone["parent"].get<std::string>());
    if (key != "circles") return;
    for (Json& cable : list("cables"))
      if (cable.is_object() && cable.contains("path") && cable["path"].is_array())
        drop_circle(cable["path"], name);
  }
  static void drop_circle(Json& path, const std::string& name) {
    for (std::size_t i = path.size(); i-- > 0;)
      if (path[i].is_object() && path[i].contains("circle") && path[i]["circle"] == Json(name))
        path.erase(i);
  }

  void point_elsewhere() {
    Places places(j_);
    std::vector<std::pair<std::string, Json*>> references;
    for (const auto& [key, text] : places.texts)
      if (key == "body" || key == "parent" || key == "relative_to" || key == "circle" ||
          key == "partition" || key == "sense")
        references.emplace_back(key, text);
    if (references.empty()) return;
    const auto& [key, text] = any_of(references, r_);
    std::vector<std::string> circles = names_in("circles");
    std::vector<std::string> cables = names_in("cables");
    if (key == "sense")
      *text = r_.chance(0.5) ? "clockwise" : "counterclockwise";
    else if (key == "circle" && !circles.empty())
      *text = any_of(circles, r_);
    else if (key == "partition" && !cables.empty())
      *text = any_of(cables, r_);
    else
      *text = body(true);
  }

  Json any_point() {
    return Json{
        {"body", body(true)},
        {"point_m",
         {r_.uniform(-1, 1), r_.uniform(-1, 1), r_.chance(0.7) ? 0 : r_.uniform(-0.2, 0.2)}}};
  }
  void change_path() {
    Json* const cable = any_entry("cables");
    if (!cable || !cable->contains("path") || !(*cable)["path"].is_array() ||
        (*cable)["path"].size() < 2)
      return;
    Json& path = (*cable)["path"];
    const int last = static_cast<int>(path.size()) - 1;
    std::vector<std::string> circles = names_in("circles");
    const int what = r_.integer(0, 3);
    if (what == 0 && last >= 2)
      path.erase(path.begin() + r_.integer(0, last));
    else if (what == 1)
      path[r_.integer(0, last)] = any_point();
    else if (what == 2 || circles.empty())
      path.insert(path.begin() + r_.integer(0, last), any_point());
    else
      path.insert(path.begin() + r_.integer(1, last),
                  Json{{"circle", any_of(circles, r_)},
                       {"sense", r_.chance(0.5) ? "clockwise" : "counterclockwise"}});
  }
  void turn_knob() {
    Json* const cable = any_entry("cables");
    if (!cable) return;
    const char* const knobs[] = {"length", "stiffness", "strength", "tone"};
    Json& knob = (*cable)["knobs"];
    if (!knob.is_object()) knob = Json::object();
    knob[knobs[r_.integer(0, 3)]] = r_.chance(0.3) ? r_.integer(0, 1) : r_.uniform(0.5, 1.5);
  }
  void add_joint() {
    if (list("joints").size() >= most_entries) return;
    const std::string at = body(false);
    list("joints").push_back(Json{{"name", fresh("j")},
                                  {"body", at},
                                  {"relative_to", body(true)},
                                  {"law", any_law<guywire::JointLaw>()}});
  }
  void add_load() {
    if (list("loads").size() >= most_entries) return;
    Json load{{"name", fresh("l")},
              {"kind", "force"},
              {"body", body(false)},
              {"force_N", {r_.uniform(-100, 100), r_.uniform(-100, 100)}},
              {"point_m", {r_.uniform(-1, 1), r_.uniform(-1, 1)}}};
    if (r_.chance(0.4))
      load = Json{{"name", fresh("l")},
                  {"kind", "couple"},
                  {"body", body(false)},
                  {"moment_Nm", r_.uniform(-100, 100)}};
    list("loads").push_back(load);
  }
  void hold_something() {
    if (list("constraints").size() >= most_entries) return;
    Json terms = Json::object();
    terms[body(false)] = 1;
    if (r_.chance(0.6)) terms[body(false)] = r_.chance(0.5) ? -1 : r_.uniform(-2, 2);
    list("constraints")
        .push_back(Json{{"name", fresh("h")},
                        {"terms", terms},
                        {"angle_rad", r_.chance(0.5) ? 0 : r_.uniform(-0.5, 0.5)}});
  }
  void add_circle() {
    if (list("circles").size() >= most_entries) return;
    list("circles").push_back(Json{{"name", fresh("o")},
                                   {"body", body(true)},
                                   {"center_m", {r_.uniform(-0.5, 0.5), r_.uniform(-0.5, 0.5)}},
                                   {"radius_m", r_.log_uniform(0.01, 0.5)}});
  }
  void change_sides() {
    const char* const sided[] = {"bodies", "joints", "cables"};
    if (Json* const entry = any_entry(sided[r_.integer(0, 2)]))
      (*entry)["sides"] = r_.integer(1, 2);
  }

  Json& j_;
  Random& r_;
};

}  // namespace fuzz
