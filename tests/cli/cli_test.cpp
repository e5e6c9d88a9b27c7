// The command as a user types it: exit statuses, fields, files. command_file() is the built
// command.
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.hpp"
#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "support/chains.hpp"
#include "support/paths.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Run {
  int status;
  std::string out;  ///< standard output and error together
};

Run run_guywire(const std::string& arguments) {
  FILE* pipe = popen((command_file() + " " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  Run run{0, {}};
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe))
    run.out.append(buffer, n);
  run.status = WEXITSTATUS(pclose(pipe));
  return run;
}

fs::path scratch(const std::string& name) {
  const fs::path dir = fs::temp_directory_path() / "guywire_cli_test";
  fs::create_directories(dir);
  return dir / name;
}

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("models, schema, help and version answer") {
  const Run models = run_guywire("models");
  CHECK(models.status == 0);
  for (const char* name : {"bridge", "pelvis", "standing_adult"})
    CHECK(has(models.out, name));
  CHECK(run_guywire("schema").out == guywire::model_schema());
  CHECK(run_guywire("--help").status == 0);
  CHECK(has(run_guywire("--version").out, guywire::version));
}

TEST_CASE("solve gives the fields that users rely on, and the same numbers as the library") {
  const Run run = run_guywire("solve standing_adult --set iliopsoas.length=0.95 --format json");
  REQUIRE(run.status == 0);
  const json j = json::parse(run.out);
  CHECK(j["status"] == "stable");
  const guywire::Model m =
      guywire::adjust(guywire::load("standing_adult"), "iliopsoas", {.length = 0.95});
  const auto o = guywire::solve(m);
  for (const char* key : {"anterior_tilt_change_deg", "anterior_tilt_deg", "lordosis_deg",
                          "sacral_slope_deg", "pelvic_tilt_deg", "pelvic_incidence_deg"})
    CHECK(j["posture"][key].is_number());
  const auto names = m.coordinates();
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(j["coordinates"][names[i]]["value_deg"].get<double>() ==
          o.value().coordinates[i] * (180 / 3.14159265358979323846));
    CHECK(j["coordinates"][names[i]]["residual_Nm"].get<double>() == o.value().residuals[i]);
  }
  CHECK(j["holding"]["thorax_upright"]["moment_Nm"].is_number());
  const auto& cables = m.description().cables;
  for (std::size_t c = 0; c < cables.size(); ++c) {
    const json& row = j["cables"][cables[c].name];
    CHECK(row["tension_N"].get<double>() == o.value().tensions[c]);
    CHECK(row["length_m"].get<double>() == o.value().lengths[c]);
    CHECK((row["state"] == "taut" || row["state"] == "slack"));
    CHECK(row["sides"] == 2);
    CHECK(row["moment_Nm"].size() == names.size());
  }
  for (const char* key : {"residual_Nm", "residual_floor_Nm", "min_eigenvalue_Nm_per_rad",
                          "tilt_stiffness_Nm_per_rad", "iterations"})
    CHECK(j["certificate"][key].is_number());
  CHECK(j["model"]["name"] == "standing_adult");
  CHECK(j["model"]["hash"] == guywire::content_hash(m));
  CHECK(j["version"] == guywire::version);
  CHECK(j["schema_version"] == 1);
}

TEST_CASE("settings, poses, bodies, starts") {
  const auto tilt = [](const std::string& arguments) {
    const Run run = run_guywire("solve " + arguments + " --format json");
    INFO(run.out);
    REQUIRE(run.status == 0);
    return json::parse(run.out)["posture"]["anterior_tilt_change_deg"].get<double>();
  };
  CHECK(tilt("standing_adult --set iliopsoas.length=0.95") > 1);
  CHECK(tilt("standing_adult --set hamstrings.length=0.95,iliopsoas.length=1") < -1);
  CHECK(std::abs(tilt("standing_adult --set iliopsoas.strength=1.3 --recruit")) <
        1e-6);  // tone pays at the reference
  CHECK(std::abs(tilt("standing_adult --body pelvic_incidence_deg=60,mass_kg=90")) < 1e-6);
  CHECK(std::abs(tilt("standing_adult --start pelvis=3 --start L5=-2")) < 1e-6);  // comes back
  CHECK(tilt("standing_adult --pose hip=10") < -1);  // flexed thighs tip it backward
  const double right = tilt("standing_adult --pose hip_r=10"),
               both = tilt("standing_adult --pose hip=10");
  CHECK(right < 0);
  CHECK(right > both);
  CHECK(tilt("bridge --set front.length=0.97") > tilt("bridge"));
  CHECK(tilt("bridge --set rear_upper_1.path0_x_mm=-4000") < tilt("bridge"));
}

TEST_CASE("an answer that cannot be written is no success") {
  if (!fs::exists("/dev/full")) return;
  for (const char* command : {"solve bridge", "schema", "--help"}) {
    CAPTURE(command);
    const Run run =
        run_guywire(std::string(command) + " 2>&1 >/dev/full #");  // its errors alone come back
    CHECK(run.status == 3);
    CHECK(has(run.out, "could not be written"));
  }
}

TEST_CASE("answers repeat what was set, and say the hip's flexion where a leg is posed") {
  const json j = json::parse(
      run_guywire("solve standing_adult --pose hip_r=20 --body mass_kg=80 --format json").out);
  CHECK(j["settings"] == json{"--body mass_kg=80", "--pose hip_r=20"});
  const std::string file =
      (fs::temp_directory_path() / ("guywire_setting_" + std::to_string(::getpid()) + ".json"))
          .string();
  std::ofstream(file) << R"({"schema_version": 1, "setting_of": "standing_adult",)"
                      << R"( "set": {"iliopsoas.length": 0.9}})";
  const json saved =
      json::parse(run_guywire("solve " + file + " --set hamstrings.length=1.05 --format json").out);
  fs::remove(file);
  CHECK(saved["settings"] == json{"--set iliopsoas.length=0.9", "--set hamstrings.length=1.05"});
  CHECK(saved["posture"] ==
        json::parse(run_guywire("solve standing_adult --set "
                                "iliopsoas.length=0.9,hamstrings.length=1.05 --format json")
                        .out)["posture"]);
  const double pelvis =
      j["coordinates"]["pelvis"]["value_deg"];  // the pelvis turns: thigh and hip angle differ
  CHECK(std::abs(j["posture"]["hip_flexion_deg"]["right"].get<double>() - (20 - pelvis)) < 1e-9);
  CHECK(std::abs(j["posture"]["hip_flexion_deg"]["left"].get<double>() - (0 - pelvis)) < 1e-9);
  const Run both = run_guywire("solve standing_adult --pose hip=20");
  CHECK(has(both.out, "With: --pose hip=20"));
  CHECK(has(both.out, "hip flexion "));
  CHECK(!has(both.out, "psoas and iliacus are wrong"));
  CHECK(has(run_guywire("solve standing_adult --pose hip=130").out, "psoas and iliacus are wrong"));
  const Run plain = run_guywire("solve standing_adult");
  CHECK(!has(plain.out, "With:"));
  CHECK(!has(plain.out, "hip flexion "));
  CHECK(!has(plain.out, " \n"));
}

TEST_CASE("files: picture, answer, model") {
  const auto picture = scratch("p.svg"), answer = scratch("a.csv"), model = scratch("m.json"),
             converted = scratch("c.json");
  const Run run =
      run_guywire("solve pelvis --set hamstrings.length=1.05 --svg " + picture.string() +
                  " --format csv --out " + answer.string() + " --model-out " + model.string());
  INFO(run.out);
  CHECK(run.status == 0);
  CHECK(has(read(picture), "<svg"));
  CHECK(has(read(picture), "hamstrings 5 % longer"));
  CHECK(has(read(answer), "cable,part,sides,state,wrapped,length_m,tension_N,moment_pelvis_Nm"));
  CHECK(guywire::load(model.string()) ==
        guywire::adjust(guywire::load("pelvis"), "hamstrings", {.length = 1.05}));
  CHECK(run_guywire("solve " + model.string()).status == 0);
  CHECK(run_guywire("convert " + model.string() + " --out " + converted.string()).status == 0);
  CHECK(read(converted) == read(model));
  CHECK(run_guywire("check " + model.string()).status == 0);
  const auto demo = scratch("demo.svg");
  const Run shown = run_guywire("demo --svg " + demo.string());
  CHECK(shown.status == 0);
  CHECK(has(shown.out, demo.string()));
  CHECK(has(read(demo), "</svg>"));
}

TEST_CASE("wrong input ends with 2 and a sentence") {
  const auto refused = [](const std::string& arguments, const std::string& phrase) {
    const Run run = run_guywire(arguments);
    CAPTURE(arguments, run.out);
    CHECK(run.status == 2);
    CHECK(has(run.out, phrase));
  };
  refused("solve standing_adlt", "Did you mean 'standing_adult'?");
  refused("solve nowhere.json", "there is no such file");
  refused("solve standing_adult --set iliopsas.length=0.9", "Did you mean 'iliopsoas'?");
  refused("solve standing_adult --set iliopsoas.lenght=0.9", "Did you mean 'length'?");
  refused("solve standing_adult --set iliopsoas.length=3", "allowed is >= 0.5 and <= 1.5");
  for (const char* option :
       {"--target lordosis_deg=50", "--bounds iliopsoas.length=0.9:1", "--model-out x.json"})
    refused(std::string("prescribe standing_adult --stretches ") + option,
            "has no effect on --stretches");
  refused("solve standing_adult --set iliopsoas.length=short", "is not a number");
  refused("solve standing_adult --set iliopsoas.length", "Write NAME=value");
  refused("solve standing_adult --pose hipp=10", "Did you mean 'hip'?");
  refused("solve standing_adult --body pelvic_incidence_deg=5",
          "--body pelvic_incidence_deg: is 5°; allowed is 24.64 to 85.94°");  // 0.43 and 1.5 rad
  refused("solve standing_adult --body mass_kg=80 --body mass_kg=90",
          "--body mass_kg=90: sets what --body mass_kg=80 sets too");
  refused("solve standing_adult --body mass_kg=80,", "has nothing after the comma");
  refused("solve standing_adult --set iliopsoas.length=0,9",
          "Use a point for decimals: iliopsoas.length=0.9");
  refused("solve standing_adult --set psoas.length=0.95,iliopsoas.length=0.9",
          "--set iliopsoas.length=0.9: sets what --set psoas.length=0.95 sets too");
  refused("solve standing_adult --set iliopsoas.length=-1", "is -1 for 12 cables");
  refused("solve standing_adult --pose hip_r=10,hip=20",
          "--pose hip=20: sets what --pose hip_r=10 sets too");
  refused("solve standing_adult --pose hip=-60", "--pose hip: is -60°; allowed is -30° to 130°");
  refused("solve standing_adult --pose hip=500", "--pose hip: is 500°");
  refused("solve standing_adult --pose knee_l=-90",
          "--pose knee_l: is -90°; allowed is -10° to 140°");
  refused("solve standing_adult --pose hip=-30,knee=140", "puts body 'shank' at -170°");
  refused("slove", "no command 'slove'. Did you mean 'solve'?");
  refused("solve standing_adult --start thorax=5", "is no free coordinate");
  refused("solve bridge --set front.tone=0.5", "has no activation");
  refused("solve bridge --format xml", "xml");
  refused("frobnicate", "");
  refused("solve bridge --svg /nowhere/x.svg", "there is no folder");
  // nothing is computed before the path is known to be good
  CHECK(!has(run_guywire("solve bridge --svg /nowhere/x.svg").out, "Certificate"));
  const auto huge = scratch("huge.json");
  std::ofstream(huge) << "{\"schema_version\": 1,\n \"name\": 1e999}";
  refused("check " + huge.string(), "huge.json:2:10: 1e999 is too large for a number");
  const auto broken = scratch("broken.json");
  std::ofstream(broken) << guywire::to_json(guywire::load("pelvis")).substr(0, 3000);
  refused("check " + broken.string(), "truncated");
  refused("solve " + broken.string(), "broken.json:");
}

TEST_CASE("no trustworthy answer ends with 3 and the reason, in JSON too") {
  const auto fallen = scratch("fallen.json");
  std::ofstream(fallen) << guywire::to_json(
      guywire::without_constraint(guywire::load("standing_adult"), "thorax_upright"));
  const Run unstable = run_guywire("solve " + fallen.string() + " --seek any --format json --out " +
                                   scratch("u.json").string());
  CHECK(unstable.status == 3);
  CHECK(has(unstable.out, "unstable"));
  CHECK(json::parse(read(scratch("u.json")))["status"] == "unstable");
  const Run runaway = run_guywire("solve " + fallen.string());
  CHECK(runaway.status == 3);
  CHECK(has(runaway.out, "runaway"));
  const Run infeasible = run_guywire("solve standing_adult --set thorax.mass_kg=400 --recruit");
  CHECK(infeasible.status == 3);
  CHECK(has(infeasible.out, "remain missing"));
}

TEST_CASE("equilibria lists resting places and says what is proved") {
  const Run three =
      run_guywire("equilibria bridge --set front.length=1.15 --set rear.length=1.15 --format json");
  CHECK(three.status == 0);
  const json j = json::parse(three.out);
  CHECK(j["verified"] == true);
  REQUIRE(j["equilibria"].size() == 3);
  CHECK(j["equilibria"][1]["status"] == "unstable");  // all cables slack, the frame upright
  CHECK(std::abs(j["equilibria"][1]["coordinates"]["frame"]["value_deg"].get<double>()) < 1e-9);
  const Run none = run_guywire("equilibria bridge --box frame=5:20");
  CHECK(none.status == 0);
  CHECK(has(none.out, "Verified: there is no equilibrium in the box."));
  CHECK(run_guywire("equilibria bridge --box fram=5:20").status == 2);
  CHECK(run_guywire("equilibria bridge --box frame=5:200").status == 2);
  const Run six = run_guywire("equilibria standing_adult");
  CHECK(six.status == 3);
  CHECK(has(six.out, "Unverified"));
}

TEST_CASE("clinical tests from the command line") {
  const Run slr = run_guywire("test slr --format json"),
            full = run_guywire("test straight_leg_raise standing_adult --format json");
  CHECK(slr.status == 0);
  CHECK(slr.out == full.out);
  CHECK(json::parse(slr.out)["numbers"]["leg_angle_deg"].is_number());
  CHECK(json::parse(run_guywire("test slr --set hamstrings.length=0.9 --format json")
                        .out)["numbers"]["leg_angle_deg"]
            .get<double>() < json::parse(slr.out)["numbers"]["leg_angle_deg"].get<double>());
  CHECK(run_guywire("test mirror").status == 0);
  CHECK(has(run_guywire("test thomas").out, "not to be valid"));
  const Run sitting = run_guywire("test sitting standing_adult --format json"),
            toe_touch = run_guywire("test toe_touch --inclination-deg 60");
  CHECK(sitting.status == 0);
  CHECK(json::parse(sitting.out)["relaxed"]["status"] == "runaway");
  CHECK(json::parse(sitting.out)["held_by_muscles"] == true);
  CHECK(json::parse(run_guywire("test sitting --posterior-tilt-deg 20 --format json")
                        .out)["numbers"]["posterior_tilt_deg"]
            .get<double>() == Approx(20));
  CHECK(toe_touch.status == 3);
  CHECK(has(toe_touch.out, "cannot hold"));
  const Run wrong = run_guywire("test thoms");
  CHECK(wrong.status == 2);
  CHECK(has(wrong.out, "Did you mean 'thomas'?"));
  CHECK(run_guywire("test slr --pose hip_r=10").status == 2);
}

TEST_CASE("clinical tests draw the body they speak of") {
  for (const auto& [name, title] : {std::pair{"mirror", "Mirror test, standing"},
                                    {"thomas", "Thomas test, held"},
                                    {"slr", "Straight leg raise test, raised"},
                                    {"sitting", "Sitting test, held"}}) {
    CAPTURE(name);
    const auto picture = scratch(std::string(name) + ".svg");
    const Run run = run_guywire(std::string("test ") + name +
                                " --set iliopsoas.length=0.95 --svg " + picture.string());
    CHECK(run.status == 0);
    CHECK(run.out == run_guywire(std::string("test ") + name + " --set iliopsoas.length=0.95").out);
    CHECK(has(read(picture), std::string(title) + ": iliopsoas 5 % shorter</title>"));
    CHECK(has(read(picture), "</svg>"));
  }
  const Run none =
      run_guywire("test toe_touch --inclination-deg 60 --svg " + scratch("none.svg").string());
  CHECK(none.status == 3);
  CHECK(has(none.out, "No picture"));
  CHECK(!std::filesystem::exists(scratch("none.svg")));
  CHECK(run_guywire("test mirror --svg /nowhere/x.svg").status == 2);
  CHECK(run_guywire("test mirror --model-out " + scratch("m.json").string()).status == 2);
}

TEST_CASE("clinical tests, demo and fit answer in German") {
  const Run sitting = run_guywire("test sitting --language de");
  CHECK(sitting.status == 0);
  CHECK(has(sitting.out, "kippt das Becken nach hinten"));
  CHECK(has(sitting.out, "12,5° weiter hinten als im Stand"));
  CHECK(has(sitting.out, "keine Diagnose"));
  const auto picture = scratch("sitzen.svg");
  CHECK(run_guywire("test sitting --language de --svg " + picture.string()).status == 0);
  CHECK(has(read(picture), ">Sitzen, gehalten</title>"));
  CHECK(has(run_guywire("demo --language de --svg " + scratch("demo_de.svg").string()).out,
            "Das Becken kippt 3,2° nach vorn"));
  CHECK(has(run_guywire("fit standing_adult --language de").out, "Hüftkapsel"));
}

TEST_CASE("explain names the group that accounts for the tilt, and its JSON closes") {
  const Run text = run_guywire("explain standing_adult --set iliopsoas.length=0.9");
  CHECK(text.status == 0);
  CHECK(has(text.out,
            "The iliopsoas group accounts for the change. If this group had its reference length, "
            "the pelvis would be tilted"));
  const json j = json::parse(
      run_guywire("explain standing_adult --set iliopsoas.length=0.9 --format json").out);
  CHECK(j["winning"]["winner"] == "iliopsoas");
  double sum = 0, magnitude = 0;
  for (const auto& row : j["ledger"]["coordinates"]["rows"]) {
    sum += row["moments_Nm"][0].get<double>();
    magnitude += std::abs(row["moments_Nm"][0].get<double>());
  }
  CHECK(std::abs(sum) <= 1e-12 * magnitude);
  using namespace guywire;
  const Model standing = load("standing_adult");
  const Quantity q = quantity(standing, "L4.compression");
  const Model tipped = adjust(standing, "iliopsoas", {.length = 0.9});
  CHECK(j["joint_loads"]["L4"]["compression_N"] == value_of(q, tipped, solve(tipped).value()));
  CHECK(j["joint_loads_at_reference"]["L4"]["compression_N"].get<double>() ==
        Approx(value_of(q, standing, solve(standing).value())).epsilon(1e-9));
  CHECK(j["settings"][0] == "--set iliopsoas.length=0.9");
  CHECK(has(text.out, "fiber length -10 % (by cable: "));
  const Run sure = run_guywire("explain standing_adult --set iliopsoas.length=0.9 --bodies 40");
  CHECK(sure.status == 0);
  CHECK(has(sure.out, "How sure is that? The uncertain numbers were scattered in 40 bodies."));
  CHECK(run_guywire("explain standing_adult --bodies 5").status == 2);
  const Run fraction = run_guywire("explain standing_adult --bodies 3.5");
  CHECK(fraction.status == 2);
  CHECK(has(fraction.out, "allowed is a whole number from 20 to 1000000"));
  CHECK(run_guywire("explain bridge --bodies 100").status == 2);
  // hamstrings pull back: longer, they give way
  CHECK(has(run_guywire("explain standing_adult --set hamstrings.length=1.1").out,
            "The hamstrings group has given way to moments that turn the pelvis forward. If this "
            "group had its reference length, the pelvis would be tilted"));
  // what changed since reference is the difference of two ledgers
  const auto weight_of = [](const Model& m) {
    for (const LedgerSum& s : by_group(m, ledger(m, solve(m).value())))
      if (s.name == "weight") return -s.passive[0];
    return std::nan("");
  };
  char since[32];
  std::snprintf(since, sizeof since, "%+.2f\n", weight_of(tipped) - weight_of(standing));
  CHECK(has(text.out, since));
  double shares = 0;
  for (const auto& g : j["winning"]["groups"])
    if (g["moment_Nm"].get<double>() > 0) shares += g["moment_share"].get<double>();
  CHECK(shares == Approx(1).epsilon(1e-12));
  CHECK(has(run_guywire("explain bridge").out, "no group accounts for a change of tilt"));
  CHECK(run_guywire("explain standing_adult --set hamstrings.strength=0,hamstrings.stiffness=0")
            .status == 3);
  CHECK(run_guywire("explain nosuch").status == 2);
}

TEST_CASE("validate ends with 3 where a fit is missed, and says what is not yet there") {
  const Run run = run_guywire("validate");
  CHECK(run.status == 3);
  CHECK(has(run.out, "misses it"));
  CHECK(has(run.out, "not yet"));
  CHECK(json::parse(run_guywire("validate --format json").out)["misses_a_fit"] == true);
  CHECK(run_guywire("validate bridge").status == 2);
}

TEST_CASE("claims end well in text, JSON and on a page") {
  CHECK(has(run_guywire("claims").out, "j. The bunches behind"));
  CHECK(has(run_guywire("claims --language de").out, "j. Die hinteren Bündel"));
  const json j =
      json::parse(run_guywire("claims --format json --svg " + scratch("claims.svg").string()).out);
  CHECK(j["claims"].size() == 18);
  CHECK(has(read(scratch("claims.svg")), "tested on a model"));
}

namespace {

/// A model in a file of its own.
std::string saved(const guywire::ModelDescription& d) {
  const auto path = scratch(d.name + ".json");
  std::ofstream(path) << guywire::to_json(guywire::ModelBuilder(d).build());
  return path.string();
}

/// A shank of 4 kg held straight forward and a cable that pulls it up with 50 N on a lever of 0.05
/// m: see statics/held_test.
guywire::ModelDescription dynamometer() {
  guywire::ModelDescription d;
  d.name = "dynamometer";
  d.bodies = {{.name = "shank", .mass = 4, .com_x = 0.2}};
  d.constraints = {guywire::hold("machine", "shank")};
  d.cables = {{.name = "quadriceps",
               .law = guywire::Linear{1000, 0.25},
               .path = {guywire::at("ground", 0.05, 0.3), guywire::at("shank", 0.05, 0)},
               .source = {}}};
  return d;
}

}  // namespace

TEST_CASE("a limb on a dynamometer: every command states what the machine supplies, 5.348 N m") {
  const std::string file = saved(dynamometer());
  const auto picture = scratch("dynamometer.svg");
  const Run text = run_guywire("solve " + file + " --svg " + picture.string());
  CHECK(text.status == 0);
  CHECK(has(text.out, "Every coordinate is held"));
  CHECK(has(text.out, "Constraint 'machine' takes an external moment of 5.35 N·m (backward)."));
  CHECK(has(text.out, "50.0 N"));
  CHECK(has(read(picture), "takes an external moment of 5.35 N·m (backward)."));
  const json j = json::parse(run_guywire("solve " + file + " --format json").out);
  CHECK(j["status"] == "stable");
  CHECK(std::abs(j["holding"]["machine"]["moment_Nm"].get<double>() - 5.348) < 1e-12);
  CHECK(j["coordinates"] == json::object());
  CHECK(j["cables"]["quadriceps"]["moment_Nm"] == json::object());
  for (const char* key : {"min_eigenvalue_Nm_per_rad", "tilt_stiffness_Nm_per_rad"})
    CHECK(j["certificate"][key].is_null());
  CHECK(has(run_guywire("explain " + file).out, "machine"));
  const json all = json::parse(run_guywire("equilibria " + file + " --format json").out);
  CHECK(all["verified"] == true);
  REQUIRE(all["equilibria"].size() == 1);
  CHECK(all["equilibria"][0]["certificate"]["min_eigenvalue_Nm_per_rad"].is_null());
  CHECK(run_guywire("equilibria " + file).status == 0);
  const Run sweep = run_guywire(
      "sweep " + file + " --vary quadriceps.length=1:1.4:3 --read machine.moment --format json");
  CHECK(sweep.status == 0);
  const json curve = json::parse(sweep.out);
  CHECK(std::abs(curve["points"][2]["quantities"]["machine.moment_Nm"].get<double>() -
                 4 * 9.81 * 0.2) < 1e-12);  // slack
  const Run wanted =
      run_guywire("prescribe " + file +
                  " --target machine.moment_Nm=6 --knobs quadriceps.length --format json");
  CHECK(wanted.status == 0);
  CHECK(has(
      run_guywire("prescribe " + file + " --target machine.moment_N=6 --knobs quadriceps.length")
          .out,
      "Write machine.moment_Nm=value"));
  for (const char* option : {"solve ", "explain "}) {
    const Run refused = run_guywire(option + file + " --start shank=3");
    CHECK(refused.status == 2);
    CHECK(has(refused.out, "Every coordinate is held"));
  }
  CHECK(
      has(run_guywire("equilibria " + file + " --box shank=1:2").out, "Every coordinate is held"));
}

TEST_CASE("a chain of 200 links, a mast of 40 m: solved, explained and drawn") {
  const std::string chain = saved(chains::description(200, true));
  const Run solved = run_guywire("solve " + chain + " --format json");
  CHECK(solved.status == 0);
  CHECK(json::parse(solved.out)["coordinates"].size() == 200);
  CHECK(run_guywire("explain " + saved(chains::description(64, true))).status == 0);
  guywire::ModelDescription mast;
  mast.name = "mast";
  mast.bodies = {{.name = "mast", .mass = 6000, .com_y = 20}};
  for (const double x : {40.0, -40.0})
    mast.cables.push_back({.name = x > 0 ? "front" : "rear",
                           .law = guywire::Linear{7e5, 56},
                           .path = {guywire::at("ground", x, 0), guywire::at("mast", 0, 40)},
                           .source = {}});
  const auto picture = scratch("mast.svg");
  const Run drawn = run_guywire("solve " + saved(mast) + " --svg " + picture.string());
  CHECK(drawn.status == 0);
  CHECK(has(read(picture), "10 m</text>"));  // the scale bar
  CHECK(has(read(picture), "MN·m per rad"));
  CHECK(!has(read(picture), "nan"));
  CHECK(!has(read(picture), "inf"));
}
