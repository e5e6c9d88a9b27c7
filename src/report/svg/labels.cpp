#include "labels.hpp"

#include <fmt/format.h>

namespace guywire::svg {

// --- what is labeled, and where -----------------------------------------------------------------

void Labels::add_parts() {
  for (const Part& p : l_.parts.shown)
    labels_.push_back(label_of(p));
}

Label Labels::label_of(const Part& p) const {
  Label l{.lines = {cut(p.title, widest_labels, 13.5, true), cut(p.text, widest_labels - 26, 13)},
          .strongest = s_.tension(p.strongest),
          .right = p.right};
  anchor(l, p);
  if (p.slack_count > 0 && !p.slack())
    l.lines.push_back(
        sentence({"answer.some_slack", {{"slack", p.slack_count}, {"count", p.cables.size()}}},
                 s_.language));
  return l;
}

/// Points at an outer stretch of one of the part's stronger cables, away from other anchors: short
/// leaders that cross little.
void Labels::anchor(Label& l, const Part& p) const {
  bool found = false;
  double best = 0;
  for (const CableId c : p.cables) {
    if (s_.tension(c.index) < 0.4 * l.strongest) continue;
    for (const double f : {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}) {
      const Vec2 q = l_.view.px(s_.along(c.index, f));
      if (q.y < l_.top + 30 || q.y > l_.bottom - 40) continue;
      const double score = anchor_score(l, q);
      if (found && !(score > best)) continue;
      l.anchor = q;
      best = score;
      found = true;
    }
  }
  if (!found) l.anchor = l_.view.px(s_.along(p.strongest, 0.5));
}

/// Large near the column and far from the heights of other anchors [px].
double Labels::anchor_score(const Label& l, Vec2 at) const {
  double apart = 60;
  for (const Label& other : labels_)
    if (other.right == l.right) apart = std::min(apart, std::abs(other.anchor.y - at.y));
  if (!l.right)
    for (const double y : taken_left_)
      apart = std::min(apart, 2 * std::abs(y - at.y));
  return (l.right ? at.x : -at.x) + 1.5 * apart;
}

// --- columns ------------------------------------------------------------------------------------

void Labels::draw(Surface& out) {
  for (const bool right : {false, true}) {
    Column column;
    for (Label& l : labels_)
      if (l.right == right) column.push_back(&l);
    std::stable_sort(column.begin(), column.end(),
                     [](const Label* a, const Label* b) { return a->anchor.y < b->anchor.y; });
    const bool above_overview = !right && l_.cut_top;
    const double lowest = l_.bottom - (above_overview ? overview_height + 10 : 6);
    stack(column, lowest);
    untangle(column, lowest);
    for (const Label* l : column)
      draw_label(out, *l);
  }
}

namespace {

/// Labels that touch: they move as one.
struct Block {
  double wanted = 0;  ///< sum over its labels of the top that each wants for the block [px]
  double height = 0;
  int count = 0;
  double top() const { return wanted / count; }
  double bottom() const { return top() + height; }
  void append(const Block& next) {
    wanted += next.wanted - next.count * height;
    height += next.height;
    count += next.count;
  }
};

/// Each label wants its middle at its anchor; blocks that would overlap become one, at the mean of
/// what their labels want (pool adjacent violators).
std::vector<Block> blocks_of(const std::vector<Label*>& column) {
  std::vector<Block> blocks;
  for (const Label* l : column) {
    blocks.push_back({l->anchor.y - 0.5 * l->height(), l->height(), 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].bottom() > blocks.back().top()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().append(last);
    }
  }
  return blocks;
}

}  // namespace

/// Labels as near to their anchors as they can be without overlapping, above `lowest` and below the
/// figure's top.
void Labels::stack(Column& column, double lowest) const {
  std::size_t at = 0;
  for (const Block& b : blocks_of(column)) {
    double y = b.top();
    for (int k = 0; k < b.count; ++k) {
      column[at]->y = y;
      y += column[at++]->height();
    }
  }
  for (auto it = column.rbegin(); it != column.rend(); ++it) {
    (*it)->y = std::min((*it)->y, lowest - (*it)->height());
    lowest = (*it)->y;
  }
  double highest = l_.top + 4;
  for (Label* l : column) {
    l->y = std::max(l->y, highest);
    highest = l->y + l->height();
  }
}

/// Swaps neighbors whose leaders cross, until none do.
void Labels::untangle(Column& column, double lowest) const {
  for (std::size_t pass = 0; pass < column.size(); ++pass) {
    bool swapped = false;
    for (std::size_t i = 0; i + 1 < column.size(); ++i)
      if (leaders_cross(*column[i], *column[i + 1])) {
        std::swap(column[i], column[i + 1]);
        stack(column, lowest);
        swapped = true;
      }
    if (!swapped) return;
  }
}

bool Labels::leaders_cross(const Label& a, const Label& b) const {
  const Vec2 p = elbow(a), q = a.anchor, r = elbow(b), s = b.anchor;
  return cross(q - p, r - p) * cross(q - p, s - p) < 0 &&
         cross(s - r, p - r) * cross(s - r, q - r) < 0;
}

Vec2 Labels::elbow(const Label& l) const {
  return {l.right ? l_.right_edge - 18 : l_.left_edge + 18, l.middle()};
}

// --- drawing ------------------------------------------------------------------------------------

void Labels::draw_label(Surface& out, const Label& l) const {
  draw_leader(out, l);
  const double edge = l.right ? l_.right_edge : l_.left_edge, side = l.right ? 1 : -1;
  const std::string_view anchor = l.right ? "start" : "end";
  const char* soft = l.mark ? mark_ink : soft_ink;
  double y = l.y + 16;
  out.text({edge, y}, l.lines.front(),
           {.size = 13.5, .anchor = anchor, .bold = true, .color = l.mark ? mark_ink : ink});
  for (std::size_t i = 1; i < l.lines.size(); ++i) {
    y += 15;
    const double x = l.mark ? edge : edge + 26 * side;
    out.text({x, y}, l.lines[i], {.size = l.mark ? 12.5 : 13, .anchor = anchor, .color = soft});
    if (i == 1 && !l.mark)
      Cables(out, s_, l_.view).sample({std::min(edge, edge + 20 * side), y - 4.5}, 20, l.strongest);
  }
}

void Labels::draw_leader(Surface& out, const Label& l) const {
  const double edge = l.right ? l_.right_edge : l_.left_edge, side = l.right ? 1 : -1;
  const Vec2 start{edge - 6 * side, l.middle()};
  out.add(fmt::format(
      "<path d=\"M{} L{} L{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.0\"/>\n",
      pair_of(start), pair_of(elbow(l)), pair_of(l.anchor), l.mark ? mark_ink : soft_ink));
  if (!l.mark)
    out.add(
        fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"2.6\" fill=\"{}\" stroke=\"#ffffff\" "
                    "stroke-width=\"1.0\"/>\n",
                    number(l.anchor.x), number(l.anchor.y), ink));
}

}  // namespace guywire::svg
