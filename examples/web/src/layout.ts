// Where things lie on the screen: sizes of the pictures, and what sticks to the top of it.
import type { Which } from "./app";
import type { Room } from "./views/draw";

/** Rooms of the pictures, and where they lie in what the badges are drawn over [px]. */
export interface Stage extends Room {
  views: [number, number];
  offset: Record<Which, [number, number]>;
}

export const firstStage = (): Stage => ({
  bridge: 560,
  body: 560,
  height: 560,
  energy: 560,
  views: [0, 0],
  offset: { bridge: [0, 0], body: [0, 0] },
});

const query = (what: string) => document.querySelector<HTMLElement>(what);

/** Text that gets the focus must not end below what sticks: WCAG 2.2, 2.4.11. */
function keepFocusClear(): void {
  const views = query("[data-views]");
  const sticks = views && getComputedStyle(views).position === "sticky";
  const padding = `${(sticks ? views.offsetHeight : 0) + 8}px`;
  const { style } = document.documentElement;
  if (style.scrollPaddingTop !== padding) style.scrollPaddingTop = padding;
}

/** Measures the page again; true where the pictures must be drawn anew. */
export function measure(stage: Stage): boolean {
  const before = JSON.stringify(stage);
  const views = query("[data-views]");
  for (const which of ["bridge", "body"] as const) {
    const canvas = query(`[data-canvas=${which}]`);
    if (!views || !canvas?.clientWidth) continue;
    stage[which] = Math.floor(canvas.clientWidth);
    stage.height = Math.floor(canvas.clientHeight);
    const [outer, inner] = [views.getBoundingClientRect(), canvas.getBoundingClientRect()];
    // the projector shows the stage enlarged: what is drawn counts in its own pixels
    const zoom = outer.width / views.offsetWidth || 1;
    const at = [(inner.left - outer.left) / zoom, (inner.top - outer.top) / zoom];
    stage.offset[which] = [Math.round(at[0]!), Math.round(at[1]!)];
    stage.views = [views.clientWidth, views.clientHeight];
  }
  const energy = query("[data-energy]")?.clientWidth ?? 0;
  if (energy > 0) stage.energy = Math.floor(energy);
  keepFocusClear();
  return JSON.stringify(stage) !== before;
}
