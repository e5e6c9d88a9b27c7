// Small models whose right answer is known without guywire (cases.json says how). Each is asked in
// C++, in a batch and of the command; tests/python/test_cases.py asks Python.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"
#include "referee/judge.hpp"
#include "support/command.hpp"
#include "support/paths.hpp"

using namespace guywire;
using nlohmann::json;

namespace {

const std::string folder = source_folder() + "/tests/cases/";

json cases() {
  std::ifstream file(folder + "cases.json");
  return json::parse(file);
}

/// One way to ask a case: its numbers as set.
struct Asked {
  std::string file;
  std::vector<std::pair<std::string, double>> set;
  json start;
  std::string settings() const {
    std::string text;
    for (const auto& [name, value] : set)
      text += " --set " + name + "=" + to_text(value);
    for (const auto& [name, value] : start.items())
      text += " --start " + name + "=" + to_text(value.get<double>());
    return text;
  }
  std::string words() const { return file + settings(); }
};

std::vector<Asked> asked(const json& c) {
  const std::string file = folder + c["name"].get<std::string>() + ".json";
  const json start = c.value("start_deg", json::object());
  std::vector<Asked> all;
  const json each = c.value("for_each", json::object());
  for (const auto& [name, values] : each.items())
    for (const double value : values)
      all.push_back({file, {{name, value}}, start});
  if (all.empty()) all.push_back({file, {}, start});
  return all;
}

Model model_of(const Asked& a) {
  std::ostringstream text;
  text << std::ifstream(a.file).rdbuf();
  ModelDescription d = read_description(text.str(), a.file);
  for (const auto& [name, value] : a.set)
    set_number(d, name, value);
  return ModelBuilder(d).build();
}

State state_of(const Model& model, const json& degrees_by_name) {
  State state;
  if (degrees_by_name.empty()) return state;
  for (const std::string& name : model.coordinates())
    state.coordinates.push_back(degrees_by_name.value(name, 0.0) * degree);
  return state;
}

bool is_near(double value, const json& wanted) {
  return std::abs(value - wanted[0].get<double>()) <= wanted[1].get<double>();
}

bool names_status(const json& wanted, std::string_view status) {
  for (const std::string text : wanted)
    if (text == status) return true;
  return false;
}

/// What an answer says, in the units of the file.
struct Answer {
  std::string status;
  std::map<std::string, double> degrees, tensions;
  double min_eigenvalue = 0;
  double min_eigenvalue_upper = 0;
};

void check_answer(const Answer& a, const json& right) {
  CAPTURE(a.status, a.degrees, a.tensions, a.min_eigenvalue);
  CHECK(names_status(right["status"], a.status));
  if (a.status != "stable") return;
  const json coordinates = right.value("coordinates_deg", json::object());
  for (const auto& [name, wanted] : coordinates.items()) {
    CAPTURE(name);
    CHECK(is_near(a.degrees.at(name), wanted));
  }
  const json tensions = right.value("tensions_N", json::object());
  for (const auto& [name, wanted] : tensions.items()) {
    CAPTURE(name);
    CHECK(is_near(a.tensions.at(name), wanted));
  }
  if (right.contains("min_eigenvalue")) CHECK(is_near(a.min_eigenvalue, right["min_eigenvalue"]));
}

Answer answer_of(const Model& model, const Outcome<Posture>& out) {
  Answer a{std::string(to_string(out.status)), {}, {}};
  const Posture& p = out.last();
  const auto names = model.coordinates();
  for (std::size_t i = 0; i < names.size(); ++i)
    a.degrees[names[i]] = p.coordinates[i] / degree;
  const auto& cables = model.description().cables;
  for (std::size_t c = 0; c < cables.size(); ++c)
    a.tensions[cables[c].name] = p.tensions[c];
  a.min_eigenvalue = p.certificate.min_eigenvalue;
  return a;
}

Answer answer_of(const json& j) {
  Answer a{j["status"], {}, {}};
  for (const auto& [name, row] : j["coordinates"].items())
    a.degrees[name] = row["value_deg"];
  for (const auto& [name, row] : j["cables"].items())
    a.tensions[name] = row["tension_N"].is_null() ? std::nan("") : row["tension_N"].get<double>();
  const json& eigenvalue = j["certificate"]["min_eigenvalue_Nm_per_rad"];
  a.min_eigenvalue = eigenvalue.is_null() ? std::nan("") : eigenvalue.get<double>();
  return a;
}

/// The shape of an equilibria answer: degrees of its only coordinate, and statuses.
struct Listed {
  bool verified = false;
  std::vector<std::pair<double, std::string>> found;
};

void check_listed(const Listed& all, const json& right) {
  CAPTURE(all.verified, all.found);
  if (right.contains("verified")) CHECK(all.verified == right["verified"].get<bool>());
  if (right.contains("count")) CHECK(all.found.size() == right["count"].get<std::size_t>());
  if (right.contains("found")) CHECK(all.found.size() == right["found"].size());
  for (const json& wanted : right.value("has", json::array())) {
    const double turn = wanted.value("mod", 0.0);
    int hits = 0;
    for (const auto& [deg, status] : all.found) {
      double off = deg - wanted["deg"][0].get<double>();
      if (turn > 0) off -= turn * std::round(off / turn);
      hits += std::abs(off) <= wanted["deg"][1].get<double>() &&
              status == wanted["status"].get<std::string>();
    }
    CAPTURE(wanted.dump());
    CHECK(hits == 1);
  }
  if (!right.contains("only_near")) return;
  for (const auto& [deg, status] : all.found) {
    bool hit = status == "hidden_by_rounding";
    for (const json& wanted : right["only_near"])
      hit = hit || is_near(deg, wanted);
    CAPTURE(deg, status);
    CHECK(hit);
  }
  if (all.verified) CHECK(all.found.size() == right["only_near"].size());
}

/// The nearest posture at which the sign of the referee's moment changes, for one coordinate: every
/// balance there is, by a scan.
std::vector<std::pair<double, std::string>> scanned(const Model& model) {
  referee::Referee r(model.description());
  std::vector<std::pair<double, std::string>> out;
  const int parts = 36000;
  const referee::Real width = 2 * referee::pi / parts;
  const auto moment = [&](referee::Real u, bool& lost) {
    const auto m = r.moments({u});
    lost = r.lost;
    return m[0];
  };
  for (int i = 0; i < parts; ++i) {
    referee::Real a = -referee::pi + (i - 0.3819660112501051L) * width;
    referee::Real b = a + width;
    bool lost_a = false;
    bool lost_b = false;
    referee::Real m_a = moment(a, lost_a);
    referee::Real m_b = moment(b, lost_b);
    if (lost_a || lost_b || m_a == 0 || m_b == 0 || (m_a > 0) == (m_b > 0)) continue;
    for (int k = 0; k < 70; ++k) {
      const referee::Real c = (a + b) / 2;
      const referee::Real m_c = moment(c, lost_a);
      ((m_c > 0) == (m_a > 0) ? a : b) = c;
    }
    out.push_back({static_cast<double>(a) / degree, m_a > 0 ? "stable" : "unstable"});
  }
  return out;
}

/// Complaints of the referee, as text; empty where there is none.
std::string complaints(const Model& model, const State& start, const Outcome<Posture>& out) {
  referee::Judge judge({model, start, out, Seek::downhill, out.last().rounding_bounds});
  judge.judge();
  std::string text;
  for (const auto& c : judge.complaints)
    text += c.kind + ": " + c.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("known answers: solve in C++") {
  for (const json& c : cases())
    for (const Asked& a : asked(c)) {
      if (!c.contains("solve")) continue;
      CAPTURE(a.words(), c["right"]);
      const Model model = model_of(a);
      const State start = state_of(model, a.start);
      const auto out = solve(model, {}, start);
      CAPTURE(sentences(out.why));
      check_answer(answer_of(model, out), c["solve"]);
      CHECK(complaints(model, start, out) == "");
      const auto& certificate = out.last().certificate;
      if (c["solve"].contains("contact_of")) {
        REQUIRE(certificate.contacts.size() == 1);
        CHECK(model.description().cables[certificate.contacts[0].cable].name ==
              c["solve"]["contact_of"].get<std::string>());
      } else {
        CHECK(certificate.contacts.empty());
      }
      if (c["solve"].contains("potential_below_start_J")) {
        const double before = posture_at(model, start).last().potential;
        CHECK(is_near(before - out.last().potential, c["solve"]["potential_below_start_J"]));
      }
    }
}

TEST_CASE("known answers: a posture as it is given") {
  for (const json& c : cases())
    for (const Asked& a : asked(c)) {
      if (!c.contains("at")) continue;
      CAPTURE(a.words(), c["right"]);
      const Model model = model_of(a);
      const auto out = posture_at(model, state_of(model, c["at"]["coordinates_deg"]));
      const auto& cables = model.description().cables;
      for (std::size_t k = 0; k < cables.size(); ++k)
        if (c["at"]["lengths_m"].contains(cables[k].name))
          CHECK(is_near(out.last().lengths[k], c["at"]["lengths_m"][cables[k].name]));
    }
}

TEST_CASE("known answers: a batch of three equal bodies") {
  for (const json& c : cases())
    for (const Asked& a : asked(c)) {
      if (!c.contains("solve")) continue;
      CAPTURE(a.words(), c["right"]);
      const Model model = model_of(a);
      const Body& body = model.description().bodies.front();
      const std::vector<double> masses(3, body.mass);
      BatchOptions options;
      options.start = state_of(model, a.start);
      const Batch batch =
          solve_batch(model, {{parameter(model, body.name + ".mass_kg"), masses}}, {}, options);
      const auto alone = solve(model, {}, options.start);
      for (int i = 0; i < 3; ++i) {
        const std::string status(to_string(batch.status[i]));
        CHECK(names_status(c["solve"]["status"], status));
        CHECK(batch.status[i] == alone.status);
        if (alone.status != Status::stable || status != "stable") continue;
        for (std::size_t k = 0; k < batch.coordinates; ++k)
          CHECK(std::abs(batch.state[i * batch.coordinates + k] - alone.last().coordinates[k]) <=
                1e-6);
        if (c["solve"].contains("min_eigenvalue"))
          CHECK(is_near(batch.min_eigenvalue[i], c["solve"]["min_eigenvalue"]));
      }
    }
}

TEST_CASE("known answers: all equilibria in C++") {
  for (const json& c : cases())
    for (const Asked& a : asked(c)) {
      if (!c.contains("equilibria")) continue;
      CAPTURE(a.words(), c["right"]);
      const Model model = model_of(a);
      const Equilibria all = all_equilibria(model);
      CAPTURE(sentences(all.why));
      Listed listed{all.verified, {}};
      for (const Equilibrium& e : all.found)
        listed.found.push_back(
            {e.posture.coordinates[0] / degree, std::string(to_string(e.status))});
      check_listed(listed, c["equilibria"]);
      if (!all.verified) continue;
      const auto& body = model.description().bodies.front();
      const bool has_turn = body.angle_upper - body.angle_lower >= 6.2;
      const bool is_above_rounding =
          c["equilibria"].value("scan", true);  // of the scan's own moments
      if (!has_turn || !is_above_rounding) continue;
      std::size_t matched = 0;
      const auto scan = scanned(model);
      for (const auto& [deg, status] : scan)
        for (const auto& [found, its] : listed.found)
          matched += std::abs(std::remainder(deg - found, 360)) < 1e-4 && its == status;
      CAPTURE(scan);
      CHECK(matched == scan.size());
      // where V falls on one side alone, the moment does not change its sign
      const auto one_sided = std::count_if(listed.found.begin(), listed.found.end(),
                                           [](const auto& f) { return f.second == "at_kink"; });
      CHECK(listed.found.size() == scan.size() + one_sided);
    }
}

TEST_CASE("known answers: the command") {
  for (const json& c : cases())
    for (const Asked& a : asked(c)) {
      CAPTURE(a.words(), c["right"]);
      if (c.contains("solve")) {
        const CommandRun run = run_command("solve " + a.words() + " --format json");
        CAPTURE(run.out);
        const bool is_json = json::accept(run.out);
        CHECK(is_json);
        if (is_json) {
          const json j = json::parse(run.out);
          check_answer(answer_of(j), c["solve"]);
          CHECK(run.status == (j["status"] == "stable" ? 0 : 3));
          if (c["solve"].contains("contact_of")) {
            std::string said;
            for (const auto& [key, value] : j["certificate"].items())
              if (key.starts_with("contact")) said += value.dump();
            CHECK(said.find(c["solve"]["contact_of"].get<std::string>()) != std::string::npos);
          }
        }
      }
      if (c.contains("equilibria")) {
        const CommandRun run = run_command("equilibria " + a.file + " --format json");
        const bool is_json = json::accept(run.out);
        CHECK(is_json);
        if (!is_json) continue;
        const json j = json::parse(run.out);
        Listed listed{j["verified"], {}};
        for (const json& e : j["equilibria"])
          listed.found.push_back({e["coordinates"].begin().value()["value_deg"], e["status"]});
        check_listed(listed, c["equilibria"]);
      }
    }
}

TEST_CASE(
    "known answers: errors of a moment stay within their bound where a wrap begins near its "
    "circle") {
  const Model model = model_of({folder + "error_above_bound_wrap.json", {}, {}});
  referee::Referee r(model.description());
  Workspace workspace(model);
  const auto rest = solve(workspace);
  CHECK(rest.status == Status::stable);
  CHECK(complaints(model, {}, rest) == "");
  std::vector<double> angles{0.04294191769589828};
  for (int i = -10000; i <= 10000; ++i)
    angles.push_back(rest.last().coordinates[0] + 1e-6 * i);
  double worst = 0;
  for (const double u : angles) {
    const auto out = posture_at(model, {{u}});
    const referee::Real right = -r.moments({u})[0];
    REQUIRE(r.lost == (out.status == Status::path_lost));
    if (r.lost) continue;
    worst = std::max(worst, static_cast<double>(std::abs(right - out.last().residuals[0])) /
                                out.last().certificate.rounding_bound);
  }
  CHECK(worst <= 1);
}

TEST_CASE(
    "known answers: an elastic tendon is taken where fiber and tendon agree at one length, for the "
    "knobs in force") {
  std::ostringstream text;
  text << std::ifstream(folder + "long_tendon.json").rdbuf();
  const ModelDescription d = read_description(text.str());
  const auto with_ratio = [&](double ratio, const Knobs& knobs) {
    ModelDescription other = d;
    auto& law = std::get<HillElastic>(other.cables[0].law);
    law.tendon_slack_length = ratio * law.optimal_fiber_length;
    other.cables[0].knobs = knobs;
    return other;
  };
  for (const double ratio : {11.0, 12.0, 15.0, 20.0, 22.0}) {
    CAPTURE(ratio);
    CHECK_NOTHROW(ModelBuilder(with_ratio(ratio, {}))
                      .build());  // one root up to about 23 at strength 1 and stiffness 1
  }
  for (const double ratio : {26.0, 40.0}) {
    CAPTURE(ratio);
    CHECK_THROWS_AS(ModelBuilder(with_ratio(ratio, {})).build(), ModelError);
  }
  const Knobs strong{.length = 1, .stiffness = 0, .strength = 10, .tone = {}};
  CHECK_THROWS_AS(ModelBuilder(with_ratio(11, strong)).build(),
                  ModelError);  // T would jump from 9381 to 109 N
}

TEST_CASE(
    "known answers: a hanging chain of any number of links has the potential of its weights") {
  for (const int links : {32, 33, 40, 100}) {
    CAPTURE(links);
    ModelDescription d;
    d.name = "chain";
    for (int i = 0; i < links; ++i) {
      Body b{.name = "l" + std::to_string(i)};
      if (i > 0) b.parent = "l" + std::to_string(i - 1);
      b.hinge_y = i > 0 ? -0.1 : 0;
      b.mass = 1;
      b.com_y = -0.05;
      d.bodies.push_back(b);
    }
    const Model model = ModelBuilder(d).build();
    State start;
    for (int i = 0; i < links; ++i)
      start.coordinates.push_back(0.02 * ((i * 7) % 5 - 2));
    Workspace workspace(model);
    const auto out = solve(workspace, {}, start);
    CHECK(out.status == Status::stable);
    const double depth = 0.05 * links * links;  // sum of (0.1 i + 0.05)
    CHECK(std::abs(out.last().potential + 9.81 * depth) < 1e-9 * depth);
    CHECK(complaints(model, start, out) == "");
  }
}
