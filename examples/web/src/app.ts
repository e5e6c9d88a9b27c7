// The page's one piece of changing state: what is set, what came of it, what is shown. Everything
// drawn is a function of it (page.ts).
import { announcement } from "./answers";
import {
  type Body,
  type Curve,
  type Engine,
  type Explanation,
  type Frame,
  GuywireError,
  isEquilibrium,
  type PhraseValues,
  type Pulls,
  type Rest,
  type Status,
  type Stretch,
  type TestAnswer,
} from "./engine";
import { History } from "./history";
import { parts, type GroupName } from "./link";
import {
  anchorSet,
  bodyBase,
  bodyKnob,
  bridgeBase,
  bridgeKnob,
  cut,
  fromFile,
  fromFragment,
  hundredths,
  neutral,
  type Opened,
  settingOfAnswer,
  type State,
  StateFaults,
  toFragment,
} from "./state";
import { languages, type Language, preferredLanguage, type Strings } from "./strings/index";
import { firstView, type Shown, type View, viewPairs } from "./view";
import type { Projection } from "./views/draw";

export type Which = "body" | "bridge";
const otherThan = (which: Which): Which => (which === "body" ? "bridge" : "body");
export type Theme = "auto" | "light" | "dark";

/** Energy against tilt, and where it balances. Tilt + forward [deg]. */
export interface Landscape {
  curve: Curve;
  marks: { tiltDeg: number; status: Status }[];
}
/** Where a search for rest starts is set. */
const startOf = { body: "bodyStart", bridge: "bridgeStart" } as const;

type How = "keep" | "isNewStep" | "isRecorded";

/** What holds a view at a tilt from the reference; moment + counter-clockwise. */
export interface Hand {
  which: Which;
  tiltDeg: number;
  momentNm: number;
}

interface Animation {
  which: Which;
  from: readonly number[];
  to: readonly number[];
  began: number;
}

/**
 * How far a hand turns it and its energy is drawn, either way [deg]; chosen: wider than any preset
 * goes, and the bridge's second resting place lies within.
 */
const reachDeg: Record<Which, number> = { body: 20, bridge: 40 };
const settleMs = 1600; // the swing, for the eye; no physical time
const pauseMs = 140; // chosen: a pause in dragging; then it is explained, and the address written
// chosen: a screen reader is not interrupted while a slider is dragged
const announceAfterMs = 1200;
export const stretchMetres = 0.01;
const faultsShown = 10; // chosen: what a reader takes in; the first say what the others are like
/**
 * Beyond this change of tilt [deg] the page says so. Chosen: no preset goes there, and no
 * measurement of a standing body was compared.
 */
export const trustedTiltDeg = 20;

export class App {
  state: State = neutral;
  rest!: Record<Which, Rest>;
  ghost!: Record<Which, Frame | undefined>;
  /** The posture kept as ghost: its setting, and what came of it. */
  pinned: { state: State; frames: Record<Which, Frame | undefined> } | undefined;
  /** What is on the screen: the rest, or a posture on the way there, or one held by hand. */
  shown!: Record<Which, Frame>;
  hand: Hand | undefined;
  /** The other view, held at the same tilt from its own neutral, to be compared. */
  alike: Hand | undefined;
  /** Who turns frame and pelvis, in the postures on the screen. */
  pulls!: Record<Which, Pulls | undefined>;
  explanation: Explanation | undefined;
  bridgeExplanation: Explanation | undefined;
  landscape: Partial<Record<Which, Landscape>> = {};
  stretches: Partial<Record<GroupName, Stretch>> = {};
  /** In sitting and in the Thomas test: the answer, and its bodies to draw. */
  test:
    | { answer: TestAnswer; poses: { name: string; turn: number; body: Body; frame: Frame }[] }
    | undefined;
  /** Of the body's content, as the command line prints it; found when the hand pauses. */
  hash = "";
  stale = true;
  picked: GroupName | undefined;
  /** The muscle whose slider a small screen shows. */
  chosen: GroupName = "iliopsoas";
  pushed: { part: string; metres: number } | undefined;
  snapped: Which | undefined;
  faults: { sentence: string; detail: string[] } | undefined;
  notice = "";
  announcement = "";
  /** Microseconds of the last body solve, and milliseconds from an input to the drawn page. */
  timing = { solveMs: 0, drawMs: 0 };

  showGhost = true;
  latin = false;
  teacher = false;
  answers = false;
  revealed: ReadonlySet<string> = new Set();
  choices: Readonly<Record<string, number>> = {};
  pose = 0;
  /** Where the prediction on the screen began: its ghost. */
  before: { frames: Record<Which, Frame | undefined> } | undefined;
  /** The prediction whose outcome is on the screen. */
  observed: number | undefined;
  /** The dialog of share.ts is open. */
  isSharing = false;
  language: Language;
  theme: Theme = "auto";
  /** What undo and redo go back and forth through. */
  readonly history = new History();
  /** Tab, step, projector, embedding. Change it by `see`. */
  view: View = firstView;

  private bodies = {} as Record<Which, Body>; // made by the first `compute`
  private bases: Record<Which, string> = { body: "", bridge: "" };
  private animation: Animation | undefined;
  private work = 0;
  private stepsLeft = 0;
  private announceTimer = 0;
  private dirty = false;
  private addressTimer = 0;
  private isNewStep = false;
  /** The hash that was last read or written: another one is about to be followed. */
  private hashKnown = location.hash;
  /** While a drag lasts, its picture is not fitted anew. */
  private frozen: { which: Which; projection: Projection } | undefined;

  constructor(
    readonly engine: Engine,
    private readonly draw: () => void,
    language: Language,
  ) {
    this.language = language;
    this.compute(false);
    this.shown = { body: this.rest.body.frame, bridge: this.rest.bridge.frame };
  }

  get text(): Strings {
    return languages[this.language];
  }
  /** A phrase of src/report in the page's language. */
  phrase(id: string, values?: PhraseValues): string {
    return this.engine.phrase(this.language, id, values);
  }
  /** A group, joint or cable of the model, as people write it. */
  nameOf(name: string): string {
    return this.engine.nameOf(this.language, name);
  }
  get groups(): GroupName[] {
    return this.bodies.body.description.groups.map((g) => g.name as GroupName);
  }
  body(which: Which): Body {
    return this.bodies[which];
  }
  get turned(): GroupName[] {
    return [...new Set(Object.keys(this.state.knobs).map((k) => k.split(".")[0] as GroupName))];
  }
  get reducedMotion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
  /**
   * How far a hand turns it, either way [deg]: further where it rests far over, within what the
   * models hold for.
   */
  reach(which: Which): number {
    return Math.min(
      50,
      Math.max(
        reachDeg[which],
        10 * Math.ceil((1.3 * Math.abs(this.rest[which].frame.tiltChangeDeg)) / 10),
      ),
    );
  }
  /** In teacher mode, what would give an answer away, until it is revealed. */
  hides(what: string): boolean {
    return this.teacher && !this.answers && !this.revealed.has(what);
  }
  /** Tilt from the reference posture, + forward [deg]. */
  tilt(which: Which): number {
    return this.shown[which].tiltChangeDeg;
  }
  /** Where the neutral one rests: what both views measure their tilt from [deg]. */
  neutralTilt(which: Which): number {
    return this.ghost[which]?.tiltChangeDeg ?? 0;
  }

  // --- changes -----------------------------------------------------------------------------------

  /**
   * A knob turned, an anchor moved: a frame that rests stays in its valley as long as there is one.
   */
  turn(state: State): void {
    this.change(state, { keep: true });
  }
  /**
   * A setting from elsewhere (a preset, an address): solved from the starts that it names, or the
   * reference.
   */
  set(state: State): void {
    this.snapped = undefined;
    this.change(state, { isNewStep: true });
  }
  /** The setting before the last gesture. */
  undo(): void {
    this.goBack(this.history.undo(this.state));
  }
  redo(): void {
    this.goBack(this.history.redo(this.state));
  }
  get canUndo(): boolean {
    return this.history.canUndo;
  }
  get canRedo(): boolean {
    return this.history.canRedo;
  }
  private goBack(state: State | undefined): void {
    if (!state) return;
    this.snapped = undefined;
    this.change(state, { isRecorded: false });
  }
  /**
   * Where the solver refuses it, the old setting stays and the sentence is shown. `keep`: frames
   * stay in their valleys; `isNewStep`: the browser's Back undoes it.
   */
  private change(
    state: State,
    { keep = false, isNewStep = false, isRecorded = true }: Partial<Record<How, boolean>>,
  ): void {
    const began = performance.now();
    const before = this.state;
    const restBefore = this.rest;
    if (isNewStep) {
      this.writeAddress(); // of the step before
      this.history.begin();
    }
    this.state = state;
    this.hand = undefined;
    this.alike = undefined;
    if (this.teacher && !this.answers) this.revealed = new Set(); // another question
    try {
      this.compute(keep);
      if (isRecorded) this.history.record(before, state);
    } catch (e) {
      if (!(e instanceof GuywireError)) throw e;
      this.state = before;
      this.rest = restBefore;
      this.faults = { sentence: this.text.ui.refused, detail: [e.message] };
      this.compute(true);
    }
    this.arrive(restBefore);
    this.pushed = undefined;
    this.observed = undefined;
    this.before = undefined;
    this.writeSoon(isNewStep);
    this.later();
    this.draw();
    this.timing.drawMs = performance.now() - began;
  }

  /** Anything that changes no body. */
  show(
    change: Partial<
      Pick<
        App,
        | "picked"
        | "chosen"
        | "showGhost"
        | "latin"
        | "teacher"
        | "answers"
        | "revealed"
        | "choices"
        | "language"
        | "theme"
        | "faults"
        | "notice"
        | "pushed"
        | "pose"
        | "observed"
        | "before"
        | "isSharing"
      >
    >,
  ): void {
    Object.assign(this, change);
    if ("language" in change) this.translate();
    if ("language" in change || "teacher" in change) this.announce();
    const written = ["language", "teacher", "choices"] as const;
    if (written.some((k) => k in change) || ("faults" in change && !change.faults))
      this.writeSoon();
    this.draw();
  }

  /** Another tab or step, the projector on or off; in the address, as the setting is. */
  see(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.writeSoon();
    this.draw();
  }

  /** Answers that were given in another language. */
  private translate(): void {
    const { body } = this.bodies;
    if (this.explanation) this.explanation = body.explanation(this.language);
    if (this.bridgeExplanation)
      this.bridgeExplanation = this.bodies.bridge.explanation(this.language);
    if (this.test) this.test.answer = body.testAnswer(this.language) ?? this.test.answer;
  }

  pin(on: boolean): void {
    this.pinned = on
      ? {
          state: this.state,
          frames: { body: this.rest.body.frame, bridge: this.rest.bridge.frame },
        }
      : undefined;
    this.writeSoon();
    this.draw();
  }
  ghostOf(which: Which): Frame | undefined {
    if (!this.showGhost) return undefined;
    if (this.before) return this.before.frames[which];
    return this.pinned ? this.pinned.frames[which] : this.ghost[which];
  }

  /** A hand turns the frame or the pelvis to a tilt (+ forward); it lets go with `letGo`. */
  hold(which: Which, tiltDeg: number): void {
    this.animation = undefined;
    const hand = this.heldAt(which, tiltDeg);
    if (hand) {
      this.hand = hand;
      this.alike = this.heldAlike(hand);
    }
    this.draw();
  }
  private heldAt(which: Which, tiltDeg: number): Hand | undefined {
    try {
      const held = this.bodies[which].held(-tiltDeg);
      if (!held.frame.cables.every((c) => Number.isFinite(c.length))) return undefined;
      this.shown = { ...this.shown, [which]: held.frame };
      this.pulls = { ...this.pulls, [which]: this.bodies[which].pullsHeld(-tiltDeg) };
      return { which, tiltDeg, momentNm: held.momentNm };
    } catch (e) {
      if (!(e instanceof GuywireError)) throw e;
      return undefined;
    }
  }
  /** As far as the other view may go. */
  private heldAlike(hand: Hand): Hand | undefined {
    if (this.state.legs !== "standing") return undefined;
    const other = otherThan(hand.which);
    if (!isEquilibrium(this.rest[other].status)) return undefined;
    const tilt = hand.tiltDeg - this.neutralTilt(hand.which) + this.neutralTilt(other);
    const most = this.reach(other);
    return this.heldAt(other, Math.max(-most, Math.min(most, tilt)));
  }
  /** The hand that holds a view, its own or alike. */
  handOn(which: Which): Hand | undefined {
    return [this.hand, this.alike].find((hand) => hand?.which === which);
  }
  letGo(): void {
    if (!this.hand) return;
    const { which, tiltDeg } = this.hand;
    this.hand = undefined;
    this.alike = undefined;
    const from = this.bodies[which].held(-tiltDeg).coordinatesDeg;
    const start = from.map(hundredths);
    const old = this.rest[which];
    const found = this.bodies[which].solve(start);
    const key = startOf[which];
    if (
      isEquilibrium(found.status) &&
      Math.abs(found.frame.tiltChangeDeg - old.frame.tiltChangeDeg) > 0.01
    ) {
      // another resting place: it is kept, and so is the way there
      const home = this.bodies[which].solve([]);
      const same =
        isEquilibrium(home.status) &&
        Math.abs(home.frame.tiltChangeDeg - found.frame.tiltChangeDeg) < 0.01;
      const before = this.state;
      this.state = { ...this.state, [key]: same ? [] : start };
      this.history.record(before, this.state);
      this.snapped = which;
    }
    this.compute(false);
    const other = otherThan(which);
    if (isEquilibrium(this.rest[other].status))
      this.shown = { ...this.shown, [other]: this.rest[other].frame };
    this.swing(which, from, this.rest[which].coordinatesDeg);
    this.writeSoon();
    this.later();
    this.draw();
  }

  /** While an anchor or a frame is dragged, its picture stays where it is under the hand. */
  freeze(which: Which, projection: Projection): void {
    this.frozen = { which, projection };
  }
  thaw(): void {
    this.frozen = undefined;
    this.draw();
  }
  projectionOf(which: Which): Projection | undefined {
    return this.frozen?.which === which ? this.frozen.projection : undefined;
  }

  reset(): void {
    this.faults = undefined;
    this.set(neutral);
  }

  /** The address, at the start and when it is followed. */
  openAddress(): void {
    this.hashKnown = location.hash;
    this.openFragment(location.hash, false);
  }
  openFragment(fragment: string, isNewStep = true): void {
    this.open(isNewStep, () => fromFragment(fragment, this.groups));
  }
  openFile(text: string): void {
    this.open(true, () => {
      let setting = text;
      try {
        const answered = settingOfAnswer(JSON.parse(text));
        if (answered) setting = JSON.stringify(answered);
      } catch (e) {
        if (e instanceof StateFaults) throw e;
        // it is no JSON, or too deep: guywire says so
      }
      this.engine.checkSetting(setting);
      return { state: fromFile(setting, this.groups), shown: {} };
    });
  }
  private open(isNewStep: boolean, read: () => Opened): void {
    try {
      const { state, shown } = read();
      this.faults = undefined;
      this.follow(shown);
      this.snapped = undefined;
      this.change(state, { isNewStep });
    } catch (e) {
      const { ui } = this.text;
      if (e instanceof StateFaults)
        this.faults = { sentence: ui.brokenSetting, detail: this.listed(e.faults, ui.fault) };
      else if (e instanceof GuywireError || e instanceof SyntaxError)
        this.faults = {
          sentence: ui.brokenFile,
          detail: this.listed(e.message.split("\n"), (line) => cut(line, 300)),
        };
      else throw e;
      this.draw();
    }
  }

  /** A list that has an end, however much is wrong. */
  private listed<T>(all: readonly T[], inWords: (one: T) => string): string[] {
    const words = all.slice(0, faultsShown).map(inWords);
    const left = all.length - words.length;
    return left > 0 ? [...words, this.text.ui.moreFaults(left)] : words;
  }

  /** What an address says of how to show a setting. */
  private follow(shown: Shown): void {
    const { view } = this;
    // first, since the solver may refuse it
    if (shown.pinned) this.pinned = { state: shown.pinned, frames: this.framesOf(shown.pinned) };
    // a step is one of the story
    const tab = shown.tab ?? (shown.step === undefined ? view.tab : "story");
    this.view = {
      ...view,
      tab,
      step: shown.step ?? view.step,
      projector: shown.projector ?? view.projector,
    };
    this.teacher = shown.teacher ?? this.teacher;
    this.choices = shown.choices ?? this.choices;
    if (shown.language && shown.language !== this.language) {
      this.language = shown.language;
      this.translate();
    }
  }
  /** Where both frames rest with another setting. */
  private framesOf(s: State): Record<Which, Frame | undefined> {
    const resting = (body: Body, start: readonly number[]) => {
      const rest = body.solve(start);
      body.dispose();
      return isEquilibrium(rest.status) ? rest.frame : undefined;
    };
    const body = this.engine.body(bodyBase(s));
    body.turn((group, knob) => bodyKnob(s, group, knob));
    const bridge = this.engine.body(bridgeBase(s), parts);
    bridge.turn((part, knob) => bridgeKnob(s, part, knob));
    return { body: resting(body, s.bodyStart), bridge: resting(bridge, s.bridgeStart) };
  }

  // --- solving -----------------------------------------------------------------------------------

  private compute(keep: boolean): void {
    const s = this.state;
    this.rebuild("body", JSON.stringify(bodyBase(s)), () => this.engine.body(bodyBase(s)));
    this.rebuild("bridge", JSON.stringify(bridgeBase(s)), () =>
      this.engine.body(bridgeBase(s), parts),
    );
    const { body, bridge } = this.bodies;
    const began = performance.now();
    body.turn((group, knob) => bodyKnob(s, group, knob));
    const bodyRest = this.solved("body", body, false);
    this.timing.solveMs = performance.now() - began;
    bridge.turn((part, knob) => bridgeKnob(s, part, knob));
    const bridgeRest = this.solved("bridge", bridge, keep);
    this.rest = { body: bodyRest, bridge: bridgeRest };
    const pullsOf = (which: Which) =>
      isEquilibrium(this.rest[which].status) ? this.bodies[which].pulls() : undefined;
    this.pulls = { body: pullsOf("body"), bridge: pullsOf("bridge") };
  }

  /**
   * From the start that is set; where there is none, from the reference, or, with `keep`, from
   * where it rests now (so it snaps late, as a frame does).
   */
  private solved(which: Which, body: Body, keep: boolean): Rest {
    const key = startOf[which];
    const start = this.state[key];
    const from = (deg: readonly number[]) => body.solve(deg);
    const home = from([]);
    if (start.length === 0 && keep && isEquilibrium(this.rest[which].status)) {
      const stay = this.rest[which].coordinatesDeg.map(hundredths);
      const kept = from(stay);
      if (
        isEquilibrium(kept.status) &&
        isEquilibrium(home.status) &&
        Math.abs(kept.frame.tiltChangeDeg - home.frame.tiltChangeDeg) > 0.01
      ) {
        this.state = { ...this.state, [key]: stay };
        return kept;
      }
      return from([]);
    }
    if (start.length === 0) return home;
    const there = from(start);
    if (isEquilibrium(there.status)) {
      const apart =
        !isEquilibrium(home.status) ||
        Math.abs(there.frame.tiltChangeDeg - home.frame.tiltChangeDeg) > 0.01;
      if (apart) return there;
    }
    this.state = { ...this.state, [key]: [] };
    return from([]);
  }

  private rebuild(which: Which, base: string, make: () => Body): void {
    const fresh = this.bases[which] !== base;
    if (fresh) {
      const made = make();
      this.bodies[which]?.dispose();
      this.bodies[which] = made;
      this.bases[which] = base;
    }
    // the ghost: the same bone, or the bridge as it is shipped, with every knob at reference
    if (this.ghost?.[which] && (!fresh || which === "bridge")) return;
    this.bodies[which].turn(() => undefined);
    const rest = this.bodies[which].solve();
    this.ghost = {
      ...(this.ghost ?? { body: undefined, bridge: undefined }),
      [which]: isEquilibrium(rest.status) ? rest.frame : undefined,
    };
  }

  /** Shows new rests: at once, or swinging there when it is a jump. */
  private arrive(before: Record<Which, Rest>): void {
    for (const which of ["body", "bridge"] as const) {
      const now = this.rest[which];
      // the last posture stays, faded, beside the sentence
      if (!isEquilibrium(now.status)) continue;
      const jump = Math.abs(now.frame.tiltChangeDeg - this.shown[which].tiltChangeDeg);
      const sameShape = before[which].coordinatesDeg.length === now.coordinatesDeg.length;
      if (jump > 3 && sameShape && isEquilibrium(before[which].status))
        this.swing(which, before[which].coordinatesDeg, now.coordinatesDeg);
      else {
        if (this.animation?.which === which) this.animation = undefined;
        this.shown = { ...this.shown, [which]: now.frame };
      }
    }
  }

  private swing(which: Which, from: readonly number[], to: readonly number[]): void {
    if (this.reducedMotion || !isEquilibrium(this.rest[which].status)) {
      this.shown = { ...this.shown, [which]: this.rest[which].frame };
      return;
    }
    if (this.animation && this.animation.which !== which)
      this.shown = { ...this.shown, [this.animation.which]: this.rest[this.animation.which].frame };
    const began = performance.now();
    const animation: Animation = { which, from, to, began };
    this.animation = animation;
    this.shown = { ...this.shown, [which]: this.bodies[which].at(from) };
    const step = () => {
      if (this.animation !== animation) return;
      const t = (performance.now() - began) / settleMs;
      if (t >= 1) {
        this.animation = undefined;
        this.shown = { ...this.shown, [which]: this.rest[which].frame };
      } else {
        const left = Math.exp(-5 * t) * Math.cos(4 * Math.PI * t) * (1 - t);
        const at = to.map((u, i) => u + left * ((from[i] ?? u) - u));
        this.shown = { ...this.shown, [which]: this.bodies[which].at(at) };
      }
      this.draw();
      if (this.animation) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  // --- what takes longer, when the hand pauses ---------------------------------------------------

  later(): void {
    const token = ++this.work;
    this.stale = true;
    this.stretches = {};
    const steps: (() => void)[] = [
      ...(this.state.legs === "standing" ? [() => this.forgetTest()] : [() => this.carryOutTest()]),
      () => {
        this.explanation = undefined;
        this.bodies.body.explain(this.state.bodyStart);
        this.explanation = this.bodies.body.explanation(this.language);
      },
      () => {
        this.bridgeExplanation = undefined;
        this.bodies.bridge.explain(this.state.bridgeStart);
        this.bridgeExplanation = this.bodies.bridge.explanation(this.language);
      },
      () => (this.landscape = { ...this.landscape, bridge: this.bridgeLandscape() }),
      () => (this.landscape = { ...this.landscape, body: this.bodyLandscape() }),
      () => (this.hash = this.bodies.body.hash()),
      ...this.groups.map((g) => () => {
        this.stretches = {
          ...this.stretches,
          [g]: {
            group: g,
            fibre_percent: null,
            length_mm: null,
            tilt_deg: null,
            outcome: "no_equilibrium",
          },
        }; // should the solver refuse it
        this.stretches = { ...this.stretches, [g]: this.bodies.body.stretch(g, stretchMetres) };
      }),
    ];
    this.stepsLeft = steps.length;
    const unsaid = steps.length - 3; // after a test and both explanations the sentences are known
    const next = () => {
      if (token !== this.work) return;
      if (this.animation || this.hand) {
        setTimeout(next, 60);
        return;
      }
      const step = steps.shift();
      this.stepsLeft = steps.length;
      if (!step) return;
      try {
        step();
      } catch (e) {
        if (!(e instanceof GuywireError)) throw e;
      }
      if (this.stale && steps.length <= unsaid) {
        this.stale = false;
        this.announceSoon();
      }
      this.draw();
      setTimeout(next, 0);
    };
    setTimeout(next, pauseMs);
  }
  /** Everything is computed, written and at rest. */
  get settled(): boolean {
    return this.stepsLeft === 0 && !this.animation && !this.hand && this.isAddressWritten;
  }

  private forgetTest(): void {
    for (const p of this.test?.poses ?? []) p.body.dispose();
    this.test = undefined;
    this.pose = 0;
  }
  private carryOutTest(): void {
    const { legs } = this.state;
    if (legs === "standing") return;
    const body = this.bodies.body;
    body.carryOut(legs);
    const answer = body.testAnswer(this.language)!;
    const poses = answer.poses.map((p, i) => ({ ...p, ...body.pose(i) }));
    this.forgetTest();
    this.test = { answer, poses };
  }
  /** The test that the legs ask for, once it is carried out. */
  private get shownTest() {
    return this.test?.answer.test === this.state.legs ? this.test : undefined;
  }
  /** The pose on the screen, where the legs do not stand. */
  get shownPose() {
    const poses = this.shownTest?.poses;
    return poses?.[this.pose] ?? poses?.[0];
  }
  /** What the test found, in words. */
  get finding(): readonly string[] | undefined {
    return this.shownTest?.answer.findings;
  }

  private bridgeLandscape(): Landscape {
    const body = this.bodies.bridge;
    return {
      curve: body.curve(-this.reach("bridge"), this.reach("bridge"), 321),
      marks: body.equilibria().map((e) => ({ tiltDeg: -e.coordinatesDeg[0]!, status: e.status })),
    };
  }
  /** Balances of the body along its tilt: where the moment of the hand changes its sign. */
  private bodyLandscape(): Landscape {
    const reach = this.reach("body");
    const curve = this.bodies.body.curve(-reach, reach, 4 * reach + 1);
    const marks: Landscape["marks"] = [];
    for (let i = 1; i < curve.length; ++i) {
      const [a, b] = [curve[i - 1]!, curve[i]!];
      if (!Number.isFinite(a.moment) || !Number.isFinite(b.moment) || a.moment < 0 === b.moment < 0)
        continue;
      const angle = a.angleDeg + ((b.angleDeg - a.angleDeg) * a.moment) / (a.moment - b.moment);
      // dV/dangle is the moment of the hand: from - to + is a valley
      marks.push({ tiltDeg: -angle, status: a.moment < b.moment ? "stable" : "unstable" });
    }
    return { curve, marks };
  }

  private announceSoon(): void {
    clearTimeout(this.announceTimer);
    this.announceTimer = window.setTimeout(() => this.announce(), announceAfterMs);
  }
  private announce(): void {
    this.announcement = this.hides("says") ? "" : announcement(this);
    this.draw();
  }

  /** Setting and view as an address holds them; a link for others names the language too. */
  fragment(hasLanguage: boolean): string {
    const pairs = viewPairs(this.view, {
      language: hasLanguage ? this.language : undefined,
      teacher: this.teacher,
      ghost: this.pinned && toFragment(this.pinned.state),
      choices: this.choices,
    });
    return [toFragment(this.state), ...pairs].filter(Boolean).join("&");
  }

  /**
   * Writes the address once the hand pauses: WebKit refuses more than 100 writes in 10 s. What
   * comes from elsewhere is a step that the browser's Back undoes; turning a knob is not.
   */
  private writeSoon(isNewStep = false): void {
    this.isNewStep ||= isNewStep;
    clearTimeout(this.addressTimer);
    this.addressTimer = window.setTimeout(() => this.writeAddress(), pauseMs);
  }
  /** Whether the address line holds what is set. */
  get isAddressWritten(): boolean {
    return this.addressTimer === 0;
  }
  /** Writes it now, if it waits to be written; also where the page is left. */
  writeAddress(): void {
    if (this.isAddressWritten) return;
    clearTimeout(this.addressTimer);
    this.addressTimer = 0;
    const method = this.isNewStep ? "pushState" : "replaceState";
    this.isNewStep = false;
    if (location.hash !== this.hashKnown) return; // another one is about to be followed
    const fragment = this.fragment(this.language !== preferredLanguage());
    if (location.hash.slice(1) === fragment) return;
    try {
      history[method](null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    } catch {
      // a page inside `srcdoc` has no address, and a browser may refuse: the setting counts, and
      // the link that is copied holds it
    }
    this.hashKnown = location.hash;
  }

  /** Draws at most once a frame; for moving the mouse. */
  soon(): void {
    if (this.dirty) return;
    this.dirty = true;
    requestAnimationFrame(() => {
      this.dirty = false;
      this.draw();
    });
  }

  anchorsMoved(): boolean {
    return Object.keys(anchorSet(this.state)).length > 0;
  }
}
