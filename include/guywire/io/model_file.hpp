#pragma once
/// Models as JSON, and the shipped ones, which are compiled in: no files are needed at run time.
///
/// The layout is in data/schema/model.schema.json (JSON Schema, draft 2020-12), which is written
/// from the same field tables that check the values. Keys carry their unit (`slack_length_m`).
/// Unknown keys are errors. Doubles are written in the shortest form that reads back as the same
/// number, so a model survives a round trip without loss.
#include <string>
#include <string_view>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// Names of the shipped models.
std::vector<std::string> shipped_models();
/// A shipped model by name, or a model file or setting file (see setting.hpp) by path; `-` is
/// standard input. Throws ParseError (not JSON, truncated, wrong version, larger than 8 MB, nested
/// deeper than 64 levels, unreadable) or ModelError (all faults; of more than 1000 the first).
Model load(const std::string& name_or_path);
/// The JSON text that `load` reads.
std::string model_text(const std::string& name_or_path);
/// A model from JSON text, of a model or a setting; `origin` names it in messages.
Model read_model(std::string_view json, const std::string& origin = "text");
/// What JSON text describes, before any check that needs the whole model.
ModelDescription read_description(std::string_view json, const std::string& origin = "text");
/// The model as JSON text, one part per line.
std::string to_json(const Model& model);
/// SHA-256 of the canonical numbers and structure: names of parts count, prose (title, sources,
/// notes) and outlines do not.
std::string content_hash(const Model& model);
/// The JSON Schema of model files.
std::string model_schema();
/// SHA-256 of bytes, in hexadecimal.
std::string sha256(std::string_view bytes);

}  // namespace guywire
