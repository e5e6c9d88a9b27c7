#include "guywire/report/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

const char* tone_words(Tone t) {
  switch (t) {
    case Tone::held:
      return "held: the model's own activations";
    case Tone::recruited:
      return "recruited anew for each body in its reference posture, before knobs are turned";
    case Tone::fitted:
      return "recruited anew for each body in its reference posture, with the discs' neutral "
             "angles, before knobs are turned";
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

/// "+0.31 (+0.12 to +0.48)".
std::string correlation_words(const Correlation& c) {
  if (std::isnan(c.r)) return "none: one of the two does not vary";
  const std::string r = fmt::format("{:+.2f}", c.r);
  return std::isnan(c.lower) ? r : fmt::format("{} ({:+.2f} to {:+.2f})", r, c.lower, c.upper);
}

/// What became of a body that is not stable.
std::string fate_words(const std::string& fate) {
  if (fate == "no_tone") return "that no tone balances";
  if (fate == "out_of_range") return "drawn outside an admissible range";
  if (fate == "refused") return "refused as models";
  return fate;
}

std::string failure_words(const Population& p) {
  std::string out;
  for (const auto& [fate, n] : p.count)
    if (fate != "stable")
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, fate_words(fate));
  return out.empty() ? "none failed" : "failed: " + out;
}

}  // namespace

std::string population_json(const Model& model, const Robustness& r,
                            const std::vector<Variate>& variates) {
  const Population& p = r.population;
  Json j;
  j["bodies"] = p.fate.size();
  j["seed"] = p.seed;
  j["tone"] = tone_name(p.tone);
  j["fates"] = p.count;
  for (const Variate& v : variates)
    j["scatter"][v.name] = Json{{"parameters", v.parameters},
                                {"distribution", distribution_words(v.distribution)},
                                {"mode", mode_name(v.mode)},
                                {"before_tone", v.before_tone},
                                {"source", v.source}};
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
  for (std::size_t i = 0; i < p.fate.size(); ++i) {
    out << i << "," << p.fate[i];
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
std::string answer_table(const Robustness& r) {
  if (r.answers.empty()) return {};
  std::string out =
      "\nHow sure is that? The same answer in this share of the bodies drawn (95 % interval of the "
      "share):\n";
  for (const auto& a : r.answers) {
    out += fmt::format("  {:<18} {:<16} {:5.1f} %  ({:.1f} to {:.1f})", a.name,
                       plain_name(a.reference), 100 * a.share, 100 * a.lower, 100 * a.upper);
    std::vector<std::pair<int, std::string>> others;  // the most frequent first
    for (const auto& [label, n] : a.count)
      if (label != a.reference) others.emplace_back(-n, plain_name(label));
    std::sort(others.begin(), others.end());
    for (std::size_t i = 0; i < others.size() && i < 4; ++i)
      out += fmt::format("{}{} {}", i ? ", " : "  else: ", others[i].second, -others[i].first);
    out += '\n';
  }
  return out;
}

std::string quantity_table(const Robustness& r) {
  const Population& p = r.population;
  std::string out = fmt::format("\n  {:<24} {:>9} {:>9} {:>8} {:>9} {:>9} {:>9}\n", "", "reference",
                                "mean", "SD", "5 %", "median", "95 %");
  for (std::size_t i = 0; i < p.quantities.size(); ++i) {
    const Quantity& q = p.quantities[i];
    const auto x = p.of(q.name);
    const auto& range = r.ranges[i];
    const auto in_table = [&](double v) { return Sized{shown(q, v)}; };
    if (!x.empty())
      out += fmt::format("  {:<24} {:>9.2f} {:>9.2f} {:>8.2f} {:>9.2f} {:>9.2f} {:>9.2f} {}\n",
                         plain_name(q.name), in_table(range.reference), in_table(mean(x)),
                         in_table(standard_deviation(x)), in_table(range.low),
                         in_table(range.median), in_table(range.high), shown_unit(q.unit));
  }
  return out;
}

/// What the first quantity goes with, the strongest first.
std::string correlation_table(const Population& p, const std::vector<Variate>& variates) {
  if (p.quantities.empty() || p.stable <= 3) return {};
  const Quantity& q = p.quantities[0];
  const auto y = p.of(q.name);
  std::vector<std::pair<Correlation, std::string>> rows;
  for (const Variate& v : variates)
    rows.emplace_back(correlation(p.of(v.name), y), v.name);
  const auto size = [](const auto& row) {
    return std::isnan(row.first.r) ? 0 : std::abs(row.first.r);
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return size(a) > size(b); });
  std::string out =
      fmt::format("\nWhat {} goes with (Pearson r, 95 % interval):\n", plain_name(q.name));
  for (std::size_t i = 0; i < rows.size() && i < 8; ++i)
    out +=
        fmt::format("  {:<32} {}\n", plain_name(rows[i].second), correlation_words(rows[i].first));
  return out;
}

}  // namespace

std::string population_text(const Model& model, const Robustness& r,
                            const std::vector<Variate>& variates) {
  const Population& p = r.population;
  std::string out = fmt::format(
      "{}: {} bodies drawn with seed {}, {} come to a stable rest ({}).\nTone {}.\n", model.name(),
      p.fate.size(), p.seed, p.stable, failure_words(p), tone_words(p.tone));
  out += answer_table(r) + quantity_table(r) + correlation_table(p, variates);
  out += "\nScattered:\n";
  for (const Variate& v : variates)
    out += fmt::format("  {:<32} {:<7} {:<22} {}\n", plain_name(v.name), mode_name(v.mode),
                       distribution_words(v.distribution), v.source);
  return out;
}

std::string length_study_json(const Model& model, const LengthStudy& s,
                              const LengthStudyOptions& o) {
  Json j;
  j["bodies"] = o.bodies;
  j["seed"] = o.seed;
  j["length_sd"] = o.length_sd;
  j["pelvic_incidence_sd_deg"] = o.incidence_sd / degree;
  j["landmark_sd_deg"] = o.landmark_sd / degree;
  j["fates"] =
      Json{{"same_bones", s.same_bones.count}, {"scattered_bones", s.scattered_bones.count}};
  for (const auto& row : s.rows)
    j["correlations"][row.posture][row.muscle + ".length"] =
        Json{{"same_bones", correlation_json(row.same_bones)},
             {"scattered_bones", correlation_json(row.scattered_bones)}};
  j["published"] = Json::array();
  for (const auto& f : posture_length_studies)
    j["published"].push_back(
        Json{{"study", f.study}, {"n", f.n}, {"who", f.who}, {"found", f.found}});
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

std::string posture_name(const std::string& posture) {
  return posture == "pelvic_tilt" ? "pelvic tilt PT" : plain_name(posture);
}

}  // namespace

std::string length_study_text(const LengthStudy& s, const LengthStudyOptions& o) {
  std::string out = fmt::format(
      "Do standing tilt and lordosis go with muscle length? {} virtual bodies, seed {}: lengths of "
      "hip flexors and hamstrings vary with SD {:g} %.\n"
      "  one body's bones:  {} ({})\n  scattered bones:   pelvic incidence SD {:.1f}°, ilium's "
      "landmarks SD {:.1f}°; {} ({})\n\n",
      o.bodies, o.seed, 100 * o.length_sd, s.same_bones.stable, failure_words(s.same_bones),
      o.incidence_sd / degree, o.landmark_sd / degree, s.scattered_bones.stable,
      failure_words(s.scattered_bones));
  out += fmt::format("  {:<16} {:<14} {:>26} {:>30}\n", "posture", "length of",
                     "r, one body's bones", "r, scattered bones");
  for (const auto& row : s.rows) {
    out += fmt::format("  {:<16} {:<14} {:>26} {:>30}\n", posture_name(row.posture),
                       plain_name(row.muscle), correlation_words(row.same_bones),
                       correlation_words(row.scattered_bones));
  }
  out +=
      "\nWith tone recruited anew after the lengths have changed no body would move: every r would "
      "be 0. People stand in between.\n\nFound on people (abstracts):\n";
  for (const auto& f : posture_length_studies)
    out += fmt::format("  {} ({} {}): {}.\n", f.study, f.n, f.who, f.found);
  return out +
         "\nBone shape dilutes the correlations; what still separates them from those found is "
         "what the model leaves out by holding tone: active control.\n";
}

}  // namespace guywire
