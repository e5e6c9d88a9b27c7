"""Every public header has a test of its name: include/guywire/math/dual.hpp has
tests/math/dual_test.cpp.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "guywire.hpp": "the umbrella: packaging/consumer",
    "version.hpp": "packaging/schema compares it with data/schema",
    "conventions.hpp": "prose",
    "core/config.hpp": "packaging/header_only",
    "batch/lane_eigenvalues.hpp": "tests/batch/lanes_test.cpp",
    "batch/lane_problem.hpp": "tests/batch/solve_batch_test.cpp",
    "batch/lane_solver.hpp": "tests/batch/lanes_test.cpp",
    "mechanics/evaluation.hpp": "tests/mechanics/mechanics_test.cpp",
    "mechanics/joints_and_loads.hpp": "tests/mechanics/mechanics_test.cpp",
    "mechanics/preparation.hpp": "tests/mechanics/mechanics_test.cpp",
    "mechanics/prepared.hpp": "tests/mechanics/mechanics_test.cpp",
    "mechanics/straight.hpp": "tests/mechanics/mechanics_test.cpp",
    "mechanics/wrapped.hpp": "tests/mechanics/path_circle_test.cpp",
    "model/structure.hpp": "tests/model/model_test.cpp and the contract of models",
    "statics/scratch.hpp": "private to the library",
}


def main():
    headers = ROOT / "include/guywire"
    tested = {p.name.removesuffix("_test.cpp") for p in (ROOT / "tests").rglob("*_test.cpp")}
    names = {p.relative_to(headers).as_posix() for p in headers.rglob("*.hpp")}
    public = {name for name in names if not name.endswith("-inl.hpp")}
    missing = sorted(
        n for n in public if pathlib.Path(n).stem not in tested | {""} and n not in ELSEWHERE
    )
    gone = sorted(set(ELSEWHERE) - public)
    for name in missing:
        print(f"{name}: there is no {pathlib.Path(name).stem}_test.cpp")
    for name in gone:
        print(f"{pathlib.Path(__file__).name} names {name}, which does not exist")
    return bool(missing or gone)


if __name__ == "__main__":
    sys.exit(main())
