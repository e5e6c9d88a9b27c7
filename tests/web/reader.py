"""A reader of the page: opens it, turns its controls, reads what it shows.
Polls by `evaluate`, since the page's policy forbids `eval`.
"""

import json
import random
import shlex
import subprocess
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import CDPSession, Page

GROUPS = [
    "iliopsoas",
    "rectus_femoris",
    "other_hip_flexors",
    "hamstrings",
    "gluteals",
    "adductors",
    "deep_hip_rotators",
    "erector_spinae",
    "quadratus_lumborum",
    "abdominals",
]
# every cable so long that the bridge can rest in two places
LONG = "&".join(
    f"{g}.length=1.3"
    for g in ("iliopsoas", "rectus_femoris", "other_hip_flexors", "erector_spinae", "hamstrings")
)
KNOBS = ["length", "stiffness", "strength", "tone"]
ANCHORS = ["front", "rear_upper", "rear_lower"]
SLIDERS = {
    "length": (0.85, 1.15, 0.005),
    "stiffness": (0, 3, 0.05),
    "strength": (0, 3, 0.05),
    "tone": (0, 0.5, 0.005),
}
DEG = 1e-9 * 57.29577951308232  # 1e-9 rad: what the page and the command line may differ by

Readings = dict[str, float]


class Reader:
    def __init__(self, page: Page, address: str):
        self.page = page
        self.address = address
        self.devtools: CDPSession | None = None

    # --- opening and waiting

    def open(self, fragment: str = "") -> "Reader":
        self.page.goto("about:blank")  # else another fragment alone would not load anything
        self.page.goto(self.address + ("#" + fragment if fragment else ""))
        self.until(
            "document.documentElement.dataset.ready !== undefined && window.guywire !== undefined"
        )
        return self

    def until(self, condition: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not self.page.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < end, f"waited {seconds} s in vain for {condition}"
            time.sleep(0.03)

    def settle(self) -> "Reader":
        self.until("guywire.settled")
        return self

    def ask(self, expression: str, argument: Any = None) -> Any:
        return self.page.evaluate(expression, argument)

    # --- turning

    def open_all_details(self) -> None:
        """Nothing folded, and nothing left undrawn because it is off the screen:
        else its text and places cannot be judged.
        """
        self.draw_all()
        self.ask("for (const d of document.querySelectorAll('details')) d.open = true")

    def tab(self, name: str) -> "Reader":
        """To another tab below the stage."""
        self.page.click(f"#tab-{name}")
        return self

    def menu(self) -> "Reader":
        """The menu, opened."""
        self.ask("document.querySelector('details.menu').open = true")
        return self

    def unfold(self, name: str) -> "Reader":
        """One of the folds below the sliders, by its class."""
        self.ask("c => { document.querySelector('#controls details.' + c).open = true }", name)
        return self

    def speak(self, language: str) -> "Reader":
        """Another language, from the menu; which is then closed again."""
        self.menu().page.select_option("#language", language)
        self.ask("document.querySelector('details.menu').open = false")
        return self

    def draw_all(self) -> None:
        """What `content-visibility: auto` leaves out while it is off the screen is laid out too;
        all else it does (containment) stays.
        """
        self.ask(
            "for (const e of document.querySelectorAll('*')) if "
            "(getComputedStyle(e).contentVisibility === 'auto') e.style.cssText += "
            "'content-visibility: visible; contain: layout style paint'"
        )

    def slide(self, name: str, value: float) -> None:
        """As a drag does: the value, then `input`."""
        self.ask(
            (
                "([id, v]) => { const e = document.getElementById(id); e.value = v; "
                "e.dispatchEvent(new Event('input', { bubbles: true })); }"
            ),
            [name, str(value)],
        )

    def write(self, name: str, text: str) -> None:
        """Into the number field beside a slider."""
        self.ask(
            (
                "([id, t]) => {"
                " const field = document.getElementById(id).closest('.field');"
                " const e = field.querySelector('input[type=text]');"
                " e.value = t; e.dispatchEvent(new Event('change', { bubbles: true })); }"
            ),
            [name, text],
        )

    def reset_button(self, name: str) -> None:
        self.ask(
            (
                "id => document.getElementById(id)"
                ".closest('.field').querySelector('button.reset').click()"
            ),
            name,
        )

    # --- pointing

    def place(self, query: str, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
        """A point of an element on the screen: parts of its width and height."""
        box = self.ask(
            "q => { const e = document.querySelector(q); e.scrollIntoView({ block: 'center' }); "
            "const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }",
            query,
        )
        return box[0] + across * box[2], box[1] + down * box[3]

    def thumb(self, name: str) -> tuple[float, float]:
        """The middle of a slider's thumb, which is 16 px wide."""
        x, y, width, part = self.ask(
            "id => { const e = document.getElementById(id); "
            "e.scrollIntoView({ block: 'center' }); const b = e.getBoundingClientRect(); "
            "const part = (e.value - e.min) / (e.max - e.min); "
            "return [b.left, b.top + b.height / 2, b.width, part]; }",
            name,
        )
        return x + 8 + part * (width - 16), y

    def drag(self, points: Sequence[tuple[float, float]], steps: int = 8) -> None:
        """With the mouse, from the first point to the last."""
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=steps)
        self.page.mouse.up()

    def touch(self, points: Sequence[tuple[float, float]], lift: bool = True) -> None:
        """With a finger, as the browser takes it: it may scroll, and take the finger away."""
        self.finger("touchStart", points[:1])
        for point in points[1:]:
            time.sleep(0.016)
            self.finger("touchMove", [point])
        if lift:
            self.lift()

    def lift(self) -> None:
        self.finger("touchEnd", [])
        time.sleep(0.1)  # what comes after the finger has gone

    def finger(self, kind: str, at: Sequence[tuple[float, float]]) -> None:
        if self.devtools is None:  # one session: each has fingers of its own
            self.devtools = self.page.context.new_cdp_session(self.page)
        where = [{"x": x, "y": y} for x, y in at]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    # --- reading

    def readings(self) -> Readings:
        """Full precision, as it is on the screen: "body.lordosis_deg" and so on."""
        return {
            k: float(v)
            for k, v in self.ask(
                "[...document.querySelectorAll('[data-quantity]')].map(e => "
                "[e.dataset.quantity, e.dataset.value])"
            )
        }

    def status(self, which: str) -> str:
        return self.ask(
            "w => document.querySelector(`#${w}-title [data-status]`).dataset.status", which
        )

    def command(self, which: str) -> str:
        return self.ask("w => document.querySelector(`[data-command=${w}]`).textContent", which)

    def fragment(self) -> str:
        """Of the address, which is written once the hand pauses."""
        self.until("guywire.isAddressWritten !== false", 5)
        return self.ask("location.hash.slice(1)")

    def tensions(self, which: str) -> dict[str, float]:
        """One cable's tension [N] by its name."""
        return dict(
            self.ask(
                (
                    "w => guywire.body(w).description.cables.map((c, i) => [c.name, "
                    "guywire.rest[w].frame.cables[i].tension])"
                ),
                which,
            )
        )

    def everything(self) -> dict[str, Any]:
        """All numbers of a state, to be compared bit for bit.
        A clinical test is carried out when the hand pauses: it is waited for.
        """
        self.until("guywire.state.legs === 'standing' || guywire.shownPose !== undefined")
        return {
            "readings": self.readings(),
            "body": self.tensions("body"),
            "bridge": self.tensions("bridge"),
            "status": [self.status("body"), self.status("bridge")],
            "fragment": self.fragment(),
        }

    def faults(self) -> str:
        return self.ask("document.querySelector('.faults')?.innerText ?? ''")

    def says(self, which: str = "body") -> str:
        """What stands below a picture."""
        return self.ask("w => document.querySelector(`[data-says=${w}]`).textContent.trim()", which)


def run_shown(guywire: str, shown: str) -> dict[str, Any]:
    """Runs a command as the page shows it, and gives its JSON;
    where there is no trustworthy answer, its status all the same.
    """
    words = shlex.split(shown)
    assert words[0] == "guywire"
    done = subprocess.run(
        [guywire, *words[1:], "--format", "json"], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 3), f"{shown}: {done.stderr}"
    return json.loads(done.stdout)


def assert_same_posture(reader: Reader, guywire: str) -> None:
    """What the page shows is what the commands answer that it shows."""
    shown = reader.readings()
    for which in ("body", "bridge"):
        command = reader.command(which)
        answer = run_shown(guywire, command)
        assert reader.status(which) == answer["status"], command
        if answer["status"] not in ("stable", "unstable", "neutral", "at_kink"):
            continue
        compared = {k: v for k, v in shown.items() if k.startswith(which + ".")}
        assert len(compared) == (5 if which == "body" else 1)
        for name, value in compared.items():
            assert abs(value - answer["posture"][name.split(".")[1]]) <= DEG, (
                f"{name} after {command}"
            )
        for cable, tension in reader.tensions(which).items():
            assert abs(tension - answer["cables"][cable]["tension_N"]) <= 1e-6 * max(
                1.0, abs(tension)
            ), f"{cable} after {command}"


def random_fragment(rng: random.Random, starts: bool = True) -> str:
    """Any state that the address can hold."""
    pairs = []
    for group in rng.sample(GROUPS, rng.randint(0, 4)):
        for knob in rng.sample(KNOBS, rng.randint(1, 2)):
            low, high = {
                "length": (0.88, 1.12),
                "stiffness": (0.2, 3),
                "strength": (0.2, 3),
                "tone": (0, 0.4),
            }[knob]
            pairs.append(f"{group}.{knob}={round(rng.uniform(low, high), rng.randint(2, 9))}")
    if rng.random() < 0.4:
        inside = round(rng.uniform(32, 74), rng.randint(0, 4))
        pairs.append(f"pelvic_incidence_deg={rng.choice([32, 74, inside])}")
    if rng.random() < 0.25:
        pairs.append(f"legs={rng.choice(['sitting', 'thomas'])}")
    pairs += [
        f"anchor.{anchor}={rng.randint(-400, 400)},{rng.randint(-400, 400)}"
        for anchor in ANCHORS
        if rng.random() < 0.4
    ]
    if starts and rng.random() < 0.4:
        pairs.append("start=" + ",".join(str(round(rng.uniform(-10, 10), 2)) for _ in range(6)))
    if starts and rng.random() < 0.4:
        pairs.append(f"bridge_start={round(rng.uniform(-20, 20), 2)}")
    rng.shuffle(pairs)
    return "&".join(pairs)
