"""Models in Python: immutable, compared by content; built part by part; printed as code."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import guywire as gw

BRIDGE = gw.load("bridge")


def test_adjust_gives_a_new_model(bridge):
    before = bridge.hash
    short = bridge.adjust("front", length=0.95)
    assert bridge.hash == before and short != bridge and hash(short) != hash(bridge)
    assert short == bridge.adjust("front", length=0.95)
    with pytest.raises(AttributeError):
        bridge.name = "other"


@given(
    st.one_of(
        st.text(),
        st.none(),
        st.lists(st.floats(), min_size=2),
        st.just(np.nan),
        st.floats(max_value=-1e-9),
        st.just(np.inf),
        st.booleans(),
        st.complex_numbers(),
    )
)
def test_wrong_numbers_are_refused_in_words(value):
    with pytest.raises(gw.ModelError) as e:
        BRIDGE.adjust("front", length=value)
    assert "front.length" in str(e.value) or "front_top" in str(e.value)
    assert e.value.faults and isinstance(e.value, ValueError)
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)


@given(st.text(min_size=1))
def test_unknown_names_are_refused(name):
    if name in (*BRIDGE.cables, *BRIDGE.groups):
        return
    with pytest.raises(gw.ModelError):
        BRIDGE.adjust(name, length=1.0)


def test_the_nearest_name_is_said(bridge):
    with pytest.raises(gw.ModelError, match="front"):
        bridge.adjust("frnt", length=0.9)
    with pytest.raises((gw.ModelError, gw.ParseError), match="bridge"):
        gw.load("brigde")


def test_the_same_text_as_the_command_line(command, bridge):
    import subprocess

    said = subprocess.run(
        [command, "solve", "bridge", "--set", "frnt.length=0.9"],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    with pytest.raises(gw.ModelError) as e:
        bridge.adjust("frnt", length=0.9)
    assert str(e.value) in said


@pytest.mark.parametrize("name", gw.shipped_models())
def test_every_shipped_model_is_the_code_that_builds_it(name):
    model, scope = gw.load(name), {}
    exec(model.to_code(), scope)
    assert scope["model"].hash == model.hash and scope["model"] == model


def test_a_new_model_in_twenty_lines():
    b = gw.ModelBuilder("two levers")
    b.body("lower", mass_kg=2, com_m=(0, 0.2))
    b.body("upper", parent="lower", hinge_in_parent_m=(0, 0.4), mass_kg=1, com_m=(0, 0.2))
    b.joint(
        "disc", "upper", "lower", gw.law("linear", stiffness_Nm_per_rad=40, neutral_angle_rad=0)
    )
    for side, x in (("front", 0.2), ("rear", -0.2)):
        b.cable(
            side,
            gw.law("linear", stiffness_N_per_m=3e3, slack_length_m=0.42),
            [("ground", x, 0), ("lower", x / 4, 0.4)],
        )
    b.group("stays", ["front", "rear"]).partition(["front", "rear"])
    m = b.build()
    rest = gw.solve(m)
    assert rest.status == "stable" and m.coordinates == ("lower", "upper")
    assert rest.tensions[0] == pytest.approx(rest.tensions[1], rel=1e-9)  # it is symmetric
    assert gw.explain(m.adjust("front", length=0.98)).winner == "front"


def test_a_wrong_part_is_named():
    b = gw.ModelBuilder("wrong").body("mast", mass_kg=-1)
    with pytest.raises((gw.ModelError, gw.ParseError), match=r"mast.*mass_kg"):
        b.build()
    with pytest.raises(gw.ModelError, match="path point"):
        gw.ModelBuilder("wrong").cable(
            "c", gw.law("linear", stiffness_N_per_m=1, slack_length_m=1), [("mast",)]
        )


def test_another_body():
    other = gw.load("standing_adult", pelvic_incidence_deg=60, mass_kg=90)
    assert gw.solve(other).pelvic_incidence_deg == pytest.approx(60, abs=1e-6)
    with pytest.raises(gw.ModelError, match="not a number"):
        gw.load("standing_adult", mass_kg=np.nan)
    with pytest.raises(gw.ModelError, match="allowed"):
        gw.load("standing_adult", mass_kg=-5)


def test_one_name_may_stand_without_a_list(standing):
    assert gw.sensitivity(standing, "lordosis_deg", "iliopsoas.length").derivatives.shape == (1, 1)
    assert (
        "lordosis_deg"
        in gw.solve_batch(standing, length={"iliopsoas": 1.0}, read="lordosis_deg").values
    )


def test_bad_options_get_a_sentence(standing):
    for ask, words in (
        (lambda: gw.solve(standing, seek="up"), "seek"),
        (lambda: gw.solve(standing, ["a"] * 6), "dtype"),
        (lambda: gw.solve(standing, {"pelvs": 0.1}), "Free are pelvis"),
        (lambda: gw.explain(standing, bodies=3), "20 to 1000000"),
        (lambda: gw.sweep(standing, "iliopsoas.length", 0.9, 1.1, 1), "points"),
        (lambda: gw.clinical_test(standing, "thomass"), "thomas"),
        (lambda: gw.clinical_test(standing, "thomas", speed=3), "It takes"),
        (
            lambda: gw.prescribe(
                standing,
                {"lordosis_deg": 55},
                knobs=["iliopsoas.length"],
                bounds={"hamstrings.length": (0.9, 1)},
            ),
            "Name it in knobs",
        ),
        (lambda: gw.Population(standing, {"iliopsoas.length": "gauss(1,2)"}), "normal"),
        (lambda: gw.sensitivity(standing, method="magic"), "forward"),
        (lambda: gw.solve("bridge"), r"a Model is needed. Write gw.load\('bridge'\)"),
        (lambda: gw.explain(gw.solve(standing)), "Give its .model"),
        (lambda: gw.solve_batch(None, length={"psoas": 1}), "a Model is needed"),
        (lambda: gw.explain(standing, bodies=30, seed=-1), "seed: is -1"),
        (
            lambda: gw.prescribe(standing, bounds={"iliopsoas.length": 0.9}),
            r"Write \(least, largest\)",
        ),
        (lambda: gw.sweep(standing, "iliopsoas.length", 0.9, 1.1, read=[3]), "which is no name"),
        (lambda: gw.law("hil"), "Known are linear"),
        (
            lambda: gw.ModelBuilder("x").cable("c", None, [("ground", 0, 0), ("ground", 0, 1)]),
            "as its law",
        ),
        (lambda: gw.plot.posture(standing), "a Posture is needed"),
        (lambda: gw.plot.ledger(gw.explain(standing), column="pelvs"), "There are pelvis"),
        (lambda: gw.solve(standing.with_legs(right={"hip_deg": 200})), "its range is"),
    ):
        with pytest.raises(gw.ModelError, match=words):
            ask()


def test_what_is_given_twice_is_refused():
    b = gw.ModelBuilder("mast").body("mast", mass_kg=5, com_m=(0, 0.4))
    b.group("stays", ["front"]).landmark("top", "mast", (0, 1, 0))
    with pytest.raises(gw.ModelError, match=r"group 'stays': is given twice\."):
        b.group("stays", ["rear"])
    with pytest.raises(gw.ModelError, match=r"landmark 'top': is given twice\."):
        b.landmark("top", "mast", (0, 2, 0))
    b.partition(["front"])
    with pytest.raises(gw.ModelError, match=r"partition: is given twice\."):
        b.partition(["rear"])


def test_a_measure_out_of_range_is_told_in_its_own_unit():
    with pytest.raises(gw.ModelError, match=r"pelvic_incidence_deg: is 15.*24\.6.* to 85\.9"):
        gw.load("standing_adult", pelvic_incidence_deg=15)


def test_a_model_comes_back_from_its_text():
    bridge = gw.load("bridge")
    assert gw.from_json(bridge.to_json()) == bridge
    with pytest.raises(gw.ParseError):
        gw.from_json(bridge.to_json()[:-5])
    with pytest.raises(gw.ModelError, match="text"):
        gw.from_json(3)


def test_parts_are_added_to_a_loaded_model_and_replaced():
    pelvis = gw.load("pelvis")
    assert gw.ModelBuilder.of(pelvis).build() == pelvis
    push = {"body": "pelvis", "kind": "couple", "moment_Nm": 5.0}
    pushed = gw.ModelBuilder.of(pelvis).load("push", **push).build()
    assert gw.solve(pushed)["pelvis.angle_deg"] > gw.solve(pelvis)["pelvis.angle_deg"]
    b = gw.ModelBuilder.of(pelvis).remove("hip_capsule")
    stiff = gw.law("linear", stiffness_Nm_per_rad=100, neutral_angle_rad=0)
    b.joint("hip_capsule", "thigh", "pelvis", stiff)
    assert gw.solve(b.build()).status == "stable"
    with pytest.raises(gw.ModelError, match=r"no part 'spleen'"):
        b.remove("spleen")


def test_moments_are_quantities():
    body = gw.load("standing_adult")
    rest = gw.solve(body)
    parts = [rest[f"{group}.moment_at_pelvis_Nm"] for group in body.partition]
    joint = rest["hip_capsule.moment_at_pelvis_Nm"]
    assert rest["pelvis.moment_Nm"] == pytest.approx(sum(parts) + joint, abs=1e-9)
    batch = gw.solve_batch(body, length={"iliopsoas": [0.95, 1.0]}, read=["pelvis.moment_Nm"])
    assert batch["pelvis.moment_Nm"][1] == pytest.approx(rest["pelvis.moment_Nm"], abs=1e-6)


def test_a_dynamometer_tells_the_moments_of_the_hip_in_one_batch():
    body = gw.load("standing_adult")
    moments = gw.passive_hip_moment(body, [-15, 0, 15])
    assert moments.shape == (3,)
    assert np.all(np.diff(moments) < 0)  # the further extended, the more it flexes
    assert gw.passive_hip_moment(body, 0, [[0.0], [60.0]]).shape == (2, 1)
    with pytest.raises(gw.ModelError):
        gw.passive_hip_moment(gw.load("bridge"), 0)


def test_recruit_at_any_posture_and_angles_in_either_unit():
    body = gw.load("standing_adult")
    tilted = gw.recruit(body, {"pelvis_deg": -5, "L5_deg": -5})
    rest = gw.solve(tilted, {"pelvis_deg": -5, "L5_deg": -5})
    assert rest.state[body.coordinates.index("pelvis")] == pytest.approx(np.radians(-5), abs=1e-6)
    same = gw.recruit(body, {"pelvis": np.radians(-5), "L5": np.radians(-5)})
    assert same == tilted
    with pytest.raises(gw.ModelError, match="twice"):
        gw.solve(body, {"pelvis_deg": 1, "pelvis": 0.1})
    with pytest.raises(gw.ModelError, match="knee_deg"):
        gw.solve(body, {"knee_deg": 1})
