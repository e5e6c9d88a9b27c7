#include "guywire/report/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "population_words.hpp"
#include "quantity_words.hpp"
#include "words.hpp"

namespace guywire {

namespace {

std::string tone_words(Tone t, Language language) {
  switch (t) {
    case Tone::held:
      return phrase("population.tone_held", language);
    case Tone::recruited:
      return phrase("population.tone_recruited", language);
    case Tone::fitted:
      return phrase("population.tone_fitted", language);
  }
  return "";
}
const char* tone_name(Tone t) {
  if (t == Tone::held) return "held";
  return t == Tone::recruited ? "recruited" : "fitted";
}

std::string distribution_words(const Distribution& d) {
  switch (d.kind) {
    case Distribution::Kind::normal:
      return fmt::format("normal({:g},{:g})", d.mean, d.sd);
    case Distribution::Kind::lognormal:
      return fmt::format("lognormal({:g},{:g})", d.mean, d.sd);
    case Distribution::Kind::uniform:
      return fmt::format("uniform({:g},{:g})", d.lower, d.upper);
    case Distribution::Kind::truncated_normal:
      return fmt::format("truncated_normal({:g},{:g},{:g},{:g})", d.mean, d.sd, d.lower, d.upper);
  }
  return "";
}
const char* mode_name(Variate::Mode m) {
  if (m == Variate::Mode::value) return "value";
  return m == Variate::Mode::factor ? "factor" : "shift";
}

Json correlation_json(const Correlation& c) {
  return Json{{"r", c.r}, {"lower_95", c.lower}, {"upper_95", c.upper}, {"n", c.n}};
}

std::string mode_words(Variate::Mode m, Language language) {
  if (m == Variate::Mode::value) return phrase("population.mode_value", language);
  return phrase(m == Variate::Mode::factor ? "population.mode_factor" : "population.mode_shift",
                language);
}

/// "+0.31 (+0.12 to +0.48)".
std::string correlation_words(const Correlation& c, Language language) {
  if (std::isnan(c.r)) return phrase("population.no_correlation", language);
  return sentence({"population.correlation",
                   {{"r", c.r},
                    {"has_interval", !std::isnan(c.lower)},
                    {"lower", c.lower},
                    {"upper", c.upper}}},
                  language);
}

/// How many bodies ended how, by the name of the outcome.
std::map<std::string, int> counts_of(const Population& p) {
  std::map<std::string, int> out;
  for (const auto& [outcome, n] : p.count)
    out[std::string(to_string(outcome))] = n;
  return out;
}

/// "3 runaway": bodies that are not stable.
std::string outcome_words(BodyOutcome outcome, int count, Language language) {
  switch (outcome) {
    case BodyOutcome::out_of_range:
      return sentence({"population.out_of_range", {{"count", count}}}, language);
    case BodyOutcome::refused:
      return sentence({"population.refused", {{"count", count}}}, language);
    case BodyOutcome::no_tone:
      return sentence({"population.no_tone", {{"count", count}}}, language);
    default:
      return sentence({"population.ended", {{"count", count}, {"status", to_string(outcome)}}},
                      language);
  }
}

std::string failure_words(const Population& p, Language language) {
  std::vector<std::string> failed;
  for (const auto& [outcome, n] : p.count)
    if (outcome != BodyOutcome::stable) failed.push_back(outcome_words(outcome, n, language));
  return sentence({"population.failed", {{"failed", failed}}}, language);
}

std::string variate_words(const Variate& v, Language language) {
  return v.what.empty() ? v.name : sentences(v.what, language);
}

/// A name of the program, and the phrase for it.
struct NamePhrase {
  std::string_view name, id;
};

/// Names that have no phrase are a user's own.
template <std::size_t n>
std::string words_among(const NamePhrase (&phrases)[n], const std::string& name,
                        Language language) {
  for (const NamePhrase& p : phrases)
    if (p.name == name) return phrase(p.id, language);
  return name_in_words(name, language);
}

}  // namespace

std::string question_words(const std::string& question, Language language) {
  static constexpr NamePhrase phrases[] = {
      {questions::tilt_direction, "question.tilt_direction"},
      {questions::strongest_part, "question.strongest_part"},
      {questions::winner, "question.winner"},
  };
  return words_among(phrases, question, language);
}

std::string answer_words(const std::string& answer, Language language) {
  static constexpr NamePhrase phrases[] = {
      {answers::forward, "word.forward"},
      {answers::back, "word.back"},
      {answers::as_in_reference, "answer.as_in_reference"},
      {answers::nobody, "answer.nobody"},
  };
  return words_among(phrases, answer, language);
}

std::string population_json(const Model& model, const Robustness& r,
                            const std::vector<Variate>& variates, Language language) {
  const Population& p = r.population;
  Json j;
  j["bodies"] = p.outcome.size();
  j["seed"] = p.seed;
  j["tone"] = tone_name(p.tone);
  j["fates"] = counts_of(p);
  for (const Variate& v : variates)
    j["scatter"][v.name] = Json{{"parameters", v.parameters},
                                {"distribution", distribution_words(v.distribution)},
                                {"mode", mode_name(v.mode)},
                                {"before_tone", v.before_tone},
                                {"source", sentences(v.source, language)}};
  for (std::size_t i = 0; i < p.quantities.size(); ++i) {
    const Quantity& q = p.quantities[i];
    const auto x = p.of(q.name);
    const auto& range = r.ranges[i];
    Json& row = j["quantities"][quantity_key(q)];
    row = Json{{"reference", shown(q, range.reference)},
               {"mean", x.empty() ? std::nan("") : shown(q, mean(x))},
               {"sd", shown(q, standard_deviation(x))},
               {"q05", shown(q, range.low)},
               {"median", shown(q, range.median)},
               {"q95", shown(q, range.high)}};
    for (const Variate& v : variates)
      j["correlations"][quantity_key(q)][v.name] = correlation_json(correlation(p.of(v.name), x));
  }
  for (const auto& a : r.answers)
    j["answers"][a.name] = Json{{"reference", a.reference},
                                {"share", a.share},
                                {"lower_95", a.lower},
                                {"upper_95", a.upper},
                                {"count", a.count}};
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 3);
}

void population_csv(std::ostream& out, const Population& p) {
  out << "body,fate";
  for (const std::string& n : p.names)
    out << "," << n;
  for (const Quantity& q : p.quantities)
    out << "," << quantity_key(q);
  out << '\n';
  for (std::size_t i = 0; i < p.outcome.size(); ++i) {
    out << i << "," << to_string(p.outcome[i]);
    for (const auto& column : p.drawn)
      out << "," << to_text(column[i]);
    for (std::size_t q = 0; q < p.quantities.size(); ++q) {
      out << ",";
      if (std::isfinite(p.values[q][i])) out << to_text(shown(p.quantities[q], p.values[q][i]));
    }
    out << '\n';
  }
}

std::string population_csv(const Population& p) {
  return written([&](std::ostream& out) { population_csv(out, p); });
}

namespace {

/// The answers to the questions, and how many bodies give which other answer.
std::string answer_table(const Robustness& r, Language language) {
  if (r.answers.empty()) return {};
  std::string out = "\n" + phrase("population.how_sure", language) + "\n";
  for (const auto& a : r.answers) {
    std::vector<std::pair<int, std::string>> others;  // the most frequent first
    for (const auto& [label, n] : a.count)
      if (label != a.reference) others.emplace_back(-n, answer_words(label, language));
    std::sort(others.begin(), others.end());
    std::string shown;
    for (std::size_t i = 0; i < others.size() && i < 4; ++i)
      shown += fmt::format("{}{} {}", i ? ", " : "", others[i].second, -others[i].first);
    const Fact share(
        "population.share",
        {{"percent", fmt::format("{:>5}", number_in_words(100 * a.share, ".1", language))},
         {"lower", 100 * a.lower},
         {"upper", 100 * a.upper},
         {"others", shown}});
    out += fmt::format("  {:<30} {:<22} {}\n", question_words(a.name, language),
                       answer_words(a.reference, language), sentence(share, language));
  }
  return out;
}

std::string quantity_table(const Robustness& r, Language language) {
  const Population& p = r.population;
  std::string out =
      fmt::format("\n  {:<30} {:>12} {:>10} {:>9} {:>9} {:>9} {:>9}\n", "",
                  phrase("table.reference", language), phrase("table.mean", language),
                  phrase("table.sd", language), "5 %", phrase("table.median", language), "95 %");
  for (std::size_t i = 0; i < p.quantities.size(); ++i) {
    const Quantity& q = p.quantities[i];
    const auto x = p.of(q.name);
    if (x.empty()) continue;
    const auto& range = r.ranges[i];
    const auto cell = [&](double v) { return number_in_words(shown(q, v), ".2", language); };
    out += fmt::format("  {:<30} {:>12} {:>10} {:>9} {:>9} {:>9} {:>9} {}\n",
                       quantity_words(q.name, language), cell(range.reference), cell(mean(x)),
                       cell(standard_deviation(x)), cell(range.low), cell(range.median),
                       cell(range.high), shown_unit(q.unit));
  }
  return out;
}

/// Of the longest name.
std::size_t width_of(const std::vector<Variate>& variates, Language language) {
  std::size_t width = 32;
  for (const Variate& v : variates)
    width = std::max(width, letters(variate_words(v, language)));
  return width;
}

/// What the first quantity correlates with, the strongest first.
std::string correlation_table(const Population& p, const std::vector<Variate>& variates,
                              Language language) {
  if (p.quantities.empty() || p.stable <= 3) return {};
  const std::string& quantity = p.quantities[0].name;
  const auto y = p.of(quantity);
  std::vector<std::pair<Correlation, std::string>> rows;
  for (const Variate& v : variates)
    rows.emplace_back(correlation(p.of(v.name), y), variate_words(v, language));
  const auto size = [](const auto& row) {
    return std::isnan(row.first.r) ? 0 : std::abs(row.first.r);
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return size(a) > size(b); });
  const Fact title("population.correlations", {{"quantity", quantity_words(quantity, language)}});
  std::string out = "\n" + sentence(title, language) + "\n";
  for (std::size_t i = 0; i < rows.size() && i < 8; ++i)
    out += fmt::format("  {:<{}} {}\n", rows[i].second, width_of(variates, language),
                       correlation_words(rows[i].first, language));
  return out;
}

std::string scatter_table(const std::vector<Variate>& variates, Language language) {
  std::string out = "\n" + phrase("population.scattered", language) + "\n";
  for (const Variate& v : variates)
    out += fmt::format("  {:<{}} {:<12} {:<22} {}\n", variate_words(v, language),
                       width_of(variates, language), mode_words(v.mode, language),
                       distribution_words(v.distribution), sentences(v.source, language));
  return out;
}

}  // namespace

std::string population_text(const Model& model, const Robustness& r,
                            const std::vector<Variate>& variates, Language language) {
  const Population& p = r.population;
  const Fact heading("population.heading", {{"model", model.name()},
                                            {"bodies", p.outcome.size()},
                                            {"seed", std::to_string(p.seed)},
                                            {"stable", p.stable},
                                            {"failures", failure_words(p, language)}});
  return sentence(heading, language) + "\n" + tone_words(p.tone, language) + "\n" +
         answer_table(r, language) + quantity_table(r, language) +
         correlation_table(p, variates, language) + scatter_table(variates, language);
}

std::string length_study_json(const Model& model, const LengthStudy& s, const LengthStudyOptions& o,
                              Language language) {
  Json j;
  j["bodies"] = o.bodies;
  j["seed"] = o.seed;
  j["length_sd"] = o.length_sd;
  j["pelvic_incidence_sd_deg"] = o.incidence_sd / degree;
  j["landmark_sd_deg"] = o.landmark_sd / degree;
  j["fates"] = Json{{"same_bones", counts_of(s.same_bones)},
                    {"scattered_bones", counts_of(s.scattered_bones)}};
  for (const auto& row : s.rows)
    j["correlations"][row.posture][row.muscle + ".length"] =
        Json{{"same_bones", correlation_json(row.same_bones)},
             {"scattered_bones", correlation_json(row.scattered_bones)}};
  j["published"] = Json::array();
  for (const auto& f : posture_length_studies)
    j["published"].push_back(Json{{"study", f.study},
                                  {"n", f.n},
                                  {"who", phrase(f.who, language)},
                                  {"found", phrase(f.found, language)}});
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 3);
}

std::string length_study_csv(const LengthStudy& s) {
  std::string out = "posture,muscle,bones,r,lower_95,upper_95,n\n";
  for (const auto& row : s.rows)
    for (const auto& [bones, c] :
         {std::pair{"same", &row.same_bones}, std::pair{"scattered", &row.scattered_bones}})
      out += fmt::format("{},{}.length,{},{},{},{},{}\n", row.posture, row.muscle, bones,
                         to_text(c->r), to_text(c->lower), to_text(c->upper), c->n);
  return out;
}

namespace {

std::string study_table(const LengthStudy& s, Language language) {
  std::string out =
      fmt::format("  {:<26} {:<22} {:>26} {:>26}\n", phrase("study.posture", language),
                  phrase("study.muscle", language), phrase("study.r_same_bones", language),
                  phrase("study.r_scattered_bones", language));
  for (const auto& row : s.rows)
    out += fmt::format("  {:<26} {:<22} {:>26} {:>26}\n", quantity_words(row.posture, language),
                       name_in_words(row.muscle, language),
                       correlation_words(row.same_bones, language),
                       correlation_words(row.scattered_bones, language));
  return out;
}

std::string published_findings(Language language) {
  std::string out = phrase("study.found_on_people", language) + "\n";
  for (const PublishedFinding& f : posture_length_studies)
    out += "  " +
           sentence({"study.finding",
                     {{"study", f.study},
                      {"n", f.n},
                      {"who", phrase(f.who, language)},
                      {"found", phrase(f.found, language)}}},
                    language) +
           "\n";
  return out;
}

}  // namespace

std::string length_study_text(const LengthStudy& s, const LengthStudyOptions& o,
                              Language language) {
  const Fact question(
      "study.question",
      {{"bodies", o.bodies}, {"seed", std::to_string(o.seed)}, {"length_sd", o.length_sd}});
  const Fact same("study.same_bones", {{"stable", s.same_bones.stable},
                                       {"failures", failure_words(s.same_bones, language)}});
  const Fact scattered("study.scattered_bones",
                       {{"incidence_sd", o.incidence_sd},
                        {"landmark_sd", o.landmark_sd},
                        {"stable", s.scattered_bones.stable},
                        {"failures", failure_words(s.scattered_bones, language)}});
  return sentence(question, language) + "\n  " + sentence(same, language) + "\n  " +
         sentence(scattered, language) + "\n\n" + study_table(s, language) + "\n" +
         phrase("study.recruited", language) + "\n\n" + published_findings(language) + "\n" +
         phrase("study.conclusion", language) + "\n";
}

}  // namespace guywire
