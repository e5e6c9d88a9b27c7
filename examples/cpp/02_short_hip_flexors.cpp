// 2. Which way does a short muscle tip the pelvis?
//
// The pelvis turns about the hip axis. Iliopsoas and rectus femoris pass in front of it and pull it
// forward; hamstrings and gluteals pass behind and pull it back; erector spinae pull the back of
// the pelvis up towards an upright thorax, which also turns it forward. The angle settles where all
// moments, with weight, hip capsule and discs, sum to zero.
//
// The model file holds the standing body; a knob returns a new model, the old one stays as it is. A
// 5 % shorter fiber is about 5 mm for psoas: 2 % of its whole length. The lordosis follows the
// tilt, because the thorax stays upright.
#include <cstdio>
#include <guywire/guywire.hpp>
#include <guywire/io/model_file.hpp>

using namespace guywire;

int main() {
  const Model standing = load("standing_adult");
  const auto at_rest = solve(standing).value();
  const auto before = posture_angles(standing, at_rest.angles);
  std::printf("standing: lordosis %.1f deg, tilt stiffness %.1f N m per radian\n",
              *before.lordosis / degree, at_rest.certificate.tilt_stiffness);
  for (const std::string& group : standing.description().partition) {
    const Model changed = adjust(standing, group, {.length = 0.95});
    const auto rest = solve(changed);
    if (rest.status != Status::stable) return 1;
    const auto after = posture_angles(changed, rest.value().angles);
    std::printf("%-22s 5 %% shorter: tilt %+5.2f deg (anterior +), lordosis %+5.2f deg\n",
                group.c_str(), after.anterior_tilt_change / degree,
                (*after.lordosis - *before.lordosis) / degree);
  }
}
