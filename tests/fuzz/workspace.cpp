// Calls on one Workspace in any order: each must answer as it would for a fresh model with the same
// numbers, bit for bit.
#include <cstring>
#include <optional>

#include "guywire/model/parameter.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/ledger.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/statics/sensitivity.hpp"
#include "guywire/statics/sweep.hpp"
#include "promises.hpp"
#include "support/model_classes.hpp"

namespace fuzz {

namespace {

constexpr int patience = 20000;  // chosen: questions of stop; about a second
constexpr int most_calls = 30;   // chosen: an order that goes wrong is short

/// Reads an input byte by byte; 0 behind its end.
class Bytes {
 public:
  explicit Bytes(std::string_view input) : input_(input) {}
  int next() { return at_ < input_.size() ? static_cast<unsigned char>(input_[at_++]) : 0; }
  int two() {
    const int low = next();
    return low + 256 * next();
  }
  int below(std::size_t count) { return count == 0 ? 0 : two() % static_cast<int>(count); }
  bool empty() const { return at_ >= input_.size(); }

 private:
  std::string_view input_;
  std::size_t at_ = 0;
};

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

/// The numbers of an answer, in one row.
std::vector<double> numbers_of(const Posture& p) {
  std::vector<double> out;
  for (const auto* const list : {&p.coordinates, &p.angles, &p.residuals, &p.rounding_bounds,
                                 &p.constraint_moments, &p.lengths, &p.tensions})
    out.insert(out.end(), list->begin(), list->end());
  const Certificate& c = p.certificate;
  for (const double x : {p.potential, c.residual, c.rounding_bound, c.min_eigenvalue,
                         c.min_eigenvalue_upper, c.tilt_stiffness, c.kink_distance})
    out.push_back(std::isnan(x) ? -1e300 : x);
  for (double& x : out)
    if (std::isnan(x)) x = -1e300;  // NaN has many bit patterns
  return out;
}

class Session {
 public:
  Session(const model_classes::Drawn& drawn, Bytes bytes)
      : model_(ModelBuilder(drawn.description).build()),
        start_(drawn.start),
        bytes_(bytes),
        workspace_(model_),
        numbers_(model_.numbers()),
        parameters_(all_parameters(model_)) {
    renew();
  }

  void run() {
    for (int call = 0; call < most_calls && !bytes_.empty(); ++call)
      step();
  }

 private:
  void step() {
    switch (bytes_.next() % 9) {
      case 0:
      case 1:
        return assign();
      case 2:
      case 3:
        return search();
      case 4:
        return look();
      case 5:
        return recruit_tone();
      case 6:
        return differentiate();
      case 7:
        return change_memory();
      default:
        return go_through_range();
    }
  }

  /// The model that the workspace now stands for; none where the library would refuse it.
  void renew() {
    now_.reset();
    goes_through([&] { now_ = with_numbers(model_, numbers_); });
  }

  /// Other numbers; those that no model may have stay as they were.
  void assign() {
    if (parameters_.empty()) return;
    const Parameter& p = parameters_[bytes_.below(parameters_.size())];
    const double old = value_of(p, numbers_);
    const double values[] = {old * 1.01, old * 0.9, old * 2,           -old, 0, old + 0.1,
                             p.lower,    p.upper,   old * (1 + 1e-15), old};
    const double value = values[bytes_.next() % 10];
    const std::vector<double> before = numbers_;
    if (!std::isfinite(value) || !goes_through([&] { set_value(p, value, numbers_); })) return;
    renew();
    if (!now_) {
      numbers_ = before;
      renew();
    }
    workspace_.assign(numbers_);
  }

  State any_state() {
    if (bytes_.next() % 3 == 0) return {};
    if (bytes_.next() % 2 == 0) return start_;
    State s;
    for (int i = 0; i < model_.structure().free_count; ++i)
      s.coordinates.push_back((bytes_.next() - 128) / 100.0);
    return s;
  }

  void search() {
    const SolveOptions options{bytes_.next() % 4 == 0 ? Seek::any : Seek::downhill};
    const State start = any_state();
    Outcome<Posture> out;
    Outcome<Posture> fresh;
    const bool here = goes_through([&] { out = solve(workspace_, options, start); });
    const bool there = goes_through([&] { fresh = solve(*now_, options, start); });
    demand(here == there, "solve throws with a workspace or without it, but not both");
    if (!here) return;
    check_outcome(*now_, out);
    demand(out.status == fresh.status, "a workspace ends in " + std::string(to_string(out.status)) +
                                           ", a fresh model in " +
                                           std::string(to_string(fresh.status)));
    demand(out.why == fresh.why, "a workspace says '" + sentences(out.why) + "', a fresh model '" +
                                     sentences(fresh.why) + "'");
    demand(same(numbers_of(out.last()), numbers_of(fresh.last())),
           "a workspace gives other numbers than a fresh model");
    last_ = out;
  }

  /// The posture of the last answer, looked at again.
  void look() {
    const State state = last_ ? State{last_->last().coordinates} : any_state();
    Outcome<Posture> seen;
    if (!goes_through([&] { seen = posture_at(*now_, state); })) return;
    demand(!seen.why.empty(), "a posture without words");
    check_text(model_.name(), sentences(seen.why), "a posture's message");
    if (seen.status == Status::path_lost) return;
    check_numbers(seen.last());
    for (const LedgerRow& row : ledger(*now_, seen.last()).rows)
      check_finite(row.moments, "a ledger's row");
    goes_through([&] { check_finite(moment_arms(*now_, state), "a moment arm"); });
  }

  void recruit_tone() {
    Recruitment here;
    Recruitment there;
    const bool went = goes_through([&] { here = recruit(workspace_); });
    demand(went == goes_through([&] { there = recruit(*now_); }),
           "recruit throws with a workspace or without it, but not both");
    if (!went) return;
    demand(here.feasible == there.feasible && here.why == there.why,
           "recruitment with a workspace ends otherwise");
    demand(!here.why.empty(), "a recruitment without words");
    if (!here.feasible) return;
    for (std::size_t c = 0; c < here.activations.size(); ++c) {
      const double a = here.activations[c];
      demand(std::isnan(a) == std::isnan(there.activations[c]) &&
                 (std::isnan(a) || a == there.activations[c]),
             "recruitment with a workspace gives another tone");
    }
    check_finite({here.effort, here.residual, here.largest}, "a recruitment");
  }

  void differentiate() {
    if (!last_ || parameters_.empty() || !is_equilibrium(last_->status)) return;
    const std::vector<Parameter> by{parameters_[bytes_.below(parameters_.size())]};
    const std::vector<Quantity> of{
        quantity(model_, model_.description().bodies.front().name + ".angle")};
    Outcome<Posture> rest;
    if (!goes_through([&] { rest = solve(workspace_, {}, {last_->last().coordinates}); }) ||
        !is_equilibrium(rest.status))
      return;
    Outcome<Sensitivity> forward;
    Outcome<Sensitivity> adjoint;
    if (!goes_through([&] { forward = sensitivity(workspace_, rest, of, by); })) return;
    if (!goes_through([&] {
          adjoint = sensitivity(workspace_, rest, of, by,
                                {.method = SensitivityOptions::Method::adjoint});
        }))
      return;
    demand(forward.status == adjoint.status, "forward and adjoint sensitivities end otherwise");
    if (!is_equilibrium(forward.status)) return;
    check_finite(forward.last().derivatives, "a sensitivity");
    check_finite(adjoint.last().derivatives, "an adjoint sensitivity");
  }

  /// A workspace may be moved, and made anew for the model of the present numbers.
  void change_memory() {
    Workspace other(std::move(workspace_));
    workspace_ = std::move(other);
    if (bytes_.next() % 2 == 0) return;
    model_ = *now_;
    workspace_ = Workspace(model_);
    numbers_ = model_.numbers();
    parameters_ = all_parameters(model_);
  }

  void go_through_range() {
    if (parameters_.empty()) return;
    const Parameter& p = parameters_[bytes_.below(parameters_.size())];
    const double now = value_of(p, numbers_);
    check_batch(*now_, p, {});
    Sweep s;
    if (!goes_through(
            [&] { s = sweep(*now_, axis(*now_, p.name, now, now * 1.2 + 0.01), {.points = 5}); }))
      return;
    for (const SweepPoint& point : s.points)
      check_finite(point.coordinates, "a point of a sweep");
  }

  Model model_;
  State start_;
  Bytes bytes_;
  Workspace workspace_;
  std::vector<double> numbers_;
  std::vector<Parameter> parameters_;
  std::optional<Model> now_;
  std::optional<Outcome<Posture>> last_;
};

Fate run(std::string_view input) {
  Bytes bytes(input);
  const auto kind = model_classes::all_classes[bytes.next() % model_classes::all_classes.size()];
  const auto drawn = model_classes::draw(kind, static_cast<std::uint64_t>(bytes.two()));
  if (drawn.description.bodies.empty() || drawn.description.bodies.size() > 6 ||
      drawn.description.cables.size() > 10)
    return Fate::refused;  // chosen: quick
  patiently(patience, [&] { Session(drawn, bytes).run(); });
  return Fate::valid;
}

std::string mutate(std::string_view, Random&) { return {}; }

}  // namespace

Target workspace() { return {"workspace", run, mutate}; }

}  // namespace fuzz
