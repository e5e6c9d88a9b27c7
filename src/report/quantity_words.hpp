#pragma once
// Quantities as people write them.
#include <string>

#include "guywire/report/phrases.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

/// "anterior_tilt_change" -> "anterior tilt change", "psoas.tension" -> "psoas tension".
std::string quantity_words(const std::string& name, Language language);
/// The same with its unit, for the head of a column: "lordosis°", "psoas tension N".
std::string quantity_head(const Quantity& quantity, Language language);
/// "-3.76°", "57.10 N".
std::string value_words(const Quantity& quantity, double value, int digits, Language language);
/// An eigenvalue in a column [N m/rad]: infinite where every coordinate is held.
std::string eigenvalue_cell(double eigenvalue, Language language);

}  // namespace guywire
