// The body from its right side, as the command draws it: legs, pelvis, spine, ribs and discs,
// muscle groups as bands along their real paths, tilt and lordosis as angles.
import { nothing, svg, type SVGTemplateResult } from "lit-html";
import type { Frame } from "../engine";
import type { GroupName } from "../link";
import type { Legs } from "../state";
import {
  cable,
  fullScale,
  ink,
  point,
  polyline,
  placed,
  Projection,
  scaleOf,
  type Scene,
  sagging,
  sides,
} from "./draw";
import { columns, fit, type Label, lineHeight, typeScale, widthOf } from "./labels";
import { type Marked, markView, middleOf } from "./marks";
import { type Band, bands, bandWidth, belly, flat, pulls } from "./muscles";
import { figure, isFar, isVertebra, place, silhouette, skin } from "./shapes";

export interface BodyScene extends Scene {
  legs: Legs;
  groupName: (group: GroupName) => string;
  resting: boolean;
  words: BodyWords;
}

/** What stands at the marks. */
export interface BodyWords {
  /** "Anterior tilt 10.3°" */
  tilt: string;
  lordosis: string;
  /** Since the ghost; empty where there is none. */
  tiltChange: string;
  lordosisChange: string;
  degrees: { tilt: string; lordosis: string };
  asis: string;
  psis: string;
}

// --- what of the body is seen -------------------------------------------------------------------

// chosen, in metres: from mid-thorax to mid-thigh of a standing body, about the hip axis; where the
// picture is low, ribs and thigh give way before the pelvis does
const middleHeight = 0.115;
const span = { most: 0.61, least: 0.5, pelvisScale: 750 };
const sideways = { x0: -0.168, x1: 0.152 };
const breadth = sideways.x1 - sideways.x0;
const column = () => 92 * typeScale(); // [px] chosen: the longest word of most labels
const smallest = 560; // [px/m] chosen: labels may make a pelvis smaller, to 105 px

/** The scale that the height asks for. */
const scaleOfHeight = (height: number) =>
  height / Math.min(span.most, Math.max(span.least, height / span.pelvisScale));
/** Whether there is room for columns of labels. */
const isWide = (s: Pick<BodyScene, "legs" | "width" | "height">) =>
  s.legs === "standing" &&
  s.width >= 2 * column() + breadth * Math.min(scaleOfHeight(s.height), smallest);

type Fitted = Pick<BodyScene, "legs" | "width" | "height" | "frame" | "description">;

export function bodyProjection(s: Fitted): Projection {
  return s.legs === "standing" ? standing(s) : posed(s);
}

function standing(s: Fitted): Projection {
  const { width, height } = s;
  const labels = isWide(s) ? 2 * column() : 0;
  const scale = Math.min(scaleOfHeight(height), (width - labels) / breadth);
  const middle = (sideways.x0 + sideways.x1) / 2;
  return new Projection(scale, middle - width / 2 / scale, middleHeight + height / 2 / scale, [
    width,
    height,
  ]);
}

/** Sitting and lying: all of the bones. */
function posed(s: Fitted): Projection {
  const turn = s.legs === "thomas" ? Math.PI / 2 : 0;
  const [c, w] = [Math.cos(turn), Math.sin(turn)];
  const box = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  const reach = 0.03; // [m] of skin, for the eye
  for (const shape of s.description.drawing.shapes) {
    if (shape.part !== "outline" && shape.part !== "head") continue;
    for (const p of shape.runs.flat()) {
      const [x, y] = place(p, s.frame.bodies);
      const [u, v] = [c * x - w * y, w * x + c * y];
      box.x0 = Math.min(box.x0, u - reach);
      box.x1 = Math.max(box.x1, u + reach);
      box.y0 = Math.min(box.y0, v - reach);
      box.y1 = Math.max(box.y1, v + reach);
    }
  }
  return Projection.fit(box, s.width, s.height, { turn });
}

// --- muscles ------------------------------------------------------------------------------------

function bandView(s: BodyScene, pr: Projection, b: Band): SVGTemplateResult {
  const scale = scaleOf(s.description, fullScale.body);
  const picked = s.picked === b.name;
  const faded = (s.picked !== undefined && !picked) || b.far ? "faded" : "";
  const isSlack = !(b.tension > 0);
  const middle = polyline(pr, flat(b.line));
  const width = isSlack ? 1.2 : bandWidth(b.tension, scale, pr);
  const shape = isSlack ? "" : belly(b.line, width, pr);
  const look = `${pulls(b)} ink${ink(b.tension, scale)} ${faded}`;
  return svg`<g class="strand" data-group=${b.name} data-width=${width.toFixed(2)}>
    ${picked && !b.far ? svg`<path class="halo" d=${shape || middle} />` : ""}
    ${
      isSlack
        ? svg`<path class="band slack ${faded}" d=${sagging(pr, flat(b.line), b.excess)} />`
        : svg`<path class="band ${look}" d=${shape} fill-opacity=${picked ? 0.15 : 0.55} />`
    }
    <path class="reach" d=${middle} stroke-width=${Math.max(12, width).toFixed(0)} /></g>`;
}

/** The single strands of the group that is picked out, and their ends. */
function strandsOf(s: BodyScene, pr: Projection, b: Band): SVGTemplateResult[] {
  const scale = scaleOf(s.description, fullScale.body);
  const widths: [number, number] = pr.width < 260 ? [0.7, 3.5] : [1, 6];
  return b.cables.map((i) => {
    const v = s.frame.cables[i]!;
    const isSlack = !(v.tension > 0) && Number.isFinite(v.tension);
    const line = isSlack
      ? sagging(pr, v.path, Math.max(v.excess, 0.02 * v.length))
      : polyline(pr, v.path);
    return svg`<g class="single ${pulls(b)}">${cable(line, v.tension, scale, widths, false, false)}
      ${b.cables.length > mostEnds ? "" : endsOf(v.path, pr)}</g>`;
  });
}

const mostEnds = 16; // chosen: the ends of more strands hide them

function endsOf(path: Float64Array, pr: Projection): SVGTemplateResult {
  const [ox, oy] = pr.at(path[0]!, path[1]!);
  const [ix, iy] = pr.at(path[path.length - 2]!, path[path.length - 1]!);
  return svg`<circle class="end origin" cx=${ox} cy=${oy} r="3" />
    <rect class="end insertion" x=${ix - 2.8} y=${iy - 2.8} width="5.6" height="5.6" />`;
}

// --- labels -------------------------------------------------------------------------------------

const top = 28; // [px] below the words that say which side is which

type Spot = [number, number];

/** The part of a band that can be seen, without its ends [px]. */
function seenOf(b: Band, pr: Projection): Spot[] {
  const all = b.line.map((p) => pr.at(p[0], p[1]));
  const seen = all.filter((p) => p[1] > top && p[1] < pr.height - 24);
  const cut = Math.floor(seen.length / 5);
  return seen.length > 0 ? seen.slice(cut, seen.length - cut) : [all[all.length >> 1]!];
}

/** Where a label points: near its column, and away from where others point. */
function anchorOf(seen: readonly Spot[], side: Label["side"], taken: readonly Spot[]): Spot {
  const out = side === "left" ? -1 : 1;
  const score = (p: Spot) => {
    const apart = Math.min(60, ...taken.map((q) => Math.hypot(p[0] - q[0], p[1] - q[1])));
    return out * p[0] + 1.5 * apart;
  };
  return seen.reduce((best, p) => (score(p) > score(best) ? p : best));
}

// so that color alone does not say it
const arrows = { fore: "\u00a0→", rear: "\u00a0←", still: "" };

/** Whether a spot lies behind the line of thorax, spine, hip and knee, or hardly before it. */
function isBehind(s: BodyScene, pr: Projection, spot: Spot): boolean {
  const { bodies } = s.description;
  const chain = ["thorax", "L1", "L2", "L3", "L4", "L5", "pelvis", "shank"].flatMap((name) => {
    const at = s.frame.bodies[bodies.findIndex((b) => b.name === name)];
    return at ? [pr.at(at.x, at.y)] : [];
  });
  const thorax = s.frame.bodies[bodies.findIndex((b) => b.name === "thorax")];
  if (thorax)
    chain.unshift(
      pr.at(thorax.x - 0.3 * Math.sin(thorax.theta), thorax.y + 0.3 * Math.cos(thorax.theta)),
    );
  const next = Math.max(
    1,
    chain.findIndex((p) => p[1] >= spot[1]),
  );
  const [above, below] = [chain[next - 1], chain[next]];
  if (!above || !below) return spot[0] < hipOf(s, pr)[0];
  const t = Math.max(0, Math.min(1, (spot[1] - above[1]) / (below[1] - above[1] || 1)));
  return spot[0] < above[0] + t * (below[0] - above[0]) - 0.01 * pr.scale;
}

function muscleLabels(s: BodyScene, pr: Projection, all: readonly Band[]): Label[] {
  const wide = isWide(s);
  const taken: Spot[] = [];
  return all.flatMap((b) => {
    if (b.far || !(wide || b.name === s.picked)) return [];
    const tension = all.reduce(
      (sum, other) => sum + (other.name === b.name ? other.tension : 0),
      0,
    );
    const seen = seenOf(b, pr);
    // in a corner of a small picture it stands across, so that it does not hide the muscle
    const isLeft = isBehind(s, pr, seen[seen.length >> 1]!) === (wide || s.legs !== "standing");
    const side = isLeft ? "left" : "right";
    const at = anchorOf(seen, side, taken);
    taken.push(at);
    const picked = b.name === s.picked ? "picked" : "";
    const turned = s.turned.includes(b.name) ? "turned" : "";
    return [
      {
        at,
        side,
        name: s.groupName(b.name),
        value: tension > 0 ? s.newtons(tension) + arrows[pulls(b)] : s.slackWord,
        class: `${pulls(b)} ink4 ${picked} ${turned}`,
        group: b.name,
        weight: picked || turned ? Infinity : tension,
      } as const,
    ];
  });
}

const hipOf = (s: BodyScene, pr: Projection) => {
  const hip = s.frame.bodies[s.description.tilt_body]!;
  return pr.at(hip.x, hip.y);
};
/** Of a column of labels [px]. */
const roomBeside = (pr: Projection) => Math.max(column(), (pr.width - breadth * pr.scale) / 2 - 14);

function marksOf(s: BodyScene): Marked[] {
  const { frame, ghost } = s;
  const before = ghost && isWhereItIs(frame, ghost) ? undefined : ghost;
  return [
    ...(frame.tilt ? [{ name: "tilt" as const, mark: frame.tilt, before: before?.tilt }] : []),
    ...(frame.lordosis
      ? [{ name: "lordosis" as const, mark: frame.lordosis, before: before?.lordosis }]
      : []),
  ];
}

function markLabels(s: BodyScene, pr: Projection, marks: readonly Marked[]): Label[] {
  return marks.map((m) => {
    return {
      at: middleOf(pr, m.mark),
      side: m.name === "tilt" ? "right" : "left",
      name: s.words[m.name],
      value: m.name === "tilt" ? s.words.tiltChange : s.words.lordosisChange,
      class: "mark",
      weight: Infinity,
    };
  });
}

/** Where there is no room for words: the degrees, above the arms that angles are counted from. */
function numbersAtArcs(s: BodyScene, pr: Projection, marks: readonly Marked[]) {
  return marks.map((m) => {
    const words = s.words.degrees[m.name];
    const half = widthOf(words) / 2 + 3;
    const [x, y] = middleOf(pr, m.mark);
    const upper = Math.min(y, pr.at(...m.mark.zero[1])[1], pr.at(...m.mark.arm[1])[1]);
    return svg`<text class="label mark" x=${Math.max(half, Math.min(pr.width - half, x))}
      y=${Math.max(14, upper - 7)} text-anchor="middle">${words}</text>`;
  });
}

/** The names of the points that tilt is read from, and of the vertebrae. */
function names(s: BodyScene, pr: Projection): SVGTemplateResult[] {
  const { description: d, frame, words } = s;
  const spots = (s.legs === "standing" ? (["ASIS", "PSIS"] as const) : []).flatMap((name) => {
    const point = d.drawing.landmarks[name];
    return point && frame.tilt ? [{ name, at: pr.at(...place(point, frame.bodies)) }] : [];
  });
  const hasRoom = pr.scale >= 480; // [px/m] chosen: a vertebra is as high as its name
  const size = Math.min(11 * typeScale(), 0.018 * pr.scale); // [px] chosen: likewise
  const hasNames = !isWide(s) || pr.scale >= 600; // chosen: clear of the columns of labels
  const vertebrae = d.bodies.map((b, i) => {
    if (!isVertebra(b.name) || !hasRoom) return "";
    const at = frame.bodies[i]!;
    const up = { x: at.x - Math.sin(at.theta) * 0.016, y: at.y + Math.cos(at.theta) * 0.016 };
    const [x, y] = pr.at(up.x, up.y);
    return svg`<text class="tag" x=${x} y=${y + 0.35 * size} text-anchor="middle"
      style="font-size:${size.toFixed(1)}px">${b.name}</text>`;
  });
  return [
    ...(vertebrae as SVGTemplateResult[]),
    ...spots.map(({ name, at: [x, y] }) => {
      const front = name === "ASIS";
      return svg`<circle class="spot" cx=${x} cy=${y} r="3.6" />${
        hasRoom && hasNames
          ? svg`<text class="tag spot-name" x=${x - 5} y=${front ? y + 16 : y - 7}
              text-anchor="end">${front ? words.asis : words.psis}</text>`
          : ""
      }`;
    }),
  ];
}

// --- around the figure --------------------------------------------------------------------------

/** Strips in the color of the paper, where the body is cut off. */
function fading(s: BodyScene, pr: Projection): SVGTemplateResult[] {
  const { strips, strip_px: high } = s.description.drawing.fade;
  return Array.from({ length: strips }, (_, i) => {
    const below = pr.height - high * (i + 1);
    const opacity = (1 - i / strips).toFixed(2);
    return svg`<rect class="paper" x="0" y=${high * i} width=${pr.width} height=${high}
      fill-opacity=${opacity} /><rect class="paper" x="0" y=${below} width=${pr.width}
      height=${high} fill-opacity=${opacity} />`;
  });
}

// [m] about the hip axis: the standing body with its head, and room to tip
const whole = { x0: -0.24, x1: 0.26, y0: -0.92, y1: 0.94 };
const overviewHeight = 116; // [px]

/** The whole body with its head, small, and a frame about what the picture shows. */
function overview(s: BodyScene, pr: Projection): SVGTemplateResult {
  const scale = overviewHeight / (whole.y1 - whole.y0);
  const width = scale * (whole.x1 - whole.x0);
  const left = pr.width - width - 2;
  const head = pr.height - overviewHeight - 2;
  const small = new Projection(scale, whole.x0 - left / scale, whole.y1 + head / scale, [
    pr.width,
    pr.height,
  ]);
  const [, upper] = small.at(...pr.world(0, 0));
  const [, lower] = small.at(...pr.world(0, pr.height));
  return svg`<g class="overview" aria-hidden="true">
    ${silhouette(s.description, s.frame.bodies, small, () => true)}
    <rect x=${left + 2} y=${upper} width=${width - 4} height=${lower - upper} /></g>`;
}

/** What carries the body: drawn only, its forces are loads of the model. */
function supportOf(s: BodyScene, pr: Projection): string {
  if (s.legs === "standing") return "";
  const lowest = (names: readonly string[], axis: 0 | 1) =>
    Math.min(
      ...s.description.bodies.flatMap((b, i) =>
        names.includes(b.name) ? placed(b.outline_m, s.frame.bodies[i]!).map((p) => p[axis]) : [],
      ),
    );
  if (s.legs === "thomas") {
    const table = lowest(["pelvis", "thorax"], 0);
    return `M${point(pr.at(table, -0.02))}L${point(pr.at(table, 0.6))}`;
  }
  const seat = lowest(["pelvis", "thigh"], 1);
  return `M${point(pr.at(-0.2, seat))}L${point(pr.at(0.24, seat))}`;
}

function ghostOf(s: BodyScene, pr: Projection): SVGTemplateResult | typeof nothing {
  if (!s.ghost || isWhereItIs(s.frame, s.ghost)) return nothing;
  const isTrunk = (name: string) => !/^(thigh|shank)/.test(name) && !isFar(name);
  return svg`<g class="ghost">${silhouette(s.description, s.ghost.bodies, pr, isTrunk)}</g>`;
}

/** No line of it would be seen apart. */
const isWhereItIs = (frame: Frame, ghost: Frame) =>
  ghost.bodies.every((b, i) => Math.abs(b.theta - frame.bodies[i]!.theta) < 5e-4);

// --- all of it ----------------------------------------------------------------------------------

export function bodyView(s: BodyScene): SVGTemplateResult {
  const pr = s.projection ?? bodyProjection(s);
  const { description: d, frame } = s;
  const stands = s.legs === "standing";
  const wide = isWide(s);
  // [px] chosen: a picture on a phone has room for a muscle's label or for the degrees
  const isCrowded = s.picked !== undefined && pr.height < 200;
  const all = bands(d, frame);
  const order = [...all].sort(
    (a, b) =>
      Number(b.far) - Number(a.far) ||
      Number(a.name === s.picked) - Number(b.name === s.picked) ||
      b.tension - a.tension,
  );
  const marks = stands ? marksOf(s) : [];
  const shown = muscleLabels(s, pr, all);
  const labels = wide ? [...shown, ...markLabels(s, pr, marks)] : shown;
  const bottom = pr.height - 6;
  // the whole body stands where no label is missed for it
  const hasOverview =
    wide &&
    fit(
      labels.filter((l) => l.side === "right"),
      roomBeside(pr),
      bottom - overviewHeight - top,
    );
  const [hx, hy] = hipOf(s, pr);
  const support = supportOf(s, pr);
  return svg`<svg class="view body ${s.resting ? "" : "lost"}" role="img" aria-label=${s.label}
    viewBox=${`0 0 ${pr.width} ${pr.height}`} width=${pr.width} height=${pr.height}>
    ${support ? svg`<path class="ground" d=${support} />` : ""}
    ${stands ? svg`<path class="skin" d=${skin(d, frame.bodies, pr)} />` : ""}
    <g class="figure">${figure(d, frame.bodies, pr, "pelvis")}</g>
    ${ghostOf(s, pr)}
    <g class="muscles">${order.map((b) => bandView(s, pr, b))}</g>
    ${all.filter((b) => b.name === s.picked).flatMap((b) => strandsOf(s, pr, b))}
    ${stands ? fading(s, pr) : ""}
    <path class="hinge" d=${hipAxis(hx, hy, Math.max(2.5, Math.min(5, 0.008 * pr.scale)))} />
    ${marks.map((m) => markView(pr, m))}
    ${names(s, pr)}
    ${hasOverview ? overview(s, pr) : ""}
    ${s.legs === "thomas" || pr.width < 260 ? "" : sides(s.back, s.forward, pr.width)}
    ${columns(labels, {
      width: pr.width,
      room: roomBeside(pr),
      // on a small screen the label of what is picked stands in a corner, clear of the arcs
      top: wide || !stands ? top : pr.height - 2 * lineHeight() - 12,
      bottom: { left: bottom, right: hasOverview ? bottom - overviewHeight : bottom },
    })}
    ${wide || isCrowded ? "" : numbersAtArcs(s, pr, marks)}
  </svg>` as SVGTemplateResult;
}

/** The mark of the hip axis: a ring with a cross. */
function hipAxis(x: number, y: number, r: number): string {
  return (
    `M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}` +
    `M${x - r} ${y}H${x + r}M${x} ${y - r}V${y + r}`
  );
}
