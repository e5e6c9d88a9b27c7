#!/usr/bin/env python3
"""Record path lengths and moment arms of OpenSim's gait2392 as reference numbers for guywire.

Writes, beside this script (or into --out-dir):
  opensim_hip_moment_arms.json  straight knee, hip flexion -15..+40 deg:
                                every right-side muscle crossing the hip
  opensim_bent_knee.json        knee flexion 0..110 deg at hip 0 and 90 deg: the seven two-joint
                                muscles; psoas and iliacus beyond 45 deg of hip flexion, where
                                their conditional point drops out

    python3 -m venv venv && venv/bin/pip install opensim==4.6
    venv/bin/python tests/reference/opensim_hip_moment_arms.py PATH/gait2392_thelen2003muscle.osim

The model is not shipped here. It is to be had from github.com/opensim-org/opensim-models, commit
20a888b9655e73fb84963d6e03eee3752cf6074b, file
Models/Gait2392_Simbody/gait2392_thelen2003muscle.osim (CC BY 3.0, see the credits in the file;
SHA-256 below: another file is refused unless --any-model is given).

Signs: hip flexion and hip arms + in flexion; knee_angle is OpenSim's, + in extension, and so is the
knee arm. A moment arm is -d(length)/d(coordinate). All other coordinates are 0 (pelvis tilt too).
"""

import argparse
import datetime
import hashlib
import json
import math
from pathlib import Path

import opensim as osim

SHA256 = "3af1ca20aa87bc88b0b8cd54f2504331afa2aa03537cc868f1175fa1f50f3c0f"
SOURCE = (
    "github.com/opensim-org/opensim-models@20a888b9655e73fb84963d6e03eee3752cf6074b:"
    "Models/Gait2392_Simbody/gait2392_thelen2003muscle.osim"
)
LICENCE = (
    "CC BY 3.0: Delp S.L., Loan J.P., Hoy M.G., Zajac F.E., Topp E.L., Rosen J.M., Thelen D.G., "
    "Anderson F.C., Seth A."
)
TWO_JOINT = ["rect_fem", "semimem", "semiten", "bifemlh", "grac", "sar", "tfl"]
STEP = 1e-5  # rad: central difference of length; truncation ~1e-12 m, rounding ~1e-11 m


class Body:
    """The model, one state, and what is asked of them:
    length and moment arm of one muscle at one pose.
    """

    def __init__(self, path):
        osim.Logger.setLevelString("error")
        self.model = osim.Model(str(path))
        self.state = self.model.initSystem()
        self.coords = self.model.getCoordinateSet()
        self.worst = {}  # coordinate -> (|solver - difference|, muscle, pose)

    def pose(self, **values):
        for i in range(self.coords.getSize()):
            c = self.coords.get(i)
            c.setValue(self.state, values.get(c.getName(), 0.0), False)
        self.model.realizePosition(self.state)

    def muscle(self, name):
        return self.model.getMuscles().get(name)

    def points(self, name):
        path = self.muscle(name).getGeometryPath().getPathPointSet()
        return [path.get(i) for i in range(path.getSize())]

    def hip_muscles(self):
        """Right-side muscles with a point on the pelvis and one on the leg; none on the trunk."""
        out = []
        for i in range(self.model.getMuscles().getSize()):
            name = self.model.getMuscles().get(i).getName()
            frames = {p.getParentFrame().getName() for p in self.points(name)}
            if name.endswith("_r") and "pelvis" in frames and frames & {"femur_r", "tibia_r"}:
                assert "torso" not in frames
                out.append(name)
        return out

    def length(self, name, pose):
        self.pose(**pose)
        return self.muscle(name).getLength(self.state)

    def arm(self, name, coordinate, pose):
        """computeMomentArm, cross-checked by a central difference of length."""
        plus, minus = dict(pose), dict(pose)
        plus[coordinate] = pose.get(coordinate, 0.0) + STEP
        minus[coordinate] = pose.get(coordinate, 0.0) - STEP
        difference = -(self.length(name, plus) - self.length(name, minus)) / (2 * STEP)
        self.pose(**pose)
        arm = self.muscle(name).computeMomentArm(self.state, self.coords.get(coordinate))
        gap = abs(arm - difference)
        if gap > self.worst.get(coordinate, (-1,))[0]:
            self.worst[coordinate] = (
                gap,
                name,
                {k: round(math.degrees(v), 4) + 0.0 for k, v in pose.items()},
            )
        return arm

    def knee_centre(self):
        """Origin of the tibia in the femur frame at the present pose, from the joint's splines."""
        t = osim.CustomJoint.safeDownCast(
            self.model.getJointSet().get("knee_r")
        ).getSpatialTransform()
        return [
            f().getValue(self.state)
            for f in (t.get_translation1, t.get_translation2, t.get_translation3)
        ]

    def rect_fem_tibia_point(self):
        return next(
            p for p in self.points("rect_fem_r") if p.getParentFrame().getName() == "tibia_r"
        )

    def location(self, point):
        p = point.getLocation(self.state)
        return [p.get(0), p.get(1), p.get(2)]


def rounded(values):
    return [round(v, 9) + 0.0 for v in values]


def dump(path, top):
    """JSON with one key a line at the upper levels and arrays of numbers on one line."""

    def text(value, depth):
        flat = json.dumps(value, ensure_ascii=False)
        if not isinstance(value, dict) or depth > 2:
            return flat
        pad = "  " * (depth + 1)
        rows = (f"{pad}{json.dumps(k)}: {text(v, depth + 1)}" for k, v in value.items())
        return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}"

    path.write_text(text(top, 0) + "\n", encoding="utf-8")


def gaps(body):
    return {
        k: {"gap_m": float(f"{g:.2g}"), "muscle": m, "pose_deg": pose}
        for k, (g, m, pose) in body.worst.items()
    }


def jumps_at_conditional_points(body):
    """What drops out or enters, at which angle, and the jump there."""
    edge = 2e-5  # [rad] to either side: OpenSim itself widens the range by 1e-5 rad
    jumps = {}
    for name in ["psoas_r", "iliacus_r", *(m + "_r" for m in TWO_JOINT)]:
        for point in body.points(name):
            cond = osim.ConditionalPathPoint.safeDownCast(point)
            if cond is None:
                continue
            coordinate = cond.getCoordinate().getName()
            lo, hi = cond.get_range(0), cond.get_range(1)
            if coordinate == "hip_flexion_r":
                at, before, after = hi, hi - edge, hi + edge
            elif hi < 0:  # rect_fem: enters as the knee flexes past its upper bound
                at, before, after = hi, hi + edge, hi - edge
            else:  # hamstrings, gracilis: drops out as the knee flexes past the lower bound
                at, before, after = lo, lo + edge, lo - edge
            row = {"coordinate": coordinate, "at_rad": at, "at_deg": round(math.degrees(at), 4)}
            for label, q in (("before", before), ("after", after)):
                pose = {coordinate: q}
                row[label] = {"length_m": round(body.length(name, pose), 9)}
                for c, key in (("hip_flexion_r", "hip_arm_m"), ("knee_angle_r", "knee_arm_m")):
                    body.pose(**pose)
                    row[label][key] = (
                        round(body.muscle(name).computeMomentArm(body.state, body.coords.get(c)), 9)
                        + 0.0
                    )
            jumps[name] = row
    return jumps


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("model", type=Path, help="gait2392_thelen2003muscle.osim")
    ap.add_argument("--out-dir", type=Path, default=Path(__file__).resolve().parent)
    ap.add_argument("--any-model", action="store_true", help="accept a file with another SHA-256")
    ap.add_argument(
        "--date", default=datetime.date.today().isoformat(), help="date written into the files"
    )
    args = ap.parse_args()
    provenance = provenance_of(args)
    record_straight_knee(args, provenance)
    record_bent_knee(args, provenance)


def provenance_of(args):
    digest = hashlib.sha256(args.model.read_bytes()).hexdigest()
    if digest != SHA256 and not args.any_model:
        raise SystemExit(f"{args.model}: SHA-256 is {digest}, expected {SHA256}")

    return {
        "tool": "OpenSim, Python wheel 'opensim'",
        "version": osim.GetVersion(),
        "command": (
            "python tests/reference/opensim_hip_moment_arms.py gait2392_thelen2003muscle.osim"
        ),
        "model_file": args.model.name,
        "model_sha256": digest,
        "model_source": SOURCE,
        "model_licence": LICENCE,
        "date": args.date,
        "units": "angles deg, lengths and arms m",
        "sign": (
            "arm = -d(length)/d(coordinate); hip_flexion + in flexion, knee_angle + in extension "
            "(OpenSim's)"
        ),
        "pose": (
            "all coordinates 0 but those listed (pelvis tilt, list, rotation, adduction, ankle: 0)"
        ),
        "arm_from": (
            f"Muscle.computeMomentArm; cross-check: central difference of length, step {STEP:g} rad"
        ),
    }


def record_straight_knee(args, provenance):
    body = Body(args.model)
    angles = [-15 + 2.5 * i for i in range(23)]
    muscles = {}
    for name in body.hip_muscles():
        poses = [{"hip_flexion_r": math.radians(a)} for a in angles]
        muscles[name] = {
            "length_m": rounded(body.length(name, p) for p in poses),
            "arm_m": rounded(body.arm(name, "hip_flexion_r", p) for p in poses),
        }
    body.pose()
    knee = body.knee_centre()
    hip = (
        body.model.getBodySet()
        .get("femur_r")
        .findStationLocationInAnotherFrame(
            body.state, osim.Vec3(0), body.model.getBodySet().get("pelvis")
        )
    )
    dump(
        args.out_dir / "opensim_hip_moment_arms.json",
        {
            "what": (
                "gait2392, knee straight: path length and hip-flexion moment arm of every "
                "right-side muscle crossing the hip"
            ),
            "provenance": provenance,
            "tolerance_m": 1e-5,
            "tolerance_why": (
                "the paths are the same straight segments through the same points, so only digits "
                "differ: the file's points may be quoted to 1e-5 m (rect_fem's tibia point is "
                "4.6e-6 m off when so rounded), numbers here are rounded to 1e-9 m"
            ),
            "largest_solver_minus_difference": gaps(body),
            "hip_centre_in_pelvis_m": [round(hip.get(i), 12) for i in range(3)],
            "knee_centre_in_femur_at_knee_0_m": knee,
            "rect_fem_tibia_point_at_knee_0_m": body.location(body.rect_fem_tibia_point()),
            "inactive_at_knee_0": (
                "rect_fem_r's femur point (active below knee_angle -83.65 deg); every other "
                "conditional point is active"
            ),
            "hip_flexion_deg": angles,
            "muscles": muscles,
        },
    )
    print(
        f"straight knee: {len(muscles)} muscles, {len(angles)} angles; largest |solver - "
        f"difference|: {gaps(body)}"
    )


def record_bent_knee(args, provenance):
    """And psoas and iliacus past their conditional point."""
    body = Body(args.model)
    flexion = list(range(0, 111, 10))
    poses = [{"knee_angle_r": -math.radians(a)} for a in flexion]
    centres, points = [], []
    for p in poses:
        body.pose(**p)
        centres.append(body.knee_centre())
        points.append(body.location(body.rect_fem_tibia_point()))
    at_hip = {}
    for hip_deg in (0, 90):
        table = {}
        for short in TWO_JOINT:
            ps = [{"hip_flexion_r": math.radians(hip_deg), **p} for p in poses]
            table[short + "_r"] = {
                "length_m": rounded(body.length(short + "_r", p) for p in ps),
                "hip_arm_m": rounded(body.arm(short + "_r", "hip_flexion_r", p) for p in ps),
                "knee_arm_m": rounded(body.arm(short + "_r", "knee_angle_r", p) for p in ps),
            }
        at_hip[str(hip_deg)] = table

    jumps = jumps_at_conditional_points(body)
    beyond_deg = [40, 45.1, 50, 60, 75, 90, 105, 120]
    beyond = {
        name: {
            "length_m": rounded(
                body.length(name, {"hip_flexion_r": math.radians(a)}) for a in beyond_deg
            ),
            "arm_m": rounded(
                body.arm(name, "hip_flexion_r", {"hip_flexion_r": math.radians(a)})
                for a in beyond_deg
            ),
        }
        for name in ("psoas_r", "iliacus_r")
    }
    dump(
        args.out_dir / "opensim_bent_knee.json",
        {
            "what": (
                "gait2392 with bent knee: length, hip and knee arm of the seven two-joint "
                "muscles; psoas and iliacus beyond 45 deg"
            ),
            "provenance": provenance,
            "tolerance_m": None,
            "tolerance_why": (
                "none: guywire's paths depart on purpose (see data/DEPARTURES.md); these numbers "
                "show by how much"
            ),
            "largest_solver_minus_difference": gaps(body),
            "knee_flexion_deg": flexion,
            "knee_centre_in_femur_m": centres,
            "rect_fem_tibia_point_m": points,
            "at_hip_flexion_deg": at_hip,
            "jumps_at_conditional_points": jumps,
            "jumps_note": (
                "'before' and 'after' are 2e-5 rad to either side of at_rad, in the sense of "
                "growing flexion; all other coordinates 0"
            ),
            "beyond_45": {"hip_flexion_deg": beyond_deg, "muscles": beyond},
        },
    )
    print(f"bent knee: largest |solver - difference|: {gaps(body)}")


if __name__ == "__main__":
    main()
