"""What calling from Python costs, beside its goals: ./dev python benchmarks/python.py.
Medians of many runs; ratios are of one run.
"""

import functools
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import threading
import time

import numpy as np

import guywire as gw


def each(f, times, rounds=15):
    """Median over rounds of the mean time of a call [s]."""
    spans = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            f()
        spans.append((time.perf_counter() - start) / times)
    return statistics.median(spans)


def line(what, value, goal):
    print(f"{what:<58} {value:>14}   goal {goal}")


bridge, body = gw.load("bridge"), gw.load("standing_adult")


def compiled(model):
    """Median time of solve(model) in C++ [s], from the benchmarks;
    None where they are not built (./dev bench builds them).
    """
    program = pathlib.Path(__file__).parents[1] / "build" / "release" / "guywire_bench"
    if not program.exists():
        return None
    said = subprocess.run(
        [
            program,
            f"--benchmark_filter=^{model.name}/solve_fresh$",
            "--benchmark_format=json",
            "--benchmark_repetitions=9",
            "--benchmark_min_time=0.05",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return 1e-6 * next(
        run["cpu_time"]
        for run in json.loads(said)["benchmarks"]
        if run.get("aggregate_name") == "median"
    )


# the call: gw.solve beside the same function in C++
for model, times in ((bridge, 2000), (body, 200)):
    alone, cpp = each(functools.partial(gw.solve, model), times), compiled(model)
    if cpp is None:
        line(
            f"gw.solve({model.name})",
            f"{1e6 * alone:.1f} µs",
            "C++ + 15 µs; build C++'s with ./dev bench",
        )
    else:
        line(
            (
                f"gw.solve({model.name}) {1e6 * alone:.1f} µs, solve(model) in C++ "
                f"{1e6 * cpp:.1f} µs; the call"
            ),
            f"{1e6 * (alone - cpp):.1f} µs",
            "<= 15 µs",
        )

imports = []
for _ in range(7):
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import time; a = time.perf_counter(); import numpy; b = time.perf_counter(); "
                "import guywire; print(b - a, time.perf_counter() - b)"
            ),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    imports.append([float(v) for v in said])
numpy_, own = (statistics.median(v) for v in zip(*imports, strict=True))
line(
    f"import guywire: {own:.3f} s beside NumPy's {numpy_:.3f} s; both",
    f"{numpy_ + own:.3f} s",
    "<= 0.25 s",
)

x = np.random.default_rng(1).normal(1, 0.02, 20000)
spans = {
    t: min(
        each(
            lambda t=t: gw.solve_batch(body, length={"iliopsoas": x}, n_threads=t, progress=False),
            1,
            1,
        )
        for _ in range(3)
    )
    for t in (1, 2)
}
line(
    f"20 000 standing adults: {spans[1]:.2f} s on one thread, {spans[2]:.2f} s on two",
    f"{spans[1] / spans[2]:.2f} x",
    ">= 1.8 x",
)

x = np.random.default_rng(2).normal(1, 0.02, 100000)
start = time.perf_counter()
batch = gw.solve_batch(body, length={"iliopsoas": x}, progress=False)
line(
    f"100 000 adjusted standing adults in one call {batch.counts()}",
    f"{time.perf_counter() - start:.2f} s",
    "one call",
)


def interrupt(sent):
    time.sleep(0.5)
    sent.append(time.perf_counter())
    os.kill(os.getpid(), signal.SIGINT)


late = []
for _ in range(5):
    sent = []
    threading.Thread(target=interrupt, args=(sent,)).start()
    try:
        gw.solve_batch(body, length={"iliopsoas": np.ones(10**6)}, progress=False)
    except KeyboardInterrupt:
        late.append(time.perf_counter() - sent[0])
line("an interrupt stops a batch after", f"{max(late):.3f} s", "<= 0.2 s")
