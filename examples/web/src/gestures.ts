// What the hand does, for the whole page: where a gesture begins and ends, the keys of undo, and
// touches of sliders.
import type { App } from "./app";

export function bindGestures(app: App): void {
  addEventListener("pointerdown", () => app.history.press(), true);
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, () => app.history.release(), true);
  bindUndoKeys(app);
  bindTouchedSliders();
}

/** A field in which letters wait to be taken keeps its own undo. */
function bindUndoKeys(app: App): void {
  let typedIn: EventTarget | null = null;
  addEventListener("input", (e) => {
    if (e.target instanceof HTMLInputElement && e.target.type !== "range") typedIn = e.target;
  });
  addEventListener("change", () => (typedIn = null));
  addEventListener("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.target === typedIn) return;
    if (e.target instanceof HTMLTextAreaElement) return;
    const key = e.key.toLowerCase();
    const isRedo = (key === "z" && e.shiftKey) || key === "y";
    if (!isRedo && key !== "z") return;
    e.preventDefault();
    if (isRedo) app.redo();
    else app.undo();
  });
}

// chosen: the thumb is 16 px wide, the tip of a finger touches about 9 mm
const thumbReach = 28;
// chosen: browsers too take a finger for resting until it has gone some 8 to 15 px
const decidedAfter = 8;

interface Touch {
  slider: HTMLInputElement;
  pointer: number;
  x: number;
  y: number;
  /** Of the slider, before the finger came. */
  value: string;
  isOnThumb: boolean;
  /** Undefined until it is known which way the finger goes. */
  follows: boolean | undefined;
}

/** The middle of the thumb on the screen [px]. */
function thumbX(slider: HTMLInputElement): number {
  const box = slider.getBoundingClientRect();
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const thumb = 16;
  const part = (Number(slider.value) - low) / (high - low);
  return box.left + thumb / 2 + part * (box.width - thumb);
}

/**
 * Browsers set a slider where a finger comes down, even if the finger then scrolls the page. Here a
 * touched slider follows only a sideways move that begins on its thumb.
 */
function bindTouchedSliders(): void {
  let touch: Touch | undefined;
  const putBack = () => {
    if (touch && !touch.follows) touch.slider.value = touch.value;
  };
  addEventListener(
    "pointerdown",
    (e) => {
      touch = undefined;
      const slider = e.target;
      if (e.pointerType === "mouse") return;
      if (!(slider instanceof HTMLInputElement) || slider.type !== "range") return;
      touch = {
        slider,
        pointer: e.pointerId,
        x: e.clientX,
        y: e.clientY,
        value: slider.value,
        isOnThumb: Math.abs(e.clientX - thumbX(slider)) <= thumbReach,
        follows: undefined,
      };
    },
    true,
  );
  addEventListener(
    "pointermove",
    (e) => {
      if (!touch || e.pointerId !== touch.pointer || touch.follows !== undefined) return;
      const [dx, dy] = [Math.abs(e.clientX - touch.x), Math.abs(e.clientY - touch.y)];
      if (Math.max(dx, dy) >= decidedAfter) touch.follows = touch.isOnThumb && dx > dy;
    },
    true,
  );
  for (const name of ["input", "change"])
    addEventListener(
      name,
      (e) => {
        if (!touch || e.target !== touch.slider || touch.follows) return;
        putBack();
        e.stopImmediatePropagation();
      },
      true,
    );
  for (const name of ["pointerup", "pointercancel"] as const)
    addEventListener(
      name,
      (e) => {
        if (!touch || e.pointerId !== touch.pointer) return;
        putBack();
        // some browsers set the slider only now
        const ended = touch;
        setTimeout(() => {
          if (touch !== ended) return;
          putBack();
          touch = undefined;
        });
      },
      true,
    );
}
