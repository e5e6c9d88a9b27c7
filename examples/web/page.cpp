// What the page asks of guywire. One class: a body whose knobs are turned, solved, drawn and
// explained; a few functions about files and words.
//
// Angles that cross to the page are degrees where their name says so, else rad; the rest is SI.
// Arrays of numbers cross as Float64Array that shows memory of this module: valid until the next
// call. A language crosses as "en" or "de"; sentences are those of the command.
#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/posture/prescription.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/report/equilibria.hpp"
#include "guywire/report/explain.hpp"
#include "report/explain/sections.hpp"
#include "report/svg/drawing.hpp"
#include "report/svg/marks.hpp"
#include "report/words.hpp"

namespace {

using namespace guywire;
using emscripten::val;
using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 4> knob_names{"length", "stiffness", "strength", "tone"};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Straight pieces an arc about a circle is drawn with, for each turn begun.
constexpr int arc_steps = 6;

val view(const std::vector<double>& v) {
  return val(emscripten::typed_memory_view(v.size(), v.data()));
}
std::vector<double> numbers(const val& array) { return emscripten::vecFromJSArray<double>(array); }

State state_of(const val& coordinates_deg) {
  State s;
  for (const double d : numbers(coordinates_deg))
    s.coordinates.push_back(d * degree);
  return s;
}

/// Angles cross in degrees, absent ones as NaN.
double deg(const std::optional<double>& a) { return a ? *a / degree : nan; }

/// The model of a setting; a shipped model is read once.
Model settled(const Setting& s) {
  static std::map<std::string, Model> shipped;
  auto it = shipped.find(s.model);
  if (it == shipped.end()) it = shipped.emplace(s.model, load(s.model)).first;
  return with_setting(it->second, s);
}

/// An angle's mark: its two arms, each from and to, and the center of its arc (x, y) [m], its
/// radius [m], from and to [rad]; NaN where the body has none.
void put(std::vector<double>& out, const std::optional<svg::AngleMark>& mark) {
  constexpr std::size_t count = 13;
  if (!mark) return out.resize(out.size() + count, nan);
  for (const Vec2 p : {mark->zero[0], mark->zero[1], mark->arm[0], mark->arm[1], mark->center})
    out.insert(out.end(), {p.x, p.y});
  out.insert(out.end(), {mark->radius, mark->from, mark->to});
}

Json or_null(double v) { return std::isfinite(v) ? Json(v) : Json(); }

class Body {
 public:
  /// `groups`: what the sliders turn, names of groups or cables; empty: the model's partition.
  Body(const Model& base, const std::vector<std::string>& groups)
      : base_(base), workspace_(base), numbers_(base.numbers()) {
    std::vector<std::string> names = groups;
    if (names.empty())
      for (const auto& part : partition_of(base_))
        names.push_back(part.first);
    for (const std::string& name : names) {
      groups_.push_back({name, base_.cables(name), {}});
      for (const char* knob : knob_names) {
        std::optional<Parameter> p;
        try {
          p = parameter(base_, name + "." + knob);
        } catch (const ModelError&) {  // a cable without tone, say
        }
        groups_.back().knobs.push_back(std::move(p));
      }
    }
  }

  /// Names, shapes and ranges, as JSON; constant.
  std::string describe() const {
    const ModelDescription& d = base_.description();
    Json j;
    j["name"] = d.name;
    for (const guywire::Body& b : d.bodies) {
      Json outline = Json::array();
      for (const Vec2& p : b.outline)
        outline.push_back({p.x, p.y});
      j["bodies"].push_back({{"name", b.name},
                             {"parent", b.parent},
                             {"sides", b.sides},
                             {"outline_m", outline},
                             {"range_deg", {b.angle_lower / degree, b.angle_upper / degree}}});
    }
    for (std::size_t i = 0; i < d.cables.size(); ++i) {
      int group = -1;
      for (std::size_t g = 0; g < groups_.size(); ++g)
        for (const CableId id : groups_[g].cables)
          if (id.index == static_cast<int>(i)) group = static_cast<int>(g);
      j["cables"].push_back(
          {{"name", d.cables[i].name}, {"group", group}, {"sides", d.cables[i].sides}});
    }
    for (const Knobbed& g : groups_) {
      Json knobs = Json::object();
      for (std::size_t k = 0; k < knob_names.size(); ++k) {
        if (!g.knobs[k]) continue;
        // NaN where the group's cables differ, as their tone does: then its mean
        const double now = value_of(*g.knobs[k], base_.numbers());
        knobs[knob_names[k]] = {
            {"lower", g.knobs[k]->lower},
            {"upper", g.knobs[k]->upper},
            {"reference", std::isfinite(now) ? Json(now) : Json(mean_activation(g))}};
      }
      j["groups"].push_back({{"name", g.name}, {"knobs", knobs}});
    }
    j["coordinates"] = base_.coordinates();
    j["tilt_body"] = tilt_body(base_);
    j["drawing"] = svg::drawing_json(base_);
    return j.dump();
  }

  /// Turns the knobs: groups x (length, stiffness, strength, tone), NaN keeps the base's. Throws
  /// with a sentence for a value out of range.
  void turn(const val& knobs) {
    const std::vector<double> values = ::numbers(knobs);
    if (values.size() != groups_.size() * knob_names.size())
      throw ModelError({{"knobs",
                         "have " + std::to_string(values.size()) + " values; this body takes " +
                             std::to_string(groups_.size() * knob_names.size()) + ".",
                         ""}});
    std::vector<double> turned = base_.numbers();
    for (std::size_t g = 0; g < groups_.size(); ++g)
      for (std::size_t k = 0; k < knob_names.size(); ++k) {
        const double v = values[g * knob_names.size() + k];
        if (std::isnan(v)) continue;
        if (!groups_[g].knobs[k])
          throw ModelError(
              {{groups_[g].name + "." + knob_names[k], "is no knob of this body's cables.", ""}});
        set_value(*groups_[g].knobs[k], v, turned);
      }
    if (turned == numbers_) return;
    numbers_ = std::move(turned);
    workspace_.assign(numbers_);
    model_.reset();
    held_.reset();
  }

  /// Solves downhill from a start (degrees per coordinate; empty: the reference posture) and keeps
  /// the answer. Returns the status as text.
  std::string solve(const val& start_deg) {
    rest_ = guywire::solve(workspace_, {}, state_of(start_deg));
    return std::string(to_string(rest_.status));
  }
  /// How the search ended, in words.
  std::string message(const std::string& language) const {
    return sentences(rest_.why, language_named(language));
  }
  /// How far the tilt body of the last answer is tilted, in words.
  std::string tilt(const std::string& language) const {
    return tilt_sentence(base_, rest_, language_named(language));
  }
  std::string certificate(const std::string& language) const {
    return certificate_sentence(rest_.last().certificate, language_named(language));
  }
  /// What a clinician calls the hinge of a body.
  std::string hinge(const std::string& body, const std::string& language) const {
    return hinge_in_words(base_, body, language_named(language));
  }
  val coordinates_deg() {
    scratch_.clear();
    for (const double u : rest_.last().coordinates)
      scratch_.push_back(u / degree);
    return view(scratch_);
  }

  /// What to draw of the rest: posture_angles in degrees (change of anterior tilt, anterior tilt,
  /// pelvic tilt, sacral slope, incidence, lordosis, lumbar angle; NaN where the body has none),
  /// potential [J], smallest eigenvalue and tilt stiffness [N m/rad], residual and its floor [N m];
  /// the marks of tilt and lordosis; per body theta [rad], x, y of its hinge [m]; per cable tension
  /// of one side [N], length [m], by how much a slack one is longer than its path [m] (0 where its
  /// law has no slack length), its moment on the tilt body, + forward [N m], number of path points;
  /// then the points x, y [m].
  val frame() { return frame_of(rest_.last()); }
  /// The same at coordinates (degrees), whether or not it rests there.
  val frame_at(const val& coordinates_deg) {
    return frame_of(posture_at(model(), state_of(coordinates_deg)).last());
  }
  /// The tilt body kept at an angle by a hand (degrees, + counter-clockwise), all else at rest.
  /// `held_moment` says what the hand supplies [N m].
  val frame_held(double angle_deg) { return frame_of(held(angle_deg, {}).last()); }
  double held_moment() const { return held_moment_; }
  val held_coordinates_deg() {  // as a start: the free coordinates of this body
    scratch_.clear();
    for (const int b : base_.structure().free_bodies)
      scratch_.push_back(held_angles_.empty() ? 0 : held_angles_[b] / degree);
    return view(scratch_);
  }

  /// Energy against the angle of the tilt body, the rest of the body following: steps x (angle
  /// [deg], V [J], moment of a hand that would keep it [N m]); NaN where the rest finds no rest.
  val curve(double from_deg, double to_deg, int steps) {
    std::vector<double> out;
    State start;
    for (int i = 0; i < steps; ++i) {
      const double angle = from_deg + (to_deg - from_deg) * i / (steps - 1);
      const auto o = held(angle, start);
      const bool good = is_equilibrium(o.status);
      start.coordinates = good ? o.last().coordinates : std::vector<double>{};
      out.insert(out.end(), {angle, good ? o.last().potential : nan, good ? held_moment_ : nan});
    }
    scratch_ = std::move(out);
    return view(scratch_);
  }

  /// What turns the tilt body about its hinge at the last answer [N m, + forward, all sides
  /// together]: a number for each group, then the sum of what is no cable. NaN where its angle is
  /// no coordinate.
  val pulls() { return pulls_at(rest_.last()); }
  /// The same where a hand keeps it at an angle (degrees, + counter-clockwise).
  val pulls_held(double angle_deg) { return pulls_at(held(angle_deg, {}).last()); }

  /// Every equilibrium in a range about the reference [deg], as `guywire equilibria` gives it. For
  /// bodies with one or two coordinates.
  std::string equilibria() { return equilibria_json(model(), all_equilibria(model())); }

  std::string answer_json() { return guywire::answer_json(model(), rest_); }
  std::string answer_csv() { return guywire::answer_csv(model(), rest_); }
  /// Computes what `guywire explain` does; `explanation` says it.
  void explain(const val& start_deg) {
    explained_.emplace(model(), guywire::explain(model(), {}, state_of(start_deg)));
  }
  /// The last explanation as JSON, as the command gives it without the rows of the ledgers; empty
  /// where there is none.
  std::string explanation(const std::string& language) const {
    if (!explained_) return {};
    const auto& [m, x] = *explained_;
    return explain_json(m, x, {.rows = false}, language_named(language));
  }
  /// Lengthening one group by so many meters of muscle-tendon length: per cent of fiber, meters,
  /// change of anterior tilt [deg], and how it was found (see StretchOutcome), as JSON.
  std::string stretch_json(const std::string& group, double meters) {
    const auto all = compare_stretches(model(), {group}, {.length = meters});
    const Stretch& s = all.front().equal_length;
    Json j{{"group", group},
           {"fibre_percent", or_null(100 * s.fibre)},
           {"length_mm", or_null(1000 * s.length)},
           {"tilt_deg", or_null(s.tilt / degree)},
           {"outcome", std::string(to_string(s.outcome))}};
    return j.dump();
  }
  /// Carries out a clinical test (`thomas`, `sitting`) on this body; `test_answer` says what came
  /// of it.
  void carry_out(const std::string& test) {
    if (test == "thomas")
      test_ = thomas_test(model());
    else if (test == "sitting")
      test_ = sitting_test(model());
    else
      throw ModelError(
          {{"test '" + test + "'", "is none of the page's.", "Use thomas or sitting."}});
  }
  /// The answer of `guywire test` as JSON, with the `findings` one by one and `poses` (name,
  /// status, turn of the picture in rad).
  std::string test_answer(const std::string& language_name) const {
    if (!test_) return {};
    const Language language = language_named(language_name);
    const TestReport& report = this->report();
    const auto in_json = [&](const auto& t) { return test_json(t, language); };
    Json j = Json::parse(std::visit(in_json, *test_));
    j["findings"] = Json::array();
    for (const Fact& finding : report.finding)
      j["findings"].push_back(guywire::sentence(finding, language));
    j["poses"] = Json::array();
    for (const TestPose& p : report.poses)
      j["poses"].push_back(
          {{"name", p.name}, {"status", std::string(to_string(p.status))}, {"turn", p.turn}});
    return j.dump();
  }
  /// The body of a test's pose, at rest as the test left it; its owner deletes it.
  Body* pose(int index) {
    const TestPose& p = report().poses.at(index);
    auto* out = new Body(p.model, {});
    out->rest_.status = p.status;
    out->rest_.why = p.why;
    out->rest_.result = p.posture;
    return out;
  }
  std::string hash() { return content_hash(model()); }

  const Model& model() {
    if (!model_) model_ = with_numbers(base_, numbers_);
    return *model_;
  }

 private:
  struct Knobbed {
    std::string name;
    std::vector<CableId> cables;
    std::vector<std::optional<Parameter>> knobs;
  };
  struct Held {
    Model model;
    Workspace workspace;
    std::vector<double> numbers;
    int constraint;
  };

  /// Of the last test.
  const TestReport& report() const {
    if (!test_) throw std::logic_error("no test was carried out");
    const auto report_of = [](const auto& t) -> const TestReport& { return t.report; };
    return std::visit(report_of, *test_);
  }
  double excess(std::size_t cable, double length) const {
    const auto knobs =
        from_numbers<BasicKnobs<double>>(numbers_.data() + base_.structure().cables[cable].knobs);
    const auto slack = [&](const auto& law) { return slack_length(law, knobs); };
    return std::max(0.0, std::visit(slack, base_.description().cables[cable].law) - length);
  }
  /// What each cable does to the tilt body about its hinge, both sides together, as the ledger
  /// counts it, + forward [N m]; 0 where its angle is no coordinate.
  std::vector<double> forward_moments(const std::vector<double>& theta) const {
    const Structure& s = base_.structure();
    std::vector<double> out(s.cables.size(), 0.0);
    const std::vector<std::string>& names = base_.coordinates();
    const std::string& tilt = base_.description().bodies[tilt_body(base_)].name;
    const auto column = std::find(names.begin(), names.end(), tilt) - names.begin();
    if (column == std::ssize(names)) return out;
    const auto m = prepare<double>(s, numbers_.data());
    Evaluation<double> e(s);
    evaluate(m, theta.data(), Derivatives::gradient, e);
    length_gradients(m, e);
    for (std::size_t c = 0; c < s.cables.size(); ++c) {
      const auto& cable = s.cables[c];
      double slope = 0;  // of its length [m]
      for (int k = cable.first_body; k < cable.first_body + cable.body_count; ++k)
        slope += detail::coordinate_factors(s, s.cable_bodies[k])[column] * e.length_gradient[k];
      out[c] = cable.sides * e.tension[c] * slope;  // a cable turns to where it is shorter
    }
    return out;
  }
  double mean_activation(const Knobbed& g) const {
    double sum = 0;
    for (const CableId id : g.cables)
      sum += own_tone(base_.description().cables[id.index].law);
    return sum / g.cables.size();
  }

  Outcome<Posture> held(double angle_deg, const State& start) {
    const int tilt = tilt_body(base_);
    if (base_.structure().free_count == 1) {  // nothing is left to follow
      auto o = posture_at(model(), {{angle_deg * degree}});
      o.status = o.status == Status::not_run ? Status::stable : o.status;
      held_moment_ = o.last().residuals.empty() ? nan : o.last().residuals.front();
      held_angles_ = o.last().angles;
      return o;
    }
    if (!held_) {
      ModelBuilder b(model());
      b.add(hold("hand", base_.description().bodies[tilt].name));
      Model m = b.build();
      held_ = Held{m, Workspace(m), m.numbers(),
                   static_cast<int>(m.description().constraints.size()) - 1};
    }
    held_->numbers[held_->model.structure().constraint_angles[held_->constraint]] =
        angle_deg * degree;
    held_->workspace.assign(held_->numbers);
    auto o = guywire::solve(held_->workspace, {}, start);
    held_moment_ =
        o.last().constraint_moments.empty() ? nan : o.last().constraint_moments[held_->constraint];
    held_angles_ = o.last().angles;
    return o;
  }

  val pulls_at(const Posture& p) {
    const Ledger moments = ledger(model(), p);
    const int column = tilt_column(model(), moments);
    const std::size_t other = groups_.size();
    std::vector<std::size_t> group_of(base_.description().cables.size(), other);
    for (std::size_t g = 0; g < groups_.size(); ++g)
      for (const CableId id : groups_[g].cables)
        group_of[id.index] = g;
    scratch_.assign(groups_.size() + 1, column < 0 ? nan : 0);
    for (const LedgerRow& row : moments.rows) {
      if (column < 0) break;
      const bool is_cable =
          row.kind == LedgerRow::Kind::passive || row.kind == LedgerRow::Kind::active;
      scratch_[is_cable ? group_of[row.index] : other] -= row.moments[column];
    }
    return view(scratch_);
  }

  /// A straight stretch is one step; where a cable is wound by several turns, they are finer.
  static int steps_of(const PathPiece& piece) {
    if (!(piece.radius > 0)) return 1;
    const int turns = 1 + static_cast<int>(piece.wrap / (2 * std::numbers::pi));
    return arc_steps * turns * (turns > 1 ? 4 : 1);
  }

  val frame_of(const Posture& p) {
    const Model& m = base_;  // paths and hinges are the same whatever the knobs
    const std::size_t bodies = m.description().bodies.size(),
                      cables = m.description().cables.size();
    std::vector<double> theta = p.angles;
    theta.resize(bodies);
    const PostureAngles a = posture_angles(m, theta);
    frame_.assign({a.anterior_tilt_change / degree, deg(a.anterior_tilt), deg(a.pelvic_tilt),
                   deg(a.sacral_slope), deg(a.pelvic_incidence), deg(a.lordosis),
                   deg(a.lumbar_angle), p.potential, p.certificate.min_eigenvalue,
                   p.certificate.tilt_stiffness, p.certificate.residual,
                   p.certificate.rounding_bound});
    put(frame_, svg::tilt_mark(m, theta));
    put(frame_, svg::lordosis_mark(m, theta));
    const std::vector<double> forward = forward_moments(theta);
    for (std::size_t b = 0; b < bodies; ++b) {
      const Vec2 hinge = position(m, {static_cast<int>(b)}, {0, 0}, theta);
      frame_.insert(frame_.end(), {theta[b], hinge.x, hinge.y});
    }
    points_.clear();
    for (std::size_t c = 0; c < cables; ++c) {
      const std::size_t before = points_.size();
      const auto put = [&](Vec2 at) {
        points_.push_back(at.x);
        points_.push_back(at.y);
      };
      bool first = true;
      for (const PathPiece& piece : cable_path(m, {static_cast<int>(c)}, theta)) {
        if (first) put(piece.from);
        first = false;
        const int steps = steps_of(piece);
        for (int i = 1; i <= steps; ++i)
          put(piece.at(static_cast<double>(i) / steps));
      }
      const bool known = c < p.tensions.size();
      frame_.insert(frame_.end(), {known ? p.tensions[c] : nan, known ? p.lengths[c] : nan,
                                   known ? excess(c, p.lengths[c]) : 0, forward[c],
                                   static_cast<double>(points_.size() - before) / 2});
    }
    frame_.insert(frame_.end(), points_.begin(), points_.end());
    return view(frame_);
  }

  Model base_;
  Workspace workspace_;
  std::vector<double> numbers_;
  std::vector<Knobbed> groups_;
  std::optional<Model> model_;
  std::optional<Held> held_;
  Outcome<Posture> rest_;
  std::optional<std::pair<Model, Explanation>> explained_;
  std::optional<std::variant<Thomas, Sitting>> test_;
  double held_moment_ = nan;
  std::vector<double> held_angles_, frame_, points_, scratch_;
};

/// Exceptions do not cross to the page: their text is kept until it is asked for, and the call
/// gives back nothing.
std::string fault;
std::string take_fault() { return std::exchange(fault, {}); }

template <class F>
auto guarded(F&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& e) {
    fault = e.what();
    if constexpr (std::is_same_v<decltype(call()), val>)
      return val::undefined();
    else
      return decltype(call())();  // also of void
  }
}
/// A member function of Body as the page may call it.
template <auto Member>
struct Guarded;
template <class R, class... Arguments, R (Body::*Member)(Arguments...)>
struct Guarded<Member> {
  static R call(Body& body, Arguments... arguments) {
    return guarded([&]() -> R { return (body.*Member)(arguments...); });
  }
};
template <class R, class... Arguments, R (Body::*Member)(Arguments...) const>
struct Guarded<Member> {
  static R call(Body& body, Arguments... arguments) {
    return guarded([&]() -> R { return (body.*Member)(arguments...); });
  }
};

Body* make_body(const std::string& setting, const val& groups) {
  return guarded([&] {
    return new Body(settled(read_setting(setting, "setting")),
                    emscripten::vecFromJSArray<std::string>(groups));
  });
}

/// Checks a setting file's text and gives it back in guywire's own form. Throws with a sentence.
std::string checked_setting(const std::string& text) {
  return guarded([&] {
    const Setting s = read_setting(text, "file");
    settled(s);
    return to_json(s);
  });
}

// --- words --------------------------------------------------------------------------------------

FactValue fact_value(const std::string& name, const Json& value) {
  if (value.is_string()) return {name, value.get<std::string>()};
  if (value.is_boolean()) return {name, value.get<bool>()};
  return {name, value.is_null() ? nan : value.get<double>()};
}

/// A phrase with values from the page: a JSON object of numbers, truths and names.
std::string phrase_of(const std::string& id, const std::string& values,
                      const std::string& language) {
  return guarded([&] {
    const Json named = Json::parse(values);
    Fact fact(id);
    for (const auto& [name, value] : named.items())
      fact.values.push_back(fact_value(name, value));
    return guywire::sentence(fact, language_named(language));
  });
}

/// A group, joint or body as people write it.
std::string name_of(const std::string& name, const std::string& language) {
  return guarded([&] { return name_in_words(name, language_named(language)); });
}

std::string guywire_version() { return guywire::version; }

}  // namespace

EMSCRIPTEN_BINDINGS(guywire_page) {
  using namespace emscripten;
  class_<::Body>("Body")
      .function("describe", &Guarded<&::Body::describe>::call)
      .function("turn", &Guarded<&::Body::turn>::call)
      .function("solve", &Guarded<&::Body::solve>::call)
      .function("message", &Guarded<&::Body::message>::call)
      .function("tilt", &Guarded<&::Body::tilt>::call)
      .function("certificate", &Guarded<&::Body::certificate>::call)
      .function("hinge", &Guarded<&::Body::hinge>::call)
      .function("coordinatesDeg", &Guarded<&::Body::coordinates_deg>::call)
      .function("frame", &Guarded<&::Body::frame>::call)
      .function("frameAt", &Guarded<&::Body::frame_at>::call)
      .function("frameHeld", &Guarded<&::Body::frame_held>::call)
      .function("heldMoment", &Guarded<&::Body::held_moment>::call)
      .function("heldCoordinatesDeg", &Guarded<&::Body::held_coordinates_deg>::call)
      .function("curve", &Guarded<&::Body::curve>::call)
      .function("pulls", &Guarded<&::Body::pulls>::call)
      .function("pullsHeld", &Guarded<&::Body::pulls_held>::call)
      .function("equilibria", &Guarded<&::Body::equilibria>::call)
      .function("answerJson", &Guarded<&::Body::answer_json>::call)
      .function("answerCsv", &Guarded<&::Body::answer_csv>::call)
      .function("explain", &Guarded<&::Body::explain>::call)
      .function("explanation", &Guarded<&::Body::explanation>::call)
      .function("stretchJson", &Guarded<&::Body::stretch_json>::call)
      .function("carryOut", &Guarded<&::Body::carry_out>::call)
      .function("testAnswer", &Guarded<&::Body::test_answer>::call)
      .function("pose", &Guarded<&::Body::pose>::call, allow_raw_pointers())
      .function("hash", &Guarded<&::Body::hash>::call);
  function("body", &make_body, allow_raw_pointers());
  function("fault", &take_fault);
  function("phrase", &phrase_of);
  function("nameOf", &name_of);
  function("checkedSetting", &checked_setting);
  function("version", &guywire_version);
}
