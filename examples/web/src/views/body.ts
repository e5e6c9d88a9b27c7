// The body from its right side: legs, pelvis, L5 to L1, thorax, muscles along their real paths.
import { svg, type SVGTemplateResult } from "lit-html";
import type { GroupName } from "../link";
import type { Legs } from "../state";
import {
  cable,
  fullScale,
  groupTension,
  outline,
  placed,
  point,
  polyline,
  Projection,
  type Scene,
  sagging,
  sides,
  spread,
} from "./draw";

export interface BodyScene extends Scene {
  legs: Legs;
  groupName: (group: GroupName) => string;
  resting: boolean;
}

// chosen: what is worth seeing of the standing body, in metres about the hip axis
const standing = { x0: -0.24, x1: 0.26, y0: -0.46, y1: 0.6 };
const far = (name: string) => name.endsWith("_l"); // the left leg lies behind
const isVertebra = (name: string) => /^L[1-5]$/.test(name);

export function bodyProjection(
  s: Pick<BodyScene, "legs" | "width" | "height" | "frame" | "description">,
): Projection {
  if (s.legs === "standing") {
    const margin = s.width > 420 ? 128 : 8;
    return Projection.fit(standing, s.width, s.height, { left: margin, right: margin });
  }
  // sitting and lying: all of the bones
  const turn = s.legs === "thomas" ? Math.PI / 2 : 0;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const box = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  s.description.bodies.forEach((b, i) => {
    for (const [x, y] of placed(b.outline_m, s.frame.bodies[i]!)) {
      const [u, v] = [ct * x - st * y, st * x + ct * y];
      box.x0 = Math.min(box.x0, u - 0.03);
      box.x1 = Math.max(box.x1, u + 0.03);
      box.y0 = Math.min(box.y0, v - 0.03);
      box.y1 = Math.max(box.y1, v + 0.03);
    }
  });
  return Projection.fit(box, s.width, s.height, { turn });
}

export function bodyView(s: BodyScene): SVGTemplateResult {
  const pr = s.projection ?? bodyProjection(s);
  const { description: d, frame } = s;
  const full = fullScale.body;
  const widths: [number, number] = pr.width < 260 ? [0.5, 3] : [0.9, 5];
  const wide = pr.width > 420 && s.legs === "standing";
  const nameOf = (group: number) => d.groups[group]?.name as GroupName;

  const bones = d.bodies
    .map((b, i) => ({ b, i }))
    .sort((x, y) => Number(far(y.b.name)) - Number(far(x.b.name)))
    .map(
      ({ b, i }) =>
        svg`<path
          class="bone ${far(b.name) ? "far" : ""} ${isVertebra(b.name) ? "vertebra" : b.name}"
          data-grip=${b.name === "pelvis" ? "body" : ""}
          d=${outline(pr, b.outline_m, frame.bodies[i]!)} />`,
    );
  const tags = d.bodies.map((b, i) => {
    if (!isVertebra(b.name) || pr.scale < 380) return "";
    const at = frame.bodies[i]!;
    const up = { x: at.x - Math.sin(at.theta) * 0.016, y: at.y + Math.cos(at.theta) * 0.016 };
    const [x, y] = pr.at(up.x, up.y);
    return svg`<text class="tag" x=${x} y=${y + 3.5} text-anchor="middle">${b.name}</text>`;
  });

  const order = d.cables
    .map((c, i) => ({ c, i }))
    .sort(
      (a, b) =>
        (a.c.group < 0 ? -1 : 0) - (b.c.group < 0 ? -1 : 0) ||
        Number(nameOf(a.c.group) === s.picked) - Number(nameOf(b.c.group) === s.picked),
    );
  const strands = order.map(({ c, i }) => {
    const name = nameOf(c.group);
    const v = frame.cables[i]!;
    const slack = !(v.tension > 0);
    const line =
      slack && Number.isFinite(v.tension)
        ? sagging(pr, v.path, Math.max(v.excess, 0.02 * v.length))
        : polyline(pr, v.path);
    const faded = (s.picked !== undefined && s.picked !== name) || far(c.name);
    return svg`<g class="strand" data-group=${name}>
      ${cable(line, v.tension, full, widths, s.picked === name, faded)}
      <path class="reach" d=${line} /></g>`;
  });

  // origins and insertions of the muscle that is picked out
  const ends = d.cables.flatMap((c, i) => {
    if (nameOf(c.group) !== s.picked || far(c.name)) return [];
    const p = frame.cables[i]!.path;
    const [ox, oy] = pr.at(p[0]!, p[1]!);
    const [ix, iy] = pr.at(p[p.length - 2]!, p[p.length - 1]!);
    return [
      svg`<circle class="end origin" cx=${ox} cy=${oy} r="3" />
        <rect class="end insertion" x=${ix - 2.8} y=${iy - 2.8} width="5.6" height="5.6" />`,
    ];
  });

  // labels beside the picture, each with a line to the middle of its muscle: those in front to the
  // right, those behind to the left
  const labels: SVGTemplateResult[] = [];
  const wanted = d.groups
    .map((g, i) => ({ name: g.name as GroupName, i }))
    .filter((g) => wide || g.name === s.picked);
  const anchorsOf = wanted.map((g) => {
    const paths = d.cables
      .map((c, i) => ({ c, i }))
      .filter((x) => x.c.group === g.i)
      .map((x) => frame.cables[x.i]!.path);
    const longest = paths.reduce((a, b) => (reach(b) > reach(a) ? b : a), paths[0]!);
    return middle(longest, pr);
  });
  const [hipX] = pr.at(frame.bodies[d.tilt_body]!.x, frame.bodies[d.tilt_body]!.y);
  for (const side of ["left", "right"] as const) {
    const here = wanted
      .map((g, k) => ({ g, at: anchorsOf[k]! }))
      .filter((x) => (x.at[0] < hipX - 0.01 * pr.scale ? "left" : "right") === side);
    const heights = spread(
      here.map((x) => x.at[1]),
      40,
      pr.height - 24,
    );
    here.forEach((x, k) => {
      const y = Math.max(30, heights[k]!);
      const lx = side === "left" ? 4 : pr.width - 4;
      const tension = groupTension(d, frame, x.g.i);
      const end = side === "left" ? lx + 116 : lx - 116;
      const picked = x.g.name === s.picked ? "picked" : "";
      const turned = s.turned.includes(x.g.name) ? "turned" : "";
      const value = tension > 0 ? s.newtons(tension) : s.slackWord;
      labels.push(svg`<g class="label ${picked} ${turned}" data-group=${x.g.name}>
        ${wide ? svg`<path class="leader" d=${`M${end} ${y - 2}L${point(x.at)}`} />` : ""}
        <text x=${lx} y=${y} text-anchor=${side === "left" ? "start" : "end"}
          ><tspan>${s.groupName(x.g.name)}</tspan
          ><tspan class="value" x=${lx} dy="1.15em">${value}</tspan></text></g>`);
    });
  }

  const isLeg = (name: string) => name === "thigh" || name === "shank" || far(name);
  const ghost =
    s.ghost &&
    svg`<g class="ghost">${d.bodies.map((b, i) => {
      const at = s.ghost!.bodies[i];
      return isLeg(b.name) || !at ? "" : svg`<path d=${outline(pr, b.outline_m, at)} />`;
    })}</g>`;
  const [hx, hy] = pr.at(frame.bodies[d.tilt_body]!.x, frame.bodies[d.tilt_body]!.y);
  const lying = s.legs === "thomas";
  // what carries the body: drawn only, its forces are loads of the model
  const lowest = (names: readonly string[], axis: 0 | 1) =>
    Math.min(
      ...d.bodies.flatMap((b, i) =>
        names.includes(b.name) ? placed(b.outline_m, frame.bodies[i]!).map((p) => p[axis]) : [],
      ),
    );
  const table = lying ? lowest(["pelvis", "thorax"], 0) : lowest(["pelvis", "thigh"], 1);
  const support =
    s.legs === "standing"
      ? ""
      : lying
        ? `M${point(pr.at(table, -0.02))}L${point(pr.at(table, 0.6))}`
        : `M${point(pr.at(-0.2, table))}L${point(pr.at(0.24, table))}`;
  return svg`<svg class="view body ${s.resting ? "" : "lost"}" role="img" aria-label=${s.label}
    viewBox=${`0 0 ${pr.width} ${pr.height}`} width=${pr.width} height=${pr.height}>
    ${lying || pr.width < 260 ? "" : sides(s.back, s.forward, pr.width)}
    ${support ? svg`<path class="ground" d=${support} />` : ""}
    ${bones}
    ${ghost ?? ""}
    ${strands}
    <circle class="hinge" cx=${hx} cy=${hy} r="5" />
    ${tags}
    ${ends}
    ${labels}
  </svg>` as SVGTemplateResult;
}

function reach(path: Float64Array): number {
  let sum = 0;
  for (let i = 2; i < path.length; i += 2)
    sum += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
  return sum;
}
/** The middle of the part of a path that can be seen. */
function middle(path: Float64Array, pr: Projection): [number, number] {
  const seen: { p: [number, number]; along: number }[] = [];
  let along = 0;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [x, y, u, v] = [path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!];
    const length = Math.hypot(u - x, v - y);
    for (let k = 0; k < 16; ++k) {
      const p = pr.at(x + (k / 16) * (u - x), y + (k / 16) * (v - y));
      if (p[1] > 0 && p[1] < pr.height) seen.push({ p, along: along + (k / 16) * length });
    }
    along += length;
  }
  if (seen.length === 0) return pr.at(path[0]!, path[1]!);
  const half = (seen[0]!.along + seen[seen.length - 1]!.along) / 2;
  return seen.reduce((a, b) => (Math.abs(b.along - half) < Math.abs(a.along - half) ? b : a)).p;
}
