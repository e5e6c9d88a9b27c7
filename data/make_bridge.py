#!/usr/bin/env python3
"""Makes models/bridge.json: the essay's picture, a rigid steel frame on a pin between short front
cables and two converging rear bunches.

    python3 data/make_bridge.py            # writes the model
    python3 data/make_bridge.py --check    # exit 1 if the committed file differs

Every number is chosen to show the idea, none is measured. Python 3.11, standard library only.
"""

import itertools
import math
import sys
from pathlib import Path

import make_standing_adult as standing

OUTPUT = Path(__file__).resolve().parent / "models" / "bridge.json"
# All found by a search for round numbers whose answers go with the body's: each cable's length knob
# tips the frame as its muscle's tips the pelvis, within a factor of two
# (tests/posture/bridge_test.cpp).
MAST_M = 4.0
# chosen: heavy and soft, so that 10 % of a cable's length tips the frame by degrees
MASS_KG = 1500.0
POST_X_M = 2.2  # chosen: the free part of a front cable is short beside the rear ones
# Tension per unit strain [N] and slack length as a part of the length with the frame upright.
# Chosen: front_top is the strongest and the rear cables are soft, as their muscles are.
FRONT = {
    "front_top": (3.8, 10500.0, 0.93),
    "front_middle": (3.4, 4500.0, 0.915),
    "front_low": (3.0, 4500.0, 0.915),
}
# One anchor, heights on the frame: a converging bunch.
REAR = {
    "rear_upper": ((-3.8, 0.6), (3.7, 3.3, 2.9, 2.5), 3000.0, 0.99),
    "rear_lower": ((-2.8, 0.2), (2.1, 1.8, 1.5, 1.2), 5000.0, 0.9),
}
# chosen: the lowest cable of a bunch hangs slack at rest
LOOSE = {"rear_upper": 1.036, "rear_lower": 1.04}
# Chosen: rubber buffers stop the frame where a picture would end. Angles as the model counts them,
# + backward.
BUFFERS = {"back_buffer": 5.0, "front_buffer": -25.0}
BUFFER_NM_PER_RAD = 300000.0  # chosen: the frame lying on a buffer presses it by about a degree


def length_m(path):
    return sum(math.dist(a, b) for a, b in itertools.pairwise(path))


def cable(name, points, strain_force, factor, source):
    slack = round(factor * length_m([p for _, p in points]), 6)
    return {
        "name": name,
        "sides": 1,
        "law": {
            "kind": "linear",
            "stiffness_N_per_m": round(strain_force / slack, 3),
            "slack_length_m": slack,
        },
        "path": [{"body": body, "point_m": [*p, 0.0]} for body, p in points],
        "source": (
            f"chosen: {factor:g} of its length with the frame upright; stiffness {strain_force:g} "
            f"N over slack length{source}"
        ),
    }


def cables():
    for name, (height, strain_force, factor) in FRONT.items():
        saddle = (POST_X_M, round(height + 0.1, 3))
        points = [
            ("ground", (POST_X_M, 0.0)),
            ("ground", saddle),
            ("frame", (0.15, height)),
        ]
        yield cable(name, points, strain_force, factor, "; over a saddle to the foot of the post")
    for bunch, (anchor, heights, strain_force, factor) in REAR.items():
        for i, height in enumerate(heights, 1):
            loose = i == len(heights)
            yield cable(
                f"{bunch}_{i}",
                [("ground", anchor), ("frame", (-0.15, height))],
                strain_force,
                LOOSE[bunch] if loose else factor,
                "; hangs slack" if loose else "",
            )


def buffer(name, degrees):
    backward = degrees > 0
    way = "back" if backward else "forward"
    return {
        "name": name,
        "body": "frame",
        "relative_to": "ground",
        "sides": 1,
        "preload_factor": 1,
        "law": {
            "kind": "bilinear",
            "stiffness_negative_Nm_per_rad": 0.0 if backward else BUFFER_NM_PER_RAD,
            "stiffness_positive_Nm_per_rad": BUFFER_NM_PER_RAD if backward else 0.0,
            "neutral_angle_rad": round(math.radians(degrees), 6),
        },
        "source": f"chosen: stops the frame {abs(degrees):g} degrees {way}",
    }


def main():
    all_cables = list(cables())
    groups = {"front": list(FRONT)}
    for bunch in REAR:
        groups[bunch] = [c["name"] for c in all_cables if c["name"].startswith(bunch)]
    groups["rear"] = list(REAR)
    model = {
        "schema_version": 1,
        "name": "bridge",
        "title": (
            "A rigid steel frame on a pin, short cables in front, two converging bunches behind"
        ),
        "sources": {
            "essay": "Lana Brown, Muscles Never Push: the picture of a bridge; the idea only",
            "chosen": (
                "every number here is chosen to show the idea: a slack cable does nothing, and "
                "the short one wins"
            ),
        },
        "notes": [
            (
                "Pull an anchor away by its path number, e.g. rear_upper_1.path0_x_m, or shorten "
                "a cable by its length knob. The saddles are path1."
            ),
            (
                "The front cables run over saddles on the post to its foot: only their short free "
                "parts pull the frame."
            ),
        ],
        "gravity_m_per_s2": [0, -9.81],
        "bodies": [
            {
                "name": "frame",
                "parent": "ground",
                "hinge_in_parent_m": [0, 0],
                "mass_kg": MASS_KG,
                "com_m": [0, 2],
                "sides": 1,
                "angle_range_rad": [-1.2, 1.2],
                "outline_m": [
                    [-0.04, 0.0],
                    [-0.15, 0.35],
                    [-0.15, MAST_M],
                    [0.15, MAST_M],
                    [0.15, 0.35],
                    [0.04, 0.0],
                ],
                "source": f"chosen: a {MAST_M:g} m mast of {MASS_KG:g} kg",
            }
        ],
        "constraints": [],
        "joints": [buffer(*b) for b in BUFFERS.items()],
        "circles": [],
        "cables": all_cables,
        "groups": groups,
        "partition": ["front", "rear_upper", "rear_lower"],
        "loads": [],
        "landmarks": {},
    }
    text = standing.text_of(model)
    if "--check" in sys.argv[1:]:
        if not OUTPUT.exists() or OUTPUT.read_text() != text:
            print(f"{OUTPUT} differs from what this script makes; run it without --check")
            return 1
        return 0
    OUTPUT.write_text(text)
    print(f"models/{OUTPUT.name}: 1 body, {len(all_cables)} cables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
