#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/math/counter_random.hpp"
#include "guywire/posture/population.hpp"

namespace guywire {

namespace detail {

inline void check_distribution(const Distribution& d, const std::string& where,
                               std::vector<Fault>& faults) {
  using Kind = Distribution::Kind;
  const bool finite = std::isfinite(d.mean) && std::isfinite(d.sd) && std::isfinite(d.lower) &&
                      std::isfinite(d.upper);
  if (!finite)
    return faults.push_back({where, "has a number that is not finite.", "Give finite numbers."});
  if (d.kind != Kind::uniform && !(d.sd > 0))
    faults.push_back({where, "has the standard deviation " + to_text(d.sd) + "; allowed is > 0.",
                      "Leave it out if it does not vary."});
  if (d.kind == Kind::lognormal && !(d.mean > 0))
    faults.push_back({where, "is lognormal with the mean " + to_text(d.mean) + "; allowed is > 0.",
                      "Use normal for a value that may be negative."});
  if ((d.kind == Kind::uniform || d.kind == Kind::truncated_normal) && !(d.lower < d.upper))
    faults.push_back({where, "runs from " + to_text(d.lower) + " to " + to_text(d.upper) + ".",
                      "Give the smaller end first."});
  if (d.kind == Kind::truncated_normal && d.sd > 0 && d.lower < d.upper &&
      !(normal_cdf((d.upper - d.mean) / d.sd) - normal_cdf((d.lower - d.mean) / d.sd) > 1e-9))
    faults.push_back({where,
                      "is cut to a range that the normal distribution all but never reaches.",
                      "Bring mean and range together."});
}

}  // namespace detail

GUYWIRE_INLINE double value_at(const Distribution& d, double z) {
  switch (d.kind) {
    case Distribution::Kind::normal:
      return d.mean + d.sd * z;
    case Distribution::Kind::lognormal: {
      const double s2 = std::log1p((d.sd / d.mean) * (d.sd / d.mean));
      return d.mean * std::exp(std::sqrt(s2) * z - 0.5 * s2);
    }
    case Distribution::Kind::uniform:
      return d.lower + (d.upper - d.lower) * normal_cdf(z);
    case Distribution::Kind::truncated_normal: {
      const double low = normal_cdf((d.lower - d.mean) / d.sd),
                   high = normal_cdf((d.upper - d.mean) / d.sd);
      return std::clamp(d.mean + d.sd * normal_quantile(low + (high - low) * normal_cdf(z)),
                        d.lower, d.upper);  // rounding at the ends only
    }
  }
  return std::nan("");
}

namespace detail {

struct DistributionKind {
  std::string_view name;
  Distribution::Kind kind;
  std::size_t numbers;  ///< that it takes
};
inline constexpr std::array<DistributionKind, 4> distribution_kinds{{
    {"normal", Distribution::Kind::normal, 2},
    {"lognormal", Distribution::Kind::lognormal, 2},
    {"uniform", Distribution::Kind::uniform, 2},
    {"truncated_normal", Distribution::Kind::truncated_normal, 4},
}};

/// The text of a distribution, being read: "normal(1,0.05)".
class DistributionText {
 public:
  explicit DistributionText(std::string_view text)
      : where_("distribution '" + std::string(text) + "'") {
    const auto open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')')) refuse("is not understood.");
    read_numbers(text.substr(open + 1, text.size() - open - 2));
    kind_ = &kind_of(std::string(text.substr(0, open)));
    if (numbers_.size() != kind_->numbers)
      refuse("has " + std::to_string(numbers_.size()) + " numbers; " + std::string(kind_->name) +
             " takes " + std::to_string(kind_->numbers) + ".");
  }

  Distribution distribution() const {
    const std::vector<double>& n = numbers_;
    Distribution d{.kind = kind_->kind};
    if (d.kind == Distribution::Kind::uniform) {
      d.lower = n[0];
      d.upper = n[1];
    } else {
      d.mean = n[0];
      d.sd = n[1];
    }
    if (d.kind == Distribution::Kind::truncated_normal) {
      d.lower = n[2];
      d.upper = n[3];
    }
    std::vector<Fault> faults;
    check_distribution(d, where_, faults);
    if (!faults.empty()) throw ModelError(std::move(faults));
    return d;
  }

 private:
  [[noreturn]] void refuse(std::string what) const {
    throw ModelError({{where_, std::move(what),
                       "Write normal(mean,sd), lognormal(mean,sd), uniform(lower,upper) or "
                       "truncated_normal(mean,sd,lower,upper)."}});
  }

  void read_numbers(std::string_view rest) {
    for (;;) {
      while (rest.starts_with(' '))
        rest.remove_prefix(1);
      const auto comma = std::min(rest.find(','), rest.size());
      double v = 0;
      if (!read_number(rest.substr(0, comma), v))
        refuse("has '" + std::string(rest.substr(0, comma)) + "', which is not a number.");
      numbers_.push_back(v);
      if (comma == rest.size()) return;
      rest = rest.substr(comma + 1);
    }
  }

  const DistributionKind& kind_of(const std::string& name) const {
    std::vector<std::string> names;
    for (const DistributionKind& k : distribution_kinds) {
      if (k.name == name) return k;
      names.emplace_back(k.name);
    }
    const std::string near = did_you_mean(name, names);
    refuse("is of a kind that does not exist." + (near.empty() ? near : " " + near));
  }

  std::string where_;
  std::vector<double> numbers_;
  const DistributionKind* kind_ = nullptr;
};

}  // namespace detail

GUYWIRE_INLINE Distribution distribution_of(std::string_view text) {
  return detail::DistributionText(text).distribution();
}

}  // namespace guywire
