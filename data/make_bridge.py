#!/usr/bin/env python3
"""Makes models/bridge.json: the essay's picture, a rigid steel frame on a pin between short front
cables and two converging rear bunches.

    python3 data/make_bridge.py            # writes the model
    python3 data/make_bridge.py --check    # exit 1 if the committed file differs

Every number is chosen to show the idea, none is measured. Python 3.11, standard library only.
"""

import math
import sys
from pathlib import Path

import make_standing_adult as standing

OUTPUT = Path(__file__).resolve().parent / "models" / "bridge.json"
# N per unit strain, chosen: every cable is of the same stock, so a short one is stiffer
STOCK = 80000.0
SHORT = 0.88  # chosen: front cables are 12 % shorter than their span with the frame upright
# chosen: rear cables are a little longer than theirs
SLACK = {"rear_upper": 1.015, "rear_lower": 1.025}

# anchors on ground and attachments on the frame, m; x is forward
FRONT = {
    "front_top": ((1.5, 3.9), (0.15, 3.8)),
    "front_middle": ((1.5, 3.5), (0.15, 3.4)),
    "front_low": ((1.5, 3.1), (0.15, 3.0)),
}
# one anchor, heights on the frame: a converging bunch
REAR_UPPER = ((-3.2, 0.6), (3.7, 3.3, 2.9, 2.5))
REAR_LOWER = ((-2.2, 0.2), (2.1, 1.8, 1.5, 1.2))


def cable(name, anchor, on_frame, factor):
    span = math.dist(anchor, on_frame)
    slack = round(factor * span, 6)
    return {
        "name": name,
        "sides": 1,
        "law": {
            "kind": "linear",
            "stiffness_N_per_m": round(STOCK / slack, 3),
            "slack_length_m": slack,
        },
        "path": [
            {"body": "ground", "point_m": [*anchor, 0.0]},
            {"body": "frame", "point_m": [*on_frame, 0.0]},
        ],
        "source": (
            f"chosen: {factor:g} of its span with the frame upright; stiffness {STOCK:g} N over "
            "slack length"
        ),
    }


def main():
    cables = [cable(name, *ends, SHORT) for name, ends in FRONT.items()]
    groups = {"front": list(FRONT), "rear_upper": [], "rear_lower": []}
    for group, (anchor, heights) in (("rear_upper", REAR_UPPER), ("rear_lower", REAR_LOWER)):
        for i, height in enumerate(heights, 1):
            groups[group].append(f"{group}_{i}")
            cables.append(cable(f"{group}_{i}", anchor, (-0.15, height), SLACK[group]))
    groups["rear"] = ["rear_upper", "rear_lower"]
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
                "a cable by its length knob."
            ),
            "Cables are stiff: 5 % of length is a huge stretch here.",
        ],
        "gravity_m_per_s2": [0, -9.81],
        "bodies": [
            {
                "name": "frame",
                "parent": "ground",
                "hinge_in_parent_m": [0, 0],
                "mass_kg": 400,
                "com_m": [0, 2],
                "sides": 1,
                "angle_range_rad": [-1.2, 1.2],
                "outline_m": [
                    [-0.04, 0.0],
                    [-0.15, 0.35],
                    [-0.15, 4.0],
                    [0.15, 4.0],
                    [0.15, 0.35],
                    [0.04, 0.0],
                ],
                "source": "chosen: a 4 m mast of 400 kg",
            }
        ],
        "constraints": [],
        "joints": [],
        "circles": [],
        "cables": cables,
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
    print(f"models/{OUTPUT.name}: 1 body, {len(cables)} cables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
