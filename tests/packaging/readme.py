"""README says what the program says: its sample is the demo's output (argument 1:
the command), and its CMake lines load what they link.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

readme = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text()
faults = []


def plain(line):  # a residual at its floor is rounding: other bits on other machines
    return re.sub(r"residual \S+", "residual ...", line.strip())


with tempfile.TemporaryDirectory() as folder:
    run = subprocess.run(
        [sys.argv[1], "demo", "--svg", folder + "/demo.svg"],
        capture_output=True,
        text=True,
        check=True,
    )
printed = iter([plain(line) for line in run.stdout.splitlines()])
block = re.search(r"^    The pelvis has.*?(?=^\S)", readme, re.MULTILINE | re.DOTALL)
assert block, "README has no sample"
wanted = [line for line in map(plain, block[0].splitlines()) if line not in ("", "…")]
for line in wanted:  # in this order; an ellipsis leaves out the rest of a line
    if not any(p.startswith(line[:-1]) if line.endswith("…") else p == line for p in printed):
        faults.append(f"the demo does not print (here): {line}")
        break

found = re.search(
    r"^find_package\(guywire [\d.]+ REQUIRED COMPONENTS ([\w ]+)\)", readme, re.MULTILINE
)
linked = re.search(r"^target_link_libraries\(mine PRIVATE ([^)]+)\)", readme, re.MULTILINE)
assert linked, "README links nothing"
for target in linked[1].split():
    component = {"guywire::guywire": "core"}.get(target, target.removeprefix("guywire::"))
    if not found or component not in found[1].split():
        faults.append(f"README links {target} but does not ask find_package for {component}")
print("\n".join(faults) or f"{len(wanted)} lines of the sample agree")
sys.exit(len(faults) > 0)
