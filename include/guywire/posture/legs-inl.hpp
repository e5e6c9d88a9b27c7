#pragma once
/// Splits a model's paired parts into right and left: see with_legs.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "guywire/posture/legs.hpp"

namespace guywire {

namespace detail {

/// The description of a model with split legs, part by part. Lists keep their order, right before
/// left, so that parents stay before children.
class LegSplit {
 public:
  LegSplit(const Model& model, const Legs& legs)
      : model_(model),
        whole_(model.description()),
        out_(whole_),
        sides_{{{"_r", legs.right}, {"_l", legs.left}}} {}

  ModelDescription run() {
    split_bodies();
    split_constraints();
    check_poses();
    split_joints();
    split_circles();
    split_cables();
    split_groups();
    check_loads();
    for (Landmark& l : out_.landmarks)
      if (is_paired(l.body)) l.body += "_r";
    if (!out_.tilt.empty() && is_paired(out_.tilt)) out_.tilt += "_r";
    return std::move(out_);
  }

 private:
  struct Side {
    const char* suffix;
    const LegPose& pose;
  };

  bool is_paired(const std::string& body) const {
    return body != ground_name && whole_.bodies[model_.body(body).index].sides == 2;
  }
  bool is_paired_circle(const std::string& circle) const {
    for (const Circle& c : whole_.circles)
      if (c.name == circle) return is_paired(c.body);
    return false;
  }

  /// Makes a list anew: of each part that `is_leg` picks two halves, which `change(half, side)`
  /// hangs on the halves of other parts.
  template <class Part, class IsLeg, class Change>
  void split(std::vector<Part>& list, IsLeg&& is_leg, Change&& change) {
    std::vector<Part> out;
    for (const Part& part : list) {
      if (!is_leg(part)) {
        out.push_back(part);
        continue;
      }
      for (const Side& side : sides_) {
        Part half = part;
        half.name += side.suffix;
        change(half, side);
        out.push_back(std::move(half));
      }
    }
    list = std::move(out);
  }
  void add_suffix(std::string& body, const Side& side) const {
    if (is_paired(body)) body += side.suffix;
  }

  void split_bodies() {
    split(
        out_.bodies, [](const Body& b) { return b.sides != 1; },
        [&](Body& half, const Side& side) {
          half.sides = 1;
          add_suffix(half.parent, side);
        });
  }

  void split_constraints() {
    split(
        out_.constraints,
        [&](const Constraint& c) {
          return std::any_of(c.terms.begin(), c.terms.end(),
                             [&](const auto& term) { return is_paired(term.first); });
        },
        [&](Constraint& half, const Side& side) {
          for (auto& [body, coefficient] : half.terms)
            add_suffix(body, side);
          pose(half, side);
        });
  }

  void pose(Constraint& half, const Side& side) {
    for (const auto& [name, angle] : side.pose.angles) {
      if (half.name != name + side.suffix) continue;
      half.angle = angle;
      posed_.insert(name);
    }
  }

  /// Refuses poses that no constraint of the legs has taken.
  void check_poses() {
    for (const Side& side : sides_)
      for (const auto& [name, angle] : side.pose.angles) {
        if (posed_.contains(name)) continue;
        find_constraint(out_, name);  // reports an unknown name
        throw ModelError({{"constraint '" + name + "'", "poses no paired body.",
                           "Name a constraint of the legs."}});
      }
  }

  void split_joints() {
    split(
        out_.joints, [&](const Joint& j) { return is_paired(j.body) || is_paired(j.relative_to); },
        [&](Joint& half, const Side& side) {
          half.sides = 1;
          add_suffix(half.body, side);
          add_suffix(half.relative_to, side);
        });
  }

  void split_circles() {
    split(
        out_.circles, [&](const Circle& c) { return is_paired(c.body); },
        [&](Circle& half, const Side& side) { half.body += side.suffix; });
  }

  void split_cables() {
    const auto touches_leg = [&](const PathPoint& p) {
      return p.circle.empty() ? is_paired(p.body) : is_paired_circle(p.circle);
    };
    split(
        out_.cables,
        [&](const Cable& c) { return std::any_of(c.path.begin(), c.path.end(), touches_leg); },
        [&](Cable& half, const Side& side) {
          half.sides = 1;
          for (PathPoint& p : half.path)
            if (touches_leg(p)) (p.circle.empty() ? p.body : p.circle) += side.suffix;
        });
    for (const Cable& c : whole_.cables)
      if (std::any_of(c.path.begin(), c.path.end(), touches_leg)) split_cables_.insert(c.name);
  }

  std::vector<std::string> both_halves(const std::vector<std::string>& members) const {
    std::vector<std::string> out;
    for (const std::string& member : members) {
      if (!split_cables_.contains(member)) {
        out.push_back(member);
        continue;
      }
      out.push_back(member + "_r");
      out.push_back(member + "_l");
    }
    return out;
  }

  /// Groups hold both sides; where every cable of one is split, there is one for each side too.
  void split_groups() {
    for (Group& g : out_.groups)
      g.members = both_halves(g.members);
    out_.partition = both_halves(whole_.partition);
    for (const Group& g : whole_.groups) {
      std::vector<std::string> cables;
      for (const CableId id : model_.cables(g.name))
        cables.push_back(whole_.cables[id.index].name);
      if (!std::all_of(cables.begin(), cables.end(),
                       [&](const std::string& cable) { return split_cables_.contains(cable); }))
        continue;
      for (const Side& side : sides_) {
        Group half{g.name + side.suffix, cables};
        for (std::string& cable : half.members)
          cable += side.suffix;
        out_.groups.push_back(std::move(half));
      }
    }
  }

  void check_loads() const {
    for (const Load& l : out_.loads)
      if (is_paired(l.body))
        throw ModelError(
            {{"load '" + l.name + "'", "acts on " + l.body + ", a pair: which side is not said.",
              "Split the legs first, then add the load."}});
  }

  const Model& model_;
  const ModelDescription& whole_;
  ModelDescription out_;
  std::array<Side, 2> sides_;
  std::set<std::string> posed_;         ///< constraints that a pose has set
  std::set<std::string> split_cables_;  ///< names before the split
};

}  // namespace detail

GUYWIRE_INLINE Model with_legs(const Model& model, const Legs& legs) {
  return ModelBuilder(detail::LegSplit(model, legs).run()).build();
}

}  // namespace guywire
