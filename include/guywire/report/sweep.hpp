#pragma once
/// Sweeps and branches as words, JSON, CSV and a diagram. Degrees only here, and in the names.
#include <iosfwd>
#include <string>

#include "guywire/report/phrases.hpp"
#include "guywire/statics/sweep.hpp"

namespace guywire {

/// A first sentence that says what happens over the range, a short table, the events in order.
std::string sweep_text(const Model& model, const Sweep& sweep,
                       Language language = Language::english);
std::string branch_text(const Model& model, const Branch& branch,
                        Language language = Language::english);
/// `axis`, `points` (parameter, status, quantities, coordinates, eigenvalue), `events`, model,
/// version. Undefined numbers are null. Into a stream it goes point by point, as a text at once.
void sweep_json(std::ostream& out, const Model& model, const Sweep& sweep,
                Language language = Language::english);
void branch_json(std::ostream& out, const Model& model, const Branch& branch,
                 Language language = Language::english);
std::string sweep_json(const Model& model, const Sweep& sweep,
                       Language language = Language::english);
std::string branch_json(const Model& model, const Branch& branch,
                        Language language = Language::english);
/// One row per point: the parameter under its own name, status, quantities with unit, coordinates,
/// eigenvalue. Undefined numbers are empty.
void sweep_csv(std::ostream& out, const Model& model, const Sweep& sweep);
void branch_csv(std::ostream& out, const Model& model, const Branch& branch);
std::string sweep_csv(const Model& model, const Sweep& sweep);
std::string branch_csv(const Model& model, const Branch& branch);
/// Each quantity against the parameter: stable solid, unstable dashed (color never alone), jumps
/// as arrows, folds and events numbered and named in words below. Well-formed SVG 1.1 with title
/// and description; no script, no external reference.
std::string diagram_svg(const Model& model, const Sweep& sweep,
                        Language language = Language::english);
std::string diagram_svg(const Model& model, const Branch& branch,
                        Language language = Language::english);

}  // namespace guywire
