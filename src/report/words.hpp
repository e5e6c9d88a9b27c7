#pragma once
// Words and numbers for people.
#include <fmt/format.h>

#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/ledger.hpp"
#include "units.hpp"

namespace guywire {

inline constexpr double degrees_per_radian = 1 / degree;

/// What `write` puts into a stream, as a text.
template <class Write>
std::string written(Write&& write) {
  std::ostringstream out;
  write(out);
  return std::move(out).str();
}

/// An angle in degrees for people: "12.3°". From five digits on its degrees say nothing: "27.8
/// turns". "unknown" if it is no number.
inline std::string degrees_text(double degrees, int digits = 1, bool with_plus = false,
                                int width = 0) {
  if (!std::isfinite(degrees)) return "unknown";
  if (std::abs(degrees) >= 9999.5)
    return with_plus ? fmt::format("{:+.3g} turns", degrees / 360)
                     : fmt::format("{:.3g} turns", degrees / 360);
  return with_plus ? fmt::format("{:+{}.{}f}°", degrees, width, digits)
                   : fmt::format("{:{}.{}f}°", degrees, width, digits);
}

/// A number in a text for people, in the format asked for ("{:>9.2f}"); from nine digits on in that
/// width as "4.27e+302", "unknown" if it is none.
struct Sized {
  double value = 0;
};

/// A number in a table: shortest text; empty where there is none.
inline std::string csv_number(double v) { return std::isfinite(v) ? to_text(v) : ""; }

/// "erector_spinae" -> "erector spinae".
inline std::string plain_name(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

/// A name from a model as people write it in a language: a phrase "name.<name>", or its own words.
/// Defined in phrases.cpp.
std::string name_in_words(const std::string& name, Language language);

/// A number as phrases write it: "+.1°", ".3g". Defined in phrases.cpp, which says what there is.
std::string number_in_words(double number, std::string_view format, Language language);

/// A phrase without values.
inline std::string phrase(std::string_view id, Language language) {
  return sentence(Fact(id), language);
}

/// How many letters a text has; fmt pads and cuts by letters, too.
inline std::size_t letters(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text)
    out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}

inline std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// "pelvis", "pelvis and L5", "pelvis, L5 and L4".
inline std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

/// Which way a tilt or a moment goes; both are counted forward.
inline const char* way(double forward) { return forward > 0 ? "forward" : "back"; }

/// 0 for -0.
inline double clean(double v) { return v == 0 ? 0.0 : v; }

/// XML text: those of the characters &<>"' that are asked for become entities.
inline std::string escaped(std::string_view text, std::string_view characters) {
  static constexpr std::string_view all = "&<>\"'";
  static constexpr std::string_view entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  std::string out;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos)
      out += c;
    else
      out += entities[all.find(c)];
  }
  return out;
}

/// The first lines of an answer about a posture: the model, what became of it, what was set, and
/// what is suspicious about the model. Defined in answer_text.cpp.
std::string answer_heading(const Model& model, const Outcome<Posture>& outcome,
                           const std::vector<std::string>& settings);

/// "Certificate: residual …; tilt stiffness …", without an end. Defined in answer_text.cpp.
std::string certificate_words(const Certificate& certificate);

/// What the user turned, a line for each group: per cent of fibre (or slack length), millimeters,
/// per cent of muscle-tendon length. Empty if nothing is. Defined in answer_text.cpp.
std::string knob_words(const Model& model, const Posture& posture);

/// "7.4 N m/rad", or "infinite (held)": what is held gives way to no moment. Defined in
/// answer_text.cpp.
std::string stiffness_words(double stiffness);

/// A bound of rounding [N m]: "2.3e-12", or "infinite".
inline std::string bound_words(double bound) {
  return std::isfinite(bound) ? fmt::format("{:.1e}", bound) : "infinite";
}

/// What is suspicious about a model, a line each, at most three and how many more; empty for a
/// model that is fine. Defined in check.cpp.
std::string findings_note(const Model& model);

/// Names that a user may choose from, as a remedy: "It has: pelvis, L5.". Defined in
/// answer_text.cpp.
std::string coordinate_names(const Model& model);

}  // namespace guywire

template <>
struct fmt::formatter<guywire::Sized> : fmt::formatter<double> {
  template <class Context>
  constexpr auto parse(Context& context) {
    for (auto at = context.begin(); at != context.end() && *at != '}' && *at != '.'; ++at)
      if (*at >= '0' && *at <= '9') width = 10 * width + (*at - '0');
    return fmt::formatter<double>::parse(context);
  }
  template <class Context>
  auto format(const guywire::Sized& number, Context& context) const {
    if (std::abs(number.value) < 99999999.5)
      return fmt::formatter<double>::format(number.value, context);
    const std::string text =
        std::isfinite(number.value) ? fmt::format("{:.2e}", number.value) : "unknown";
    return fmt::format_to(context.out(), "{:>{}}", text, width);
  }
  int width = 0;
};
