"""The fingerprint of one build, taken twice, is equal; and every kind of change is reported.

fingerprint_test.py PROBE COMMAND FOLDER
"""

import json
import pathlib
import shutil
import sys

import cases
import fingerprint
from compare import Comparison

probe, command, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:])
shutil.rmtree(folder, ignore_errors=True)
fingerprint.WORK = folder
faults: list[str] = []


def check(right, what):
    if not right:
        faults.append(what)


def kinds_of(comparison):
    """The kinds of difference it counts."""
    return {kind for counts in comparison.counts.values() for kind in counts if counts[kind]}


def compared(old, new, **options):
    comparison = Comparison(**options)
    comparison.add_lines(old, new)
    return comparison


def altered(lines, name, change):
    """The lines with one record changed."""
    return [change(line) if line.startswith(name + "\t") else line for line in lines]


def field_changed(line, field, change):
    """One number of a field, its first, changed."""
    parts = line.split("\t")
    for i, part in enumerate(parts):
        if part.startswith(field + "="):
            numbers = part[len(field) + 1 :].split()
            numbers[0] = change(float.fromhex(numbers[0])).hex()
            parts[i] = f"{field}={' '.join(numbers)}"
    return "\t".join(parts)


# --- one build, asked twice -----------------------------------------------------------------------
options = fingerprint.arguments_of(["--quick", "--count", "40"])
sides = [fingerprint.Side(name, folder / name, probe, command) for name in ("first", "second")]
chunks = fingerprint.probe_chunks(sides[0], options)
commands = [words for words in cases.command_cases(quick=True) if words[1:2] != ["standing_adult"]]
both = fingerprint.compare(sides, chunks, commands, options)
check(both.differing() == 0, "the same build differs from itself:\n" + both.report())
classes = fingerprint.CLASSES.split(", ")
check(set(both.counts) == set(classes), f"not every class was asked: {set(both.counts)}")
check(fingerprint.verdict(both, sides, options)[0] == 0, "equal answers do not end with 0")

# --- every kind of change of a record is seen, and only that --------------------------------------
answers = [fingerprint.ask_probe(sides[0], chunk).read_text() for chunk in chunks]
lines = [line for text in answers for line in text.splitlines()]
solved = [line for line in lines if line.startswith("solve/") and "\tstable\t" in line]
name = solved[0].split("\t")[0]
within_rounding = fingerprint.arguments_of(["--within-rounding"])
changes = {
    "rounding": lambda line: field_changed(line, "angles", lambda x: x + 2.0**-52 * abs(x)),
    "beyond": lambda line: field_changed(line, "angles", lambda x: x + 1e-6),
    "status": lambda line: line.replace("\tstable\t", "\tunstable\t", 1),
    "branch": lambda line: line.replace("\t#kink=", "\t#kink=7", 1),
    "effort": lambda line: line.replace("\t#iterations=", "\t#iterations=9", 1),
    "text": lambda line: line.replace("\t$message=", "\t$message=Now ", 1),
    "missing": lambda line: line.replace("\tpotential=", "\tV=", 1),
}
for kind, change in changes.items():
    seen = compared(lines, altered(lines, name, change))
    check(kinds_of(seen) == {"equal", kind}, f"a change of kind {kind} is seen as {kinds_of(seen)}")
    check(name in seen.report(), f"a change of kind {kind} is not shown:\n{seen.report()}")
    harmless = kind in ("rounding", "effort", "text")
    ends_with = fingerprint.verdict(seen, sides, within_rounding)[0]
    check(ends_with == (0 if harmless else 1), f"{kind}: --within-rounding ends with {ends_with}")
    check(fingerprint.verdict(seen, sides, options)[0] == 1, f"{kind} does not end with 1")
check(kinds_of(compared(lines, lines[1:])) == {"equal", "missing"}, "a lost case is not seen")
seen = compared(lines, altered(lines, name, changes["text"]), ignore_texts=True)
check(kinds_of(seen) == {"equal"}, "--ignore-texts does not ignore texts")

# --- and of an answer of the command --------------------------------------------------------------
words = "solve bridge --set front.length=0.95 --format json --svg picture.svg".split()
record = json.loads(fingerprint.ask_command(sides[0], words).read_text())
check("version" not in json.loads(record["parts"]["json"]), "the version is part of the answer")


def answer_changed(part, old, new):
    changed = json.loads(json.dumps(record))
    check(old in changed["parts"][part], f"{part} has no {old}")
    changed["parts"][part] = changed["parts"][part].replace(old, new, 1)
    comparison = Comparison()
    comparison.add_answers({"command/x": record}, {"command/x": changed})
    return kinds_of(comparison)


check(answer_changed("json", '"stable"', '"neutral"') == {"status"}, "a status in JSON")
check(answer_changed("json", '"length_m": ', '"length_m": 1') == {"beyond"}, "a number in JSON")
check(answer_changed("json", '"tension_N"', '"tension"') == {"missing"}, "a key in JSON")
check(answer_changed("picture.svg", "<svg", "<svg ") == {"text"}, "the text of a picture")
check(answer_changed("picture.svg", 'height="', 'height="1') == {"beyond"}, "a number of a picture")

# --- a probe that dies costs one case, not the others ---------------------------------------------
script = folder / "dying_probe"
script.write_text(
    "#!/bin/sh\nwhile read -r line; do case $line in *dies*) kill -9 $$ ;; esac\n"
    'name=${line#*,}; echo "solve/$name\tstable"; echo "end\t$name"; done\n'
)
script.chmod(0o755)
asked = ["solve\tone,one\t\t", "solve\tdies,two\t\t", "solve\tthree,three\t\t"]
statuses = [line.split("\t")[1] for line in fingerprint.ask(script, asked)]
check(statuses == ["stable", "probe ended with -9", "stable"], f"a dying probe gives {statuses}")

passed = "A build is equal to itself, and changes are seen.\n" + both.hash_table()
print("\n".join(faults) or passed)
sys.exit(len(faults) > 0)
