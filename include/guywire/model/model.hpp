#pragma once
/// An immutable model: description, structure and numbers, checked once. Copies share their
/// content; a Model may be used by many threads at once.
#include <memory>
#include <span>

#include "guywire/core/ids.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {
struct ModelContent;
}

class Model {
 public:
  const std::string& name() const;
  const ModelDescription& description() const;
  const Structure& structure() const;
  /// The flat array; `number_names()` says what each is, as `NAME.field` with its unit
  /// ("front.slack_length_m", "mast.mass_kg", "front.length" for a knob): the names that `with`,
  /// `parameter`, `--set`, setting files and Python take.
  const std::vector<double>& numbers() const;
  std::vector<std::string> number_names() const;

  BodyId body(std::string_view name)
      const;  ///< throws ModelError with the nearest name; "ground" gives ground
  CableId cable(std::string_view name) const;  ///< throws ModelError with the nearest name
  JointId joint(std::string_view name) const;  ///< throws ModelError with the nearest name
  /// All cables of a group, or the one cable of that name, in model order; throws ModelError with
  /// the nearest name.
  std::vector<CableId> cables(std::string_view group_or_cable) const;
  /// Names of the free coordinates u (the bodies whose absolute angles they are), in order.
  std::vector<std::string> coordinates() const;
  /// The landmark of that name, or nullptr.
  const Landmark* landmark(std::string_view name) const;

  friend bool operator==(const Model& a, const Model& b) {
    return a.description() == b.description();
  }

 private:
  friend class ModelBuilder;
  explicit Model(std::shared_ptr<const detail::ModelContent> content)
      : content_(std::move(content)) {}
  std::shared_ptr<const detail::ModelContent> content_;
};

/// Collects parts and builds a Model from them. `description` may be edited freely before `build`.
///
///     Model m = ModelBuilder("bridge")
///                   .add(Body{.name = "frame", .mass = 5, .com_y = 0.4})
///                   .add(Cable{.name = "front",
///                              .law = Linear{1e4, 0.2},
///                              .path = {at("ground", 0.3, 0), at("frame", 0, 0.5)}})
///                   .build();
class ModelBuilder {
 public:
  explicit ModelBuilder(std::string name) { description.name = std::move(name); }
  explicit ModelBuilder(ModelDescription d) : description(std::move(d)) {}
  explicit ModelBuilder(const Model& m) : description(m.description()) {}

  ModelBuilder& add(Body b) { return description.bodies.push_back(std::move(b)), *this; }
  ModelBuilder& add(Constraint c) { return description.constraints.push_back(std::move(c)), *this; }
  ModelBuilder& add(Joint j) { return description.joints.push_back(std::move(j)), *this; }
  ModelBuilder& add(Circle c) { return description.circles.push_back(std::move(c)), *this; }
  ModelBuilder& add(Cable c) { return description.cables.push_back(std::move(c)), *this; }
  ModelBuilder& add(Group g) { return description.groups.push_back(std::move(g)), *this; }
  ModelBuilder& add(Load l) { return description.loads.push_back(std::move(l)), *this; }
  ModelBuilder& add(Landmark l) { return description.landmarks.push_back(std::move(l)), *this; }
  ModelBuilder& gravity(double x, double y) { return description.gravity = {x, y}, *this; }

  /// Checks everything and builds. Throws ModelError with all faults found; of more than
  /// `most_faults` the first. At most 2000 bodies, 2000 constraints, and names of 100 bytes: what
  /// grows with their square stays within 500 MB.
  Model build() const;

  ModelDescription description;
};

/// Keeps the orientation of a body in space.
inline Constraint hold(std::string name, std::string body, double angle = 0) {
  return {.name = std::move(name),
          .terms = {{std::move(body), 1.0}},
          .angle = angle,
          .balanced_by_muscles = false,
          .source = {}};
}
/// Keeps theta_body - theta_other = angle; 0 welds them as they are in the reference posture.
inline Constraint relative(std::string name, std::string body, std::string other,
                           double angle = 0) {
  return {.name = std::move(name),
          .terms = {{std::move(body), 1.0}, {std::move(other), -1.0}},
          .angle = angle,
          .balanced_by_muscles = false,
          .source = {}};
}
/// A coupled rhythm: the turn from the first to the last body is shared out over the joints between
/// them in the given shares (they must sum to 1). `bodies` has one more entry than `shares`. Gives
/// one constraint for each joint but the last.
std::vector<Constraint> rhythm(const std::string& name, const std::vector<std::string>& bodies,
                               const std::vector<double>& shares);

/// A new model in which the cables of a group (or one cable) have these knobs; a knob that is not
/// given keeps its value, and so do the other cables. `adjust(m, "stays", {.length = 0.95})`.
Model adjust(const Model& model, std::string_view group_or_cable, const KnobChanges& changes);
/// A new model in which the cables of a group (or one cable) have the knobs of the reference:
/// factors 1, the law's own tone.
Model with_reference_knobs(const Model& model, std::string_view group_or_cable);
/// A new model with other activations, one per cable in model order (NaN keeps a cable's own;
/// cables without tone must have NaN).
Model with_activations(const Model& model, std::span<const double> activations);
/// A new model without one constraint (e.g. a body let free).
Model without_constraint(const Model& model, std::string_view name);
/// A new model in which a constraint holds another angle [rad].
Model posed(const Model& model, std::string_view constraint, double angle);

namespace detail {
/// The constraint of that name. Throws ModelError with the nearest name.
std::vector<Constraint>::iterator find_constraint(ModelDescription& d, std::string_view name);
}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/model/model-inl.hpp"
#endif
