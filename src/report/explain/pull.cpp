#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

constexpr double least_cables = 0.005;  // [N m]: below, it is shown as nothing
constexpr double least_other = 0.05;    // [N m]: the same, of what is shown with one decimal

/// The groups that turn the body one way.
struct Side {
  double moment = 0;  ///< of all of them [N m]
  /// With their moments, negative: sorted, the strongest stands first.
  std::vector<std::pair<double, std::string>> groups{};

  void add(double size, const std::string& group) {
    moment += size;
    groups.emplace_back(-size, group);
  }
  bool pulls() const { return moment >= least_cables; }
};

/// All that turns the body about its hinge, + forward [N m].
struct Balance {
  using Named = std::pair<std::string, double>;
  Side front{};
  Side rear{};
  double weight = 0;
  double joints = 0;
  double others = 0;          ///< loads and holds
  std::vector<Named> laws{};  ///< each joint law's part of `joints`
};

Balance balance_of(const Model& model, const std::vector<LedgerSum>& sums, int column) {
  Balance out;
  const auto& joints = model.description().joints;
  for (const LedgerSum& s : sums) {
    const double forward = forward_moment(s, column);
    if (s.is_cable) {
      (forward >= 0 ? out.front : out.rear).add(std::abs(forward), s.name);
      continue;
    }
    const bool is_law =
        std::any_of(joints.begin(), joints.end(), [&](const Joint& j) { return j.name == s.name; });
    if (s.name == "weight") {
      out.weight += forward;
    } else if (is_law) {
      out.joints += forward;
    } else {
      out.others += forward;
    }
    if (is_law) out.laws.emplace_back(s.name, forward);
  }
  std::sort(out.front.groups.begin(), out.front.groups.end());
  std::sort(out.rear.groups.begin(), out.rear.groups.end());
  return out;
}

/// The strongest groups of a side: at most three, and no weak one behind a strong one.
std::vector<std::string> strongest(const Side& side) {
  std::vector<std::string> names;
  double named = 0;
  for (const auto& [less_moment, group] : side.groups) {
    const double moment = -less_moment;
    const bool enough =
        names.size() == 3 || moment < 0.08 * side.moment || named > 0.95 * side.moment;
    if (enough && !names.empty()) break;
    names.push_back(group);
    named += moment;
  }
  return names;
}

Fact pull_of(const char* id, const Side& side, const std::string& body) {
  const std::vector<std::string> names = strongest(side);
  return {id,
          {{"body", body},
           {"is_pelvis", body == "pelvis"},
           {"moment", side.moment},
           {"groups", names},
           {"is_mostly", names.size() < side.groups.size()}}};
}

/// What turns the body beside cables. Joints and ligaments that nearly cancel are named one by one:
/// their sum would hide them.
std::vector<Balance::Named> beside_cables(const Balance& b) {
  std::vector<Balance::Named> out{{"weight", b.weight}};
  const double largest = std::max({b.front.moment, b.rear.moment, 0.05});
  const bool is_hidden = std::any_of(b.laws.begin(), b.laws.end(), [&](const auto& law) {
    return std::abs(law.second) > 0.2 * largest;
  });
  if (is_hidden) {
    auto laws = b.laws;
    std::stable_sort(laws.begin(), laws.end(), [](const auto& a, const auto& c) {
      return std::abs(a.second) > std::abs(c.second);
    });
    out.insert(out.end(), laws.begin(), laws.end());
  } else {
    out.emplace_back("discs and ligaments", b.joints);
  }
  out.emplace_back("loads and holds", b.others);
  return out;
}

}  // namespace

Facts pulls(const Model& model, const std::vector<LedgerSum>& sums, int column,
            const std::string& body, Language language) {
  const Balance b = balance_of(model, sums, column);
  Facts out;
  if (b.front.pulls()) out.push_back(pull_of("explain.pull.forward", b.front, body));
  if (b.rear.pulls()) out.push_back(pull_of("explain.pull.back", b.rear, body));
  if (out.empty())
    out.push_back({"explain.pull.none", {{"body", body}, {"is_pelvis", body == "pelvis"}}});
  std::vector<std::string> others;
  for (const auto& [name, moment] : beside_cables(b))
    if (std::abs(moment) >= least_other)
      others.push_back(
          sentence({"explain.pull.other", {{"name", name}, {"moment", moment}}}, language));
  if (!others.empty()) out.push_back({"explain.pull.others", {{"moments", others}}});
  return out;
}

}  // namespace guywire
