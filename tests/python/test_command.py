"""The command within a process: every call starts afresh;
what it refuses, Python refuses in the same words; its files are whole.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import guywire as gw
from guywire import _core
from guywire.__main__ import main

CALLS = [
    ["solve", "bridge", "--set", "front.length=0.97", "--format", "json"],
    ["solve", "bridge", "--format", "json"],
    ["solve", "standing_adult", "--body", "mass_kg=90", "--pose", "hip=10", "--start", "pelvis=2"],
    ["solve", "standing_adult", "--recruit", "--seek", "any"],
    ["solve", "standing_adult"],
    ["explain", "standing_adult", "--set", "iliopsoas.length=0.9", "--bodies", "20"],
    ["explain", "bridge"],
    [
        "sweep",
        "bridge",
        "--vary",
        "front.length=0.95:1.05:5",
        "--read",
        "frame.angle",
        "--format",
        "csv",
    ],
    ["sweep", "bridge", "--vary", "rear.length=0.98:1.02:3", "--branch"],
    ["sweep", "bridge", "--vary", "rear.length=0.98:1.02:3"],
    ["equilibria", "bridge", "--box", "frame=5:20", "--unverified"],
    ["equilibria", "bridge"],
    [
        "prescribe",
        "standing_adult",
        "--set",
        "iliopsoas.length=0.9",
        "--knobs",
        "hamstrings.length",
        "--bounds",
        "hamstrings.length=0.9:1",
    ],
    ["prescribe", "standing_adult", "--stretches", "--knobs", "iliopsoas"],
    ["prescribe", "standing_adult", "--set", "iliopsoas.length=0.98"],
    [
        "population",
        "bridge",
        "--scatter",
        "front.length=0.01",
        "--bodies",
        "5",
        "--seed",
        "7",
        "--tone",
        "held",
        "--read",
        "frame.angle",
    ],
    [
        "population",
        "bridge",
        "--scatter",
        "rear.length=0.01",
        "--bodies",
        "3",
        "--tone",
        "held",
        "--read",
        "frame.angle",
    ],
    ["test", "slr", "--pelvis-held", "--knee-deg", "20", "--format", "json"],
    ["test", "slr", "--format", "json"],
    ["test", "mirror"],
    ["convert", "bridge", "--set", "front.length=0.97"],
    ["convert", "bridge"],
    ["check", "bridge", "pelvis"],
    ["check", "pelvis"],
    ["models"],
    ["solve", "brigde"],
    ["--version"],
]


@pytest.mark.long
def test_each_call_in_one_process_answers_as_a_fresh_process(capfd):
    for call in [*CALLS, *reversed(CALLS)]:
        fresh = subprocess.run(
            [sys.executable, "-m", "guywire", *call], capture_output=True, text=True, check=False
        )
        capfd.readouterr()
        status = main(call)
        said = capfd.readouterr()
        assert (status, said.out, said.err) == (fresh.returncode, fresh.stdout, fresh.stderr), call


def test_two_calls_with_different_options_in_one_process(capfd):
    def answer(*call):
        assert main(call) == 0
        return json.loads(capfd.readouterr().out)

    short = answer(
        "solve", "bridge", "--set", "front.length=0.97", "--start", "frame=1", "--format", "json"
    )
    plain = answer("solve", "bridge", "--format", "json")
    assert plain == gw.solve(gw.load("bridge")).to_dict() and plain.get("settings", []) == []
    assert short["settings"] == ["--set front.length=0.97", "--start frame=1"]
    assert main(["solve", "bridge"]) == 0
    assert "Certificate" in capfd.readouterr().out  # the format of a call before is not kept
    assert main(["sweep", "bridge"]) == 2 and "something to vary" in capfd.readouterr().err


def test_a_call_after_one_that_could_not_be_written(capfd, tmp_path):
    target = tmp_path / "x"
    code = (
        "import os, sys; from guywire.__main__ import main; a = main(['schema']); "
        "os.dup2(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT), 1); sys.exit(10 * a + "
        "main(['--version']))"
    )
    with Path("/dev/full").open("w") as device:
        full = subprocess.run([sys.executable, "-c", code, str(target)], stdout=device, check=False)
    assert full.returncode == 30 and target.read_text() == f"guywire {gw.__version__}\n"


def test_python_and_the_command_refuse_the_same_counts_with_the_same_ranges(capfd):
    standing = gw.load("standing_adult")
    rows = [
        (
            lambda: gw.Population(standing, bodies=2_000_000_000),
            ["population", "standing_adult", "--bodies", "2000000000"],
        ),
        (
            lambda: gw.Population(standing, bodies=0),
            ["population", "standing_adult", "--bodies", "0"],
        ),
        (
            lambda: gw.Population(standing, seed=-1),
            ["population", "standing_adult", "--seed", "-1"],
        ),
        (
            lambda: gw.Population(standing, seed=2**64),
            ["population", "standing_adult", "--seed", str(2**64)],
        ),
        (lambda: gw.explain(standing, bodies=19), ["explain", "standing_adult", "--bodies", "19"]),
        (
            lambda: gw.length_study(standing, bodies=2_000_000),
            ["population", "standing_adult", "--study", "--bodies", "2000000"],
        ),
        (
            lambda: gw.sweep(standing, "psoas.length", 0.9, 1.1, 1),
            ["sweep", "standing_adult", "--vary", "psoas.length=0.9:1.1:1"],
        ),
        (
            lambda: gw.sweep(standing, "psoas.length", 0.9, 1.1, 10_000_001),
            ["sweep", "standing_adult", "--vary", "psoas.length=0.9:1.1:10000001"],
        ),
        (
            lambda: gw.length_study(standing, n_threads=1025),
            ["population", "standing_adult", "--study", "--threads", "1025"],
        ),
    ]
    for here, there in rows:
        with pytest.raises(gw.ModelError) as refused:
            here()
        assert main(there) == 2, there
        said = capfd.readouterr().err
        sentence = str(refused.value).split(": ", 1)[1].strip()
        assert sentence.startswith("is ") and sentence in said, (sentence, said)


def test_an_answer_too_large_for_memory_is_refused():
    b = gw.ModelBuilder("chain")
    for i in range(100):
        more = {"parent": f"l{i - 1}", "hinge_in_parent_m": (0, -0.1)} if i else {}
        b.body(f"l{i}", mass_kg=1, com_m=(0, -0.05), **more)
    with pytest.raises(
        gw.ModelError,
        match=r"would take about .* GB; allowed are at most 4 GB\. Ask for fewer points",
    ):
        gw.sweep(b.build(), "l0.mass_kg", 1, 2, 10_000_000)


def test_formats_are_written_when_they_are_asked_for():
    sweep = gw.sweep(gw.load("bridge"), "front.length", 0.95, 1.05, 11)
    assert sweep._made == {}
    assert (
        len(sweep["front.length"]) == 11 and np.isfinite(sweep["min_eigenvalue_Nm_per_rad"]).all()
    )
    assert set(sweep._made) == {("csv", "")}
    assert sweep.to_svg().startswith("<svg")
    assert set(sweep._made) == {("csv", ""), ("svg", "en")}
    assert sweep.points[0]["status"] == "stable" and sweep.to_json() == sweep._report.json("en")


def test_files_are_replaced_whole_or_not_at_all(tmp_path):
    file, link = tmp_path / "page.html", tmp_path / "link.html"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file.name)
    _core.write_file(str(link), b"new")
    assert link.is_symlink() and file.read_text() == "new" and file.stat().st_mode & 0o777 == 0o640
    code = (
        "import resource, signal, sys; from guywire import _core; signal.signal(signal.SIGXFSZ, "
        "signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
        "_core.write_file(sys.argv[1], b'x' * 100000)"
    )
    full = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False
    )
    assert full.returncode != 0 and "What was there before is unchanged" in full.stderr
    assert file.read_text() == "new" and sorted(p.name for p in tmp_path.iterdir()) == [
        "link.html",
        "page.html",
    ]


def test_a_model_from_standard_input():
    code = "import guywire as gw; print(gw.load('-') == gw.load('bridge'))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        input=gw.load("bridge").to_json(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "True\n", said.stderr
