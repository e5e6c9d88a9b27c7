#include <fmt/format.h>

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

  bool by_cables() const { return front.pulls() || rear.pulls(); }
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
    names.push_back(plain_name(group));
    named += moment;
  }
  return names;
}

/// "The cables that pull it forward (mostly psoas and iliacus)".
std::string subject(const Side& side, const char* article, const char* where) {
  const std::vector<std::string> names = strongest(side);
  return fmt::format("{} {} it {} ({}{})", article,
                     side.groups.size() == 1 ? "cable that pulls" : "cables that pull", where,
                     names.size() < side.groups.size() ? "mostly " : "", list_of(names));
}

const char* verb(const Side& side) { return side.groups.size() == 1 ? "has" : "have"; }

std::string cable_words(const Balance& b) {
  std::string out;
  if (b.front.pulls())
    out += fmt::format("{} {} {:.1f} N m", subject(b.front, "The", "forward"), verb(b.front),
                       Sized{b.front.moment});
  if (b.rear.pulls() && out.empty())
    out += fmt::format("{} {} {:.1f} N m", subject(b.rear, "The", "back"), verb(b.rear),
                       Sized{b.rear.moment});
  else if (b.rear.pulls())
    out += fmt::format("{} {:.1f} N m", subject(b.rear, ", the", "back"), Sized{b.rear.moment});
  return out;
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
    for (const auto& [name, moment] : laws)
      out.emplace_back(name.find('/') == std::string::npos ? plain_name(name) : "the disc " + name,
                       moment);
  } else {
    out.emplace_back("discs and ligaments", b.joints);
  }
  out.emplace_back("loads and holds", b.others);
  return out;
}

}  // namespace

std::string pull_sentence(const Model& model, const std::vector<LedgerSum>& sums, int column) {
  const Balance b = balance_of(model, sums, column);
  const char* unit = b.by_cables() ? "" : "N m ";  // named before, where cables turn it
  std::vector<std::string> more;
  for (const auto& [name, moment] : beside_cables(b))
    if (std::abs(moment) >= least_other)
      more.push_back(fmt::format("{} ({:.1f} {}{})", plain_name(name), Sized{std::abs(moment)},
                                 unit, way(moment)));
  if (!b.by_cables()) {
    if (more.empty()) return "No cable turns it.";
    return "No cable turns it. It is turned by " + list_of(more) + ".";
  }
  std::string out = cable_words(b);
  if (!more.empty())
    out += "; " + list_of(more) + (more.size() > 1 ? " make up the rest" : " makes up the rest");
  return out + ".";
}

}  // namespace guywire
