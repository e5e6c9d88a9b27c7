"""Python, the command line and C++ are one solver: answers are equal bit for bit."""

import json
import multiprocessing
import pickle
import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import guywire as gw


def run(command, *arguments):
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["bridge", "pelvis", "standing_adult"])
def test_solve_is_the_command_lines(command, name):
    assert (
        json.loads(run(command, "solve", name, "--format", "json").stdout)
        == gw.solve(gw.load(name)).to_dict()
    )


STUDIES = {
    "explain": (
        gw.explain,
        ["explain", "standing_adult", "--set", "iliopsoas.length=0.9"],
    ),
    "sweep": (
        lambda m: gw.sweep(m, "hamstrings.length", 0.95, 1.05, 21),
        [
            "sweep",
            "standing_adult",
            "--set",
            "iliopsoas.length=0.9",
            "--vary",
            "hamstrings.length=0.95:1.05:21",
        ],
    ),
    "prescribe": (
        gw.prescribe,
        ["prescribe", "standing_adult", "--set", "iliopsoas.length=0.9"],
    ),
    "mirror": (
        lambda m: gw.clinical_test(m, "mirror"),
        ["test", "mirror", "--set", "iliopsoas.length=0.9"],
    ),
}


@pytest.mark.parametrize("study", STUDIES)
def test_studies_are_the_command_lines(command, standing, study):
    ask, arguments = STUDIES[study]
    said = run(command, *arguments, "--format", "json")
    there, here = json.loads(said.stdout), ask(standing.adjust("iliopsoas", length=0.9)).to_dict()
    there.pop("settings", None), here.pop("settings", None)
    assert here == there


def test_clinical_tests_give_their_bodies(command, standing, tmp_path):
    """Angles of the poses are the numbers; the picture is the command line's."""
    for name, poses in {
        "mirror": ["standing"],
        "thomas": ["held", "not held"],
        "straight_leg_raise": ["raised", "flat"],
        "sitting": ["held"],
    }.items():
        t = gw.clinical_test(standing, name)
        assert [p.name for p in t.poses] == poses and all(
            p.posture.status == "stable" and p.posture.model == p.model for p in t.poses
        )
        assert t.poses[0].posture.residual == t.certificate["residual_Nm"]
        again = pickle.loads(pickle.dumps(t))
        assert again == t and again.poses == t.poses
        run(command, "test", name, "--svg", str(tmp_path / "t.svg"))
        assert t.to_svg() == (tmp_path / "t.svg").read_text() and "<img" in t._repr_html_()
    thomas = gw.clinical_test(standing, "thomas")
    for pose, numbers in zip(thomas.poses, (thomas.numbers, thomas.not_held), strict=True):
        degrees = np.degrees(pose.posture.angles)
        angles = dict(zip(pose.model.bodies, degrees, strict=True))
        assert angles["pelvis"] == pytest.approx(numbers["pelvis_tilt_deg"], abs=1e-10)
        assert angles["thigh_r"] == pytest.approx(numbers["thigh_to_horizontal_deg"], abs=1e-10)
        assert pose.turn_deg == 90 and -pose.posture.anterior_tilt_change_deg == pytest.approx(
            numbers["pelvis_tilt_deg"], abs=1e-10
        )
    with pytest.raises(AttributeError):
        thomas.poses[0].name = "other"
    nothing = gw.clinical_test(standing, "toe_touch", inclination_deg=60)
    assert nothing.poses == () and nothing.to_svg() == "" and "<img" not in nothing._repr_html_()


def test_a_posture_by_hand():
    """A pendulum under a couple: m g l sin(angle) = moment."""
    b = (
        gw.ModelBuilder("pendulum")
        .body("bob", mass_kg=2, com_m=(0, -0.5))
        .load("push", kind="couple", body="bob", moment_Nm=1)
    )
    rest = gw.solve(b.build())
    assert rest.state[0] == pytest.approx(np.arcsin(1 / (2 * 9.81 * 0.5)), abs=1e-13)
    assert rest.min_eigenvalue == pytest.approx(2 * 9.81 * 0.5 * np.cos(rest.state[0]), rel=1e-12)


def test_muscles_never_push(bridge):
    rest = gw.solve(bridge)
    assert rest.status == "stable" and (rest.tensions >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        rest.tensions[0] = 1


def test_attributes_are_the_json_fields(standing):
    rest = gw.solve(standing)
    assert rest.lordosis_deg == rest.to_dict()["posture"]["lordosis_deg"]
    assert rest.cables["iliacus"]["tension_N"] == rest.tensions[standing.cables.index("iliacus")]
    with pytest.raises(AttributeError, match="lordosis_degg"):
        _ = rest.lordosis_degg
    x = gw.explain(standing)
    assert x.status == "stable" and x.winner is None
    with pytest.raises(AttributeError, match="It has status"):
        _ = x.nothing
    with pytest.raises(AttributeError, match="immutable"):
        x.status = "unstable"


def answers(standing):
    tipped = standing.adjust("iliopsoas", length=0.9)
    return [
        tipped,
        gw.solve(tipped),
        gw.explain(tipped),
        gw.sweep(tipped, "iliopsoas.length", 0.9, 1.0, 5),
        gw.prescribe(tipped),
        gw.compare_stretches(tipped, ["iliopsoas"]),
        gw.clinical_test(standing, "mirror"),
        gw.check(tipped),
        gw.equilibria(gw.load("bridge")),
        gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=20),
    ]


def test_everything_pickles_prints_and_hashes(standing):
    for a in answers(standing):
        b = pickle.loads(pickle.dumps(a))
        assert a == b and hash(a) == hash(b) and a is not b, type(a)
        assert repr(a).startswith("<guywire.") and "\n" not in repr(a)
        assert a != 1
    batch = gw.solve_batch(standing, length={"iliopsoas": [0.95, 1.0]})
    again = pickle.loads(pickle.dumps(batch))
    assert np.array_equal(batch.lordosis_deg, again.lordosis_deg) and again.shape == (2,)


def test_a_notebook_sees_a_picture_and_a_table(standing):
    rest = gw.solve(standing)
    page = rest._repr_html_()
    assert (
        "image/svg+xml" in page
        and "<table" in page
        and "lordosis" in page
        and 'alt="standing_adult' in page
    )
    iliopsoas = sum(
        2 * t
        for c, t in zip(standing.cables, rest.tensions, strict=True)
        if c == "iliacus" or c.startswith("psoas")
    )
    assert f"{iliopsoas:.1f} N" in page
    assert "image/svg+xml" in gw.sweep(standing, "iliopsoas.length", 0.95, 1.0, 3)._repr_html_()
    assert "<table" in gw.solve_batch(standing, length={"iliopsoas": [1.0]})._repr_html_()


def test_threads_agree(standing):
    with ThreadPoolExecutor(2) as pool:
        assert len({r.to_json() for r in pool.map(lambda _: gw.solve(standing), range(50))}) == 1


def test_every_answer_is_the_same_beside_others(standing):
    """All kinds of answers at once, in more threads than processors."""
    alone = [str(a) for a in answers(standing)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: [str(a) for a in answers(standing)], range(4)))
    assert all(texts == alone for texts in together)


def lordosis(model):
    return gw.solve(model).lordosis_deg


def batch(model):
    return gw.solve_batch(
        model, length={"iliopsoas": [0.95, 1.0, 1.02]}, n_threads=2
    ).lordosis_deg.tolist()


@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_processes_agree(standing, start):
    """Models go to other processes and numbers come back,
    also once this process has had threads of its own.
    """
    models = [standing.adjust("iliopsoas", length=1 - 0.01 * i) for i in range(4)]
    expected = [batch(m) for m in models]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start)) as pool:
        assert list(pool.map(lordosis, models)) == [lordosis(m) for m in models]
        assert list(pool.map(batch, models)) == expected


def test_tables_have_units(standing):
    pd = pytest.importorskip("pandas")
    xr = pytest.importorskip("xarray")
    s = gw.sweep(standing, "iliopsoas.length", 0.95, 1.05, 11)
    table = s.to_pandas()
    assert isinstance(table, pd.DataFrame) and table.attrs["units"]["lordosis_deg"] == "degree"
    assert np.array_equal(table["lordosis_deg"], s["lordosis_deg"])
    assert (
        isinstance(s.to_xarray(), xr.Dataset)
        and s.to_xarray()["lordosis_deg"].attrs["units"] == "degree"
    )
    ledger = gw.explain(standing).to_pandas()
    assert abs(ledger["moment_pelvis_Nm"].sum()) < 1e-12 * ledger["moment_pelvis_Nm"].abs().sum()
    b = gw.solve_batch(standing, length={"iliopsoas": [0.95, 1.0]})
    assert b.to_xarray()["hamstrings.tension_N"].attrs["units"] == "N" and len(b.to_pandas()) == 2
    p = gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=20)
    assert p.to_pandas().shape[0] == 20 and "lordosis_deg" in p.to_xarray()
    assert (
        gw.sensitivity(standing, ["lordosis_deg"])
        .to_pandas()
        .loc["iliopsoas.length", "lordosis_deg"]
        < 0
    )
    with pytest.raises(TypeError, match="no table"):
        gw.clinical_test(standing, "mirror").to_pandas()


def test_without_the_extras_it_says_what_to_install(standing, monkeypatch):
    import sys

    for library, ask in (
        ("pandas", lambda: gw.explain(standing).to_pandas()),
        ("xarray", lambda: gw.solve_batch(standing, length={"iliopsoas": 1.0}).to_xarray()),
        ("matplotlib.pyplot", lambda: gw.plot.tensions(gw.solve(standing))),
    ):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, library, None)
            with pytest.raises(ImportError, match=r"pip install 'guywire\["):
                ask()


def test_sensitivity_is_the_slope_of_solving_again(standing):
    s = gw.sensitivity(
        standing,
        ["lordosis_deg", "hamstrings.tension_N"],
        ["iliopsoas.length", "L4/5.stiffness_Nm_per_rad"],
    )
    step = 1e-5
    ends = gw.solve_batch(standing, length={"iliopsoas": [1 - step, 1 + step]})
    assert s.derivatives[0, 0] == pytest.approx(
        np.diff(ends.lordosis_deg)[0] / (2 * step), rel=1e-5
    )
    assert s.derivatives[1, 0] == pytest.approx(
        np.diff(ends["hamstrings.tension_N"])[0] / (2 * step), rel=1e-5
    )
    adjoint = gw.sensitivity(standing, s.quantities, s.parameters, method="adjoint")
    assert np.allclose(adjoint.derivatives, s.derivatives, rtol=1e-9)


def test_moment_arms_are_slopes_of_length(standing):
    state = np.zeros(len(standing.coordinates))
    arms = gw.moment_arms(standing, state)
    assert arms.shape == (len(standing.cables), len(standing.coordinates)) and arms.max() < 0.15
    with pytest.raises(gw.ModelError, match="shape"):
        gw.moment_arms(standing, [0.0])


def test_let_free_and_legs(standing):
    loose = standing.let_free("thorax_upright")  # no tone steadies it: standing needs the hold
    assert gw.solve(loose, seek="any").status == "unstable"
    legs = standing.with_legs(right={"hip_deg": 20})
    assert gw.solve(legs).status == "stable" and "thigh_r" in legs.bodies
    with pytest.raises(gw.ModelError, match="_deg"):
        standing.with_legs(right={"hip": 20})


def test_a_posture_reads_any_quantity(standing):
    rest = gw.solve(standing)
    one = gw.solve_batch(
        standing,
        length={"iliopsoas": 1.0},
        read=["hamstrings.tension_N", "L5.shear_N", "lordosis_deg"],
    )
    for name in one.values:
        assert rest[name] == float(one[name])
    assert rest["lordosis_deg"] == rest.lordosis_deg
    with pytest.raises(gw.ModelError, match="hamstrings"):
        _ = rest["hamstring.tension_N"]
