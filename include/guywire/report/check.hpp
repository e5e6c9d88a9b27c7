#pragma once
/// What `check` says about model files: faults, or what is valid but suspicious.
#include <optional>
#include <string>
#include <vector>

#include "guywire/mechanics/findings.hpp"
#include "guywire/model/model.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// A file that was checked: a model with findings, or why it is none.
struct Checked {
  std::string name;  ///< of the file, as it was given
  std::optional<Model> model{};
  std::vector<Finding> findings{};
  std::string refusal{};        ///< all faults in words; empty for a model
  std::vector<Fault> faults{};  ///< of a ModelError
};

/// Loads a model file, a setting file, or a shipped model, and looks at it. Throws nothing for a
/// bad file: `refusal` says why.
Checked check_file(const std::string& name_or_path);
/// The same for a model at hand.
Checked check_model(const Model& model);

/// What was found, in a sentence, and what to do about it.
std::string finding_sentence(const Finding& finding, Language language = Language::english);
std::string finding_remedy(const Finding& finding, Language language = Language::english);

std::string check_text(const std::vector<Checked>& checked, Language language = Language::english);
/// An object with the list `models`; sentences are in the language, but for what a refusal says.
std::string check_json(const std::vector<Checked>& checked, Language language = Language::english);
/// The object of one model.
std::string check_json(const Checked& checked, Language language = Language::english);

}  // namespace guywire
