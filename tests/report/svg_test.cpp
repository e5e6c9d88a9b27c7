// A picture is well formed and shows every cable; its measures are tested in
// tests/python/test_svg.py.
#include "guywire/report/svg.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"

using namespace guywire;

namespace {

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++n;
  return n;
}

}  // namespace

TEST_CASE("a picture has a title and a description, and closes what it opens") {
  const Model m = load("standing_adult");
  const Posture p = solve(m).value();
  const std::string svg = svg_picture(m, p, {.title = "A & B <c>"});
  CHECK(svg.starts_with("<svg") != svg.starts_with("<?xml"));
  CHECK(count(svg, "<title") >= 1);
  CHECK(count(svg, "<desc") == 1);
  CHECK(svg.find("A &amp; B &lt;c&gt;") != std::string::npos);
  CHECK(count(svg, "<g") == count(svg, "</g>"));
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("a picture in German") {
  const Model m = load("standing_adult");
  const std::string svg = svg_picture(m, solve(m).value(), {.language = Language::german});
  for (const char* const words : {"Stehender Erwachsener", "Kippung 3,2° vorn", "Rückenstrecker",
                                  "Zugkraft eines Seils", "Stabiles Gleichgewicht."})
    CHECK(svg.find(words) != std::string::npos);
  for (const char* const english : {"tilt", "slack", "pelvis", "each side"})
    CHECK(svg.find(english) == std::string::npos);
}

TEST_CASE("a ghost adds to a picture, the whole body is taller than the part") {
  const Model m = load("standing_adult");
  const Posture p = solve(m).value();
  const std::string alone = svg_picture(m, p);
  CHECK(svg_picture(m, p, {.ghost = &p}).size() > alone.size());
  CHECK(svg_picture(m, p, {.whole = true}) != alone);
}
