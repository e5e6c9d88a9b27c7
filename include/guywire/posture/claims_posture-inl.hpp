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
                                  const std::string& prefix = "") {
  const Model m = adjust(body, group, {.length = length});
  const std::string what = prefix + whole_per_cent(1 - length) + " % shorter: ";
  c.numbers.push_back({what + "tilt, + forward", deg(tilt_change(body, m)), "deg"});
  c.numbers.push_back({what + "lordosis", deg(lordosis_change(body, m)), "deg"});
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
  c.numbers.push_back(
      {"passive moment of iliopsoas in the old posture, + forward", after, "N m", before});
  const bool pulls_instead = effort.value < *effort.before && after > before;
  c.finding +=
      " Recruiting anew it can keep its old posture, at " + hundredth(effort.value) +
      " instead of " + hundredth(*effort.before) + " N m of effort" +
      (pulls_instead ? ": less, because the short muscle pulls passively where tone did." : ".");
}

inline void hip_flexors_shortened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const char* group : {"iliopsoas", "hip_flexors"})
    for (const double length : {0.95, 0.9})
      add_tilt_and_lordosis(c, body, group, length, std::string(group) + " ");
  const Model shorter = adjust(body, "iliopsoas", {.length = 0.95});
  const bool kept = keeps(c, body, shorter, {}, "iliopsoas 5 % shorter");
  c.verdict = with_tone(c.numbers[0].value > 0.5 && c.numbers[1].value > 0.5, kept);
  c.finding = "Iliopsoas 5 % short: the pelvis tips " + turned(c.numbers[0].value) +
              ", lordosis changes by " + signed_deg(c.numbers[1].value) + ".";
  if (kept) add_kept_posture(c, body, shorter);
  const auto five = first_root(
      0, 0.3,
      [&](double x) {
        return tilt_by(body, "iliopsoas", {.length = 1 - x}).value_or(0) - 5 * degree;
      },
      15);
  if (five)
    c.turns = "5° of forward tilt take " + per_cent(*five) + " % of iliopsoas's fibre length.";
  const auto tilt = [](const Model& v) { return tilt_by(v, "iliopsoas", {.length = 0.95}); };
  const auto lordosis = [](const Model& v) {
    return lordosis_change(v, adjust(v, "iliopsoas", {.length = 0.95}));
  };
  const auto grows = [](double v) { return v > ClaimStudy::seen; };
  c.ranges = {s.over("tilt by iliopsoas 5 % short", "deg", degree, tilt, grows),
              s.over("lordosis by iliopsoas 5 % short", "deg", degree, lordosis, grows)};
}

// --- g ---

inline void hamstrings_shortened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const double length : {0.95, 0.9})
    add_tilt_and_lordosis(c, body, "hamstrings", length);
  const bool held = c.numbers[1].value <= 0 && c.numbers[3].value <= 0;
  keeps(c, body, adjust(body, "hamstrings", {.length = 0.95}), {}, "hamstrings 5 % shorter");
  c.verdict = supported_if(held);
  c.finding =
      told(c, Verdict::supported,
           "They turn the pelvis " + turned(c.numbers[0].value) + " and change lordosis by " +
               signed_deg(c.numbers[1].value) + " for 5 %, with the tone held.");
  const auto deepens = first_root(
      0.005, 0.2,
      [&](double x) {
        return lordosis_change(body, adjust(body, "hamstrings", {.length = 1 - x})).value_or(-1);
      },
      20);
  c.turns = deepens ? "Lordosis grows from " + per_cent(*deepens) + " % of shortening on."
                    : "Nowhere: at no shortening from 0.5 to 20 % does lordosis grow.";
  c.ranges = {s.over(
      "lordosis by hamstrings 5 % short", "deg", degree,
      [](const Model& m) { return lordosis_change(m, adjust(m, "hamstrings", {.length = 0.95})); },
      [](double v) { return v <= 0; })};
}

// --- h ---

/// A body with a flatter or a deeper lumbar curve: which group is 10 % short.
struct CurvedBody {
  const char* name = "";
  const char* group = "";
  bool helped = false;  ///< the claim: strengthening brings it nearer to the reference's lordosis
};
inline constexpr CurvedBody flatter{.name = "flatter", .group = "hamstrings", .helped = true},
    deeper{.name = "deeper", .group = "iliopsoas", .helped = false};

struct Strengthening {
  const char* name = "";
  KnobChanges changes;
};
inline constexpr std::array<Strengthening, 3> strengthenings{
    {{"strength x 1.3", {.strength = 1.3}},
     {"5 % shorter", {.length = 0.95}},
     {"both", {.length = 0.95, .strength = 1.3}}}};

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
  const std::string name = who.name;
  const Model start = ten_per_cent_short(body, who.group);
  const auto before = rest_of(start);
  LordosisChanges out;
  if (before && reference) {
    out.before = before->lordosis / degree;
    c.numbers.push_back(
        {name + " body: lordosis", out.before, "deg", reference->lordosis / degree});
  }
  for (std::size_t i = 0; i < strengthenings.size(); ++i) {
    const auto after = rest_of(strengthened(start, who, strengthenings[i].changes));
    const bool known = reference && before && after;
    out.change[i] = known ? (after->lordosis - before->lordosis) / degree : std::nan("");
    c.numbers.push_back(
        {name + ", " + strengthenings[i].name + ": lordosis changes by", out.change[i], "deg"});
    const bool nearer = known && std::abs(after->lordosis - reference->lordosis) <
                                     std::abs(before->lordosis - reference->lordosis);
    out.right[i] = nearer == who.helped && std::abs(out.change[i]) > ClaimStudy::seen / degree;
  }
  if (before)
    out.kept = keeps(c, start, strengthened(start, who, strengthenings[0].changes),
                     {before->posture.coordinates}, name + " body, strength x 1.3");
  return out;
}

inline std::string strengthening_finding(const LordosisChanges& flat, const LordosisChanges& deep) {
  std::string finding = "Strength alone moves lordosis by " + signed_deg(flat.change[0]) +
                        " in the flatter body (" + decimal(flat.before) + "°) and " +
                        signed_deg(deep.change[0]) + " in the deeper one (" + decimal(deep.before) +
                        "°); 5 % shortening by " + signed_deg(flat.change[1]) + " and " +
                        signed_deg(deep.change[1]) + ".";
  if (!flat.usual() || !deep.usual()) return finding;
  return finding +
         " Both bodies lie within the usual range: they are flatter and deeper than the "
         "reference, not flat or hyperlordotic.";
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
  for (std::size_t i = 0; i < strengthenings.size(); ++i)
    some = some || (flat.right[i] && deep.right[i]);
  c.verdict = with_tone(some, flat.kept && deep.kept);
  c.finding = strengthening_finding(flat, deep);
  const auto half = first_root(
      0, 0.5,
      [&](double x) {
        return lordosis_by_strength(s.body, deeper, 1 + x).value_or(0) - ClaimStudy::seen;
      },
      25);
  if (half)
    c.turns = "In the deeper body 0.5° more lordosis takes " + per_cent(*half) +
              " % more strength at the same tone.";
  for (const CurvedBody& who : {flatter, deeper})
    c.ranges.push_back(s.over(
        std::string("lordosis by strength x 1.3 in the ") + who.name + " body", "deg", degree,
        [&](const Model& v) { return lordosis_by_strength(v, who, 1.3); },
        [](double v) { return v > ClaimStudy::seen; }));
}

// --- j ---

inline void rear_bunches_shortened(const ClaimStudy& s, Claim& c) {
  bool forward = false, back = false;
  for (const char* group : {"hamstrings", "gluteals", "erector_spinae"}) {
    const double t = deg(tilt_by(s.body, group, {.length = 0.95}));
    c.numbers.push_back({std::string(group) + " 5 % shorter: tilt, + forward", t, "deg"});
    (t > 0 ? forward : back) = true;
  }
  c.verdict = supported_if(!(forward && back));
  c.finding =
      told(c, Verdict::not_supported,
           "Under an upright thorax the erector spinae lift the back of the pelvis and tip it "
           "forward, against hamstrings and gluteals. Here the picture of the bridge breaks.");
  c.ranges = {s.over(
      "tilt by erector spinae 5 % short", "deg", degree,
      [](const Model& v) { return tilt_by(v, "erector_spinae", {.length = 0.95}); },
      [](double v) { return v < 0; })};
  const auto with = first_root(
      0.01, 0.3,
      [&](double x) { return -tilt_by(s.body, "erector_spinae", {.length = 1 - x}).value_or(1); },
      29);
  c.turns =
      with ? "Erector spinae turn the pelvis back from " + per_cent(*with) + " % of shortening on."
           : "Nowhere: erector spinae 1 to 30 % shorter always tip the pelvis forward while "
             "the thorax is held; what turns it is the hold, and with the thorax let free "
             "nothing rests.";
}

// --- m ---

inline void hamstrings_lengthened(const ClaimStudy& s, Claim& c) {
  const Model& body = s.body;
  for (const double length : {1.05, 1.1})
    c.numbers.push_back({whole_per_cent(length - 1) + " % longer: tilt, + forward",
                         deg(tilt_by(body, "hamstrings", {.length = length})), "deg"});
  const bool kept =
      keeps(c, body, adjust(body, "hamstrings", {.length = 1.05}), {}, "hamstrings 5 % longer");
  c.verdict = with_tone(c.numbers[0].value > 0.5, kept);
  c.finding = "With hamstrings 5 % longer the pelvis tips " + turned(c.numbers[0].value) + ".";
  const auto half = first_root(
      0, 0.2,
      [&](double x) {
        return tilt_by(body, "hamstrings", {.length = 1 + x}).value_or(0) - ClaimStudy::seen;
      },
      20);
  if (half) c.turns = "0.5° takes " + per_cent(*half) + " % more length.";
  c.ranges = {s.over(
      "tilt by hamstrings 5 % long", "deg", degree,
      [](const Model& v) { return tilt_by(v, "hamstrings", {.length = 1.05}); },
      [](double v) { return v > ClaimStudy::seen; })};
}

// --- n ---

/// Tilt by stretching iliopsoas and hamstrings, compared in three ways: by fibre, by length, by hip
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
  const char* const ways[] = {" 5 % longer: tilt, + forward", " 5 mm longer: tilt, + forward",
                              " by 2° of hip range: tilt, + forward"};
  std::size_t row = 0;
  for (const StretchComparison& s : compare_stretches(tipped, {"iliopsoas", "hamstrings"})) {
    out.tilt[row] = {s.equal_fibre.tilt / degree, s.equal_length.tilt / degree,
                     s.equal_hip_range.tilt / degree};
    for (int k = 0; k < 3; ++k)
      c.numbers.push_back({s.group + ways[k], out.tilt[row][k], "deg"});
    ++row;
  }
  return out;
}

/// How short iliopsoas is where lengthening it by 5 % of fibre no longer does better.
inline std::string where_stretches_fail(const Model& body) {
  const auto fails = first_root(
      0, 0.3,
      [&](double x) {
        const Model t = adjust(body, "iliopsoas", {.length = 1 - x});
        const auto i = tilt_by(t, "iliopsoas", {.length = 1.05 * (1 - x)}),
                   h = tilt_by(t, "hamstrings", {.length = 1.05});
        return i && h && *i < 0 && *h >= 0 ? -1.0 : 1.0;
      },
      30);
  if (!fails) return "By fibre length nowhere: it holds with iliopsoas 0 to 30 % short.";
  if (*fails == 0) return "It does not hold in the reference body.";
  return "By fibre length it stops holding when iliopsoas is " + per_cent(*fails) + " % short.";
}

inline void stretches_compared(const ClaimStudy& s, Claim& c) {
  const Model tipped = ten_per_cent_short(s.body, "iliopsoas");
  const StretchTilts by = add_stretches(c, tipped);
  const auto at = rest_of(tipped);
  const bool kept = at && keeps(c, tipped, adjust(tipped, "iliopsoas", {.length = 0.95}),
                                {at->posture.coordinates}, "iliopsoas 5 % longer than that");
  c.verdict = with_tone(by.some(), kept || !by.all());
  if (by.some() && !by.all()) c.condition = "lengths are compared in some of the three ways";
  const auto& [iliopsoas, hamstrings] = by.tilt;
  c.finding = "5 % more iliopsoas moves the pelvis " + turned(iliopsoas[0]) +
              ", 5 % more hamstrings " + turned(hamstrings[0]) + "; 5 mm, " + turned(iliopsoas[1]) +
              " and " + turned(hamstrings[1]) + "; 2° of hip range, " + turned(iliopsoas[2]) +
              " and " + turned(hamstrings[2]) + ".";
  const auto tilt_by_more = [](const char* group, double length) {
    return [=](const Model& v) {
      return tilt_by(ten_per_cent_short(v, "iliopsoas"), group, {.length = length});
    };
  };
  c.ranges = {s.over("tilt by 5 % more iliopsoas", "deg", degree, tilt_by_more("iliopsoas", 0.95),
                     [](double v) { return v < 0; }),
              s.over("tilt by 5 % more hamstrings", "deg", degree, tilt_by_more("hamstrings", 1.05),
                     [](double v) { return v >= 0; })};
  c.turns = where_stretches_fail(s.body);
}

// --- o ---

inline void abdominals_strengthened(const ClaimStudy& s, Claim& c) {
  const Model tipped = ten_per_cent_short(s.body, "iliopsoas");
  const double strong = deg(tilt_by(tipped, "abdominals", {.strength = 1.3})),
               twice = deg(tilt_by(tipped, "abdominals", {.strength = 2})),
               shorter = deg(tilt_by(tipped, "abdominals", {.length = 0.95}));
  c.numbers = {{"strength x 1.3: tilt, + forward", strong, "deg"},
               {"twice the tone: tilt, + forward", twice, "deg"},
               {"5 % shorter: tilt, + forward", shorter, "deg"}};
  const auto at = rest_of(tipped);
  const bool kept = at && keeps(c, tipped, adjust(tipped, "abdominals", {.strength = 1.3}),
                                {at->posture.coordinates}, "abdominals' strength x 1.3");
  c.verdict = with_tone(strong < -0.5 || twice < -0.5 || shorter < -0.5, kept);
  c.finding = "Strength alone moves the pelvis " + turned(strong) + ", twice the tone " +
              turned(twice) + ", 5 % shortening " + turned(shorter) + ".";
  const auto half = first_root(
      0, 1.5,
      [&](double x) {
        return -tilt_by(tipped, "abdominals", {.strength = 1 + x}).value_or(0) - ClaimStudy::seen;
      },
      30);
  if (half) c.turns = "0.5° back takes " + per_cent(*half) + " % more strength at the same tone.";
  c.ranges = {s.over(
      "tilt by abdominals x 1.3 in the tipped body", "deg", degree,
      [](const Model& v) {
        return tilt_by(ten_per_cent_short(v, "iliopsoas"), "abdominals", {.strength = 1.3});
      },
      [](double v) { return v < -ClaimStudy::seen; })};
}

}  // namespace detail

}  // namespace guywire
