#pragma once
/// Lays out what evaluation reads: see EvaluationPlan.
#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "guywire/model/structure.hpp"

namespace guywire::detail {

/// Makes the plan of a structure whose topology is complete.
class EvaluationPlanner {
 public:
  explicit EvaluationPlanner(Structure& s) : s_(s), hinges_(s.hinge.begin(), s.hinge.end()) {}

  void run() {
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      for (int k = 0; k < s_.cables[c].segment_count; ++k)
        gather(static_cast<int>(c), s_.cables[c].first_segment + k);
    for (const Gathered& group : groups_)
      add_group(group);
    for (Structure::CableEntry& cable : s_.cables)
      list_cable(cable);
  }

 private:
  using Straight = Structure::Straight;
  /// Straight segments between the same bodies over the same links.
  struct Gathered {
    std::vector<int> ends, links;
    std::vector<Straight> straights;
  };

  bool is_hinge(int at) const { return at < 0 || hinges_.contains(at); }
  /// Whether both points are on one body, or in ground.
  static bool keeps_length(const Structure::Span& span) {
    const bool in_one_body = span.lever_count == 1 && span.ground_plus < 0 && span.ground_minus < 0;
    return span.lever_count == 0 || in_one_body;
  }
  int in_lower_triangle(int i, int j) const {
    return std::max(i, j) * s_.body_count + std::min(i, j);
  }

  /// The place of a lever from hinge to hinge among the links.
  int link_of(const Structure::Lever& lever) {
    const auto [it, is_new] = link_places_.try_emplace({lever.body, lever.plus, lever.minus},
                                                       static_cast<int>(s_.links.size()));
    if (is_new) s_.links.push_back({lever.body, lever.plus, lever.minus});
    return it->second;
  }

  /// Puts a straight segment that changes its length with those of its kind.
  void gather(int cable, int segment) {
    const Structure::Span& span = s_.spans[s_.segments[segment].span];
    if (s_.segments[segment].circle >= 0 || keeps_length(span)) return;
    const int n = s_.body_count;
    std::vector<int> ends, between;
    Straight straight{segment, cable, {{n, -1, -1}, {n, -1, -1}}};
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
      auto& lever = s_.levers[l];
      if (is_hinge(lever.plus) && is_hinge(lever.minus)) {
        lever.turned = link_of(lever);
        between.push_back(lever.turned);
      } else {
        straight.end[ends.size()] = {lever.body, lever.plus, lever.minus};
        ends.push_back(lever.body);
      }
    }
    std::vector<int> key = ends;
    key.push_back(-1);
    key.insert(key.end(), between.begin(), between.end());
    const auto [it, is_new] = group_places_.try_emplace(std::move(key), groups_.size());
    if (is_new) groups_.push_back({std::move(ends), std::move(between), {}});
    groups_[it->second].straights.push_back(straight);
  }

  void add_group(const Gathered& g) {
    const int first = g.ends[0], second = g.ends.size() > 1 ? g.ends[1] : -1;
    const int group = static_cast<int>(s_.groups.size());
    s_.groups.push_back({{first, second},
                         static_cast<int>(s_.straights.size()),
                         static_cast<int>(g.straights.size()),
                         static_cast<int>(s_.group_links.size()),
                         static_cast<int>(g.links.size()),
                         second < 0 ? -1 : in_lower_triangle(first, second)});
    for (const int link : g.links) {
      const int body = s_.links[link].body;
      s_.group_links.push_back({link, body, in_lower_triangle(body, first),
                                second < 0 ? -1 : in_lower_triangle(body, second)});
    }
    for (Straight straight : g.straights) {
      straight.group = group;
      add_straight(straight);
    }
  }

  /// Its own levers are rotated into places after all links.
  void add_straight(const Straight& straight) {
    const int index = static_cast<int>(s_.straights.size());
    const Structure::Span& span = s_.spans[s_.segments[straight.segment].span];
    int place = static_cast<int>(s_.links.size()) + 2 * index;
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
      if (s_.levers[l].turned < 0) s_.levers[l].turned = place++;
    s_.segments[straight.segment].straight = index;
    s_.straights.push_back(straight);
  }

  /// What evaluation reads cable by cable.
  void list_cable(Structure::CableEntry& cable) {
    const auto bodies = s_.cable_bodies.begin() + cable.first_body;
    cable.consecutive =
        cable.body_count > 0 && bodies[cable.body_count - 1] - bodies[0] == cable.body_count - 1;
    cable.first_straight = static_cast<int>(s_.cable_straights.size());
    cable.first_slope = static_cast<int>(s_.slopes.size());
    for (int g = cable.first_segment; g < cable.first_segment + cable.segment_count; ++g) {
      const auto& segment = s_.segments[g];
      if (segment.circle >= 0)
        for (const int span : Structure::spans_of(segment))
          add_curved_arms(s_.spans[span]);
      if (segment.straight < 0) continue;
      s_.cable_straights.push_back(segment.straight);
      ++cable.straight_count;
      const Structure::Span& span = s_.spans[segment.span];
      for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
        s_.slopes.push_back({segment.straight, s_.levers[l].turned, s_.levers[l].slot});
        ++cable.slope_count;
      }
    }
  }

  /// Levers of a segment over circles are rotated into places after all others.
  void add_curved_arms(const Structure::Span& span) {
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
      auto& lever = s_.levers[l];
      lever.turned =
          static_cast<int>(s_.links.size() + 2 * s_.straights.size() + s_.curved_arms.size());
      s_.curved_arms.push_back({lever.body, lever.plus, lever.minus});
    }
  }

  Structure& s_;
  std::set<int> hinges_;  ///< offsets of all bodies' hinges
  std::map<std::tuple<int, int, int>, int> link_places_;
  std::map<std::vector<int>, std::size_t> group_places_;
  std::vector<Gathered> groups_;
};

inline void plan_evaluation(Structure& s) { EvaluationPlanner(s).run(); }

}  // namespace guywire::detail
