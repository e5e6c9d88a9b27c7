"""Plots say what they show: units on every axis, what is drawn is what was computed."""

import numpy as np
import pytest

import guywire as gw

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def looks(function):
    """The picture is that of tests/python/images, which were looked at; text is left out, because
    fonts differ between machines.

    After a change that is meant: python -m pytest tests/python/test_plot.py
    --mpl-generate-path=tests/python/images, and look at them.
    """
    return pytest.mark.mpl_image_compare(
        baseline_dir="images", remove_text=True, tolerance=1, savefig_kwargs={"dpi": 50}
    )(function)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def plots(standing):
    tipped = standing.adjust("iliopsoas", length=0.9)
    yield gw.plot.posture(gw.solve(tipped), gw.solve(standing))
    yield gw.plot.tensions(gw.solve(tipped))
    yield gw.plot.ledger(gw.explain(tipped))
    yield gw.plot.sweep(gw.sweep(standing, "iliopsoas.length", 0.95, 1.05, 11))
    yield gw.plot.sensitivities(gw.sensitivity(standing, ["lordosis_deg"]))
    yield gw.plot.arms(standing, ["iliacus"])
    yield gw.plot.population(
        gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=30),
        "iliopsoas.length",
        "lordosis_deg",
    )


def test_units_on_every_axis(standing):
    for ax in plots(standing):
        ax.figure.canvas.draw()
        for label, ticks in (
            (ax.get_xlabel(), ax.get_xticklabels()),
            (ax.get_ylabel(), ax.get_yticklabels()),
        ):
            named = any(
                t.get_text() and not t.get_text().lstrip("−-").replace(".", "").isdigit()
                for t in ticks
            )
            assert "[" in label or named, (label, ax)


def test_it_takes_an_axis_and_gives_it_back(standing):
    _, ax = plt.subplots()
    assert gw.plot.tensions(gw.solve(standing), ax=ax) is ax


def test_the_waterfall_ends_at_zero(standing):
    x = gw.explain(standing.adjust("iliopsoas", length=0.9))
    bars = gw.plot.ledger(x).patches
    assert sum(b.get_width() for b in bars) == pytest.approx(0, abs=1e-9)
    largest = max(bars, key=lambda b: b.get_width()).get_width()
    sums = {}
    for row in x.ledger["joints"]["rows"]:
        if row["kind"] == "joint":
            sums[row["name"]] = (
                sums.get(row["name"], 0)
                - row["moments_Nm"][x.ledger["joints"]["columns"].index("pelvis")]
            )
    assert largest == pytest.approx(sums["hip_capsule"], rel=1e-9)


def test_the_tornado_has_the_derivatives(standing):
    s = gw.sensitivity(standing, ["lordosis_deg"])
    widths = sorted(b.get_width() for b in gw.plot.sensitivities(s, change=0.01).patches)
    assert np.allclose(widths, sorted(0.01 * s.derivatives[0]))


def test_slack_cables_are_dashed(bridge):
    rest = gw.solve(bridge)
    lines = [line for line in gw.plot.posture(rest).lines if len(line.get_xdata()) in (2, 3)]
    dashed = sum(line.get_linestyle() == "--" for line in lines)
    assert dashed == int((rest.tensions == 0).sum()) > 0


@looks
def test_image_of_two_postures(standing):
    return gw.plot.posture(
        gw.solve(standing.adjust("iliopsoas", length=0.9)), gw.solve(standing)
    ).figure


@looks
def test_image_of_posed_legs(standing):
    return gw.plot.posture(
        gw.solve(standing.with_legs(right={"knee_deg": 100}, left={"hip_deg": 30}))
    ).figure


def test_poses_of_a_clinical_test_are_drawn_as_they_lie(standing):
    held, loose = gw.clinical_test(standing, "thomas").poses
    ax = gw.plot.posture(held, loose)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("towards the feet [m]", "forward [m]")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["held", "not held"]
    drawn = [line.get_xydata() for line in ax.lines]
    path = held.posture.path(held.model.cables[0])
    turned = np.column_stack([-path[:, 1], path[:, 0]])
    assert any(d.shape == turned.shape and np.allclose(d, turned, atol=1e-12) for d in drawn)
    # all of both bodies is in sight, shanks too
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    shapes = [np.array(patch.get_xy()) for patch in ax.patches] + drawn
    xy = np.vstack([s for s in shapes if len(s)])
    assert (
        left < xy[:, 0].min()
        and xy[:, 0].max() < right
        and low < xy[:, 1].min()
        and xy[:, 1].max() < high
    )
    assert "held: stable" in gw.plot.posture(held).get_title()
    assert gw.plot.posture(held.posture).get_xlabel() == "forward [m]"


@looks
def test_image_of_a_straight_leg_raise(standing):
    return gw.plot.posture(*gw.clinical_test(standing, "straight_leg_raise").poses).figure


@looks
def test_image_of_slack_cables(bridge):
    return gw.plot.posture(gw.solve(bridge)).figure


@looks
def test_image_of_tensions(standing):
    return gw.plot.tensions(gw.solve(standing)).figure


@looks
def test_image_of_a_ledger(standing):
    return gw.plot.ledger(gw.explain(standing.adjust("iliopsoas", length=0.9))).figure


@looks
def test_image_of_a_sweep_that_jumps(bridge):
    return gw.plot.sweep(
        gw.sweep(bridge.adjust("rear", length=1.1), "front.length", 1.25, 0.95, 61)
    ).figure


@looks
def test_image_of_a_tornado(standing):
    return gw.plot.sensitivities(gw.sensitivity(standing, ["lordosis_deg"])).figure


@looks
def test_image_of_moment_arms(standing):
    return gw.plot.arms(standing, ["iliacus", "semimembranosus"]).figure


@looks
def test_image_of_a_population(standing):
    return gw.plot.population(
        gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=60),
        "iliopsoas.length",
        "lordosis_deg",
    ).figure


def test_the_sweep_shows_its_events(bridge):
    s = gw.sweep(bridge.adjust("rear", length=1.1), "front.length", 1.25, 0.95, 61)
    ax = gw.plot.sweep(s)
    drawn = {line.get_label(): np.array(line.get_xydata()) for line in ax.lines}
    folds = [e for e in s.events if e["fold"]]
    assert (
        len(folds) == 1
        and drawn["resting place ends"].shape == (1, 2)
        and drawn["resting place ends"][0, 0] == folds[0]["parameter"]
    )
    kinks = len(drawn["goes slack or taut"]) + len(drawn["corner of a joint law"])
    assert kinks == len(s.events) - 1
    assert np.isnan(drawn["stable"][:, 1]).sum() == 1  # the jump is no part of the curve


def test_a_group_has_no_moment_arm(standing):
    with pytest.raises(gw.ModelError, match="is a group"):
        gw.plot.arms(standing, ["hamstrings"])
    with pytest.raises(gw.ModelError, match="iliacus"):
        gw.plot.arms(standing, ["iliacu"])


def test_paths_end_where_cables_do(bridge, standing):
    rest = gw.solve(bridge)
    for name, length in zip(bridge.cables, rest.lengths, strict=True):  # flat and without circles
        assert np.linalg.norm(np.diff(rest.path(name), axis=0), axis=1).sum() == pytest.approx(
            length, abs=1e-12
        )
    with pytest.raises(gw.ModelError, match=r"is a group|which is a group"):
        gw.solve(standing).path("hamstrings")
