// Bodies as the drawing says: shapes fixed to bodies, made once for a size, then only moved.
import { nothing, svg, type SVGTemplateResult } from "lit-html";
import type { Description, Drawing, FixedPoint, Frame, Shape } from "../engine";
import { point, Projection } from "./draw";

type Places = Frame["bodies"];

/** A shape at a size: its path in its body's own axes [px, y down]. */
interface Piece {
  shape: Shape;
  /** The one body it moves with; -1 where its points belong to two. */
  body: number;
  path: string;
  /** Of strokes, lines and dashes [px]. */
  width: number;
}

const made = new WeakMap<Drawing, Map<number, readonly Piece[]>>();

/** The drawing's shapes at a scale [px/m]. */
function piecesAt(drawing: Drawing, scale: number): readonly Piece[] {
  const sizes = made.get(drawing) ?? new Map<number, readonly Piece[]>();
  made.set(drawing, sizes);
  const known = sizes.get(scale);
  if (known) return known;
  if (sizes.size > 4) sizes.clear(); // chosen: while a window is resized, few sizes return
  const pieces = drawing.shapes.map((shape) => piece(shape, scale));
  sizes.set(scale, pieces);
  return pieces;
}

function piece(shape: Shape, scale: number): Piece {
  const bodies = new Set(shape.runs.flat().map((p) => p[0]));
  const body = bodies.size === 1 ? [...bodies][0]! : -1;
  const own = (p: FixedPoint): [number, number] => [scale * p[1], -scale * p[2]];
  const [least, most] = shape.bounds_px;
  return {
    shape,
    body,
    path: body < 0 ? "" : shape.runs.map((run) => pathOf(shape, run.map(own))).join(""),
    width: Math.min(most, Math.max(least, scale * shape.width_m)),
  };
}

function pathOf(shape: Shape, points: readonly [number, number][]): string {
  if (shape.form === "curve") return smooth(points);
  const line = (of: readonly [number, number][]) => "M" + of.map(point).join("L");
  return line(points) + (shape.form === "polygon" ? "Z" : "");
}

/** A closed curve through points (Catmull-Rom as Bezier curves). */
function smooth(p: readonly (readonly [number, number])[]): string {
  const n = p.length;
  const near = (at: number, from: number, to: number): [number, number] => [
    p[at]![0] + (p[to]![0] - p[from]![0]) / 6,
    p[at]![1] + (p[to]![1] - p[from]![1]) / 6,
  ];
  let d = "M" + point(p[0]!);
  for (let i = 0; i < n; ++i) {
    const [before, next, after] = [(i + n - 1) % n, (i + 1) % n, (i + 2) % n];
    d += `C${point(near(i, before, next))} ${point(near(next, after, i))} ${point(p[next]!)}`;
  }
  return d + "Z";
}

/** Andrew's monotone chain, counter-clockwise [m], as in src/report/svg/plane.hpp. */
function convexHull(points: readonly [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const side = (p: readonly [number, number][]) => {
    const chain: [number, number][] = [];
    for (const q of p) {
      while (chain.length > 1 && !turnsLeft(chain.at(-2)!, chain.at(-1)!, q)) chain.pop();
      chain.push(q);
    }
    return chain.slice(0, -1);
  };
  return [...side(sorted), ...side(sorted.reverse())];
}
function turnsLeft(a: readonly number[], b: readonly number[], c: readonly number[]): boolean {
  return (b[0]! - a[0]!) * (c[1]! - b[1]!) > (b[1]! - a[1]!) * (c[0]! - b[0]!);
}

/** Where a fixed point is [m]. */
export function place(p: FixedPoint, bodies: Places): [number, number] {
  const at = bodies[p[0]]!;
  const c = Math.cos(at.theta);
  const s = Math.sin(at.theta);
  return [at.x + c * p[1] - s * p[2], at.y + s * p[1] + c * p[2]];
}

export const isFar = (name: string) => name.endsWith("_l"); // the left leg lies behind
export const isVertebra = (name: string) => /^L[1-5]$/.test(name);

/** A class says what it is, so that the style sheet can color it. */
function classOf(shape: Shape): string {
  if (shape.part !== "outline" && shape.part !== "head" && shape.part !== "bone") return shape.part;
  const side = isFar(shape.body) ? "far" : "";
  const head = shape.part === "head" ? "head" : "";
  return `bone ${isVertebra(shape.body) ? "vertebra" : shape.body} ${side} ${head}`.trim();
}

function drawn(p: Piece, grip: string): SVGTemplateResult {
  const { shape, path, width } = p;
  const name = classOf(shape);
  if (shape.form === "strokes")
    return svg`<path class="edge" d=${path} stroke-width=${width.toFixed(1)} /><path
      class="core" d=${path} stroke-width=${Math.max(1, width - 3).toFixed(1)} />`;
  if (shape.form === "lines")
    return svg`<path class=${name} d=${path}
      stroke-width=${(shape.width_m > 0 ? width : 1.6).toFixed(1)} />`;
  const gripped = shape.body === grip && shape.part === "outline" ? "body" : nothing;
  return svg`<path class=${name} data-grip=${gripped} d=${path} />`;
}

function dashes(p: Piece, scale: number, dash: number): SVGTemplateResult {
  const pitch = scale * p.shape.pitch_m;
  const pattern = `${(dash * pitch).toFixed(1)} ${((1 - dash) * pitch).toFixed(1)}`;
  return svg`<path class="spine edge" d=${p.path} stroke-width=${p.width.toFixed(1)}
      stroke-dasharray=${pattern} /><path class="spine core" d=${p.path}
      stroke-width=${Math.max(1, p.width - 2).toFixed(1)} stroke-dasharray=${pattern} />`;
}

/** All shapes of a posture, from back to front. `grip` is the body that can be dragged. */
export function figure(
  d: Description,
  bodies: Places,
  pr: Projection,
  grip: string,
): SVGTemplateResult[] {
  const { drawing } = d;
  return piecesAt(drawing, pr.scale).map((p) => {
    const { shape } = p;
    if (p.body < 0) {
      const corners = convexHull(shape.runs.flat().map((q) => place(q, bodies)));
      const path = `M${corners.map((q) => point(pr.at(...q))).join("L")}Z`;
      return svg`<path class=${classOf(shape)} d=${path} />`;
    }
    const inside = shape.form === "dashes" ? dashes(p, pr.scale, drawing.dash) : drawn(p, grip);
    return svg`<g transform=${pr.moved(bodies[p.body]!)}>${inside}</g>`;
  });
}

/** The skin of a standing body: one curve over all its bodies. */
export function skin(d: Description, bodies: Places, pr: Projection): string {
  const points = d.drawing.skin.map((p) => pr.at(...place(p, bodies)));
  return points.length > 2 ? smooth(points) : "";
}

/** Outlines alone: another posture, or a small figure. */
export function silhouette(
  d: Description,
  bodies: Places,
  pr: Projection,
  shown: (body: string) => boolean,
): SVGTemplateResult[] {
  const isOutline = ({ shape }: Piece) =>
    (shape.part === "outline" || shape.part === "head") && shown(shape.body);
  return piecesAt(d.drawing, pr.scale)
    .filter(isOutline)
    .map((p) => svg`<path d=${p.path} transform=${pr.moved(bodies[p.body]!)} />`);
}
