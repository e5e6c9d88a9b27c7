"""Clinical tests take the same options under the same names in C++, the command and Python:
one table, which the three are compared by.
"""

import json
import subprocess

import numpy as np
import pytest

import guywire as gw

TESTS = ["mirror", "thomas", "straight_leg_raise", "toe_touch", "sitting"]


def other_value(row):
    """A value that differs from the standard, within the range;
    an end of a search far enough to be met.
    """
    if row["flag"]:
        return not row["standard"]
    low, high = row["lower"], row["upper"]
    standard = row["standard"] if row["standard"] is not None else high
    share = 0.75 if row["name"].startswith("greatest") else 0.25
    return round((1 - share) * standard + share * (low if standard > (low + high) / 2 else high), 3)


def of_command(command, test, *options):
    said = subprocess.run(
        [command, "test", test, *options, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.returncode, said.stdout, said.stderr


@pytest.mark.parametrize(
    "row", gw.clinical_options(), ids=lambda row: f"{row['test']}-{row['name']}"
)
def test_an_option_means_the_same_to_the_command_and_to_python(command, standing, row):
    value = other_value(row)
    option = "--" + row["name"].replace("_", "-")
    status, out, error = of_command(
        command, row["test"], option, *([] if row["flag"] else [str(value)])
    )
    here = gw.clinical_test(standing, row["test"], **{row["name"]: value})
    assert status in (0, 3), error
    assert json.loads(out) == here.to_dict()
    assert here != gw.clinical_test(standing, row["test"]), "the option changes nothing"


@pytest.mark.parametrize(
    "row",
    [r for r in gw.clinical_options() if not r["flag"]],
    ids=lambda row: f"{row['test']}-{row['name']}",
)
def test_a_range_is_one_range(command, standing, row):
    for value in (row["lower"] - 1, row["upper"] + 1, np.nan):
        with pytest.raises(gw.ModelError) as e:
            gw.clinical_test(standing, row["test"], **{row["name"]: value})
        assert row["name"] in str(e.value) and "allowed is" in str(e.value)
        if np.isfinite(value):
            status, _, error = of_command(
                command, row["test"], f"--{row['name'].replace('_', '-')}={value}"
            )
            assert status == 2 and str(e.value) in error


def test_an_option_of_another_test_is_refused_by_both(command, standing):
    rows = gw.clinical_options()
    for test in TESTS:
        own = {row["name"] for row in rows if row["test"] == test}
        for name in {row["name"] for row in rows} - own:
            flag = next(row["flag"] for row in rows if row["name"] == name)
            with pytest.raises(gw.ModelError, match="is no option of this test"):
                gw.clinical_test(standing, test, **{name: True if flag else 1.0})
            status, _, error = of_command(
                command, test, f"--{name.replace('_', '-')}" + ("" if flag else "=1")
            )
            assert status == 2 and name in error and "no option of this test" in error


def test_a_flag_is_true_or_false(standing):
    for value in (1, 0.0, "yes", None, np.array([True, False])):
        with pytest.raises(gw.ModelError, match=r"pelvis_held.*True or False"):
            gw.clinical_test(standing, "straight_leg_raise", pelvis_held=value)
    assert gw.clinical_test(standing, "straight_leg_raise", pelvis_held=False) == gw.clinical_test(
        standing, "straight_leg_raise"
    )


@pytest.mark.parametrize("test", ["toe_touch", "sitting"])
def test_tone_that_was_set_stays_set(standing, test):
    """Set on every muscle, none may change: what the pelvis lacks is the answer."""
    toned = standing
    for part in standing.partition:
        toned = toned.adjust(part, tone=0.02)
    options = {"toe_touch": {"inclination_deg": 20}, "sitting": {"posterior_tilt_deg": 12.5}}[test]
    t = gw.clinical_test(toned, test, **options)
    assert (
        t.status == "not_run"
        and "Every muscle's tone was set" in t.sentence
        and "N·m" in t.sentence
    )
