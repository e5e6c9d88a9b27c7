#pragma once
/// The ledger: every moment, row by row.
///
/// Each row is a generalized force over the body angles, f = -dV_row/dtheta: a cable's passive and
/// active part, a joint law, the weight of a body, a load, what a constraint supplies. A column is
/// a way of turning the bodies. About a coordinate: that body (and those the constraints couple to
/// it) turns alone and what hangs on it is carried along; these columns sum to the residual of the
/// solver. About a joint: everything beyond the hinge turns as one piece; this is the joint moment
/// of the text books, and muscles that do not cross the joint have none. All moments are +
/// counter-clockwise (backward), of all sides together.
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct LedgerRow {
  enum class Kind {
    passive,    ///< a cable's tension without tone
    active,     ///< what tone adds
    joint,      ///< a joint law: disc, capsule
    weight,     ///< of a body
    load,       ///< a load of the model
    constraint  ///< what a constraint supplies
  };
  Kind kind = Kind::passive;
  std::string name;             ///< of the cable, joint, body, load or constraint
  int index = 0;                ///< its place in the model
  std::vector<double> moments;  ///< per column [N m], + counter-clockwise
};

struct Ledger {
  enum class About {
    coordinates,
    joints
  };
  About about = About::coordinates;
  std::vector<std::string> columns;  ///< bodies: the coordinate's, or the one beyond the hinge
  std::vector<LedgerRow> rows;
  std::vector<double> residual;   ///< per column: what is left [N m]; 0 in equilibrium
  std::vector<double> magnitude;  ///< per column: sum of |moments| [N m]
};

/// The ledger at a posture of the model, in equilibrium or not.
Ledger ledger(const Model& model, const Posture& posture,
              Ledger::About about = Ledger::About::coordinates);

/// One part's sum in a ledger.
struct LedgerSum {
  std::string name;  ///< a group of the partition; or a joint, load, constraint; "weight"
  std::vector<double> passive;  ///< per column [N m]; of what is no cable: all of it
  std::vector<double> active;   ///< per column [N m]
  bool is_cable = false;
};
/// Rows summed over the model's partition; weights in one sum. Sums of all columns zero are kept.
std::vector<LedgerSum> by_group(const Model& model, const Ledger& ledger);

/// The parts that tensions are summed over: the model's partition, or every cable by itself.
std::vector<std::pair<std::string, std::vector<CableId>>> partition_of(const Model& model);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/ledger-inl.hpp"
#endif
