// Answers about models that are valid but absurd: whole sentences, no "nan", no angle of five
// digits, pictures that are pictures.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/check.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/svg.hpp"
#include "guywire/report/sweep.hpp"
#include "guywire/statics/sweep.hpp"
#include "support/case_file.hpp"
#include "support/command.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using nlohmann::json;

namespace {

std::string folder_file(const std::string& name) {
  return source_folder() + "/tests/cases/" + name;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "nan" or "inf" as a word of its own, in any case.
bool names_no_number(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const char* const none : {"nan", "inf"})
    for (std::size_t at = 0; (at = text.find(none, at)) != std::string::npos; ++at) {
      const bool begins = at == 0 || !is_letter(text[at - 1]);
      const bool ends = at + 3 == text.size() || !is_letter(text[at + 3]);
      if (begins && ends) return true;
    }
  return false;
}

/// Whether five digits or more stand before a degree sign and its decimals.
bool has_long_angle(const std::string& text) {
  for (std::size_t at = 0; (at = text.find("°", at)) != std::string::npos; ++at) {
    std::size_t first = at;
    while (first > 0 && (is_digit(text[first - 1]) || text[first - 1] == '.'))
      --first;
    const std::string number = text.substr(first, at - first);
    if (std::min(number.find('.'), number.size()) >= 5) return true;
  }
  return false;
}

/// What is wrong with a text that people read; empty: nothing.
std::string fault_of(const std::string& text) {
  if (names_no_number(text)) return "a number that is none";
  if (has_long_angle(text)) return "an angle of five digits";
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at)
    if (at > 0 && std::string_view("; ,").find(text[at - 1]) != std::string_view::npos)
      return "a line that is not finished";
  for (const char* const empty : {"()", "( ", " )", " ,", ";.", "; \n"})
    if (has(text, empty)) return std::string("an empty place: ") + empty;
  return {};
}

std::string solved_text(const Model& m) { return answer_text(m, solve(m)); }
std::string explained_text(const Model& m) { return explain_text(m, explain(m)); }

/// Every attribute of a picture, in order.
std::vector<std::pair<std::string, std::string>> attributes(const std::string& svg) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t at = 0; (at = svg.find("=\"", at)) != std::string::npos; ++at) {
    const std::size_t blank = svg.rfind(' ', at), end = svg.find('"', at + 2);
    out.emplace_back(svg.substr(blank + 1, at - blank - 1), svg.substr(at + 2, end - at - 2));
  }
  return out;
}

/// What is wrong with a picture; empty: nothing.
std::string picture_fault(const std::string& svg) {
  if (names_no_number(svg)) return "a number that is none";
  const std::set<std::string> places{"x", "y", "x1", "y1", "x2", "y2", "cx", "cy"};
  const std::set<std::string> sizes{"r", "width", "height", "stroke-width"};
  for (const auto& [name, text] : attributes(svg)) {
    if (!places.contains(name) && !sizes.contains(name)) continue;
    const double v = std::stod(text);
    if (!(std::abs(v) < 1e6)) return "a place far off: " + name + " " + text;
    if (sizes.contains(name) && v < 0) return "a size below zero: " + name + " " + text;
  }
  return {};
}

/// The length of the scale bar [px]: of the first level line from the margin, behind the figure.
double scale_bar(const std::string& svg) {
  const std::string rest = svg.substr(svg.rfind("</svg>", svg.size() - 10));
  for (std::size_t at = 0; (at = rest.find("<line x1=\"18.0\"", at)) != std::string::npos; ++at) {
    const auto all = attributes(rest.substr(at, rest.find('>', at) - at));
    if (all[1].second == all[3].second) return std::stod(all[2].second) - std::stod(all[0].second);
  }
  return std::nan("");
}

/// A mast between stays whose numbers are all multiplied: lengths by one factor, forces by another.
Model scaled(double length, double force) {
  ModelBuilder b("scaled");
  b.add(Body{.name = "mast", .mass = 5 * force, .com_y = 0.4 * length});
  b.add(Cable{.name = "front",
              .law = Linear{1e4 * force / length, 0.5 * length},
              .path = {at("ground", 0.3 * length, 0), at("mast", 0, 0.5 * length)},
              .knobs = {}});
  b.add(Cable{.name = "rear",
              .law = Linear{1e4 * force / length, 0.55 * length},
              .path = {at("ground", -0.3 * length, 0), at("mast", 0, 0.5 * length)},
              .knobs = {}});
  return b.build();
}

}  // namespace

TEST_CASE("check says what is suspicious, with the remedy, and ends well") {
  const CommandRun mm = run_command("check " + folder_file("slack_length_in_mm.json"));
  CHECK(mm.status == 0);
  CHECK(has(mm.out, "a valid model: 1 body, 2 cables"));
  CHECK(has(mm.out,
            "Suspicious: Cable 'rear' can never be taut: its path is at most 0.8 m long, and it is "
            "slack up to 500 m. Is slack_length_m in millimeters?"));
  const CommandRun body = run_command("check " + folder_file("cable_on_one_body.json"));
  CHECK(body.status == 0);
  CHECK(has(body.out,
            "Cable 'rear' can turn nothing: its length depends on no angle. Attach it to two "
            "bodies that turn against each other."));
  const CommandRun shipped = run_command("check bridge pelvis standing_adult");
  CHECK(shipped.status == 0);
  CHECK_FALSE(has(shipped.out, "Suspicious"));
}

TEST_CASE("check in JSON holds the same facts, and the faults of what is no model") {
  const CommandRun run = run_command("check " + folder_file("slack_length_in_mm.json") +
                                     " bridge no_such_model --format json");
  CHECK(run.status == 2);
  const json j = json::parse(run.out);
  REQUIRE(j["models"].size() == 3);
  const json& mm = j["models"][0];
  CHECK(mm["valid"] == true);
  REQUIRE(mm["findings"].size() == 2);
  CHECK(mm["findings"][0]["kind"] == "never_taut");
  CHECK(mm["findings"][0]["subject"] == "cable 'front'");
  CHECK(mm["findings"][0]["value"] == 500);
  CHECK(mm["findings"][0]["unit"] == "m");
  CHECK(mm["findings"][0]["thousandfold"] == true);
  CHECK(has(mm["findings"][0]["remedy"], "in millimeters?"));
  CHECK(j["models"][1]["findings"].empty());
  CHECK(j["models"][1]["model"]["hash"] == content_hash(load("bridge")));
  CHECK(j["models"][2]["valid"] == false);
  CHECK(j["models"][2]["model"].is_null());
  CHECK(has(j["models"][2]["refusal"], "no_such_model"));
  CHECK(json::parse(check_json(check_model(case_file("slack_length_in_mm.json"))))["findings"] ==
        mm["findings"]);
}

TEST_CASE("every finding is a whole sentence with a remedy") {
  for (int k = 0; k <= static_cast<int>(Finding::Kind::one_side_of_a_pair); ++k)
    for (const bool thousandfold : {false, true})
      for (const char* const unit : {"m", "kg", "N", "1"}) {
        const Finding f{
            static_cast<Finding::Kind>(k), "cable 'c'", "slack_length_m", 2, 1, unit, thousandfold};
        CAPTURE(to_string(f.kind), thousandfold, unit);
        CHECK_FALSE(to_string(f.kind).empty());
        CHECK(finding_sentence(f).starts_with("Cable 'c'"));
        CHECK(finding_sentence(f).ends_with("."));
        const std::string remedy = finding_remedy(f);
        CHECK((remedy.ends_with(".") || remedy.ends_with("?")));
      }
}

TEST_CASE("solve and explain of suspicious models speak in whole sentences") {
  for (const char* const name :
       {"slack_length_in_mm.json", "cable_on_one_body.json", "svg_nan_scale_bar.json",
        "tiny_gravity.json", "full_turn.json", "zero_length_weightless.json"}) {
    const Model m = case_file(name);
    CAPTURE(name, solved_text(m), explained_text(m));
    CHECK(fault_of(solved_text(m)) == "");
    CHECK(fault_of(explained_text(m)) == "");
  }
  const std::string solved = solved_text(case_file("slack_length_in_mm.json")),
                    explained = explained_text(case_file("slack_length_in_mm.json"));
  for (const std::string& text : {solved, explained})
    CHECK(has(text, "Suspicious: Cable 'rear' can never be taut"));
  CHECK(has(explained, "No cable turns the mast."));
  CHECK_FALSE(has(solved, "goes taut"));  // nothing that many turns away is stated
}

TEST_CASE("a table has an empty place where a number is none") {
  const Model m = case_file("wrap_pierced.json");
  const Outcome<Posture> o = solve(m);
  REQUIRE(o.status == Status::path_lost);
  const std::string table = answer_csv(m, o);
  CAPTURE(table);
  CHECK_FALSE(names_no_number(table));
  CHECK(has(table, ",\n"));  // the moment arm
  CHECK_FALSE(names_no_number(explain_csv(m, explain(m))));
}

TEST_CASE("who turns a body that no cable turns is said with the unit") {
  // hanging under a couple: weight and load hold each other, 2 kg x 9.81 m/s2 x 0.5 m x sin(angle)
  // = 1 N m
  ModelBuilder b("pendulum");
  b.add(Body{.name = "bob", .mass = 2, .com_y = -0.5})
      .add(Load{.name = "push", .kind = Load::Kind::couple, .body = "bob", .moment = 1});
  const std::string text = explained_text(b.build());
  CAPTURE(text);
  CHECK(
      has(text,
          "No cable turns the bob. Other moments come from weight (1.0 N·m forward) and loads and "
          "constraints (1.0 N·m back)."));
}

TEST_CASE("of many cables that pull alike some are named") {
  ModelBuilder b("rake");
  b.add(Body{.name = "mast", .mass = 5, .com_y = 0.4, .angle_lower = -1, .angle_upper = 1});
  for (int i = 0; i < 40; ++i) {
    const double side = i % 2 == 0 ? 0.3 : -0.3;
    b.add(Cable{.name = "stay_" + std::to_string(i),
                .law = Linear{1e3, 0.5},
                .path = {at("ground", side, 0), at("mast", 0, 0.5)},
                .knobs = {}});
  }
  const std::string text = explained_text(b.build());
  CAPTURE(text);
  CHECK(fault_of(text) == "");
  CHECK(has(text, "(mostly stay "));
}

TEST_CASE("an angle for people has at most four digits") {
  // 100 turns of a drum: the coordinate is 36 000 degrees
  ModelBuilder b("winch");
  b.add(Body{.name = "drum", .mass = 1, .com_y = 0.001, .angle_lower = -1000, .angle_upper = 1000});
  b.add(Joint{.name = "spring", .body = "drum", .law = LinearJoint{5, 630}});
  const Model m = b.build();
  const Outcome<Posture> o = solve(m);
  REQUIRE(std::abs(o.last().coordinates[0]) == Approx(630).epsilon(0.01));
  const std::string text = answer_text(m, o), explained = explained_text(m),
                    svg = svg_picture(m, o.last());
  CAPTURE(text, explained);
  for (const std::string& said : {text, explained}) {
    CHECK(fault_of(said) == "");
    CHECK(has(said, "100 turns"));
  }
  CHECK(fault_of(svg) == "");
}

TEST_CASE("pictures of absurd numbers stay pictures") {
  const Model m = case_file("svg_nan_scale_bar.json");
  const std::string svg = svg_picture(m, solve(m).last());
  CHECK(picture_fault(svg) == "");
  CHECK(scale_bar(svg) > 20);
  for (const double length : {1e-300, 1e-100, 1e-3, 1.0, 1e3, 1e30, 1e150, 1e300})
    for (const double force : {1e-100, 1.0, 1e100}) {
      CAPTURE(length, force);
      try {
        const Model odd = scaled(length, force);
        const std::string drawn = svg_picture(odd, solve(odd).last());
        CHECK(picture_fault(drawn) == "");
        CHECK(scale_bar(drawn) > 5);
      } catch (const ModelError& e) {  // refused in words is fine, too
        CHECK_FALSE(std::string(e.what()).empty());
      }
    }
}

TEST_CASE("a picture has room for its drawing whatever the names are") {
  ModelDescription d = scaled(1, 1).description();
  d.cables[0].name = std::string(100, 'W');
  d.cables[1].name = std::string(100, 'i');
  d.name = std::string(100, 'M');
  const Model m = ModelBuilder(d).build();
  const std::string svg = svg_picture(m, solve(m).last());
  CHECK(picture_fault(svg) == "");
  CHECK(scale_bar(svg) > 20);
  CHECK(has(svg, "…"));
  CHECK_FALSE(has(svg, std::string(100, 'W') + "<"));
}

TEST_CASE("a diagram of huge numbers has ticks and an end") {
  const Model m = scaled(1, 1e12);
  const Sweep s = sweep(m, axis(m, "front.length", 0.99, 1.01),
                        {.points = 3, .quantities = {quantity(m, "front.tension")}, .start = {}});
  const std::string svg = diagram_svg(m, s);
  CHECK_FALSE(names_no_number(svg));
  std::size_t longest = 0, digits = 0;
  for (const char c : svg) {
    digits = is_digit(c) ? digits + 1 : 0;
    longest = std::max(longest, digits);
  }
  CHECK(longest < 9);
}

TEST_CASE("random models: texts are whole, pictures are pictures") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Model m = ModelBuilder(random_description(seed)).build();
    const auto o = solve(m);
    CAPTURE(seed, answer_text(m, o));
    CHECK(fault_of(answer_text(m, o)) == "");
    CHECK(fault_of(explained_text(m)) == "");
    if (o.status != Status::path_lost) CHECK(picture_fault(svg_picture(m, o.last())) == "");
  }
}

namespace {

/// The longest run of digits.
std::size_t digits_in_a_row(const std::string& text) {
  std::size_t most = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = is_digit(c) ? run + 1 : 0;
    most = std::max(most, run);
  }
  return most;
}

}  // namespace

TEST_CASE("a force of any size is said in few digits") {
  // a fiber of 100 optimal lengths
  const Model m = with(load("standing_adult"), "longissimus_lumborum_L5.path1_z_m", -3.14);
  const Outcome<Posture> rest = solve(m);
  REQUIRE(*std::max_element(rest.last().tensions.begin(), rest.last().tensions.end()) > 1e100);
  for (const std::string& text : {answer_text(m, rest), explain_text(m, explain(m))}) {
    INFO(text);
    CHECK(digits_in_a_row(text) < 10);
    CHECK(fault_of(text) == "");
  }
}

TEST_CASE("what does not vary goes with nothing, in words") {
  const CommandRun run = run_command(
      "population standing_adult --scatter pelvic_incidence_deg=5 --bodies 12 --read "
      "anterior_tilt_change");
  INFO(run.out);
  REQUIRE(run.status == 0);
  CHECK(fault_of(run.out) == "");
  CHECK(has(run.out, "none: one of the two does not vary"));
}
