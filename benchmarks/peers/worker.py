"""A process that run.py starts and asks, line by line, to answer or to be timed; worker.hpp is the
same in C++ and states the protocol.

    worker.py MODULE FOLDER CORES

MODULE is a peer's file here: `versions()` and `cases(inputs, cores)`.
"""

import importlib
import json
import os
import pathlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import problem


@dataclass
class Case:
    problem: str
    way: str
    bodies: int
    run: Callable[[], np.ndarray]  # the answer, bodies x unknowns
    note: str = ""
    setup: float = 0.0  # [s] what came before: building, compiling
    tolerance: float = 1e-9  # [N m] of the residual, what this way can do
    weights: bool = True  # recruitment: the objective is sum w a^2, otherwise sum a^2


class Inputs:
    """The problems and their bodies: `length` and `stiffness` factors, bodies x cables."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.bridge7, self.standing_adult = problem.bridge7(), problem.standing_adult()
        self.recruitment = problem.recruitment(self.standing_adult)

    def factors(self, p, bodies=None):
        both = np.fromfile(self.folder / f"{p.name}.bodies").reshape(-1, 2, len(p.cables))[:bodies]
        return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def main(name, folder, cores):
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    peer = importlib.import_module(name)
    cases = peer.cases(Inputs(folder), int(cores))
    for line in sys.stdin:
        verb, *rest = line.split(maxsplit=2)
        if verb == "describe":
            said = {
                "versions": peer.versions(),
                "cases": [{k: v for k, v in vars(c).items() if k != "run"} for c in cases],
            }
        else:
            case = cases[int(rest[0])]
            wall, cpu = time.perf_counter(), time.process_time()
            answer = case.run()
            said = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
            if verb == "answer":
                np.ascontiguousarray(answer, float).tofile(rest[1].strip())
        print(json.dumps(said), file=out, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
