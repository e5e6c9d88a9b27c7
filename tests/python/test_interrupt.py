"""Every call that can take more than a second stops at Ctrl-C. The goal is 0.3 s, which
benchmarks/interrupt.py measures on an idle machine; here each may take ten times that.
"""

import os
import select
import signal
import subprocess
import sys
import time

import pytest

LIMIT_S = 3.0
BEFORE_S = 0.7  # a call goes on for so long before it is interrupted

# Each takes far longer than a second when nobody stops it.
CALLS = {
    "solve": "gw.solve(long_chain)",
    "sweep": 'gw.sweep(standing, "iliopsoas.length", 0.85, 1.1, 10_000_000)',
    "explain": "gw.explain(standing.adjust('iliopsoas', length=0.9), bodies=1_000_000)",
    "equilibria, proved": "gw.equilibria(two_masts)",
    "equilibria, from many starts": "gw.equilibria(long_chain, verify=False)",
    "solve_batch": 'gw.solve_batch(standing, length={"iliopsoas": np.ones(10_000_000)})',
    "solve_batch, one by one": 'gw.solve_batch(long_chain, length={"c0": np.ones(100_000)})',
    "Population": (
        'gw.Population(standing, bodies=10_000_000, scatter={"iliopsoas.length": "normal(1,0.02)"})'
    ),
    "length_study": "gw.length_study(standing, bodies=1_000_000)",
    "sensitivity": 'gw.sensitivity(long_chain, of=["c0.tension_N"], to=["c0.length"])',
}

CHILD = """
import signal, sys
import numpy as np
import guywire as gw

signal.signal(signal.SIGINT, signal.SIG_IGN)
standing = gw.load("standing_adult")
chain = gw.ModelBuilder("chain")
for i in range(400):
    below = f"b{i - 1}" if i else "ground"
    hinge = (0, 1 if i else 0)
    chain.body(f"b{i}", parent=below, hinge_in_parent_m=hinge, mass_kg=1, com_m=(0, 0.5))
    for side in (-1, 1):
        law = gw.law("linear", stiffness_N_per_m=3000, slack_length_m=0.9 * i + 0.5)
        path = [("ground", side * 3, 0), (f"b{i}", 0, 1)]
        chain.cable(f"c{i}" if side > 0 else f"d{i}", law, path=path)
long_chain = chain.build()
masts = gw.ModelBuilder("two")
masts.body("a", mass_kg=5, com_m=(0, 0.5))
masts.body("b", parent="a", hinge_in_parent_m=(0, 1), mass_kg=5, com_m=(0, 0.5))
for i in range(2000):
    for side in (-1, 1):
        law = gw.law("linear", stiffness_N_per_m=10 + i, slack_length_m=1.2 + 0.9 * i / 2000)
        path = [("ground", 2 * side, 2 * i / 2000), ("b", 0, 0.5)]
        masts.cable(f"c{i}" if side > 0 else f"d{i}", law, path=path)
two_masts = masts.build()
for line in sys.stdin:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("begun", flush=True)
    try:
        eval(line)
        said = "ended"
    except KeyboardInterrupt:
        said = "stopped"
    except Exception as e:
        said = f"ended by {e}"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(said.splitlines()[0], flush=True)
"""


@pytest.fixture(scope="module")
def child():
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.stdin.close()
    process.kill()
    process.wait()


def line_of(process, seconds):
    """The next line that the child writes, or "" if none comes in time."""
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return process.stdout.readline().strip() if ready else ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", CALLS)
def test_a_long_call_stops(child, name):
    child.stdin.write(CALLS[name] + "\n")
    child.stdin.flush()
    assert line_of(child, 120) == "begun"
    time.sleep(BEFORE_S)
    child.send_signal(signal.SIGINT)
    begun = time.monotonic()
    assert line_of(child, 60) == "stopped"
    assert time.monotonic() - begun < LIMIT_S


COMMANDS = [
    ["sweep", "standing_adult", "--vary", "iliopsoas.length=0.85:1.1:1000000"],
    ["population", "standing_adult", "--bodies", "1000000"],
    ["explain", "standing_adult", "--set", "iliopsoas.length=0.9", "--bodies", "1000000"],
]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("of", ["python", "binary"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=[c[0] for c in COMMANDS])
def test_a_long_command_stops(arguments, of, command):
    start = [sys.executable, "-m", "guywire"] if of == "python" else [command]
    process = subprocess.Popen(
        [*start, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    time.sleep(BEFORE_S + (1.0 if of == "python" else 0))
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - begun < LIMIT_S
    assert process.returncode in (130, -signal.SIGINT), said
    assert b"Traceback" not in said


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals")
def test_a_long_command_tells_on_a_terminal_how_far_it_is(command):
    import pty

    try:
        leader, follower = pty.openpty()
    except OSError as e:  # a container without /dev/pts
        pytest.skip(f"no terminals: {e}")
    process = subprocess.Popen(
        [command, "population", "standing_adult", "--bodies", "100000"],
        stdout=subprocess.DEVNULL,
        stderr=follower,
    )
    os.close(follower)
    told = b""
    deadline = time.monotonic() + 60
    while b"%" not in told and time.monotonic() < deadline:
        ready, _, _ = select.select([leader], [], [], 1)
        if ready:
            told += os.read(leader, 1000)
    process.kill()
    process.wait()
    os.close(leader)
    assert b"%" in told
