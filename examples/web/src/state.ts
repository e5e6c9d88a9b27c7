// Everything a user can set, as one immutable value; and its two written forms: the address'
// fragment, and a setting file that the command line and Python read too.
import { knobNames, type Knob, type Setting } from "./engine";
import { anchors, groupOf, parts, type AnchorName, type BridgePart } from "./link";
import type { Preset } from "./presets";
import { readView, type Shown } from "./view";

export type Legs = "standing" | "sitting" | "thomas";
export const allLegs: readonly Legs[] = ["standing", "sitting", "thomas"];

export interface State {
  /** "iliopsoas.length": 0.95. Only what differs from the model's own. */
  readonly knobs: Readonly<Record<string, number>>;
  /** Pelvic incidence [deg]; undefined: the model's own. */
  readonly incidenceDeg: number | undefined;
  readonly legs: Legs;
  /** How far the bridge's anchors were moved: x forward, y up [mm]. */
  readonly anchorsMm: Readonly<Partial<Record<AnchorName, readonly [number, number]>>>;
  /**
   * Where a search for rest starts, degrees per coordinate; empty: the reference posture.
   * Hundredths, so that the address says all of it.
   */
  readonly bodyStart: readonly number[];
  readonly bridgeStart: readonly number[];
}

export const neutral: State = {
  knobs: {},
  incidenceDeg: undefined,
  legs: "standing",
  anchorsMm: {},
  bodyStart: [],
  bridgeStart: [],
};

/** Ranges: those of the model's fields (data/schema) for knobs; incidence and anchors as below. */
export const ranges = {
  length: { lower: 0.5, upper: 1.5, slider: [0.85, 1.15], step: 0.005 },
  stiffness: { lower: 0, upper: 10, slider: [0, 3], step: 0.05 },
  strength: { lower: 0, upper: 10, slider: [0, 3], step: 0.05 },
  tone: { lower: 0, upper: 1, slider: [0, 0.5], step: 0.005 },
} as const satisfies Record<
  Knob,
  { lower: number; upper: number; slider: readonly [number, number]; step: number }
>;
// mean ± 2 SD of 709 adults (Mac-Thiong 2011); the model takes 25 to 86
export const incidenceRange = { lower: 32, upper: 74, step: 1 };
// chosen: so far either way slackens every cable and keeps it on its side of the frame
export const anchorRange = { lower: -1500, upper: 1500, step: 50 };

export const hundredths = (v: number) => Math.round(v * 100) / 100;

export function withKnob(s: State, group: string, knob: Knob, value: number | undefined): State {
  const knobs = { ...s.knobs };
  const name = `${group}.${knob}`;
  if (value === undefined || (knob !== "tone" && value === 1)) delete knobs[name];
  else knobs[name] = value;
  return { ...s, knobs };
}
export function withAnchor(
  s: State,
  name: AnchorName,
  xy: readonly [number, number] | undefined,
): State {
  const anchorsMm = { ...s.anchorsMm };
  if (!xy || (xy[0] === 0 && xy[1] === 0)) delete anchorsMm[name];
  else anchorsMm[name] = xy;
  return { ...s, anchorsMm };
}
export function ofPreset(p: Preset): State {
  return { ...neutral, knobs: { ...p.set }, incidenceDeg: p.pelvicIncidenceDeg };
}
/**
 * Settings as the command line writes them, from the neutral bodies: "iliopsoas.length",
 * "pelvic_incidence_deg", "rear_upper.path0_x_m".
 */
export function ofSettings(settings: Readonly<Record<string, number>>): State {
  let s: State = neutral;
  for (const [name, value] of Object.entries(settings)) {
    const path = /^(\w+)\.path([01])_([xy])_m$/.exec(name);
    const anchor = path && anchors.find((a) => a.name === path[1] && a.point === Number(path[2]));
    if (anchor) {
      const axis = path[3] === "x" ? 0 : 1;
      const xy: [number, number] = [...(s.anchorsMm[anchor.name] ?? [0, 0])];
      xy[axis] = Math.round(1000 * (value - anchor.cables[0]!.at[axis]));
      s = withAnchor(s, anchor.name, xy);
    } else if (name === "pelvic_incidence_deg") s = { ...s, incidenceDeg: value };
    else s = { ...s, knobs: { ...s.knobs, [name]: value } };
  }
  return s;
}

export const isNeutral = (s: State) => JSON.stringify(s) === JSON.stringify(neutral);

// --- what the solver is asked --------------------------------------------------------------------

export const bodyKnob = (s: State, group: string, knob: Knob): number | undefined =>
  s.knobs[`${group}.${knob}`];
/** A bridge's cable follows its muscle's length and stiffness. */
export const bridgeKnob = (s: State, part: string, knob: Knob): number | undefined =>
  knob === "length" || knob === "stiffness"
    ? s.knobs[`${groupOf[part as BridgePart]}.${knob}`]
    : undefined;

/** The numbers of the bridge that moved anchors change [m]. */
export function anchorSet(s: State): Record<string, number> {
  const set: Record<string, number> = {};
  for (const a of anchors) {
    const moved = s.anchorsMm[a.name];
    if (!moved) continue;
    for (const c of a.cables)
      for (const axis of [0, 1] as const)
        if (moved[axis] !== 0)
          set[`${c.name}.path${a.point}_${"xy"[axis]}_m`] =
            Math.round(1e6 * (c.at[axis] + moved[axis] / 1000)) / 1e6;
  }
  return set;
}
/** The bodies without their knobs, which sliders turn. */
export const bodyBase = (s: State): Setting => ({
  schema_version: 1,
  setting_of: "standing_adult",
  ...(s.incidenceDeg === undefined ? {} : { body: { pelvic_incidence_deg: s.incidenceDeg } }),
});
export const bridgeBase = (s: State): Setting => ({
  schema_version: 1,
  setting_of: "bridge",
  set: anchorSet(s),
});

/** Everything, for a file. */
export const bodySetting = (s: State): Setting => ({ ...bodyBase(s), set: { ...s.knobs } });
export function bridgeSetting(s: State): Setting {
  const set: Record<string, number> = {};
  for (const part of parts)
    for (const knob of ["length", "stiffness"] as const) {
      const v = bridgeKnob(s, part, knob);
      if (v !== undefined) set[`${part}.${knob}`] = v;
    }
  return { schema_version: 1, setting_of: "bridge", set: { ...set, ...anchorSet(s) } };
}

/** The coordinates of the standing body, as a start lists them. */
const spine = ["pelvis", "L5", "L4", "L3", "L2", "L1"];

/** The same at the command line. */
export function commands(s: State): { body: string; bridge: string } {
  const options = (setting: Setting) =>
    [
      ...Object.entries(setting.body ?? {}).map(([k, v]) => `--body ${k}=${v}`),
      ...Object.entries(setting.set ?? {}).map(([k, v]) => `--set ${k}=${v}`),
    ]
      .map((o) => " " + o)
      .join("");
  const starts = (names: readonly string[], start: readonly number[]) =>
    start.map((d, i) => (d === 0 ? "" : ` --start ${names[i]}=${d}`)).join("");
  const what = s.legs === "standing" ? "solve standing_adult" : `test ${s.legs} standing_adult`;
  const bodyStarts = s.legs === "standing" ? starts(spine, s.bodyStart) : "";
  return {
    body: `guywire ${what}${options(bodySetting(s))}${bodyStarts}`,
    bridge: `guywire solve bridge${options(bridgeSetting(s))}${starts(["frame"], s.bridgeStart)}`,
  };
}

// --- the address' fragment -----------------------------------------------------------------------

/**
 * What was wrong in an address or file; `text` is put into words by the strings of the language.
 */
export interface Fault {
  /** "control": guywire reads it, and the page has no control for it. */
  readonly kind: "key" | "value" | "range" | "twice" | "control" | "encoding";
  readonly where: string;
  readonly value: string;
  readonly allowed: string;
}
/** Long texts of others, so that a sentence stays one. Chosen: two lines of a phone at most. */
export const cut = (text: string, most = 60): string =>
  text.length > most ? text.slice(0, most) + "…" : text;

export class StateFaults extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super("state");
  }
}

export function toFragment(s: State): string {
  const pairs: string[] = Object.entries(s.knobs).map(([k, v]) => `${k}=${v}`);
  if (s.incidenceDeg !== undefined) pairs.push(`pelvic_incidence_deg=${s.incidenceDeg}`);
  if (s.legs !== "standing") pairs.push(`legs=${s.legs}`);
  for (const [name, [x, y]] of Object.entries(s.anchorsMm) as [
    AnchorName,
    readonly [number, number],
  ][])
    pairs.push(`anchor.${name}=${x},${y}`);
  if (s.bodyStart.length) pairs.push(`start=${s.bodyStart.join(",")}`);
  if (s.bridgeStart.length) pairs.push(`bridge_start=${s.bridgeStart.join(",")}`);
  return pairs.join("&");
}

/** A setting, and what an address says beside it of how to show it. */
export interface Opened {
  state: State;
  shown: Shown;
}

/** Throws StateFaults that name every fault. */
export function fromFragment(fragment: string, groups: readonly string[]): Opened {
  let text = fragment.replace(/^#/, "");
  try {
    text = decodeURIComponent(text);
  } catch {
    const damaged = /%(?![0-9a-f]{2}).*|%.*/is.exec(text)?.[0] ?? text;
    throw new StateFaults([{ kind: "encoding", where: "#", value: cut(damaged), allowed: "" }]);
  }
  return fromPairs(pairsOf(text), groups);
}

const pairsOf = (text: string): [string, string][] =>
  text
    .split("&")
    .filter((p) => p !== "")
    .map((p) => p.split(/=(.*)/s).slice(0, 2) as [string, string?])
    .map(([key, value = ""]) => [key, value]);

/**
 * `isView`: whether pairs may speak of the view too. `legal`: keys that guywire has read and found
 * right, whether or not the page has a control for them.
 */
function fromPairs(
  pairs: readonly (readonly [string, string])[],
  groups: readonly string[],
  isView = true,
  legal: ReadonlySet<string> = new Set(),
): Opened {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const shown: Shown = {};
  const readGhost = (ghost: string): State | undefined => {
    try {
      return fromPairs(pairsOf(ghost), groups, false).state;
    } catch (e) {
      if (!(e instanceof StateFaults)) throw e;
      faults.push(...e.faults);
      return undefined;
    }
  };
  let state = neutral;
  for (const [key, value] of pairs) {
    if (seen.has(key))
      faults.push({
        kind: "twice",
        where: cut(key),
        value: cut(value),
        allowed: "",
      });
    seen.add(key);
    if (isView && readView(key, value, shown, faults, readGhost)) continue;
    const known = read(state, key, value, groups, faults);
    if (known) state = known;
    else {
      const kind = legal.has(key) ? "control" : "key";
      faults.push({ kind, where: cut(key), value: cut(value), allowed: "" });
    }
  }
  if (faults.length) throw new StateFaults(faults);
  return { state, shown };
}

function numberIn(
  where: string,
  text: string,
  lower: number,
  upper: number,
  faults: Fault[],
): number | undefined {
  const allowed = `${lower} … ${upper}`;
  if (!/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(text))
    faults.push({ kind: "value", where, value: cut(text), allowed });
  else if (!(Number(text) >= lower && Number(text) <= upper))
    faults.push({ kind: "range", where, value: cut(text), allowed });
  else return Number(text);
  return undefined;
}

function readAnchor(s: State, name: AnchorName, value: string, faults: Fault[]): State {
  const where = `anchor.${name}`;
  const xy = value
    .split(",")
    .map((t) => numberIn(where, t, anchorRange.lower, anchorRange.upper, faults));
  if (xy.length !== 2) faults.push({ kind: "value", where, value: cut(value), allowed: "x,y" });
  else if (xy[0] !== undefined && xy[1] !== undefined) return withAnchor(s, name, [xy[0], xy[1]]);
  return s;
}

function readStart(
  s: State,
  where: "start" | "bridge_start",
  value: string,
  faults: Fault[],
): State {
  const count = where === "start" ? 6 : 1;
  const v = value.split(",").map((t) => numberIn(where, t, -180, 180, faults));
  if (v.length !== count) {
    const allowed = count === 1 ? "x" : "x,x,x,x,x,x";
    faults.push({ kind: "value", where, value: cut(value), allowed });
  } else if (v.every((x) => x !== undefined))
    return where === "start" ? { ...s, bodyStart: v } : { ...s, bridgeStart: v };
  return s;
}

/** Undefined: no such key. */
function read(
  s: State,
  key: string,
  value: string,
  groups: readonly string[],
  faults: Fault[],
): State | undefined {
  const [group = "", knob = ""] = key.split(".");
  if (groups.includes(group) && (knobNames as readonly string[]).includes(knob)) {
    const range = ranges[knob as Knob];
    const v = numberIn(key, value, range.lower, range.upper, faults);
    return v === undefined ? s : withKnob(s, group, knob as Knob, v);
  }
  const anchor = key.startsWith("anchor.") && anchors.find((a) => `anchor.${a.name}` === key);
  if (anchor) return readAnchor(s, anchor.name, value, faults);
  if (key === "start" || key === "bridge_start") return readStart(s, key, value, faults);
  if (key === "pelvic_incidence_deg") {
    const v = numberIn(key, value, incidenceRange.lower, incidenceRange.upper, faults);
    return v === undefined ? s : { ...s, incidenceDeg: v };
  }
  if (key === "legs") {
    if ((allLegs as readonly string[]).includes(value)) return { ...s, legs: value as Legs };
    faults.push({ kind: "value", where: key, value: cut(value), allowed: allLegs.join(", ") });
    return s;
  }
  return undefined;
}

// --- the file ------------------------------------------------------------------------------------

/**
 * The page's file: a setting of the body as guywire reads it, with what concerns the page alone
 * under `page`, and the answers it showed.
 */
export function toFile(s: State, answers: { body: unknown; bridge: unknown }): string {
  const page = {
    legs: s.legs,
    anchors_mm: s.anchorsMm,
    start_deg: s.bodyStart,
    bridge_start_deg: s.bridgeStart,
    bridge: bridgeSetting(s),
  };
  return JSON.stringify({ ...bodySetting(s), page, answer: answers }, null, 2) + "\n";
}

/** What `toFile` puts under `page`; a file may hold anything there, and then faults say so. */
interface FilePage {
  legs?: unknown;
  anchors_mm?: unknown;
  start_deg?: unknown[];
  bridge_start_deg?: unknown[];
}

const entriesOf = (fields: unknown) => Object.entries(fields ?? {});
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null;
const notStanding = (where: string, value: unknown) =>
  new StateFaults([
    { kind: "value", where, value: cut(String(value ?? "–")), allowed: "standing_adult" },
  ]);

/** Options as the command line lists them, by their kind: "--set iliopsoas.length=0.93,…". */
function readOptions(options: readonly string[]) {
  const values: Record<string, Record<string, unknown>> = {
    set: {},
    body: {},
    pose: {},
    start: {},
  };
  const faults: Fault[] = [];
  let recruit = false;
  for (const option of options) {
    const [, kind = "", pairs = ""] = /^--(set|body|pose|start) (.+)$/s.exec(option) ?? [];
    if (option === "--recruit") recruit = true;
    else if (!kind) faults.push({ kind: "control", where: cut(option), value: "", allowed: "" });
    else
      for (const pair of pairs.split(",")) {
        const [key = "", value = ""] = pair.split("=");
        values[kind]![key] = value.trim() === "" ? value : Number(value);
      }
  }
  if (faults.length) throw new StateFaults(faults);
  return { values, recruit };
}

/**
 * The setting in an answer of the command line (`solve` or `explain` with `--format json`), which
 * lists its options under `settings`; undefined: the text is no such answer.
 */
export function settingOfAnswer(j: unknown): Record<string, unknown> | undefined {
  if (!isObject(j) || "setting_of" in j || !Array.isArray(j["settings"])) return undefined;
  const model = isObject(j["model"]) ? j["model"]["name"] : "standing_adult";
  if (model !== "standing_adult") throw notStanding("model", model);
  const { values, recruit } = readOptions(j["settings"].map(String));
  const { start, ...setting } = values;
  const hasStart = Object.keys(start!).length > 0;
  return {
    schema_version: 1,
    setting_of: "standing_adult",
    ...setting,
    recruit,
    ...(hasStart ? { page: { start_deg: spine.map((b) => start![b] ?? 0) } } : {}),
  };
}

/**
 * The setting in a file that guywire has read and found right. Throws StateFaults, or a SyntaxError
 * where it is no JSON.
 */
export function fromFile(text: string, groups: readonly string[]): State {
  const j: unknown = JSON.parse(text);
  if (!isObject(j) || j["setting_of"] !== "standing_adult")
    throw notStanding("setting_of", isObject(j) ? j["setting_of"] : undefined);
  const pairs: [string, string][] = [];
  for (const part of ["set", "body"])
    for (const [k, v] of entriesOf(j[part])) pairs.push([k, String(v)]);
  for (const [k, v] of entriesOf(j["pose"])) pairs.push([`pose.${k}`, String(v)]);
  if (j["recruit"]) pairs.push(["recruit", "true"]);
  const legal = new Set(pairs.map(([key]) => key));
  const page = (j["page"] ?? {}) as FilePage;
  if (page.legs !== undefined) pairs.push(["legs", String(page.legs)]);
  for (const [k, v] of entriesOf(page.anchors_mm)) pairs.push([`anchor.${k}`, String(v)]);
  if (page.start_deg?.length) pairs.push(["start", String(page.start_deg)]);
  if (page.bridge_start_deg?.length) pairs.push(["bridge_start", String(page.bridge_start_deg)]);
  return fromPairs(pairs, groups, false, legal).state;
}
