"""The Python package against the rules it states; with GUYWIRE_CLI set, against the command line, bit for bit."""

import json
import os
import pickle
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import guywire as gw


@pytest.fixture(scope="module")
def bridge():
    return gw.load("bridge")


@pytest.mark.skipif("GUYWIRE_CLI" not in os.environ, reason="GUYWIRE_CLI names no command")
@pytest.mark.parametrize("name", ["bridge", "pelvis", "standing_adult"])
def test_equal_to_the_command_line(name):
    run = subprocess.run([os.environ["GUYWIRE_CLI"], "solve", name, "--format", "json"], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == gw.solve(gw.load(name)).to_dict()


def test_adjust_gives_a_new_model(bridge):
    before = bridge.hash
    short = bridge.adjust("front", length=0.95)
    assert bridge.hash == before and short != bridge and hash(short) != hash(bridge)
    assert short == bridge.adjust("front", length=0.95)


def test_muscles_never_push(bridge):
    rest = gw.solve(bridge)
    assert rest.status == "stable" and (rest.tensions >= 0).all()
    with pytest.raises(ValueError):
        rest.tensions[0] = 1


@pytest.mark.parametrize("value, words", [(np.nan, "not a number"), ("1", "dtype"), ([1.0, 1.0], "shape"), (-1, "allowed")])
def test_wrong_numbers_are_refused_in_words(bridge, value, words):
    with pytest.raises(gw.ModelError, match=words) as e:
        bridge.adjust("front", length=value)
    assert e.value.faults and isinstance(e.value, ValueError)
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)


def test_unknown_names(bridge):
    with pytest.raises(gw.ModelError, match="front"):
        bridge.adjust("frnt", length=0.9)
    with pytest.raises(AttributeError):
        gw.solve(bridge).lordosiss
    with pytest.raises(gw.ModelError, match="dtype"):
        gw.solve(bridge, ["a"])


def test_pickle(bridge):
    rest = gw.solve(bridge.adjust("front", length=0.95))
    assert pickle.loads(pickle.dumps(bridge)) == bridge
    assert pickle.loads(pickle.dumps(rest)).to_json() == rest.to_json()


def test_threads_agree(bridge):
    with ThreadPoolExecutor(2) as pool:
        assert len({r.to_json() for r in pool.map(lambda _: gw.solve(bridge), range(50))}) == 1
