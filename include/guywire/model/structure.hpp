#pragma once
/// A model taken apart: structure (who is attached to what, which law) and one flat array of
/// numbers. The inner loops see only these two, whatever the numbers are made of: double, a
/// ceres::Jet, a lane column.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/geometry/wrap_circle.hpp"
#include "guywire/model/description.hpp"

namespace guywire {

/// Integers only; offsets point into the flat array of numbers.
struct Structure {
  /// One rotating lever of a vector between two points: R(theta_body) (numbers[plus] -
  /// numbers[minus]).
  struct Lever {
    int body;         ///< which angle turns it
    int slot;         ///< the body's place in its cable's list of bodies
    int plus, minus;  ///< offsets of (x, y); -1 is zero
    int turned = -1;  ///< where `Evaluation` keeps it rotated
  };
  /// A vector between two points on bodies: a constant part in ground and the levers of the bodies
  /// between.
  struct Span {
    int first_lever, lever_count;
    int ground_plus, ground_minus;
  };
  struct Segment {
    int span;  ///< from its start to its end
    int z_plus, z_minus;
    int circle =
        -1;  ///< offset of (center_x, center_y, radius) of the first circle, or -1: straight
    int span_to_start = -1, span_to_end = -1;  ///< of one circle alone: from its center
    Sense sense = Sense::counterclockwise;
    int straight = -1;  ///< among `straights`; -1 where it is curved or its length never changes
    int first_contact = 0,
        contact_count = 0;    ///< into `contacts`: the circles between its ends, in order
    int first_row_span = -1;  ///< of several circles: from each element (start, centers, end) to
                              ///< each later one, see row_span
  };
  /// A circle that a path passes.
  struct Contact {
    int circle;  ///< offset of (center_x, center_y, radius)
    int named;   ///< in the description
    int segment;
    Sense sense;
  };
  /// Place of the span from element i to element k, i < k, among those of a row of `count`
  /// elements.
  static constexpr int row_span(int i, int k, int count) {
    return i * count - i * (i + 1) / 2 + (k - i - 1);
  }
  /// A lever whose place among others is known.
  struct Arm {
    int body, plus, minus;  ///< as in Lever
  };
  /// A straight segment that changes its length.
  struct Straight {
    int segment, cable;
    Arm end[2];  ///< its own levers; body_count stands for ground
    int group = -1;
  };
  /// What a straight segment adds to its cable's length gradient.
  struct Slope {
    int straight, turned, slot;
  };
  /// An arm that lies between the end bodies of a group; places in a lower triangle of bodies x
  /// bodies.
  struct GroupLink {
    int link, body, with_first, with_second;
  };
  /// Straight segments that run between the same two bodies. What lies between those turns all of
  /// them alike.
  struct Group {
    int end[2];  ///< the bodies; end[1] is -1 where the other end is in ground
    int first_straight, straight_count;
    int first_link, link_count;  ///< into group_links, by body
    int first_second;            ///< place of (end[0], end[1]) in a lower triangle
  };
  struct CableEntry {
    int law;  ///< index in CableLaw
    int sides;
    int knobs, law_numbers;  ///< offsets
    int first_segment, segment_count;
    int first_body, body_count;                  ///< into cable_bodies
    int first_straight = 0, straight_count = 0;  ///< into cable_straights
    int first_slope = 0, slope_count = 0;        ///< into slopes
    bool consecutive = false;                    ///< its bodies are
    int first_contact = 0;                       ///< into contacts
  };
  struct JointEntry {
    int law, sides, body, relative_to;  ///< -1 is ground
    int numbers;                        ///< preload factor, then the law's
  };
  /// One dead force or weight acting on a chain of bodies.
  struct LoadEntry {
    int body;
    int force;      ///< offset of (x, y): a force, or gravity
    int mass = -1;  ///< offset of a mass that multiplies it, or -1
    int mass_sides = 1;
    int point;        ///< offset of (x, y) in the body's frame
    int couple = -1;  ///< offset of a couple
  };

  /// The points that posture angles are read from, in this order.
  static constexpr std::array<std::string_view, 7> posture_landmarks{
      "ASIS", "PSIS", "hip_axis", "S1_anterior", "S1_posterior", "L1_anterior", "L1_posterior"};
  struct LandmarkEntry {
    int landmark = -1, body = -1;  ///< in the description; -1: the model lacks it
  };

  int body_count = 0;
  std::array<LandmarkEntry, posture_landmarks.size()> landmarks{};
  int pelvis = -1, thorax = -1;  ///< bodies of that name
  std::vector<int> parent;       ///< -1 is ground
  std::vector<int> hinge;        ///< offset of (x, y)
  std::vector<Lever> levers;
  std::vector<Span> spans;
  std::vector<Segment> segments;
  std::vector<Contact> contacts;
  std::vector<int> cable_bodies;
  std::vector<CableEntry> cables;
  std::vector<JointEntry> joints;
  std::vector<LoadEntry> loads;
  std::vector<Arm>
      links;  ///< levers between hinges of one body, which any number of segments share
  std::vector<Straight> straights;  ///< group by group
  std::vector<Arm> curved_arms;     ///< levers of segments over circles
  std::vector<Group> groups;
  std::vector<GroupLink> group_links;
  std::vector<Slope> slopes;
  std::vector<int> cable_straights;

  /// Contacts of cable c are those from first_contact(c) to before first_contact(c + 1).
  int first_contact(std::size_t c) const {
    return c < cables.size() ? cables[c].first_contact : static_cast<int>(contacts.size());
  }

  /// theta = S u + P b, A theta = b. Rows of S and P are bodies; row-major.
  int free_count = 0;
  std::vector<int> free_bodies;  ///< the bodies whose angles are the coordinates u, in tree order
  std::vector<double> S;         ///< body_count x free_count
  std::vector<double> P;         ///< body_count x constraint_count
  std::vector<double> A;         ///< constraint_count x body_count
  std::vector<int> constraint_angles;  ///< offsets of b
  bool S_is_identity = false;
};

/// Null space of the rows `kept` of A over `columns` bodies, by elimination that keeps the first
/// bodies free.
struct NullSpace {
  std::vector<int> free_bodies;
  std::vector<double> S;       ///< columns x free
  std::vector<double> P;       ///< columns x kept.size()
  std::vector<int> redundant;  ///< entries of `kept` that follow from earlier ones
};
NullSpace null_space(const std::vector<double>& A, int columns, const std::vector<int>& kept);

}  // namespace guywire
