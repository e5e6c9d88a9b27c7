#pragma once
/// Refusals of settings, wherever they come from: options, files.
#include <map>
#include <string>
#include <utility>

#include "guywire/core/errors.hpp"

namespace guywire::detail {

/// A wrong setting, with a remedy.
[[noreturn]] inline void refuse(std::string where, std::string what, std::string remedy) {
  throw ModelError({{std::move(where), std::move(what), std::move(remedy)}});
}

/// Refuses a number that is set twice. `key`: what is set; `setting`: as the user would write it.
class SetOnce {
 public:
  void operator()(const std::string& key, const std::string& setting) {
    const auto [it, is_new] = by_key_.emplace(key, setting);
    if (!is_new)
      refuse(setting,
             it->second == setting ? "is given twice." : "sets what " + it->second + " sets too.",
             "Leave one of them out.");
  }

 private:
  std::map<std::string, std::string> by_key_;
};

}  // namespace guywire::detail
