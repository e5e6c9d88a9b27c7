#pragma once
/// Clinical tests as JSON or plain words, in a language. Degrees only here, and in the names.
#include <string>

#include "guywire/posture/clinical.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// The test as a JSON object: test, status, message, sentence, numbers (unit in the name; null
/// where unknown), assumptions, iliopsoas, certificate.
std::string test_json(const Mirror& test, Language language = Language::english);
std::string test_json(const Thomas& test, Language language = Language::english);
std::string test_json(const StraightLegRaise& test, Language language = Language::english);
std::string test_json(const ToeTouch& test, Language language = Language::english);
std::string test_json(const Sitting& test, Language language = Language::english);
/// The finding first, then its numbers, what was assumed, and the certificate.
std::string test_text(const Mirror& test, Language language = Language::english);
std::string test_text(const Thomas& test, Language language = Language::english);
std::string test_text(const StraightLegRaise& test, Language language = Language::english);
std::string test_text(const ToeTouch& test, Language language = Language::english);
std::string test_text(const Sitting& test, Language language = Language::english);
/// "Thomas test, held": the test and its first pose, for a picture; empty where there is no pose.
std::string test_title(const TestReport& test, Language language = Language::english);

}  // namespace guywire
