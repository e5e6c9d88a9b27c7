"""Includes point down: core <- math <- tissue <- model <- mechanics <- statics <- proof, batch
<- posture <- src/engine (which compiles them) <- io, testing <- report <- cli. A folder `calibrate`
would stand beside io.

A file may include its own folder and the layers below; folders of one layer do not know each other.
No cycles. Public headers include no third-party header; only the definitions in *-inl.hpp may, and
only Eigen. Folders from core to batch know frames, cables and numbers: no name of a bone, a muscle
or a part of the body stands in it. Standard headers that clang 14 lacks are refused, and so is
<fstream>: src/io/files.hpp alone reads and writes files.
"""

import pathlib
import re
import sys

LAYERS = [
    ["core"],
    ["math"],
    ["tissue"],
    ["model"],
    ["mechanics"],
    ["statics"],
    ["proof", "batch"],
    ["posture"],
    ["engine"],
    ["io", "calibrate", "testing"],
    ["report"],
    ["cli"],
]
RANK = {folder: rank for rank, layer in enumerate(LAYERS) for folder in layer}
OWN_TO = {  # in src/
    "ceres": {"calibrate"},
    "nlohmann": {"io", "report", "cli"},
    "fmt": {"report", "cli"},
    "CLI": {"cli"},
    "Eigen": set(RANK),
    "pugixml": {"io"},
}
ENGINE = {"core", "math", "tissue", "model", "mechanics", "statics", "proof", "batch"}
ANATOMY = re.compile(
    r"pelvi|thorax|lumbar|lordos|sacr|[Hh]ip\b|knee|ASIS|PSIS|spin(?:e|al)|thigh|\blegs?\b|psoas|"
    r"hamstring|glute|rectus|erector|femur|vertebra|\bL[1-5]\b|\bS1\b|endplate|torso|trunk"
)
TOO_NEW = {"ranges", "source_location", "format", "print", "expected"}
ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
faults = []


def folder_of(name):
    """Layer folder of 'guywire/core/errors.hpp' or 'io/embedded.hpp';
    None for the umbrella, version and conventions.
    """
    parts = [p for p in pathlib.PurePosixPath(name).parts if p not in ("guywire", "include", "src")]
    return parts[0] if len(parts) > 1 else None


def included(path):
    """Names as include/ and src/ see them: "../io/text.hpp" in src/report is io/text.hpp."""
    for kind, name in INCLUDE.findall(path.read_text()):
        beside = (path.parent / name).resolve()
        if kind == '"' and beside.is_file():
            name = beside.relative_to(ROOT).as_posix().removeprefix("include/").removeprefix("src/")
        yield name


headers = sorted((ROOT / "include").rglob("*.hpp"))
sources = sorted(p for p in (ROOT / "src").rglob("*") if p.suffix in (".hpp", ".cpp"))
graph: dict[str, set[str]] = {}
for path in headers + sources:
    name = path.relative_to(ROOT).as_posix()
    public, folder = path in headers, folder_of(name)
    if folder is not None and folder not in RANK:
        faults.append(f"{name}: folder {folder} is in no layer (see {pathlib.Path(__file__).name})")
        continue
    if public and folder in ENGINE:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if word := ANATOMY.search(line):
                what = f"'{word.group()}' is anatomy; it belongs in posture/"
                faults.append(f"{name}:{number}: {what}")
    for target in included(path):
        package = target.split("/")[0]
        if target == "fstream":
            faults.append(
                f"{name}: <fstream>; files are read and written by src/io/files.hpp alone"
            )
        elif target in TOO_NEW:
            faults.append(f"{name}: <{target}> is not in every supported standard library")
        elif package == "guywire" or (not public and (ROOT / "src" / target).is_file()):
            other = folder_of(target)
            if package == "guywire" and not (ROOT / "include" / target).is_file():
                faults.append(f"{name}: includes {target}, which does not exist")
            if folder and other and other != folder and RANK.get(other, 99) >= RANK[folder]:
                faults.append(f"{name}: points up to {target}")
            if folder and target == "guywire/guywire.hpp" and public:
                faults.append(f"{name}: a header of a layer includes the umbrella")
            if public and target != name[len("include/") :].replace(".hpp", "-inl.hpp"):
                graph.setdefault(name[len("include/") :], set()).add(target)
        elif package in OWN_TO or target == "pugixml.hpp":
            package = package.removesuffix(".hpp")
            if public and not (package == "Eigen" and name.endswith("-inl.hpp")):
                faults.append(f"{name}: a public header includes {target}")
            elif not public and folder not in OWN_TO[package]:
                faults.append(
                    f"{name}: {package} belongs to {', '.join(sorted(OWN_TO[package]))}, but "
                    "is included here"
                )

done: set[str] = set()
trail: list[str] = []


def visit(name):  # a header that brings its own definitions along is no cycle
    if name in trail:
        faults.append("cycle: " + " -> ".join([*trail[trail.index(name) :], name]))
    elif name not in done:
        trail.append(name)
        for target in sorted(graph.get(name, set()) - {name}):
            visit(target)
        trail.pop()
        done.add(name)


for name in sorted(graph):
    visit(name)
print(
    "\n".join(faults) or f"{len(headers)} headers and {len(sources)} sources: includes point down"
)
sys.exit(bool(faults))
