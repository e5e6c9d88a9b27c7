// Numbers ① to ⑤ on cables and muscles, the same as on the sliders: which cable of the bridge
// stands for which muscle. They lie over the pictures, and a dotted line joins the pair touched.
import { svg, type SVGTemplateResult } from "lit-html";
import type { Description, Frame } from "../engine";
import { groupOf, type GroupName, parts } from "../link";
import type { Projection } from "./draw";

/** From 1, in the order of the bridge's parts; undefined: no counterpart on the bridge. */
export const badgeOf = (group: GroupName): number | undefined => {
  const at = parts.findIndex((p) => groupOf[p] === group);
  return at < 0 ? undefined : at + 1;
};

export interface Badge {
  group: GroupName;
  number: number;
  at: [number, number];
}

// [px] chosen: a digit of 11 px with a rim around it
const radius = 8;
// how far along a muscle, and along a cable from the frame; chosen: near the middle of a muscle,
// where strands spread, and near the frame, where no name of a cable stands
const along = { body: 0.45, bridge: 0.16 };

type Path = ArrayLike<number>;
const lengthOf = (path: Path): number => {
  let sum = 0;
  for (let i = 2; i + 1 < path.length; i += 2)
    sum += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
  return sum;
};

/** Points of a path that lie inside the picture, evenly spaced [px]. */
function seenPoints(pr: Projection, path: Path, bottom: number): [number, number][] {
  const out: [number, number][] = [];
  const steps = 12; // chosen: fine enough for the longest muscle
  for (let i = 0; i + 3 < path.length; i += 2)
    for (let k = 0; k < steps; ++k) {
      const t = k / steps;
      const x = path[i]! + t * (path[i + 2]! - path[i]!);
      const y = path[i + 1]! + t * (path[i + 3]! - path[i + 1]!);
      const p = pr.at(x, y);
      const isInside = p[1] > radius && p[1] < bottom - radius;
      if (isInside && p[0] > radius && p[0] < pr.width - radius) out.push(p);
    }
  return out;
}

/** Badges that would lie over one another are moved apart, downwards. */
function movedApart(badges: Badge[]): Badge[] {
  const gap = 2 * radius + 2;
  const done: Badge[] = [];
  for (const b of [...badges].sort((a, c) => a.at[1] - c.at[1])) {
    const [x, top] = b.at;
    let y = top;
    for (const d of done)
      if (Math.abs(d.at[0] - x) < gap && Math.abs(d.at[1] - y) < gap) y = d.at[1] + gap;
    done.push({ ...b, at: [x, y] });
  }
  return done;
}

/** Where the badges of a view lie: on the longest strand of each group [px of its picture]. */
export function badgesOf(d: Description, frame: Frame, pr: Projection, isBridge: boolean): Badge[] {
  const out: Badge[] = [];
  parts.forEach((part, i) => {
    const group = d.groups.findIndex((g) => g.name === (isBridge ? part : groupOf[part]));
    const paths = d.cables
      .map((c, k) => ({ c, path: frame.cables[k]!.path }))
      .filter((x) => x.c.group === group && !x.c.name.endsWith("_l"))
      .map((x) => x.path);
    if (group < 0 || paths.length === 0) return;
    const longest = paths.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
    // a cable of the bridge may run over a post first: its badge lies where it pulls
    const path = isBridge ? [...longest].slice(-4) : longest;
    const seen = seenPoints(pr, path, pr.height);
    const at = seen[Math.floor((isBridge ? 1 - along.bridge : along.body) * seen.length)];
    if (at) out.push({ group: groupOf[part], number: i + 1, at });
  });
  return movedApart(out);
}

/** `offset`: of the picture in what the badges are drawn over [px]. */
export function badgeMarks(
  badges: readonly Badge[],
  offset: readonly [number, number],
  picked: GroupName | undefined,
): SVGTemplateResult[] {
  return badges.map((b) => {
    const [x, y] = [b.at[0] + offset[0], b.at[1] + offset[1]];
    const faded = picked !== undefined && picked !== b.group ? "faded" : "";
    return svg`<g class="badge-mark ${faded}"><circle cx=${x.toFixed(1)} cy=${y.toFixed(1)}
      r=${radius} /><text x=${x.toFixed(1)} y=${(y + 4).toFixed(1)}
      text-anchor="middle">${b.number}</text></g>`;
  });
}
