#pragma once
/// Experiments of the essay's claims f, g, h, j, m, n, o: how far pelvis and lordosis of the
/// standing body turn. Each fills a claim's numbers, verdict, finding, turning point and ranges.
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/posture/claims_study-inl.hpp"
#include "guywire/posture/clinical.hpp"
#include "guywire/posture/prescription.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

namespace detail {

/// Adds tilt and lordosis by a group at a length, of the reference's.
inline void add_tilt_and_lordosis(Claim& c, const Model& body, const char* group, double length,
                                  const Fact& change) {
  const Model m = adjust(body, group, {.length = length});
  c.numbers.push_back({tilt_after(change), deg(tilt_change(body, m)), "deg"});
  c.numbers.push_back({lordosis_after(change), deg(lordosis_change(body, m)), "deg"});
}

/// The body that claims h, n and o start from, or compare with: a group 10 % short.
inline Model ten_per_cent_short(const Model& m, const char* group) {
  return adjust(m, group, {.length = 0.9});
}

// --- f ---

/// Passive moment of iliopsoas in the reference posture, + forward [N m].
inline double passive_iliopsoas_moment(const Model& m) {
  const auto p = posture_at(m, State{});
  double sum = 0;
  for (const LedgerSum& s : by_group(m, ledger(m, p.last())))
    if (s.name == "iliopsoas") sum = -s.passive[0];
  return sum;
}

/// The short body keeps its old posture: at what effort, and what the short muscle adds passively.
inline void add_kept_posture(Claim& c, const Model& body, const Model& shorter) {
  const ClaimNumber effort = c.numbers.back();
  const double before = passive_iliopsoas_moment(body), after = passive_iliopsoas_moment(shorter);
  c.numbers.push_back({{"claim.number.passive_moment"}, after, "N m", before});
  c.finding.push_back(
      {"claim.f.kept", {{"effort", effort.value}, {"effort_before", *effort.before}}});
  if (effort.value < *effort.before && after > before)
    c.finding.emplace_back("claim.f.pulls_passively");
}

inline void hip_flexors_shortened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const char* group : {"iliopsoas", "hip_flexors"})
    for (const double length : {0.95, 0.9})
      add_tilt_and_lordosis(c, body, group, length, shorter_by(group, 1 - length));
  const Model shorter = adjust(body, "iliopsoas", {.length = 0.95});
  const bool kept = keeps(c, body, shorter, {}, shorter_by("iliopsoas", 0.05));
  const double by_tilt = c.numbers[0].value, by_lordosis = c.numbers[1].value;
  judge_with_tone(c, by_tilt > 0.5 && by_lordosis > 0.5, kept);
  c.finding = {
      Fact("claim.f.finding", {{"tilt", moved(by_tilt)}, {"lordosis", changed(by_lordosis)}})};
  if (kept) add_kept_posture(c, body, shorter);
  const auto five = first_root(
      0, 0.3,
      [&](double x) {
        return tilt_by(body, "iliopsoas", {.length = 1 - x}).value_or(0) - 5 * degree;
      },
      15);
  if (five) c.turns = {Fact("claim.f.turns", {{"shortening", *five}})};
  const auto tilt = [](const Model& v) { return tilt_by(v, "iliopsoas", {.length = 0.95}); };
  const auto lordosis = [](const Model& v) {
    return lordosis_change(v, adjust(v, "iliopsoas", {.length = 0.95}));
  };
  const auto grows = [](double v) { return v > ClaimStudy::seen; };
  c.ranges = {s.over(tilt_when_short("iliopsoas"), "deg", degree, tilt, grows),
              s.over(lordosis_when_short("iliopsoas"), "deg", degree, lordosis, grows)};
}

// --- g ---

inline void hamstrings_shortened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const double length : {0.95, 0.9})
    add_tilt_and_lordosis(c, body, "hamstrings", length, shorter_by("", 1 - length));
  const bool held = c.numbers[1].value <= 0 && c.numbers[3].value <= 0;
  keeps(c, body, adjust(body, "hamstrings", {.length = 0.95}), {}, shorter_by("hamstrings", 0.05));
  c.verdict = supported_if(held);
  c.finding = {Fact("claim.otherwise")};
  if (held)
    c.finding = {Fact("claim.g.finding", {{"tilt", moved(c.numbers[0].value)},
                                          {"lordosis", changed(c.numbers[1].value)}})};
  const auto deepens = first_root(
      0.005, 0.2,
      [&](double x) {
        return lordosis_change(body, adjust(body, "hamstrings", {.length = 1 - x})).value_or(-1);
      },
      20);
  if (deepens)
    c.turns = {Fact("claim.g.turns", {{"shortening", *deepens}})};
  else
    c.turns = {Fact("claim.g.nowhere")};
  c.ranges = {s.over(
      lordosis_when_short("hamstrings"), "deg", degree,
      [](const Model& m) { return lordosis_change(m, adjust(m, "hamstrings", {.length = 0.95})); },
      [](double v) { return v <= 0; })};
}

// --- h ---

/// A body with a flatter or a deeper lumbar curve: which group is 10 % short. The claim:
/// strengthening brings the flatter one, and not the deeper one, nearer to the reference's
/// lordosis.
struct CurvedBody {
  const char* group = "";
  bool is_flatter = false;
};
inline constexpr CurvedBody flatter{.group = "hamstrings", .is_flatter = true},
    deeper{.group = "iliopsoas", .is_flatter = false};

struct Strengthening {
  Fact name;
  KnobChanges changes;
};
inline const std::array<Strengthening, 3>& strengthenings() {
  static const std::array<Strengthening, 3> all{
      {{stronger_by("", 1.3), {.strength = 1.3}},
       {shorter_by("", 0.05), {.length = 0.95}},
       {{"claim.change.both"}, {.length = 0.95, .strength = 1.3}}}};
  return all;
}

/// Iliopsoas and rectus femoris changed in a curved body.
inline Model strengthened(const Model& start, const CurvedBody& who, const KnobChanges& changes) {
  KnobChanges iliopsoas = changes;
  if (who.group == std::string_view("iliopsoas") && iliopsoas.length)
    *iliopsoas.length *= 0.9;  // it is short already
  return adjust(adjust(start, "iliopsoas", iliopsoas), "rectus_femoris", changes);
}

/// What the strengthenings do to one curved body.
struct LordosisChanges {
  double before = std::nan("");    ///< lordosis [deg]
  std::array<double, 3> change{};  ///< by each strengthening [deg]
  std::array<bool, 3> right{};     ///< whether each moves it the way the claim says
  bool kept = true;                ///< tone recruited anew keeps the posture after `strength x 1.3`

  /// Whether it lies within one standard deviation of standing adults, or is not known.
  bool usual() const { return !(std::abs(SpinopelvicNorms{}.lordosis.z(before * degree)) > 1); }
};

inline LordosisChanges strengthen(Claim& c, const Model& body, const std::optional<Rest>& reference,
                                  const CurvedBody& who) {
  const Model start = ten_per_cent_short(body, who.group);
  const auto before = rest_of(start);
  LordosisChanges out;
  if (before && reference) {
    out.before = before->lordosis / degree;
    c.numbers.push_back({{"claim.number.curved_lordosis", {{"is_flatter", who.is_flatter}}},
                         out.before,
                         "deg",
                         reference->lordosis / degree});
  }
  const auto& all = strengthenings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto after = rest_of(strengthened(start, who, all[i].changes));
    const bool known = reference && before && after;
    out.change[i] = known ? (after->lordosis - before->lordosis) / degree : std::nan("");
    c.numbers.push_back({{"claim.number.curved_change",
                          {{"is_flatter", who.is_flatter}, {"change", Facts{all[i].name}}}},
                         out.change[i],
                         "deg"});
    const bool nearer = known && std::abs(after->lordosis - reference->lordosis) <
                                     std::abs(before->lordosis - reference->lordosis);
    out.right[i] = nearer == who.is_flatter && std::abs(out.change[i]) > ClaimStudy::seen / degree;
  }
  if (before)
    out.kept = keeps(
        c, start, strengthened(start, who, all[0].changes), {before->posture.coordinates},
        {"claim.change.curved", {{"is_flatter", who.is_flatter}, {"change", Facts{all[0].name}}}});
  return out;
}

inline Facts strengthening_finding(const LordosisChanges& flat, const LordosisChanges& deep) {
  Facts out{Fact("claim.h.strength", {{"flatter", changed(flat.change[0])},
                                      {"flatter_before", flat.before * degree},
                                      {"deeper", changed(deep.change[0])},
                                      {"deeper_before", deep.before * degree}}),
            Fact("claim.h.shortening",
                 {{"flatter", changed(flat.change[1])}, {"deeper", changed(deep.change[1])}})};
  if (flat.usual() && deep.usual()) out.emplace_back("claim.h.usual");
  return out;
}

/// Lordosis that `strength x (1 + x)` adds to the curved body [rad].
inline std::optional<double> lordosis_by_strength(const Model& m, const CurvedBody& who,
                                                  double strength) {
  const Model start = ten_per_cent_short(m, who.group);
  return lordosis_change(start, strengthened(start, who, {.strength = strength}));
}

inline void iliopsoas_and_rectus_strengthened(const ClaimStudy& s, Claim& c) {
  const auto reference = rest_of(s.body);
  const LordosisChanges flat = strengthen(c, s.body, reference, flatter),
                        deep = strengthen(c, s.body, reference, deeper);
  bool some = false;
  for (std::size_t i = 0; i < flat.right.size(); ++i)
    some = some || (flat.right[i] && deep.right[i]);
  judge_with_tone(c, some, flat.kept && deep.kept);
  c.finding = strengthening_finding(flat, deep);
  const auto half = first_root(
      0, 0.5,
      [&](double x) {
        return lordosis_by_strength(s.body, deeper, 1 + x).value_or(0) - ClaimStudy::seen;
      },
      25);
  if (half) c.turns = {Fact("claim.h.turns", {{"more_strength", *half}})};
  for (const CurvedBody& who : {flatter, deeper})
    c.ranges.push_back(s.over(
        {"claim.range.curved_lordosis", {{"is_flatter", who.is_flatter}}}, "deg", degree,
        [&](const Model& v) { return lordosis_by_strength(v, who, 1.3); },
        [](double v) { return v > ClaimStudy::seen; }));
}

// --- j ---

inline void rear_bunches_shortened(const ClaimStudy& s, Claim& c) {
  bool forward = false, back = false;
  for (const char* group : {"hamstrings", "gluteals", "erector_spinae"}) {
    const double t = deg(tilt_by(s.body, group, {.length = 0.95}));
    c.numbers.push_back({tilt_after(shorter_by(group, 0.05)), t, "deg"});
    (t > 0 ? forward : back) = true;
  }
  c.verdict = supported_if(!(forward && back));
  c.finding = found(c, Verdict::not_supported, "claim.j.finding");
  c.ranges = {s.over(
      tilt_when_short("erector_spinae"), "deg", degree,
      [](const Model& v) { return tilt_by(v, "erector_spinae", {.length = 0.95}); },
      [](double v) { return v < 0; })};
  const auto with = first_root(
      0.01, 0.3,
      [&](double x) { return -tilt_by(s.body, "erector_spinae", {.length = 1 - x}).value_or(1); },
      29);
  if (with)
    c.turns = {Fact("claim.j.turns", {{"shortening", *with}})};
  else
    c.turns = {Fact("claim.j.nowhere")};
}

// --- m ---

inline void hamstrings_lengthened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const double length : {1.05, 1.1})
    c.numbers.push_back({tilt_after(longer_by("", length - 1)),
                         deg(tilt_by(body, "hamstrings", {.length = length})), "deg"});
  const bool kept = keeps(c, body, adjust(body, "hamstrings", {.length = 1.05}), {},
                          longer_by("hamstrings", 0.05));
  judge_with_tone(c, c.numbers[0].value > 0.5, kept);
  c.finding = {Fact("claim.m.finding", {{"tilt", moved(c.numbers[0].value)}})};
  const auto half = first_root(
      0, 0.2,
      [&](double x) {
        return tilt_by(body, "hamstrings", {.length = 1 + x}).value_or(0) - ClaimStudy::seen;
      },
      20);
  if (half) c.turns = {Fact("claim.m.turns", {{"lengthening", *half}})};
  c.ranges = {s.over(
      {"claim.range.hamstrings_long"}, "deg", degree,
      [](const Model& v) { return tilt_by(v, "hamstrings", {.length = 1.05}); },
      [](double v) { return v > ClaimStudy::seen; })};
}

// --- n ---

/// Tilt by stretching iliopsoas and hamstrings, compared in three ways: by fiber, by length, by hip
/// range [deg].
struct StretchTilts {
  std::array<std::array<double, 3>, 2> tilt{};

  /// Whether the claim holds in one comparison.
  bool holds(int way) const { return tilt[0][way] < 0 && tilt[1][way] >= 0; }
  bool all() const { return holds(0) && holds(1) && holds(2); }
  bool some() const { return holds(0) || holds(1) || holds(2); }
};
inline StretchTilts add_stretches(Claim& c, const Model& tipped) {
  StretchTilts out;
  std::size_t row = 0;
  for (const StretchComparison& s : compare_stretches(tipped, {"iliopsoas", "hamstrings"})) {
    out.tilt[row] = {s.equal_fibre.tilt / degree, s.equal_length.tilt / degree,
                     s.equal_hip_range.tilt / degree};
    const std::array<Fact, 3> ways{
        longer_by(s.group, 0.05),
        Fact("claim.change.longer_by_length", {{"group", s.group}, {"by", 0.005}}),
        Fact("claim.change.longer_by_hip_range", {{"group", s.group}, {"by", 2 * degree}})};
    for (std::size_t k = 0; k < ways.size(); ++k)
      c.numbers.push_back({tilt_after(ways[k]), out.tilt[row][k], "deg"});
    ++row;
  }
  return out;
}

/// How short iliopsoas is where lengthening it by 5 % of fiber no longer does better.
inline Fact where_stretches_fail(const Model& body) {
  const auto fails = first_root(
      0, 0.3,
      [&](double x) {
        const Model t = adjust(body, "iliopsoas", {.length = 1 - x});
        const auto i = tilt_by(t, "iliopsoas", {.length = 1.05 * (1 - x)}),
                   h = tilt_by(t, "hamstrings", {.length = 1.05});
        return i && h && *i < 0 && *h >= 0 ? -1.0 : 1.0;
      },
      30);
  if (!fails) return {"claim.n.nowhere"};
  if (*fails == 0) return {"claim.n.not_in_reference"};
  return {"claim.n.turns", {{"shortening", *fails}}};
}

inline void stretches_compared(const ClaimStudy& s, Claim& c) {
  const Model tipped = ten_per_cent_short(s.body, "iliopsoas");
  const StretchTilts by = add_stretches(c, tipped);
  const auto at = rest_of(tipped);
  const bool kept = at && keeps(c, tipped, adjust(tipped, "iliopsoas", {.length = 0.95}),
                                {at->posture.coordinates}, {"claim.change.iliopsoas_longer_again"});
  judge(c, by.all() && !kept, by.some(), by.all() ? "claim.tone_held" : "claim.n.condition");
  std::size_t way = 0;
  for (const char* finding : {"claim.n.by_fiber", "claim.n.by_length", "claim.n.by_hip_range"}) {
    c.finding.push_back(
        {finding, {{"iliopsoas", moved(by.tilt[0][way])}, {"hamstrings", moved(by.tilt[1][way])}}});
    ++way;
  }
  const auto tilt_by_more = [](const char* group, double length) {
    return [=](const Model& v) {
      return tilt_by(ten_per_cent_short(v, "iliopsoas"), group, {.length = length});
    };
  };
  c.ranges = {s.over(tilt_when_lengthened("iliopsoas"), "deg", degree,
                     tilt_by_more("iliopsoas", 0.95), [](double v) { return v < 0; }),
              s.over(tilt_when_lengthened("hamstrings"), "deg", degree,
                     tilt_by_more("hamstrings", 1.05), [](double v) { return v >= 0; })};
  c.turns = {where_stretches_fail(s.body)};
}

// --- o ---

inline void abdominals_strengthened(const ClaimStudy& s, Claim& c) {
  const Model tipped = ten_per_cent_short(s.body, "iliopsoas");
  const double strong = deg(tilt_by(tipped, "abdominals", {.strength = 1.3})),
               twice = deg(tilt_by(tipped, "abdominals", {.strength = 2})),
               shorter = deg(tilt_by(tipped, "abdominals", {.length = 0.95}));
  c.numbers = {{tilt_after(stronger_by("", 1.3)), strong, "deg"},
               {tilt_after({"claim.change.twice_tone"}), twice, "deg"},
               {tilt_after(shorter_by("", 0.05)), shorter, "deg"}};
  const auto at = rest_of(tipped);
  const bool kept = at && keeps(c, tipped, adjust(tipped, "abdominals", {.strength = 1.3}),
                                {at->posture.coordinates}, stronger_by("abdominals", 1.3));
  judge_with_tone(c, strong < -0.5 || twice < -0.5 || shorter < -0.5, kept);
  c.finding = {
      Fact("claim.o.finding",
           {{"strength", moved(strong)}, {"tone", moved(twice)}, {"shortening", moved(shorter)}})};
  const auto half = first_root(
      0, 1.5,
      [&](double x) {
        return -tilt_by(tipped, "abdominals", {.strength = 1 + x}).value_or(0) - ClaimStudy::seen;
      },
      30);
  if (half) c.turns = {Fact("claim.o.turns", {{"more_strength", *half}})};
  c.ranges = {s.over(
      {"claim.range.abdominals"}, "deg", degree,
      [](const Model& v) {
        return tilt_by(ten_per_cent_short(v, "iliopsoas"), "abdominals", {.strength = 1.3});
      },
      [](double v) { return v < -ClaimStudy::seen; })};
}

}  // namespace detail

}  // namespace guywire
