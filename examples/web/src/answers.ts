// What the page says of an answer. The sentences are those of the command: src/report/phrases.en
// and .de; here they are put together.
import type { App, Hand, Which } from "./app";
import { isEquilibrium } from "./engine";
import { type AnchorName, type BridgePart, groupOf, parts } from "./link";
import { bridgeKnob } from "./state";

const radians = (deg: number) => (deg * Math.PI) / 180;
/** A smaller tilt is shown as none [deg]. */
const leastTiltDeg = 0.05;
const isTilted = (deg: number) => Math.abs(deg) >= leastTiltDeg;
/** How much of a clinical test stands at the top of the page; the explanation has all of it. */
const findingsInHeadline = 2;

/** How the bridge's frame stands, from its neutral posture. */
function frameTilt(app: App, tiltDeg: number): string {
  const deg = tiltDeg - app.neutralTilt("bridge");
  return isTilted(deg)
    ? app.phrase("page.frame.tilted", { tilt: radians(deg) })
    : app.phrase("page.frame.neutral");
}

/** That there is no equilibrium, and why. */
function restless(app: App, which: Which): string {
  return app.phrase("page.no_equilibrium", { why: app.body(which).message(app.language) });
}

// --- who is winning ------------------------------------------------------------------------------

/** Names that take a verb in the plural, in English and in German. */
const plurals: readonly string[] = [
  "other_hip_flexors",
  "hamstrings",
  "gluteals",
  "adductors",
  "deep_hip_rotators",
  "erector_spinae",
  "abdominals",
  "front",
];

/** A part of the bridge or a group of muscles, as a sentence names it. */
export function nameInSentence(app: App, which: Which, group: string): string {
  const { pushParts, cable } = app.text.ui;
  if (which === "body") return app.nameOf(group);
  if (Object.hasOwn(pushParts, group)) return pushParts[group as AnchorName];
  const number = parts.indexOf(group as BridgePart) + 1; // as on its badge
  return number > 0 ? cable(number) : app.nameOf(group);
}

/** Cables of the bridge, as the page names them, that belong to a part of the model. */
const partsOf = (group: string) => parts.filter((p) => p === group || p.startsWith(`${group}_`));

/** Whether length is all that was changed of a group. */
function isLengthOnly(app: App, which: Which, group: string): boolean {
  const muscles = which === "body" ? [group] : partsOf(group).map((p): string => groupOf[p]);
  const others = which === "body" ? ["stiffness", "strength", "tone"] : ["stiffness"];
  return !muscles.some((m) => others.some((knob) => `${m}.${knob}` in app.state.knobs));
}

/** `shareDeg`: what returning the group takes away, + forward. */
function winnerSentence(app: App, which: Which, group: string, shareDeg: number, momentNm: number) {
  const hasGivenWay = momentNm * shareDeg < 0; // weaker or longer, it lets the others
  return app.phrase(hasGivenWay ? "page.given_way" : "page.winning", {
    group: nameInSentence(app, which, group),
    is_plural: plurals.includes(group),
    is_length: isLengthOnly(app, which, group),
    is_body: which === "body",
    tilt: radians(Math.abs(shareDeg)),
  });
}

/** The groups of the body, or cables of the bridge, whose knobs are turned. */
export function turnedOf(app: App, which: Which): string[] {
  if (which === "body") return app.turned;
  return parts.filter(
    (p) =>
      bridgeKnob(app.state, p, "length") !== undefined ||
      bridgeKnob(app.state, p, "stiffness") !== undefined,
  );
}

/** Whether what is set has no part of the bridge that stands for it. */
export function hasNoCounterpart(app: App): boolean {
  const isElsewhere = app.turned.length > 0 || app.state.incidenceDeg !== undefined;
  return isElsewhere && turnedOf(app, "bridge").length === 0 && !app.anchorsMoved();
}

/** Where nothing of a view was turned there is nobody to win. */
function nobody(app: App, which: Which): string {
  const tilt = radians(app.rest[which].frame.tiltChangeDeg - app.neutralTilt(which));
  if (which === "bridge" && app.anchorsMoved()) return app.phrase("page.only_anchors", { tilt });
  if (which === "bridge" && hasNoCounterpart(app)) return app.phrase("page.no_counterpart");
  if (app.state.incidenceDeg !== undefined) return app.phrase("page.only_bone");
  return app.phrase("page.nobody", { is_body: which === "body" });
}

/** With one thing turned, all of the change is its own: nothing has to be solved for that. */
function onlyWinner(app: App, which: Which, group: string): string {
  const share = app.rest[which].frame.tiltChangeDeg - app.neutralTilt(which);
  const at = app.body(which).description.groups.findIndex((g) => g.name === group);
  return winnerSentence(app, which, group, share, app.pulls[which]?.groups[at] ?? share);
}

/**
 * Who is winning. While it is being computed the old sentence stays, and `isStale` says so. Several
 * cables of one part of the bridge are one group of its attribution.
 */
function winner(app: App, which: Which): { text: string; isStale: boolean } {
  const turned = turnedOf(app, which);
  if (turned.length === 0) return { text: nobody(app, which), isStale: false };
  const hasReference = app.ghost[which] && (which === "body" || !app.anchorsMoved());
  if (turned.length === 1 && hasReference)
    return { text: onlyWinner(app, which, turned[0]!), isStale: false };
  const x = which === "body" ? app.explanation : app.bridgeExplanation;
  if (!x?.winning) return { text: "", isStale: true };
  const best = x.winning.groups.find((g) => g.group === x.winning!.winner);
  const text = best
    ? winnerSentence(app, which, best.group, best.share_deg ?? 0, best.moment_Nm)
    : x.winning.message;
  return { text, isStale: app.stale };
}

/** What a view says below its picture: who is winning, or what a hand does, or why it cannot. */
export function verdict(app: App, which: Which): { text: string; isStale: boolean } {
  const sure = (text: string) => ({ text, isStale: false });
  if (which === "body" && app.finding)
    return sure(app.finding.slice(0, findingsInHeadline).join(" "));
  const hand = app.handOn(which);
  if (hand) return sure(held(app, hand));
  if (!isEquilibrium(app.rest[which].status)) return sure(restless(app, which));
  return winner(app, which);
}

/** What the body does, and why, in the words of the command. */
function standing(app: App): string {
  const body = app.body("body");
  if (!isEquilibrium(app.rest.body.status)) return restless(app, "body");
  const x = app.explanation;
  const isKnown = !app.stale && x?.winning && x.sentences;
  const why = isKnown ? (x.winning!.winner ? x.sentences!.winning : x.winning!.message) : "";
  return [body.tilt(app.language), why].filter(Boolean).join(" ");
}

/** `momentNm`: + counter-clockwise, as the solver counts. */
export function handMoment(app: App, momentNm: number): string {
  return app.phrase("page.hand.moment", {
    moment: -momentNm,
    kilo: -momentNm / 1000,
    is_large: Math.abs(momentNm) >= 999.5,
  });
}

function held(app: App, hand: Hand): string {
  const deg = hand.tiltDeg - app.neutralTilt(hand.which);
  const where = app.phrase("page.hand", {
    is_body: hand.which === "body",
    is_tilted: isTilted(deg),
    tilt: radians(deg),
  });
  return `${where} ${handMoment(app, hand.momentNm)}`;
}

/** The body in the words of the command: in "Numbers", in a saved picture, and aloud. */
export function headline(app: App): string {
  if (app.finding) return app.finding.slice(0, findingsInHeadline).join(" ");
  return app.hand ? held(app, app.hand) : standing(app);
}

/** The same in full. */
export function finding(app: App): string {
  return app.finding ? app.finding.join(" ") : headline(app);
}

/** What a screen reader is told once the hand rests, and what a saved picture says. */
export function announcement(app: App): string {
  const { body, bridge } = app.rest;
  const out = [headline(app)];
  if (isEquilibrium(body.status)) out.push(lordosis(app, body.frame.lordosisDeg));
  if (isEquilibrium(bridge.status))
    out.push(
      `${app.text.ui.bridge}: ${frameTilt(app, bridge.frame.tiltChangeDeg)}`,
      winner(app, "bridge").text,
    );
  return out.join(" ");
}

const lordosis = (app: App, deg: number) => app.phrase("explain.lordosis", { angle: radians(deg) });

/** What a picture shows, for those who do not see it. */
export function label(app: App, which: Which): string {
  const { ui } = app.text;
  const at = (sentence: string) => `${ui[which]}: ${sentence}`;
  const hand = app.handOn(which);
  if (hand) return at(held(app, hand));
  const pose = which === "body" ? app.shownPose : undefined;
  const rest = app.rest[which];
  if (!pose && !isEquilibrium(rest.status)) return at(restless(app, which));
  if (which === "bridge") return at(frameTilt(app, rest.frame.tiltChangeDeg));
  const tilt = (pose?.body ?? app.body("body")).tilt(app.language);
  return at(`${tilt} ${lordosis(app, (pose?.frame ?? rest.frame).lordosisDeg)}`);
}

/** Why the picture does not move. */
export function lost(app: App, which: Which): string {
  return `${restless(app, which)} ${app.phrase("page.last_equilibrium")}`;
}

/** What came of moving an anchor. */
export function pushed(app: App, part: string, tension: number, tiltDeg: number): string {
  const pull =
    tension > 0
      ? app.phrase("page.push.taut", { part, tension })
      : app.phrase("page.push.slack", { part });
  return `${pull} ${frameTilt(app, tiltDeg)}`;
}

export function energyLabel(app: App, which: Which, stable: number, others: number): string {
  return app.phrase("page.energy", {
    is_body: which === "body",
    stable,
    is_one_stable: stable === 1,
    others,
    is_one_other: others === 1,
  });
}
