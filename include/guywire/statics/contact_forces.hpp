#pragma once
/// What the contacts of a posture add to the moments that `evaluate` gives there.
///
/// Where two points of a taut path touch, the segment between them has no direction that rounding
/// lets anyone read; the posture's certificate says with what force the points act on one another.
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire::detail {

/// f(contact, its straight segment, x, y): the force on the segment's first point [N, right and
/// left together], less that of `evaluate`.
template <class F>
void each_contact_force(const Evaluation<double>& e, const Model& model,
                        const Certificate& certificate, F&& f) {
  const Structure& s = model.structure();
  for (const Contact& contact : certificate.contacts) {
    const int straight =
        s.segments[s.cables[contact.cable].first_segment +
                   segment_from(model.description().cables[contact.cable], contact.point)]
            .straight;
    const auto& pull = e.pulls[straight];
    const double T = e.strains[contact.cable].tension;
    f(contact, straight, contact.force_x - T * pull.x, contact.force_y - T * pull.y);
  }
}

}  // namespace guywire::detail
