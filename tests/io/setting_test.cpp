#include "guywire/io/setting.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/standing.hpp"

using namespace guywire;

namespace {

std::string refusal(const std::string& json) {
  try {
    read_model(json, "file");
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}
bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a setting is applied in its order: body, pose, numbers, tone", "[io][setting]") {
  const Setting s{.model = "standing_adult",
                  .body = {{"pelvic_incidence_deg", 60}},
                  .pose = {{"hip", 10}},
                  .set = {{"iliopsoas.length", 0.95}, {"L4/5.neutral_angle_deg", -3}}};
  const Model base = load("standing_adult");
  BodyMeasures measures = measures_of(base);
  measures.pelvic_incidence = 60 * degree;
  ModelBuilder by_hand(adjust(posed(anthropometry(base, measures), "hip", 10 * degree), "iliopsoas",
                              {.length = 0.95}));
  set_number(by_hand.description, "L4/5.neutral_angle_deg", -3);
  CHECK(load(s) == by_hand.build());
  CHECK(with_setting(base, s) == load(s));
  CHECK(load(Setting{}) == base);
}

TEST_CASE("settings survive a file, and a file is taken wherever a model is", "[io][setting]") {
  const Setting s{.model = "bridge",
                  .set = {{"front.length", 0.97}, {"rear_upper.path0_x_m", -3.4}},
                  .recruit = false};
  const std::string text = to_json(s);
  CHECK(is_setting(text));
  CHECK(read_setting(text) == s);
  CHECK(read_model(text) == load(s));
  CHECK_FALSE(is_setting(to_json(load("bridge"))));
  CHECK_FALSE(is_setting("not JSON, but \"setting_of\" stands in it"));
  // what the page keeps for itself changes nothing
  CHECK(read_model(R"({"schema_version": 1, "setting_of": "bridge",)"
                   R"( "page": {"legs": "sitting"}, "answer": [1, 2]})") == load("bridge"));
}

TEST_CASE("a wrong setting file gets a sentence", "[io][setting]") {
  CHECK(says(refusal(R"({"schema_version": 1, "setting_of": "brigde"})"),
             "'brigde'; allowed is a shipped model: bridge, pelvis, standing_adult"));
  CHECK(says(refusal(R"({"schema_version": 2, "setting_of": "bridge"})"), "schema_version is 2"));
  CHECK(says(refusal(R"({"setting_of": "bridge"})"), "schema_version is missing"));
  CHECK(says(refusal(R"({"schema_version": 1, "setting_of": "bridge", "poses": {}})"),
             "Did you mean 'pose'?"));
  CHECK(says(
      refusal(R"({"schema_version": 1, "setting_of": "bridge", "set": {"front.length": "long"}})"),
      "allowed is a number"));
  CHECK(says(refusal(R"({"schema_version": 1, "setting_of": "bridge", "set": [1]})"),
             "an object {…} is expected"));
  CHECK(says(refusal(R"({"schema_version": 1, "setting_of": "bridge", "recruit": 1})"),
             "allowed is true or false"));
  CHECK(
      says(refusal(R"({"schema_version": 1, "setting_of": "bridge", "set": {"front.length": 3}})"),
           "set front.length"));
  CHECK(says(refusal(R"({"schema_version": 1, "setting_of": "bridge",)"
                     R"( "set": {"front.length": 0.9, "front_top.length": 0.9}})"),
             "sets what set front.length=0.9 sets too"));
  CHECK(says(
      refusal(R"({"schema_version": 1, "setting_of": "standing_adult", "body": {"height": 2}})"),
      "is no body measure"));
  CHECK(says(
      refusal(R"({"schema_version": 1, "setting_of": "standing_adult", "pose": {"hip": 200}})"),
      "-30° to 130°"));
}
