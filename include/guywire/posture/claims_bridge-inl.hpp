#pragma once
/// Experiments of the essay's claims a to d, on the bridge. Each fills a claim's numbers, verdict,
/// finding and turning point.
#include <algorithm>
#include <cmath>

#include "guywire/posture/attribution.hpp"
#include "guywire/posture/claims_study-inl.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

namespace detail {

// --- a ---

/// The least tension while the first coordinate turns from -range to +range.
inline double least_tension(const Model& m, double range) {
  double least = infinity;
  for (int i = -20; i <= 20; ++i) {
    State s{std::vector<double>(m.structure().free_count, 0.0)};
    s.coordinates[0] = range * i / 20;
    const auto o = posture_at(m, s);
    if (o.status == Status::path_lost) continue;
    for (const double t : o.last().tensions)
      least = std::min(least, t);
  }
  return least;
}

inline void cables_turned_through(const ClaimStudy& s, Claim& c) {
  const double least =
      std::min(least_tension(s.bridge, 60 * degree), least_tension(s.body, 20 * degree));
  c.numbers = {{{"claim.number.least_tension"}, least, "N"}};
  c.verdict = least >= 0 ? Verdict::by_assumption : Verdict::not_supported;
  c.finding = found(c, Verdict::by_assumption, "claim.a.finding");
}

// --- b ---

/// Moment of a group about the first coordinate, + forward [N m].
inline double forward_moment(const Model& m, const Posture& p, const std::string& group) {
  double moment = 0;
  for (const LedgerSum& s : by_group(m, ledger(m, p)))
    if (s.name == group) moment = -s.passive[0];
  return moment;
}

/// Tilt when a group is cut, + forward [deg]; NaN where nothing rests without it.
inline double tilt_when_cut(const Model& m, const Outcome<Posture>& rest,
                            const std::string& group) {
  double cut = std::nan("");
  const auto who = attribution(m, rest);
  for (const GroupContribution& g : who.value().groups)
    if (g.group == group && is_equilibrium(g.removal_status)) cut = g.removal / degree;
  return cut;
}

inline void bridge_front_shortened(const ClaimStudy& s, Claim& c) {
  const Model& bridge = s.bridge;
  const auto rest = solve(bridge);
  const double moment = forward_moment(bridge, rest.value(), "front");
  const double cut = tilt_when_cut(bridge, rest, "front");
  const double shorter = deg(tilt_by(bridge, "front", {.length = 0.97}));
  c.numbers = {{{"claim.number.front_moment"}, moment, "N m"},
               {{"claim.number.front_shorter"}, shorter, "deg"},
               {{"claim.number.front_cut"}, cut, "deg"}};
  c.verdict = supported_if(moment > 0 && shorter > 0 && cut < 0);
  c.finding = {Fact("claim.b.finding", {{"shorter", moved(shorter)}, {"cut", moved(cut)}})};
  const auto slack = first_root(1, 1.5, [&](double length) {
    const auto r = rest_of(adjust(bridge, "front", {.length = length}));
    return r && tension_of(bridge, r->posture, "front") <= 0 ? 1.0 : -1.0;
  });
  if (slack) c.turns = {Fact("claim.b.turns", {{"longer", *slack - 1}})};
}

// --- c ---

/// The bridge with the anchors of a group pulled away along each cable by d [m].
inline Model pulled(const Model& m, std::string_view group, double d) {
  ModelBuilder b(m);
  for (const CableId id : m.cables(group)) {
    auto& path = b.description.cables[id.index].path;
    const Vec2 end =
        position(m, m.body(path.back().body), {path.back().point.x, path.back().point.y},
                 std::vector<double>(m.structure().body_count, 0.0));
    const double x = path.front().point.x - end.x, y = path.front().point.y - end.y,
                 l = std::hypot(x, y);
    path.front().point.x += d * x / l;
    path.front().point.y += d * y / l;
  }
  return b.build();
}

/// The anchor of a cable that hangs slack is pulled away.
struct SlackCable {
  double tilt = std::nan("");    ///< before, + forward [deg]
  std::optional<double> taut;    ///< pull at which it is taut [m]
  double until = std::nan("");   ///< change of tilt until then [deg]
  double beyond = std::nan("");  ///< change of tilt 100 mm beyond [deg]
};
inline SlackCable pull_slack_cable(const Model& bridge, std::string_view cable) {
  SlackCable out;
  if (const auto start = rest_of(bridge)) out.tilt = start->tilt / degree;
  out.taut = first_root(0, 1.5, [&](double d) {
    const auto r = rest_of(pulled(bridge, cable, d));
    return r && tension_of(bridge, r->posture, cable) > 0 ? 1.0 : -1.0;
  });
  const auto change_by = [&](double d) {
    return deg(tilt_change(bridge, pulled(bridge, cable, d)));
  };
  if (out.taut && *out.taut > 0) out.until = change_by(0.99 * *out.taut);
  if (out.taut) out.beyond = change_by(*out.taut + 0.1);
  return out;
}

/// Tension of the hamstrings at a length, of the reference's [N].
inline double hamstring_tension(const Model& body, double length) {
  const Model m = adjust(body, "hamstrings", {.length = length});
  const auto r = rest_of(m);
  return r ? tension_of(m, r->posture, "hamstrings") : std::nan("");
}

inline void rear_anchors_pulled_away(const ClaimStudy& s, Claim& c) {
  const Model &bridge = s.bridge, &body = s.body;
  const SlackCable lower = pull_slack_cable(bridge, "rear_lower_4");
  const auto level = first_root(0, 2.0, [&](double d) {
    const auto r = rest_of(pulled(bridge, "rear", d));
    return r ? -r->tilt : -1.0;
  });
  const double both = deg(tilt_change(bridge, pulled(bridge, "rear", 0.1))),
               ham = deg(tilt_change(adjust(body, "hamstrings", {.length = 1.2}),
                                     adjust(body, "hamstrings", {.length = 1.15})));
  const double long_pull = hamstring_tension(body, 1.2),
               less_long_pull = hamstring_tension(body, 1.15);
  const auto mm = [](std::optional<double> m) { return m ? 1000 * *m : std::nan(""); };
  c.numbers = {{{"claim.number.start_tilt"}, lower.tilt, "deg"},
               {{"claim.number.lower_taut"}, mm(lower.taut), "mm"},
               {{"claim.number.lower_until"}, lower.until, "deg"},
               {{"claim.number.lower_beyond"}, lower.beyond, "deg"},
               {{"claim.number.both_pulled"}, both, "deg"},
               {{"claim.number.both_upright"}, mm(level), "mm"},
               {{"claim.number.hamstrings_tilt"}, ham, "deg"},
               {{"claim.number.hamstrings_tension"}, less_long_pull, "N", long_pull}};
  const bool slack_idle = std::abs(lower.until) < 0.05,
             taut_idle = std::abs(lower.beyond) < 0.05 && std::abs(both) < 0.05;
  judge(c, slack_idle && taut_idle, slack_idle, "claim.c.condition");
  c.finding = found(c, Verdict::only_when, "claim.c.finding");
  if (long_pull > 0 && less_long_pull > 0) c.finding.emplace_back("claim.c.hamstrings_taut");
  if (!lower.taut) return;
  c.turns = {Fact("claim.c.taut", {{"pull", *lower.taut}})};
  if (level)
    c.turns.push_back({"claim.c.upright", {{"pull", *level}}});
  else
    c.turns.emplace_back("claim.c.never_upright");
}

// --- d ---

/// The bridge with the anchors of a group moved by (dx, dy) [m].
inline Model with_anchors(const Model& m, std::string_view group, double dx, double dy) {
  ModelBuilder b(m);
  for (const CableId id : m.cables(group)) {
    Vec3& p = b.description.cables[id.index].path.front().point;
    p.x += dx;
    p.y += dy;
  }
  return b.build();
}

/// Directions of an anchor in which the bunch's tension rises.
struct RisingDirections {
  int rising = 0;
  int forward = 0;              ///< of these, directions in which the frame tips forward
  double furthest = -infinity;  ///< largest forward tip among them [rad]
  double angle = 0;             ///< its direction, from forward, + upward [deg]
};
inline RisingDirections move_rear_anchors(const Model& bridge) {
  RisingDirections out;
  const auto rest = rest_of(bridge);
  for (const char* group : {"rear_upper", "rear_lower"})
    for (int k = 0; k < 72 && rest; ++k) {
      const double angle = 5 * k * degree;
      const auto r =
          rest_of(with_anchors(bridge, group, 0.05 * std::cos(angle), 0.05 * std::sin(angle)));
      if (!r || !(tension_of(bridge, r->posture, group) > tension_of(bridge, rest->posture, group)))
        continue;
      ++out.rising;
      const double tilt = r->tilt - rest->tilt;
      if (tilt > 0.05 * degree) ++out.forward;
      if (tilt > out.furthest) {
        out.furthest = tilt;
        out.angle = 5 * k;
      }
    }
  return out;
}

/// The geometry in which it would hold: how far in front of the pin the upper rear bunch is
/// anchored, 1 m below it, when its line passes in front of the pin, frame upright [m].
inline std::optional<double> anchor_past_pin(const Model& bridge) {
  const auto cable = bridge.cables("rear_upper").front();
  const Vec3 anchor = bridge.description().cables[cable.index].path.front().point;
  return first_root(0, 4.0, [&](double x) {
    const Model m = with_anchors(bridge, "rear_upper", x - anchor.x, -1 - anchor.y);
    const auto arms = moment_arms(m);
    double nearest = -infinity;
    for (const CableId id : m.cables("rear_upper"))
      nearest = std::max(nearest, arms[id.index]);  // + turns the frame back
    return -nearest;
  });
}

inline void rear_anchors_moved_around(const ClaimStudy& s, Claim& c) {
  const RisingDirections d = move_rear_anchors(s.bridge);
  c.numbers = {{{"claim.number.rising_directions"}, double(d.rising), "1"},
               {{"claim.number.forward_directions"}, double(d.forward), "1"},
               {{"claim.number.largest_tip"}, d.furthest / degree, "deg"},
               {{"claim.number.tip_direction"}, d.angle, "deg"}};
  judge(c, 2 * d.forward > d.rising, d.forward > 0, "claim.d.condition");
  c.finding = {Fact(d.forward > 0 ? "claim.d.some" : "claim.d.none")};
  if (const auto past = anchor_past_pin(s.bridge))
    c.turns = {Fact("claim.d.turns", {{"in_front", *past}})};
}

}  // namespace detail

}  // namespace guywire
