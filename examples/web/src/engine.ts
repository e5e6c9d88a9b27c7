// guywire as the page uses it: typed, and with exceptions as sentences.
import create, { type Module, type WasmBody } from "guywire-wasm";
import { typeset } from "./strings/format";
import type { Language } from "./strings/index";

export const knobNames = ["length", "stiffness", "strength", "tone"] as const;
export type Knob = (typeof knobNames)[number];

/** What a setting file holds (see include/guywire/io/setting.hpp). */
export interface Setting {
  schema_version: 1;
  setting_of: "standing_adult" | "bridge";
  body?: { pelvic_incidence_deg?: number };
  set?: Record<string, number>;
}

/** A point fixed to a body: the body's index, and metres in its axes. */
export type FixedPoint = readonly [number, number, number];

/** A part of a body as it is drawn (see src/report/svg/shapes.hpp). */
export interface Shape {
  part: "outline" | "head" | "rib" | "spine" | "brace" | "stalk" | "bone" | "disc";
  body: string;
  form: "polygon" | "curve" | "hull" | "strokes" | "lines" | "dashes";
  runs: readonly (readonly FixedPoint[])[];
  /** Of strokes, lines and dashes; 0: as wide as an edge. */
  width_m: number;
  bounds_px: readonly [number, number];
  /** From dash to dash. */
  pitch_m: number;
}

/** How a model is drawn, whatever its posture: the same for the command's pictures. */
export interface Drawing {
  /** From back to front. */
  shapes: readonly Shape[];
  /** Of a standing body: a closed smooth curve; may be empty. */
  skin: readonly FixedPoint[];
  landmarks: Readonly<Record<string, FixedPoint>>;
  /** Steps of ink as parts of the full scale; strength is a part to the power `exponent`. */
  tension: { steps: readonly number[]; exponent: number };
  fade: { strips: number; strip_px: number };
  /** The part of a dash from one to the next. */
  dash: number;
}

export interface Description {
  name: string;
  bodies: {
    name: string;
    parent: string;
    sides: number;
    outline_m: [number, number][];
    range_deg: [number, number];
  }[];
  cables: { name: string; group: number; sides: number }[];
  groups: {
    name: string;
    knobs: Partial<Record<Knob, { lower: number; upper: number; reference: number }>>;
  }[];
  coordinates: string[];
  tilt_body: number;
  drawing: Drawing;
}

export type Status =
  | "stable"
  | "unstable"
  | "neutral"
  | "at_kink"
  | "runaway"
  | "iteration_limit"
  | "path_lost"
  | "hidden_by_rounding"
  | "not_run";
export const isEquilibrium = (s: Status) =>
  s === "stable" || s === "unstable" || s === "neutral" || s === "at_kink";

type Place = readonly [number, number];

/** Two arms of an angle and the arc between them [m, rad]. */
export interface AngleMark {
  /** The arm that the angle is counted from. */
  zero: readonly [Place, Place];
  arm: readonly [Place, Place];
  center: Place;
  /** 0: the arms hardly meet, a line joins their ends. */
  radius: number;
  from: number;
  to: number;
}

/**
 * A posture, ready to be drawn. Angles of bodies in rad, counter-clockwise; places in m, x forward,
 * y up.
 */
export interface Frame {
  tiltChangeDeg: number;
  anteriorTiltDeg: number;
  pelvicTiltDeg: number;
  sacralSlopeDeg: number;
  incidenceDeg: number;
  lordosisDeg: number;
  lumbarAngleDeg: number;
  potential: number;
  eigenvalue: number;
  tiltStiffness: number;
  residual: number;
  residualFloor: number;
  /** Where tilt and lordosis are drawn, where the body has them. */
  tilt: AngleMark | undefined;
  lordosis: AngleMark | undefined;
  bodies: { theta: number; x: number; y: number }[];
  /**
   * tension of one side [N], NaN where unknown; length [m]; excess: by how much a slack one is
   * longer than its path [m]; forwardNm: what it does to the tilt body about its hinge, both sides
   * [N m]; path as x, y, x, y …
   */
  cables: {
    tension: number;
    length: number;
    excess: number;
    forwardNm: number;
    path: Float64Array;
  }[];
}

export interface Rest {
  status: Status;
  coordinatesDeg: number[];
  frame: Frame;
}

interface JointLoad {
  parent: string;
  hinge: string;
  force_x_N: number;
  force_y_N: number;
  compression_N: number | null;
  shear_N: number | null;
}

/** What the page reads of `guywire explain --format json`. */
export interface Explanation {
  status: Status;
  ledger?: {
    /** Moments on the tilt body about its hinge, + forward, both sides together. */
    tilt:
      | {
          name: string;
          cable: boolean;
          passive_Nm: number;
          active_Nm: number;
          reference_Nm: number | null;
        }[]
      | null;
  };
  sentences?: {
    winning: string;
    holding: readonly string[];
    remarks: string;
    discs: string;
  };
  winning: {
    winner: string | null;
    message: string;
    /** Numbers are null where the body without the group, or with its knobs returned, finds no
     * equilibrium. */
    groups: {
      group: string;
      turned: boolean;
      share_deg: number | null;
      removal_deg: number | null;
      tilt_deg_per_percent_length: number | null;
      moment_Nm: number;
    }[];
  } | null;
  joint_loads: Record<string, JointLoad>;
  joint_loads_at_reference: Record<string, JointLoad> | null;
}

/**
 * Moments on the tilt body about its hinge, + forward, all sides together [N m]: of each group, in
 * the order of the description, and of what is no cable.
 */
export interface Pulls {
  groups: number[];
  others: number;
}

export interface Stretch {
  group: string;
  fibre_percent: number | null;
  length_mm: number | null;
  tilt_deg: number | null;
  /** Whether the tilt is known, or why not; the page's groups have no other outcomes. */
  outcome: "solved" | "knob_range" | "no_equilibrium";
}

/**
 * Energy against the angle of the tilt body: angle [deg, + counter-clockwise], V [J], moment of a
 * hand that would keep it there [N m, likewise].
 */
export type Curve = { angleDeg: number; energy: number; moment: number }[];

export type TestName = "sitting" | "thomas";
/** What the page reads of `guywire test --format json`, and the bodies it speaks of. */
export interface TestAnswer {
  test: TestName;
  status: Status;
  /** In words: what was found, one after another. */
  findings: readonly string[];
  numbers: Record<string, number | null>;
  not_held?: Record<string, number | null> | null;
  poses: { name: string; status: Status; turn: number }[];
}

/** A sentence from the solver. */
export class GuywireError extends Error {}

/** Throws what the last call left behind. */
function check(module: Module): void {
  const fault = module.fault();
  if (fault) throw new GuywireError(fault);
}

/** Values of a phrase. */
export type PhraseValues = Record<string, number | boolean | string>;

export class Engine {
  private readonly names = new Map<string, string>();

  private constructor(private readonly module: Module) {}

  /**
   * Throws an Error with a `cause` of "wasm" where WebAssembly or its unpacking is not to be had.
   */
  static async start(gzippedBase64: string): Promise<Engine> {
    if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function")
      throw new Error("no WebAssembly", { cause: "wasm" });
    const packed = Uint8Array.from(atob(gzippedBase64), (c) => c.charCodeAt(0));
    const wasmBinary = await new Response(
      new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")),
    ).arrayBuffer();
    return new Engine(await create({ wasmBinary }));
  }

  get version(): string {
    return this.module.version();
  }

  /** A phrase of src/report/phrases.en and .de with its values, SI. */
  phrase(language: Language, id: string, values: PhraseValues = {}): string {
    const text = this.module.phrase(id, JSON.stringify(values), language);
    check(this.module);
    return typeset(text);
  }

  /** A name of the model as people write it. */
  nameOf(language: Language, name: string): string {
    const key = `${language} ${name}`;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const text = this.module.nameOf(name, language);
    check(this.module);
    this.names.set(key, text);
    return text;
  }

  body(setting: Setting, groups: readonly string[] = []): Body {
    const made = this.module.body(JSON.stringify(setting), groups);
    check(this.module);
    return new Body(this.module, made!);
  }

  /** Checks the text of a setting file. Throws GuywireError. */
  checkSetting(text: string): void {
    this.module.checkedSetting(text);
    check(this.module);
  }
}

/** One body: knobs turned, solved, explained. Free it with `dispose`. */
export class Body {
  readonly description: Description;
  private readonly knobs: Float64Array;

  constructor(
    private readonly module: Module,
    private readonly wasm: WasmBody,
  ) {
    this.description = JSON.parse(wasm.describe()) as Description;
    this.knobs = new Float64Array(this.description.groups.length * knobNames.length);
  }

  /** `value` gives a group's knob, or undefined for the model's own. */
  turn(value: (group: string, knob: Knob) => number | undefined): void {
    this.description.groups.forEach((g, i) =>
      knobNames.forEach((k, j) => (this.knobs[4 * i + j] = value(g.name, k) ?? NaN)),
    );
    this.wasm.turn(this.knobs);
    check(this.module);
  }

  solve(startDeg: readonly number[] = []): Rest {
    const status = this.wasm.solve(startDeg) as Status;
    check(this.module);
    return {
      status,
      coordinatesDeg: Array.from(this.wasm.coordinatesDeg()),
      frame: this.read(this.wasm.frame()),
    };
  }

  at(coordinatesDeg: readonly number[]): Frame {
    return this.read(this.checked(this.wasm.frameAt(coordinatesDeg)));
  }

  /**
   * The tilt body kept at an angle (degrees, + counter-clockwise), the rest of the body following.
   */
  held(angleDeg: number): { frame: Frame; momentNm: number; coordinatesDeg: number[] } {
    const frame = this.read(this.checked(this.wasm.frameHeld(angleDeg)));
    return {
      frame,
      momentNm: this.wasm.heldMoment(),
      coordinatesDeg: Array.from(this.wasm.heldCoordinatesDeg()),
    };
  }

  /** Who turns the tilt body, at the last answer. */
  pulls(): Pulls {
    return this.readPulls(this.checked(this.wasm.pulls()));
  }
  /** The same where a hand keeps it at an angle (degrees, + counter-clockwise). */
  pullsHeld(angleDeg: number): Pulls {
    return this.readPulls(this.checked(this.wasm.pullsHeld(angleDeg)));
  }

  curve(fromDeg: number, toDeg: number, steps: number): Curve {
    const v = this.checked(this.wasm.curve(fromDeg, toDeg, steps));
    return Array.from({ length: v.length / 3 }, (_, i) => ({
      angleDeg: v[3 * i]!,
      energy: v[3 * i + 1]!,
      moment: v[3 * i + 2]!,
    }));
  }

  /** Every equilibrium, proved complete; of bodies with one or two coordinates. */
  equilibria(): { coordinatesDeg: number[]; status: Status }[] {
    const all = JSON.parse(this.checked(this.wasm.equilibria())) as {
      equilibria: { coordinates: Record<string, { value_deg: number }>; status: Status }[];
    };
    return all.equilibria.map((e) => ({
      coordinatesDeg: Object.values(e.coordinates).map((c) => c.value_deg),
      status: e.status,
    }));
  }

  // --- in words; of the last `solve`

  message(language: Language): string {
    return typeset(this.checked(this.wasm.message(language)));
  }
  tilt(language: Language): string {
    return typeset(this.checked(this.wasm.tilt(language)));
  }
  certificate(language: Language): string {
    return typeset(this.checked(this.wasm.certificate(language)));
  }
  hinge(body: string, language: Language): string {
    return this.checked(this.wasm.hinge(body, language));
  }

  /** Computes what `explanation` says. */
  explain(startDeg: readonly number[] = []): void {
    this.wasm.explain(startDeg);
    check(this.module);
  }
  explanation(language: Language): Explanation | undefined {
    const text = this.checked(this.wasm.explanation(language));
    if (!text) return undefined;
    const x = JSON.parse(text) as Explanation;
    if (x.winning) x.winning.message = typeset(x.winning.message);
    if (x.sentences)
      x.sentences = {
        winning: typeset(x.sentences.winning),
        holding: x.sentences.holding.map(typeset),
        remarks: typeset(x.sentences.remarks),
        discs: typeset(x.sentences.discs),
      };
    return x;
  }
  stretch(group: string, metres: number): Stretch {
    return JSON.parse(this.checked(this.wasm.stretchJson(group, metres))) as Stretch;
  }
  /** The answer as `guywire solve --format json` and `csv` give it; of the last `solve`. */
  answerJson(): string {
    return this.checked(this.wasm.answerJson());
  }
  answerCsv(): string {
    return this.checked(this.wasm.answerCsv());
  }
  /** Carries out what `testAnswer` and `pose` then speak of. */
  carryOut(test: TestName): void {
    this.wasm.carryOut(test);
    check(this.module);
  }
  testAnswer(language: Language): TestAnswer | undefined {
    const text = this.checked(this.wasm.testAnswer(language));
    if (!text) return undefined;
    const answer = JSON.parse(text) as TestAnswer;
    return { ...answer, findings: answer.findings.map(typeset) };
  }
  /** The body of a pose of the last test, at rest; free it with `dispose`. */
  pose(index: number): { body: Body; frame: Frame } {
    const made = this.checked(this.wasm.pose(index))!;
    const body = new Body(this.module, made);
    return { body, frame: body.read(made.frame()) };
  }
  hash(): string {
    return this.checked(this.wasm.hash());
  }

  dispose(): void {
    this.wasm.delete();
  }

  private checked<T>(value: T): T {
    check(this.module);
    return value;
  }

  private readPulls(v: Float64Array): Pulls {
    const all = Array.from(v);
    return { groups: all.slice(0, -1), others: all[all.length - 1]! };
  }

  private read(v: Float64Array): Frame {
    const { bodies, cables } = this.description;
    let at = 12;
    const place = (): [number, number] => [v[at++]!, v[at++]!];
    const mark = (): AngleMark | undefined => {
      const read: AngleMark = {
        zero: [place(), place()],
        arm: [place(), place()],
        center: place(),
        radius: v[at++]!,
        from: v[at++]!,
        to: v[at++]!,
      };
      return Number.isFinite(read.radius) ? read : undefined;
    };
    const frame: Frame = {
      tiltChangeDeg: v[0]!,
      anteriorTiltDeg: v[1]!,
      pelvicTiltDeg: v[2]!,
      sacralSlopeDeg: v[3]!,
      incidenceDeg: v[4]!,
      lordosisDeg: v[5]!,
      lumbarAngleDeg: v[6]!,
      potential: v[7]!,
      eigenvalue: v[8]!,
      tiltStiffness: v[9]!,
      residual: v[10]!,
      residualFloor: v[11]!,
      tilt: mark(),
      lordosis: mark(),
      bodies: bodies.map(() => ({ theta: v[at++]!, x: v[at++]!, y: v[at++]! })),
      cables: [],
    };
    const heads = cables.map(() => ({
      tension: v[at++]!,
      length: v[at++]!,
      excess: v[at++]!,
      forwardNm: v[at++]!,
      points: v[at++]!,
    }));
    frame.cables = heads.map((h) => ({
      tension: h.tension,
      length: h.length,
      excess: h.excess,
      forwardNm: h.forwardNm,
      path: v.slice(at, (at += 2 * h.points)),
    }));
    return frame;
  }
}
