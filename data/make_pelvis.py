#!/usr/bin/env python3
"""Makes models/pelvis_geometry.json: the lumped one-angle pelvis, from the standing body's bones
and published lumped muscles.

    python3 data/make_pelvis.py            # after make_standing_adult.py
    python3 data/make_pelvis.py --check    # exit 1 if the committed file differs

Python 3.11, standard library only. The program then fits capsule, neutral angle and tone: guywire
fit.
"""

import csv
import json
import sys
from pathlib import Path

import make_standing_adult as standing

DATA = Path(__file__).resolve().parent
OUTPUT = DATA / "models" / "pelvis_geometry.json"
HIP = (-0.0707, -0.0661)  # gait2392 hip in the pelvis frame
BACK = (-0.1007, 0.0815)  # gait2392 back joint: origin of its torso frame, in the pelvis frame


def rounded(values):
    return [round(v, 9) + 0.0 for v in values]


def rows(name):
    table: dict[str, list[dict[str, str]]] = {}
    with (DATA / "anatomy" / name).open(newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["muscle"], []).append(row)
    return table


def main():
    body = json.loads((DATA / "models" / "standing_adult_geometry.json").read_text())
    bones = {b["name"]: b for b in body["bodies"]}
    chain = ["pelvis", "L5", "L4", "L3", "L2", "L1"]
    origin = {"pelvis": (0.0, 0.0)}
    for name in [*chain[1:], "thorax"]:
        x, y = origin[bones[name]["parent"]]
        hx, hy = bones[name]["hinge_in_parent_m"]
        origin[name] = (x + hx, y + hy)
    mass = sum(bones[n]["mass_kg"] for n in chain)
    com = [
        sum(bones[n]["mass_kg"] * (origin[n][i] + bones[n]["com_m"][i]) for n in chain) / mass
        for i in (0, 1)
    ]
    top = origin["thorax"]
    pelvis = dict(
        bones["pelvis"],
        mass_kg=round(mass, 9),
        com_m=rounded(com),
        source=(
            "pelvis and L5 to L1 of standing_adult as one rigid body: masses summed, mass centre "
            "of the sum"
        ),
    )
    pelvis["outline_m"] = bones["pelvis"]["outline_m"]
    thorax = dict(bones["thorax"], parent="pelvis", hinge_in_parent_m=rounded(top))
    shank = bones["shank"]

    def place(row, thigh_z=0.0835):
        x, y, z = (float(row[k]) for k in ("x_m", "y_m", "z_m"))
        where = row["body"].removesuffix("_r")
        if where == "pelvis":
            return {"body": "pelvis", "point_m": rounded((x - HIP[0], y - HIP[1], z))}
        if where == "torso":
            return {
                "body": "thorax",
                "point_m": rounded(
                    (x + BACK[0] - HIP[0] - top[0], y + BACK[1] - HIP[1] - top[1], z)
                ),
            }
        return {
            "body": "thigh" if where == "femur" else "shank",
            "point_m": rounded((x, y, z + thigh_z)),
        }

    cables = []

    def add(name, row_list, source, circle=False):
        first = row_list[0]
        kept = [
            r
            for r in row_list
            if not (r["point_type"] == "ConditionalPathPoint" and r["body"] == "femur_r")
        ]
        path = [place(r) for r in kept]
        if circle:
            path.insert(1, {"circle": "knee_circle", "sense": "clockwise"})
        law = {
            "kind": "hill",
            "max_isometric_force_N": float(first["F0_N"]),
            "optimal_fiber_length_m": float(first["lopt_m"]),
            "tendon_slack_length_m": float(first["ltsl_m"]),
            "pennation_rad": float(first["pennation_rad"]),
            "activation": 0,
        }
        cables.append({"name": name, "sides": 2, "law": law, "path": path, "source": source})

    lumped, gait = rows("gait10dof18_muscles.csv"), rows("gait2392_muscles.csv")
    add(
        "iliopsoas",
        lumped["iliopsoas_r"],
        "gait10dof18musc: iliopsoas_r; conditional point kept at all angles",
    )
    add(
        "rectus_femoris",
        lumped["rect_fem_r"],
        "gait10dof18musc: rect_fem_r, its moving point at knee 0",
        circle=True,
    )
    add("hamstrings", lumped["hamstrings_r"], "gait10dof18musc: hamstrings_r")
    add("gluteus_maximus", lumped["glut_max_r"], "gait10dof18musc: glut_max_r")
    add("erector_spinae", gait["ercspn_r"], "gait2392: ercspn_r, torso point carried by the thorax")
    add(
        "internal_oblique",
        gait["intobl_r"],
        "gait2392: intobl_r, torso point carried by the thorax",
    )
    add(
        "external_oblique",
        gait["extobl_r"],
        "gait2392: extobl_r, torso point carried by the thorax",
    )

    joints = [dict(j) for j in body["joints"] if j["name"] == "hip_capsule"]
    disc = next(j for j in body["joints"] if j["name"] == "T12/L1")
    joints.append(
        dict(
            disc,
            name="lumbar_discs",
            body="thorax",
            relative_to="pelvis",
            law={
                "kind": "linear",
                "stiffness_Nm_per_rad": round(disc["law"]["stiffness_Nm_per_rad"] / 6, 9),
                "neutral_angle_rad": 0,
            },
            source=(
                "six discs of standing_adult (L5/S1 to T12/L1) in series: one sixth of one "
                "disc's stiffness; neutral angle fitted"
            ),
        )
    )
    landmarks = {
        k: v
        for k, v in body["landmarks"].items()
        if k in ("hip_axis", "ASIS", "PSIS", "sternum", "acromion", "head_top")
    }
    sources = {
        k: body["sources"][k]
        for k in body["sources"]
        if k
        in (
            "gait2392",
            "gait2392_markers",
            "RienerEdrich1999",
            "Schmidt1998",
            "GardnerMorseStokes2004",
            "fixed_points",
        )
    }
    sources["gait10dof18musc"] = (
        "OpenSim model gait10dof18musc, data/anatomy/gait10dof18_muscles.csv, from github "
        "opensim-org/opensim-models@20a888b9; CC BY 3.0 as "
        "stated in the file: lumped planar leg muscles"
    )
    model = {
        "schema_version": 1,
        "name": "pelvis",
        "title": (
            "Pelvis and lumbar spine as one rigid frame under an upright thorax, with lumped "
            "muscles"
        ),
        "sources": sources,
        "notes": [
            (
                "One free angle: the pelvis. It has no lordosis; lumbar_angle is the angle "
                "between frame and thorax."
            ),
            (
                "Lumped muscles of two planar models: for teaching and tests, not for numbers "
                "about a muscle."
            ),
        ],
        "gravity_m_per_s2": body["gravity_m_per_s2"],
        "bodies": [bones["thigh"], shank, pelvis, thorax],
        "constraints": body["constraints"],
        "joints": joints,
        "circles": body["circles"],
        "cables": cables,
        "groups": {
            "hip_flexors": ["iliopsoas", "rectus_femoris"],
            "hip_extensors": ["hamstrings", "gluteus_maximus"],
            "abdominals": ["internal_oblique", "external_oblique"],
        },
        "partition": [
            "iliopsoas",
            "rectus_femoris",
            "hamstrings",
            "gluteus_maximus",
            "erector_spinae",
            "abdominals",
        ],
        "loads": [],
        "landmarks": landmarks,
    }
    text = standing.text_of(model)
    if "--check" in sys.argv[1:]:
        if not OUTPUT.exists() or OUTPUT.read_text() != text:
            print(f"{OUTPUT} differs from what this script makes; run it without --check")
            return 1
        return 0
    OUTPUT.write_text(text)
    print(f"models/{OUTPUT.name}: {len(model['bodies'])} bodies, {len(cables)} cables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
