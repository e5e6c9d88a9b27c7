#!/usr/bin/env python3
"""Writes data/models/standing_adult_geometry.json: bones, muscle paths, masses and landmarks of the
standing adult.

    python3 data/make_standing_adult.py            write the file
    python3 data/make_standing_adult.py --check    exit 1 if the committed file is another

Step one of two. The tables come from data/anatomy (see data/README.md). What needs a solver (hip
capsule, neutral angles of the discs, muscle tone) stands here as a placeholder, zero, and is fitted
afterwards by the program.

Frames: the tables use the gait2392 pelvis frame (x anterior, y up, z to the right, m), which is
also the sacrum frame of Christophy and MyoTorso. In the model each body's origin is its hinge and
the world's origin is the hip axis; all bodies are aligned in the reference posture, so a change of
frame is a subtraction.
"""

import csv
import itertools
import json
import math
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent
OUTPUT = DATA / "models" / "standing_adult_geometry.json"

# ---- chosen numbers ------------------------------------------------------------------------------
# Every one also appears, with its reason, in a "source" string of the model.
KNEE_RADIUS = 0.024  # m, circle that keeps rectus femoris in front of the flexed knee
T12_L1 = (-0.110, 0.228)  # m, hinge that no table has: one vertebra above L1/2
DISC_STIFFNESS = 1.8  # N m/deg, Schmidt 1998
DISC_PRELOAD_FACTOR = 2.11  # Gardner-Morse & Stokes 2004, 500 N
TRUNK_FIBRE_SHARE = 0.7  # of the reference path; the rest is tendon
SACRAL_SLOPE = 38.0  # deg
ENDPLATE_LENGTH = 0.0353  # m, L5 inferior endplate, used for all
DISC_HEIGHT = {  # m
    "L5/S1": 0.008,
    "L4/5": 0.008,
    "L3/4": 0.008,
    "L2/3": 0.007,
    "L1/2": 0.007,
    "T12/L1": 0.006,
}
SACRUM_Z = 0.03  # m, half width of the sacrum for the sacrum/ilium rule
SACRUM_X = -0.10  # m, sacral points lie behind this (gait2392 pelvis frame)

LEVELS = ["L5", "L4", "L3", "L2", "L1"]
DISCS = ["L5/S1", "L4/5", "L3/4", "L2/3", "L1/2", "T12/L1"]

SOURCES = {
    "gait2392": (
        "OpenSim model gait2392, data/anatomy/gait2392_muscles.csv and gait2392_bodies.json, from "
        "github opensim-org/opensim-models@20a888b9. "
        "Credits as stated in that file: Delp S.L., Loan J.P., Hoy M.G., Zajac F.E., Topp E.L., "
        "Rosen J.M., Thelen D.G., Anderson F.C., Seth A. "
        "Licence CC BY 3.0. Changed here: frames, joined psoas, fixed path points, plain hinges."
    ),
    "gait2392_markers": (
        "marker set that accompanies gait2392, data/anatomy/gait2392_markers.json; markers lie "
        "on the skin, not on the bone"
    ),
    "MyoTorso": (
        "MyoTorso 210, data/anatomy/myotorso_210_right.json, from github "
        "MyoHub/myo_sim@2cef8854, Apache-2.0, converted there from Christophy 2012"
    ),
    "Christophy2012": (
        "Christophy et al. 2012 lumbar spine, data/anatomy/christophy_2012.json, from github "
        "mjhmilla/kinematicPassengerModel@5096f553"
    ),
    "RienerEdrich1999": (
        "Riener & Edrich 1999, J Biomech 32:539-544, passive hip moment, as coded in public "
        "repositories; data/anatomy/riener_edrich_1999.json"
    ),
    "Schmidt1998": (
        "Schmidt et al. 1998 as quoted by the AnyBody repository AMMR (the paper was not read): "
        "lumbar segment in flexion 1.8 N m/deg, same at all levels"
    ),
    "GardnerMorseStokes2004": (
        "Gardner-Morse & Stokes 2004 (abstract): compressive preload raises the diagonal "
        "stiffness terms by a mean factor 1.71 (250 N), 2.11 (500 N)"
    ),
    "norms": (
        "data/anatomy/spinopelvic_norms.json: standing angles (PMID 28368866), segmental "
        "lordosis (s41598-022-21840-x, Table 2), vertebral wedge (PMC2899959, Table 1), L5 "
        "(ijssurgery 15/6/1072, Table 6)"
    ),
    "trunk_lengths": (
        "chosen: no table has fibre or tendon lengths of the trunk muscles, and MyoTorso's range "
        "numbers imply negative tendons; "
        "optimal fibre length 0.7 and tendon slack length 0.3 of the reference path, pennation 0"
    ),
    "psoas_lengths": (
        "chosen: fibre and tendon of gait2392 psoas_r (0.100, 0.160 m) times fascicle path / "
        "psoas_r path, pennation of psoas_r"
    ),
    "psoas_path": (
        "chosen: each MyoTorso fascicle ends at the pelvic brim, which is gait2392 psoas_r point "
        "1; it is carried on over psoas_r points 2, 3, 4 to the femur"
    ),
    "oblique_forces": (
        "chosen: EO1-EO4 and IO1-IO3 end on a floating abdomen body that this model does not "
        "have; they are left out, and the forces of EO5-EO6 and IO4-IO6 scaled so that each "
        "muscle keeps its sum"
    ),
    "fixed_points": (
        "chosen: conditional path points are those of hip 0, knee 0 at all angles, so length and "
        "arm never jump; OpenSim drops the psoas and iliacus point beyond 45 deg of hip flexion, "
        "and the hamstring and gracilis points beyond 32, 19, 25 deg of knee flexion: compare "
        "with it inside hip -15..+40 deg, knee 0"
    ),
    "part_rule": (
        "chosen: a pelvis point belongs to the sacrum if it is an origin of multifidus, or lies "
        "behind x = -0.10 m and within 0.03 m of the midline (gait2392 pelvis frame); all others "
        "to the ilium"
    ),
    "range": (
        "chosen: a search that leaves it is reported, nothing is clamped; wide enough for "
        "standing and sitting"
    ),
    "drawing": "chosen: for drawing only, no mechanics depends on it",
    "tone": (
        "fitted by the program (guywire fit): hip capsule, disc neutral angles and activations; "
        "they are 0 in the geometry file"
    ),
}

NOTES = [
    (
        "Left out: gait2392's lumped psoas, erector spinae and obliques, which the MyoTorso "
        "fascicles replace; latissimus dorsi has no table."
    ),
    (
        "Right side; sides = 2 stands for both. z is distance from the midline; femur and tibia "
        "points carry the hip's 0.0835 m."
    ),
    (
        "Masses: gait2392's torso contains L5 to L1; the thorax (with head and arms) is what is "
        "left of its mass and first moment."
    ),
    (
        "Group other_hip_flexors: tensor fasciae latae, sartorius and pectineus, which flex the "
        "hip at neutral and belong to no other group. "
        "Adductor longus, adductor brevis and gracilis flex there too but are kept with the "
        "adductors, quadratus femoris and gemelli (arms below 5 mm) with the deep rotators."
    ),
    (
        "ASIS and PSIS are skin markers; gait2392's bony pelvis has its ASIS near its frame's "
        "origin. Use the angle between the markers for changes of tilt rather than as a bony "
        "ASIS-PSIS angle."
    ),
]


# ---- tables --------------------------------------------------------------------------------------
def table(name):
    return json.loads((DATA / "anatomy" / name).read_text(encoding="utf-8"))


def add(a, b):
    return (a[0] + b[0], a[1] + b[1])


def sub(a, b):
    return (a[0] - b[0], a[1] - b[1])


def metres(p):
    """Rounded to 0.1 micrometre: far below any source, and the file stays readable."""
    return [round(c, 7) + 0.0 for c in p]


def cubic_spline(x, y, at):
    """Value of the cubic spline of Forsythe, Malcolm and Moler,
    the one OpenSim's SimmSpline uses.
    """
    n = len(x)
    h = [x[i + 1] - x[i] for i in range(n - 1)]
    slope = [(y[i + 1] - y[i]) / h[i] for i in range(n - 1)]
    diagonal = [-h[0]] + [2 * (h[i - 1] + h[i]) for i in range(1, n - 1)] + [-h[-1]]
    c = [0.0] + [slope[i] - slope[i - 1] for i in range(1, n - 1)] + [0.0]
    first = c[2] / (x[3] - x[1]) - c[1] / (x[2] - x[0])
    last = c[-2] / (x[-1] - x[-3]) - c[-3] / (x[-2] - x[-4])
    c[0] = first * h[0] ** 2 / (x[3] - x[0])
    c[-1] = -last * h[-1] ** 2 / (x[-1] - x[-4])
    for i in range(1, n):
        t = h[i - 1] / diagonal[i - 1]
        diagonal[i] -= t * h[i - 1]
        c[i] -= t * c[i - 1]
    c[-1] /= diagonal[-1]
    for i in reversed(range(n - 1)):
        c[i] = (c[i] - h[i] * c[i + 1]) / diagonal[i]
    i = max(k for k in range(n - 1) if x[k] <= at)
    d = at - x[i]
    linear = slope[i] - h[i] * (c[i + 1] + 2 * c[i])
    return y[i] + d * (linear + d * (3 * c[i] + d * (c[i + 1] - c[i]) / h[i]))


class Anatomy:
    """The tables, and where each of their frames lies in the gait2392 pelvis frame at the reference
    posture.
    """

    def __init__(self):
        self.gait = table("gait2392_bodies.json")
        self.spine = table("christophy_2012.json")
        self.norms = table("spinopelvic_norms.json")
        self.markers = table("gait2392_markers.json")["markers"]
        centres = self.gait["joint_centres_in_parent_m"]
        self.hip = tuple(centres["hip_r"][1:3])
        self.hip_z = centres["hip_r"][3]
        self.back = tuple(centres["back"][1:3])
        knee = self.gait["knee_r_in_femur_r"]
        self.knee = (
            cubic_spline(knee["knee_angle_rad_for_x"], knee["x_m"], 0.0),
            cubic_spline(knee["knee_angle_rad_for_y"], knee["y_m"], 0.0),
        )
        # origins of the table frames, and hinges, in the pelvis frame
        self.origin = {
            "pelvis": (0.0, 0.0),
            "sacrum": (0.0, 0.0),
            "femur_r": self.hip,
            "tibia_r": add(self.hip, self.knee),
        }
        self.hinge = {
            "pelvis": self.hip,
            "thigh": self.hip,
            "shank": self.origin["tibia_r"],
            "thorax": T12_L1,
        }
        for name, level in zip(DISCS, LEVELS, strict=False):  # the thorax lies on the last disc
            joint = self.spine["joints"][name]
            self.hinge[level] = add(self.origin[joint["parent"]], joint["joint_in_parent"])
            self.origin[joint["child"]] = sub(self.hinge[level], joint["joint_in_child"])
        self.origin["torso"] = add(
            self.origin["lumbar1"], self.spine["joints"]["torso_weld"]["joint_in_parent"]
        )
        self.body_of = {
            "pelvis": "pelvis",
            "sacrum": "pelvis",
            "femur_r": "thigh",
            "tibia_r": "shank",
            "torso": "thorax",
        }
        self.body_of.update({f"lumbar{level[1]}": level for level in LEVELS})

    def point(self, frame, x, y, z, multifidus=False):
        """A path point of the model from a point in one of the tables' frames."""
        body = self.body_of[frame]
        in_pelvis = add(self.origin[frame], (x, y))
        leg = self.hip_z if body in ("thigh", "shank") else 0.0
        entry = {"body": body, "point_m": metres((*sub(in_pelvis, self.hinge[body]), z + leg))}
        if body == "pelvis":
            medial = x < SACRUM_X and abs(z) < SACRUM_Z
            entry["part"] = "sacrum" if multifidus or medial else "ilium"
        return entry

    def in_world(self, entry):
        body = entry["body"]
        x, y, z = entry["point_m"]
        return (*add(sub(self.hinge[body], self.hip), (x, y)), z)

    def path_length(self, path):
        points = [self.in_world(e) for e in path if "body" in e]
        return sum(math.dist(a, b) for a, b in itertools.pairwise(points))

    def hip_flexion_arm(self, path):
        """Moment arm at the reference posture, m, + for flexion: d(length)/d(pelvis angle)."""
        points = [(e["body"] in ("thigh", "shank"), self.in_world(e)) for e in path if "body" in e]
        arm = 0.0
        for (leg_a, a), (leg_b, b) in itertools.pairwise(points):
            if leg_a != leg_b:
                moving, fixed = (b, a) if leg_a else (a, b)  # on the pelvis side, on the leg
                arm += (fixed[0] * moving[1] - fixed[1] * moving[0]) / math.dist(a, b)
        return arm


# ---- muscles -------------------------------------------------------------------------------------
HIP_NAMES = {
    "glut_med1_r": "gluteus_medius_1",
    "glut_med2_r": "gluteus_medius_2",
    "glut_med3_r": "gluteus_medius_3",
    "glut_min1_r": "gluteus_minimus_1",
    "glut_min2_r": "gluteus_minimus_2",
    "glut_min3_r": "gluteus_minimus_3",
    "semimem_r": "semimembranosus",
    "semiten_r": "semitendinosus",
    "bifemlh_r": "biceps_femoris_long",
    "sar_r": "sartorius",
    "add_long_r": "adductor_longus",
    "add_brev_r": "adductor_brevis",
    "add_mag1_r": "adductor_magnus_1",
    "add_mag2_r": "adductor_magnus_2",
    "add_mag3_r": "adductor_magnus_3",
    "tfl_r": "tensor_fasciae_latae",
    "pect_r": "pectineus",
    "grac_r": "gracilis",
    "glut_max1_r": "gluteus_maximus_1",
    "glut_max2_r": "gluteus_maximus_2",
    "glut_max3_r": "gluteus_maximus_3",
    "iliacus_r": "iliacus",
    "quad_fem_r": "quadratus_femoris",
    "gem_r": "gemelli",
    "peri_r": "piriformis",
    "rect_fem_r": "rectus_femoris",
}
LEFT_OUT = {"psoas_r", "ercspn_r", "intobl_r", "extobl_r"}
TRUNK_PREFIXES = [  # table prefix, readable prefix
    ("Ps_", "psoas_"),
    ("rect_abd", "rectus_abdominis"),
    ("IL_", "iliocostalis_"),
    ("LTpT_", "longissimus_thoracis_"),
    ("LTpL_", "longissimus_lumborum_"),
    ("QL_", "quadratus_lumborum_"),
    ("MF_", "multifidus_"),
    ("EO", "external_oblique_"),
    ("IO", "internal_oblique_"),
]


def hill(force, fibre, tendon, pennation):
    return {
        "kind": "hill",
        "max_isometric_force_N": round(force, 4),
        "optimal_fiber_length_m": round(fibre, 7),
        "tendon_slack_length_m": round(tendon, 7),
        "pennation_rad": pennation,
        "activation": 0,
    }


def gait_rows():
    muscles: dict[str, list[dict[str, str]]] = {}
    path = DATA / "anatomy" / "gait2392_muscles.csv"
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            muscles.setdefault(row["muscle"], []).append(row)
    return muscles


def gait_path(anatomy, rows):
    """Path at hip 0, knee 0: conditional points count if that posture lies in their range."""
    path = []
    for row in rows:
        if row["conditional_range_rad"]:
            low, high = json.loads(row["conditional_range_rad"])
            if not low <= 0.0 <= high:
                continue
        x, y, z = (float(row[k]) for k in ("x_m", "y_m", "z_m"))
        if row["point_type"] == "MovingPathPoint":
            moving = anatomy.gait["rect_fem_r_point_in_tibia_r"]
            at = moving["knee_angle_rad"].index(0)
            x, y, z = moving["x_m"][at], moving["y_m"][at], moving["z_m"]
        path.append(anatomy.point(row["body"], x, y, z))
    return path


def hip_cables(anatomy):
    cables = []
    for muscle, rows in gait_rows().items():
        if muscle in LEFT_OUT:
            continue
        path = gait_path(anatomy, rows)
        source = f"gait2392 {muscle}; part_rule"
        if any(row["conditional_range_rad"] for row in rows):
            source += "; fixed_points"
        if muscle == "rect_fem_r":
            path.insert(1, {"circle": "knee_circle", "sense": "clockwise"})
            source += (
                "; tibia point at knee 0; chosen: a circle at the knee stands for femur point "
                "and moving tibia point"
            )
        values = (float(rows[0][k]) for k in ("F0_N", "lopt_m", "ltsl_m", "pennation_rad"))
        cables.append(
            {
                "name": HIP_NAMES[muscle],
                "sides": 2,
                "law": hill(*values),
                "path": path,
                "source": source,
            }
        )
    return cables


def trunk_name(muscle):
    stem = muscle[:-2]  # without _r
    for prefix, readable in TRUNK_PREFIXES:
        if stem.startswith(prefix):
            return (readable + stem[len(prefix) :]).replace(".", "_")
    raise ValueError(f"no readable name for {muscle}")


def trunk_cables(anatomy):
    muscles = table("myotorso_210_right.json")["muscles"]
    floating = [m for m in muscles if any(p[0] == "Abdomen" for p in m["points"])]
    kept = [m for m in muscles if m not in floating]

    def total(some, prefix):
        return sum(m["F0_N"] for m in some if m["name"].startswith(prefix))

    scale = {prefix: total(muscles, prefix) / total(kept, prefix) for prefix in ("EO", "IO")}
    psoas = gait_rows()["psoas_r"]
    psoas_path = gait_path(anatomy, psoas)
    psoas_length = anatomy.path_length(psoas_path)
    cables = []
    for muscle in kept:
        name = muscle["name"]
        path = [anatomy.point(*p, multifidus=name.startswith("MF_")) for p in muscle["points"]]
        force = muscle["F0_N"] * scale.get(name[:2], 1.0)
        pelvis = "; part_rule" if any(p["body"] == "pelvis" for p in path) else ""
        if name.startswith("Ps_"):
            path += psoas_path[2:]
            ratio = anatomy.path_length(path) / psoas_length
            law = hill(
                force,
                float(psoas[0]["lopt_m"]) * ratio,
                float(psoas[0]["ltsl_m"]) * ratio,
                float(psoas[0]["pennation_rad"]),
            )
            source = f"MyoTorso {name}; gait2392 psoas_r; psoas_path; psoas_lengths; fixed_points"
        else:
            length = anatomy.path_length(path)
            law = hill(force, TRUNK_FIBRE_SHARE * length, (1 - TRUNK_FIBRE_SHARE) * length, 0)
            source = f"MyoTorso {name}; trunk_lengths" + (
                "; oblique_forces" if name[:2] in scale else ""
            )
        cables.append(
            {
                "name": trunk_name(name),
                "sides": 2,
                "law": law,
                "path": path,
                "source": source + pelvis,
            }
        )
    return cables


def make_groups(names):
    def starting(*prefixes):
        return [n for n in names if n.startswith(prefixes)]

    groups = {
        "psoas": starting("psoas_"),
        "iliopsoas": ["psoas", "iliacus"],
        "other_hip_flexors": ["tensor_fasciae_latae", "sartorius", "pectineus"],
        "hip_flexors": ["iliopsoas", "rectus_femoris", "other_hip_flexors"],
        "hamstrings": ["semimembranosus", "semitendinosus", "biceps_femoris_long"],
        "gluteus_maximus": starting("gluteus_maximus_"),
        "gluteus_medius": starting("gluteus_medius_"),
        "gluteus_minimus": starting("gluteus_minimus_"),
        "gluteals": ["gluteus_maximus", "gluteus_medius", "gluteus_minimus"],
        "adductors": [*starting("adductor_"), "gracilis"],
        "deep_hip_rotators": ["quadratus_femoris", "gemelli", "piriformis"],
        "multifidus": starting("multifidus_"),
        "iliocostalis": starting("iliocostalis_"),
        "longissimus": starting("longissimus_"),
        "erector_spinae": ["iliocostalis", "longissimus", "multifidus"],
        "quadratus_lumborum": starting("quadratus_lumborum_"),
        "external_oblique": starting("external_oblique_"),
        "internal_oblique": starting("internal_oblique_"),
        "abdominals": ["rectus_abdominis", "external_oblique", "internal_oblique"],
    }
    partition = [
        "iliopsoas",
        "rectus_femoris",
        "other_hip_flexors",
        "hamstrings",
        "gluteals",
        "adductors",
        "deep_hip_rotators",
        "erector_spinae",
        "quadratus_lumborum",
        "abdominals",
    ]
    return groups, partition


def members(groups, name):
    return [c for part in groups[name] for c in members(groups, part)] if name in groups else [name]


# ---- bones ---------------------------------------------------------------------------------------
def combined(parts):
    """Mass and centre of mass of (mass, com) pairs."""
    mass = sum(m for m, _ in parts)
    return mass, tuple(sum(m * c[i] for m, c in parts) / mass for i in (0, 1))


def shank_and_foot(anatomy):
    bodies, centres = anatomy.gait["bodies"], anatomy.gait["joint_centres_in_parent_m"]
    ankle = centres["ankle_r"][1:3]
    heel = add(ankle, centres["subtalar_r"][1:3])
    toes = add(heel, centres["mtp_r"][1:3])
    at = {"tibia_r": (0, 0), "talus_r": ankle, "calcn_r": heel, "toes_r": toes}
    return combined([(bodies[b]["mass_kg"], add(o, bodies[b]["com_m"][:2])) for b, o in at.items()])


def endplates(anatomy):
    """Upper and lower endplate (anterior corner, posterior corner) of S1 (upper only) and L5 to L1,
    pelvis frame.

    Inclinations, deg, + when the front is higher: S1 from the sacral slope, each upper endplate
    from the segmental lordosis below it, each lower one from the vertebra's wedge (mean of men and
    women). Middles: half a disc above and below the hinges, along the endplate's normal.
    """

    def plate(hinge, shift, inclination):
        a = math.radians(inclination)
        along, normal = (math.cos(a), math.sin(a)), (-math.sin(a), math.cos(a))
        middle = (hinge[0] + shift * normal[0], hinge[1] + shift * normal[1])
        half = ENDPLATE_LENGTH / 2
        return tuple(
            (middle[0] + s * half * along[0], middle[1] + s * half * along[1]) for s in (1, -1)
        )

    hinges = [anatomy.hinge[b] for b in LEVELS] + [T12_L1]
    segmental = anatomy.norms["segmental_lordosis"]
    wedge = anatomy.norms["vertebral_wedge"]
    inclination = -SACRAL_SLOPE
    result = {"S1": {"upper": plate(hinges[0], -DISC_HEIGHT["L5/S1"] / 2, inclination)}}
    segments = ("L5-S1", "L4-5", "L3-4", "L2-3", "L1-2")
    for i, (level, segment) in enumerate(zip(LEVELS, segments, strict=True)):
        inclination += segmental[segment]
        # ventral wedge: the front is lower, so the plate below points further up
        lower = inclination + sum(wedge[level]) / 2
        result[level] = {
            "upper": plate(hinges[i + 1], -DISC_HEIGHT[DISCS[i + 1]] / 2, inclination),
            "lower": plate(hinges[i], DISC_HEIGHT[DISCS[i]] / 2, lower),
        }
    return result


def smooth(points, steps=3):
    """Closed Catmull-Rom curve; a point written (x, y, "corner") stays sharp:
    its neighbours do not pull on it.
    """
    out = []
    n = len(points)
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        if len(p1) == 3:
            p0 = p1
        if len(p2) == 3:
            p3 = p2
        for step in range(steps):
            t = step / steps
            out.append(
                tuple(
                    0.5
                    * (
                        2 * p1[k]
                        + (p2[k] - p0[k]) * t
                        + (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t**2
                        + (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t**3
                    )
                    for k in (0, 1)
                )
            )
    return out


def pelvis_outline(plates):
    front, back = plates["S1"]["upper"]
    return smooth(
        [
            (0.011, 0.019),
            (0.004, 0.034),
            (-0.014, 0.049),
            (-0.038, 0.061),
            (-0.060, 0.064),
            (-0.076, 0.059),  # crest
            (*front, "corner"),
            (*back, "corner"),  # top of the sacrum
            (-0.126, 0.0775),
            (-0.134, 0.0735),
            (-0.143, 0.062),
            (-0.155, 0.051),
            (-0.166, 0.033),
            (-0.170, 0.018),  # back of the sacrum
            (-0.176, 0.003),
            (-0.174, -0.018),
            (-0.172, -0.042),
            (-0.165, -0.060),
            (-0.152, -0.078),
            (-0.143, -0.080),  # coccyx
            (-0.147, -0.062),
            (-0.150, -0.043),
            (-0.145, -0.022),
            (-0.136, -0.008),  # front of the sacrum
            (-0.127, -0.007),
            (-0.116, -0.019),
            (-0.109, -0.038),
            (-0.117, -0.060, "corner"),
            (-0.111, -0.076),  # sciatic notches, spine
            (-0.124, -0.090),
            (-0.132, -0.106),
            (-0.124, -0.121),
            (-0.104, -0.125),
            (-0.080, -0.121),  # tuberosity
            (-0.058, -0.113),
            (-0.040, -0.103),
            (-0.026, -0.093),
            (-0.022, -0.078),
            (-0.031, -0.066),  # ramus, pubis
            (-0.037, -0.055),
            (-0.031, -0.043),
            (-0.022, -0.034),
            (-0.022, -0.021),
            (-0.012, -0.008),
            (0.003, 0.003),  # to the ASIS
        ]
    )


def vertebra_outline(plates, spinous_tip):
    """Body with a waist, and behind it pedicle, lamina and spinous process as one closed polygon
    (pelvis frame).
    """
    (uf, ub), (lf, lb) = plates["upper"], plates["lower"]

    def mix(a, b, t):
        return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))

    axis = sub(mix(uf, ub, 0.5), mix(lf, lb, 0.5))
    length = math.hypot(*axis)
    up = (axis[0] / length, axis[1] / length)
    back = (-up[1], up[0])

    def off(p, b, u):
        return (p[0] + b * back[0] + u * up[0], p[1] + b * back[1] + u * up[1])

    return smooth(
        [
            (*lf, "corner"),
            off(mix(lf, uf, 0.5), 0.0020, 0),
            (*uf, "corner"),
            (*ub, "corner"),
            off(ub, 0.0060, -0.0030),
            off(ub, 0.0105, 0.0010),
            off(ub, 0.0150, -0.0060),
            off(spinous_tip, -0.0040, 0.0085),
            off(spinous_tip, 0.0010, 0.0020),
            off(spinous_tip, -0.0020, -0.0030),
            off(mix(lb, spinous_tip, 0.50), 0.0, -0.0015),
            off(lb, 0.0120, 0.0010),
            off(lb, 0.0095, 0.0090),
            off(mix(lb, ub, 0.42), 0.0015, 0),
            (*lb, "corner"),
        ],
        steps=2,
    )


THORAX = [  # pelvis frame; rib cage without head, through the rib points of the tables
    (-0.152, 0.220),
    (-0.174, 0.233),
    (-0.192, 0.264),
    (-0.203, 0.312),
    (-0.206, 0.362),
    (-0.201, 0.412),
    (-0.190, 0.457),
    (-0.174, 0.498),
    (-0.157, 0.526, "corner"),
    (-0.128, 0.531, "corner"),
    (-0.098, 0.511),
    (-0.066, 0.494, "corner"),
    (-0.048, 0.478, "corner"),
    (-0.041, 0.440),
    (-0.031, 0.395),
    (-0.019, 0.345),
    (-0.006, 0.300),
    (0.000, 0.262),
    (-0.007, 0.226),
    (-0.026, 0.203),
    (-0.054, 0.190),
    (-0.082, 0.187),
    (-0.106, 0.194),
    (-0.129, 0.210),
]
# thigh frame; the femur from the side: head at the hip axis, greater trochanter behind it, shaft
# bowed forward, condyles
THIGH = [
    (0.000, 0.024),
    (0.017, 0.017),
    (0.024, 0.000),
    (0.019, -0.017),
    (0.011, -0.032),
    (0.012, -0.060),
    (0.018, -0.110),
    (0.024, -0.180),
    (0.025, -0.250),
    (0.021, -0.310),
    (0.020, -0.345),
    (0.026, -0.370),
    (0.030, -0.392),
    (0.024, -0.411),
    (0.006, -0.421),
    (-0.016, -0.422),
    (-0.033, -0.412),
    (-0.039, -0.394),
    (-0.032, -0.374),
    (-0.017, -0.350),
    (-0.009, -0.310),
    (-0.004, -0.250),
    (-0.004, -0.180),
    (-0.009, -0.110),
    (-0.017, -0.078),
    (-0.024, -0.058),
    (-0.031, -0.035),
    (-0.035, -0.012),
    (-0.029, 0.006),
    (-0.021, 0.008),
    (-0.016, 0.017),
]
# shank frame; tibia with the kneecap on its ligament in front (where rectus femoris ends), and the
# foot
SHANK = [
    (-0.039, -0.030),
    (-0.020, -0.029),
    (0.004, -0.030),
    (0.022, -0.031),
    (0.030, -0.039),
    (0.036, -0.060),
    (0.044, -0.032),
    (0.043, -0.012),
    (0.047, 0.012),
    (0.058, 0.021),
    (0.069, 0.011),
    (0.070, -0.008),
    (0.057, -0.026),
    (0.050, -0.048),
    (0.041, -0.080),
    (0.031, -0.110),
    (0.026, -0.160),
    (0.021, -0.230),
    (0.017, -0.300),
    (0.017, -0.350),
    (0.024, -0.385),
    (0.040, -0.405),
    (0.075, -0.430),
    (0.125, -0.456),
    (0.170, -0.470),
    (0.196, -0.482),
    (0.192, -0.496),
    (0.140, -0.492),
    (0.095, -0.478),
    (0.050, -0.470),
    (0.010, -0.482),
    (-0.020, -0.496),
    (-0.050, -0.494),
    (-0.060, -0.474),
    (-0.050, -0.450),
    (-0.028, -0.428),
    (-0.021, -0.400),
    (-0.016, -0.350),
    (-0.012, -0.290),
    (-0.011, -0.220),
    (-0.013, -0.150),
    (-0.019, -0.100),
    (-0.029, -0.072),
    (-0.041, -0.050),
]


def make_bodies(anatomy, plates, cables):
    gait, spine = anatomy.gait["bodies"], anatomy.spine["bodies"]

    def outline(body, points, frame="pelvis"):
        shift = anatomy.hinge[body] if frame == "pelvis" else (0.0, 0.0)
        return [[round(p[0] - shift[0], 4) + 0.0, round(p[1] - shift[1], 4) + 0.0] for p in points]

    def entry(name, parent, mass, com, sides, angles, drawing, source):
        above = anatomy.hip if parent == "ground" else anatomy.hinge[parent]
        return {
            "name": name,
            "parent": parent,
            "hinge_in_parent_m": metres(sub(anatomy.hinge[name], above)),
            "mass_kg": round(mass, 6),
            "com_m": metres(com),
            "sides": sides,
            "angle_range_rad": angles,
            "outline_m": drawing,
            "source": source + "; angle_range_rad: range; outline_m: drawing",
        }

    shank_mass, shank_com = shank_and_foot(anatomy)
    bodies = [
        entry(
            "thigh",
            "ground",
            gait["femur_r"]["mass_kg"],
            gait["femur_r"]["com_m"][:2],
            2,
            [-0.8, 2.3],
            outline("thigh", smooth(THIGH, 2), "own"),
            "gait2392 femur_r",
        ),
        entry(
            "shank",
            "thigh",
            shank_mass,
            shank_com,
            2,
            [-2.6, 2.3],
            outline("shank", smooth(SHANK, 2), "own"),
            "gait2392 knee_r splines at knee 0; mass of tibia_r, talus_r, calcn_r, toes_r at "
            "ankle, subtalar and mtp 0; "
            "chosen: a plain hinge at the extended centre, where OpenSim's knee centre moves "
            "with the angle",
        ),
        entry(
            "pelvis",
            "ground",
            gait["pelvis"]["mass_kg"],
            sub(gait["pelvis"]["com_m"][:2], anatomy.hip),
            1,
            [-0.9, 0.9],
            outline("pelvis", pelvis_outline(plates)),
            "gait2392 pelvis, hip_r",
        ),
    ]
    torso = gait["torso"]
    parts, below = [], "pelvis"
    for level, disc in zip(LEVELS, DISCS, strict=False):  # the last disc carries the thorax
        frame = f"lumbar{level[1]}"
        mass, com = spine[frame]["mass_kg"], add(anatomy.origin[frame], spine[frame]["com_m"])
        parts.append((mass, com))
        tips = [
            p["point_m"]
            for c in cables
            if c["name"].startswith("multifidus_")
            for p in c["path"]
            if p["body"] == level
        ]
        # the hindmost end of multifidus marks the spinous process
        tip = add(anatomy.hinge[level], min(tips)[:2])
        bodies.append(
            entry(
                level,
                below,
                mass,
                sub(com, anatomy.hinge[level]),
                1,
                [-1.2, 1.2],
                outline(level, vertebra_outline(plates[level], tip)),
                f"Christophy2012 {disc}, {frame}",
            )
        )
        below = level
    mass = torso["mass_kg"] - sum(m for m, _ in parts)
    moment = [
        torso["mass_kg"] * c - sum(m * p[i] for m, p in parts)
        for i, c in enumerate(add(anatomy.back, torso["com_m"]))
    ]
    com = (moment[0] / mass, moment[1] / mass)
    bodies.append(
        entry(
            "thorax",
            below,
            mass,
            sub(com, T12_L1),
            1,
            [-1.6, 1.6],
            outline("thorax", smooth(THORAX, 2)),
            (
                "hinge T12/L1 chosen: one vertebra above L1/2, no table has it; mass and com: "
                "gait2392 torso (with head and arms) less Christophy2012 L5 to L1"
            ),
        )
    )
    return bodies


# ---- landmarks -----------------------------------------------------------------------------------
def make_landmarks(anatomy, plates):
    def landmark(body, p, source, part=None):
        entry = {
            "body": body,
            "point_m": metres((*sub(p, anatomy.hinge[body]), p[2] if len(p) > 2 else 0.0)),
        }
        if part:
            entry["part"] = part
        entry["source"] = source
        return entry

    def marker(name):
        frame, x, y, z = anatomy.markers[name]
        return (*add(anatomy.back if frame == "torso" else (0, 0), (x, y)), z)

    s1 = (
        f"chosen: middle half a disc ({DISC_HEIGHT['L5/S1'] / 2 * 1000:g} mm) below "
        f"Christophy2012 L5/S1, sacral slope {SACRAL_SLOPE:g} deg (norms: mean 37.7), "
        "length of norms L5_body inferior endplate"
    )
    l1 = (
        "chosen: middle half a disc (3 mm) below T12/L1, inclined by sacral slope and norms "
        "segmental_lordosis L5-S1 to L1-2 (sum 50.5 deg), length as S1"
    )

    def upper(level):
        disc = DISCS[LEVELS.index(level) + 1]  # the one above
        source = (
            f"chosen: upper endplate, middle half a disc ({DISC_HEIGHT[disc] / 2 * 1000:g} "
            f"mm) below {disc}, inclined by sacral slope and norms segmental_lordosis "
            f"from L5-S1 up to {level}, length as S1"
        )
        return {
            f"{level}_{end}": landmark(level, p, source)
            for end, p in zip(("anterior", "posterior"), plates[level]["upper"], strict=True)
        }

    between = {name: entry for level in LEVELS[:-1] for name, entry in upper(level).items()}
    return {
        "hip_axis": landmark(
            "pelvis", (*anatomy.hip, 0.0), "gait2392 hip_r; z chosen: on the midline"
        ),
        "ASIS": landmark("pelvis", marker("ASIS"), "gait2392_markers R.ASIS, on the skin", "ilium"),
        "PSIS": landmark(
            "pelvis",
            marker("sacral"),
            "gait2392_markers V.Sacral, on the skin between the PSIS; chosen: turns with the ilium",
            "ilium",
        ),
        "S1_anterior": landmark("pelvis", plates["S1"]["upper"][0], s1, "sacrum"),
        "S1_posterior": landmark("pelvis", plates["S1"]["upper"][1], s1, "sacrum"),
        **between,
        "L1_anterior": landmark("L1", plates["L1"]["upper"][0], l1),
        "L1_posterior": landmark("L1", plates["L1"]["upper"][1], l1),
        "sternum": landmark(
            "thorax",
            marker("sternum"),
            "gait2392_markers Sternum, torso frame at gait2392 back; drawing",
        ),
        "acromion": landmark(
            "thorax",
            marker("acromion"),
            "gait2392_markers R.Acromium, torso frame at gait2392 back; drawing",
        ),
        "head_top": landmark(
            "thorax",
            marker("head_top"),
            "gait2392_markers Top.Head, torso frame at gait2392 back; drawing",
        ),
    }


def posture_angles(anatomy, landmarks):
    """Clinical angles of the reference posture, deg."""
    world = {name: anatomy.in_world(mark) for name, mark in landmarks.items()}

    def slope(front, rear):
        return math.degrees(math.atan2(front[1] - rear[1], front[0] - rear[0]))

    s1 = [(a + b) / 2 for a, b in zip(world["S1_anterior"], world["S1_posterior"], strict=True)]
    s1_slope = slope(world["S1_anterior"], world["S1_posterior"])
    tilt = math.degrees(math.atan2(-s1[0], s1[1]))
    return {
        "PI": tilt - s1_slope,
        "PT": tilt,
        "SS": -s1_slope,
        "LL_L1_S1": slope(world["L1_anterior"], world["L1_posterior"]) - s1_slope,
        "ASIS-PSIS anterior tilt": -slope(world["ASIS"], world["PSIS"]),
    }


# ---- the model -----------------------------------------------------------------------------------
def make_joints():
    stiffness = round(DISC_STIFFNESS * 180 / math.pi, 4)
    joints = [
        {
            "name": "hip_capsule",
            "body": "thigh",
            "relative_to": "pelvis",
            "sides": 2,
            "preload_factor": 1,
            "law": {
                "kind": "exponential_pair",
                "upper_moment_Nm": 0,
                "upper_rate_per_rad": round(math.degrees(0.0305), 4),
                "upper_angle_rad": 0,
                "lower_moment_Nm": 0,
                "lower_rate_per_rad": round(math.degrees(0.0750), 4),
                "lower_angle_rad": 0,
                "offset_moment_Nm": 0,
            },
            "source": (
                "tone; angle = hip flexion; rates of RienerEdrich1999 (0.0305 and 0.0750 per "
                "deg) as starting values for the fit"
            ),
        }
    ]
    chain = ["pelvis", *LEVELS, "thorax"]
    for disc, below, body in zip(DISCS, chain[:-1], chain[1:], strict=True):
        source = (
            "Schmidt1998 flexion 1.8 N m/deg, used for both directions; GardnerMorseStokes2004 "
            "factor 2.11 for 500 N; neutral angle: tone"
        )
        if disc == "T12/L1":
            source += "; chosen: the same law one level higher, where Christophy2012 welds"
        joints.append(
            {
                "name": disc,
                "body": body,
                "relative_to": below,
                "sides": 1,
                "preload_factor": DISC_PRELOAD_FACTOR,
                "law": {
                    "kind": "linear",
                    "stiffness_Nm_per_rad": stiffness,
                    "neutral_angle_rad": 0,
                },
                "source": source,
            }
        )
    return joints


def make_model():
    anatomy = Anatomy()
    cables = hip_cables(anatomy) + trunk_cables(anatomy)
    plates = endplates(anatomy)
    groups, partition = make_groups([c["name"] for c in cables])
    model = {
        "schema_version": 1,
        "name": "standing_adult",
        "title": (
            "Pelvis, lumbar spine and thorax of a standing adult, sagittal, with 3-D muscle paths"
        ),
        "sources": SOURCES,
        "notes": NOTES,
        "gravity_m_per_s2": [0, -9.81],
        "bodies": make_bodies(anatomy, plates, cables),
        "constraints": [
            {
                "name": "hip",
                "terms": {"thigh": 1},
                "angle_rad": 0,
                "source": "chosen: the thigh is posed in space, vertical when standing",
            },
            {
                "name": "knee",
                "terms": {"thigh": 1, "shank": -1},
                "angle_rad": 0,
                "source": "chosen: knee posed, straight when standing; flexion +",
            },
            {
                "name": "thorax_upright",
                "terms": {"thorax": 1},
                "angle_rad": 0,
                "paid_by_muscles": True,
                "source": "chosen: people look ahead; the hold stands for active balance",
            },
        ],
        "joints": make_joints(),
        "circles": [
            {
                "name": "knee_circle",
                "body": "thigh",
                "center_m": metres(anatomy.knee),
                "radius_m": KNEE_RADIUS,
                "source": (
                    "centre: gait2392 knee_r at knee 0; radius chosen: keeps rectus femoris in "
                    "front of the flexed knee, not touched when straight"
                ),
            }
        ],
        "cables": cables,
        "groups": groups,
        "partition": partition,
        "loads": [],
        "landmarks": make_landmarks(anatomy, plates),
    }
    angles = posture_angles(anatomy, model["landmarks"])
    check(anatomy, model, angles)
    return anatomy, model, angles


def check(anatomy, model, angles):
    """What the choices above promise; a table that breaks one of these stops the script."""
    names = [c["name"] for c in model["cables"]]
    groups = model["groups"]
    assert len(set(names)) == len(names) and not set(names) & set(groups)
    covered = [c for name in model["partition"] for c in members(groups, name)]
    assert sorted(covered) == sorted(names), "the partition must hold every cable once"
    assert all(members(groups, g) and set(members(groups, g)) <= set(names) for g in groups)
    arms = {c["name"]: anatomy.hip_flexion_arm(c["path"]) for c in model["cables"]}
    assert all(arms[c] > 0 for c in members(groups, "hip_flexors"))
    assert all(arms[c] < 0 for g in ("hamstrings", "gluteus_maximus") for c in members(groups, g))
    for name, norm in anatomy.norms["standing_adults"].items():
        if name in angles:
            assert norm[1] <= angles[name] <= norm[2], (
                f"{name} {angles[name]:.1f} lies outside one SD of the norm"
            )
    rectus = next(c for c in model["cables"] if c["name"] == "rectus_femoris")
    (ax, ay, _), (bx, by, _) = (anatomy.in_world(p) for p in rectus["path"] if "body" in p)
    kx, ky = anatomy.knee
    distance = ((ax - bx) * (ky - by) - (ay - by) * (kx - bx)) / math.hypot(ax - bx, ay - by)
    assert distance > KNEE_RADIUS, (
        "rectus femoris must clear the knee circle when the knee is straight"
    )


def text_of(model):
    """JSON with one item of each list or table a line;
    bodies one key a line, since their outlines are long.
    """

    def flat(value):
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))

    def block(key, value):
        if key == "bodies":
            items = [
                "    {\n"
                + ",\n".join(f"      {flat(k)}: {flat(v)}" for k, v in body.items())
                + "\n    }"
                for body in value
            ]
        elif (
            isinstance(value, list)
            and value
            and not isinstance(value[0], (int, float))
            and key != "partition"
        ):
            items = ["    " + flat(v) for v in value]
        elif isinstance(value, dict):
            items = [f"    {flat(k)}: {flat(v)}" for k, v in value.items()]
        else:
            return flat(value)
        open_, close = "{}" if isinstance(value, dict) else "[]"
        return open_ + "\n" + ",\n".join(items) + "\n  " + close

    return (
        "{\n"
        + ",\n".join(f'  "{key}": {block(key, value)}' for key, value in model.items())
        + "\n}\n"
    )


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    anatomy, model, angles = make_model()
    text = text_of(model)
    assert json.loads(text) == json.loads(json.dumps(model))
    if arguments:
        if not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text:
            print(
                (
                    f"{OUTPUT.relative_to(DATA.parent)} differs from what {Path(__file__).name} "
                    "writes; run it without --check"
                ),
                file=sys.stderr,
            )
            return 1
        return 0
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(text, encoding="utf-8")
    print(
        f"{OUTPUT.relative_to(DATA.parent)}: {len(model['bodies'])} bodies, "
        f"{len(model['cables'])} cables, {len(model['groups'])} groups"
    )
    for name, value in angles.items():
        norm = anatomy.norms["standing_adults"].get(name)
        print(
            f"  {name} {value:.1f} deg"
            + (f" (norm {norm[0]:g}, one SD {norm[1]:g} to {norm[2]:g})" if norm else "")
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
