r"""How large the teaching page is, how soon it is ready, how fast a slider answers.

    GUYWIRE_PAGE=build/web/guywire.html \
        build/venv/bin/python benchmarks/page.py [--moves 200] [--starts 5]

Prints a table. Needs Playwright for Python and Debian's Chromium. Times depend on the machine;
nothing is judged here.
"""

import argparse
import os
import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A move: the slider's value, then `input`, as a drag gives them; dispatched at the start of a
# frame, as pointer events are. Painted: a message posted within the frame arrives when the browser
# has laid it out and painted it, which follows the frame's callbacks at once.
MOVES = """async moves => {
  const slider = document.getElementById('iliopsoas-length');
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const afterPaint = () => new Promise(done => {
    const c = new MessageChannel();
    c.port1.onmessage = () => done(performance.now());
    c.port2.postMessage(0);
  });
  const out = [];
  for (let i = 0; i < moves; ++i) {
    await frame();
    const began = performance.now();
    slider.value = String(0.9 + 0.2 * ((i * 0.381966) % 1));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const handled = performance.now();
    const painted = await afterPaint();
    out.push([guywire.timing.solveMs, guywire.timing.drawMs, handled - began, painted - began]);
  }
  return out;
}"""

# One solve by itself, many at once, since the browser's clock is coarse: a body with another length
# each time.
SOLVES = """times => {
  const body = guywire.body('body');
  const began = performance.now();
  for (let i = 0; i < times; ++i) {
    const v = 0.9 + 0.2 * ((i * 0.381966) % 1);
    body.turn((g, k) => (g === 'iliopsoas' && k === 'length' ? v : undefined));
    body.solve([]);
  }
  return (performance.now() - began) / times;
}"""


def ready(page: Page, address: str) -> float:
    """Milliseconds from the start of navigation, as the page itself wrote them down."""
    page.goto("about:blank")
    page.goto(address)
    while True:
        at = page.evaluate("document.documentElement.dataset.ready ?? null")
        if at is not None:
            return float(at)
        time.sleep(0.02)


def row(name: str, values: list[float], unit: str) -> str:
    p95 = statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]
    return f"{name:<44}{statistics.median(values):>10.2f}{p95:>10.2f}  {unit}"


def main() -> None:
    options = argparse.ArgumentParser(
        description="How large the teaching page is, how soon it is ready, "
        "how fast a slider answers."
    )
    options.add_argument("--moves", type=int, default=200)
    options.add_argument("--starts", type=int, default=5)
    asked = options.parse_args()
    file = Path(os.environ.get("GUYWIRE_PAGE", "build/web/guywire.html")).resolve()
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_context(
            reduced_motion="reduce", viewport={"width": 1400, "height": 900}
        ).new_page()
        starts = [ready(page, file.as_uri()) for _ in range(asked.starts)]
        while not page.evaluate("guywire.settled"):
            time.sleep(0.05)
        moves = page.evaluate(MOVES, asked.moves)
        solve = page.evaluate(SOLVES, 200)
        version = browser.version
        browser.close()
    print(
        f"{file.name}: {file.stat().st_size / 1e6:.2f} MB; Chromium {version}, "
        f"{os.cpu_count()} cores; {asked.moves} moves of a slider, {asked.starts} starts"
    )
    print(f"{'':<44}{'median':>10}{'p95':>10}")
    print(row("ready, from the start of navigation", starts, "ms"))
    print(row("solve of the body, in a move", [m[0] for m in moves], "ms"))
    print(f"{'solve of the body, mean of 200 in a row':<44}{solve:>10.2f}{'':>10}  ms")
    print(row("set, solved and drawn into the page", [m[1] for m in moves], "ms"))
    print(row("input event, handled", [m[2] for m in moves], "ms"))
    print(row("input event to painted frame", [m[3] for m in moves], "ms"))


if __name__ == "__main__":
    main()
