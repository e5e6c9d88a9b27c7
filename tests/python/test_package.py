"""The package itself: doctests, stubs, types, the command, memory."""

import doctest
import importlib
import json
import pkgutil
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import guywire as gw

HERE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name",
    [
        "guywire",
        *(f"guywire.{m.name}" for m in pkgutil.iter_modules(gw.__path__) if m.name != "__main__"),
    ],
)
def test_examples_in_docstrings_run(name):
    result = doctest.testmod(importlib.import_module(name), extraglobs={"gw": gw})
    assert result.failed == 0


def test_public_names_are_documented():
    for name in gw.__all__:
        thing = getattr(gw, name)
        assert name.startswith("_") or name == "schema_version" or (thing.__doc__ or "").strip(), (
            name
        )


def test_docstrings_have_parameters_units_errors_and_an_example():
    import inspect

    import guywire.plot

    functions = [
        getattr(gw, n)
        for n in gw.__all__
        if callable(getattr(gw, n)) and not inspect.isclass(getattr(gw, n))
    ]
    functions += [
        f
        for n, f in vars(guywire.plot).items()
        if inspect.isfunction(f)
        and f.__module__ == "guywire.plot"
        and not n.startswith("_")
        and n != "label"
    ]
    assert len(functions) > 20
    for f in functions:
        doc = inspect.getdoc(f)
        takes = list(inspect.signature(f).parameters) if inspect.isfunction(f) else []
        for p in takes:
            assert "Parameters\n-----" in doc and p in doc.split("Parameters\n")[1], (f.__name__, p)
        assert ">>> " in doc and "Returns\n-----" in doc, f.__name__


def test_stubs_are_current():
    pytest.importorskip("pybind11_stubgen")
    sys.path.insert(0, str(HERE / "bindings" / "python"))
    import stubs

    assert (HERE / "bindings" / "python" / "guywire" / "_core.pyi").read_text() == stubs.stubs(), (
        "out of date: ./dev python bindings/python/stubs.py"
    )


def test_types(tmp_path):
    pytest.importorskip("mypy")
    program = tmp_path / "program.py"
    program.write_text(
        "import guywire as gw\nx: float = gw.solve(gw.load('bridge')).residual\nb = "
        "gw.solve_batch(gw.load('bridge'), length={'front': [1.0]})\nreveal_type(b.state)\n"
    )
    lessons = []
    # as a program would hold them
    for lesson in sorted((HERE / "examples" / "notebooks").glob("*.ipynb")):
        cells = json.loads(lesson.read_text())["cells"]
        lessons.append(tmp_path / f"lesson_{lesson.stem}.py")
        lessons[-1].write_text(
            "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        )
    assert len(lessons) >= 5
    for what in (["-p", "guywire"], [str(program)], *([str(path)] for path in lessons)):
        said = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), *what],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert said.returncode == 0, said.stdout


def test_the_command_of_the_wheel():
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "guywire", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    said = run("solve", "bridge", "--format", "json")
    assert (
        said.returncode == 0
        and gw.solve(gw.load("bridge")).to_json().strip() == said.stdout.strip()
    )
    assert run("solve", "brigde").returncode == 2
    assert run("--version").stdout.strip() == f"guywire {gw.__version__}"
    said = run("doctor")
    assert said.returncode == 0 and "All is well." in said.stdout and gw.__version__ in said.stdout


def test_the_page_of_the_wheel(tmp_path):
    from guywire import _page

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "guywire", "page", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    out = tmp_path / "page.html"
    said = run("--out", str(out))
    try:
        page = _page.page_file()
    except FileNotFoundError:  # built where ./dev web had not run
        assert said.returncode == 2 and "./dev web" in said.stderr and not out.exists()
        return
    assert (
        said.returncode == 0
        and out.read_bytes() == page.read_bytes()
        and b"<!doctype html>" in out.read_bytes()[:100]
    )
    assert run("--out", str(tmp_path / "nowhere" / "page.html")).returncode == 2


def test_setting_files(tmp_path):
    """What the page saves: a setting of a shipped model,
    with keys of its own that change nothing.
    """
    file = tmp_path / "setting.json"
    file.write_text(
        '{"schema_version": 1, "setting_of": "standing_adult", "body": '
        '{"pelvic_incidence_deg": 60}, "set": {"iliopsoas.length": 0.95}, "page": {"legs": '
        '"standing"}}'
    )
    body = gw.load(file)
    assert body == gw.load("standing_adult", pelvic_incidence_deg=60).adjust(
        "iliopsoas", length=0.95
    )
    file.write_text(
        '{"schema_version": 1, "setting_of": "standing_adult", "set": {"iliopsoas.length": 3}}'
    )
    with pytest.raises(gw.ModelError, match=r"iliopsoas\.length.*is 3.*0\.5 and <= 1\.5"):
        gw.load(file)


def solve_many(times):
    m = gw.load("bridge")
    for _ in range(times):
        gw.solve(m)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("times", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_solving_does_not_leak(times):
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from test_package "
        f"import solve_many; a = solve_many(5000); print(solve_many({times}) - a)"
    )
    grown = int(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
    )
    # a posture that is kept holds over 1000 bytes; an allocator's arenas may grow a little
    assert grown * 1024 / times < 64, f"{grown} kB in {times} solves"


@pytest.mark.long
def test_a_wheel_in_an_empty_environment(tmp_path):
    """Only NumPy beside it; both series of NumPy."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(tmp_path),
            str(HERE),
        ],
        check=True,
    )
    wheel = next(tmp_path.glob("*.whl"))
    for numpy in ("numpy>=1.26,<2", "numpy>=2"):
        place = tmp_path / numpy.translate({ord(c): "_" for c in "<>=,."})
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run(
            [str(place / "bin" / "pip"), "install", "--quiet", str(wheel), numpy], check=True
        )
        said = subprocess.run(
            [str(place / "bin" / "guywire"), "doctor"],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert said.returncode == 0, said.stdout + said.stderr
