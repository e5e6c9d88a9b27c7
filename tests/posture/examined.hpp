#pragma once
/// What the tests of claims share: bodies changed and brought to rest by the referee, and a
/// claim's numbers held against theirs.
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/claims.hpp"
#include "guywire/report/phrases.hpp"
#include "referee/effort.hpp"
#include "referee/rest.hpp"
#include "support/changes.hpp"

namespace examined {

using namespace guywire;
using changes::Edit;
using changes::Edits;
using changes::Knob;
using referee::Effort;
using referee::Real;
using referee::Rest;
using referee::Vector;

// --- bodies ---

/// A changed body and where it rests.
struct Trial {
  ModelDescription d;
  Rest rest;
  bool stands() const { return rest.found; }
  Real tilt() const {
    return referee::tilt(d, rest.theta, d.name == "bridge" ? "frame" : "pelvis");
  }
  Real lordosis() const { return referee::lordosis(d, rest.theta); }
  Real tension(const std::string& name) const { return referee::tension(d, rest, name); }
  Real hinge(const std::string& name) const {
    return size(rest.hinge_forces[changes::body(d, name)]);
  }
  referee::DiscForce disc(const std::string& name) const {
    return referee::disc_force(d, rest, name);
  }
};

/// A body and its changes. Each is brought to rest once: the body itself from its reference,
/// changed bodies from where it rests.
class Trials {
 public:
  explicit Trials(ModelDescription d) : own_(std::move(d)) {}
  const ModelDescription& own() const { return own_; }
  const Trial& operator()(const Edits& edits = {}) {
    const auto known = trials_.find(edits);
    if (known != trials_.end()) return known->second;
    const Vector start = edits.empty() ? Vector{} : (*this)().rest.theta;
    Trial& t = trials_[edits];
    t.d = changes::changed(own_, edits);
    t.rest = referee::rest(t.d, start);
    return t;
  }
  /// The same where the body has to stand.
  const Trial& standing(const Edits& edits = {}) {
    const Trial& t = (*this)(edits);
    INFO(t.d.name << ": " << t.rest.why);
    REQUIRE(t.stands());
    return t;
  }

 private:
  ModelDescription own_;
  std::map<Edits, Trial> trials_;
};

inline Edit length(const std::string& name, Real value) {
  return {name, Knob::length, static_cast<double>(value)};
}
inline Edit strength(const std::string& name, Real value) {
  return {name, Knob::strength, static_cast<double>(value)};
}

/// What all tests here look at: computed once.
struct Study {
  const Model bridge_model = load("bridge");
  const Model body_model = load("standing_adult");
  const std::vector<Claim> list = claims(bridge_model, body_model);
  const std::vector<BodyVariant> variants = body_variants(body_model);
  Trials bridge{bridge_model.description()};
  Trials body{body_model.description()};
  std::vector<Trials> others{};
  Study() {
    for (const BodyVariant& v : variants)
      others.emplace_back(v.model.description());
  }
};
inline Study& study() {
  static Study s;
  return s;
}

inline const Claim& of(const std::vector<Claim>& list, const std::string& id) {
  for (const Claim& c : list)
    if (c.id == id) return c;
  FAIL("no claim " << id);
  return list.front();
}

// --- comparing ---

/// How far a number may be from the referee's, as a share of 1 + its size. `solve` ends where
/// rounding hides what is left to push, some 1e-12 N m against a stiffness of 10 N m/rad at the
/// least; the farthest of all numbers here is off by 7e-12. Chosen: ten times that and more, for
/// other compilers; what a wrong factor or cable changes is above 1e-4.
inline constexpr Real tolerance = 1e-10L;

inline bool near(double value, Real expected, Real share = tolerance) {
  const Real off = std::abs(Real(value) - expected);
  if (off <= share * (1 + std::abs(expected))) return true;
  UNSCOPED_INFO("claimed " << value << ", the referee has " << static_cast<double>(expected)
                           << ", off by " << static_cast<double>(off));
  return false;
}

/// A claim's numbers, each of which must be asked for before the end.
class Examined {
 public:
  explicit Examined(const std::string& id) : claim(of(study().list, id)) {
    for (const ClaimNumber& n : claim.numbers)
      left_.insert(sentence(n.name));
  }
  ~Examined() {
    if (std::uncaught_exceptions() > 0) return;  // a test that ended early has asked for few
    std::string names;
    for (const std::string& name : left_)
      names += name + "; ";
    INFO("claim " << claim.id << " has numbers that were not examined: " << names);
    CHECK(left_.empty());
  }
  Examined(const Examined&) = delete;
  Examined& operator=(const Examined&) = delete;

  void number(const std::string& name, const std::string& unit, Real value,
              Real share = tolerance) {
    const ClaimNumber& n = find(name, unit);
    CHECK(near(n.value, value, share));
    CHECK_FALSE(n.before.has_value());
  }
  void change(const std::string& name, const std::string& unit, Real before, Real after) {
    const ClaimNumber& n = find(name, unit);
    CHECK(near(n.value, after));
    REQUIRE(n.before.has_value());
    CHECK(near(*n.before, before));
  }
  /// The effort of holding the old posture, before a change and after it. Returns whether some
  /// tone holds it.
  bool effort(const std::string& of_what, const Trial& before, const ModelDescription& after,
              const Vector& theta) {
    const Effort own = referee::least_effort(before.d, theta);
    const Effort kept = referee::least_effort(after, theta);
    REQUIRE(own.found);
    REQUIRE(kept.found);  // of all changes tried here
    change("effort of holding the old posture, " + of_what, "N m", own.value, kept.value);
    return kept.found;
  }

  const Claim& claim;

 private:
  const ClaimNumber& find(const std::string& name, const std::string& unit) {
    for (const ClaimNumber& n : claim.numbers) {
      if (sentence(n.name) != name) continue;
      left_.erase(name);
      UNSCOPED_INFO("claim " << claim.id << ": " << name);
      CHECK(n.unit == unit);
      return n;
    }
    FAIL("claim " << claim.id << " has no number '" << name << "'");
    return claim.numbers.front();
  }
  std::set<std::string> left_;
};

/// Whether the sentence of facts holds these numbers as they are printed.
__attribute__((format(printf, 2, 3))) inline bool says(const Facts& facts, const char* format,
                                                       ...) {
  const std::string text = sentences(facts);
  char wanted[300];
  va_list numbers;
  va_start(numbers, format);
  std::vsnprintf(wanted, sizeof wanted, format, numbers);
  va_end(numbers);
  if (text.find(wanted) != std::string::npos) return true;
  UNSCOPED_INFO("'" << text << "' does not say '" << wanted << "'");
  return false;
}

// --- turning points ---

using Measure = std::function<Real(Real)>;

/// The first place in (from, to] where f is no longer negative, to a share of the range; empty
/// where there is none. NaN, where nothing rests, is no such place.
inline std::optional<Real> crossing(Real from, Real to, int parts, const Measure& f,
                                    Real fineness = 4e-6L) {
  const Real width = (to - from) / parts;
  for (int k = 0; k < parts; ++k) {
    if (!(f(from + (k + 1) * width) >= 0)) continue;
    Real low = from + k * width;
    Real high = low + width;
    while (high - low > fineness * (to - from)) {
      const Real middle = (low + high) / 2;
      (f(middle) >= 0 ? high : low) = middle;
    }
    return high;
  }
  return std::nullopt;
}

/// Whether a value of a fact is this one, to ten times what `crossing` leaves open at most.
inline bool turns_at(const Facts& facts, std::string_view id, const char* name,
                     std::optional<Real> found) {
  for (const Fact& fact : facts) {
    if (fact.id != id || fact.find(name) == nullptr) continue;
    const double value = std::get<double>(fact.find(name)->value);
    if (found && std::abs(Real(value) - *found) <= 6e-5L) return true;
    UNSCOPED_INFO("claimed " << value << ", the referee has "
                             << (found ? static_cast<double>(*found) : -1));
    return false;
  }
  UNSCOPED_INFO("no fact " << id << " with a value " << name << ": " << to_string(facts));
  return false;
}

// --- rules ---

inline constexpr Real seen = 0.5L;  ///< [deg] the rule's least change that counts

inline Verdict with_tone(bool holds, bool undone) {
  if (!holds) return Verdict::not_supported;
  return undone ? Verdict::only_when : Verdict::supported;
}

/// A range's values on all variants, by the referee; NaN where nothing rests.
inline void examine_range(const Claim& c, const std::string& name,
                          const std::function<std::optional<Real>(Trials&)>& measure,
                          const std::function<bool(Real)>& holds, Real share = tolerance) {
  const ClaimRange* range = nullptr;
  for (const ClaimRange& r : c.ranges)
    if (sentence(r.name) == name) range = &r;
  INFO("claim " << c.id << ", range " << name);
  REQUIRE(range != nullptr);
  Study& s = study();
  REQUIRE(range->values.size() == s.variants.size());
  for (std::size_t i = 0; i < s.variants.size(); ++i) {
    const ClaimVariant& v = range->values[i];
    INFO("on " << sentence(v.body));
    CHECK(v.body == s.variants[i].name);
    const std::optional<Real> value = measure(s.others[i]);
    if (value)
      CHECK(near(v.value, *value, share));
    else
      CHECK(std::isnan(v.value));
    CHECK(v.holds == (value && holds(*value)));
  }
}

using Reading = Real (Trial::*)() const;
inline std::optional<Real> difference(Trials& body, const Edits& from, const Edits& to,
                                      Reading reading) {
  const Trial& a = body(from);
  const Trial& b = body(to);
  if (!a.stands() || !b.stands()) return std::nullopt;
  return (b.*reading)() - (a.*reading)();
}
inline std::optional<Real> tilts(Trials& body, const Edits& from, const Edits& to) {
  return difference(body, from, to, &Trial::tilt);
}
inline std::optional<Real> bends(Trials& body, const Edits& from, const Edits& to) {
  return difference(body, from, to, &Trial::lordosis);
}

}  // namespace examined
