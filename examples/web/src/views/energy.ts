// Energy against tilt, with a ball where the posture is: a valley is a resting place, a hilltop a
// balance that does not last.
import { svg, type SVGTemplateResult } from "lit-html";
import type { Curve, Status } from "../engine";
import { niceAbove } from "./draw";

/** Angles here are tilt, + forward [deg]. */
export interface EnergyScene {
  curve: Curve;
  marks: { tiltDeg: number; status: Status }[];
  ballDeg: number;
  width: number;
  label: string;
  tiltAxis: string;
  energyAxis: string;
  stable: string;
  unstable: string;
  degrees: (d: number) => string;
}

export function energyView(s: EnergyScene): SVGTemplateResult {
  const width = s.width;
  const height = 190;
  const left = 20;
  const right = 20;
  const top = 26;
  const bottom = 52;
  const points = s.curve
    .map((p) => ({ x: -p.angleDeg, v: p.energy }))
    .filter((p) => Number.isFinite(p.v))
    .sort((a, b) => a.x - b.x);
  if (points.length < 2)
    return svg`<svg class="energy" role="img" aria-label=${s.label}
      viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height}
      ></svg>` as SVGTemplateResult;
  const low = Math.min(...points.map((p) => p.v));
  const x0 = points[0]!.x;
  const x1 = points[points.length - 1]!.x;
  // the valley is what matters: the scale follows what lies within reach of the resting places,
  // steeper walls run out of the picture
  const near = s.marks.map((m) => m.tiltDeg);
  const span = Math.max(6, ...near.map((a) => Math.abs(a - s.ballDeg) * 1.5));
  const high = niceAbove(
    Math.max(
      1e-3,
      ...points
        .filter((p) => near.some((a) => Math.abs(p.x - a) < span) || Math.abs(p.x - s.ballDeg) < 1)
        .map((p) => p.v - low),
    ),
  );
  const X = (x: number) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
  const Y = (v: number) => height - bottom - ((v - low) / high) * (height - top - bottom);
  const at = (x: number) => {
    const i = Math.max(
      1,
      points.findIndex((p) => p.x >= x),
    );
    const a = points[i - 1] ?? points[0]!;
    const b = points[i] ?? a;
    const t = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x);
    return a.v + Math.max(0, Math.min(1, t)) * (b.v - a.v);
  };
  const line = points
    .map((p, i) => `${i ? "L" : "M"}${X(p.x).toFixed(1)} ${Y(p.v).toFixed(1)}`)
    .join("");
  const ticks: number[] = [];
  const each = width < 300 ? 20 : 10;
  for (let t = Math.ceil(x0 / each) * each; t <= x1; t += each) ticks.push(t);
  const inside = (x: number) => x >= x0 && x <= x1;
  const clip = `clip-${s.energyAxis.length}-${width}`;
  const mark = (m: EnergyScene["marks"][number]) => {
    const [x, y] = [X(m.tiltDeg), Y(at(m.tiltDeg))];
    return m.status === "stable"
      ? svg`<path class="mark stable" d=${`M${x} ${y + 4}l-5 9h10z`}
          ><title>${s.stable}</title></path>`
      : svg`<circle class="mark unstable" cx=${x} cy=${y} r="5"
          ><title>${s.unstable}</title></circle>`;
  };
  const ball = inside(s.ballDeg)
    ? svg`<circle class="ball" cx=${X(s.ballDeg)} cy=${Y(at(s.ballDeg)) - 8} r="8" />`
    : "";
  return svg`<svg class="energy" role="img" aria-label=${s.label}
    viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height}>
    <defs><clipPath id=${clip}><rect
      x="0" y=${top - 14} width=${width} height=${height - bottom - top + 28} /></clipPath></defs>
    <path class="axis" d=${`M${left} ${height - 36}H${width - right}`} />
    ${ticks.map(
      (t) =>
        svg`<path class="axis" d=${`M${X(t)} ${height - 36}v4`} /><text
          class="tick" x=${X(t)} y=${height - 20} text-anchor="middle">${s.degrees(t)}</text>`,
    )}
    <text class="tick" x=${width - right} y=${height - 4} text-anchor="end">${s.tiltAxis}</text>
    <text class="tick" x=${left} y="13">${s.energyAxis}</text>
    <g clip-path=${`url(#${clip})`}><path class="curve" d=${line} />
    ${s.marks.filter((m) => inside(m.tiltDeg)).map(mark)}
    ${ball}</g>
  </svg>` as SVGTemplateResult;
}
