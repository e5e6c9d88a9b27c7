// Labels in two columns beside a picture, each with a line to what it speaks of. They stand as near
// to it as they can without touching, and the line begins where the words end.
import { nothing, svg, type SVGTemplateResult } from "lit-html";
import { point } from "./draw";

export interface Label {
  /** What it speaks of [px]. */
  at: readonly [number, number];
  side: "left" | "right";
  name: string;
  /** Stands behind the name where there is room, else below it. */
  value: string;
  class: string;
  group?: string;
  /** Where room is short those of little weight are left out. */
  weight: number;
}

const edge = 4; // [px] from the picture's border

// --- how large words are

let root = { px: 16, at: -Infinity };
const rootFor = 1000; // [ms] chosen: the size of type changes with a mode, not with a posture

/** How much larger than usual the page's type is: a projector asks for more. */
export function typeScale(): number {
  const now = performance.now();
  if (now - root.at > rootFor)
    root = { px: parseFloat(getComputedStyle(document.documentElement).fontSize) || 16, at: now };
  return root.px / 16;
}
export const lineHeight = () => 15 * typeScale(); // [px]
const gap = () => 7 * typeScale(); // [px] between labels

let measuring: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** Width of words as labels write them, the bold of a picked one included [px]. */
export function widthOf(text: string): number {
  const words = text.replace(/\d/g, "0"); // one width for all values: digits are equally wide
  const known = widths.get(words);
  if (known !== undefined) return known * typeScale();
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return 7 * words.length * typeScale();
  const family = getComputedStyle(document.documentElement).fontFamily;
  measuring.font = `700 ${0.78 * 16}px ${family}`;
  const { width } = measuring.measureText(words);
  if (widths.size > 4000) widths.clear(); // values of many postures
  widths.set(words, width);
  return width * typeScale();
}

/** Words in lines of at most a width; a longer word stands alone. */
export function wrapped(words: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// --- where they stand

/** A label broken into lines; the name's words, then the number's. */
interface Broken extends Label {
  lines: readonly string[];
  /** The number stands behind the last line of the name. */
  behind: boolean;
}
const space = 5; // [px] between name and number

function broken(l: Label, room: number): Broken {
  const lines = l.name === "" ? [] : wrapped(l.name, room);
  const last = lines.at(-1);
  const behind =
    last !== undefined && widthOf(last) + space + widthOf(l.value) <= room && l.value !== "";
  return { ...l, lines: behind || l.value === "" ? lines : [...lines, l.value], behind };
}
const widthOfLine = (l: Broken, i: number) =>
  widthOf(l.lines[i]!) + (l.behind && i === l.lines.length - 1 ? space + widthOf(l.value) : 0);

const height = (l: Broken) => lineHeight() * l.lines.length + gap();

/** Tops of labels in order of their places, within a stretch [px]. */
function stacked(labels: readonly Broken[], top: number, bottom: number): number[] {
  const tops: number[] = [];
  let free = top;
  for (const l of labels) {
    tops.push(Math.max(free, l.at[1] - height(l) / 2));
    free = tops.at(-1)! + height(l);
  }
  let limit = bottom;
  for (let i = labels.length - 1; i >= 0; --i) {
    tops[i] = Math.min(tops[i]!, limit - height(labels[i]!));
    limit = tops[i]!;
  }
  return tops;
}

/** Those that there is room for. */
function fitting(labels: readonly Broken[], room: number): Broken[] {
  const kept = [...labels].sort((a, b) => a.at[1] - b.at[1]);
  const whole = () => kept.reduce((sum, l) => sum + height(l), 0);
  while (kept.length > 1 && whole() > room) {
    const least = kept.reduce((a, b) => (b.weight < a.weight ? b : a));
    kept.splice(kept.indexOf(least), 1);
  }
  return kept;
}

/** Whether all labels of a side have room between two heights. */
export function fit(labels: readonly Label[], room: number, stretch: number): boolean {
  return labels.reduce((sum, l) => sum + height(broken(l, room)), 0) <= stretch;
}

export interface Columns {
  width: number;
  /** Of a column. */
  room: number;
  top: number;
  bottom: { left: number; right: number };
}

export function columns(labels: readonly Label[], c: Columns): SVGTemplateResult[] {
  return (["left", "right"] as const).flatMap((side) => {
    const here = fitting(
      labels.filter((l) => l.side === side).map((l) => broken(l, c.room)),
      c.bottom[side] - c.top,
    );
    const tops = stacked(here, c.top, c.bottom[side]);
    return here.map((l, i) => labelView(l, tops[i]!, side === "left" ? edge : c.width - edge));
  });
}

function labelView(l: Broken, top: number, x: number): SVGTemplateResult {
  const out = l.side === "left" ? 1 : -1;
  // at the middle of the lines, and clear of the longest
  const from: [number, number] = [
    x + out * (Math.max(...l.lines.map((_, i) => widthOfLine(l, i))) + 5),
    top + (lineHeight() * l.lines.length) / 2,
  ];
  const isBeyond = out * (l.at[0] - from[0]) > 4;
  return svg`<g class="label ${l.class}" data-group=${l.group ?? nothing}>
    ${
      isBeyond
        ? svg`<path class="leader" d=${`M${point(from)}L${point(l.at)}`} /><circle
            class="dot" cx=${l.at[0]} cy=${l.at[1]} r="2.6" />`
        : ""
    }
    <text text-anchor=${l.side === "left" ? "start" : "end"}>${l.lines.map((words, i) =>
      lineView(l, words, i, x, top + 12 * typeScale() + lineHeight() * i),
    )}</text></g>`;
}

function lineView(l: Broken, words: string, i: number, x: number, y: number): SVGTemplateResult {
  const isLast = i === l.lines.length - 1;
  if (!l.behind || !isLast)
    return svg`<tspan class=${isLast && l.value !== "" ? "value" : "name"} x=${x} y=${y}
      >${words}</tspan>`;
  return svg`<tspan class="name" x=${x} y=${y}>${words}</tspan><tspan class="value" dx=${space}
    >${l.value}</tspan>`;
}
