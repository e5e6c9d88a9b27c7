#include "quantity_words.hpp"

#include <algorithm>
#include <cmath>

#include "words.hpp"

namespace guywire {

namespace {

/// The last part of a quantity's name, and the phrase for it.
struct QuantityPhrase {
  std::string_view field, id;
};
constexpr QuantityPhrase quantity_phrases[] = {
    {"anterior_tilt_change", "quantity.anterior_tilt_change"},
    {"anterior_tilt", "quantity.anterior_tilt"},
    {"pelvic_tilt", "quantity.pelvic_tilt"},
    {"sacral_slope", "quantity.sacral_slope"},
    {"pelvic_incidence", "quantity.pelvic_incidence"},
    {"lordosis", "quantity.lordosis"},
    {"lumbar_angle", "quantity.lumbar_angle"},
    {"angle", "quantity.angle"},
    {"tension", "quantity.tension"},
    {"force_x", "quantity.force_x"},
    {"force_y", "quantity.force_y"},
    {"moment", "quantity.moment"},
    {"compression", "quantity.compression"},
    {"shear", "quantity.shear"},
};

}  // namespace

std::string quantity_words(const std::string& name, Language language) {
  const std::size_t point = name.rfind('.');
  const bool has_owner = point != std::string::npos;
  const std::string_view field = std::string_view(name).substr(has_owner ? point + 1 : 0);
  const auto known = std::find_if(std::begin(quantity_phrases), std::end(quantity_phrases),
                                  [&](const QuantityPhrase& p) { return p.field == field; });
  if (known == std::end(quantity_phrases)) return name_in_words(name, language);
  return sentence({known->id, {{"owner", has_owner ? name.substr(0, point) : ""}}}, language);
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
