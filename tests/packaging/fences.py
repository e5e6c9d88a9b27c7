"""The C++ of README and docs compiles, with every warning of -Wall and -Wextra an error:
each fence in a namespace of its own, all in one file.
"""

import os
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
work = pathlib.Path(os.environ["WORK"])
headers: set[str] = set()
parts: list[str] = []
for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
    text = page.read_text()
    for found in re.finditer(r"^```cpp\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        lines = found.group(1).splitlines()
        headers.update(line for line in lines if line.startswith("#include"))
        # lines keep their numbers
        code = "\n".join("" if line.startswith("#include") else line for line in lines)
        first = text[: found.start()].count("\n") + 2
        parts.append(
            f"namespace fence_{len(parts)} {{\n#line {first} "
            f'"{page.relative_to(root)}"\n{code}\n}}\n'
        )
work.mkdir(parents=True, exist_ok=True)
source = work / "fences.cpp"
source.write_text("\n".join([*sorted(headers), *parts]))
flags = ["-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-Iinclude"]
run = subprocess.run(
    [os.environ["CXX"], *flags, "-c", str(source), "-o", str(work / "fences.o")],
    cwd=root,
    check=False,
)
print(
    f"{len(parts)} pieces of C++"
    if run.returncode == 0
    else "a piece of C++ in README or docs does not compile"
)
sys.exit(run.returncode or len(parts) < 3)
