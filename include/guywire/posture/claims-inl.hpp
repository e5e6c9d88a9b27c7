#pragma once
#include <algorithm>
#include <array>

#include "guywire/core/watch.hpp"
#include "guywire/posture/claims_bridge-inl.hpp"
#include "guywire/posture/claims_loads-inl.hpp"
#include "guywire/posture/claims_posture-inl.hpp"
#include "guywire/posture/standing.hpp"

namespace guywire {

GUYWIRE_INLINE std::string_view to_string(Verdict v) {
  switch (v) {
    case Verdict::supported:
      return "supported";
    case Verdict::only_when:
      return "only when";
    case Verdict::not_supported:
      return "not supported by this model";
    case Verdict::by_assumption:
      return "true by assumption";
    case Verdict::not_testable:
      return "not testable here";
  }
  return "";
}

GUYWIRE_INLINE std::vector<BodyVariant> body_variants(const Model& standing) {
  std::vector<BodyVariant> out;
  const auto fitted = [&](const std::string& name, auto&& change) {
    ModelBuilder b(standing);
    change(b.description);
    StandingFitOptions options;
    options.fit_capsule = false;
    try {
      out.push_back({name, fit_standing(b.build(), options).model});
    } catch (const SolveError&) {  // no tone balances it: still a variant, without an answer
      out.push_back({name, b.build()});
    }
  };
  const auto joints = [](ModelDescription& d, const char* prefix, auto&& change) {
    for (Joint& j : d.joints)
      if (j.name.starts_with(prefix)) change(j);
  };
  for (const double factor : {0.75, 1.25})
    fitted("hip capsule x " + to_text(factor), [&](ModelDescription& d) {
      joints(d, "hip_capsule", [&](Joint& j) { j.preload_factor *= factor; });
    });
  for (const double factor : {0.75, 1.5})
    fitted("disc stiffness x " + to_text(factor), [&](ModelDescription& d) {
      for (Joint& j : d.joints)
        if (std::holds_alternative<LinearJoint>(j.law)) j.preload_factor *= factor;
    });
  fitted("T12/L1 welded", [&](ModelDescription& d) {
    d.constraints.push_back(relative("T12_L1_weld", "thorax", "L1"));
  });
  for (const double mm : {-20.0, 20.0})
    fitted("trunk mass centre " + to_text(mm) + " mm forward", [&](ModelDescription& d) {
      for (Body& b : d.bodies)
        if (b.name == "thorax") b.com_x += mm / 1000;
    });
  // not fitted: the hold is taken away from the same body
  out.push_back({"thorax let free", without_constraint(standing, "thorax_upright")});
  return out;
}

namespace detail {

/// A claim of the essay, apart from what its experiment finds.
struct ClaimRow {
  const char* id = "";
  const char* statement = "";                                    ///< in our words
  const char* experiment = "None.";                              ///< what is done
  void (*run)(const ClaimStudy& study, Claim& claim) = nullptr;  ///< does it; null: not testable
  const char* rule = "What the model has no quantity for cannot be judged by it.";
  bool tone_may_undo = false;  ///< `tone_rule` belongs to the rule
  const char* rule_end = "";   ///< what follows that
  const char* condition = "";  ///< under which it holds in part
  std::array<const char*, 2> literature{};
  const char* not_testable = "";  ///< why not
};

inline constexpr const char* none_found = "None among the sources collected here measured this.";

inline constexpr std::array<ClaimRow, 18> claim_rows{{
    {.id = "a",
     .statement = "Muscles pull; they never push.",
     .experiment = "The least tension of any cable, in the bridge, its frame turned from -60 to "
                   "+60°, and in the standing body, its pelvis turned from -20 to +20°.",
     .run = cables_turned_through,
     .rule = "True by assumption when no tension is negative: every cable law is zero below its "
             "slack length."},
    {.id = "b",
     .statement = "The cables in front pitch the frame forward.",
     .experiment = "The bridge's front cables shortened by 3 %, then cut.",
     .run = bridge_front_shortened,
     .rule = "Supported when their moment is forward, shortening tips the frame forward and "
             "cutting them tips it back."},
    {.id = "c",
     .statement = "Pulling the ends of the rear cables further away only takes up their slack; it "
                  "cannot out-lever the front.",
     .experiment = "Bridge: the lower rear bunch made 10 % longer, so that it hangs slack, and its "
                   "anchor pulled away along each cable; then the anchors of both rear bunches, "
                   "which hold the frame and so are never slack together. Body: hamstrings at 1.20 "
                   "of their length, then at 1.15.",
     .run = rear_anchors_pulled_away,
     .rule = "Supported when nothing tips by more than 0.05° wherever the rear is pulled; only "
             "when, if that is so until the pulled bunch is taut and not beyond.",
     .condition = "the pulled cables are slack"},
    {.id = "d",
     .statement = "While the rear cables are pulled, the frame tips further forward.",
     .experiment = "Bridge: the anchors of each rear bunch moved 50 mm in each of 72 directions. "
                   "Looked for: a direction in which the bunch's tension rises and the frame still "
                   "tips forward by more than 0.05°.",
     .run = rear_anchors_moved_around,
     .rule = "Supported when most directions that raise tension tip the frame forward; only when, "
             "if some do; otherwise not supported.",
     .condition = "the cable's line comes nearer to the pin"},
    {.id = "e",
     .statement = "All attachments groan: forces rise everywhere.",
     .experiment =
         "Bridge: front cables 3 % shorter. Body: iliopsoas 10 % shorter, the tone and the thorax "
         "held. Tension of every group and the force at pin, hip and L5/S1, before and after.",
     .run = forces_by_short_front,
     .rule = "Supported when every one rises; only when, if all do in the bridge or most do in the "
             "body; otherwise not supported.",
     .condition = "nothing is let off by the tip",
     .literature = {none_found}},
    {.id = "f",
     .statement = "Short hip flexors tip the pelvis forward and deepen lordosis.",
     .experiment = "Iliopsoas, then all hip flexors, 5 and 10 % shorter (fibres), the tone held; "
                   "then iliopsoas 5 % shorter with tone recruited anew for the old posture.",
     .run = hip_flexors_shortened,
     .rule = "Supported when iliopsoas 5 % short tips the pelvis forward and adds lordosis, both "
             "by more than 0.5°.",
     .tone_may_undo = true,
     .literature = {"For: Jorgensson 1993, 60 men: a weak tendency of iliopsoas length to go with "
                    "lordosis (abstract).",
                    "Against: Youdas 2000, 60 patients: hip-flexor length not retained as a "
                    "predictor; Rockey 2008 and a 2021 study of 26 adults: tilt unrelated to hip "
                    "range or strength (abstracts). Populations differ in bone shape and control, "
                    "which this experiment holds fixed."}},
    {.id = "g",
     .statement = "Short hamstrings do not bring lordosis.",
     .experiment = "Hamstrings 5 and 10 % shorter, the tone held; then 5 % with tone recruited "
                   "anew for the old posture.",
     .run = hamstrings_shortened,
     .rule = "Supported when lordosis does not grow with the tone held; tone recruited anew for "
             "the old posture leaves it as it was, which is no growth either.",
     .literature =
         {"The essay quotes that a hamstring length index was negatively correlated with lordosis. "
          "Read plainly that points the other way (longer hamstrings, less lordosis) unless the "
          "index runs backwards; its definition and the coefficients (Toppenberg and Bullock 1986, "
          "1990) were not found, so nothing is claimed from it.",
          "Li 1996, a randomised trial in 39 people with stiff hamstrings: stretching raised the "
          "straight-leg raise, no change of standing posture (abstract)."}},
    {.id = "h",
     .statement =
         "Strengthening iliopsoas and rectus femoris helps a flat back and harms a lordotic one.",
     .experiment =
         "A flatter body (hamstrings 10 % short) and a deeper one (iliopsoas 10 % short); in each "
         "iliopsoas and rectus femoris made 30 % stronger, 5 % shorter, and both, the tone held; "
         "then 30 % stronger with tone recruited anew for the posture it had. Helped is a body "
         "whose lordosis comes nearer to the reference's.",
     .run = iliopsoas_and_rectus_strengthened,
     .rule = "Supported when strength, shortening or both bring the flatter body nearer to the "
             "reference's lordosis and the deeper one further from it, each by more than 0.5°.",
     .tone_may_undo = true,
     .literature =
         {"Yoo 2013, one man with a flat back, no control: his numbers were not found, so nothing "
          "is claimed. A single case with too little tilt says nothing about the lordotic.",
          "Against: Hrysomallis and Goodman 2001, review: no reliable evidence that exercise "
          "realigns posture (abstract)."}},
    {.id = "i",
     .statement = "A short psoas pulls the vertebrae forward: it loads the joints, apart from its "
                  "small moments, and the joints behind bear more.",
     .experiment =
         "Iliopsoas 10 % shorter, the tone held: compression and shear (along the endplate, + "
         "forward) at each lumbar level before and after, and psoas's own moment there.",
     .run = psoas_loads_on_joints,
     .rule = "Supported when compression and forward shear rise at all five levels; only when "
             "shear is meant, if forward shear rises wherever the shear is forward. Backward shear "
             "that eases does not count. The load behind the disc is left out: its estimate knows "
             "no share beyond standing's.",
     .condition = "shear is meant, at the lower levels",
     .literature =
         {"Bogduk 1992: psoas has only very small moments on the lumbar spine, but compression and "
          "shear at full effort are large (abstract). Adams and Hutton 1980: about 16 % of the "
          "compression behind the disc in erect standing, none in slightly flexed sitting. Whether "
          "loads do harm or hurt is not asked here."}},
    {.id = "j",
     .statement = "The bunches behind (hamstrings and the large back muscles) pull the same way.",
     .experiment =
         "Gluteals, hamstrings and erector spinae each 5 % shorter, alone, the tone held. The way "
         "a bunch turns the pelvis does not depend on whose tone answers it.",
     .run = rear_bunches_shortened,
     .rule = "Supported when all three tip the pelvis the same way.",
     .literature = {none_found}},
    {.id = "k",
     .statement = "Hamstrings can be taut though they are not short, because the front is.",
     .experiment = "Iliopsoas 10 % shorter, hamstrings untouched: their tension and length, the "
                   "tone held; then their tension with tone recruited anew for the old posture.",
     .run = hamstrings_stretched_by_iliopsoas,
     .rule = "Supported when their tension rises by more than 5 %.",
     .tone_may_undo = true,
     .literature = {none_found}},
    {.id = "l",
     .statement =
         "With the pelvis tipped forward, back muscles must work to keep the frame from falling.",
     .experiment =
         "Here nothing holds the thorax for free: tone is recruited anew, at least effort, for the "
         "reference posture and for the posture that a 10 % short iliopsoas brings (that body). "
         "Whole effort, the mean tone of erector spinae, and the moment that something outside had "
         "to supply to the thorax while the tone was held (as in e and f).",
     .run = tone_of_tipped_posture,
     .rule = "Supported when erector spinae's mean tone rises by more than a tenth; not supported "
             "when it does not, or when the posture needs none.",
     .literature = {none_found}},
    {.id = "m",
     .statement = "Elongated hamstrings let the front win.",
     .experiment = "Hamstrings 5 and 10 % longer, the tone held; then 5 % with tone recruited anew "
                   "for the old posture.",
     .run = hamstrings_lengthened,
     .rule = "Supported when 5 % more length tips the pelvis forward by more than 0.5°.",
     .tone_may_undo = true,
     .literature = {"Against a large effect in people: acute or lasting hamstring stretching "
                    "changed standing tilt in none of the studies seen (Li 1996; PMC3588653, 55 "
                    "adults; Shamsi 2020, 45 patients; abstracts)."}},
    {.id = "n",
     .statement = "Stretch the muscle that is pulling, not the one that feels tight.",
     .experiment =
         "The body with iliopsoas 10 % short, in which the hamstrings are the more stretched: "
         "forward tilt after lengthening iliopsoas or hamstrings by 5 % of fibre, by 5 mm of "
         "muscle-tendon length, and by what gives 2° of passive hip range.",
     .run = stretches_compared,
     .rule = "Supported when lengthening iliopsoas brings the pelvis back and lengthening the "
             "hamstrings does not, in all three comparisons; only when, if in some.",
     .tone_may_undo = true,
     .literature = {"That weeks of stretching lengthen a muscle, rather than what it tolerates, is "
                    "doubtful: Weppler and Magnusson 2010, Freitas 2018 (abstracts)."}},
    {.id = "o",
     .statement = "Abdominal strength helps against a forward tilt.",
     .experiment = "In the body with iliopsoas 10 % short: abdominals 30 % stronger at the tone "
                   "they have; twice as strong, which is twice the tone; 5 % shorter.",
     .run = abdominals_strengthened,
     .rule = "Supported when 30 % more strength (or twice the tone, or shortening) brings the "
             "pelvis back by more than 0.5°.",
     .tone_may_undo = true,
     .rule_end = " A stronger muscle that pulls as hard as before changes nothing.",
     .literature = {"Youdas 1996, 90 adults: abdominal performance went with pelvic inclination in "
                    "women only (R2 0.23) (abstract)."}},
    {.id = "p",
     .statement = "Shortened muscles and a deep lordosis make the low back hurt.",
     .not_testable =
         "The model has forces and angles, not pain; posture is not shown to cause pain."},
    {.id = "q",
     .statement = "Overloaded muscles form knots and trigger points.",
     .not_testable = "No such tissue change is in the model."},
    {.id = "r",
     .statement = "Overstretched hamstrings tear and scar.",
     .not_testable = "There is no law for damage yet; an estimate must wait for it."},
}};

inline Claim tried(const ClaimRow& row, const ClaimStudy& study) {
  Claim c{.id = row.id, .statement = row.statement, .experiment = row.experiment};
  c.rule = std::string(row.rule) + (row.tone_may_undo ? tone_rule : "") + row.rule_end;
  c.condition = row.tone_may_undo ? "the tone is held" : row.condition;
  c.finding = row.not_testable;
  for (const char* source : row.literature)
    if (source) c.literature.emplace_back(source);
  if (row.run) row.run(study, c);
  return c;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<Claim> claims(const Model& bridge, const Model& standing) {
  const detail::ClaimStudy study{bridge, standing};
  const auto testable = std::count_if(detail::claim_rows.begin(), detail::claim_rows.end(),
                                      [](const detail::ClaimRow& row) { return row.run; });
  std::vector<Claim> out;
  for (const detail::ClaimRow& row : detail::claim_rows) {
    if (row.run) tell_progress(static_cast<double>(out.size()) / static_cast<double>(testable));
    out.push_back(detail::tried(row, study));
  }
  return out;
}

}  // namespace guywire
