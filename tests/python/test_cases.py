"""Small models whose right answer is known without guywire (tests/cases/cases.json says how),
asked of Python.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import guywire as gw

FOLDER = Path(__file__).parent.parent / "cases"


def asked():
    """Each case with each number that it is asked for."""
    for case in json.loads((FOLDER / "cases.json").read_text()):
        settings = [
            {name: value} for name, values in case.get("for_each", {}).items() for value in values
        ]
        for setting in settings or [{}]:
            yield pytest.param(
                case, setting, id="-".join([case["name"], *(f"{v:g}" for v in setting.values())])
            )


def model_of(case, setting):
    model = gw.load(str(FOLDER / f"{case['name']}.json"))
    for name, value in setting.items():
        owner, field = name.split(".")
        model = model.adjust(owner, **{field: value})
    return model


def start_of(case):
    return {
        name: np.radians(degrees) for name, degrees in case.get("start_deg", {}).items()
    } or None


def near(value, wanted):
    return abs(value - wanted[0]) <= wanted[1]


def status_and_rest(model, start):
    """The status, and the posture where there is one."""
    try:
        rest = gw.solve(model, start)
    except gw.SolveError as e:
        return str(e).split(":")[0], None
    return rest.status, rest


@pytest.mark.parametrize(("case", "setting"), asked())
def test_solve(case, setting):
    if "solve" not in case:
        pytest.skip("no search is asked for")
    right = case["solve"]
    status, rest = status_and_rest(model_of(case, setting), start_of(case))
    assert status in right["status"], case["right"]
    if status != "stable":
        assert rest is None or rest.status == status
        return
    for name, wanted in right.get("coordinates_deg", {}).items():
        assert near(rest.coordinates[name]["value_deg"], wanted), (name, case["right"])
    for name, wanted in right.get("tensions_N", {}).items():
        assert near(rest.cables[name]["tension_N"], wanted), (name, case["right"])
    if "min_eigenvalue" in right:
        assert near(rest.min_eigenvalue, right["min_eigenvalue"]), case["right"]


@pytest.mark.parametrize(("case", "setting"), asked())
def test_batch_of_three_equal_bodies(case, setting):
    if "solve" not in case:
        pytest.skip("no search is asked for")
    model = model_of(case, setting)
    body = model.bodies[0]
    mass = json.loads(model.to_json())["bodies"][0].get("mass_kg", 0)
    batch = gw.solve_batch(model, numbers={f"{body}.mass_kg": [mass] * 3}, start=start_of(case))
    status, rest = status_and_rest(model, start_of(case))
    assert list(batch.status) == [status] * 3, case["right"]
    if status == "stable":
        assert np.abs(batch.state - rest.state).max() <= 1e-6


@pytest.mark.parametrize(("case", "setting"), asked())
def test_equilibria(case, setting):
    if "equilibria" not in case:
        pytest.skip("no list is asked for")
    right = case["equilibria"]
    answer = gw.equilibria(model_of(case, setting)).to_dict()
    found = [
        (next(iter(e["coordinates"].values()))["value_deg"], e["status"])
        for e in answer["equilibria"]
    ]
    assert answer["verified"] == right.get("verified", answer["verified"]), case["right"]
    assert len(found) == right.get("count", len(found)), case["right"]
    if "found" in right:
        assert len(found) == len(right["found"]), case["right"]
    for wanted in right.get("has", []):
        turn = wanted.get("mod", np.inf)
        off = [
            abs(np.remainder(deg - wanted["deg"][0] + turn / 2, turn) - turn / 2)
            if np.isfinite(turn)
            else abs(deg - wanted["deg"][0])
            for deg, _ in found
        ]
        assert (
            sum(
                o <= wanted["deg"][1] and status == wanted["status"]
                for o, (_, status) in zip(off, found, strict=True)
            )
            == 1
        ), (wanted, found)
    if "only_near" in right:
        assert all(
            status == "hidden_by_rounding" or any(near(deg, w) for w in right["only_near"])
            for deg, status in found
        ), case["right"]
        assert not answer["verified"] or len(found) == len(right["only_near"]), case["right"]


def test_an_elastic_tendon_is_checked_for_the_knobs_in_force():
    model = gw.load(str(FOLDER / "long_tendon.json"))
    for ratio in (11, 12, 15, 20, 22):
        assert model.adjust("c", tendon_slack_length_m=0.02 * ratio).cables == ("c",)
    for ratio in (26, 40):
        with pytest.raises(gw.ModelError, match="tendon_slack_length_m"):
            model.adjust("c", tendon_slack_length_m=0.02 * ratio)
    with pytest.raises(gw.ModelError):
        model.adjust("c", strength=10, stiffness=0)


@pytest.mark.parametrize("links", [32, 33, 40, 100])
def test_a_chain_of_any_number_of_links_hangs(links):
    builder = gw.ModelBuilder("chain")
    for i in range(links):
        parent = {"parent": f"l{i - 1}", "hinge_in_parent_m": (0, -0.1)} if i else {}
        builder.body(f"l{i}", mass_kg=1, com_m=(0, -0.05), **parent)
    rest = gw.solve(builder.build(), [0.02 * ((i * 7) % 5 - 2) for i in range(links)])
    depth = 0.05 * links**2  # sum of (0.1 i + 0.05)
    assert rest.status == "stable"
    assert rest.potential == pytest.approx(-9.81 * depth, rel=1e-9)


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("slack_length_in_mm", ["never_taut", "never_taut"]),
        ("cable_on_one_body", ["turns_nothing"]),
    ],
)
def test_what_is_suspicious_is_found_as_the_command_finds_it(command, file, kinds):
    path = str(FOLDER / f"{file}.json")
    said = subprocess.run(
        [command, "check", path, "--format", "json"], capture_output=True, text=True, check=False
    )
    check = gw.check(gw.load(path))
    assert (
        said.returncode == 0 and json.loads(said.stdout)["models"][0]["findings"] == check.findings
    )
    assert [f["kind"] for f in check.findings] == kinds and len(check) == len(kinds)
    assert all(f["sentence"] in str(check) and f["remedy"] in str(check) for f in check.findings)


def test_the_shipped_models_are_not_suspicious():
    for name in gw.shipped_models():
        assert gw.check(gw.load(name)).findings == []


def test_a_picture_of_absurd_numbers_is_a_picture():
    svg = gw.solve(gw.load(str(FOLDER / "svg_nan_scale_bar.json"))).to_svg()
    assert "nan" not in svg and "<svg" in svg
