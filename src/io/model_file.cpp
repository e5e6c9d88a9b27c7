#include "guywire/io/model_file.hpp"

#include <algorithm>
#include <filesystem>

#include "description_json.hpp"
#include "embedded.hpp"
#include "files.hpp"
#include "guywire/io/setting.hpp"
#include "json_text.hpp"

namespace guywire {

Model read_model(std::string_view json, const std::string& origin) {
  if (!is_setting(json)) return ModelBuilder(read_description(json, origin)).build();
  const Setting setting = read_setting(json, origin);
  const auto shipped = shipped_models();
  if (std::find(shipped.begin(), shipped.end(), setting.model) == shipped.end()) {
    throw ModelError({{origin + ": setting_of",
                       "is '" + shortened(setting.model) +
                           "'; allowed is a shipped model: " + detail::join(shipped) + ".",
                       ""}});
  }
  return load(setting);
}

std::vector<std::string> shipped_models() {
  std::vector<std::string> names;
  for (const auto& file : embedded::files()) {
    std::string_view name = file.name;
    if (name.substr(0, 7) != "models/") continue;
    name.remove_prefix(7);
    name.remove_suffix(5);  // .json
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string model_text(const std::string& name_or_path) {
  for (const auto& file : embedded::files())
    if (file.name == "models/" + name_or_path + ".json") return std::string(file.text);
  const bool looks_like_path =
      name_or_path == "-" || name_or_path.find_first_of("/.") != std::string::npos;
  std::error_code error;
  if (looks_like_path || std::filesystem::exists(name_or_path, error))
    return read_file(name_or_path);
  throw ModelError(
      {{"model '" + shortened(name_or_path) + "'",
        "is neither a shipped model (" + detail::join(shipped_models()) + ") nor a file.",
        did_you_mean(name_or_path, shipped_models())}});
}

Model load(const std::string& name_or_path) {
  return read_model(model_text(name_or_path), shown_name(name_or_path));
}

std::string to_json(const Model& model) {
  return json_text(description_json(model.description(), true), 2);
}

std::string content_hash(const Model& model) {
  std::string canonical;
  write_json(canonical, description_json(model.description(), false), 0);
  return sha256(canonical);
}

}  // namespace guywire
