// A press may take away what had the focus: then the nearest thing left around it gets it, so that
// Tab goes on from there and a screen reader does not start from the top.

// chosen: a browser takes the focus from something hidden in its next frame; a little later
const hiddenAfterMs = 60;
let waiting = 0;

/** Draws, and keeps the focus on the page. */
export function keepingFocus(draw: () => void): void {
  const path = pathTo(document.activeElement);
  draw();
  if (path.length === 0) return;
  if (!isThere(path[0]!)) restore(path);
  else if (!waiting)
    waiting = window.setTimeout(() => {
      waiting = 0;
      if (document.activeElement === document.body && !isLeft(path[0]!)) restore(path);
    }, hiddenAfterMs);
}

function restore(path: readonly Element[]): void {
  const near = path.slice(1).find(isLeft);
  if (!(near instanceof HTMLElement)) return;
  if (near.tabIndex < 0 && !near.hasAttribute("tabindex")) {
    near.tabIndex = -1;
    near.addEventListener("blur", () => near.removeAttribute("tabindex"), { once: true });
  }
  near.focus({ preventScroll: true });
}

/** From an element up to the page's own root. */
function pathTo(element: Element | null): Element[] {
  const path: Element[] = [];
  for (let e = element; e && e !== document.body; e = e.parentElement) path.push(e);
  return path.at(-1) === document.documentElement ? [] : path;
}

const isThere = (e: Element) => e.isConnected && !e.matches(":disabled");
/** And seen: Safari knows this since 17.4. */
const isLeft = (e: Element) => isThere(e) && (!("checkVisibility" in e) || e.checkVisibility());
