#!/usr/bin/env python3
"""Where guywire's leg paths depart from OpenSim's gait2392: prints data/DEPARTURES.md.

    python3 tests/reference/departures.py > data/DEPARTURES.md

Standard library only. Our side is computed here from the path points
(data/anatomy/gait2392_muscles.csv, or --muscles FILE); OpenSim's side is read from the two recorded
files beside this script. Before printing anything it rebuilds every straight-knee path and stops if
one differs from OpenSim's by more than the recorded tolerance.

Our paths: every gait2392 point that is active at knee 0; those of the tibia turn rigidly about the
extended knee centre; rectus femoris passes in front of a circle about that centre.
"""

import argparse
import csv
import itertools
import json
import math
from pathlib import Path

HERE = Path(__file__).resolve().parent
TWO_JOINT = ["rect_fem_r", "semimem_r", "semiten_r", "bifemlh_r", "grac_r", "sar_r", "tfl_r"]
RECT_FEM_FEMUR = (0.0334, -0.403, 0.0019)  # its femoral point, active below knee_angle -83.65 deg
STEP = 1e-6  # rad, central difference of our own length
DEG = math.pi / 180


def turned(p, angle):
    c, s = math.cos(angle), math.sin(angle)
    return (c * p[0] - s * p[1], s * p[0] + c * p[1], p[2])


def in_front_of_circle(p, q, centre, radius):
    """Length from p (above) to q (below), kept in front of (anterior to) a cylinder along z;
    and whether it touches.
    """

    def polar(a):
        x, y = a[0] - centre[0], a[1] - centre[1]
        return math.hypot(x, y), math.atan2(y, x)

    (rp, ap), (rq, aq) = polar(p), polar(q)
    if min(rp, rq) < radius:
        raise ValueError("a path end lies inside the circle")
    arc = (ap - aq) % (2 * math.pi) - math.acos(radius / rp) - math.acos(radius / rq)
    if arc <= 0:
        return math.dist(p, q), False
    planar = math.sqrt(rp**2 - radius**2) + math.sqrt(rq**2 - radius**2) + radius * arc
    return math.hypot(planar, p[2] - q[2]), True


class Leg:
    def __init__(self, points, straight, radius):
        self.points, self.radius = points, radius
        self.hip = straight["hip_centre_in_pelvis_m"]
        self.knee = straight["knee_centre_in_femur_at_knee_0_m"]

    def in_femur(self, body, p, hip_deg, knee_flexion_deg):
        if body == "pelvis":
            return turned([a - b for a, b in zip(p, self.hip, strict=True)], -hip_deg * DEG)
        if body == "tibia_r":
            about_knee = turned(p, -knee_flexion_deg * DEG)
            return tuple(a + b for a, b in zip(about_knee, self.knee, strict=True))
        return tuple(p)

    def length(self, muscle, hip_deg, knee_flexion_deg=0.0):
        path = [self.in_femur(b, p, hip_deg, knee_flexion_deg) for b, p in self.points[muscle]]
        if muscle == "rect_fem_r" and self.radius:
            return in_front_of_circle(path[0], path[1], self.knee, self.radius)[0]
        return sum(math.dist(a, b) for a, b in itertools.pairwise(path))

    def hip_arm(self, muscle, hip_deg, knee_flexion_deg=0.0):
        d = STEP / DEG
        return -(
            self.length(muscle, hip_deg + d, knee_flexion_deg)
            - self.length(muscle, hip_deg - d, knee_flexion_deg)
        ) / (2 * STEP)

    def knee_arm(self, muscle, hip_deg, knee_flexion_deg):
        """+ in extension, as OpenSim's knee_angle."""
        d = STEP / DEG
        return (
            self.length(muscle, hip_deg, knee_flexion_deg + d)
            - self.length(muscle, hip_deg, knee_flexion_deg - d)
        ) / (2 * STEP)


def read_points(path, straight):
    points: dict[str, list[tuple[str, list[float]]]] = {}
    with path.open(newline="", encoding="utf-8") as f:
        for row in csv.DictReader(line for line in f if not line.startswith("#")):
            if "model" in row and not row["model"].startswith("gait2392"):
                continue
            if row["body"] == "torso":
                continue
            if row["muscle"] == "rect_fem_r" and row["body"] == "femur_r":
                continue  # active only below knee_angle -83.65 deg
            p = [float(row[k]) for k in ("x_m", "y_m", "z_m")]
            if row["muscle"] == "rect_fem_r" and row["body"] == "tibia_r":
                p = straight["rect_fem_tibia_point_at_knee_0_m"]  # full digits
            points.setdefault(row["muscle"], []).append((row["body"], p))
    return points


def self_check(leg, straight):
    worst_length = worst_arm = 0.0
    for muscle, ref in straight["muscles"].items():
        rows = zip(straight["hip_flexion_deg"], ref["length_m"], ref["arm_m"], strict=True)
        for a, length, arm in rows:
            worst_length = max(worst_length, abs(leg.length(muscle, a) - length))
            worst_arm = max(worst_arm, abs(leg.hip_arm(muscle, a) - arm))
    if max(worst_length, worst_arm) > straight["tolerance_m"]:
        raise SystemExit(
            f"straight knee: our paths differ by {worst_length:.2g} m (length), "
            f"{worst_arm:.2g} m (arm)"
        )
    return worst_length, worst_arm


def fit_radius(leg, bent):
    """Length change over knee 0..90 deg at hip 0 against OpenSim's: rms by whole mm of radius, and
    the radius taken.

    The largest of the equally good ones: radii that never touch within the range all fit alike.
    """
    ref = bent["at_hip_flexion_deg"]["0"]["rect_fem_r"]["length_m"]
    pairs = [(k, ell) for k, ell in zip(bent["knee_flexion_deg"], ref, strict=True) if k <= 90]

    def rms(radius):
        leg.radius = radius
        zero = leg.length("rect_fem_r", 0.0)
        return math.sqrt(
            sum((leg.length("rect_fem_r", 0.0, k) - zero - (ell - ref[0])) ** 2 for k, ell in pairs)
            / len(pairs)
        )

    fit = {i: rms(i * 1e-3) for i in range(65)}
    best = min(fit.values())
    leg.radius = max(i for i, r in fit.items() if r < best + 1e-9) * 1e-3
    return fit


def largest_radius(leg, straight):
    """Circle just touched at knee 0: (distance of tibia point,
    least distance of the produced line over the hip range).
    """
    _, tibia = leg.points["rect_fem_r"][1]
    lines = []
    for a in straight["hip_flexion_deg"]:
        p, q = (leg.in_femur(b, x, a, 0.0) for b, x in leg.points["rect_fem_r"])
        d = (q[0] - p[0], q[1] - p[1])
        r = (leg.knee[0] - p[0], leg.knee[1] - p[1])
        lines.append((abs(d[0] * r[1] - d[1] * r[0]) / math.hypot(*d), a))
    return math.hypot(tibia[0], tibia[1]), min(lines)


def touch_down(leg, hip_deg):
    lo, hi = 0.0, 120.0
    while hi - lo > 1e-9:
        mid = (lo + hi) / 2
        p, q = (leg.in_femur(b, x, hip_deg, mid) for b, x in leg.points["rect_fem_r"])
        lo, hi = (lo, mid) if in_front_of_circle(p, q, leg.knee, leg.radius)[1] else (mid, hi)
    return hi


def zero_arm(leg, muscle):
    lo, hi = 45.0, 90.0
    while hi - lo > 1e-6:
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if leg.hip_arm(muscle, mid) > 0 else (lo, mid)
    return lo


def over_brim(leg, muscle, hip_deg, radius):
    """Length of psoas or iliacus with a thin cylinder on the pelvis in place of the conditional
    point; and whether it touches.
    """
    path = [p for _, p in leg.points[muscle]]
    f = [b for b, _ in leg.points[muscle]].index("femur_r")
    path[f:] = [
        tuple(a + b for a, b in zip(turned(p, hip_deg * DEG), leg.hip, strict=True))
        for p in path[f:]
    ]
    crossing, touches = in_front_of_circle(path[f - 2], path[f], path[f - 1], radius)
    whole = path[: f - 1] + path[f:]
    direct = sum(math.dist(p, q) for p, q in itertools.pairwise(whole))
    return direct - math.dist(path[f - 2], path[f]) + crossing, touches


def say_what_would_mend_it(leg, bent, straight, say):
    """Not used by the models: what would bring us nearer to OpenSim."""
    say("## What would mend it (not used)")
    say("")
    say_cylinder_on_the_pelvis(leg, bent, straight, say)
    say_posed_knee(leg, bent, straight, say)


def off_with_cylinder(leg, muscle, radius, at):
    """Length and hip arm less OpenSim's; `at`: its angle [deg], length and arm."""
    a, length, arm = at
    d = STEP / DEG
    ell, after, before = (over_brim(leg, muscle, a + x, radius)[0] for x in (0.0, d, -d))
    return ell - length, -(after - before) / (2 * STEP) - arm


def say_cylinder_on_the_pelvis(leg, bent, straight, say):
    radius = 1e-4
    say(
        f"**Psoas, iliacus: a thin cylinder on the pelvis ({radius * 1e3:g} mm) where the "
        "conditional point is**, path in front of it. It holds the path while that is bent "
        "there and lets go, C¹, once it is straight. It leaves z free, which costs a little "
        "where the point was exact. (A circle about the hip axis "
        "does not help: point and femoral point pass each other at 69°. Nor does it hold to "
        "120°, where OpenSim's own path has slipped behind the hip.) Difference to OpenSim, "
        "length / arm:"
    )
    say("")
    degs = [(i, a) for i, a in enumerate(bent["beyond_45"]["hip_flexion_deg"]) if a > 45]
    say(
        "| muscle | lets go at | largest in −15…40° | "
        + " | ".join(f"{a:g}°" for _, a in degs)
        + " |"
    )
    say("|---" * (3 + len(degs)) + "|")
    for muscle in ("psoas_r", "iliacus_r"):
        ref, near = bent["beyond_45"]["muscles"][muscle], straight["muscles"][muscle]
        rows = zip(straight["hip_flexion_deg"], near["length_m"], near["arm_m"], strict=True)
        within = [off_with_cylinder(leg, muscle, radius, at) for at in rows]
        worst = [max((w[j] for w in within), key=abs) for j in range(2)]
        beyond = [(a, ref["length_m"][i], ref["arm_m"][i]) for i, a in degs]
        cells = [
            " / ".join(mm(v) for v in off_with_cylinder(leg, muscle, radius, at)) for at in beyond
        ]
        release = next(a / 10 for a in range(1200) if not over_brim(leg, muscle, a / 10, radius)[1])
        say(
            f"| {muscle[:-2]} | {release:.1f}° | {' / '.join(mm(v, 2) for v in worst)} | "
            + " | ".join(cells)
            + " |"
        )
    say("")


def say_posed_knee(leg, bent, straight, say):
    jumps = bent["jumps_at_conditional_points"]
    worst = [0.0, 0.0]
    for hip in (0, 90):
        for muscle in TWO_JOINT:
            ref = bent["at_hip_flexion_deg"][str(hip)][muscle]
            for i, k in enumerate(bent["knee_flexion_deg"]):
                past = muscle in jumps and -k * DEG < jumps[muscle]["at_rad"]
                path = list(leg.points[muscle])
                if muscle == "rect_fem_r":
                    path[1:] = ([("femur_r", RECT_FEM_FEMUR)] if past else []) + [
                        ("tibia_r", bent["rect_fem_tibia_point_m"][i])
                    ]
                elif past:
                    del path[1]
                posed = Leg(
                    {muscle: path},
                    {
                        **straight,
                        "knee_centre_in_femur_at_knee_0_m": bent["knee_centre_in_femur_m"][i],
                    },
                    0.0,
                )
                worst[0] = max(worst[0], abs(posed.length(muscle, hip, k) - ref["length_m"][i]))
                worst[1] = max(worst[1], abs(posed.hip_arm(muscle, hip, k) - ref["hip_arm_m"][i]))
    say(
        "**Two-joint muscles where the knee is posed** (its angle a constant, not an "
        "unknown): take OpenSim's knee centre, tibial point of rectus femoris and active "
        "points at that angle. Lengths stay C¹ in the hip. Largest departure then, all seven "
        "muscles, all recorded knee angles, hip 0 and 90°: "
        f"{worst[0] * 1e3:.0e} mm in length, {worst[1] * 1e3:.0e} mm in hip arm. The plain "
        "hinge is needed only for a shank that is free to swing."
    )
    say("")


def mm(x, digits=1):
    text = f"{x * 1e3:+.{digits}f}"
    return text[1:] if float(text) == 0 else text


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument(
        "--muscles", type=Path, default=HERE.parents[1] / "data/anatomy/gait2392_muscles.csv"
    )
    ap.add_argument("--straight", type=Path, default=HERE / "opensim_hip_moment_arms.json")
    ap.add_argument("--bent", type=Path, default=HERE / "opensim_bent_knee.json")
    args = ap.parse_args()
    straight = json.loads(args.straight.read_text(encoding="utf-8"))
    bent = json.loads(args.bent.read_text(encoding="utf-8"))
    leg = Leg(read_points(args.muscles, straight), straight, 0.0)

    fit = fit_radius(leg, bent)
    check = self_check(leg, straight)  # with the circle: it must not touch at knee 0

    out: list[str] = []
    say_where_from(straight, check, out.append)
    say_why(leg, bent, out.append)
    say_circle(leg, bent, fit, largest_radius(leg, straight), out.append)
    say_bent_knee(leg, bent, out.append)
    say_beyond_45(leg, bent, out.append)
    say_what_would_mend_it(leg, bent, straight, out.append)
    say_jumps(bent, out.append)
    print("\n".join(out))


def say_where_from(straight, check, say):
    tool = straight["provenance"]
    say("# Where our leg paths depart from OpenSim's gait2392")
    say("")
    say("Printed by a script; edit the script, not this file.")
    say("")
    say("| side | command |")
    say("|---|---|")
    say(
        f"| OpenSim ({tool['version']}; {tool['model_file']}, SHA-256 "
        f"{tool['model_sha256'][:12]}…) | `{tool['command']}` |"
    )
    say("| ours, and this page | `python3 tests/reference/departures.py > data/DEPARTURES.md` |")
    say("")
    say(
        "Lengths and arms in mm, ours minus OpenSim's; arm = −∂ℓ/∂q; hip arms + in flexion, "
        "knee arms + in extension; "
        "right side; every coordinate not named is 0."
    )
    say("")
    say(
        f"**Straight knee, hip −15…+40°: no departure.** All {len(straight['muscles'])} "
        "muscles rebuilt from the tables agree "
        f"within {check[0] * 1e3:.1e} mm in length and {check[1] * 1e3:.1e} mm in arm."
    )
    say("")


def say_why(leg, bent, say):
    say("## Why they depart elsewhere")
    say("")
    say(
        "A resting place is found with gradient and Hessian of length, so a length has to be "
        "C¹ in every angle: "
        "that rules out conditional points. The other two are smooth, but need a knee that "
        "is more than a plain hinge:"
    )
    say("")
    say("| in gait2392 | what it does | ours |")
    say("|---|---|---|")
    say(
        "| conditional points | switch on or off at one angle: length and arm jump there "
        "(last table) | the set that is active at knee 0 "
        "and hip below 45° is kept everywhere |"
    )
    say(
        "| moving point | the tibial point of rectus femoris slides along the tibia with the "
        "knee, in place of a patella | it stays where it is at "
        "knee 0; the path passes in front of a circle about the knee centre |"
    )
    say(
        "| translating knee | the knee centre follows two splines, up to "
        f"{max(math.dist(c, leg.knee) for c in bent['knee_centre_in_femur_m']) * 1e3:.1f} mm "
        "away from its extended place within 0…110° "
        "| a plain hinge at the extended centre, "
        f"({leg.knee[0]:.9f}, {leg.knee[1]:.9f}) m in the femur frame |"
    )
    say("")


def say_circle(leg, bent, fit, largest, say):
    """`fit`, `largest`: of `fit_radius` and `largest_radius`."""
    radius = leg.radius
    reach, (line, line_at) = largest
    ref = bent["at_hip_flexion_deg"]["0"]["rect_fem_r"]
    at90 = ref["knee_arm_m"]
    mean_arm = (ref["length_m"][9] - ref["length_m"][0]) / (math.pi / 2)
    say("## The circle of rectus femoris")
    say("")
    say("| | |")
    say("|---|---|")
    say(
        f"| radius | **{radius * 1e3:.0f} mm**, centre at the extended knee centre, on the "
        "thigh, path in front |"
    )
    say(
        "| why not by fit | the tibial point, turning rigidly, is already too far in front: "
        "the straight path lengthens "
        f"{1e3 * (leg.length('rect_fem_r', 0, 90) - leg.length('rect_fem_r', 0)):.1f} mm "
        "over knee 0…90° where OpenSim's lengthens "
        f"{mean_arm * math.pi / 2 * 1e3:.1f} mm, and a circle can only lengthen it further. "
        "Least squares over 0…90° (hip 0, steps of 10°) "
        "therefore wants no contact: rms "
        + ", ".join(
            f"{fit[i] * 1e3:.2f} mm at {i} mm" for i in (0, round(radius * 1e3), 30, 40, 50)
        )
        + " |"
    )
    say(
        "| what it is for | the largest whole mm among the equally good: it takes over where "
        "the straight path would come too near the knee, and "
        f"holds the arm at {radius * 1e3:.0f} mm (OpenSim {at90[9] * 1e3:.1f} mm at 90°, "
        f"{at90[11] * 1e3:.1f} mm at 110°) |"
    )
    say(
        f"| touch-down | knee flexed {touch_down(leg, 0):.1f}° at hip 0, "
        f"{touch_down(leg, 90):.1f}° at hip 90° |"
    )
    say(
        f"| knee arm at hip 0 | {leg.knee_arm('rect_fem_r', 0, 0) * 1e3:.1f} mm at knee 0 "
        f"(OpenSim {at90[0] * 1e3:.1f}), at most "
        f"{max(leg.knee_arm('rect_fem_r', 0, k) for k in range(60)) * 1e3:.1f}, "
        f"{leg.knee_arm('rect_fem_r', 0, 90) * 1e3:.1f} mm at 90° (OpenSim's mean over "
        f"0…90°: {mean_arm * 1e3:.1f}) |"
    )
    say(
        f"| how large it may be | at knee 0 the tibial point lies {reach * 1e3:.2f} mm from "
        "the centre and is itself the nearest point of the path: any radius "
        "below that leaves the straight knee untouched. The line produced beyond the tibial "
        "point passes the centre at "
        f"{line * 1e3:.2f} mm or more (least at hip {line_at:g}°): a radius below *that* is "
        "also safe for a test that looks at the line only |"
    )
    say("")


def say_bent_knee(leg, bent, say):
    say("## Bent knee")
    say("")
    say("Each cell: length / hip arm / knee arm.")
    shown = [0, 30, 60, 90, 110]
    for hip in (0, 90):
        say("")
        say(
            f"| hip {hip}°, knee flexed by | "
            + " | ".join(f"{k}°" for k in shown)
            + " | largest, any 10° step |"
        )
        say("|---" * (len(shown) + 2) + "|")
        for muscle in TWO_JOINT:
            ref = bent["at_hip_flexion_deg"][str(hip)][muscle]
            rows = {}
            for i, k in enumerate(bent["knee_flexion_deg"]):
                rows[k] = (
                    leg.length(muscle, hip, k) - ref["length_m"][i],
                    leg.hip_arm(muscle, hip, k) - ref["hip_arm_m"][i],
                    leg.knee_arm(muscle, hip, k) - ref["knee_arm_m"][i],
                )
            worst = [max((r[j] for r in rows.values()), key=abs) for j in range(3)]
            say(
                f"| {muscle[:-2]} | "
                + " | ".join(" / ".join(mm(v) for v in rows[k]) for k in shown)
                + " | "
                + " / ".join(mm(v) for v in worst)
                + " |"
            )
    say("")
    say(
        "At knee 0 length and hip arm agree; the knee arm does not, because OpenSim's knee "
        "centre (and its moving point) is already under way there. Knee flexors have "
        "negative arms: a negative difference is a larger arm."
    )
    say("")


def say_beyond_45(leg, bent, say):
    say("## Psoas and iliacus beyond 45° of hip flexion")
    say("")
    say("OpenSim drops their pelvic point (−0.0288, −0.0805, 0.0816) beyond 45°; ours keeps it.")
    say("")
    say(
        "| muscle | hip flexion | OpenSim length | ours | difference | OpenSim arm | ours | "
        "difference |"
    )
    say("|---|---|---|---|---|---|---|---|")
    for muscle in ("psoas_r", "iliacus_r"):
        ref = bent["beyond_45"]["muscles"][muscle]
        degrees = bent["beyond_45"]["hip_flexion_deg"]
        for a, length, arm in zip(degrees, ref["length_m"], ref["arm_m"], strict=True):
            ell, r = leg.length(muscle, a), leg.hip_arm(muscle, a)
            say(
                f"| {muscle[:-2]} | {a:g}° | {length * 1e3:.1f} | {ell * 1e3:.1f} | "
                f"{mm(ell - length)} | {arm * 1e3:.1f} | {r * 1e3:.1f} | {mm(r - arm)} |"
            )
    say("")
    say(
        "**Past about 55° ours is not fit for use as it stands**: with the point kept the "
        "path slips behind the hip centre, and the two become "
        "hip extensors at about "
        + " and ".join(f"{zero_arm(leg, m):.0f}° ({m[:-2]})" for m in ("psoas_r", "iliacus_r"))
        + " (OpenSim's own do so between 90° and 105°)."
    )
    say("")


def say_jumps(bent, say):
    say("## The jumps in OpenSim")
    say("")
    say(
        "2·10⁻⁵ rad to either side of the angle, in the sense of growing flexion; before → "
        "after (mm)."
    )
    say("")
    say("| muscle | what happens | length | hip arm | knee arm |")
    say("|---|---|---|---|---|")
    for muscle, j in bent["jumps_at_conditional_points"].items():
        joint = "hip" if j["coordinate"].startswith("hip") else "knee"
        event = "a point enters" if muscle == "rect_fem_r" else "a point drops out"
        cells = [
            (
                f"{j['before'][k] * 1e3:.2f} → {j['after'][k] * 1e3:.2f} "
                f"({mm(j['after'][k] - j['before'][k], 2)})"
            )
            if joint == "knee" or k != "knee_arm_m"
            else "–"
            for k in ("length_m", "hip_arm_m", "knee_arm_m")
        ]
        say(
            f"| {muscle[:-2]} | {event} at {joint} flexion {abs(j['at_deg']):.2f}° | "
            + " | ".join(cells)
            + " |"
        )


if __name__ == "__main__":
    main()
