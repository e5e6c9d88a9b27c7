// Lengths and hip moment arms of the muscles taken from gait2392, against OpenSim's
// (tests/reference/opensim_hip_moment_arms.json, with the script that made it).
#include "guywire/io/model_file.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/bridge7.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"

using namespace guywire;

TEST_CASE("hip moment arms and lengths are OpenSim's for hip -15 to +40 degrees, knee straight") {
  const auto j = reference_json("opensim_hip_moment_arms.json");
  REQUIRE(j["provenance"]["tool"].get<std::string>().find("OpenSim") != std::string::npos);
  const double tolerance = j["tolerance_m"];
  CHECK(tolerance <= 1e-5);  // what the issue asks
  const Model model = load(source_folder() + "/data/models/standing_adult_geometry.json");
  const auto names = model.coordinates();
  const auto pelvis = std::find(names.begin(), names.end(), "pelvis") - names.begin();
  const std::size_t n = names.size();
  const std::pair<const char*, const char*> whole[] = {{"glut_med1_r", "gluteus_medius_1"},
                                                       {"glut_med2_r", "gluteus_medius_2"},
                                                       {"glut_med3_r", "gluteus_medius_3"},
                                                       {"glut_min1_r", "gluteus_minimus_1"},
                                                       {"glut_min2_r", "gluteus_minimus_2"},
                                                       {"glut_min3_r", "gluteus_minimus_3"},
                                                       {"semimem_r", "semimembranosus"},
                                                       {"semiten_r", "semitendinosus"},
                                                       {"bifemlh_r", "biceps_femoris_long"},
                                                       {"sar_r", "sartorius"},
                                                       {"add_long_r", "adductor_longus"},
                                                       {"add_brev_r", "adductor_brevis"},
                                                       {"add_mag1_r", "adductor_magnus_1"},
                                                       {"add_mag2_r", "adductor_magnus_2"},
                                                       {"add_mag3_r", "adductor_magnus_3"},
                                                       {"tfl_r", "tensor_fasciae_latae"},
                                                       {"pect_r", "pectineus"},
                                                       {"grac_r", "gracilis"},
                                                       {"glut_max1_r", "gluteus_maximus_1"},
                                                       {"glut_max2_r", "gluteus_maximus_2"},
                                                       {"glut_max3_r", "gluteus_maximus_3"},
                                                       {"iliacus_r", "iliacus"},
                                                       {"quad_fem_r", "quadratus_femoris"},
                                                       {"gem_r", "gemelli"},
                                                       {"peri_r", "piriformis"},
                                                       {"rect_fem_r", "rectus_femoris"}};
  CHECK(j["muscles"].size() == std::size(whole) + 1);  // and psoas_r, below
  double worst_arm = 0, worst_length = 0, worst_psoas = 0;
  int fascicles = 0;
  const auto angles = j["hip_flexion_deg"].get<std::vector<double>>();
  REQUIRE(angles.front() == -15);
  REQUIRE(angles.back() == 40);
  for (std::size_t k = 0; k < angles.size(); ++k) {
    const Model bent =
        posed(model, "hip",
              angles[k] * 3.14159265358979323846 /
                  180);  // the pelvis stays upright: hip flexion is the thigh's angle
    const auto arms = moment_arms(bent);
    const auto lengths = posture_at(bent).last().lengths;
    const auto arm_of = [&](CableId id) {
      return -arms[static_cast<std::size_t>(id.index) * n + static_cast<std::size_t>(pelvis)];
    };  // + for flexion: minus that about the pelvis
    for (const auto& [theirs, ours] : whole) {
      const CableId id = bent.cable(ours);
      const double arm_gap = std::abs(arm_of(id) - j["muscles"][theirs]["arm_m"][k].get<double>()),
                   length_gap = std::abs(lengths[static_cast<std::size_t>(id.index)] -
                                         j["muscles"][theirs]["length_m"][k].get<double>());
      INFO(ours << " at " << angles[k] << " degrees");
      CHECK(arm_gap <= tolerance);
      CHECK(length_gap <= tolerance);
      worst_arm = std::max(worst_arm, arm_gap);
      worst_length = std::max(worst_length, length_gap);
    }
    // each psoas fascicle crosses the hip by psoas_r's points: the pelvis arm of its part below the
    // brim is psoas_r's. Above the brim it adds an arm about the pelvis coordinate that is its
    // lumbar part's, with the fixed part between L-body and pelvis: the arm about the thigh alone
    // is what can be compared, by the change of length with the posed hip angle
    for (const CableId id : bent.cables("psoas")) {
      const double h = 1e-4;
      const double up =
          posture_at(posed(model, "hip", angles[k] * 3.14159265358979323846 / 180 + h))
              .last()
              .lengths[static_cast<std::size_t>(id.index)];
      const double down =
          posture_at(posed(model, "hip", angles[k] * 3.14159265358979323846 / 180 - h))
              .last()
              .lengths[static_cast<std::size_t>(id.index)];
      const double gap =
          std::abs(-(up - down) / (2 * h) - j["muscles"]["psoas_r"]["arm_m"][k].get<double>());
      worst_psoas = std::max(worst_psoas, gap);
      CHECK(gap <= tolerance);
      if (k == 0) ++fascicles;
    }
  }
  CHECK(fascicles == 11);
  CAPTURE(worst_arm, worst_length, worst_psoas);
  CHECK(worst_arm < tolerance);
}
