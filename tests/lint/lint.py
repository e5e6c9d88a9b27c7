"""What a machine can say about how the sources are written (./dev lint).

./dev lint              every check; clang-tidy looks at what has changed and what includes it
./dev lint --all        clang-tidy looks at everything
./dev lint NAME...      these checks alone: format, style, functions, tests, layers, words,
                        spelling, shell, python, web, tidy
"""

import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLS = pathlib.Path(sys.executable).parent
WEB = ROOT / "build/web"
CPP = ("include", "src", "tests", "examples", "benchmarks", "bindings")


def tracked(*patterns):
    """Files of the tree that git knows or would add."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in names.splitlines() if (ROOT / name).is_file()]


def checks(every):
    """Name to the commands that must end well."""
    cpp = [str(p) for folder in CPP for p in sorted((ROOT / folder).rglob("*.[hc]pp"))]
    shell = ["dev", ".ci/run", *tracked("*.sh")]
    python = [sys.executable, "-B"]
    return {
        "format": [[TOOLS / "clang-format", "--dry-run", "-Werror", *cpp]],
        "style": [[*python, HERE / "style.py"]],
        "functions": [[*python, HERE / "functions.py"]],
        "tests": [[*python, HERE / "named_tests.py"]],
        "layers": [[*python, ROOT / "tests/packaging/layers.py"]],
        "words": [[*python, HERE / "words.py"]],
        "spelling": [[TOOLS / "codespell", *tracked()]],
        "shell": [[TOOLS / "shellcheck", *shell]],
        "python": [
            [TOOLS / "ruff", "check", "--quiet"],
            [TOOLS / "ruff", "format", "--check", "--quiet"],
        ],
        "web": [["npm", "run", "--silent", "--prefix", WEB, "lint"]],
        "tidy": [[*python, HERE / "tidy.py", ROOT / "build/dev", *(["--all"] if every else [])]],
    }


def main():
    names = [word for word in sys.argv[1:] if word != "--all"]
    known = checks("--all" in sys.argv)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(
            f"lint: there is no check '{unknown[0]}'; there are {', '.join(known)}", file=sys.stderr
        )
        return 2
    failed = []
    for name in names or known:
        if name == "web" and not (WEB / "node_modules").is_dir():
            print("lint: web: skipped: ./dev web installs its tools")
            continue
        begin = time.monotonic()
        results = [subprocess.call(command, cwd=ROOT) for command in known[name]]
        failed += [name] if any(results) else []
        print(
            f"lint: {name}: {'FAILED' if any(results) else 'passed'} "
            f"in {time.monotonic() - begin:.0f} s",
            flush=True,
        )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
