#pragma once
#include <algorithm>
#include <numeric>

#include "guywire/core/errors.hpp"

namespace guywire {
namespace detail {
inline std::string join_faults(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& f : faults) {
    if (!text.empty()) text += '\n';
    text += f.where + ": " + f.what;
    if (!f.why.empty()) text += " [" + to_string(f.why) + "]";
    if (!f.remedy.empty()) text += " " + f.remedy;
  }
  return text;
}
}  // namespace detail

GUYWIRE_INLINE ModelError::ModelError(std::vector<Fault> faults)
    : std::invalid_argument(detail::join_faults(faults)), faults_(std::move(faults)) {}

GUYWIRE_INLINE ParseError::ParseError(std::string path, int line, int column,
                                      const std::string& what)
    : std::invalid_argument(
          path + (line > 0 ? ":" + std::to_string(line) + ":" + std::to_string(column) : "") +
          ": " + what),
      path_(std::move(path)),
      line_(line),
      column_(column) {}

GUYWIRE_INLINE SolveError::SolveError(Facts why)
    : std::runtime_error(to_string(why)), why_(std::move(why)) {}
GUYWIRE_INLINE SolveError::SolveError(std::string_view status, Facts why)
    : std::runtime_error(std::string(status) + ": " + to_string(why)),
      status_(status),
      why_(std::move(why)) {}

GUYWIRE_INLINE void add_fault(std::vector<Fault>& faults, Fault fault) {
  if (faults.size() > most_faults) return;
  if (faults.size() == most_faults)
    fault = {"further faults",
             "are not listed: there are more than " + std::to_string(most_faults) + ".",
             "Correct these first."};
  faults.push_back(std::move(fault));
}

namespace detail {
/// Insertions, deletions and replacements that make one text from the other, by Wagner and Fischer.
/// A beginning counts nearly as much as the whole: "gravty" is meant for "gravity_m_per_s2". `row`
/// is scratch.
inline std::size_t edit_distance(std::string_view name, std::string_view candidate,
                                 std::vector<std::size_t>& row) {
  row.resize(candidate.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < candidate.size(); ++j) {
      const std::size_t next =
          std::min({row[j] + 1, row[j + 1] + 1, diagonal + (name[i] == candidate[j] ? 0 : 1)});
      diagonal = row[j + 1];
      row[j + 1] = next;
    }
  }
  return std::min(row.back(), *std::min_element(row.begin(), row.end()) + 1);
}
}  // namespace detail

GUYWIRE_INLINE std::string nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates) {
  // chosen: no name is longer; about 10 ms
  constexpr std::size_t longest = 100, most_work = 10'000'000;
  if (name.size() > longest) return {};
  std::size_t work = 0;
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 2) + 1;
  std::vector<std::size_t> row;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest) continue;
    work += (name.size() + 1) * (candidate.size() + 1);
    if (work > most_work) break;
    const std::size_t distance = detail::edit_distance(name, candidate, row);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

GUYWIRE_INLINE std::string did_you_mean(std::string_view name,
                                        const std::vector<std::string>& candidates,
                                        std::string otherwise) {
  const std::string near = nearest_name(name, candidates);
  return near.empty() ? std::move(otherwise) : "Did you mean '" + near + "'?";
}

}  // namespace guywire
