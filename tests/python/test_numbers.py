"""NumPy's numbers and arrays are numbers wherever one is taken,
and an error names what the user wrote (cases C16 and C17).
"""

import numpy as np
import pytest

import guywire as gw

NUMBERS = [
    np.float32(5),
    np.float64(5),
    np.float16(5),
    np.longdouble(5),
    np.int64(5),
    np.uint8(5),
    np.array(5.0),
    np.array(5),
    5,
]
PAIRS = [
    np.array([0, -1]),
    np.array([0.0, -1.0], dtype=np.float32),
    [np.float32(0), np.int16(-1)],
    (np.array(0.0), -1),
    np.array([0, -1]).astype(object),
]


def mast(**fields):
    given = {"mass_kg": 5.0, "com_m": (0.0, -1.0), **fields}
    return gw.ModelBuilder("m").body("a", **given).build()


@pytest.mark.parametrize(
    "five", NUMBERS, ids=lambda v: type(v).__name__ + str(getattr(v, "dtype", ""))
)
def test_a_number_of_any_kind_is_that_number(five):
    assert mast(mass_kg=five) == mast()


@pytest.mark.parametrize("pair", PAIRS, ids=repr)
def test_a_pair_of_any_kind_is_that_pair(pair):
    assert mast(com_m=pair) == mast()


def built(number, pair, triple):
    """Every method of the builder with every number it takes, each made by `number`,
    `pair` or `triple`.
    """
    b = gw.ModelBuilder("all", gravity_m_per_s2=pair(0.0, -9.81))
    b.body(
        "lower",
        mass_kg=number(2),
        com_m=pair(0.0, 0.2),
        angle_range_rad=pair(-1.0, 1.0),
        outline_m=[pair(0.0, 0.0), pair(0.1, 0.4)],
    )
    b.body(
        "upper",
        parent="lower",
        hinge_in_parent_m=pair(0.0, 0.4),
        mass_kg=number(1),
        com_m=pair(0.0, 0.2),
    )
    b.hold("weld", {"upper": number(1), "lower": number(-1)}, angle_rad=number(0))
    b.joint(
        "disc",
        "upper",
        "lower",
        gw.law("linear", stiffness_Nm_per_rad=number(40), neutral_angle_rad=number(0)),
        preload_factor=number(1),
    )
    b.circle("pin", "ground", center_m=pair(0.2, 0.1), radius_m=number(0.01))
    stay = gw.law("linear", stiffness_N_per_m=number(3000), slack_length_m=number(0.5))
    b.cable(
        "front",
        stay,
        [
            ("ground", number(0.5), number(0)),
            {"circle": "pin", "sense": "clockwise"},
            ("lower", number(0), number(0.5), number(0)),
        ],
        knobs={"length": number(1)},
    )
    b.cable(
        "rear",
        stay,
        [{"body": "ground", "point_m": triple(-0.5, 0.0, 0.0)}, ("lower", number(0), number(0.5))],
    )
    b.load("push", kind="force", body="upper", point_m=pair(0.0, 0.1), force_N=pair(1.0, 0.0))
    b.load("turn", kind="couple", body="upper", moment_Nm=number(1))
    b.landmark("top", "upper", triple(0.0, 0.4, 0.0))
    return b.build()


def test_every_number_of_the_builder_may_be_numpys():
    plain = built(lambda v: v, lambda *v: v, lambda *v: v)
    assert built(np.float64, lambda *v: np.array(v), lambda *v: np.array(v)) == plain
    assert (
        built(
            lambda v: np.array(v, dtype=float),
            lambda *v: [np.array(x) for x in v],
            lambda *v: np.array(v),
        )
        == plain
    )
    # single precision, of numbers that it holds exactly
    assert (
        gw.ModelBuilder("m")
        .body(
            "a",
            mass_kg=np.float32(0.5),
            com_m=np.array([0.25, 1], dtype=np.float32),
            sides=np.int8(2),
        )
        .build()
        == gw.ModelBuilder("m").body("a", mass_kg=0.5, com_m=(0.25, 1), sides=2).build()
    )


def test_every_function_that_takes_a_number_takes_numpys(standing):
    tipped = standing.adjust("iliopsoas", length=0.95)
    assert (
        standing.adjust("iliopsoas", length=np.array(0.95))
        == tipped
        == standing.adjust("iliopsoas", length=np.longdouble("0.95"))
    )
    assert gw.load("standing_adult", mass_kg=np.float32(80)) == gw.load(
        "standing_adult", mass_kg=80
    )
    assert standing.with_legs(right={"hip_deg": np.int64(20)}) == standing.with_legs(
        right={"hip_deg": 20}
    )
    assert gw.sweep(
        standing, "iliopsoas.length", np.float32(0.5), np.array(1.0), np.int32(3)
    ) == gw.sweep(standing, "iliopsoas.length", 0.5, 1.0, 3)
    assert gw.sweep(standing, "iliopsoas.length", 0.5, 1.0, np.array(3)) == gw.sweep(
        standing, "iliopsoas.length", 0.5, 1.0, 3
    )
    assert gw.recruit(standing, floor=np.float64(0.02), ceiling=np.array(1)) == gw.recruit(
        standing, floor=0.02
    )
    assert gw.prescribe(
        tipped,
        {"anterior_tilt_change_deg": np.float32(1)},
        bounds={"iliopsoas.length": np.array([0.5, 1.5])},
    ) == gw.prescribe(
        tipped, {"anterior_tilt_change_deg": 1}, bounds={"iliopsoas.length": (0.5, 1.5)}
    )
    assert gw.clinical_test(
        standing, "straight_leg_raise", passive_moment_Nm=np.int64(20), pelvis_held=np.True_
    ) == gw.clinical_test(standing, "straight_leg_raise", passive_moment_Nm=20, pelvis_held=True)
    rest = gw.solve(standing)
    assert rest.to_svg(turn_deg=np.float32(90)) == rest.to_svg(turn_deg=90)
    start = {"pelvis": np.float32(0.125)}
    assert gw.solve(standing, start) == gw.solve(standing, {"pelvis": 0.125})
    a = gw.Population(
        standing,
        {"iliopsoas.length": "normal(1, 0.02)"},
        bodies=np.int16(20),
        seed=np.uint64(3),
        n_threads=np.array(1),
    )
    assert a == gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=20, seed=3)


def fault(build):
    with pytest.raises(gw.ModelError) as e:
        build()
    assert e.value.faults
    return str(e.value)


@pytest.mark.parametrize(
    "value", [float("nan"), np.nan, np.float32("nan"), np.array(np.nan)], ids=repr
)
def test_nan_in_the_builder_is_named(value):
    said = fault(lambda: mast(mass_kg=value))
    assert said == (
        "body 'a' / mass_kg: is not given or not a number; allowed is >= 0 kg. Give the mass "
        "of one side."
    )


def test_the_error_names_the_part_the_field_and_the_range():
    def law(**more):
        return gw.law("linear", **{"stiffness_N_per_m": 1e4, "slack_length_m": 0.2, **more})

    def b():
        return gw.ModelBuilder("m").body("a", mass_kg=5, com_m=(0, 0.4))

    path = [("ground", 0.3, 0), ("a", 0, 0.5)]
    for build, words in (
        (lambda: mast(mass_kg=np.inf), ["body 'a' / mass_kg", "inf kg", ">= 0 kg"]),
        (lambda: mast(mass_kg=10**400), ["body 'a' / mass_kg", "inf kg"]),
        (
            lambda: mast(com_m=(0, np.nan)),
            ["body 'a' / com_y", "not a number", "any finite number"],
        ),
        (lambda: mast(com_m=5.0), ["body 'a' / com_m", "is 5.0", "array of 2 numbers"]),
        (
            lambda: mast(com_m=np.zeros(3)),
            ["body 'a' / com_m", "an array of 3", "array of 2 numbers"],
        ),
        (lambda: mast(mass_kg="heavy"), ["body 'a' / mass_kg", "heavy", "a number"]),
        (lambda: mast(mass_kg=True), ["body 'a' / mass_kg", "true", "a number"]),
        (lambda: mast(mass_kg=1 + 2j), ["body 'a' / mass_kg", "complex", "number"]),
        (lambda: mast(mass_kg=np.array(1j)), ["body 'a' / mass_kg", "complex128", "real numbers"]),
        (lambda: mast(mass_kg=object()), ["body 'a' / mass_kg", "object"]),
        (lambda: mast(mass_kg=np.ma.masked), ["body 'a' / mass_kg", "masked"]),
        (lambda: mast(sides=np.nan), ["body 'a' / sides", "nan", "a whole number"]),
        (lambda: mast(source="\ud800"), ["body 'a' / source", "half a character"]),
        (
            lambda: mast(angle_range_rad=(-np.inf, np.inf)),
            ["body 'a'", "angle_lower", "angle_upper"],
        ),
        (
            lambda: b().hold("h", {"a": np.nan}).build(),
            ["constraint 'h' / terms / a", "nan", "any finite number but 0"],
        ),
        (lambda: b().hold("h", {1: 1.0}).build(), ["constraint 'h' / terms", "key 1"]),
        (
            lambda: b().hold("h", {"a": 1}, angle_rad=np.nan).build(),
            ["constraint 'h' / angle_rad", "not a number"],
        ),
        (
            lambda: b().cable("c", law(slack_length_m=np.nan), path).build(),
            ["cable 'c' / slack_length_m", "not a number", ">= 0 m"],
        ),
        (
            lambda: b().cable("c", law(), [("ground", np.nan, 0), ("a", 0, 0.5)]).build(),
            ["cable 'c' / path[0] / point_m", "any finite number"],
        ),
        (lambda: b().cable("c", law(), None).build(), ["cable 'c'", "None as its path"]),
        (
            lambda: b().cable("c", law(), path, knobs={"length": np.nan}).build(),
            ["cable 'c' / length", "not a number"],
        ),
        (
            lambda: b().load("l", kind="couple", body="a", moment_Nm=np.inf).build(),
            ["load 'l' / moment_Nm", "inf N m"],
        ),
        (
            lambda: b().landmark("top", "a", (0, np.nan, 0)).build(),
            ["landmark 'top' / point_m", "any finite number"],
        ),
        (
            lambda: gw.ModelBuilder("m", gravity_m_per_s2=(0, np.nan)).body("a").build(),
            ["gravity_m_per_s2", "any finite number"],
        ),
        (
            lambda: gw.ModelBuilder("m", gravity_m_per_s2=9.81).body("a").build(),
            ["gravity_m_per_s2", "is 9.81", "array of 2 numbers"],
        ),
    ):
        said = fault(build)
        assert all(word in said for word in words), said
        assert "JSON" not in said and ":1:" not in said, said


def test_all_faults_of_the_builder_are_listed_at_once():
    b = (
        gw.ModelBuilder("m")
        .body("a", mass_kg=np.nan, com_m=(0, 0.4))
        .body("b", parent="a", mass_kg=np.inf)
    )
    with pytest.raises(gw.ModelError) as e:
        b.build()
    assert [f[0] for f in e.value.faults][:2] == ["body 'a' / mass_kg", "body 'b' / mass_kg"]


def test_lists_without_end_are_refused_in_words():
    nested = []
    nested.append(nested)
    said = fault(lambda: mast(outline_m=nested))
    assert "outline_m" in said and "deep" in said


def test_an_empty_list_is_never_read_as_everything(standing):
    for name, ask in {
        "among": lambda: gw.recruit(standing, among=[]),
        "knobs": lambda: gw.prescribe(standing, knobs=[]),
        "targets": lambda: gw.prescribe(standing, {}),
        "groups": lambda: gw.compare_stretches(standing, []),
        "of": lambda: gw.sensitivity(standing, []),
        "to": lambda: gw.sensitivity(standing, ["lordosis_deg"], []),
        "read": lambda: gw.sweep(standing, "iliopsoas.length", 0.9, 1.1, 3, read=[]),
        "scatter": lambda: gw.Population(standing, {}, bodies=20),
    }.items():
        assert f"{name}: names nothing" in fault(ask)
    assert "read: names nothing" in fault(
        lambda: gw.solve_batch(standing, length={"iliopsoas": 1.0}, read=[])
    )
    assert "read: names nothing" in fault(
        lambda: gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=20, read=[])
    )
