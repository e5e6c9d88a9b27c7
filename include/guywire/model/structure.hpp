#pragma once
/// A model taken apart: structure (who is attached to what, which law) and one flat array of
/// numbers. The inner loops see only these two, whatever the numbers are made of: double, a
/// ceres::Jet, a lane column.
///
/// A cable's path, from its origin P over a circle C to Q and on to R:
///
///        P               C                Q               R
///        o--------------( )---------------o---------------o
///        '---------- Segment -------------'--- Segment ---'     from point to point; between them
///                    Contact                                    a Contact for each circle
///
/// A vector between two elements (points, centers) is a Span. Let P lie on body a and Q on body b;
/// their chains of bodies meet in a body m (or ground), beyond which they are the same:
///
///        P                               Q
///         \ a                         b /       own Lever of each end: an Arm, `end` of a Straight
///          o hinge of a       hinge of b o
///           \                         /
///            \ bodies between        /         from hinge to hinge: a Link, which all segments
///             o---------- m ---------o          that pass there share
///
///        Q - P = ground part + sum of Levers,   Lever = R(theta_body) (w_plus - w_minus)
///
/// What is made of them:
///
///     Topology (model)     EvaluationPlan         Mechanics (numbers)    Evaluation (at theta)
///     CableEntry           cable_straights        Course, laws, knobs    length, Strain
///      `- Segment          Straight, curved       Straight, Curved       Pull, wrap
///          `- Span                                CurvedSpan
///              `- Lever    Arm: links, ends,      link_x, first_x,       turned: levers rotated
///                          curved_arms            curved_x, ...
///                          Group of Straights     -                      between: sum of its Links
///                           `- GroupLink
///                          Slope                  -                      length_gradient
///
/// A Group holds the Straights that run between the same two bodies over the same Links: what lies
/// between turns all of them alike, so it is summed once. A Slope is one term of a cable's
/// dl/dtheta: a Straight's direction times one rotated lever.
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/model/description.hpp"

namespace guywire {

/// The nonzero entries of S in theta = S u + P b: which coordinates turn a body.
struct CoordinateTerms {
  struct Term {
    int body, free;
    double factor;  ///< dtheta(body)/du(free)
  };
  std::vector<Term> all{};       ///< by body, then by coordinate
  std::vector<int> first = {0};  ///< per body, and one past the end: into `all`

  std::span<const Term> of(int body) const {
    return {all.data() + first[body], all.data() + first[body + 1]};
  }
};

/// Bodies, constraints, spans: what hangs on what. Integers only; offsets point into the flat array
/// of numbers.
struct Topology {
  /// One rotating lever of a vector between two points: R(theta_body) (numbers[plus] -
  /// numbers[minus]).
  struct Lever {
    int body = -1;              ///< which angle turns it
    int slot = 0;               ///< the body's place in its cable's list of bodies
    int plus = -1, minus = -1;  ///< offsets of (x, y); -1 is zero
    int turned = -1;            ///< plan: where `Evaluation` keeps it rotated
  };
  /// A vector between two points on bodies: a constant part in ground and the levers of the bodies
  /// between.
  struct Span {
    int first_lever = 0, lever_count = 0;
    int ground_plus = -1, ground_minus = -1;
  };
  /// A piece of a cable's path, from point to point.
  struct Segment {
    int span = -1;  ///< from its start to its end
    int z_plus = -1, z_minus = -1;
    /// Offset of (center_x, center_y, radius) of the first circle, or -1: straight.
    int circle = -1;
    int span_to_start = -1, span_to_end = -1;  ///< of one circle alone: from its center
    Sense sense = Sense::counterclockwise;
    /// Plan: among `straights`; -1 where it is curved or its length never changes.
    int straight = -1;
    /// Into `contacts`: the circles between its ends, in order.
    int first_contact = 0, contact_count = 0;
    /// Of several circles: from each element (start, centers, end) to each later one, see row_span.
    int first_row_span = -1;
  };
  /// A circle that a path passes.
  struct Contact {
    int circle = -1;  ///< offset of (center_x, center_y, radius)
    int named = -1;   ///< in the description
    int segment = -1;
    Sense sense = Sense::counterclockwise;
  };
  /// Place of the span from element i to element k, i < k, among those of a row of `count`
  /// elements.
  static constexpr int row_span(int i, int k, int count) {
    return i * count - i * (i + 1) / 2 + (k - i - 1);
  }
  struct CableEntry {
    int law = -1;  ///< index in CableLaw
    int sides = 1;
    int knobs = -1, law_numbers = -1;  ///< offsets
    int first_segment = 0, segment_count = 0;
    int first_body = 0, body_count = 0;          ///< into cable_bodies
    int first_straight = 0, straight_count = 0;  ///< plan: into cable_straights
    int first_slope = 0, slope_count = 0;        ///< plan: into slopes
    bool consecutive = false;                    ///< plan: its bodies are
    int first_contact = 0;                       ///< into contacts
  };
  struct JointEntry {
    int law = -1, sides = 1;
    int body = -1, relative_to = -1;  ///< -1 is ground
    int numbers = -1;                 ///< preload factor, then the law's
  };
  /// One dead force or weight acting on a chain of bodies.
  struct LoadEntry {
    int body = -1;
    int force = -1;  ///< offset of (x, y): a force, or gravity
    int mass = -1;   ///< offset of a mass that multiplies it, or -1
    int mass_sides = 1;
    int point = -1;   ///< offset of (x, y) in the body's frame
    int couple = -1;  ///< offset of a couple
  };

  int body_count = 0;
  int tilt_body = 0;                   ///< the body whose angle is reported as tilt
  std::vector<int> landmark_bodies{};  ///< of each landmark; -1 is ground
  std::vector<int> parent;             ///< -1 is ground
  std::vector<int> hinge;              ///< offset of (x, y)
  std::vector<Lever> levers;
  std::vector<Span> spans;
  std::vector<Segment> segments;
  std::vector<Contact> contacts;
  std::vector<int> cable_bodies;
  std::vector<CableEntry> cables;
  std::vector<JointEntry> joints;
  std::vector<LoadEntry> loads;

  /// Contacts of cable c are those from first_contact(c) to before first_contact(c + 1).
  int first_contact(std::size_t c) const {
    return c < cables.size() ? cables[c].first_contact : static_cast<int>(contacts.size());
  }
  /// Every span of a segment.
  static std::vector<int> spans_of(const Segment& segment) {
    std::vector<int> out{segment.span};
    if (segment.contact_count == 1)
      out.insert(out.end(), {segment.span_to_start, segment.span_to_end});
    const int elements = segment.contact_count + 2;
    for (int k = 0; segment.contact_count > 1 && k < elements * (elements - 1) / 2; ++k)
      out.push_back(segment.first_row_span + k);
    return out;
  }

  /// theta = S u + P b, A theta = b. Rows of S and P are bodies; row-major.
  int free_count = 0;
  std::vector<int> free_bodies;  ///< the bodies whose angles are the coordinates u, in tree order
  std::vector<double> S;         ///< body_count x free_count
  CoordinateTerms terms;         ///< of S
  std::vector<double> P;         ///< body_count x constraint_count
  std::vector<double> A;         ///< constraint_count x body_count
  std::vector<int> constraint_angles;  ///< offsets of b
  bool S_is_identity = false;
};

/// The order in which the mechanics evaluates a topology: which levers are rotated once for all
/// segments that share them, and which segments are summed together.
struct EvaluationPlan {
  /// A lever whose place among others is known.
  struct Arm {
    int body = -1, plus = -1, minus = -1;  ///< as in Lever
  };
  /// A straight segment that changes its length.
  struct Straight {
    int segment = -1, cable = -1;
    Arm end[2];  ///< its own levers; body_count stands for ground
    int group = -1;
  };
  /// What a straight segment adds to its cable's length gradient.
  struct Slope {
    int straight = -1, turned = -1, slot = -1;
  };
  /// An arm that lies between the end bodies of a group; places in a lower triangle of bodies x
  /// bodies.
  struct GroupLink {
    int link = -1, body = -1, with_first = -1, with_second = -1;
  };
  /// Straight segments that run between the same two bodies. What lies between those turns all of
  /// them alike.
  struct Group {
    int end[2] = {-1, -1};  ///< the bodies; end[1] is -1 where the other end is in ground
    int first_straight = 0, straight_count = 0;
    int first_link = 0, link_count = 0;  ///< into group_links, by body
    int first_second = -1;               ///< place of (end[0], end[1]) in a lower triangle
  };

  /// Levers between hinges of one body, which any number of segments share.
  std::vector<Arm> links;
  std::vector<Straight> straights;  ///< group by group
  std::vector<Arm> curved_arms;     ///< levers of segments over circles
  std::vector<Group> groups;
  std::vector<GroupLink> group_links;
  std::vector<Slope> slopes;
  std::vector<int> cable_straights;
};

/// Both, as a Model holds them.
struct Structure : Topology, EvaluationPlan {};

/// Null space of the rows `kept` of A over `columns` bodies, by elimination that keeps the first
/// bodies free.
struct NullSpace {
  std::vector<int> free_bodies;
  std::vector<double> S;       ///< columns x free
  CoordinateTerms terms;       ///< of S
  std::vector<double> P;       ///< columns x kept.size()
  std::vector<int> redundant;  ///< entries of `kept` that follow from earlier ones
};
NullSpace null_space(const std::vector<double>& A, int columns, const std::vector<int>& kept);

}  // namespace guywire
