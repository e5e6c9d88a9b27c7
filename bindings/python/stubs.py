"""Writes guywire/_core.pyi from the compiled module: ./dev python bindings/python/stubs.py.
A test says when it is out of date.
"""

import pathlib
import subprocess
import sys
import tempfile


def stubs() -> str:
    """What the stub file must hold."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pybind11_stubgen",
                "guywire._core",
                "-o",
                folder,
                "--numpy-array-use-type-var",
            ],
            check=True,
            capture_output=True,
        )
        text = (pathlib.Path(folder) / "guywire" / "_core.pyi").read_text()
    version = next(line for line in text.splitlines() if line.startswith("__version__"))
    # the version is written once, in version.hpp
    return (
        text.replace(version, "__version__: str")
        .replace("**kwargs)", "**settings: float)")
        .replace("arg0: tuple)", "arg0: tuple[typing.Any, ...])")
    )


if __name__ == "__main__":
    (pathlib.Path(__file__).parent / "guywire" / "_core.pyi").write_text(stubs())
