"""Models at the ends of what a model may be: every coordinate held, hundreds of coordinates,
40 m.
"""

import json
import pickle
import subprocess

import numpy as np
import pytest

import guywire as gw


@pytest.fixture(scope="module")
def limb():
    """A shank of 4 kg held straight forward; a cable pulls it up with 50 N,
    0.05 m from the knee.
    """
    b = gw.ModelBuilder("dynamometer")
    b.body("shank", mass_kg=4, com_m=(0.2, 0))
    b.hold("machine", {"shank": 1})
    b.cable(
        "quadriceps",
        gw.law("linear", stiffness_N_per_m=1000, slack_length_m=0.25),
        [("ground", 0.05, 0.3), ("shank", 0.05, 0)],
    )
    return b.build()


SUPPLIED = 4 * 9.81 * 0.2 - 50 * 0.05


def test_a_held_limb_says_what_the_machine_supplies(limb):
    rest = gw.solve(limb)
    assert rest.status == "stable" and "Every coordinate is held" in rest.message
    assert rest.state.shape == (0,) and rest.tensions == pytest.approx([50], abs=1e-12)
    assert rest.holding_moments == pytest.approx([SUPPLIED], abs=1e-13)
    assert rest["machine.moment_Nm"] == pytest.approx(SUPPLIED, abs=1e-13)
    assert np.isposinf(rest.min_eigenvalue) and np.isposinf(rest.tilt_stiffness)
    assert rest.to_dict()["certificate"]["min_eigenvalue_Nm_per_rad"] is None
    assert "an external moment of 5.35 N·m (backward)." in str(rest)
    assert "an external moment of 5.35 N·m (backward)." in rest.to_svg()
    assert "5.3 N m" in rest._repr_html_()
    assert pickle.loads(pickle.dumps(rest)) == rest
    assert gw.moment_arms(limb).shape == (1, 0)


def test_every_study_takes_a_held_limb(limb):
    s = gw.sensitivity(
        limb,
        ["machine.moment_Nm", "quadriceps.tension_N"],
        ["quadriceps.slack_length_m", "machine.angle_deg"],
    )
    assert s.derivatives == pytest.approx(
        np.array([[50, s.derivatives[0, 1]], [-1000, -50 * np.pi / 180]]), abs=1e-9
    )
    curve = gw.sweep(limb, "quadriceps.length", 1.0, 1.4, 3, read=["machine.moment_Nm"])
    assert curve["machine.moment_Nm"] == pytest.approx(
        [SUPPLIED, 4 * 9.81 * 0.2, 4 * 9.81 * 0.2], abs=1e-12
    )
    assert [(e["cable"], e["state"]) for e in curve.events] == [("quadriceps", "slack")]
    all_ = gw.equilibria(limb)
    assert all_.verified and len(all_.equilibria) == 1
    assert gw.explain(limb).winner is None
    assert gw.prescribe(limb, {"machine.moment_Nm": 6}, knobs=["quadriceps.length"]).least[
        "reached"
    ]


def test_a_batch_of_held_limbs(limb):
    length = np.array([[0.9, 1.0], [1.1, 1.3]])
    b = gw.solve_batch(limb, length={"quadriceps": length}, n_threads=2)
    expected = 4 * 9.81 * 0.2 - 0.05 * 1000 * np.maximum(0, 0.3 - 0.25 * length)
    assert b.state.shape == (2, 2, 0) and b.stable.all() and np.isposinf(b.min_eigenvalue).all()
    assert b["machine.moment_Nm"] == pytest.approx(expected, abs=1e-12)
    assert b.to_pandas()["machine.moment_Nm"].to_numpy() == pytest.approx(
        expected.ravel(), abs=1e-12
    )
    assert pickle.loads(pickle.dumps(b)).shape == (2, 2)


def test_a_start_of_nothing(limb):
    assert gw.solve(limb, []).status == gw.solve(limb, {}).status == "stable"
    for start in ([0.1], {"shank": 0.1}):
        with pytest.raises(gw.ModelError, match="Every coordinate is held"):
            gw.solve(limb, start)


@pytest.fixture(scope="module")
def chain():
    """200 links of 0.1 m, joined by springs that are free of moment where it is straight."""
    b = gw.ModelBuilder("chain")
    for i in range(200):
        more = {"parent": f"link{i - 1}", "hinge_in_parent_m": (0.1, 0)} if i else {}
        b.body(f"link{i}", mass_kg=0.2, com_m=(0.05, 0), **more)
        if i:
            b.joint(
                f"spring{i}",
                f"link{i}",
                f"link{i - 1}",
                gw.law("linear", stiffness_Nm_per_rad=0.5, neutral_angle_rad=0),
            )
    return b.build()


def test_a_chain_of_200_links_hangs_from_wherever_it_starts(chain):
    start = -np.pi / 2 + 0.5 * np.sin(np.arange(200))
    rest = gw.solve(chain, start)
    assert rest.status == "stable" and rest.state.shape == rest.residuals.shape == (200,)
    assert rest.state == pytest.approx(np.full(200, -np.pi / 2), abs=1e-9)
    beyond = 0.2 * 9.81 * (np.arange(199, -1, -1) * 0.1 + 0.05)  # weight's slope, link by link
    stiffness = np.diag(beyond) + 0.5 * (
        np.diag(np.r_[1, np.full(198, 2.0), 1]) - np.eye(200, k=1) - np.eye(200, k=-1)
    )
    assert rest.min_eigenvalue == pytest.approx(np.linalg.eigvalsh(stiffness)[0], rel=1e-11)
    assert gw.solve(chain, dict(zip(chain.coordinates, start, strict=True))) == rest


def test_a_batch_of_chains(chain):
    b = gw.solve_batch(
        chain,
        numbers={"link199.mass_kg": [0.2, 2.0]},
        read=["link0.angle_deg"],
        start=np.full(200, -1.5),
    )
    assert b.state.shape == (2, 200) and b.stable.all()
    assert b["link0.angle_deg"] == pytest.approx([-90, -90], abs=1e-7)


def test_the_command_line_says_the_same_of_a_mast_of_40_m(command, tmp_path):
    b = gw.ModelBuilder("mast")
    b.body("mast", mass_kg=6000, com_m=(0, 20))
    for side, x in (("front", 40), ("rear", -40)):
        b.cable(
            side,
            gw.law("linear", stiffness_N_per_m=7e5, slack_length_m=56),
            [("ground", x, 0), ("mast", 0, 40)],
        )
    mast = b.build()
    file = tmp_path / "mast.json"
    file.write_text(mast.to_json(), encoding="utf-8")
    said = subprocess.run(
        [command, "solve", str(file), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(said.stdout) == gw.solve(mast).to_dict()
