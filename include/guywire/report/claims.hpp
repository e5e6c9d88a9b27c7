#pragma once
/// The essay's claims, for people and for programs.
#include <string>
#include <vector>

#include "guywire/posture/claims.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

std::string claims_text(const std::vector<Claim>& claims, Language language = Language::english);
std::string claims_json(const std::vector<Claim>& claims, Language language = Language::english);
/// One page: each claim with its verdict, finding and threshold.
std::string claims_svg(const std::vector<Claim>& claims, Language language = Language::english);

}  // namespace guywire
