#pragma once
/// Experiments of the essay's claims e, i, k, l: forces on attachments and joints, and the tone
/// that a tipped posture takes. Each fills a claim's numbers, verdict, finding, turning point and
/// ranges.
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/posture/claims_study-inl.hpp"
#include "guywire/posture/joint_loads.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

namespace detail {

// --- e ---

/// Forces before and after a change: how many rise, and which do not.
struct ForceCount {
  int rise = 0, fall = 0;
  std::vector<std::string> relieved;  ///< groups
  Facts relieved_hinges;

  bool all_rise() const { return rise > 0 && fall == 0; }
};

/// A hinge: the body beyond it, and the fact that names it.
struct NamedHinge {
  std::string body;
  Fact name;
};

/// Tension of every group and the force at the hinges, before and after.
inline ForceCount compare_forces(Claim& c, const Model& before, const Model& after, bool is_bridge,
                                 const std::vector<NamedHinge>& hinges) {
  ForceCount out;
  const auto p = rest_of(before), q = rest_of(after);
  if (!p || !q) return out;
  /// Whether it does not rise.
  const auto falls = [&](Fact name, double x, double y) {
    if (std::max(x, y) < 1) return false;  // slack before and after
    name.values.emplace_back("is_bridge", is_bridge);
    c.numbers.push_back({std::move(name), y, "N", x});
    (y > x ? out.rise : out.fall) += 1;
    return !(y > x);
  };
  for (const auto& part : partition_of(before))
    if (falls({"claim.number.tension", {{"group", part.first}}},
              tension_of(before, p->posture, part.first),
              tension_of(after, q->posture, part.first)))
      out.relieved.push_back(part.first);
  for (const NamedHinge& hinge : hinges)
    if (falls({"claim.number.hinge_force", {{"hinge", Facts{hinge.name}}}},
              hinge_force(before, p->posture, hinge.body),
              hinge_force(after, q->posture, hinge.body)))
      out.relieved_hinges.push_back(hinge.name);
  return out;
}

inline void add_finding(Claim& c, const ForceCount& n, bool is_bridge) {
  c.finding.push_back({"claim.e.finding",
                       {{"is_bridge", is_bridge},
                        {"rise", n.rise},
                        {"all", n.rise + n.fall},
                        {"relieved", n.relieved}}});
  for (const Fact& hinge : n.relieved_hinges)
    c.finding.push_back({"claim.e.hinge_relieved", {{"hinge", Facts{hinge}}}});
}

/// Of the groups that pull, before and after iliopsoas is shorter: how many, and how many of these
/// pull harder than `factor` times as before. Empty where nothing rests.
struct RisingTensions {
  int pulling = 0, rising = 0;
};
inline std::optional<RisingTensions> rising_tensions(const Model& m, double length, double factor) {
  const Model shorter = adjust(m, "iliopsoas", {.length = length});
  const auto p = rest_of(m), q = rest_of(shorter);
  if (!p || !q) return std::nullopt;
  RisingTensions out;
  for (const auto& part : partition_of(m)) {
    const double before = tension_of(m, p->posture, part.first);
    if (!(before >= 1)) continue;
    ++out.pulling;
    out.rising += tension_of(shorter, q->posture, part.first) > factor * before;
  }
  return out;
}

inline void forces_by_short_front(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  const ForceCount in_bridge =
      compare_forces(c, s.bridge, adjust(s.bridge, "front", {.length = 0.97}), true,
                     {{"frame", {"claim.hinge.pin"}}});
  const ForceCount in_body =
      compare_forces(c, body, adjust(body, "iliopsoas", {.length = 0.9}), false,
                     {{"pelvis", {"claim.hinge.hip"}}, {"L5", {"claim.hinge.lumbosacral"}}});
  judge(c, in_bridge.all_rise() && in_body.all_rise(),
        in_bridge.all_rise() || in_body.rise > in_body.fall, "claim.e.condition");
  add_finding(c, in_bridge, true);
  add_finding(c, in_body, false);
  const auto all_rise = first_root(
      0.005, 0.15,
      [&](double x) {
        const auto n = rising_tensions(body, 1 - x, 1);
        return n && n->rising == n->pulling ? 1.0 : -1.0;
      },
      29);
  if (all_rise)
    c.turns = {Fact("claim.e.turns", {{"shortening", *all_rise}})};
  else
    c.turns = {Fact("claim.e.never_all")};
  const double groups = static_cast<double>(partition_of(body).size());
  c.ranges = {s.over(
      {"claim.range.rising_groups"}, "1", 1,
      [](const Model& v) -> std::optional<double> {
        const auto n = rising_tensions(v, 0.9, 1.01);
        if (!n) return std::nullopt;
        return n->rising;
      },
      [&](double n) { return n >= groups; })};
}

// --- i ---

/// Compression and shear (+ forward) at the five lumbar levels, before and after.
struct LumbarLoads {
  int compressed = 0;  ///< levels at which compression rises
  int forward = 0;     ///< levels at which shear is forward after
  int sheared = 0;     ///< of these, levels at which it rises
  int eased = 0;       ///< levels at which backward shear falls
};
inline LumbarLoads compare_lumbar_loads(Claim& c, const Model& body, const Posture& p,
                                        const Model& shorter, const Posture& q) {
  LumbarLoads out;
  const auto add = [&](std::string_view name, const std::string& level, const char* kind) {
    const Quantity force = quantity(body, level + "." + kind);
    const double before = value_of(force, body, p), after = value_of(force, shorter, q);
    c.numbers.push_back({{name, {{"level", level}}}, after, "N", before});
    return std::pair{before, after};
  };
  for (const char* level : {"L5", "L4", "L3", "L2", "L1"}) {
    const auto compression = add("claim.number.compression", level, "compression");
    out.compressed += compression.second > compression.first;
    const auto [before, after] = add("claim.number.shear", level, "shear");
    out.forward += after > 0;
    out.sheared += after > 0 && after > before;
    out.eased += after <= 0 && after > before;
  }
  return out;
}

/// The largest moment of iliopsoas at a lumbar joint [N m].
inline double largest_lumbar_moment(const Model& m, const Posture& p) {
  double largest = 0;
  const Ledger l = ledger(m, p, Ledger::About::joints);
  for (const LedgerSum& s : by_group(m, l))
    if (s.name == "iliopsoas")
      for (std::size_t k = 0; k < l.columns.size(); ++k)
        if (l.columns[k].starts_with('L'))
          largest = std::max(largest, std::abs(s.passive[k] + s.active[k]));
  return largest;
}

/// Share of the compression behind the L5/S1 disc (estimate).
inline double share_behind_L5S1(const Model& body, const Posture& p) {
  return share_behind_disc(p.angles[body.body("L5").index] - p.angles[body.body("pelvis").index]);
}

/// Rise of a quantity when iliopsoas is shorter by x of its fiber; empty where nothing rests.
inline std::optional<double> rise_by_iliopsoas(const Model& m, double x, const char* what) {
  const Model shorter = adjust(m, "iliopsoas", {.length = 1 - x});
  const auto a = rest_of(m), b = rest_of(shorter);
  if (!a || !b) return std::nullopt;
  const Quantity force = quantity(m, what);
  return value_of(force, shorter, b->posture) - value_of(force, m, a->posture);
}

inline Facts psoas_finding(const LumbarLoads& n, double moment, bool share_changes) {
  Facts out{Fact("claim.i.shear", {{"rising", n.sheared}})};
  if (n.forward < 5)
    out.push_back({"claim.i.backward",
                   {{"backward", 5 - n.forward},
                    {"eased", n.eased},
                    {"all_eased", n.eased == 5 - n.forward}}});
  out.push_back({"claim.i.compression", {{"rising", n.compressed}}});
  out.push_back({"claim.i.moment", {{"moment", moment}}});
  out.emplace_back(share_changes ? "claim.i.share_changes" : "claim.i.share_stays");
  return out;
}

inline void psoas_loads_on_joints(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  const Model shorter = adjust(body, "iliopsoas", {.length = 0.9});
  const auto p = rest_of(body), q = rest_of(shorter);
  LumbarLoads n;
  double moment = 0, shear = 0;
  bool share_changes = false;
  if (p) shear = value_of(quantity(body, "L5.shear"), body, p->posture);
  if (p && q) {
    n = compare_lumbar_loads(c, body, p->posture, shorter, q->posture);
    moment = largest_lumbar_moment(shorter, q->posture);
    c.numbers.push_back({{"claim.number.lumbar_moment"}, moment, "N m"});
    const double before = share_behind_L5S1(body, p->posture),
                 after = share_behind_L5S1(body, q->posture);
    share_changes = after != before;
    c.numbers.push_back({{"claim.number.share_behind"}, 100 * after, "%", 100 * before});
  }
  judge(c, n.compressed + n.sheared == 10, n.forward > 0 && n.sheared == n.forward,
        "claim.i.condition");
  c.finding = psoas_finding(n, moment, share_changes);
  const auto tenth = first_root(
      0, 0.2,
      [&](double x) { return rise_by_iliopsoas(body, x, "L5.shear").value_or(0) - 0.1 * shear; },
      20);
  if (tenth) c.turns = {Fact("claim.i.turns", {{"shortening", *tenth}})};
  const auto rise_of = [](const char* what) {
    return [=](const Model& v) { return rise_by_iliopsoas(v, 0.1, what); };
  };
  const auto rises = [](double v) { return v > 0; };
  c.ranges = {s.over({"claim.range.shear"}, "N", 1, rise_of("L5.shear"), rises),
              s.over({"claim.range.compression"}, "N", 1, rise_of("L3.compression"), rises)};
}

// --- k ---

/// Rise of the hamstrings' tension when iliopsoas is shorter by x of its fiber [%].
inline std::optional<double> hamstring_rise(const Model& m, double x) {
  const Model shorter = adjust(m, "iliopsoas", {.length = 1 - x});
  const auto a = rest_of(m), b = rest_of(shorter);
  if (!a || !b) return std::nullopt;
  return 100 *
         (tension_of(shorter, b->posture, "hamstrings") / tension_of(m, a->posture, "hamstrings") -
          1);
}

/// The hamstrings before and after iliopsoas is 10 % shorter: verdict and finding.
inline void compare_hamstrings(Claim& c, const Model& body, const Posture& p, const Model& shorter,
                               const Posture& q) {
  const double before = tension_of(body, p, "hamstrings"),
               after = tension_of(shorter, q, "hamstrings");
  double stretch = 0;
  for (const CableId id : body.cables("hamstrings"))
    stretch = std::max(stretch, q.lengths[id.index] - p.lengths[id.index]);
  const double rise = 100 * (after / before - 1);
  c.numbers = {{{"claim.number.tension_held"}, after, "N", before},
               {{"claim.number.rise"}, rise, "%"},
               {{"claim.number.stretch"}, 1000 * stretch, "mm"}};
  bool undone = false;
  if (keeps(c, body, shorter, {}, shorter_by("iliopsoas", 0.1))) {
    const Model anew = with_recruitment(shorter, recruit(shorter));
    const double then = tension_of(anew, posture_at(anew, State{}).last(), "hamstrings");
    c.numbers.push_back({{"claim.number.tension_anew"}, then, "N", before});
    undone = !(100 * (then / before - 1) > 5);
  }
  judge_with_tone(c, rise > 5, undone);
  c.finding = {Fact("claim.k.finding", {{"rise", rise / 100}, {"stretch", stretch}})};
  if (undone) c.finding.emplace_back("claim.k.undone");
}

inline void hamstrings_stretched_by_iliopsoas(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  const Model shorter = adjust(body, "iliopsoas", {.length = 0.9});
  const auto p = rest_of(body), q = rest_of(shorter);
  c.verdict = Verdict::not_supported;
  c.finding = {Fact("claim.k.no_equilibrium")};
  if (p && q) compare_hamstrings(c, body, p->posture, shorter, q->posture);
  const auto five = first_root(
      0, 0.2, [&](double x) { return hamstring_rise(body, x).value_or(0) - 5; }, 20);
  if (five) c.turns = {Fact("claim.k.turns", {{"shortening", *five}})};
  c.ranges = {s.over(
      {"claim.range.hamstring_tension"}, "%", 1,
      [](const Model& v) { return hamstring_rise(v, 0.1); }, [](double v) { return v > 5; })};
}

// --- l ---

/// Mean tone of a group [%].
inline double mean_tone(const Model& m, const Recruitment& r, const char* group) {
  double sum = 0;
  const auto ids = m.cables(group);
  for (const CableId id : ids)
    sum += r.activations[id.index] / static_cast<double>(ids.size());
  return 100 * sum;
}

/// Tone recruited for the reference posture, and for the one that a shorter iliopsoas brings.
struct TippedTone {
  Recruitment reference, tipped;
  double reference_mean = 0, tipped_mean = 0;  ///< of erector spinae [%]
};
inline std::optional<TippedTone> tipped_tone(const Model& m, double x) {
  const Model shorter = adjust(m, "iliopsoas", {.length = 1 - x});
  const auto q = rest_of(shorter);
  if (!q) return std::nullopt;
  TippedTone out{.reference = recruit(m), .tipped = recruit(shorter, {}, {q->posture.coordinates})};
  if (!out.reference.feasible || !out.tipped.feasible) return std::nullopt;
  out.reference_mean = mean_tone(m, out.reference, "erector_spinae");
  out.tipped_mean = mean_tone(shorter, out.tipped, "erector_spinae");
  return out;
}

/// What is supplied from outside by the constraints that muscles would pay for [N m].
inline double moment_from_outside(const Model& m, const Posture& p) {
  const auto& constraints = m.description().constraints;
  double outside = 0;
  for (std::size_t k = 0; k < constraints.size(); ++k)
    if (constraints[k].balanced_by_muscles) outside += p.constraint_moments[k];
  return outside;
}

inline void tone_of_tipped_posture(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  const auto p = rest_of(body), q = rest_of(adjust(body, "iliopsoas", {.length = 0.9}));
  const auto tone = tipped_tone(body, 0.1);
  c.finding = {Fact("claim.l.no_tone")};
  if (p && q && tone) {
    const double before = moment_from_outside(body, p->posture),
                 after = moment_from_outside(body, q->posture);
    c.numbers = {
        {{"claim.number.whole_effort"}, tone->tipped.effort, "N m", tone->reference.effort},
        {{"claim.number.mean_tone"}, tone->tipped_mean, "%", tone->reference_mean},
        {{"claim.number.outside_moment"}, after, "N m", before}};
    c.finding = {Fact("claim.l.finding", {{"effort_before", tone->reference.effort},
                                          {"effort", tone->tipped.effort},
                                          {"tone_before", tone->reference_mean / 100},
                                          {"tone", tone->tipped_mean / 100},
                                          {"outside_moment", after}})};
  }
  c.verdict = supported_if(tone && tone->tipped_mean > 1.1 * tone->reference_mean);
  const auto twice = first_root(
      0.0, 0.15,
      [&](double x) {
        const auto t = tipped_tone(body, x);
        return t ? t->tipped_mean - 2 * t->reference_mean : -1.0;
      },
      15);
  if (twice) c.turns = {Fact("claim.l.turns", {{"shortening", *twice}})};
  c.ranges = {s.over(
      {"claim.range.mean_tone"}, "times", 1,
      [](const Model& v) -> std::optional<double> {
        const auto t = tipped_tone(v, 0.1);
        if (!t) return std::nullopt;
        return t->tipped_mean / t->reference_mean;
      },
      [](double v) { return v > 1.1; })};
}

}  // namespace detail

}  // namespace guywire
