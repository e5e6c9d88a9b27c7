#pragma once
/// Campaigns over random models: which class ends in which status, and every model that ends in a
/// status it should not.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "guywire/report/phrases.hpp"
#include "support/model_classes.hpp"

namespace campaign {

using namespace guywire;
using model_classes::ModelClass;

/// Seeds `from` to `to` (not counted) of a class.
struct Part {
  ModelClass kind = ModelClass::ordinary;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  Seek seek = Seek::downhill;
};

/// One solved model.
struct Run {
  ModelClass kind = ModelClass::ordinary;
  std::uint64_t seed = 0;
  Seek seek = Seek::downhill;
  Status status = Status::not_run;
  int iterations = 0;
  std::string message;
  std::string name() const {
    const std::string any = seek == Seek::any ? ":any" : "";
    return std::string(model_classes::to_string(kind)) + ":" + std::to_string(seed) + any;
  }
};

inline constexpr Status all_statuses[] = {
    Status::stable,  Status::unstable,        Status::neutral,   Status::at_kink,
    Status::runaway, Status::iteration_limit, Status::path_lost, Status::hidden_by_rounding,
    Status::not_run};

/// How often each class ended in each status.
class Table {
 public:
  void add(const Run& run) {
    ++counts_[run.kind][run.status];
    ++totals_[run.kind];
    iterations_.push_back(run.iterations);
    worst_ = std::max(worst_, run.iterations);
  }
  void add(const Table& other) {
    for (const auto& [kind, row] : other.counts_)
      for (const auto& [status, count] : row)
        counts_[kind][status] += count;
    for (const auto& [kind, count] : other.totals_)
      totals_[kind] += count;
    iterations_.insert(iterations_.end(), other.iterations_.begin(), other.iterations_.end());
    worst_ = std::max(worst_, other.worst_);
  }
  int count(ModelClass kind, Status status) const {
    const auto row = counts_.find(kind);
    if (row == counts_.end()) return 0;
    const auto cell = row->second.find(status);
    return cell == row->second.end() ? 0 : cell->second;
  }
  int count(Status status) const {
    int sum = 0;
    for (const auto& [kind, row] : counts_)
      sum += count(kind, status);
    return sum;
  }
  int models(ModelClass kind) const {
    const auto row = totals_.find(kind);
    return row == totals_.end() ? 0 : row->second;
  }
  int models() const { return static_cast<int>(iterations_.size()); }

  void print(const char* title) const {
    std::printf("%s\n%-12s %7s", title, "class", "models");
    for (const Status s : all_statuses)
      if (count(s) > 0) std::printf(" %18s", std::string(guywire::to_string(s)).c_str());
    std::printf("\n");
    for (const auto& [kind, row] : counts_) {
      std::printf("%-12s %7d", std::string(model_classes::to_string(kind)).c_str(), models(kind));
      for (const Status s : all_statuses)
        if (count(s) > 0)
          std::printf(" %9d (%5.2f%%)", count(kind, s), 100.0 * count(kind, s) / models(kind));
      std::printf("\n");
    }
    std::printf("%-12s %7d", "all", models());
    for (const Status s : all_statuses)
      if (count(s) > 0) std::printf(" %9d (%5.2f%%)", count(s), 100.0 * count(s) / models());
    std::printf("\niterations: median %d, worst %d\n", median(), worst_);
  }

 private:
  int median() const {
    if (iterations_.empty()) return 0;
    std::vector<int> sorted = iterations_;
    std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
    return sorted[sorted.size() / 2];
  }

  std::map<ModelClass, std::map<Status, int>> counts_;
  std::map<ModelClass, int> totals_;
  std::vector<int> iterations_;
  int worst_ = 0;
};

/// `class:from:to` or `class:seed`, with `:any` behind it for any equilibrium; `all` for every
/// class. Empty where it says none of these.
inline std::vector<Part> parts_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const bool any = words.back() == "any";
  if (any) words.pop_back();
  if (words.size() < 2 || words.size() > 3) return {};
  const std::uint64_t from = std::strtoull(words[1].c_str(), nullptr, 10);
  const std::uint64_t to =
      words.size() == 3 ? std::strtoull(words[2].c_str(), nullptr, 10) : from + 1;
  std::vector<Part> parts;
  for (const ModelClass kind : model_classes::all_classes)
    if (words[0] == "all" || words[0] == model_classes::to_string(kind))
      parts.push_back({kind, from, to, any ? Seek::any : Seek::downhill});
  return parts;
}

/// What is seen of each model: how it was drawn, how its search ended, and the memory it ended in.
struct Seen {
  const Model& model;
  const State& start;
  const Run& run;
  const Outcome<Posture>& out;
  Workspace& workspace;
};

/// Solves every model of a part.
inline void run(const Part& part, const std::function<void(const Seen&)>& each) {
  for (std::uint64_t seed = part.from; seed < part.to; ++seed) {
    const model_classes::Drawn drawn = model_classes::draw(part.kind, seed);
    if (drawn.description.bodies.empty()) continue;
    const Model model = ModelBuilder(drawn.description).build();
    SolveOptions options;
    options.seek = part.seek;
    Workspace workspace(model);
    const Outcome<Posture> out = solve(workspace, options, drawn.start);
    const Run run{part.kind,         seed, part.seek, out.status, out.last().certificate.iterations,
                  sentences(out.why)};
    each({model, drawn.start, run, out, workspace});
  }
}

}  // namespace campaign
