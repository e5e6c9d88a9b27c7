"""No C++ function is longer than 60 lines or has a cyclomatic complexity above 20, as lizard
counts.

Lists of registrations (`bind_...`) may have 120 lines. long_functions.txt names the exceptions,
each with its reason; a name that is no longer needed there is a fault, so that the list only
shrinks.
"""

import pathlib
import sys

import lizard

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("include", "src", "bindings")
ALLOWED = pathlib.Path(__file__).with_name("long_functions.txt")
LINES, REGISTRATIONS, COMPLEXITY = 60, 120, 20


def too_long():
    """ "file: function" to what is wrong with it."""
    files = [str(p) for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*.[hc]pp"))]
    found = {}
    for file in lizard.analyze_files(files, exts=lizard.get_extensions([])):
        name = pathlib.Path(file.filename).relative_to(ROOT).as_posix()
        for f in file.function_list:
            lines = f.end_line - f.start_line + 1
            most = REGISTRATIONS if f.name.split("::")[-1].startswith("bind_") else LINES
            if lines > most or f.cyclomatic_complexity > COMPLEXITY:
                found[f"{name}: {f.name}"] = f"{lines} lines, complexity {f.cyclomatic_complexity}"
    return found


def main():
    lines = ALLOWED.read_text().splitlines()
    allowed = {line.partition(" (")[0] for line in lines if line and not line.startswith("#")}
    found = too_long()
    faults = [f"{name}: {what}" for name, what in found.items() if name not in allowed]
    faults += [f"{ALLOWED.name}: no longer needed: {name}" for name in sorted(allowed - set(found))]
    print("\n".join(faults) or f"every function is short enough; exceptions: {len(allowed)}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
