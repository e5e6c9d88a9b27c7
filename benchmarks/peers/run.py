"""guywire beside the tools one would otherwise take: same problems, same bodies, same machine, same
run. `./dev bench peers` calls it.

Each tool runs in processes of its own, held on one core or on two. First every answer is put into
the same equations (problem.py) and compared; then all are timed in turns, round by round. One table
on the standard output, everything else about the run in a JSON file.
"""

import argparse
import dataclasses
import datetime
import json
import math
import os
import pathlib
import platform
import re
import select
import subprocess
import sys
import time

import numpy as np

import problem

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = problem.SOURCE / "build" / "peers"
PROGRAMS = FOLDER / "benchmarks" / "peers"
PEERS = {  # what is run, and on how many cores
    "guywire": (PROGRAMS / "peers_guywire", (1, 2)),
    "guywire in Python": ("guywire_", (1, 2)),
    "CasADi": ("casadi_newton", (1, 2)),
    "JAX": ("jax_newton", (1, 2)),
    "Ceres": (PROGRAMS / "peers_ceres", (1, 2)),
    "Ceres (headers alone)": (PROGRAMS / "peers_tiny_solver", (1, 2)),
    "MuJoCo": ("mujoco_", (1,)),
    "SciPy": ("scipy_", (1,)),
    "OpenSim": ("opensim_", (1,)),
    "QP solvers": ("qp", (1,)),
}
YARDSTICK = {
    "bridge7": "solve_batch",
    "standing_adult": "solve_batch",
    "recruitment": "recruit",
    "moment arms": "gw.moment_arms, 124 cables, 6 coordinates",
}
# [s] for one answer; chosen: building and compiling JAX's functions takes a minute on a busy
# machine
PATIENCE = 240
BODIES = {"bridge7": 20000, "standing_adult": 20000}
TITLES = {
    "bridge7": (
        "bridge7: seven hinges, twenty cables that only pull. Many bodies, each with its own "
        "length (±2 %) and stiffness (±20 %) of every cable, from the reference posture to rest"
    ),
    "standing_adult": (
        "standing_adult: six hinges, 124 muscles (De Groote-Fregly, rigid tendons), discs, "
        "capsule, upright thorax. Many bodies, length ±5 % and stiffness ±20 % of every muscle"
    ),
    "recruitment": (
        "Recruitment: least-effort tone of 124 muscles that balances standing_adult, seven moments"
    ),
    "moment arms": "Moment arms of all muscles of standing_adult in one posture",
}
ANSWER = {
    "bridge7": "largest residual, and difference from guywire's",
    "standing_adult": "largest residual, and difference from guywire's",
    "recruitment": "largest missing moment",
    "moment arms": "largest error",
}


def tell(*words):
    print(*words, file=sys.stderr, flush=True)


class Worker:
    """A peer's process. `why` says what is wrong when it does not answer."""

    def __init__(self, peer, what, cores):
        self.peer, self.cores, self.why = peer, cores, ""
        log = FOLDER / f"{peer.replace(' ', '_')}_{cores}.log"
        if isinstance(what, pathlib.Path):
            bodies = FOLDER if what.name == "peers_guywire" else FOLDER / "bridge7.bodies"
            command = [what, problem.SOURCE, bodies, cores]
        else:
            command = [sys.executable, HERE / "worker.py", what, FOLDER, cores]
        environment = os.environ | {
            "OMP_NUM_THREADS": str(cores),
            "OPENBLAS_NUM_THREADS": str(cores),
            "JAX_PLATFORMS": "cpu",
        }
        self.log = log.open("w+")
        hold = (
            (lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]))
            if hasattr(os, "sched_setaffinity")
            else None
        )
        try:
            self.process = subprocess.Popen(
                [str(c) for c in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                text=True,
                env=environment,
                preexec_fn=hold,  # noqa: PLW1509 (no threads here)
            )
        except OSError as e:
            self.process, self.why = None, f"did not start: {e.strerror}"

    def ask(self, line):
        """None when it has ended."""
        if self.why:
            return None
        try:
            print(line, file=self.process.stdin, flush=True)
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                self.process.kill()
                self.why = f"no answer within {PATIENCE} s"
                return None
            said = self.process.stdout.readline()
        except BrokenPipeError:
            said = ""
        if said:
            return json.loads(said)
        self.process.wait()
        self.log.seek(0)
        last = [row for row in self.log.read().splitlines() if row.strip()]
        self.why = (
            last[-1].strip() if last else f"ended with {self.process.returncode} and without a word"
        )
        return None


# --- answers --------------------------------------------------------------------------------------


def judge(name, answer, tolerance, weights, shared):
    """Worst error of an answer in the problem's own terms, and what there is to say of it."""
    if name in ("bridge7", "standing_adult"):
        p, length, stiffness, reference = shared[name]
        theta = answer.reshape(-1, p.n)
        count = len(theta)
        g = np.abs(problem.residual(p, theta, length[:count], stiffness[:count])).max(1)
        off = np.abs(theta - reference[:count]).max(1) if reference is not None else np.zeros(count)
        missed, elsewhere = (
            int((~(g <= tolerance)).sum()),
            int(((g <= tolerance) & (off > 1e-3)).sum()),
        )
        words = [f"residual above {tolerance:g} N m in {missed} of {count} bodies"] * bool(
            missed
        ) + [f"{elsewhere} of {count} rest elsewhere"] * bool(elsewhere)
        out = {
            "error": float(np.median(g)) if missed else float(np.max(g)),
            "error_is": "median residual, N m" if missed else "largest residual, N m",
            "off_rad": float(np.nanmax(off[g <= tolerance], initial=0)),
        }
        out["missed"] = missed + elsewhere
        if name == "bridge7":  # body 0 is the one without changes
            out["off_expected_rad"] = float(np.abs(theta[0] - problem.bridge7_expected()).max())
            words += [
                f"the unchanged body is {out['off_expected_rad']:.0e} rad off its expected angles"
            ] * bool(not out["off_expected_rad"] <= max(1e-9, tolerance))
        return out, words
    if name == "recruitment":
        t = shared[name]
        a = answer.reshape(-1, len(t.w))
        w = t.w if weights else np.ones_like(t.w)
        g, effort = np.abs(t.B @ a.T - t.r[:, None]).max(), (w @ a.T**2).max()
        outside = max(t.floor - a.min(), a.max() - 1)
        more = effort / proven_effort(t, w) - 1
        words = (
            [f"misses {tolerance:g} N m"] * bool(not g <= tolerance)
            + [f"effort {100 * more:.2g} % from the optimum"] * bool(not abs(more) <= 1e-4)
            + [f"tone outside its bounds by {outside:.1g}"] * bool(not outside <= 1e-6)
        )
        return {
            "error": float(g),
            "error_is": "largest missing moment, N m",
            "effort": float(effort),
        }, words
    arms = shared[name]
    error = float(np.abs(answer.reshape(arms.shape) - arms).max())
    return {"error": error, "error_is": "largest difference, m"}, ["differs"] * bool(
        not error <= 1e-6
    )


def true_moment_arms(p, h=1e-5):
    """-dl/dtheta by central differences of lengths [m]."""
    X, Y, _, _, dz2, sums, inside = p.levers()

    def lengths(u):
        angle = np.zeros(len(p.bodies) + 1)
        angle[: p.n] = u
        c, s = np.cos(angle), np.sin(angle)
        return sums @ np.sqrt((X @ c - Y @ s) ** 2 + (X @ s + Y @ c) ** 2 + dz2) + inside

    return np.array([(lengths(-h * e) - lengths(h * e)) / (2 * h) for e in np.eye(p.n)]).T


def proven_effort(t, w):
    """A lower bound of sum w a^2 over all tone that balances: the concave dual, climbed by Newton's
    method as far as it goes; at its top the bound is the least effort itself.
    """

    def tone(y):
        return np.clip(t.B.T @ y / (2 * w), t.floor, 1)

    def bound(y):
        return y @ t.r + (w * tone(y) ** 2 - (t.B.T @ y) * tone(y)).sum()

    y = np.linalg.solve((t.B / (2 * w)) @ t.B.T, t.r)
    for _ in range(100):
        free = (tone(y) > t.floor) & (tone(y) < 1)
        H = (t.B[:, free] / (2 * w[free])) @ t.B[:, free].T
        step = np.linalg.solve(H + 1e-12 * (1 + np.trace(H)) * np.eye(len(y)), t.r - t.B @ tone(y))
        length = next((s for s in 0.5 ** np.arange(40) if bound(y + s * step) > bound(y)), 0)
        if length == 0:
            break
        y = y + length * step
    return float(bound(y))


# --- the machine ----------------------------------------------------------------------------------


def machine():
    def output(*command):
        try:
            return subprocess.run(
                command, capture_output=True, text=True, cwd=problem.SOURCE, check=True
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return ""

    cpu = pathlib.Path("/proc/cpuinfo")
    cpu = (
        dict(re.findall(r"^(model name|cpu family|model)\s*: (.*)$", cpu.read_text(), re.MULTILINE))
        if cpu.exists()
        else {}
    )
    cache = (FOLDER / "CMakeCache.txt").read_text() if (FOLDER / "CMakeCache.txt").exists() else ""

    def option(name):
        return next(iter(re.findall(rf"^{name}:\w+=(.*)$", cache, re.MULTILINE)), "")

    compiler = option("CMAKE_CXX_COMPILER") or "c++"
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": output("git", "rev-parse", "--short=12", "HEAD")
        + (
            " and uncommitted changes"
            if output("git", "status", "--porcelain", "--untracked-files=no")
            else ""
        ),
        "cpu": (
            f"{cpu.get('model name', platform.processor())} (family "
            f"{cpu.get('cpu family', '?')}, model {cpu.get('model', '?')})"
        ),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "compiler": output(compiler, "--version").partition("\n")[0],
        "flags": " ".join(
            f"{option('CMAKE_CXX_FLAGS')} {option('CMAKE_CXX_FLAGS_RELEASE')}".split()
        ),
        "python": platform.python_version(),
    }


# --- the table ------------------------------------------------------------------------------------


def spread(samples):
    q = np.quantile(samples, [0.5, 0.25, 0.75])
    return {
        "median": q[0],
        "lower_quartile": q[1],
        "upper_quartile": q[2],
        "least": min(samples),
        "most": max(samples),
        "repetitions": len(samples),
    }


def human(seconds, *more):
    """In the unit that suits the first; three digits."""
    unit, scale = next(
        ((u, k) for u, k in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if seconds * k >= 1), ("µs", 1e6)
    )
    digits = min(3, max(0, 2 - math.floor(math.log10(seconds * scale)))) if seconds > 0 else 0
    text = [f"{v * scale:.{digits}f}" for v in (seconds, *more)]
    return f"{text[0]} {unit}" + (f" ({'–'.join(text[1:])})" if more else "")


def timed(figures, cores):
    """Of a body: median and quartiles. On one core what the process had of it,
    so that other work does not count; on two by the clock.
    """
    f = figures.get(str(cores))
    if f is None:
        return "", None
    f = f["cpu" if cores == 1 else "wall"]
    return human(f["median"], f["lower_quartile"], f["upper_quartile"]), f["median"]


def times(ratio):
    return f"{ratio:.3g}" if ratio < 1000 else f"{ratio:,.0f}".replace(",", " ")


def rows_of(result, name):
    rows = []
    for c in result["cases"]:
        if c["problem"] == name:
            (one, m1), (two, m2) = timed(c["times"], 1), timed(c["times"], 2)
            rows.append(
                (m1, [c["peer"], c["way"], f"{c['bodies']:,}".replace(",", " "), one, two, c], m2)
            )
    base = next((r for r in rows if r[1][1] == YARDSTICK[name]), None)
    for m1, row, m2 in sorted(rows, key=lambda r: r[0] or math.inf):
        ratios = [
            times(m / b) if m and b else ""
            for m, b in ((m1, base and base[0]), (m2, base and base[2]))
        ]
        yield row, ratios


def table(result):
    out = []
    for name, title in TITLES.items():
        out += [
            f"**{title}**",
            "",
            (
                f"| tool | way | bodies a call | answer: {ANSWER[name]} | one core, a body | "
                "times guywire's | two cores, a body | times guywire's |"
            ),
            "|---|---|---:|---|---:|---:|---:|---:|",
        ]
        for (peer, way, bodies, one, two, c), ratios in rows_of(result, name):
            a = c["answer"]
            answer = (
                f"{a['error']:.0e} {a['error_is'].rpartition(', ')[2]}"
                + (f", {a['off_rad']:.0e} rad" if "off_rad" in a else "")
                + "".join(f"; {w}" for w in c["words"])
            )
            out.append(
                f"| {peer} | {way} | {bodies} | {answer} | {one} | {ratios[0]} | {two} | "
                f"{ratios[1]} |"
            )
        out.append("")
    for peer, why in result["missing"].items():
        out += [f"{peer} could not be timed: {why}", ""]
    m = result["machine"]
    notes = {f"{c['peer']}, {c['way']}": c["note"] for c in result["cases"] if c["note"]}
    other = {
        f"{c['peer']}, {c['way']} {c['tolerance_Nm']:g}"
        for c in result["cases"]
        if c["tolerance_Nm"] != 1e-9
    }
    tolerances = "; ".join(["1e-9 N m", *sorted(other)])
    setups = {
        f"{c['peer']}, {c['way']} ({c['problem']})": c["setup"]
        for c in result["cases"]
        if c["setup"] > 0.5
    }
    out += [
        f"Medians of {result['rounds']} rounds in turns (fewer of what takes long), "
        "quartiles in brackets. One core: processor time of a process held on it; two "
        "cores: by the clock. "
        "Each answer is first put into the same NumPy equations; where a row says nothing "
        f'of it, the answer met its tolerance ({tolerances}). "Times guywire\'s" compares '
        "with the row whose ratio is 1. Not in the time: "
        f"{', '.join(f'{k} {v:.1f} s' for k, v in setups.items()) or 'building expressions'} "
        "to build and compile.",
        "",
        " ".join(f"{k}: {v}." for k, v in notes.items()),
        "",
        f"{m['cpu']}, {m['cores']} cores, {m['system']}; {m['compiler']}, {m['flags']}; "
        f"Python {m['python']}; "
        f"{', '.join(f'{k} {v}' for k, v in result['versions'].items())}. Commit "
        f"{m['commit']}, {m['date']}; "
        f"load average {result['load_before']:.1f} before, {result['load_after']:.1f} after; "
        f"processes had {100 * result['share_of_core']:.0f} % of their core"
        + (
            "."
            if result["share_of_core"] > 0.9
            else ": others were at work, so times on two cores are too long; those on one are not."
        ),
    ]
    return "\n".join(out)


def short_table(result):
    """The yardstick and the fastest way of each other tool, for README.md.
    A way that loses a body in a thousand still counts, and says so.
    """
    out = [
        "| problem | tool | time per body, one core | multiple of guywire's time |",
        "|---|---|---:|---:|",
    ]
    for name in TITLES:
        seen = set()
        for (peer, way, _, one, _, c), ratios in rows_of(result, name):
            tool = peer.partition(" (")[0]
            if peer == "guywire" and way != YARDSTICK[name]:
                continue
            if (
                one
                and tool not in seen
                and (not c["words"] or 0 < c["answer"].get("missed", 0) <= c["bodies"] / 1000)
            ):
                seen.add(tool)
                out.append(
                    f"| {name} | {'; '.join([f'{peer}, {way}', *c['words']])} | "
                    f"{one.partition(' (')[0]} | {ratios[0]} |"
                )
    return "\n".join(
        [
            *out,
            "",
            (
                f"{result['machine']['cpu']}, {result['machine']['date']}. The "
                "[benchmarks](benchmarks/README.md#side-by-side) list all ways of solving that "
                "we tried, with their answers, their versions and the spread of their times."
            ),
        ]
    )


def rewrite(result):
    for path, text in (
        (problem.SOURCE / "benchmarks" / "README.md", table(result)),
        (problem.SOURCE / "README.md", short_table(result)),
    ):
        text = f"\n<!-- made by ./dev bench peers --readme; not by hand -->\n\n{text}\n\n"
        new, count = re.subn(
            r"(<!-- peers: begin -->).*?(<!-- peers: end -->)",
            lambda m, text=text: m[1] + text + m[2],
            path.read_text(),
            flags=re.DOTALL,
        )
        if count != 1:
            sys.exit(
                f"peers: {path.relative_to(problem.SOURCE)} has {count} sections between "
                "<!-- peers: begin --> and <!-- peers: end -->; one is needed."
            )
        path.write_text(new)
        tell(f"peers: wrote the table into {path.relative_to(problem.SOURCE)}")


# --- the run --------------------------------------------------------------------------------------


def arguments():
    options = argparse.ArgumentParser(
        prog="./dev bench peers", description="guywire beside other tools: one table, from one run."
    )
    options.add_argument(
        "--quick", action="store_true", help="few bodies, two rounds: does everything work?"
    )
    options.add_argument(
        "--rounds", type=int, default=9, help="how often each is timed (default 9)"
    )
    options.add_argument(
        "--only",
        action="append",
        metavar="TOOL",
        help="one of: "
        + ", ".join(PEERS)
        + "; may be repeated. guywire always runs, as the yardstick",
    )
    options.add_argument(
        "--json",
        type=pathlib.Path,
        default=FOLDER / "results.json",
        metavar="FILE",
        help="where everything about the run goes",
    )
    options.add_argument(
        "--readme",
        action="store_true",
        help="write the tables into README.md and benchmarks/README.md",
    )
    options.add_argument(
        "--from-json",
        type=pathlib.Path,
        metavar="FILE",
        help="show (with --readme: write) the table of an earlier run",
    )
    given = options.parse_args()
    if given.from_json:
        return given
    if given.rounds < 1:
        options.error("--rounds must be at least 1")
    unknown = set(given.only or ()) - set(PEERS)
    if unknown:
        options.error(f"no tool {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    return given


def draw_bodies(quick):
    """What tools are asked, into files and for the judge; the first body has no changes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shared = {}
    for p in (problem.bridge7(), problem.standing_adult()):
        length, stiffness = p.draw(BODIES[p.name] // (100 if quick else 1))
        length[0] = stiffness[0] = 1
        np.stack([length, stiffness], axis=1).tofile(FOLDER / f"{p.name}.bodies")
        shared[p.name] = [p, length, stiffness, None]
    shared["recruitment"] = problem.recruitment(shared["standing_adult"][0])
    shared["moment arms"] = true_moment_arms(shared["standing_adult"][0])
    return shared


@dataclasses.dataclass
class Run:
    """What has come of a run so far."""

    shared: dict  # of draw_bodies
    started: float  # by the monotonic clock [s]
    cases: dict = dataclasses.field(default_factory=dict)  # (problem, peer, way) -> case
    versions: dict = dataclasses.field(default_factory=dict)
    missing: dict = dataclasses.field(default_factory=dict)  # peer, or peer and way -> why

    def ask_all(self, only):
        """Every tool for every answer."""
        for peer, (what, all_cores) in PEERS.items():
            if only and peer not in only and peer != "guywire":
                continue
            for cores in all_cores:
                if cores <= (os.cpu_count() or 1):
                    self.ask(peer, what, cores)

    def ask(self, peer, what, cores):
        worker = Worker(peer, what, cores)
        said = worker.ask("describe")
        if said is None:
            self.missing[peer] = worker.why
            tell(f"peers: {peer} on {cores}: {worker.why}")
            return
        self.versions |= said["versions"]
        for k, c in enumerate(said["cases"]):
            file = FOLDER / "answer"
            first = worker.ask(f"answer {k} {file}")
            if first is None:
                self.missing[f"{peer}, {c['way']}"] = worker.why
                break
            self.take(peer, cores, c, np.fromfile(file), (worker, k, first["wall"]))

    def take(self, peer, cores, c, answer, asked):
        """An answer, judged; `asked`: the worker, its number of the case, seconds of the first."""
        name = c["problem"]
        yardstick = name in BODIES and c["way"] == YARDSTICK[name] and peer == "guywire"
        if yardstick and cores == 1:
            self.shared[name][3] = answer.reshape(-1, self.shared[name][0].n)
        found, words = judge(
            name, answer, c.get("tolerance", 1e-9), c.get("weights", True), self.shared
        )
        case = self.cases.setdefault(
            (name, peer, c["way"]),
            {
                "problem": name,
                "peer": peer,
                "way": c["way"],
                "note": c["note"],
                "setup": c.get("setup", 0),
                "bodies": c["bodies"],
                "tolerance_Nm": c.get("tolerance", 1e-9),
                "answer": found,
                "words": words,
                "asked": {},
                "samples": {},
            },
        )
        if words != case["words"]:
            case["words"] = sorted({*case["words"], *(f"on {cores} cores {w}" for w in words)})
        case["asked"][cores] = asked
        case["samples"][cores] = {"wall": [], "cpu": []}
        tell(
            f"peers: {name}: {peer}, {c['way']}, {cores} core{'s' * (cores > 1)}: "
            f"{found['error']:.1e} ({found['error_is']}){''.join('; ' + w for w in words)}; "
            f"{human(asked[2] / c['bodies'])} a body"
        )

    def time_in_turns(self, rounds):
        plan = [
            (c, cores, *asked) for c in self.cases.values() for cores, asked in c["asked"].items()
        ]
        estimate = sum(rounds / shares(first) * first * repeats(first) for *_, first in plan)
        tell(
            f"peers: answers after {time.monotonic() - self.started:.0f} s; now {rounds} rounds of "
            f"{len(plan)} timings, about {estimate:.0f} s"
        )
        for r in range(rounds):
            for c, cores, worker, k, first in plan:
                if r % shares(first) == 0:
                    self.time_case(c, cores, worker, k, repeats(first))
            tell(f"peers: round {r + 1} of {rounds}, {time.monotonic() - self.started:.0f} s")

    def time_case(self, c, cores, worker, k, times):
        for _ in range(times):
            said = worker.ask(f"time {k}")
            if said is None:
                self.missing[f"{c['peer']}, {c['way']}"] = worker.why
                break
            for clock in ("wall", "cpu"):
                c["samples"][cores][clock].append(said[clock] / c["bodies"])

    def share_of_core(self):
        """What processes held on one core had of it; they lose what other work takes."""
        had = [
            sum(c["samples"][1]["cpu"]) / sum(c["samples"][1]["wall"])
            for c in self.cases.values()
            if c["samples"].get(1, {}).get("wall")
        ]
        return float(np.median(had))

    def timed_cases(self):
        """The cases with the spread of their times in place of the samples."""
        for c in self.cases.values():
            c["times"] = {
                str(cores): {clock: spread(v) for clock, v in s.items()}
                for cores, s in c.pop("samples").items()
                if s["wall"]
            }
            del c["asked"]
        return list(self.cases.values())


def repeats(first):
    """Calls in a round, so that short ones are seen often enough; `first`: seconds of one."""
    return max(1, min(20, int(0.05 / first)))


def shares(first):
    """What takes long comes every third round."""
    return 1 if first < 3 else 3


def main():
    given = arguments()
    if given.from_json:
        result = json.loads(given.from_json.read_text())
        print(table(result))
        if given.readme:
            rewrite(result)
        return
    started, load_before = time.monotonic(), os.getloadavg()[0]
    run = Run(draw_bodies(given.quick), started)
    rounds = 2 if given.quick else given.rounds
    run.ask_all(given.only)
    run.time_in_turns(rounds)
    result = {
        "what": (
            "seconds a body: median, quartiles, extremes; cpu is processor time of all threads, "
            "wall by the clock"
        ),
        "machine": machine(),
        "versions": run.versions,
        "rounds": rounds,
        "quick": given.quick,
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "share_of_core": run.share_of_core(),
        "seconds": time.monotonic() - run.started,
        "cases": run.timed_cases(),
        "missing": run.missing,
    }
    given.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(table(result))
    tell(f"peers: {result['seconds']:.0f} s; {given.json}")
    if given.readme:
        if given.quick:
            sys.exit("peers: --quick is a trial; its table does not go into a README.")
        rewrite(result)


if __name__ == "__main__":
    main()
