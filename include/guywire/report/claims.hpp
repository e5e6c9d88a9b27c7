#pragma once
/// The essay's claims, for people and for programs.
#include <string>
#include <vector>

#include "guywire/posture/claims.hpp"

namespace guywire {

std::string claims_text(const std::vector<Claim>& claims);
std::string claims_json(const std::vector<Claim>& claims);
/// One page: each claim with its verdict, finding and where it turns.
std::string claims_svg(const std::vector<Claim>& claims);

}  // namespace guywire
