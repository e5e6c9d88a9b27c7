#!/usr/bin/env python3
"""Do two commits give the same answers? Both are built here, asked the same, and compared.

    ./dev fingerprint                       what the working tree answers, as a hash for each class
    ./dev fingerprint --against COMMIT      the working tree beside COMMIT: which numbers changed
    ./dev fingerprint --against COMMIT --quick     a few hundred cases, for work in between

Exit status: 0 if all is equal, 1 if anything differs, 2 for wrong use. Everything lies in
build/fingerprint: the older commit's sources, build and answers (kept for the next comparison), a
copy of the working tree (which may be edited meanwhile), and the random models, which are drawn
once, by the older commit, and then only read.
"""

import argparse
import contextlib
import fcntl
import hashlib
import io
import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

import cases
from compare import Comparison

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build" / "fingerprint"
CHUNK = 100  # cases that one run of the probe is given
PATIENCE = 300  # seconds that one case may take
AGAIN = 500  # cases that changed and are asked again of the older side


class Failure(Exception):
    """What went wrong, for people."""


def run(words, **more):
    return subprocess.run(words, check=True, capture_output=True, **more).stdout


# --- the two sides --------------------------------------------------------------------------------


class Side:
    """One build: its programs and where its answers are kept."""

    def __init__(self, name, folder, probe=None, command=None):
        self.name, self.folder = name, folder
        self.source = folder / "source"
        self.probe, self.command = probe, command
        self.asked = set()

    def records(self, program, content):
        """Where the answer of this very program to this question is kept."""
        key = hashlib.sha256(self.digest(program).encode() + content).hexdigest()[:20]
        path = self.folder / "records" / key
        self.asked.add(path)
        return path

    def digest(self, program):
        known = self.__dict__.setdefault("digests", {})
        if program not in known:
            known[program] = hashlib.sha256(program.read_bytes()).hexdigest()
        return known[program]


def commit_of(text):
    try:
        words = ["git", "rev-parse", "--verify", "--quiet", f"{text}^{{commit}}"]
        return run(words, cwd=ROOT, text=True).strip()
    except subprocess.CalledProcessError:
        raise Failure(f"git knows no commit '{text}'.") from None


def older_side(commit):
    side = Side(commit[:10], WORK / commit[:12])
    if not (side.source / "CMakeLists.txt").exists():
        archive = run(["git", "archive", commit], cwd=ROOT)
        side.source.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(side.source)
    return side


def newer_side():
    """The working tree as it is now, new files included: a copy, so that it may be edited."""
    side = Side("the working tree", WORK / "present")
    listed = run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, text=True)
    names = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    for name in names:
        source, target = ROOT / name, side.source / name
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)  # only what changed gets a new time, and is built
    for path in list(side.source.rglob("*")):
        if path.is_file() and path.relative_to(side.source).as_posix() not in names:
            path.unlink()
    return side


def compiler_tag():
    """Names the build folder: another compiler or other flags build anew."""
    compiler = os.environ.get("CXX", "c++")
    version = run([*compiler.split(), "--version"], text=True).splitlines()[0]
    flags = os.environ.get("CXXFLAGS", "")
    return hashlib.sha256(f"{compiler}\n{version}\n{flags}".encode()).hexdigest()[:8]


def logged(words, log, environment):
    with log.open("ab") as out:
        child = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, env=environment)
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise


def probe_sources(side, older):
    """Probes to try, best first: the present one asks most, but may use names that came later."""
    present = (HERE / "probe.cpp").read_bytes()
    yield "the present probe", present
    if not older:
        return
    own = side.source / "tests" / "golden" / "probe.cpp"
    if own.exists():
        yield "its own probe", own.read_bytes()
    words = ["git", "log", "--diff-filter=A", "--format=%H", "--", "tests/golden/probe.cpp"]
    first = run(words, cwd=ROOT, text=True).split()
    if first:
        words = ["git", "show", f"{first[-1]}:tests/golden/probe.cpp"]
        yield "the first probe", run(words, cwd=ROOT)


def build(side, older):
    """Makes the command and the probe of a side; the layout is alike on both, for ccache."""
    harness = side.folder / "harness"
    target = side.folder / f"build-{compiler_tag()}"
    log = side.folder / "build.log"
    harness.mkdir(parents=True, exist_ok=True)
    write_if_changed(harness / "CMakeLists.txt", (HERE / "CMakeLists.txt").read_bytes())
    environment = {**os.environ, "CCACHE_BASEDIR": str(side.folder), "CCACHE_NOHASHDIR": "1"}
    log.write_bytes(b"")
    say(f"building {side.name} (log: {log.relative_to(ROOT)})")
    for label, text in probe_sources(side, older):
        write_if_changed(harness / "probe.cpp", text)
        if not (target / "build.ninja").exists():
            words = ["cmake", "-G", "Ninja", "-S", harness, "-B", target]
            words += ["-DCMAKE_BUILD_TYPE=Release", f"-DGUYWIRE_SOURCE={side.source}"]
            if logged([*words, f"-DPROBE={harness}/probe.cpp"], log, environment):
                raise Failure(f"CMake fails for {side.name}; see {log}.")
        if logged(["cmake", "--build", target, "--target", "guywire_cli"], log, environment):
            raise Failure(f"{side.name} does not build; see {log}.")
        if not logged(["cmake", "--build", target, "--target", "guywire_probe"], log, environment):
            side.probe, side.command = target / "bin" / "guywire_probe", target / "bin" / "guywire"
            if label != "the present probe":
                say(f"{side.name} is asked by {label}: the present one does not build there")
            return
    raise Failure(f"no probe builds with {side.name}; see {log}.")


def write_if_changed(path, content):
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


# --- what is asked --------------------------------------------------------------------------------


def random_models(side, seed, count):
    """Lines of the probe's form, drawn once by the first side that needs them."""
    path = WORK / f"models-{seed}-{count}" / "cases.txt"
    if not path.exists():
        say(f"drawing {count} random models ({side.name})")
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(run([side.probe, "write", str(seed), str(count)]))
        part.rename(path)
    return path.read_text().splitlines()


def shipped_models(side):
    """Of the older side: names that are varied."""
    return [json.loads(run([side.command, "convert", name])) for name in cases.COORDINATES]


def probe_chunks(side, options):
    lines = list(cases.shipped_cases(shipped_models(side), options.quick))
    lines += cases.random_cases(random_models(side, options.seed, options.count))
    for folder in options.models:
        lines += cases.file_cases(folder)
    if options.only:
        lines = [line for line in lines if set(line.split("\t", 1)[0].split(",")) & options.only]
    return [lines[i : i + CHUNK] for i in range(0, len(lines), CHUNK)]


# --- asking the probe -----------------------------------------------------------------------------


class Children:
    """Processes that run now, to be ended at Ctrl-C."""

    def __init__(self):
        self.running, self.lock, self.stopped = set(), threading.Lock(), False

    def start(self, words, **more):
        with self.lock:
            if self.stopped:
                raise Failure("stopped")
            child = subprocess.Popen(words, **more)
            self.running.add(child)
            return child

    def done(self, child):
        with self.lock:
            self.running.discard(child)

    def stop(self):
        with self.lock:
            self.stopped = True
            for child in self.running:
                child.kill()


children = Children()


def ask_once(probe, lines):
    """The records of as many of these cases as the probe survives, how many, and how it ended."""
    with tempfile.TemporaryFile() as questions:
        questions.write("".join(line + "\n" for line in lines).encode())
        questions.seek(0)
        words = {"stdin": questions, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        child = children.start([probe, "run"], text=True, **words)
        records, pending, answered = [], [], 0
        late = threading.Event()

        def stop():
            late.set()
            child.kill()

        watch = threading.Timer(PATIENCE, stop)
        watch.start()
        for line in child.stdout:
            if not line.startswith("end\t"):
                pending.append(line.rstrip("\n"))
                continue
            records += pending
            pending = []
            answered += 1
            watch.cancel()
            watch = threading.Timer(PATIENCE, stop)
            watch.start()
        watch.cancel()
        code = child.wait()
        children.done(child)
        return records, answered, "too slow" if late.is_set() else f"ended with {code}"


def ask(probe, lines):
    """Records of all cases: where the probe dies, the case says so and the others go on."""
    records = []
    while lines:
        some, answered, end = ask_once(probe, lines)
        if children.stopped:
            raise Failure("stopped")
        records += some
        if answered < len(lines):
            records += [f"{name}\tprobe {end}" for name in names_of(lines[answered])]
        lines = lines[answered + 1 :]
    return records


def ask_probe(side, lines):
    path = side.records(side.probe, "\n".join(lines).encode())
    if not path.exists():
        save(path, "\n".join(ask(side.probe, lines)))
    return path


def save(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.rename(path)


# --- asking the command ---------------------------------------------------------------------------


def stripped(text):
    """Without what may differ by itself: version and hash."""
    text = re.sub(r"guywire \d+\.\d+\.\d+", "guywire", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)


def stripped_json(value):
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in ("version", "hash")}
        return {key: stripped_json(item) for key, item in kept.items()}
    return [stripped_json(item) for item in value] if isinstance(value, list) else value


def answer(command, arguments):
    with tempfile.TemporaryDirectory() as folder:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        child = children.start([command, *arguments], cwd=folder, text=True, **streams)
        out, errors = child.communicate(timeout=PATIENCE)
        children.done(child)
        parts = {"errors": stripped(errors)}
        try:
            parts["json"] = json.dumps(stripped_json(json.loads(out)))
        except json.JSONDecodeError:
            parts["text"] = stripped(out)
        for path in sorted(pathlib.Path(folder).iterdir()):
            parts[path.name] = stripped(path.read_text())
    return {"exit": child.returncode, "parts": parts}


def ask_command(side, arguments):
    path = side.records(side.command, json.dumps(arguments).encode())
    if not path.exists():
        save(path, json.dumps(answer(side.command, arguments)))
    return path


# --- running, comparing ---------------------------------------------------------------------------


def say(text):
    print(f"fingerprint: {text}", file=sys.stderr, flush=True)


class Progress:
    def __init__(self, total):
        self.total, self.done, self.start, self.shown = total, 0, time.time(), 0.0

    def step(self, weight):
        self.done += weight
        terminal = sys.stderr.isatty()
        if time.time() - self.shown < (0.2 if terminal else 15) and self.done < self.total:
            return
        self.shown = time.time()
        seconds = self.shown - self.start
        text = f"fingerprint: {100 * self.done // self.total:>3} %, {seconds:.0f} s"
        print(f"\r{text}" if terminal else text, end="", file=sys.stderr, flush=True)
        if not terminal or self.done >= self.total:
            print(file=sys.stderr, flush=True)


def run_jobs(jobs, workers):
    """Jobs: (weight, function). Their results, in order; the first failure ends all."""
    todo: queue.Queue[tuple[int, int, Callable[[], Any]]] = queue.Queue()
    results, failures = [None] * len(jobs), list[Exception]()
    for i, (weight, job) in enumerate(jobs):
        todo.put((i, weight, job))
    progress = Progress(sum(weight for weight, _ in jobs))
    lock = threading.Lock()

    def work():
        while not failures and not children.stopped:
            try:
                i, weight, job = todo.get_nowait()
            except queue.Empty:
                return
            try:
                results[i] = job()
            except Exception as failure:  # shown below, in the thread that can end the program
                failures.append(failure)
                return
            with lock:
                progress.step(weight)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # so that Ctrl-C is heard
    except KeyboardInterrupt:
        children.stop()
        raise
    if failures:
        children.stop()
        raise failures[0]
    return results


def compare(sides, chunks, commands, options):
    """Asks both sides (or one, twice the same) and compares."""
    jobs = [(len(c), lambda s=s, c=c: ask_probe(s, c)) for c in chunks for s in sides]
    jobs += [(10, lambda s=s, a=a: ask_command(s, a)) for a in commands for s in sides]
    answered = run_jobs(jobs, options.jobs)
    pairs = [answered[i : i + len(sides)] for i in range(0, len(answered), len(sides))]

    def compared(unsteady):
        comparison = Comparison(options.ignore_texts, unsteady)
        for paths in pairs[: len(chunks)]:
            comparison.add_lines(*(paths[k].read_text().splitlines() for k in (0, -1)))
        for arguments, paths in zip(commands, pairs[len(chunks) :], strict=True):
            name = "command/" + " ".join(arguments)
            comparison.add_answers(*({name: json.loads(paths[k].read_text())} for k in (0, -1)))
        return comparison

    first = compared(set())
    unsteady = not_repeated(sides[0], chunks, pairs, set(first.changed[:AGAIN]))
    return compared(unsteady) if unsteady else first


def not_repeated(side, chunks, pairs, changed):
    """Which of these cases the side answers in another way when it is asked again."""
    unsteady = set()
    for chunk, paths in zip(chunks, pairs[: len(chunks)], strict=True):
        lines = [line for line in chunk if changed & set(names_of(line))]
        if not lines:
            continue
        before = set(paths[0].read_text().splitlines())
        again = ask(side.probe, lines)
        unsteady |= {line.split("\t", 1)[0] for line in again if line not in before}
    return unsteady


def names_of(line):
    classes, name = line.split("\t", 2)[:2]
    return [f"{one}/{name}" for one in classes.split(",")]


CLASSES = "solve, posture, recruit, sensitivity, sweep, branch, equilibria, batch, command"


def arguments_of(words):
    parser = argparse.ArgumentParser(prog="./dev fingerprint", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--against", metavar="COMMIT", help="the older side")
    add("--quick", action="store_true", help="a few hundred cases")
    add(
        "--within-rounding",
        action="store_true",
        help="exit 0 if statuses and branches are equal and numbers within rounding",
    )
    add("--ignore-texts", action="store_true", help="messages, text and CSV may differ")
    add("--only", metavar="CLASS,...", type=lambda text: set(text.split(",")), help=CLASSES)
    add(
        "--models",
        metavar="FOLDER",
        action="append",
        default=[],
        help="also the model files in FOLDER; repeatable",
    )
    add("--count", type=int, help="random models (10000; quick: 200)")
    add("--seed", type=int, default=100000, help="of the random models")
    add("--show", type=int, default=12, help="rows of each table")
    add("--fresh", action="store_true", help="forget answers that were kept")
    add("--jobs", type=int, default=os.cpu_count(), help="processes side by side")
    options = parser.parse_args(words)
    options.count = options.count or (200 if options.quick else 10000)
    unknown = (options.only or set()) - set(CLASSES.split(", "))
    if unknown:
        parser.error(f"--only: no class '{min(unknown)}'; there are {CLASSES}")
    return options


def forget(side, kept=()):
    """Drops kept answers but these."""
    folder = side.folder / "records"
    for path in folder.glob("*") if folder.exists() else []:
        if path not in kept:
            path.unlink()


@contextlib.contextmanager
def alone():
    """A lock held to the end: two runs in one tree would build over each other."""
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another fingerprint runs in this tree; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(words):
    options = arguments_of(words)
    with alone():
        return fingerprint(options)


def fingerprint(options):
    sides = [newer_side()]
    if options.against:
        sides.insert(0, older_side(commit_of(options.against)))
    for side in sides:
        build(side, older=side is not sides[-1])
        if options.fresh:
            forget(side)
    chunks = [] if options.only == {"command"} else probe_chunks(sides[0], options)
    commands = list(cases.command_cases(options.quick))
    if options.only and "command" not in options.only:
        commands = []
    comparison = compare(sides, chunks, commands, options)
    forget(sides[-1], sides[-1].asked)  # the next working tree is another
    if not options.against:
        print(comparison.hash_table())
        return 0
    status, sentence = verdict(comparison, sides, options)
    print(comparison.report(options.show), "", sentence, sep="\n")
    return status


def verdict(comparison, sides, options):
    """Exit status, and the same in words."""
    differing, beyond = comparison.differing(), comparison.beyond_rounding()
    names = " and ".join(side.name for side in sides)
    if not differing:
        return 0, f"{names} are equal, bit for bit."
    words = f"{names} differ in {differing} cases: {beyond} by more than rounding and words."
    return (1 if beyond or not options.within_rounding else 0), words


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)
    except (Failure, subprocess.CalledProcessError) as failure:
        say(str(failure))
        sys.exit(2)
