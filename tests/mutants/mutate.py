#!/usr/bin/env python3
"""Does a test notice when the arithmetic is wrong? (./dev mutate)

200 places of the headers are each made wrong in one way, all in one build. GUYWIRE_MUTANT chooses
at run time which of them is: points.py says where, mutant.hpp how. Each mutant then runs the unit
tests that reach its place, quickest first, until one fails. What survives wants a test, or a reason
in survivors.md; without either this script fails.

    ./dev mutate                draws, builds, judges; the table is build/mutants/table.txt
    ./dev mutate --only 17,42   judges these alone, say after a new test, by the table's numbers
    ./dev mutate --seed 7       other places
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import points

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "build/mutants"
COPY = OUT / "include"  # of the headers, mutated
BUILD = OUT / "build"
FOLDERS = ["mechanics", "statics", "proof", "batch", "tissue", "model", "math"]
COUNT = 200
SEED = 20  # chosen: the number of the issue that asked for mutants
# bytes; chosen: several times what a test needs, so that who allocates without end fails soon
MEMORY = 4 << 30
# A test hangs when it takes this many seconds and this many times what it takes unmutated.
PATIENCE = 20  # chosen: on a busy machine even a quick test may wait that long
SLOWEST = 10  # chosen: no mutant that only slows an iteration down is that slow

ALIVE = ("survives", "unreached")
Verdict = collections.namedtuple("Verdict", "outcome test")


def say(text):
    print(f"mutate: {text}", file=sys.stderr, flush=True)


def headers():
    top = ROOT / "include/guywire"
    return {str(p.relative_to(top)): p.read_text() for p in sorted(top.rglob("*.hpp"))}


def write(path, text):
    """Only what has changed, so that a second build compiles no more."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def write_copy(chosen, sources):
    """Every header, mutated or not: quoted includes find the copy before the original."""
    by_file = collections.defaultdict(list)
    for number, point in enumerate(chosen, 1):
        by_file[point.file].append((number, point))
    for file, text in sources.items():
        write(COPY / "guywire" / file, points.mutated(text, by_file[file]))
    write(COPY / "guywire/mutant.hpp", (HERE / "mutant.hpp").read_text())


def refused_by(output, chosen):
    """The points on whose lines a compiler found errors, or else those that lead to an error."""
    place = r"guywire/([\w/.-]+\.hpp):(\d+):(.*)"  # ccache may make paths relative
    found = [(file, int(line), rest) for file, line, rest in re.findall(place, output)]
    for wanted in ("error", ""):
        lines = {(file, line) for file, line, rest in found if wanted in rest}
        points_there = [point for point in chosen if (point.file, point.line) in lines]
        if points_there:
            return points_there
    sys.exit(f"{output}\nmutate: this names no mutant")


def configure():
    copy = f"-DCMAKE_CXX_FLAGS=-w -iquote {shlex.quote(str(COPY))}"
    # chosen: -O1, since the build costs more than the runs
    settings = [copy, "-DCMAKE_CXX_FLAGS_DEV=-O1 -D_GLIBCXX_ASSERTIONS"]
    command = ["cmake", "--preset", "dev", "-B", str(BUILD), *settings]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def check_syntax():
    """The errors of the core and of a kernel, without making code: nearly all there are."""
    output = ""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if re.search(r"/src/(engine/\w+|batch_avx2)\.cpp$", entry["file"]):
            words = shlex.split(entry["command"])
            words[words.index("-o") : words.index("-o") + 2] = ["-fsyntax-only"]
            where = entry["directory"]
            done = subprocess.run(words, cwd=where, capture_output=True, text=True, check=False)
            output += done.stderr if done.returncode else ""
    return output


def build_tests(jobs):
    command = ["cmake", "--build", str(BUILD), "--parallel", str(jobs), "--target", "unit_tests"]
    command += ["--", "-k", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def build(seed, count, jobs):
    """Draws points until all that are chosen compile; gives them in the order of their numbers."""
    sources = headers()
    mutable = {file: text for file, text in sources.items() if file.split("/")[0] in FOLDERS}
    order = points.draw(mutable, seed)
    noted = OUT / "refused.txt"  # so that a second run need not find them again
    refused = set(noted.read_text().split()) if noted.exists() else set()
    steps = [lambda: build_tests(jobs)]
    if not (BUILD / "tests/guywire_tests").exists():
        steps.insert(0, check_syntax)
    for step in steps:
        while True:
            chosen = [point for point in order if point.key not in refused][:count]
            write_copy(chosen, sources)
            if not (BUILD / "build.ninja").exists():
                configure()
            output = step()
            if not output:
                break
            bad = refused_by(output, chosen)
            say(f"{len(bad)} mutants do not compile; others take their numbers")
            refused.update(point.key for point in bad)
            write(noted, "\n".join(sorted(refused)) + "\n")
    return chosen


def unit_tests():
    """The unit tests' commands by name."""
    command = ["ctest", "--test-dir", str(BUILD), "--show-only=json-v1"]
    command += ["-L", "unit", "-LE", "long", "-E", "^(example|fuzz)/"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    tests = json.loads(listed.stdout)["tests"]
    return {test["name"]: test["command"] + ["--abort"] for test in tests}


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, number, seconds, reached=None):
    """How a test ends with a mutant: 'passes', 'fails', 'crashes' or 'hangs'."""
    nothing = subprocess.DEVNULL
    with tempfile.TemporaryDirectory(dir=OUT) as scratch:  # tests side by side must not share files
        pathlib.Path(scratch).chmod(0o755)  # a test becomes another user
        environment = {**os.environ, "GUYWIRE_MUTANT": str(number), "TMPDIR": scratch}
        if reached:
            environment["GUYWIRE_MUTANTS_REACHED"] = str(reached)
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            cwd=BUILD / "tests",
            start_new_session=True,
            preexec_fn=limit_memory,  # noqa: PLW1509 (it takes no lock)
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with the commands it has started
            process.wait()
            return "hangs"
    return "passes" if code == 0 else "crashes" if code < 0 else "fails"


def look(name, command):
    """Seconds that a test takes unmutated, and the mutants whose places it reaches."""
    reached = OUT / "reached" / (name.replace("/", "-") + ".txt")
    reached.parent.mkdir(exist_ok=True)
    reached.write_text("")
    begin = time.monotonic()
    end = run(command, 0, 3600, reached)
    if end != "passes":
        sys.exit(f"mutate: {name} {end} without any mutant")
    return time.monotonic() - begin, {int(number) for number in reached.read_text().split()}


def judge(number, tests, looks):
    reaching = [name for name in tests if number in looks[name][1]]
    reaching.sort(key=lambda name: looks[name][0])
    if not reaching:
        return Verdict("unreached", "")
    for name in reaching:
        end = run(tests[name], number, PATIENCE + SLOWEST * looks[name][0])
        if end != "passes":
            return Verdict(end, name)
    return Verdict("survives", "")


def reasons():
    """The reasons of survivors.md by file and marked line."""
    found, key = {}, None
    for line in (HERE / "survivors.md").read_text().splitlines():
        if match := re.fullmatch(r"- `([\w/.-]+)`: `(.+)`", line):
            key = match.groups()
            found[key] = ""
        elif key and line.startswith("  "):
            found[key] += line.strip()
        else:
            key = None
    return found


def report(chosen, verdicts):
    """Writes and prints the table; true where everything that lives has a reason."""
    known = reasons()
    rows, unexplained = [], 0
    for number, verdict in sorted(verdicts.items()):
        point = chosen[number - 1]
        place = f"{point.file}:{point.line}: {point.text}"
        rows.append(f"{number:4} {verdict.outcome:9} {verdict.test:30} {place}")
        reason = known.get((point.file, point.text))
        if verdict.outcome in ALIVE:
            unexplained += not reason
            print(rows[-1] + (f"\n     because: {reason}" if reason else ""))
        elif reason:
            print(f"survivors.md gives a reason for a mutant that {verdict.test} kills: {place}")
    if len(verdicts) == len(chosen):
        write(OUT / "table.txt", "\n".join(rows) + "\n")
    count = collections.Counter(verdict.outcome for verdict in verdicts.values())
    killed = sum(count.values()) - sum(count[outcome] for outcome in ALIVE)
    print(f"{len(verdicts)} mutants, {killed} killed:", end=" ")
    print(", ".join(f"{n} {outcome}" for outcome, n in sorted(count.items())))
    print(f"{unexplained} that live have no reason in tests/mutants/survivors.md")
    return unexplained == 0


def judge_all(numbers, tests, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        looks = dict(zip(tests, pool.map(look, tests, tests.values()), strict=True))
        took = sum(seconds for seconds, _ in looks.values())
        say(f"{len(tests)} tests pass unmutated, in {took:.0f} s")
        verdicts = {}
        waiting = {pool.submit(judge, number, tests, looks): number for number in numbers}
        for done in concurrent.futures.as_completed(waiting):
            number = waiting[done]
            verdicts[number] = done.result()
            say(f"{len(verdicts)} of {len(waiting)}: {number} {' '.join(verdicts[number])}")
    return verdicts


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the draw")
    parser.add_argument("--count", type=int, default=COUNT, help="how many mutants")
    parser.add_argument("--only", help="judge these numbers alone, with commas between")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="side by side")
    options = parser.parse_args()
    chosen = build(options.seed, options.count, options.jobs)
    numbers = list(range(1, len(chosen) + 1))
    if options.only:
        numbers = [int(number) for number in options.only.split(",")]
    sys.exit(0 if report(chosen, judge_all(numbers, unit_tests(), options.jobs)) else 1)


if __name__ == "__main__":
    main()
