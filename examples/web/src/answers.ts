// What the page says of an answer. The sentences are those of the command: src/report/phrases.en
// and .de; here they are put together.
import type { App, Which } from "./app";
import { isEquilibrium } from "./engine";

const radians = (deg: number) => (deg * Math.PI) / 180;
/** A smaller tilt is shown as none [deg]. */
const leastTiltDeg = 0.05;
const isTilted = (deg: number) => Math.abs(deg) >= leastTiltDeg;
/** How much of a clinical test stands at the top of the page; the explanation has all of it. */
const findingsInHeadline = 2;

/** How the bridge's frame stands. */
function frameTilt(app: App, tiltDeg: number): string {
  return isTilted(tiltDeg)
    ? app.phrase("page.frame.tilted", { tilt: radians(tiltDeg) })
    : app.phrase("page.frame.upright");
}

/** Which group accounts for the tilt; empty while that is being computed. */
function winner(app: App): string {
  const x = app.explanation;
  if (app.stale || !x?.winning || !x.sentences) return "";
  return x.winning.winner === null ? x.winning.message : x.sentences.winning;
}

/** That there is no equilibrium, and why. */
function restless(app: App, which: Which): string {
  return app.phrase("page.no_equilibrium", { why: app.body(which).message(app.language) });
}

/** What the body does, and why. */
function standing(app: App): string {
  const body = app.body("body");
  if (!isEquilibrium(app.rest.body.status)) return restless(app, "body");
  return [body.tilt(app.language), winner(app)].filter(Boolean).join(" ");
}

/** `momentNm`: + counter-clockwise, as the solver counts. */
export function handMoment(app: App, momentNm: number): string {
  return app.phrase("page.hand.moment", {
    moment: -momentNm,
    kilo: -momentNm / 1000,
    is_large: Math.abs(momentNm) >= 999.5,
  });
}

function held(app: App, hand: NonNullable<App["hand"]>): string {
  const where = app.phrase("page.hand", {
    is_body: hand.which === "body",
    is_tilted: isTilted(hand.tiltDeg),
    tilt: radians(hand.tiltDeg),
  });
  return `${where} ${handMoment(app, hand.momentNm)}`;
}

/** The sentence at the top of the page. */
export function headline(app: App): string {
  if (app.finding) return app.finding.slice(0, findingsInHeadline).join(" ");
  return app.hand ? held(app, app.hand) : standing(app);
}

/** The same in full, above the tables. */
export function finding(app: App): string {
  return app.finding ? app.finding.join(" ") : headline(app);
}

/** What a screen reader is told once the hand rests, and what a saved picture says. */
export function announcement(app: App): string {
  const { body, bridge } = app.rest;
  const out = [headline(app)];
  if (isEquilibrium(body.status)) out.push(lordosis(app, body.frame.lordosisDeg));
  if (isEquilibrium(bridge.status))
    out.push(`${app.text.ui.bridge}: ${frameTilt(app, bridge.frame.tiltChangeDeg)}`);
  return out.join(" ");
}

const lordosis = (app: App, deg: number) => app.phrase("explain.lordosis", { angle: radians(deg) });

/** What a picture shows, for those who do not see it. */
export function label(app: App, which: Which): string {
  const { ui } = app.text;
  const at = (sentence: string) => `${ui[which]}: ${sentence}`;
  if (app.hand?.which === which) return at(held(app, app.hand));
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
