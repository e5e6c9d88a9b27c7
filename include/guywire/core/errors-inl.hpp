#pragma once
#include <algorithm>
#include <charconv>
#include <numeric>

#include "guywire/core/errors.hpp"

namespace guywire {
namespace detail {
inline std::string join_faults(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& f : faults) {
    if (!text.empty()) text += '\n';
    text += f.where + ": " + f.what;
    if (!f.remedy.empty()) text += " " + f.remedy;
  }
  return text;
}
}  // namespace detail

GUYWIRE_INLINE ModelError::ModelError(std::vector<Fault> faults)
    : std::invalid_argument(detail::join_faults(faults)), faults_(std::move(faults)) {}

GUYWIRE_INLINE ParseError::ParseError(std::string path, int line, int column, const std::string& what)
    : std::invalid_argument(path + (line > 0 ? ":" + std::to_string(line) + ":" + std::to_string(column) : "") + ": " + what),
      path_(std::move(path)),
      line_(line),
      column_(column) {}

GUYWIRE_INLINE std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 2) + 1;
  std::vector<std::size_t> row;
  for (const std::string& candidate : candidates) {
    row.resize(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = row[0]++;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t next = std::min({row[j] + 1, row[j + 1] + 1, diagonal + (name[i] == candidate[j] ? 0 : 1)});
        diagonal = row[j + 1];
        row[j + 1] = next;
      }
    }
    // a beginning counts nearly as much as the whole: "gravty" is meant for "gravity_m_per_s2"
    const std::size_t distance = std::min(row.back(), *std::min_element(row.begin(), row.end()) + 1);
    if (distance < best_distance) best_distance = distance, best = candidate;
  }
  return best;
}

GUYWIRE_INLINE std::string to_text(double value) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

GUYWIRE_INLINE std::string short_text(double value) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 4).ptr;
  return std::string(buffer, end);
}

}  // namespace guywire
