#pragma once
/// Where a body comes to rest, and the certificate that it does.
///
/// Static moment equilibrium is a stationary point of V over the free coordinates u: g = S'
/// dV/dtheta = 0. `solve` goes downhill from the start; the answer is an Outcome that carries its
/// own proof: the residual moment beside its rounding bound, the smallest eigenvalue of the
/// Hessian, the state of each cable and the distance to the nearest kink.
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "guywire/core/outcome.hpp"
#include "guywire/math/newton.hpp"
#include "guywire/mechanics/kinematics.hpp"
#include "guywire/model/model.hpp"

namespace guywire {

/// Where to start: one angle per free coordinate [rad]. Empty is the reference posture (0). (Tissue
/// history will live here.)
struct State {
  std::vector<double> coordinates;
};

struct SolveOptions {
  Seek seek = Seek::downhill;
  int iteration_limit = 200;  ///< typical solves need 4 to 10
  double first_radius =
      0.3;  ///< [rad] longest first step: lower it to stay in the basin of the start
};

/// What a kink is at: a cable going slack, a touch-down on a circle, a joint law's corner, or a
/// taut cable whose law's stiffness jumps (a muscle's passive force starts).
enum class Kink : std::uint8_t {
  none,
  slack,
  touch_down,
  joint,
  stiffness
};

/// Two neighboring points of a taut path that touch: V has a cone's tip there.
struct Contact {
  int cable = -1;  ///< which cable
  int point = -1;  ///< the first of the two points, counted from 0 along its path, circles included
  double force_x = 0, force_y = 0;  ///< on that point, in ground's axes, right and left together
                                    ///< [N]; no more than the tension
  bool operator==(const Contact&) const = default;
};

/// The proof beside an answer.
struct Certificate {
  double residual = 0;  ///< largest |g| over coordinates [N m]
  double rounding_bound =
      0;  ///< its rounding bound: a bound of the error of evaluating g there [N m]
  double min_eigenvalue = 0;  ///< of H in the free coordinates [N m/rad]; on a kink the lowest over
                              ///< its sides; infinite where every coordinate is held
  double min_eigenvalue_upper = 0;  ///< on a kink the highest over its sides; else the same
  double tilt_stiffness = 0;  ///< 1/(H^-1)_tt: moment per radian of tilt when all else follows [N
                              ///< m/rad]; 0 if H is singular, infinite where the tilt body is held
  double kink_distance =
      std::numeric_limits<double>::infinity();  ///< first-order distance to the nearest kink [rad]
  Kink kink = Kink::none;                       ///< what is nearest
  int kink_index = -1;                          ///< which cable, or of `joint` which joint
  int iterations = 0;
  std::vector<Contact>
      contacts{};  ///< the eigenvalue is over the directions that keep these together
};

/// A posture and the forces in it. Vectors are in model order.
struct Posture {
  std::vector<double> coordinates;      ///< u [rad]
  std::vector<double> angles;           ///< theta per body [rad]
  std::vector<double> residuals;        ///< g per coordinate [N m]
  std::vector<double> rounding_bounds;  ///< per coordinate: a bound of the rounding of g [N m]
  /// Moment supplied by each constraint [N m], + counter-clockwise (posterior).
  std::vector<double> constraint_moments;
  std::vector<double> lengths;        ///< per cable [m]
  std::vector<double> tensions;       ///< per cable, one side [N]; 0 is slack
  std::vector<std::uint8_t> taut;     ///< per cable
  std::vector<std::uint8_t> wrapped;  ///< per cable: touches a circle
  double potential = 0;               ///< V [J]
  Certificate certificate;
};

class Workspace;
namespace detail {
struct Scratch;
Scratch& scratch_of(Workspace& workspace);  ///< for the library's own sources: scratch.hpp
}  // namespace detail

/// Scratch memory for one thread and one model: sized once, no allocation while solving.
class Workspace {
 public:
  explicit Workspace(const Model& model);
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

  /// Other numbers for the same structure, laid out as Model::numbers(), for sweeps and many
  /// bodies; only what differs is prepared again. Values are not checked (see Parameter), but with
  /// numbers that let a fiber and its elastic tendon balance at several lengths `solve` answers
  /// `not_run` and says so. Throws ModelError if the count differs.
  void assign(std::span<const double> numbers);
  const Model& model() const;  ///< what it was made for; its numbers are not those assigned later
  std::span<const double> numbers() const;  ///< the present numbers

 private:
  friend detail::Scratch& detail::scratch_of(Workspace& workspace);
  std::unique_ptr<detail::Scratch> scratch_;
};

/// Finds where the model comes to rest. A model whose coordinates are all held (a limb on a
/// dynamometer) rests as it is: `constraint_moments` says what each hold supplies. Throws
/// ModelError if `start` has the wrong size, is not finite or out of range.
Outcome<Posture> solve(const Model& model, const SolveOptions& options = {},
                       const State& start = {});
/// The same with reused memory; equal bit for bit.
Outcome<Posture> solve(Workspace& workspace, const SolveOptions& options = {},
                       const State& start = {});

/// The posture at given coordinates, in equilibrium or not: `residuals` say what is missing.
/// Status: stable, unstable or neutral by the Hessian there if the residual is within its rounding
/// bound, otherwise `not_run` with a message.
Outcome<Posture> posture_at(const Model& model, const State& state = {});

/// Moment arms r = -dl/du of every cable about every free coordinate at the state [m]: row-major,
/// cables x coordinates. Throws ModelError that says why where the path of a cable is not defined.
std::vector<double> moment_arms(const Model& model, const State& state = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/equilibrium-inl.hpp"
#endif
