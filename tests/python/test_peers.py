"""What the side-by-side benchmark takes for the truth:
its equations, written without guywire, agree with guywire.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import guywire as gw

peers = Path(__file__).parents[2] / "benchmarks" / "peers"


@pytest.fixture(scope="module")
def problem():
    sys.path.insert(0, str(peers))
    try:
        import problem
    finally:
        sys.path.remove(str(peers))
    return problem


def test_bridge7_rests_where_another_tool_found_it(problem):
    assert np.abs(problem.residual(problem.bridge7(), problem.bridge7_expected())).max() < 1e-11


def test_standing_adult_rests_where_guywire_says(problem):
    p, body = problem.standing_adult(), gw.load("standing_adult")
    length, stiffness = p.draw(20)
    assert tuple(p.cables) == body.cables and tuple(p.free) == body.coordinates
    many = gw.solve_batch(
        body,
        length=dict(zip(p.cables, length.T, strict=True)),
        stiffness=dict(zip(p.cables, stiffness.T, strict=True)),
    )
    assert np.abs(problem.residual(p, many.state, length, stiffness)).max() < 1e-10


def test_constant_matrices_say_the_same_as_forces(problem):
    p = problem.standing_adult()
    X, Y, _, _, dz2, sums, inside = p.levers()
    rest = gw.solve(gw.load("standing_adult").adjust("iliopsoas", length=0.9))
    angle = np.append(rest.state, [0, 0])  # thorax, ground
    c, s = np.cos(angle), np.sin(angle)
    assert np.allclose(
        sums @ np.sqrt((X @ c - Y @ s) ** 2 + (X @ s + Y @ c) ** 2 + dz2) + inside,
        rest.lengths,
        rtol=0,
        atol=1e-14,
    )


def test_recruited_tone_balances(problem):
    t = problem.recruitment(problem.standing_adult())
    tone = np.array(
        [
            c["law"]["activation"]
            for c in json.loads(gw.recruit(gw.load("standing_adult")).to_json())["cables"]
        ]
    )
    assert np.abs(t.B @ tone - t.r).max() < 1e-11 and tone.min() >= t.floor
