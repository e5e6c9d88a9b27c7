// The bridge: a steel frame on a pin, cables in front and behind, anchors that can be dragged.
import { svg, type SVGTemplateResult } from "lit-html";
import type { Frame } from "../engine";
import {
  anchors,
  bufferAngles,
  groupOf,
  postFoot,
  type AnchorName,
  type BridgePart,
} from "../link";
import {
  cable,
  fullScale,
  groupTension,
  outline,
  point,
  polyline,
  Projection,
  type Scene,
  sagging,
  scaleOf,
  sides,
  spread,
} from "./draw";

export interface BridgeScene extends Scene {
  anchorsMm: Readonly<Partial<Record<AnchorName, readonly [number, number]>>>;
  partName: (part: BridgePart) => string;
  anchorLabel: (name: AnchorName) => string;
}

const place = (name: AnchorName, moved: BridgeScene["anchorsMm"], i = 0): [number, number] => {
  const a = anchors.find((x) => x.name === name)!;
  const [dx, dy] = moved[name] ?? [0, 0];
  return [a.cables[i]!.at[0] + dx / 1000, a.cables[i]!.at[1] + dy / 1000];
};

// [px] chosen: a little more than a letter of the labels' 12.5 px takes on average
const letter = 7;
const roomFor = (words: readonly string[]) => letter * Math.max(...words.map((w) => w.length));

export function bridgeProjection(
  s: Pick<BridgeScene, "anchorsMm" | "width" | "height" | "partName"> & { frame: Frame },
): Projection {
  const box = { x0: -1, x1: 1, y0: -0.75, y1: 4.45 };
  for (const a of anchors) {
    const [x, y] = place(a.name, s.anchorsMm);
    // room for a first push or pull, so that the picture keeps its scale
    box.x0 = Math.min(box.x0, x - 0.4);
    box.x1 = Math.max(box.x1, x + 0.2, postFoot[0] + 0.35);
    box.y1 = Math.max(box.y1, y + 0.6);
    box.y0 = Math.min(box.y0, y - 0.5);
  }
  const top = -4 * Math.sin(s.frame.bodies[0]!.theta); // the mast's, should it lie far over
  box.x0 = Math.min(box.x0, top - 0.3);
  box.x1 = Math.max(box.x1, top + 0.3);
  return Projection.fit(box, s.width, s.height, { right: 8 });
}

/** A rubber pad on a strut, where the side of the frame meets it. */
function buffer(pr: Projection, angle: number): SVGTemplateResult {
  const side = angle > 0 ? -1 : 1;
  const x = side * 0.15;
  const y = 0.75; // [m] chosen: low enough to leave the cables free
  const at: [number, number] = [
    x * Math.cos(angle) - y * Math.sin(angle),
    x * Math.sin(angle) + y * Math.cos(angle),
  ];
  const [px, py] = pr.at(at[0] + side * 0.06, at[1]);
  const [gx, gy] = pr.at(at[0] + side * 0.35, -0.25);
  return svg`<g class="buffer"><path class="support" d=${`M${gx} ${gy}L${px} ${py}`} />
    <circle class="pad" cx=${px} cy=${py} r=${0.07 * pr.scale} /></g>`;
}

export function bridgeView(s: BridgeScene): SVGTemplateResult {
  const pr = s.projection ?? bridgeProjection(s);
  const { description: d, frame } = s;
  const body = d.bodies[0]!;
  const at = frame.bodies[0]!;
  const full = scaleOf(d, fullScale.bridge);
  const widths: [number, number] = [pr.width < 260 ? 1 : 1.6, Math.max(3.2, pr.width / 75)];
  const wide = pr.width > 420;

  const groupOfCable = (i: number) => groupOf[d.groups[d.cables[i]!.group]!.name as BridgePart];
  const cables = d.cables.map((_, i) => {
    const c = frame.cables[i]!;
    const slack = !(c.tension > 0);
    const free = c.path.length - 4; // before it the cable lies on the post
    const line = slack
      ? polyline(pr, c.path.slice(0, free + 2)) + sagging(pr, c.path.slice(free), c.excess)
      : polyline(pr, c.path);
    const group = groupOfCable(i);
    return svg`<g class="strand" data-group=${group}>
      ${cable(line, c.tension, full, widths, group === s.picked, false)}
      <path class="reach" d=${line} /></g>`;
  });

  // a truss, drawn in the frame's own axes
  const c = Math.cos(at.theta);
  const w = Math.sin(at.theta);
  const own = (x: number, y: number) => pr.at(at.x + c * x - w * y, at.y + w * x + c * y);
  const rungs: string[] = [];
  for (let y = 0.35; y < 3.95; y += 0.365) {
    const left = point(own(-0.15, y));
    const right = point(own(0.15, y));
    const leftAbove = point(own(-0.15, y + 0.365));
    const rightAbove = point(own(0.15, y + 0.365));
    rungs.push(`M${left}L${rightAbove}M${right}L${leftAbove}M${left}L${right}`);
  }

  const [px, py] = pr.at(0, 0);
  const ground = pr.at(0, -0.25)[1];
  const post = place("front", s.anchorsMm);
  const [tx, ty] = pr.at(post[0], post[1] + 0.15);
  const rear = (["rear_upper", "rear_lower"] as const).map((name) => {
    const [ax, ay] = pr.at(...place(name, s.anchorsMm));
    const foot = `M${ax - 9} ${ground}L${ax - 4} ${ay}L${ax + 4} ${ay}L${ax + 9} ${ground}Z`;
    return svg`<path class="support" d=${foot} />`;
  });

  const grip = Math.max(7, Math.min(14, pr.width / 45));
  const handles = anchors.map((a) => {
    const [hx, hy] = pr.at(...place(a.name, s.anchorsMm, a.name === "front" ? 1 : 0));
    return svg`<g class="handle" data-anchor=${a.name}>
      <title>${s.anchorLabel(a.name)}</title>
      <circle cx=${hx} cy=${hy} r=${grip} />
      <path d=${`M${hx - 4} ${hy}H${hx + 4}M${hx} ${hy - 4}V${hy + 4}`} /></g>`;
  });

  // labels: sums of each part, at the anchors' side
  const labels: SVGTemplateResult[] = [];
  const put = (part: BridgePart, x: number, y: number, anchor: "start" | "end", named: boolean) => {
    const index = d.groups.findIndex((g) => g.name === part);
    const tension = groupTension(d, frame, index);
    const group = groupOf[part];
    if (pr.width < 260 && s.picked !== group) return;
    const name = named || s.picked === group ? s.partName(part) : "";
    const picked = group === s.picked ? "picked" : "";
    const turned = s.turned.includes(group) ? "turned" : "";
    const value = tension > 0 ? s.newtons(tension) : s.slackWord;
    labels.push(
      svg`<text class="label ${picked} ${turned}" data-group=${group} x=${x} y=${y}
        text-anchor=${anchor}>${name ? svg`<tspan>${name} </tspan>` : ""}<tspan
        class="value">${value}</tspan></text>`,
    );
  };
  // under each front cable, beside the post
  const lineHeight = 15;
  const frontParts = ["front_top", "front_middle", "front_low"] as const;
  const saddles = frontParts.map((_, i) => pr.at(...place("front", s.anchorsMm, i)));
  const heights = spread(
    saddles.map((at) => at[1] + lineHeight),
    lineHeight,
    pr.height - 20,
  );
  const ends = saddles.map((at) => at[0] - grip - 4);
  const gap = Math.min(...ends.map((x, i) => x - own(0.15, 3.8 - 0.4 * i)[0]));
  // beside the number on the cable, 30 px with its rim
  const named = roomFor(frontParts.map((part) => `${s.partName(part)} 000 N`)) + 30 < gap;
  frontParts.forEach((part, i) => put(part, ends[i]!, heights[i]!, "end", named));
  const ux = pr.at(...place("rear_upper", s.anchorsMm))[0];
  const lx = pr.at(...place("rear_lower", s.anchorsMm))[0];
  const longest = `${wide ? s.partName("rear_upper") : ""} ${s.slackWord} `;
  const apart = Math.max(60, roomFor([longest]));
  const x1 = Math.max(4, Math.min(ux - apart / 2, lx - apart));
  const below = Math.min(ground + 18, pr.height - 5); // a low picture ends near the ground
  put("rear_upper", x1, below, "start", wide);
  put("rear_lower", Math.max(lx - 20, x1 + apart), below, "start", wide);

  const ghost =
    s.ghost && svg`<path class="ghost" d=${outline(pr, body.outline_m, s.ghost.bodies[0]!)} />`;
  const fx = pr.at(postFoot[0], postFoot[1])[0];
  const stem =
    `M${tx} ${ty}L${fx} ${ground}M${tx + 5} ${ty}L${fx + 5} ${ground}` +
    `M${fx - 6} ${ground}H${fx + 12}`;
  return svg`<svg class="view bridge" role="img" aria-label=${s.label}
    viewBox=${`0 0 ${pr.width} ${pr.height}`} width=${pr.width} height=${pr.height}>
    <path class="ground" d=${`M0 ${ground}H${pr.width}`} />
    <path class="support" d=${stem} />
    ${rear} ${bufferAngles.map((angle) => buffer(pr, angle))}
    <path class="pin" d=${`M${px} ${py}L${px - 16} ${ground}H${px + 16}Z`} />
    ${pr.width < 260 ? "" : sides(s.back, s.forward, pr.width)}
    <g class="steel grip" data-grip="bridge">
      <path class="mast" d=${outline(pr, body.outline_m, at)} />
      <path class="truss" d=${rungs.join("")} /></g>
    ${ghost ?? ""}
    ${cables}
    <circle class="hinge" cx=${px} cy=${py} r="4.5" />
    ${handles}
    ${labels}
  </svg>` as SVGTemplateResult;
}
