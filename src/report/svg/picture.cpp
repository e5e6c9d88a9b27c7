// A picture of a posture, drawn from back to front: the pale posture, supports, bones, cables,
// hinges, the marks of angles, and around them labels and legend. Places in W become pixels in one
// place: View::px.
#include <fmt/format.h>

#include <cstdint>

#include "../words.hpp"
#include "angles.hpp"
#include "bones.hpp"
#include "hinges.hpp"
#include "legend.hpp"

namespace guywire {
namespace svg {
namespace {

void draw_figure(Surface& out, const Scene& scene, const View& view) {
  if (scene.ghost) Bones(out, scene, view, Figure::ghost).draw();
  draw_supports(out, scene, view);
  Bones(out, scene, view, Figure::body).draw();
  if (scene.ghost) Bones(out, scene, view, Figure::ghost).draw_tilt_edge();
  Cables(out, scene, view).draw();
  draw_hinges(out, scene, view);
  draw_level_names(out, scene, view);
}

/// Where the body is cut off it fades: strips of white, from `first` [px] on.
template <class Opacity>
void draw_fading(Surface& out, const Layout& layout, double first, Opacity&& opacity) {
  for (int i = 0; i < fade_strips; ++i)
    out.add(fmt::format(
        "<rect x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\" "
        "fill-opacity=\"{:.2f}\"/>\n",
        number(first + fade_strip * i), number(layout.page_width), number(fade_strip), opacity(i)));
}

/// The figure in a nested svg, which clips what is cut off.
void add_clipped(Surface& out, const Layout& l, const std::string& figure) {
  out.add(fmt::format(
      "<svg x=\"0\" y=\"{0}\" width=\"{1}\" height=\"{2}\" viewBox=\"0 {0} {1} {2}\">\n",
      number(l.top), number(l.page_width), number(l.bottom - l.top)));
  out.add(figure);
  constexpr double strips = fade_strips, height = strips * fade_strip;
  if (l.cut_top) draw_fading(out, l, l.top, [](int i) { return 1 - i / strips; });
  if (l.cut_bottom) draw_fading(out, l, l.bottom - height, [](int i) { return (i + 1) / strips; });
  out.add("</svg>\n");
}

/// The picture in words, for those who do not see it.
std::string description(const Scene& s, const Layout& l) {
  Facts facts{Fact("picture.view_described")};
  if (s.options.turn != 0) facts = {{"picture.view_turned", {{"angle", s.options.turn}}}};
  const std::string change =
      s.angles.anterior_tilt ? s.tilt_change_words() : phrase("picture.from_reference", s.language);
  facts.push_back({"picture.tilt_described", {{"tilt", s.tilt_words()}, {"change", change}}});
  if (s.angles.lordosis)
    facts.push_back({"picture.lordosis_described", {{"angle", *s.angles.lordosis}}});
  for (const Part& p : l.parts.shown)
    facts.push_back({"picture.part_described", {{"part", p.title}, {"tension", p.text}}});
  return sentences(facts, s.language) + " " + status_words(s);
}

/// FNV-1a: ids that differ between pictures on one page.
std::uint32_t hash_of(const std::string& content) {
  std::uint32_t hash = 2166136261u;
  for (const char c : content)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

std::string document(const Scene& s, const Layout& l, double height, const std::string& content) {
  const double width =
      s.options.width > 0 ? s.options.width * l.page_width / page_width : l.page_width;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {2} {3}\" role=\"img\" aria-labelledby=\"t{6:08x} d{6:08x}\" "
      "font-family=\"sans-serif\">\n"
      "<title id=\"t{6:08x}\">{4}</title>\n<desc id=\"d{6:08x}\">{5}</desc>\n"
      "<rect x=\"0\" y=\"0\" width=\"{2}\" height=\"{3}\" fill=\"#ffffff\"/>\n{7}</svg>\n",
      number(width), number(height * width / l.page_width), number(l.page_width), number(height),
      escape(s.title()), escape(description(s, l)), hash_of(content), content);
}

}  // namespace
}  // namespace svg

std::string svg_picture(const Model& model, const Posture& posture, const SvgOptions& options) {
  using namespace svg;
  const Scene scene(model, posture, options);
  const Layout layout = lay_out(scene);

  Surface figure;
  draw_figure(figure, scene, layout.view);
  Labels labels(scene, layout);
  AngleMarks(figure, scene, layout, labels).draw();
  labels.add_parts();

  Surface page;
  draw_header(page, scene, layout);
  if (layout.cut_top) draw_overview(page, scene, layout);
  add_clipped(page, layout, figure.content());
  labels.draw(page);
  const double height = Footer(page, scene, layout).draw();
  return document(scene, layout, height, page.content());
}

}  // namespace guywire
