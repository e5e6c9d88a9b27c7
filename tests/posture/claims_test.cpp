// The claims' numbers, turning points and verdicts are those of the referee: it finds every rest
// by itself, from the changed description alone (tests/referee/rest.hpp), and least-effort tone
// from its conditions of optimality (tests/referee/effort.hpp).
#include "guywire/posture/claims.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/report/claims.hpp"
#include "posture/examined.hpp"

using namespace examined;

namespace {

const Edits tipped{length("iliopsoas", 0.9)};
/// What is done in the tipped body.
Edits in_tipped(Edits edits) {
  edits.insert(edits.begin(), tipped.begin(), tipped.end());
  return edits;
}

}  // namespace

TEST_CASE("claim a: the least tension met is that of every cable's own law") {
  Real least = 1e9L;
  const auto scan = [&](const ModelDescription& d, const char* turned, Real range) {
    referee::Referee r(d);
    for (int i = -20; i <= 20; ++i) {
      Vector theta(d.bodies.size(), 0);
      theta[changes::body(d, turned)] = range * i / 20 * referee::pi / 180;
      (void)r.moments(theta);
      if (r.lost) continue;
      for (const Real t : r.tensions)
        least = std::min(least, t);
    }
  };
  scan(study().bridge.own(), "frame", 60);
  scan(study().body.own(), "pelvis", 20);
  Examined a("a");
  a.number("least tension met", "N", least);
  CHECK(a.claim.verdict == (least >= 0 ? Verdict::by_assumption : Verdict::not_supported));
}

TEST_CASE("claim b: the front cables of the bridge") {
  Trials& bridge = study().bridge;
  const Trial& rest = bridge.standing();
  const Trial& cut = bridge.standing({{"front", Knob::removed}});
  const Real moment = -referee::moment(rest.d, rest.rest.theta, "front", {0});
  const Real shorter = *tilts(bridge, {}, {length("front", 0.97)});
  const Real without = cut.tilt() - rest.tilt();
  Examined b("b");
  b.number("moment of the front cables, + forward", "N m", moment);
  b.number("tilt when they are 3 % shorter, + forward", "deg", shorter);
  b.number("tilt when they are cut", "deg", without);
  const bool supported = moment > 0 && shorter > 0 && without < 0;
  CHECK(b.claim.verdict == (supported ? Verdict::supported : Verdict::not_supported));
  CHECK(says(b.claim.finding, "tip the frame %.1Lf° forward. Cutting them tips it %.1Lf° back.",
             shorter, -without));
  // all are slack once none is stretched where the frame rests without them
  Real slack = 0;
  referee::Referee r(rest.d);
  (void)r.moments(cut.rest.theta);
  for (const int c : changes::members(rest.d, "front")) {
    slack = std::max(slack, r.lengths[c] / std::get<Linear>(rest.d.cables[c].law).slack_length);
  }
  CHECK(turns_at(b.claim.turns, "claim.b.turns", "longer", slack - 1));
  const double turn = static_cast<double>(slack);
  CHECK(bridge.standing({length("front", turn - 1e-4)}).tension("front") > 0);
  CHECK(bridge.standing({length("front", turn + 1e-4)}).tension("front") == 0);
}

namespace {

/// The anchors of a group, in front or behind: each pulled away along its own cable with the frame
/// upright.
ModelDescription pulled(ModelDescription d, const std::string& name, Real by) {
  for (const int c : changes::members(d, name)) {
    Vec3& anchor = d.cables[c].path.front().point;
    const Vec3& end = d.cables[c].path.back().point;
    const referee::Point way{Real(anchor.x) - end.x, Real(anchor.y) - end.y};
    anchor.x = static_cast<double>(anchor.x + by * way.x / size(way));
    anchor.y = static_cast<double>(anchor.y + by * way.y / size(way));
  }
  return d;
}
Trial trial(const ModelDescription& d, const Vector& start) {
  Trial out{d, {}};
  out.rest = referee::rest(out.d, start);
  INFO(out.rest.why);
  REQUIRE(out.stands());
  return out;
}

/// The pull after which a slack cable is taut, the frame at rest without it.
Real taking_up(const Trial& rest, const std::string& name) {
  return *crossing(
      0, 1.5L, 150,
      [&](Real by) {
        const ModelDescription d = pulled(rest.d, name, by);
        referee::Referee r(d);
        (void)r.moments(rest.rest.theta);
        Real most = -1;
        for (const int c : changes::members(d, name)) {
          const Real slack =
              Real(std::get<Linear>(d.cables[c].law).slack_length) * d.cables[c].knobs.length;
          most = std::max(most, r.lengths[c] - slack);
        }
        return most;
      },
      1e-14L);
}
/// The pull after which the upright frame is in balance.
Real setting_upright(const ModelDescription& d, const std::string& name) {
  return *crossing(
      0, 2, 20,
      [&](Real by) {
        const ModelDescription there = pulled(d, name, by);
        return referee::Referee(there).moments({0})[0];
      },
      1e-14L);
}

}  // namespace

TEST_CASE("claim c: pulling the rear cables away") {
  Trials& bridge = study().bridge;
  Trials& body = study().body;
  const Trial& rest = bridge.standing();
  REQUIRE(rest.tension("rear_lower_4") == 0);
  const Real taut = taking_up(rest, "rear_lower_4");
  const Real level = setting_upright(rest.d, "rear");
  const auto tilt_after = [](const Trial& from, const char* name, Real by) {
    return trial(pulled(from.d, name, by), from.rest.theta).tilt() - from.tilt();
  };
  const Real until = tilt_after(rest, "rear_lower_4", 0.99L * taut);
  const Real beyond = tilt_after(rest, "rear_lower_4", taut + 0.1L);
  const Real both = tilt_after(rest, "rear", 0.1L);
  const Trial& longer = body.standing({length("hamstrings", 1.2)});
  const Trial& less_long = body.standing({length("hamstrings", 1.15)});
  Examined c("c");
  c.number("tilt at the start, + forward", "deg", rest.tilt());
  c.number("slack cable: pull that takes up its slack", "mm", 1000 * taut);
  c.number("change of tilt until then", "deg", until);
  c.number("change of tilt 100 mm beyond", "deg", beyond);
  c.number("all rear cables pulled 100 mm: change of tilt", "deg", both);
  c.number("all rear cables: pull that sets the frame upright", "mm", 1000 * level);
  c.number("body: hamstrings from 1.20 to 1.15 of their length: change of tilt", "deg",
           less_long.tilt() - longer.tilt());
  c.change("body: tension of the hamstrings, from 1.20 to 1.15 of their length", "N",
           longer.tension("hamstrings"), less_long.tension("hamstrings"));
  const bool slack_idle = std::abs(until) < 0.05L;
  const bool taut_idle = std::abs(beyond) < 0.05L && std::abs(both) < 0.05L;
  const Verdict partly = slack_idle ? Verdict::only_when : Verdict::not_supported;
  CHECK(c.claim.verdict == (slack_idle && taut_idle ? Verdict::supported : partly));
  CHECK(says(c.claim.turns,
             "taut after %.0Lf mm. Pulled together, all rear cables set the frame upright after "
             "%.0Lf mm.",
             1000 * taut, 1000 * level));
}

namespace {

ModelDescription moved(ModelDescription d, const std::string& name, Real x, Real y) {
  for (const int c : changes::members(d, name)) {
    Vec3& anchor = d.cables[c].path.front().point;
    anchor.x = static_cast<double>(anchor.x + x);
    anchor.y = static_cast<double>(anchor.y + y);
  }
  return d;
}

/// How far in front of the pin, 1 m below it, the anchor stands when the last cable's line passes
/// through the pin.
Real past_the_pin(const ModelDescription& d, const std::string& name) {
  Real last = -1e9L;
  for (const int c : changes::members(d, name)) {
    const Vec3& end = d.cables[c].path.back().point;
    last = std::max(last, -1 * Real(end.x) / end.y);
  }
  return last;
}

}  // namespace

TEST_CASE("claim d: no anchor moved so that tension rises tips the frame forward") {
  const Trial& rest = study().bridge.standing();
  int rising = 0;
  int forward = 0;
  Real most = -1e9L;
  Real direction = 0;
  for (const char* group : {"rear_upper", "rear_lower"})
    for (int k = 0; k < 72; ++k) {
      const Real angle = 5 * k * referee::pi / 180;
      const ModelDescription there =
          moved(rest.d, group, 0.05L * std::cos(angle), 0.05L * std::sin(angle));
      const Trial t = trial(there, rest.rest.theta);
      if (!(t.tension(group) > rest.tension(group))) continue;
      ++rising;
      const Real tilt = t.tilt() - rest.tilt();
      if (tilt > 0.05L) ++forward;
      if (tilt <= most) continue;
      most = tilt;
      direction = 5 * k;
    }
  Examined d("d");
  d.number("directions in which tension rises", "1", rising);
  d.number("of these, directions that tip the frame forward", "1", forward);
  d.number("largest forward tip in the directions in which tension rises", "deg", most);
  d.number("direction of that move of the anchor (0° is forward, 90° is up)", "deg", direction);
  const Verdict partly = forward > 0 ? Verdict::only_when : Verdict::not_supported;
  CHECK(d.claim.verdict == (2 * forward > rising ? Verdict::supported : partly));
  const Real past = past_the_pin(rest.d, "rear_upper");
  CHECK(says(d.claim.turns,
             "anchored 1 m below the pin, this begins once the anchor is %.0Lf mm in front",
             1000 * past));
}

namespace {

struct Tally {
  int rise = 0;
  int fall = 0;
  bool all_rise() const { return rise > 0 && fall == 0; }
};

/// Every tension and the forces at some hinges, of before and after: those that matter rise or
/// fall.
Tally compare_forces(Examined& e, const std::string& prefix, const Trial& before,
                     const Trial& after,
                     const std::vector<std::pair<std::string, std::string>>& hinges) {
  Tally tally;
  const auto count = [&](const std::string& name, Real x, Real y) {
    if (std::max(x, y) < 1) return;
    e.change(prefix + name, "N", x, y);
    (y > x ? tally.rise : tally.fall) += 1;
  };
  for (const std::string& part : before.d.partition)
    count(part, before.tension(part), after.tension(part));
  for (const auto& [body, name] : hinges)
    count("force at the " + name, before.hinge(body), after.hinge(body));
  return tally;
}

bool every_tension_rises(const Trial& before, const Trial& after) {
  for (const std::string& part : before.d.partition) {
    const Real own = before.tension(part);
    if (own >= 1 && !(after.tension(part) > own)) return false;
  }
  return true;
}

std::optional<Real> tensions_that_rise(Trials& body) {
  const Trial& before = body();
  const Trial& after = body(tipped);
  if (!before.stands() || !after.stands()) return std::nullopt;
  int n = 0;
  for (const std::string& part : before.d.partition) {
    const Real own = before.tension(part);
    if (own >= 1 && after.tension(part) > 1.01L * own) ++n;
  }
  return n;
}

}  // namespace

TEST_CASE("claim e: which forces rise") {
  Trials& bridge = study().bridge;
  Trials& body = study().body;
  const Trial& own = body.standing();
  Examined e("e");
  const Tally in_bridge =
      compare_forces(e, "bridge: ", bridge.standing(), bridge.standing({length("front", 0.97)}),
                     {{"frame", "pin"}});
  const Tally in_body = compare_forces(e, "body: ", own, body.standing(tipped),
                                       {{"pelvis", "hip"}, {"L5", "L5/S1 joint"}});
  const bool partly = in_bridge.all_rise() || in_body.rise > in_body.fall;
  const Verdict otherwise = partly ? Verdict::only_when : Verdict::not_supported;
  CHECK(e.claim.verdict ==
        (in_bridge.all_rise() && in_body.all_rise() ? Verdict::supported : otherwise));
  CHECK(says(e.claim.finding, "In the bridge %d of %d forces rise.", in_bridge.rise,
             in_bridge.rise + in_bridge.fall));
  CHECK(says(e.claim.finding, "In the body %d of %d forces rise", in_body.rise,
             in_body.rise + in_body.fall));
  const auto all = crossing(0, 0.15L, 30, [&](Real x) {
    return every_tension_rises(own, body({length("iliopsoas", 1 - x)})) ? 1 : -1;
  });
  CHECK_FALSE(all.has_value());
  CHECK(has_fact(e.claim.turns, "claim.e.never_all"));
  examine_range(e.claim, "groups whose tension rises by more than 1 %", tensions_that_rise,
                [&](Real n) { return n >= static_cast<Real>(own.d.partition.size()); });
}

namespace {

/// Tone recruited anew for a posture leaves the body there: it rests where it stood. Returns the
/// body with that tone.
Trial recruited(const ModelDescription& d, const Vector& theta) {
  const Effort effort = referee::least_effort(d, theta);
  REQUIRE(effort.found);
  const Trial out = trial(changes::with_tones(d, effort.tones), theta);
  for (std::size_t b = 0; b < theta.size(); ++b)
    CHECK(near(static_cast<double>(out.rest.theta[b]), theta[b]));
  return out;
}

/// Moment of a group's passive tissue in the reference posture, + forward.
Real passive_moment(const ModelDescription& d, const std::string& name) {
  const Vector reference(d.bodies.size(), 0);
  return -referee::moment(changes::with_tones(d, 0.0), reference, name,
                          {changes::body(d, "pelvis")});
}

}  // namespace

TEST_CASE("claim f: short hip flexors") {
  Trials& body = study().body;
  const Trial& own = body.standing();
  Examined f("f");
  for (const char* group : {"iliopsoas", "hip_flexors"})
    for (const int per_cent : {5, 10}) {
      const std::string what = std::string(group) + " " + std::to_string(per_cent) + " % shorter: ";
      const Edits shorter{length(group, 1 - per_cent / 100.0)};
      f.number(what + "tilt, + forward", "deg", *tilts(body, {}, shorter));
      f.number(what + "lordosis", "deg", *bends(body, {}, shorter));
    }
  const Edits five{length("iliopsoas", 0.95)};
  const Real tilt = *tilts(body, {}, five);
  const Real lordosis = *bends(body, {}, five);
  const ModelDescription shorter = body(five).d;
  const bool kept = f.effort("iliopsoas 5 % shorter", own, shorter, own.rest.theta);
  f.change("passive moment of iliopsoas in the old posture, + forward", "N m",
           passive_moment(own.d, "iliopsoas"), passive_moment(shorter, "iliopsoas"));
  recruited(shorter, own.rest.theta);
  CHECK(f.claim.verdict == with_tone(tilt > seen && lordosis > seen, kept));
  CHECK(
      says(f.claim.finding, "tips %.1Lf° forward and lordosis changes by %+.1Lf°", tilt, lordosis));
  const auto five_degrees = crossing(0, 0.3L, 15, [&](Real x) {
    return tilts(body, {}, {length("iliopsoas", 1 - x)}).value_or(0) - 5;
  });
  CHECK(turns_at(f.claim.turns, "claim.f.turns", "shortening", five_degrees));
  const auto by = [&](const auto& change) {
    return [&](Trials& t) { return change(t, Edits{}, five); };
  };
  examine_range(f.claim, "tilt by iliopsoas 5 % short", by(tilts), [](Real v) { return v > seen; });
  examine_range(f.claim, "lordosis by iliopsoas 5 % short", by(bends),
                [](Real v) { return v > seen; });
}

TEST_CASE("claim g: short hamstrings") {
  Trials& body = study().body;
  const Trial& own = body.standing();
  const Edits five{length("hamstrings", 0.95)};
  const Edits ten{length("hamstrings", 0.9)};
  Examined g("g");
  g.number("5 % shorter: tilt, + forward", "deg", *tilts(body, {}, five));
  g.number("5 % shorter: lordosis", "deg", *bends(body, {}, five));
  g.number("10 % shorter: tilt, + forward", "deg", *tilts(body, {}, ten));
  g.number("10 % shorter: lordosis", "deg", *bends(body, {}, ten));
  g.effort("hamstrings 5 % shorter", own, body(five).d, own.rest.theta);
  recruited(body(five).d, own.rest.theta);
  const bool held = *bends(body, {}, five) <= 0 && *bends(body, {}, ten) <= 0;
  CHECK(g.claim.verdict == (held ? Verdict::supported : Verdict::not_supported));
  CHECK(says(g.claim.finding, "5 %% short tip the pelvis %.1Lf° back and change lordosis by %.1Lf°",
             -*tilts(body, {}, five), *bends(body, {}, five)));
  const auto deepens = crossing(0, 0.2L, 20, [&](Real x) {
    return bends(body, {}, {length("hamstrings", 1 - x)}).value_or(-1);
  });
  CHECK_FALSE(deepens.has_value());
  CHECK(has_fact(g.claim.turns, "claim.g.nowhere"));
  examine_range(
      g.claim, "lordosis by hamstrings 5 % short", [&](Trials& t) { return bends(t, {}, five); },
      [](Real v) { return v <= 0; });
}

namespace {

struct Training {
  const char* name;
  std::optional<double> length, strength;
};
const Training trainings[] = {
    {"strength x 1.3", {}, 1.3}, {"5 % shorter", 0.95, {}}, {"both", 0.95, 1.3}};
const Edits flatter{length("hamstrings", 0.9)};

/// Iliopsoas and rectus femoris trained in the flatter or the deeper body; there iliopsoas is a
/// tenth shorter already.
Edits trained(bool flat, const Training& how) {
  Edits edits = flat ? flatter : tipped;
  if (how.length) {
    edits.push_back(length("iliopsoas", flat ? *how.length : 0.9 * *how.length));
    edits.push_back(length("rectus_femoris", *how.length));
  }
  if (how.strength) {
    edits.push_back(strength("iliopsoas", *how.strength));
    edits.push_back(strength("rectus_femoris", *how.strength));
  }
  return edits;
}

/// What training does to one of the two bodies: how many degrees each, and whether each goes the
/// way that is claimed.
struct Trained {
  Real changes[3];
  bool right[3];
  bool kept = false;
};
Trained train(Examined& h, bool flat) {
  Trials& body = study().body;
  const std::string who = flat ? "flatter" : "deeper";
  const Edits& start = flat ? flatter : tipped;
  const Real own = body.standing().lordosis();
  const Trial& before = body.standing(start);
  h.change(who + " body: lordosis", "deg", own, before.lordosis());
  Trained out{};
  for (int i = 0; i < 3; ++i) {
    const Trial& after = body.standing(trained(flat, trainings[i]));
    out.changes[i] = after.lordosis() - before.lordosis();
    h.number(who + ", " + trainings[i].name + ": lordosis changes by", "deg", out.changes[i]);
    const bool nearer = std::abs(after.lordosis() - own) < std::abs(before.lordosis() - own);
    out.right[i] = nearer == flat && std::abs(out.changes[i]) > seen;
  }
  const ModelDescription stronger = body(trained(flat, trainings[0])).d;
  out.kept = h.effort(who + " body, strength x 1.3", before, stronger, before.rest.theta);
  return out;
}

}  // namespace

TEST_CASE("claim h: strengthening iliopsoas and rectus femoris") {
  Trials& body = study().body;
  Examined h("h");
  const Trained flat = train(h, true);
  const Trained deep = train(h, false);
  bool any = false;
  for (int i = 0; i < 3; ++i)
    any = any || (flat.right[i] && deep.right[i]);
  CHECK(h.claim.verdict == with_tone(any, flat.kept && deep.kept));
  CHECK(says(h.claim.finding,
             "by %+.1Lf° in the flatter body (%.1Lf°) and by %+.1Lf° in the deeper one (%.1Lf°)",
             flat.changes[0], body(flatter).lordosis(), deep.changes[0], body(tipped).lordosis()));
  CHECK(says(h.claim.finding, "Shortening by 5 %% changes it by %+.1Lf° and by %+.1Lf°",
             flat.changes[1], deep.changes[1]));
  const auto half = crossing(0, 0.5L, 25, [&](Real x) {
    const Training stronger{"", {}, static_cast<double>(1 + x)};
    return bends(body, tipped, trained(false, stronger)).value_or(0) - seen;
  });
  CHECK(turns_at(h.claim.turns, "claim.h.turns", "more_strength", half));
  for (const bool flatten : {true, false})
    examine_range(
        h.claim,
        std::string("lordosis by strength x 1.3 in the ") + (flatten ? "flatter" : "deeper") +
            " body",
        [&](Trials& t) {
          return bends(t, flatten ? flatter : tipped, trained(flatten, trainings[0]));
        },
        [](Real v) { return v > seen; });
}

namespace {

const char* const levels[] = {"L5", "L4", "L3", "L2", "L1"};

/// Per cent of the compression that is borne behind a disc: 16 standing, none from 3.8 degrees of
/// flexion on.
Real behind_disc(const Trial& t) {
  const Vector& theta = t.rest.theta;
  const Real extension =
      referee::degrees(theta[changes::body(t.d, "L5")] - theta[changes::body(t.d, "pelvis")]);
  return 16 * std::clamp<Real>(1 + extension / 3.8L, 0, 1);
}

using DiscReading = Real (*)(const Trial&);
Real shear_under_L5(const Trial& t) { return t.disc("L5").shear; }
Real compression_under_L3(const Trial& t) { return t.disc("L3").compression; }
std::optional<Real> rise(Trials& body, const Edits& edits, DiscReading reading) {
  const Trial& a = body();
  const Trial& b = body(edits);
  if (!a.stands() || !b.stands()) return std::nullopt;
  return reading(b) - reading(a);
}

/// How the five levels' loads change.
struct Levels {
  int compressed = 0;
  int forward = 0;
  int sheared = 0;
};
Levels compare_levels(Examined& i, const Trial& before, const Trial& after) {
  Levels out;
  for (const char* level : levels) {
    const auto was = before.disc(level);
    const auto is = after.disc(level);
    i.change(std::string("compression under ") + level, "N", was.compression, is.compression);
    i.change(std::string("shear under ") + level, "N", was.shear, is.shear);
    if (is.compression > was.compression) ++out.compressed;
    if (is.shear > 0) ++out.forward;
    if (is.shear > 0 && is.shear > was.shear) ++out.sheared;
  }
  return out;
}

}  // namespace

TEST_CASE("claim i: what a short psoas does to the discs") {
  Trials& body = study().body;
  const Trial& before = body.standing();
  const Trial& after = body.standing(tipped);
  Examined i("i");
  const Levels counted = compare_levels(i, before, after);
  Real largest = 0;
  for (const char* level : levels) {
    const auto above = referee::with_all_above(after.d, level);
    largest =
        std::max(largest, std::abs(referee::moment(after.d, after.rest.theta, "iliopsoas", above)));
  }
  i.number("largest moment of iliopsoas at a lumbar joint", "N m", largest);
  i.change("share of the compression behind the L5/S1 disc (estimate; at most standing's value)",
           "%", behind_disc(before), behind_disc(after));
  const bool in_part = counted.forward > 0 && counted.sheared == counted.forward;
  const Verdict otherwise = in_part ? Verdict::only_when : Verdict::not_supported;
  const bool all = counted.compressed == 5 && counted.sheared == 5;
  CHECK(i.claim.verdict == (all ? Verdict::supported : otherwise));
  CHECK(says(i.claim.finding, "Forward shear rises at %d of 5 levels", counted.sheared));
  CHECK(says(i.claim.finding, "Compression rises at %d of 5", counted.compressed));
  CHECK(says(i.claim.finding, "at most %.1Lf N·m about any lumbar joint", largest));
  const auto tenth = crossing(0, 0.2L, 20, [&](Real x) {
    const Edits edits{length("iliopsoas", 1 - x)};
    return rise(body, edits, shear_under_L5).value_or(0) - shear_under_L5(before) / 10;
  });
  CHECK(turns_at(i.claim.turns, "claim.i.turns", "shortening", tenth));
  const auto risen = [](Real v) { return v > 0; };
  examine_range(
      i.claim, "rise of shear under L5", [](Trials& t) { return rise(t, tipped, shear_under_L5); },
      risen);
  examine_range(
      i.claim, "rise of compression under L3",
      [](Trials& t) { return rise(t, tipped, compression_under_L3); }, risen);
}

TEST_CASE("claim j: whether the bunches behind pull the same way") {
  Trials& body = study().body;
  Examined j("j");
  int forward = 0;
  for (const char* group : {"hamstrings", "gluteals", "erector_spinae"}) {
    const Real tilt = *tilts(body, {}, {length(group, 0.95)});
    j.number(std::string(group) + " 5 % shorter: tilt, + forward", "deg", tilt);
    if (tilt > 0) ++forward;
  }
  const bool one_way = forward == 0 || forward == 3;
  CHECK(j.claim.verdict == (one_way ? Verdict::supported : Verdict::not_supported));
  const auto back = crossing(0, 0.3L, 30, [&](Real x) {
    return -tilts(body, {}, {length("erector_spinae", 1 - x)}).value_or(1);
  });
  CHECK_FALSE(back.has_value());
  CHECK(has_fact(j.claim.turns, "claim.j.nowhere"));
  examine_range(
      j.claim, "tilt by erector spinae 5 % short",
      [](Trials& t) { return tilts(t, {}, {length("erector_spinae", 0.95)}); },
      [](Real v) { return v < 0; });
}

namespace {

/// By how many per cent the tension of the hamstrings rises.
std::optional<Real> hamstrings_rise(Trials& body, const Edits& edits) {
  const Trial& a = body();
  const Trial& b = body(edits);
  if (!a.stands() || !b.stands()) return std::nullopt;
  return 100 * (b.tension("hamstrings") / a.tension("hamstrings") - 1);
}

}  // namespace

TEST_CASE("claim k: taut hamstrings that are not short") {
  Trials& body = study().body;
  const Trial& before = body.standing();
  const Trial& after = body.standing(tipped);
  Real stretch = 0;
  for (const int c : changes::members(before.d, "hamstrings")) {
    stretch = std::max(stretch, after.rest.lengths[c] - before.rest.lengths[c]);
  }
  const Real rise = *hamstrings_rise(body, tipped);
  const Trial anew = recruited(after.d, before.rest.theta);
  Examined k("k");
  k.change("tension of the hamstrings, tone held", "N", before.tension("hamstrings"),
           after.tension("hamstrings"));
  k.number("rise", "%", rise);
  k.number("largest stretch of a hamstring", "mm", 1000 * stretch);
  k.effort("iliopsoas 10 % shorter", before, after.d, before.rest.theta);
  k.change("tension of the hamstrings, tone recruited anew", "N", before.tension("hamstrings"),
           anew.tension("hamstrings"));
  const bool undone = anew.tension("hamstrings") <= 1.05L * before.tension("hamstrings");
  CHECK(k.claim.verdict == with_tone(rise > 5, undone));
  CHECK(says(k.claim.finding,
             "stretches the hamstrings by up to %.1Lf mm, and their tension rises by %.1Lf %%",
             1000 * stretch, rise));
  const auto five = crossing(0, 0.2L, 20, [&](Real x) {
    return hamstrings_rise(body, {length("iliopsoas", 1 - x)}).value_or(0) - 5;
  });
  CHECK(turns_at(k.claim.turns, "claim.k.turns", "shortening", five));
  examine_range(
      k.claim, "rise of hamstring tension", [](Trials& t) { return hamstrings_rise(t, tipped); },
      [](Real v) { return v > 5; });
}

namespace {

/// Mean tone [%] of erector spinae that holds a body's posture at least effort.
Real back_tone(const ModelDescription& d, const Effort& effort) {
  const std::vector<int> back = changes::members(d, "erector_spinae");
  Real sum = 0;
  for (const int c : back)
    sum += effort.tones[c];
  return 100 * sum / static_cast<Real>(back.size());
}
/// In the reference posture and in the one that a short iliopsoas brings.
std::optional<std::pair<Real, Real>> back_tones(Trials& body, const Edits& edits) {
  const Trial& t = body(edits);
  if (!t.stands()) return std::nullopt;
  const Effort upright = referee::least_effort(body.own(), Vector(t.rest.theta.size(), 0));
  const Effort held = referee::least_effort(t.d, t.rest.theta);
  if (!upright.found || !held.found) return std::nullopt;
  return std::pair{back_tone(t.d, upright), back_tone(t.d, held)};
}

}  // namespace

TEST_CASE("claim l: what back muscles do in the tipped posture") {
  Trials& body = study().body;
  const Trial& before = body.standing();
  const Trial& after = body.standing(tipped);
  const auto [upright, held] = back_tones(body, tipped).value();
  const Real least = referee::least_effort(before.d, before.rest.theta).value;
  const Real more = referee::least_effort(after.d, after.rest.theta).value;
  const int thorax = changes::body(before.d, "thorax");
  Examined l("l");
  l.change("effort", "N m", least, more);
  l.change("mean tone of erector spinae", "%", upright, held);
  // what holds the thorax takes up all that the rest of the body leaves there
  l.change("moment supplied to the thorax from outside while tone is held, + back", "N m",
           -before.rest.moments[thorax], -after.rest.moments[thorax]);
  CHECK(l.claim.verdict == (held > 1.1L * upright ? Verdict::supported : Verdict::not_supported));
  CHECK(says(l.claim.finding, "Effort goes from %.2Lf to %.2Lf N·m", least, more));
  CHECK(says(l.claim.finding, "mean tone of erector spinae from %.2Lf %% to %.2Lf %%", upright,
             held));
  const auto twice = crossing(0, 0.15L, 15, [&](Real x) {
    const auto tones = back_tones(body, {length("iliopsoas", 1 - x)});
    return tones ? tones->second - 2 * tones->first : -1;
  });
  CHECK(turns_at(l.claim.turns, "claim.l.turns", "shortening", twice));
  examine_range(
      l.claim,
      "mean tone of erector spinae in the tipped posture, as a multiple of that in the reference "
      "posture",
      [](Trials& t) -> std::optional<Real> {
        const auto tones = back_tones(t, tipped);
        if (!tones) return std::nullopt;
        return tones->second / tones->first;
      },
      [](Real v) { return v > 1.1L; });
}

TEST_CASE("claim m: long hamstrings") {
  Trials& body = study().body;
  const Trial& own = body.standing();
  const Edits five{length("hamstrings", 1.05)};
  const Real tilt = *tilts(body, {}, five);
  Examined m("m");
  m.number("5 % longer: tilt, + forward", "deg", tilt);
  m.number("10 % longer: tilt, + forward", "deg", *tilts(body, {}, {length("hamstrings", 1.1)}));
  const bool kept = m.effort("hamstrings 5 % longer", own, body(five).d, own.rest.theta);
  recruited(body(five).d, own.rest.theta);
  CHECK(m.claim.verdict == with_tone(tilt > seen, kept));
  CHECK(says(m.claim.finding, "the pelvis tips %.1Lf° forward", tilt));
  const auto half = crossing(0, 0.2L, 20, [&](Real x) {
    return tilts(body, {}, {length("hamstrings", 1 + x)}).value_or(0) - seen;
  });
  CHECK(turns_at(m.claim.turns, "claim.m.turns", "lengthening", half));
  examine_range(
      m.claim, "tilt by hamstrings 5 % long", [&](Trials& t) { return tilts(t, {}, five); },
      [](Real v) { return v > seen; });
}

namespace {

/// Passive moment of one leg about the hip [N m], + flexion, the straight leg flexed by an angle,
/// all else upright.
Real hip_moment(const ModelDescription& body, Real flexion) {
  ModelDescription d = changes::with_tones(body, 0.0);
  d.gravity = {0, 0};
  std::erase_if(d.joints, [](const Joint& j) { return j.name != "hip_capsule"; });
  const int thigh = changes::body(d, "thigh");
  const int shank = changes::body(d, "shank");
  Vector theta(d.bodies.size(), 0);
  theta[thigh] = theta[shank] = flexion;
  const Vector moments = referee::Referee(d).moments(theta);
  return (moments[thigh] + moments[shank]) / 2;
}

/// Where f, which falls, is 0.
Real root(Real low, Real high, const Measure& f) {
  REQUIRE(f(low) > 0);
  REQUIRE(f(high) < 0);
  for (int k = 0; k < 50; ++k) {
    const Real middle = (low + high) / 2;
    (f(middle) > 0 ? low : high) = middle;
  }
  return low;
}

/// How much longer a group's fibers must be [1] so that the leg goes 2 degrees further at 15 N m:
/// back for those in front (side +1), forward for those behind (-1).
Real for_two_degrees(const ModelDescription& d, const std::string& group, int side) {
  const Real limit = 15 * side;
  const Real end = root(-0.7L, 1.2L, [&](Real flexion) { return hip_moment(d, flexion) - limit; });
  const Real wanted = end - side * 2 * referee::pi / 180;
  return root(0, 0.5L, [&](Real more) {
    const ModelDescription longer =
        changes::changed(d, {{group, Knob::more, static_cast<double>(more)}});
    return side * (hip_moment(longer, wanted) - limit);
  });
}

/// The tilts by one group's three stretches.
std::array<Real, 3> stretched(Examined& n, const std::string& group, int side) {
  Trials& body = study().body;
  const Real by = for_two_degrees(body.standing(tipped).d, group, side);
  const Edit stretches[] = {{group, Knob::more, 0.05},
                            {group, Knob::more_m, 0.005},
                            {group, Knob::more, static_cast<double>(by)}};
  const char* const names[] = {"5 % longer", "5 mm longer", "by 2° of hip range"};
  std::array<Real, 3> out;
  for (int k = 0; k < 3; ++k) {
    out[k] = *tilts(body, tipped, in_tipped({stretches[k]}));
    const Real share = k == 2 ? 1e-6L : tolerance;  // the library's 2 degrees have six digits
    n.number(group + " " + names[k] + ": tilt, + forward", "deg", out[k], share);
  }
  return out;
}

}  // namespace

TEST_CASE("claim n: which muscle to stretch") {
  Trials& body = study().body;
  Examined n("n");
  const auto front = stretched(n, "iliopsoas", 1);
  const auto behind = stretched(n, "hamstrings", -1);
  int right = 0;
  for (int k = 0; k < 3; ++k)
    if (front[k] < 0 && behind[k] >= 0) ++right;
  const Trial& tip = body.standing(tipped);
  const bool kept = n.effort("here the tipped one, iliopsoas 5 % short instead of 10 %", tip,
                             body({length("iliopsoas", 0.95)}).d, tip.rest.theta);
  CHECK(n.claim.verdict == with_tone(right > 0, kept || right < 3));
  CHECK(says(n.claim.finding,
             "fiber length, iliopsoas moves the pelvis %.1Lf° back, hamstrings %.1Lf° forward.",
             -front[0], behind[0]));
  CHECK(says(n.claim.finding, "5 mm more length: %.1Lf° back and %.1Lf° forward", -front[1],
             behind[1]));
  CHECK(says(n.claim.finding, "2° more hip range: %.1Lf° back and %.1Lf° forward", -front[2],
             behind[2]));
  const auto fails = crossing(-0.01L, 0.3L, 31, [&](Real x) {
    const Real shorter = 1 - x;
    const Edits start{length("iliopsoas", shorter)};
    const auto i = tilts(body, start, {length("iliopsoas", 1.05L * shorter)});
    const auto h = tilts(body, start, {length("iliopsoas", shorter), length("hamstrings", 1.05)});
    return i && h && *i < 0 && *h >= 0 ? -1 : 1;
  });
  CHECK_FALSE(fails.has_value());
  CHECK(has_fact(n.claim.turns, "claim.n.nowhere"));
  examine_range(
      n.claim, "tilt by 5 % more iliopsoas",
      [](Trials& t) { return tilts(t, tipped, {length("iliopsoas", 0.95)}); },
      [](Real v) { return v < 0; });
  examine_range(
      n.claim, "tilt by 5 % more hamstrings",
      [](Trials& t) { return tilts(t, tipped, in_tipped({length("hamstrings", 1.05)})); },
      [](Real v) { return v >= 0; });
}

TEST_CASE("claim o: strong abdominals") {
  Trials& body = study().body;
  const Edits stronger = in_tipped({strength("abdominals", 1.3)});
  const Real strong = *tilts(body, tipped, stronger);
  // twice the tone is what twice the strength is
  const Real twice = *tilts(body, tipped, in_tipped({{"abdominals", Knob::tone, 2}}));
  const Real shorter = *tilts(body, tipped, in_tipped({length("abdominals", 0.95)}));
  const Trial& tip = body.standing(tipped);
  Examined o("o");
  o.number("strength x 1.3: tilt, + forward", "deg", strong);
  o.number("twice the tone: tilt, + forward", "deg", twice);
  o.number("5 % shorter: tilt, + forward", "deg", shorter);
  const bool kept = o.effort("abdominals' strength x 1.3", tip, body(stronger).d, tip.rest.theta);
  CHECK(o.claim.verdict == with_tone(strong < -seen || twice < -seen || shorter < -seen, kept));
  CHECK(says(o.claim.finding,
             "moves the pelvis %.1Lf° back. Twice the tone moves it %.1Lf° back; 5 %% shortening "
             "moves it %.1Lf° back.",
             -strong, -twice, -shorter));
  const auto half = crossing(0, 1.5L, 30, [&](Real x) {
    return -tilts(body, tipped, in_tipped({strength("abdominals", 1 + x)})).value_or(0) - seen;
  });
  CHECK(turns_at(o.claim.turns, "claim.o.turns", "more_strength", half));
  examine_range(
      o.claim, "tilt by abdominals x 1.3 in the tipped body",
      [&](Trials& t) { return tilts(t, tipped, stronger); }, [](Real v) { return v < -seen; });
}

namespace {

/// The body with what a variant's name says, before anything is fitted.
ModelDescription named_change(ModelDescription d, const Fact& name) {
  const auto value = [&](const char* of) { return std::get<double>(name.find(of)->value); };
  const auto factor = [&](const char* what, const auto& joint) {
    if (name.id != what) return;
    for (Joint& j : d.joints)
      if (joint(j)) j.preload_factor *= value("factor");
  };
  factor("claim.body.hip_capsule", [](const Joint& j) { return j.name == "hip_capsule"; });
  factor("claim.body.discs", [](const Joint& j) { return j.name != "hip_capsule"; });
  if (name.id == "claim.body.welded") {
    d.constraints.push_back({.name = "T12_L1_weld", .terms = {{"thorax", 1}, {"L1", -1}}});
  }
  if (name.id == "claim.body.mass_center") {
    d.bodies[changes::body(d, "thorax")].com_x += value("forward");
  }
  if (name.id == "claim.body.thorax_free") {
    std::erase_if(d.constraints, [](const Constraint& c) { return c.name == "thorax_upright"; });
  }
  return d;
}

/// The same with another's neutral angles and tones: what is fitted.
ModelDescription with_fits_of(ModelDescription d, const ModelDescription& other) {
  for (std::size_t j = 0; j < d.joints.size(); ++j) {
    auto* disc = std::get_if<LinearJoint>(&d.joints[j].law);
    if (disc) disc->neutral_angle = std::get<LinearJoint>(other.joints[j].law).neutral_angle;
  }
  for (std::size_t c = 0; c < d.cables.size(); ++c) {
    std::get<Hill>(d.cables[c].law).activation = std::get<Hill>(other.cables[c].law).activation;
  }
  return d;
}

/// At floor tone nothing is left to turn any body above the pelvis; and the tone is that of least
/// effort.
void examine_fit(const ModelDescription& d) {
  const Vector reference(d.bodies.size(), 0);
  const ModelDescription relaxed = changes::with_tones(d, 0.01);
  referee::Referee r(relaxed);
  const Vector moments = r.moments(reference);
  for (const int b : referee::with_all_above(d, "L5")) {
    INFO("on " << d.bodies[b].name);
    CHECK(std::abs(moments[b]) < 1e-12L * r.scale[b]);
  }
  const Effort effort = referee::least_effort(d, reference);
  REQUIRE(effort.found);
  for (std::size_t c = 0; c < d.cables.size(); ++c) {
    INFO("tone of " << d.cables[c].name);
    CHECK(near(std::get<Hill>(d.cables[c].law).activation, effort.tones[c]));
  }
}

/// Its reference is no rest, and pushed from there either way it falls until a body leaves its
/// range.
void examine_fall(const ModelDescription& d) {
  for (const Real push : {-0.01L, 0.01L}) {
    Vector theta(d.bodies.size(), 0);
    for (const int b : referee::with_all_above(d, "L5"))
      theta[b] = push;
    const Rest fallen = referee::rest(d, theta);
    INFO("pushed by " << static_cast<double>(push) << ": " << fallen.why);
    CHECK_FALSE(fallen.found);
    CHECK(fallen.why == "it leaves the range of its angles");
  }
}

}  // namespace

TEST_CASE("each other body differs by what its name says, and is fitted to stand as before") {
  Study& s = study();
  const ModelDescription& own = s.body.own();
  REQUIRE(s.variants.size() == 8);
  std::set<std::string> names;
  for (std::size_t i = 0; i < s.variants.size(); ++i) {
    const Fact& name = s.variants[i].name;
    const ModelDescription& d = s.others[i].own();
    INFO(sentence(name));
    names.insert(sentence(name));
    CHECK(with_fits_of(named_change(own, name), d) == d);
    const bool fitted = name.id != "claim.body.thorax_free";
    if (!fitted) CHECK(with_fits_of(d, own) == d);
    CHECK(s.others[i]().stands() == fitted);
    if (fitted)
      examine_fit(d);
    else
      examine_fall(d);
    if (!fitted) continue;
    for (const Real angle : s.others[i]().rest.theta)
      CHECK(std::abs(angle) < 1e-11L);
  }
  CHECK(names == std::set<std::string>{"hip capsule x 0.75", "hip capsule x 1.25",
                                       "disc stiffness x 0.75", "disc stiffness x 1.5",
                                       "T12/L1 welded", "trunk mass center 20 mm back",
                                       "trunk mass center 20 mm forward", "thorax let free"});
}

TEST_CASE("verdicts are computed: other bodies get other verdicts") {
  Study& s = study();
  const auto& own = s.list;
  REQUIRE(own.size() == 18);
  CHECK(of(own, "a").verdict == Verdict::by_assumption);
  for (const Claim& c : own)
    CHECK((c.verdict != Verdict::only_when || !c.condition.empty()));
  for (const char* id : {"p", "q", "r"}) {
    CHECK(of(own, id).verdict == Verdict::not_testable);
    CHECK(of(own, id).numbers.empty());
  }
  CHECK(of(own, "b").verdict == Verdict::supported);
  CHECK(of(own, "j").verdict == Verdict::not_supported);
  CHECK(of(own, "f").verdict == Verdict::only_when);  // tone recruited anew keeps the posture
  CHECK(of(own, "g").verdict == Verdict::supported);  // and keeps the lordosis from growing, too
  // a bridge whose front cables are slack pitches nothing; nor does a body's iliopsoas that has
  // neither tone nor passive force
  const Trial& slack = s.bridge.standing({length("front", 1.2)});
  ModelBuilder b(s.body_model);
  for (const int c : changes::members(b.description, "iliopsoas")) {
    std::get<Hill>(b.description.cables[c].law).max_isometric_force *= 1e-3;
  }
  const Model weak = fit_standing(b.build()).model;
  const auto others = claims(ModelBuilder(slack.d).build(), weak);
  Trials body(weak.description());
  const Real tilt = *tilts(body, {}, {length("iliopsoas", 0.95)});
  CHECK(slack.tension("front") == 0);
  CHECK(of(others, "b").verdict == Verdict::not_supported);
  CHECK(std::abs(tilt) < seen);
  CHECK(near(of(others, "f").numbers.front().value, tilt));
  CHECK(of(others, "f").verdict == Verdict::not_supported);
  CHECK(*hamstrings_rise(body, tipped) < 5);
  CHECK(of(others, "k").verdict == Verdict::not_supported);
  // and there are words for what is found in them
  for (const Language language : all_languages())
    CHECK_NOTHROW(claims_text(others, language));
}

TEST_CASE("the report says every claim with its verdict, in each language") {
  const auto& list = study().list;
  const auto has = [](const std::string& text, const std::string& what) {
    INFO("'" << what << "'");
    return text.find(what) != std::string::npos;
  };
  for (const Language language : all_languages()) {
    const std::string text = claims_text(list, language), json = claims_json(list, language),
                      svg = claims_svg(list, language);
    for (const Claim& c : list) {
      const auto phrase = [&](const std::string& what) {
        return sentence(Fact("claim." + c.id + what), language);
      };
      // as JSON writes it, open at the end
      const auto start_of = [](const std::string& words) {
        const std::string quoted = nlohmann::json(words).dump();
        return quoted.substr(0, quoted.size() - 1);
      };
      CHECK(has(text, "\n" + c.id + ". " + phrase(".statement")));
      CHECK(has(json, nlohmann::json(phrase(".statement")).dump()));
      CHECK(has(svg, c.id + ".  " + phrase(".statement").substr(0, 20)));
      if (c.verdict != Verdict::not_testable) CHECK(has(json, start_of(phrase(".rule"))));
      CHECK(!c.finding.empty());
      for (const ClaimRange& r : c.ranges)
        CHECK(r.values.size() == study().variants.size());
    }
    CHECK(has(text, sentence(Fact("claim.not_supported_here"), language)));
    CHECK(has(svg, sentence(Fact("claim.not_supported"), language)));
    // for programs: the same words in every language
    CHECK(has(json, "\"verdict\": \"not supported by this model\""));
    CHECK(has(json, "\"name\": \"hip_flexors 5 % shorter: tilt, + forward\""));
  }
}
#include <nlohmann/json.hpp>
