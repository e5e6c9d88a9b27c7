// Tilt and lordosis as angles: two arms and the arc between them, and where they were before.
import { svg, type SVGTemplateResult } from "lit-html";
import type { AngleMark } from "../engine";
import { point, type Projection } from "./draw";

type Place = readonly [number, number];

// [px] chosen: arms that meet far behind the spine end a little beyond the arc
const beyond = 8;
const joinedAt = 0.95; // of arms that hardly meet: where the line between them lies

const mix = (a: Place, b: Place, t: number): [number, number] => [
  a[0] + t * (b[0] - a[0]),
  a[1] + t * (b[1] - a[1]),
];

function arm(pr: Projection, from: Place, to: Place, further: number): string {
  const a = pr.at(...from);
  const b = pr.at(...to);
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  return `M${point(a)}L${point(length > 0 ? mix(a, b, 1 + further / length) : b)}`;
}

/** A point of the arc, at an angle counter-clockwise from x. */
const onArc = (pr: Projection, m: AngleMark, angle: number): [number, number] =>
  pr.at(m.center[0] + m.radius * Math.cos(angle), m.center[1] + m.radius * Math.sin(angle));

function between(pr: Projection, m: AngleMark): string {
  if (!(m.radius > 0)) {
    const a = pr.at(...mix(m.zero[0], m.zero[1], joinedAt));
    return `M${point(a)}L${point(pr.at(...mix(m.arm[0], m.arm[1], joinedAt)))}`;
  }
  const r = (m.radius * pr.scale).toFixed(1);
  const large = Math.abs(m.to - m.from) > Math.PI ? 1 : 0;
  const sweep = m.to > m.from ? 0 : 1;
  const to = point(onArc(pr, m, m.to));
  return `M${point(onArc(pr, m, m.from))}A${r} ${r} 0 ${large} ${sweep} ${to}`;
}

/** The middle of what joins the arms [px]. */
export function middleOf(pr: Projection, m: AngleMark): [number, number] {
  if (m.radius > 0) return onArc(pr, m, (m.from + m.to) / 2);
  return pr.at(...mix(m.zero[1], m.arm[1], 0.5));
}

export interface Marked {
  name: "tilt" | "lordosis";
  mark: AngleMark;
  before: AngleMark | undefined;
}

export function markView(pr: Projection, { name, mark, before }: Marked): SVGTemplateResult {
  // the arms of tilt end at the arc already; those of lordosis are cut where they reach it
  const further = name === "lordosis" && mark.radius > 0 ? beyond : 0;
  const was =
    before &&
    svg`<path class="was" d=${
      arm(pr, before.arm[0], before.arm[1], further) +
      (name === "lordosis" ? arm(pr, before.zero[0], before.zero[1], further) : "") +
      between(pr, before)
    } />`;
  return svg`<g class="angle" data-angle=${name}>${was ?? ""}
    <path class="zero" d=${arm(pr, mark.zero[0], mark.zero[1], further)} />
    <path class="arm" d=${arm(pr, mark.arm[0], mark.arm[1], further)} />
    <path class="arc" d=${between(pr, mark)} /></g>` as SVGTemplateResult;
}
