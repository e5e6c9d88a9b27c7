#include <algorithm>

#include "../words.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "sections.hpp"

namespace guywire {

int tilt_column(const Model& model, const Ledger& l) {
  const auto it = std::find(l.columns.begin(), l.columns.end(),
                            model.description().bodies[tilt_body(model)].name);
  return it == l.columns.end() ? -1 : static_cast<int>(it - l.columns.begin());
}

std::string posture_sentences(const Model& model, const Outcome<Posture>& rest, Language language) {
  std::string out = tilt_sentence(model, rest, language);
  const PostureAngles angles = posture_angles(model, rest.last().angles);
  if (angles.lordosis)
    out += " " + sentence({"explain.lordosis", {{"angle", *angles.lordosis}}}, language);
  return out;
}

std::vector<std::string> hold_sentences(const Model& model, const Posture& p, Language language) {
  std::vector<std::string> out;
  for (std::size_t k = 0; k < p.constraint_moments.size(); ++k) {
    const Constraint& c = model.description().constraints[k];
    if (c.balanced_by_muscles && std::abs(p.constraint_moments[k]) >= 0.05)
      out.push_back(sentence(held_moment(c, p.constraint_moments[k]), language) + " " +
                    phrase("explain.muscles_otherwise", language));
  }
  return out;
}

}  // namespace guywire
