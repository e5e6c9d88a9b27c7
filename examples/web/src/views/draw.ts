// What both views share: world to pixels, tension to ink, slack to sag.
import { svg, type SVGTemplateResult } from "lit-html";
import type { Description, Frame } from "../engine";
import type { GroupName } from "../link";

/** Room for the pictures [px]. */
export interface Room {
  bridge: number;
  body: number;
  height: number;
  /** Width of the energy curves. */
  energy: number;
}

/** What both views are drawn from. */
export interface Scene {
  description: Description;
  frame: Frame;
  ghost: Frame | undefined;
  picked: GroupName | undefined;
  turned: readonly GroupName[];
  /** Given while the picture is not to be fitted anew. */
  projection: Projection | undefined;
  width: number;
  height: number;
  label: string;
  newtons: (n: number) => string;
  slackWord: string;
  forward: string;
  back: string;
}

/**
 * World (m, x forward, y up) to pixels of the picture. `turn`: the picture is turned
 * counter-clockwise by so much [rad].
 */
export class Projection {
  readonly width: number;
  readonly height: number;
  private readonly c: number;
  private readonly s: number;
  constructor(
    readonly scale: number,
    private readonly x0: number,
    private readonly y1: number,
    size: readonly [number, number],
    readonly turn = 0,
  ) {
    [this.width, this.height] = size;
    this.c = Math.cos(turn);
    this.s = Math.sin(turn);
  }
  /**
   * Fits a box [m] (as seen after the turn) into a width, with at most a height; `left` and `right`
   * [px] are kept free for labels.
   */
  static fit(
    box: { x0: number; x1: number; y0: number; y1: number },
    width: number,
    maxHeight: number,
    { turn = 0, left = 0, right = 0 } = {},
  ): Projection {
    const room = width - left - right;
    const scale = Math.min(room / (box.x1 - box.x0), maxHeight / (box.y1 - box.y0));
    const spare = (room - scale * (box.x1 - box.x0)) / 2;
    return new Projection(
      scale,
      box.x0 - (spare + left) / scale,
      box.y1,
      [width, scale * (box.y1 - box.y0)],
      turn,
    );
  }
  at(x: number, y: number): [number, number] {
    return [
      (this.c * x - this.s * y - this.x0) * this.scale,
      (this.y1 - this.s * x - this.c * y) * this.scale,
    ];
  }
  /** Moves what is drawn in a body's own axes (pixels, y down) to where the body is. */
  moved(body: { theta: number; x: number; y: number }): string {
    const degrees = (-(body.theta + this.turn) * 180) / Math.PI;
    return `translate(${point(this.at(body.x, body.y))}) rotate(${degrees.toFixed(3)})`;
  }
  /** Back to the world. */
  world(px: number, py: number): [number, number] {
    const u = px / this.scale + this.x0;
    const v = this.y1 - py / this.scale;
    return [this.c * u + this.s * v, this.c * v - this.s * u];
  }
}

const f = (v: number) => v.toFixed(1);
export const point = (p: readonly [number, number]) => `${f(p[0])} ${f(p[1])}`;

export function polyline(pr: Projection, path: ArrayLike<number>): string {
  let d = "";
  for (let i = 0; i + 1 < path.length; i += 2)
    d += (i ? "L" : "M") + point(pr.at(path[i]!, path[i + 1]!));
  return d;
}

/** The points of a body's outline where it stands [m]. */
export function placed(
  shape: readonly (readonly [number, number])[],
  at: { theta: number; x: number; y: number },
): [number, number][] {
  const c = Math.cos(at.theta);
  const s = Math.sin(at.theta);
  return shape.map(([x, y]) => [at.x + c * x - s * y, at.y + s * x + c * y]);
}
export function outline(
  pr: Projection,
  shape: readonly (readonly [number, number])[],
  at: { theta: number; x: number; y: number },
): string {
  return (
    "M" +
    placed(shape, at)
      .map(([x, y]) => point(pr.at(x, y)))
      .join("L") +
    "Z"
  );
}

/**
 * A slack cable hangs: a shallow parabola between its ends, as deep as its excess length asks for
 * (sag² = 3/8 span × excess).
 */
export function sagging(pr: Projection, path: ArrayLike<number>, excess: number): string {
  const n = path.length;
  const [ax, ay] = pr.at(path[0]!, path[1]!);
  const [bx, by] = pr.at(path[n - 2]!, path[n - 1]!);
  const span = Math.hypot(bx - ax, by - ay);
  const sag = Math.max(4, Math.min(0.6 * span, Math.sqrt((3 / 8) * span * excess * pr.scale)));
  return `M${f(ax)} ${f(ay)}Q${f((ax + bx) / 2)} ${f((ay + by) / 2 + 2 * sag)} ${f(bx)} ${f(by)}`;
}

/** How tension becomes ink and width: the full scale [N], and what the drawing says of it. */
export interface TensionScale {
  full: number;
  steps: readonly number[];
  exponent: number;
}
export const scaleOf = (d: Description, full: number): TensionScale => ({
  ...d.drawing.tension,
  full,
});

/** An ink for each step, told apart by lightness in both themes; 0 is slack. */
export function ink(tension: number, scale: TensionScale): number {
  if (!(tension > 0)) return 0;
  return 1 + scale.steps.filter((part) => tension >= part * scale.full * (1 - 1e-9)).length;
}
/** How wide, as a part of the width at full scale; more than 1 beyond it. */
export const strength = (tension: number, scale: TensionScale): number =>
  tension > 0 ? (tension / scale.full) ** scale.exponent : 0;
/** 1, 2 or 5 times a power of ten, at least v. */
export function niceAbove(v: number): number {
  const p = 10 ** Math.floor(Math.log10(v));
  return [1, 2, 5, 10].map((m) => m * p).find((m) => v <= m * (1 + 1e-9))!;
}
/**
 * Tension that fills the scale of a view [N]; fixed, so that pictures can be compared. Chosen: what
 * the neutral bodies need; more is drawn as the last step.
 */
export const fullScale = { bridge: 5000, body: 100 };

/** A cable: halo where it is picked out, then the line itself. */
export function cable(
  d: string,
  tension: number,
  scale: TensionScale,
  widths: readonly [number, number],
  picked: boolean,
  faded: boolean,
): SVGTemplateResult {
  const slack = !(tension > 0);
  const width = slack
    ? widths[0]
    : widths[0] + (widths[1] - widths[0]) * Math.min(1, strength(tension, scale));
  return svg`${picked ? svg`<path class="halo" d=${d} stroke-width=${f(width + 5)} />` : ""}<path
    class="cable ink${ink(tension, scale)} ${slack ? "slack" : ""} ${faded ? "faded" : ""}"
    d=${d} stroke-width=${f(width)} />`;
}

/** Which side of a picture is which. */
export function sides(back: string, forward: string, width: number): SVGTemplateResult {
  return svg`<text class="side" x="8" y="18">${back}</text>
    <text class="side" x=${width - 8} y="18" text-anchor="end">${forward}</text>`;
}

/** Sum over the cables of a group, both sides [N]. */
export function groupTension(d: Description, frame: Frame, group: number): number {
  return d.cables.reduce(
    (sum, c, i) => (c.group === group ? sum + c.sides * (frame.cables[i]!.tension || 0) : sum),
    0,
  );
}

/**
 * Labels beside a picture, kept apart: wished heights to heights at least `gap` from one another,
 * within 0 … height.
 */
export function spread(wished: readonly number[], gap: number, height: number): number[] {
  const order = wished.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const out = new Array<number>(wished.length);
  let last = -Infinity;
  for (const o of order) out[o.i] = last = Math.max(o.y, last + gap);
  const over = last - height;
  if (over > 0) {
    let next = height;
    for (const o of [...order].reverse()) {
      out[o.i] = Math.min(out[o.i]!, next);
      next = out[o.i]! - gap;
    }
  }
  return out;
}

/** The inks of a legend, each from a tension on [N]. */
export function legendSteps(scale: TensionScale): { ink: number; from: number; to: number }[] {
  const edges = [0, ...scale.steps.map((part) => part * scale.full), Infinity];
  return edges.slice(1).map((to, i) => ({ ink: i + 1, from: edges[i]!, to }));
}
