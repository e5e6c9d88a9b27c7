// How the page shows a setting: tab and step, projector, embedding, language, teacher mode, kept
// ghost, predictions. Written in the address beside the setting (state.ts), and read from it.
import { cut, type Fault, type State } from "./state";
import { languages, type Language } from "./strings/index";

export const tabs = ["story", "explore", "challenge", "numbers", "teachers"] as const;
export type Tab = (typeof tabs)[number];
/** Steps of the story count from 1. Chosen: more than the story has: old links stay readable. */
export const mostSteps = 20;

export interface View {
  readonly tab: Tab;
  readonly step: number;
  /** The stage alone, in large type. */
  readonly projector: boolean;
  /** The stage alone, inside a page of somebody else (`?embed`); never in a fragment. */
  readonly embed: boolean;
}
// Chosen: the first tab that is seen is the one where everything can be touched.
export const firstView: View = { tab: "explore", step: 1, projector: false, embed: false };

/** What an address may say beside the setting; what it leaves out stays as it is. */
export interface Shown {
  readonly tab?: Tab;
  readonly step?: number;
  readonly language?: Language;
  // an address that names one of these modes switches the other off
  readonly projector?: boolean;
  readonly teacher?: boolean;
  /** The setting whose posture was kept as a ghost. */
  readonly pinned?: State;
  /** The option chosen in each question, by the question's name. */
  readonly choices?: Readonly<Record<string, number>>;
}

// A ghost's setting stands inside the fragment with signs of its own, since an address may come
// percent-encoded as a whole.
const inner = { "=": ":", "&": ";" } as const;
const outer = { ":": "=", ";": "&" } as const;
const neutralGhost = "neutral";

/** `setting`: the ghost's, as `toFragment` writes it. */
const ghostText = (setting: string) =>
  setting.replace(/[=&]/g, (c) => inner[c as keyof typeof inner]) || neutralGhost;
export const ghostSetting = (text: string) =>
  text === neutralGhost ? "" : text.replace(/[:;]/g, (c) => outer[c as keyof typeof outer]);

/** Which cable is pushed is chosen too, but it predicts nothing. */
const isQuestion = (name: string) => name !== "push";

/** Pairs of the fragment; `language` is undefined where the reader's own is used. */
export function viewPairs(
  view: View,
  more: {
    language: Language | undefined;
    teacher: boolean;
    ghost: string | undefined;
    choices: Readonly<Record<string, number>>;
  },
): string[] {
  const pairs: string[] = [];
  if (more.language) pairs.push(`lang=${more.language}`);
  if (view.tab !== firstView.tab) pairs.push(`tab=${view.tab}`);
  if (view.step !== firstView.step) pairs.push(`step=${view.step}`);
  const modes = [...(more.teacher ? ["teacher"] : []), ...(view.projector ? ["projector"] : [])];
  if (modes.length) pairs.push(`mode=${modes.join(",")}`);
  if (more.ghost !== undefined) pairs.push(`ghost=${ghostText(more.ghost)}`);
  const chosen = Object.entries(more.choices)
    .filter(([name]) => isQuestion(name))
    .map(([question, k]) => `${question}:${k + 1}`);
  if (chosen.length) pairs.push(`chosen=${chosen.join(",")}`);
  return pairs;
}

const refuse = (where: string, value: string, allowed: string): Fault => ({
  kind: "value",
  where,
  value: cut(value),
  allowed,
});

/**
 * Reads one pair into `shown`; false: it is none of the view's. `readGhost` gives the setting of a
 * ghost, or undefined where it has faults of its own.
 */
export function readView(
  key: string,
  value: string,
  shown: { -readonly [K in keyof Shown]: Shown[K] },
  faults: Fault[],
  readGhost: (fragment: string) => State | undefined,
): boolean {
  switch (key) {
    case "lang":
      if (Object.hasOwn(languages, value)) shown.language = value as Language;
      else faults.push(refuse(key, value, Object.keys(languages).join(", ")));
      return true;
    case "tab":
      if ((tabs as readonly string[]).includes(value)) shown.tab = value as Tab;
      else faults.push(refuse(key, value, tabs.join(", ")));
      return true;
    case "step":
      if (/^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= mostSteps)
        shown.step = Number(value);
      else faults.push(refuse(key, value, `1 … ${mostSteps}`));
      return true;
    case "mode":
      readModes(value, shown, faults);
      return true;
    case "ghost": {
      const state = readGhost(ghostSetting(value));
      if (state) shown.pinned = state;
      return true;
    }
    case "chosen":
      readChoices(value, shown, faults);
      return true;
    default:
      return false;
  }
}

function readModes(
  value: string,
  shown: { teacher?: boolean; projector?: boolean },
  faults: Fault[],
): void {
  const modes = value.split(",");
  if (modes.every((m) => m === "teacher" || m === "projector")) {
    shown.teacher = modes.includes("teacher");
    shown.projector = modes.includes("projector");
  } else faults.push(refuse("mode", value, "teacher, projector"));
}

function readChoices(
  value: string,
  shown: { choices?: Readonly<Record<string, number>> },
  faults: Fault[],
): void {
  // names such as "predict-0"; chosen: no question has more than nine options
  const pairs = value.split(",").map((p) => /^([a-z][a-z0-9-]{0,30}):([1-9])$/.exec(p));
  if (pairs.length <= 100 && pairs.every((p) => p !== null && isQuestion(p[1]!)))
    shown.choices = Object.fromEntries(pairs.map((p) => [p![1]!, Number(p![2]) - 1]));
  else faults.push(refuse("chosen", value, "predict-0:1,…"));
}
