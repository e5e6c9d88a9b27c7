// Muscle groups as translucent bands: where a group's strands run on the whole, and as wide as the
// sum of their tension.
import type { Description, Frame } from "../engine";
import type { GroupName } from "../link";
import { point, type Projection, strength, type TensionScale } from "./draw";
import { isFar } from "./shapes";

type Line = readonly (readonly [number, number])[];

export interface Band {
  name: GroupName;
  /** Of the leg behind. */
  far: boolean;
  cables: readonly number[];
  /** Both sides together [N]. */
  tension: number;
  /** What they do to the pelvis, both sides together [N m]. */
  forwardNm: number;
  /** How much longer than its path a slack one is, on the mean [m]. */
  excess: number;
  /** The middle of the strands [m]. */
  line: Line;
}

// chosen: short enough for the bend of iliopsoas over the pelvis, and smooth
const points = 24;
// [N m] chosen: what the ledger leaves out
const least = 0.05;

/** A group of one cable has its name, with the leg in a body that lies. */
const groupOf = (name: string) => name.replace(/_[rl]$/, "") as GroupName;

/** Groups, those of the leg behind apart. */
export function bands(d: Description, frame: Frame): Band[] {
  return d.groups.flatMap((g, index) =>
    [true, false].flatMap((far) => {
      const cables = d.cables.flatMap((c, i) =>
        c.group === index && isFar(c.name) === far ? [i] : [],
      );
      return cables.length > 0 ? [band(d, frame, groupOf(g.name), far, cables)] : [];
    }),
  );
}

function band(
  d: Description,
  frame: Frame,
  name: GroupName,
  far: boolean,
  cables: readonly number[],
): Band {
  const sum = (of: (i: number) => number) => cables.reduce((s, i) => s + (of(i) || 0), 0);
  return {
    name,
    far,
    cables,
    tension: sum((i) => d.cables[i]!.sides * frame.cables[i]!.tension),
    forwardNm: sum((i) => frame.cables[i]!.forwardNm),
    excess: sum((i) => frame.cables[i]!.excess) / cables.length,
    line: middleLine(cables.map((i) => frame.cables[i]!.path)),
  };
}

/** Which way a band pulls the pelvis, as a class. */
export function pulls(b: Band): "fore" | "rear" | "still" {
  if (Math.abs(b.forwardNm) < least) return "still";
  return b.forwardNm > 0 ? "fore" : "rear";
}

export function lengthOf(path: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 2; i < path.length; i += 2)
    sum += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
  return sum;
}

/** Points at even distances along a path. */
function even(path: ArrayLike<number>): [number, number][] {
  const whole = lengthOf(path);
  const out: [number, number][] = [];
  let passed = 0;
  let i = 0;
  for (let k = 0; k < points; ++k) {
    const wanted = (whole * k) / (points - 1);
    let piece = pieceLength(path, i);
    while (passed + piece < wanted && i + 4 < path.length) {
      passed += piece;
      i += 2;
      piece = pieceLength(path, i);
    }
    const t = piece > 0 ? Math.min(1, (wanted - passed) / piece) : 0;
    out.push([
      path[i]! + t * (path[i + 2]! - path[i]!),
      path[i + 1]! + t * (path[i + 3]! - path[i + 1]!),
    ]);
  }
  return out;
}
const pieceLength = (path: ArrayLike<number>, i: number) =>
  Math.hypot(path[i + 2]! - path[i]!, path[i + 3]! - path[i + 1]!);

const apart = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);

/** The mean of paths; long ones count more, and all run the way of the longest. */
function middleLine(paths: readonly ArrayLike<number>[]): Line {
  const lengths = paths.map(lengthOf);
  const lines = paths.map(even);
  const model = lines[lengths.indexOf(Math.max(...lengths))]!;
  const end = points - 1;
  for (const line of lines) {
    const along = apart(line[0]!, model[0]!) + apart(line[end]!, model[end]!);
    const against = apart(line[end]!, model[0]!) + apart(line[0]!, model[end]!);
    if (against < along) line.reverse();
  }
  const weight = lengths.reduce((s, l) => s + l, 0);
  const mean = (k: number, axis: 0 | 1) =>
    lines.reduce((s, line, j) => s + lengths[j]! * line[k]![axis], 0) / weight;
  return model.map((_, k) => [mean(k, 0), mean(k, 1)] as const);
}

/** Width of a band where it is widest [px]. Chosen: 16 mm of the body for the full scale. */
export function bandWidth(tension: number, scale: TensionScale, pr: Projection): number {
  return Math.max(1.6, 0.016 * pr.scale * strength(tension, scale));
}

/** A belly: widest in the middle, a quarter as wide at its ends. */
export function belly(line: Line, width: number, pr: Projection): string {
  const at = line.map((p) => pr.at(p[0], p[1]));
  const one: string[] = [];
  const other: string[] = [];
  at.forEach((p, k) => {
    const a = at[Math.max(0, k - 1)]!;
    const b = at[Math.min(at.length - 1, k + 1)]!;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const swell = Math.sin((Math.PI * k) / (at.length - 1)) ** 0.7;
    const half = (width / 2) * (0.25 + 0.75 * swell);
    const [nx, ny] = [(-(b[1] - a[1]) / length) * half, ((b[0] - a[0]) / length) * half];
    one.push(point([p[0] + nx, p[1] + ny]));
    other.unshift(point([p[0] - nx, p[1] - ny]));
  });
  return `M${one.join("L")}L${other.join("L")}Z`;
}

/** Its points in a row, as paths of cables are. */
export const flat = (line: Line): number[] => line.flatMap((p) => [p[0], p[1]]);
