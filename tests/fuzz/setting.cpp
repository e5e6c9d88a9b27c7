// Setting files: what is read is written and read again; a setting is applied or refused in words,
// and what it gives is a model.
#include "guywire/io/setting.hpp"

#include <algorithm>
#include <optional>

#include "json_mutator.hpp"
#include "promises.hpp"
#include "vocabulary.hpp"

namespace fuzz {

namespace {

constexpr int patience = 2000;  // chosen: questions of stop; about a second with the standing adult

void check_round_trip(const Setting& s) {
  const std::string text = to_json(s);
  std::optional<Setting> again;
  demand(goes_through([&] { again = read_setting(text, "what was written"); }),
         "a setting that was written is refused");
  demand(*again == s, "a setting reads back as another one");
  demand(is_setting(text), "a setting that was written is none");
}

void check_applied(const Setting& s, const Model& m) {
  const Model same = with_setting(shipped(s.model), s);
  demand(same == m, "a setting applied twice gives two models");
  Outcome<Posture> out;
  if (!goes_through([&] { out = solve(m); })) return;
  check_outcome(m, out);
}

Fate run(std::string_view input) {
  std::optional<Setting> s;
  if (!goes_through([&] { s = read_setting(input, "input"); })) return Fate::refused;
  check_round_trip(*s);
  const auto names = shipped_models();
  if (std::find(names.begin(), names.end(), s->model) == names.end())
    return Fate::refused;  // a path, perhaps: no file is opened here
  std::optional<Model> m;
  const bool ended = patiently(patience, [&] {
    if (goes_through([&] { m = with_setting(shipped(s->model), *s); })) check_applied(*s, *m);
  });
  return m || !ended ? Fate::valid : Fate::refused;
}

/// A name of that section of a setting.
std::string any_name(const Json& j, const std::string& section, Random& r) {
  std::vector<std::string> names{"pelvic_incidence_deg", "mass_kg", "stature_m"};
  if (section == "pose")
    names = {"hip", "knee", "hip_r", "hip_l", "knee_r", "knee_l", "thorax_upright"};
  if (section != "set") return any_of(names, r);
  const auto models = shipped_models();
  const auto named = std::find_if(models.begin(), models.end(), [&](const std::string& m) {
    return j.contains("setting_of") && j["setting_of"] == Json(m);
  });
  names = number_words(shipped(named == models.end() ? "bridge" : *named));
  return any_of(names, r);
}

void add_value(Json& j, const std::string& section, Random& r) {
  if (!j.contains(section) || !j[section].is_object()) j[section] = Json::object();
  double value = r.uniform(-1, 2);
  if (section == "body") value = r.uniform(0.5, 100);
  if (section == "pose") value = r.uniform(-30, 130);
  j[section][any_name(j, section, r)] = value;
}

void change(Json& j, Random& r) {
  const char* const sections[] = {"set", "set", "body", "pose"};
  const std::string section = sections[r.integer(0, 3)];
  std::vector<std::string> models{"bridge", "pelvis", "standing_adult"};
  switch (r.integer(0, 9)) {
    case 0:
      j["setting_of"] = any_of(models, r);
      return;
    case 1:
      j["recruit"] = r.chance(0.5);
      return;
    case 2:
      return erase_something(j, r);
    case 3:
      return r.chance(0.2) ? spoil_something(j, r) : change_number(j, r);
    case 4:
    case 5:
      return add_value(j, section, r);
    default:
      return change_number(j, r);
  }
}

std::string mutate(std::string_view input, Random& random) {
  if (random.chance(0.05)) return {};
  Json j = Json::parse(input, nullptr, false);
  if (!j.is_object()) return {};
  const int changes = random.integer(1, 3);
  for (int i = 0; i < changes; ++i)
    change(j, random);
  return j.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Target setting() { return {"setting", run, mutate}; }

}  // namespace fuzz
