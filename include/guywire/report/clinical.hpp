#pragma once
/// Clinical tests as JSON or plain words. Degrees only here, and in the names.
#include <string>

#include "guywire/posture/clinical.hpp"

namespace guywire {

/// The test as a JSON object: test, status, message, sentence, numbers (unit in the name; null
/// where unknown), assumptions, iliopsoas, certificate.
std::string test_json(const Mirror& test);
std::string test_json(const Thomas& test);
std::string test_json(const StraightLegRaise& test);
std::string test_json(const ToeTouch& test);
std::string test_json(const Sitting& test);
/// The finding first, then its numbers, what was assumed, and the certificate.
std::string test_text(const Mirror& test);
std::string test_text(const Thomas& test);
std::string test_text(const StraightLegRaise& test);
std::string test_text(const ToeTouch& test);
std::string test_text(const Sitting& test);

}  // namespace guywire
