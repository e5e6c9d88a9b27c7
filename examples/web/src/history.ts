// Undo and redo: settings, one step for each gesture of the hand.
import { type State, toFragment } from "./state";

// chosen: presses of an arrow key that follow each other within a second are one gesture
const pauseMs = 1000;
// chosen: more than anybody turns back; a setting takes some hundred bytes
const mostSteps = 500;

export class History {
  private past: State[] = [];
  private future: State[] = [];
  private lastChanged = "";
  private lastAt = -Infinity;
  private isPressed = false;
  private isSameTask = false;

  /** A finger or a button goes down: what follows until it goes up is one gesture. */
  press(): void {
    this.isPressed = true;
    this.begin();
  }
  /** What follows is a gesture of its own. */
  begin(): void {
    this.lastChanged = "";
  }
  release(): void {
    this.isPressed = false;
  }

  record(before: State, after: State): void {
    const changed = difference(before, after);
    if (!changed) return;
    const isSoon = this.isPressed || performance.now() - this.lastAt < pauseMs;
    const isSameGesture = this.isSameTask || (isSoon && changed === this.lastChanged);
    if (!isSameGesture) this.past = [...this.past, before].slice(-mostSteps);
    this.future = [];
    this.lastChanged = changed;
    this.lastAt = performance.now();
    // one press may change twice: a lesson sets the body, then pushes a cable
    this.isSameTask = true;
    queueMicrotask(() => (this.isSameTask = false));
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }
  /** The setting before the last gesture; `now` is kept for `redo`. */
  undo(now: State): State | undefined {
    const before = this.past.pop();
    if (before) this.future.push(now);
    this.begin();
    return before;
  }
  redo(now: State): State | undefined {
    const after = this.future.pop();
    if (after) this.past.push(now);
    this.begin();
    return after;
  }
}

/** The names of what differs. */
function difference(a: State, b: State): string {
  const [one, other] = [a, b].map((s) => new Set(toFragment(s).split("&").filter(Boolean))) as [
    Set<string>,
    Set<string>,
  ];
  const differing = [...one, ...other].filter((pair) => one.has(pair) !== other.has(pair));
  const names = new Set(differing.map((pair) => pair.split("=")[0]!));
  return [...names].sort().join(" ");
}
