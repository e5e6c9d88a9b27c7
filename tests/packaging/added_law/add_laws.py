"""add_laws.py TO: copies the project's sources and adds a cable law and a joint law by
CONTRIBUTING's table alone: a header each, and its name in its list. With --bridge the copy's
shipped bridge holds both, for the page.
"""

import json
import math
import pathlib
import shutil
import sys

here = pathlib.Path(__file__).resolve().parent
root = here.parents[2]
to = pathlib.Path(sys.argv[1])
for name in [
    "include",
    "src",
    "data",
    "cmake",
    "bindings",
    "examples/web",
    "CMakeLists.txt",
    "pyproject.toml",
    "README.md",
    "LICENSE",
]:
    source, target = root / name, to / name
    if source.is_dir():
        # copies times too, so that nothing is compiled twice
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def write(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def add(law, header, list_header, list_end):
    tissue = to / "include/guywire/tissue"
    write(tissue / header, (here / header).read_text())
    text = (root / "include/guywire/tissue" / list_header).read_text()
    before = '#include "guywire/tissue/'
    assert text.count(list_end) == 1, f"{list_header}: the list ends otherwise than expected"
    text = text.replace(before, f'{before}{header}"\n{before}', 1).replace(
        list_end, list_end.replace(">;", f", {law}>;")
    )
    write(tissue / list_header, text)


add("BasicQuadratic", "quadratic.hpp", "laws.hpp", "BasicHillElastic>;")
add("BasicPlayJoint", "play_joint.hpp", "joint_laws.hpp", "BasicExponentialPairJoint>;")


if "--bridge" in sys.argv:
    path = to / "data/models/bridge.json"
    bridge = json.loads((root / "data/models/bridge.json").read_text())
    for cable in bridge["cables"]:
        if not cable["name"].startswith("front"):
            continue
        ends = [point["point_m"] for point in cable["path"]]  # the frame's hinge is the origin
        law = cable["law"]
        stretch = math.dist(*ends) - law["slack_length_m"]
        cable["law"] = {
            "kind": "quadratic",
            "coefficient_N_per_m2": law["stiffness_N_per_m"] / stretch,  # the same tension upright
            "active_stiffness_N_per_m": 0,
            "slack_length_m": law["slack_length_m"],
            "activation": 0,
        }
    play = {"kind": "play", "stiffness_Nm_per_rad": 200, "neutral_angle_rad": 0, "play_rad": 0.01}
    bridge["joints"] = [{"name": "foot", "body": "frame", "relative_to": "ground", "law": play}]
    write(path, json.dumps(bridge))
