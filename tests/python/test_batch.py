"""solve_batch broadcasts as NumPy does, and each body is what solving it alone gives."""

import signal
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import guywire as gw

BRIDGE = gw.load("bridge")


@given(
    hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3),
    st.integers(0, 2**32 - 1),
    st.integers(1, 3),
)
@settings(max_examples=40)
def test_broadcasts_as_numpy(shapes, seed, threads):
    rng = np.random.default_rng(seed)
    front, rear = (rng.uniform(0.96, 1.1, s) for s in shapes.input_shapes)
    b = gw.solve_batch(BRIDGE, length={"front": front, "rear_upper": rear}, n_threads=threads)
    assert b.shape == b.status.shape == shapes.result_shape == b["anterior_tilt_change_deg"].shape
    assert b.state.shape == (*shapes.result_shape, 1)
    f, r = np.broadcast_arrays(front, rear)
    for i in np.ndindex(shapes.result_shape):
        try:
            alone = gw.solve(BRIDGE.adjust("front", length=f[i]).adjust("rear_upper", length=r[i]))
        except gw.SolveError as e:
            said = str(e)
            assert np.isnan(b.state[i]).all() and said.startswith(str(b.status[i]))
        else:
            assert b.status[i] == alone.status and np.allclose(
                b.state[i], alone.state, rtol=0, atol=1e-12
            )


def test_a_body_does_not_depend_on_its_neighbours_or_threads(standing):
    x = np.random.default_rng(1).uniform(0.9, 1.1, 300)
    whole = gw.solve_batch(standing, length={"iliopsoas": x}, n_threads=2)
    turned = gw.solve_batch(standing, length={"iliopsoas": x[::-1]}, n_threads=1)
    for name in whole.values:
        assert np.array_equal(whole[name], turned[name][::-1], equal_nan=True)


def test_what_has_no_rest_says_why(standing):
    b = gw.solve_batch(
        standing, strength={"hamstrings": [1.0, 0.0]}, stiffness={"hamstrings": [1.0, 0.0]}
    )
    assert b.status[0] == "stable" and b.status[1] not in (
        "stable",
        "unstable",
        "neutral",
        "at_kink",
    )
    assert np.isfinite(b.lordosis_deg[0]) and np.isnan(b.lordosis_deg[1])
    assert b.counts()["stable"] == 1 and list(b.stable) == [True, False]


def test_any_number_may_vary(standing):
    b = gw.solve_batch(
        standing,
        numbers={"thorax.mass_kg": [25.0, 30.0]},
        tone={"gluteals": 0.02},
        read=["L5.compression_N"],
    )
    alone = standing.adjust("thorax", mass_kg=25.0).adjust("gluteals", tone=0.02)
    assert list(b.values) == ["L5.compression_N"]
    assert b["L5.compression_N"][0] == gw.explain(alone).joint_loads["L5"]["compression_N"]


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"length": {"psoaz": 1.0}}, "psoas"),
        ({"length": {"iliopsoas": [1.0, np.nan]}}, "not a number for body 1"),
        (
            {"length": {"iliopsoas": [1.0, -3.0, -4.0]}},
            "for body 1 and wrong for 1 more; allowed is",
        ),
        (
            {"length": {"iliopsoas": np.ones(2), "hamstrings": np.ones(3)}},
            r"cannot broadcast .*\(2,\).*\(3,\)",
        ),
        ({"length": {"iliopsoas": ["1"]}}, "dtype"),
        ({"length": {"iliopsoas": [[1.0], [1.0, 2.0]]}}, "ragged"),
        ({"length": 0.9}, "a dictionary is needed"),
        ({}, "varies nothing"),
        ({"length": {"psoas": 1.0, "iliopsoas": 1.0}}, "sets a number that"),
        ({"length": {"psoas": 1.0}, "read": ["lordosiss_deg"]}, "lordosis"),
        ({"length": {"psoas": 1.0}, "read": ["lordosis_N"]}, "wrong unit"),
        ({"length": {"psoas": 1.0}, "n_threads": 0}, "n_threads"),
        ({"length": {"psoas": 1.0}, "start": [0.0]}, "shape"),
    ],
)
def test_bad_input_gets_a_sentence(standing, given_, words):
    with pytest.raises(gw.ModelError, match=words) as e:
        gw.solve_batch(standing, **given_)
    assert str(e.value).endswith(".") or "did you mean" in str(e.value).lower()


def test_progress_is_told(bridge):
    seen = []
    gw.solve_batch(bridge, length={"front": np.full(2000, 1.0)}, progress=seen.append)
    assert seen == sorted(seen) and seen[-1] == 2000

    def stop(done):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        gw.solve_batch(bridge, length={"front": np.full(200000, 1.0)}, progress=stop)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_stops_it():
    """A batch of an hour, interrupted once it runs."""
    code = """
import numpy as np, guywire as gw, signal, sys
# a shell's background job starts with it ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
def tell(done):
    if done: print("running", flush=True)
try:
    gw.solve_batch(gw.load("standing_adult"), length={"iliopsoas": np.ones(10**7)}, progress=tell)
except KeyboardInterrupt:
    sys.exit(42)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "running\n"
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode == 42


def test_empty_and_single(bridge):
    assert gw.solve_batch(bridge, length={"front": []}).shape == (0,)
    assert gw.solve_batch(bridge, length={"front": 1.0}).shape == ()


def test_a_grid_has_its_inputs_as_coordinates(standing):
    pytest.importorskip("xarray")
    psoas, ham = np.linspace(0.95, 1.05, 4), np.linspace(0.98, 1.02, 3)
    b = gw.solve_batch(
        standing, length={"iliopsoas": psoas[:, None], "hamstrings": ham}, tone={"gluteals": 0.02}
    )
    x = b.to_xarray()
    assert (
        x.lordosis_deg.dims == ("iliopsoas.length", "hamstrings.length")
        and float(x["gluteals.tone"]) == 0.02
    )
    assert (
        float(x.lordosis_deg.sel({"iliopsoas.length": psoas[3], "hamstrings.length": ham[1]}))
        == b.lordosis_deg[3, 1]
    )
    both = gw.solve_batch(standing, length={"iliopsoas": psoas, "hamstrings": psoas}).to_xarray()
    assert list(both.indexes) == ["iliopsoas.length"] and both["hamstrings.length"].dims == (
        "iliopsoas.length",
    )
    assert gw.solve_batch(standing, length={"iliopsoas": 1.0}).to_xarray().lordosis_deg.shape == ()
    assert gw.solve_batch(standing, length={"iliopsoas": []}).to_xarray().lordosis_deg.shape == (0,)
