"""clang-tidy over the C++ that is compiled into libraries and the command.

usage: tidy.py BUILD [--all]

Without --all: only sources that have changed since the branch left origin's, and those that include
a changed header. What was found clean is not looked at again while the source, what it includes and
.clang-tidy stay the same. BUILD is a folder that cmake has configured (./dev lint makes it).
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLEAN = ROOT / "build/lint/clean"
COMMANDS = ROOT / "build/lint/compile_commands.json"  # every source once
FOLDERS = ("src/",)
DECIDES = (".cpp", ".hpp", ".clang-tidy")
TOOL = pathlib.Path(sys.executable).with_name("clang-tidy")
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-std=c++20"]


def git(*words):
    command = ["git", *words]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.split() if result.returncode == 0 else []


def changed_files():
    """Of the working tree, and of commits that origin's branch does not have."""
    since = (
        git("merge-base", "HEAD", "@{upstream}")
        or git("merge-base", "HEAD", "origin/HEAD")
        or ["HEAD"]
    )
    return set(
        git("diff", "--name-only", since[0]) + git("ls-files", "--others", "--exclude-standard")
    )


def includes_of(entry):
    """What a source includes of the project, itself among it."""
    words = [
        w
        for w in entry["command"].split()
        if w.startswith(("-I", "-D", "-std", "-isystem", "/usr"))
    ]
    command = ["clang++", *[w for w in words if not w.endswith(("c++", "g++", ".o"))]]
    command += ["-MM", entry["file"]]
    where = entry["directory"]
    made = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    names = re.sub(r"\\\n", " ", made.stdout.partition(":")[2]).split()
    paths = [pathlib.Path(entry["directory"], name).resolve() for name in names]
    return [p.relative_to(ROOT).as_posix() for p in paths if p.is_relative_to(ROOT)]


def fingerprint(names):
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for name in sorted(names):
        digest.update(name.encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()


def sources(build):
    """Name to how it is compiled; once, though the fuzz targets compile the command again."""
    entries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if not path.is_relative_to(ROOT):
            continue
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(FOLDERS):
            entries.setdefault(name, entry)
    return entries


def look(name):
    command = [TOOL, "--quiet", "-p", COMMANDS.parent, *EXTRA, ROOT / name]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    return made.returncode == 0, made.stdout.strip()


def main():
    build, every = pathlib.Path(sys.argv[1]).resolve(), "--all" in sys.argv
    changed = changed_files()
    entries = sources(build)
    if not every and not any(name.endswith(DECIDES) for name in changed):
        entries = {}  # what each of them includes need not be asked
    CLEAN.mkdir(parents=True, exist_ok=True)
    COMMANDS.write_text(json.dumps(list(entries.values())))
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        included = pool.map(includes_of, entries.values())
        work = {}
        for name, names in zip(entries, included, strict=True):
            mark = CLEAN / fingerprint(names)
            meant = every or changed.intersection(names) or ".clang-tidy" in changed
            if meant and not mark.exists():
                work[pool.submit(look, name)] = (name, mark)
        for done in concurrent.futures.as_completed(work):
            name, mark = work[done]
            clean, text = done.result()
            print(f"{name}: {'clean' if clean else text}", flush=True)
            if clean:
                mark.touch()
            faults += not clean
    print(f"clang-tidy: {len(work)} sources looked at, {faults} with findings")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
