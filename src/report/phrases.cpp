// The phrase files, and how a phrase and the values of a fact become a sentence.
//
// A phrase is text with places for values:
//   {cable}              a text as it is; a number with four digits; facts as their sentences
//   {moment:.1}          digits after the point; {moment:+.1} with its sign; {moment:.3g}, {x:.1e}
//   {|moment|:.1}        the magnitude
//   {tilt:.1°}           radians in degrees; {tone:.0%} a fraction in per cent; {length:.1mm}
//                        meters in millimeters; {tilt:°} with four significant digits
//   {group:plain}        a name from a model as people write it; {group:Plain} begins a sentence;
//                        several names are listed: "pelvis, L5 and L4"
//   {status:word}        the phrase "word.<status>"
//   {tilt ? forward : back}   the first where a number is above zero or a text is not empty; both
//                        are phrases themselves; the second may be missing
#include "guywire/report/phrases.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "guywire/core/errors.hpp"
#include "phrase_files.hpp"
#include "phrase_writer.hpp"
#include "words.hpp"

namespace guywire {

// --- languages ----------------------------------------------------------------------------------

std::string_view to_string(Language language) { return language == Language::german ? "de" : "en"; }

const std::vector<Language>& all_languages() {
  static const std::vector<Language> all{Language::english, Language::german};
  return all;
}

namespace {

Language language_in(std::string_view name, const char* where) {
  std::vector<std::string> names;
  for (const Language language : all_languages()) {
    if (name == to_string(language)) return language;
    names.emplace_back(to_string(language));
  }
  throw ModelError(
      {{where, "is '" + shortened(name) + "'; guywire has: " + detail::join(names) + ".",
        "Take one of these."}});
}

// --- the files ----------------------------------------------------------------------------------

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// "id = text", longer texts on lines that begin with a blank, comments with #.
std::vector<Phrase> read_phrases(std::string_view file) {
  std::vector<Phrase> out;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    const std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty() || line.front() == '#') continue;
    if (is_blank(line.front())) {
      std::string& text = out.at(out.size() - 1).text;
      if (!text.empty()) text += ' ';
      text += without_blanks(line);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
      throw std::logic_error("phrases: a line without '=': " + std::string(line));
    out.push_back({without_blanks(line.substr(0, equals)),
                   std::string(without_blanks(line.substr(equals + 1)))});
  }
  return out;
}

struct PhraseTable {
  std::vector<Phrase> all;
  std::map<std::string_view, std::string_view> by_id;

  explicit PhraseTable(Language language) {
    const std::string name = "phrases." + std::string(to_string(language));
    for (const auto& file : phrase_files::files())
      if (file.name == name) all = read_phrases(file.text);
    for (const Phrase& phrase : all)
      if (!by_id.emplace(phrase.id, phrase.text).second)
        throw std::logic_error(name + ": '" + std::string(phrase.id) + "' stands twice");
  }
};

const PhraseTable& table_of(Language language) {
  static const PhraseTable english(Language::english), german(Language::german);
  return language == Language::german ? german : english;
}

std::string_view text_of(std::string_view id, Language language) {
  const PhraseTable& table = table_of(language);
  const auto it = table.by_id.find(id);
  if (it == table.by_id.end())
    throw std::logic_error("phrases." + std::string(to_string(language)) + " lacks '" +
                           std::string(id) + "'");
  return it->second;
}

// --- a place in a phrase ------------------------------------------------------------------------

/// What stands between braces, without the choices of a condition.
struct Place {
  std::string_view name{};
  bool magnitude = false;
  std::string_view format{};  ///< after the colon
};

Place place_in(std::string_view text) {
  Place out;
  const std::size_t colon = text.find(':');
  out.name = without_blanks(text.substr(0, colon));
  if (colon != std::string_view::npos) out.format = text.substr(colon + 1);
  if (out.name.size() < 2 || out.name.front() != '|' || out.name.back() != '|') return out;
  out.magnitude = true;
  out.name = out.name.substr(1, out.name.size() - 2);
  return out;
}

class Writer {
 public:
  Writer(const Fact& fact, Language language) : fact_(fact), language_(language) {}

  std::string written(std::string_view phrase) const {
    std::string out;
    while (!phrase.empty()) {
      const std::size_t open = std::min(phrase.find('{'), phrase.size());
      out += phrase.substr(0, open);
      phrase.remove_prefix(open);
      if (phrase.empty()) break;
      const std::size_t close = end_of_place(phrase);
      out += filled(phrase.substr(1, close - 1));
      phrase.remove_prefix(close + 1);
    }
    return out;
  }

 private:
  [[noreturn]] void refuse(std::string_view why, std::string_view text) const {
    throw std::logic_error("phrase '" + std::string(fact_.id) + "' in " +
                           std::string(to_string(language_)) + ": " + std::string(why) + " '" +
                           std::string(text) + "'");
  }

  /// Of the brace that ends the place at the beginning of a text.
  std::size_t end_of_place(std::string_view text) const {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      depth += text[i] == '{';
      depth -= text[i] == '}';
      if (depth == 0) return i;
    }
    refuse("a place without an end:", text);
  }

  /// The first character of `text` that is one and stands in no inner place.
  static std::size_t find_outside(std::string_view text, std::string_view what) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      depth += text[i] == '{';
      depth -= text[i] == '}';
      if (depth == 0 && text.substr(i).starts_with(what)) return i;
    }
    return std::string_view::npos;
  }

  std::string filled(std::string_view place) const {
    const std::size_t question = find_outside(place, " ? ");
    if (question == std::string_view::npos) return value_text(place_in(place));
    const std::string_view choices = place.substr(question + 3);
    const std::size_t colon = find_outside(choices, " : ");
    const std::string_view yes = choices.substr(0, colon);
    const std::string_view no =
        colon == std::string_view::npos ? std::string_view{} : choices.substr(colon + 3);
    return written(holds(value(without_blanks(place.substr(0, question)))) ? yes : no);
  }

  const FactValue& value(std::string_view name) const {
    const FactValue* const found = fact_.find(name);
    if (found == nullptr) refuse("the fact has no value", name);
    return *found;
  }

  static bool holds(const FactValue& v) {
    if (const auto* number = std::get_if<double>(&v.value)) return *number > 0;
    return std::visit(
        [](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
            return false;
          else
            return !value.empty();
        },
        v.value);
  }

  std::string value_text(const Place& place) const {
    const FactValue& v = value(place.name);
    if (const auto* number = std::get_if<double>(&v.value))
      return number_text(place.magnitude ? std::abs(*number) : *number, place.format);
    if (const auto* text = std::get_if<std::string>(&v.value))
      return name_text(*text, place.format);
    if (const auto* names = std::get_if<std::vector<std::string>>(&v.value))
      return list_text(*names, place.format);
    return sentences(std::get<Facts>(v.value), language_);
  }

  std::string list_text(const std::vector<std::string>& names, std::string_view format) const {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0 && i + 1 == names.size())
        out += " " + std::string(text_of("word.and", language_)) + " ";
      else if (i > 0)
        out += ", ";
      out += name_text(names[i], i == 0 || format != "Plain" ? format : "plain");
    }
    return out;
  }

  std::string name_text(const std::string& name, std::string_view format) const {
    if (format.empty()) return name;
    if (format == "word") return std::string(text_of("word." + name, language_));
    if (format == "plain") return plain(name);
    if (format == "Plain") return sentence_case(plain(name));
    refuse("an unknown format", format);
  }

  std::string plain(const std::string& name) const { return name_in_words(name, language_); }

  // --- numbers ---

  static constexpr int significant = -1;  ///< no digits are asked for: four significant ones

 public:
  std::string number_text(double number, std::string_view format) const {
    if (format.empty()) return localized(std::isfinite(number) ? short_text(number) : unknown());
    const bool sign = format.front() == '+';
    if (sign) format.remove_prefix(1);
    int digits = significant;
    if (format.starts_with('.')) {
      const char* const end = format.data() + format.size();
      const auto [rest, fault] = std::from_chars(format.data() + 1, end, digits);
      if (fault != std::errc{}) refuse("an unknown format", format);
      format.remove_prefix(rest - format.data());
    }
    if (!std::isfinite(number)) return unknown();
    return localized(in_unit(clean(number), format, digits, sign));
  }

 private:
  std::string in_unit(double number, std::string_view unit, int digits, bool sign) const {
    if (unit == "°") return degrees(number / degree, digits, sign);
    if (unit == "%") return fixed(100 * number, digits, sign) + " %";
    if (unit == "mm") return fixed(1000 * number, digits, sign) + " mm";
    if (unit == "g")
      return sign ? fmt::format("{:+.{}g}", number, digits)
                  : fmt::format("{:.{}g}", number, digits);
    if (unit == "e") return fmt::format("{:.{}e}", number, digits);
    if (unit.empty()) return fixed(number, digits, sign);
    refuse("an unknown unit", unit);
  }

  /// From five digits on degrees say nothing: "27.8 turns".
  std::string degrees(double value, int digits, bool sign) const {
    if (std::abs(value) < 9999.5) return fixed(value, digits, sign) + "°";
    const double turns = value / 360;
    return (sign ? fmt::format("{:+.3g}", turns) : fmt::format("{:.3g}", turns)) + " " +
           std::string(text_of("word.turns", language_));
  }

  /// From nine digits on as "4.27e+302".
  static std::string fixed(double value, int digits, bool sign) {
    if (digits == significant) return (sign && value >= 0 ? "+" : "") + short_text(value);
    if (!(std::abs(value) < 99999999.5)) return fmt::format("{:.2e}", value);
    if (std::abs(value) < 0.5 * std::pow(10, -digits)) value = 0;  // not "-0.0"
    return sign ? fmt::format("{:+.{}f}", value, digits) : fmt::format("{:.{}f}", value, digits);
  }

  std::string unknown() const { return std::string(text_of("word.unknown", language_)); }

  std::string localized(std::string number) const {
    if (language_ == Language::german) std::replace(number.begin(), number.end(), '.', ',');
    return number;
  }

  const Fact& fact_;
  Language language_;
};

}  // namespace

Language language_named(std::string_view name) { return language_in(name, "language"); }

Language language_of_environment() {
  const char* const name = std::getenv("GUYWIRE_LANGUAGE");
  if (name == nullptr || *name == '\0') return Language::english;
  return language_in(name, "environment variable GUYWIRE_LANGUAGE");
}

std::string name_in_words(const std::string& name, Language language) {
  const PhraseTable& table = table_of(language);
  const auto it = table.by_id.find("name." + name);
  return it == table.by_id.end() ? plain_name(name) : std::string(it->second);
}

std::string written_phrase(std::string_view phrase, const Fact& fact, Language language) {
  return Writer(fact, language).written(phrase);
}

std::string number_in_words(double number, std::string_view format, Language language) {
  return Writer({}, language).number_text(number, format);
}

std::string sentence(const Fact& fact, Language language) {
  return written_phrase(text_of(fact.id, language), fact, language);
}

std::string sentences(const Facts& facts, Language language) {
  std::string out;
  for (const Fact& fact : facts) {
    if (!out.empty()) out += ' ';
    out += sentence(fact, language);
  }
  return out;
}

std::string error_text(const ModelError& error, Language language) {
  std::string out;
  for (const Fault& f : error.faults()) {
    if (!out.empty()) out += '\n';
    out += f.where + ": " + f.what;
    if (!f.why.empty()) out += " " + sentences(f.why, language);
    if (!f.remedy.empty()) out += " " + f.remedy;
  }
  return out;
}

std::string error_text(const SolveError& error, Language language) {
  const std::string why = sentences(error.why(), language);
  return error.status().empty() ? why : error.status() + ": " + why;
}

const std::vector<Phrase>& phrases(Language language) { return table_of(language).all; }

}  // namespace guywire
