#include "quantity_words.hpp"

#include <cmath>

#include "words.hpp"

namespace guywire {

namespace {

/// The field of a quantity OWNER.FIELD, and the phrase for it.
struct QuantityPhrase {
  std::string_view field, id;
};
constexpr QuantityPhrase quantity_phrases[] = {
    {"angle", "quantity.angle"},     {"tension", "quantity.tension"},
    {"force_x", "quantity.force_x"}, {"force_y", "quantity.force_y"},
    {"moment", "quantity.moment"},   {"compression", "quantity.compression"},
    {"shear", "quantity.shear"},
};

}  // namespace

std::string quantity_words(const std::string& name, Language language) {
  const std::size_t point = name.rfind('.');
  if (point == std::string::npos) return name_in_words(name, language);
  const std::string field = name.substr(point + 1);
  for (const QuantityPhrase& p : quantity_phrases)
    if (p.field == field) return sentence({p.id, {{"owner", name.substr(0, point)}}}, language);
  if (constexpr std::string_view at = "moment_at_"; field.starts_with(at))
    return sentence({"quantity.moment_at",
                     {{"owner", name.substr(0, point)}, {"body", field.substr(at.size())}}},
                    language);
  return name_in_words(name, language);
}

std::string quantity_head(const Quantity& quantity, Language language) {
  return quantity_words(quantity.name, language) +
         (quantity.unit == "rad" ? "°" : " " + quantity.unit);
}

std::string value_words(const Quantity& quantity, double value, int digits, Language language) {
  const std::string format = "." + std::to_string(digits);
  if (quantity.unit == "rad") return number_in_words(value, format + "°", language);
  return number_in_words(value, format, language) + " " + quantity.unit;
}

std::string eigenvalue_cell(double eigenvalue, Language language) {
  if (std::isinf(eigenvalue)) return phrase("word.infinite", language);
  return number_in_words(eigenvalue, ".4g", language);
}

}  // namespace guywire
