"""Plots say what they show: units on every axis, what is drawn is what was computed."""

import numpy as np
import pytest

import guywire as gw

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


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
    yield gw.plot.population(gw.Population(standing, {"iliopsoas.length": "normal(1, 0.02)"}, bodies=30), "iliopsoas.length", "lordosis_deg")


def test_units_on_every_axis(standing):
    for ax in plots(standing):
        ax.figure.canvas.draw()
        for label, ticks in ((ax.get_xlabel(), ax.get_xticklabels()), (ax.get_ylabel(), ax.get_yticklabels())):
            named = any(t.get_text() and not t.get_text().lstrip("−-").replace(".", "").isdigit() for t in ticks)
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
            sums[row["name"]] = sums.get(row["name"], 0) - row["moments_Nm"][x.ledger["joints"]["columns"].index("pelvis")]
    assert largest == pytest.approx(sums["hip_capsule"], rel=1e-9)


def test_the_tornado_has_the_derivatives(standing):
    s = gw.sensitivity(standing, ["lordosis_deg"])
    widths = sorted(b.get_width() for b in gw.plot.sensitivities(s, change=0.01).patches)
    assert np.allclose(widths, sorted(0.01 * s.derivatives[0]))


def test_slack_cables_are_dashed(bridge):
    rest = gw.solve(bridge.adjust("rear_lower", length=1.1))
    lines = [line for line in gw.plot.posture(rest).lines if len(line.get_xdata()) == 2]
    dashed = sum(line.get_linestyle() == "--" for line in lines)
    assert dashed == int((rest.tensions == 0).sum()) > 0
