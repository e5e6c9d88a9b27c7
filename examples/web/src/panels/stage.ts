// The stage: bridge and body side by side, each with its tug of war and what is said of it; below
// them what pushes, pulls and lengthens.
import { html, nothing, svg, type TemplateResult } from "lit-html";
import { hasNoCounterpart, label, lost, nameInSentence, verdict } from "../answers";
import { type App, trustedTiltDeg, type Which } from "../app";
import { drag } from "../drag";
import { isEquilibrium } from "../engine";
import type { Stage } from "../layout";
import { type BridgePart, groupOf, type GroupName } from "../link";
import { withKnob } from "../state";
import { badgeMarks, badgeOf, badgesOf } from "../views/badges";
import { bodyProjection, bodyView } from "../views/body";
import { bridgeProjection, bridgeView } from "../views/bridge";
import { type Pull, tugOfWar } from "../views/tug";
import { bodyWords } from "../views/words";
import { nameOf } from "./controls";
import { pushCard } from "./push";
import { asksWhoWins } from "./story";

/** The muscles that the essay sets against each other. */
const stretched: readonly GroupName[] = ["iliopsoas", "hamstrings"];
/**
 * What half of a tug of war stands for [N m]. Chosen: a third more than the neutral posture needs,
 * so that the bar grows and shrinks within its room.
 */
const roomInTug = 1.33;

/** Five numbers hide a narrower picture [px]. Chosen: a phone held upright gives 160. */
const roomForBadges = 190;

/** What is on the screen of a view: the body, or a test's pose. */
export function shownOf(app: App, which: Which) {
  const pose = which === "body" ? app.shownPose : undefined;
  const rest = app.rest[which];
  return {
    pose,
    held: app.handOn(which) !== undefined,
    frame: pose?.frame ?? app.shown[which],
    status: pose ? app.test!.answer.status : rest.status,
    resting: pose !== undefined || isEquilibrium(rest.status),
  };
}

export function stage(app: App, room: Stage): TemplateResult {
  const { ui } = app.text;
  return html`<section class="stage" id="stage" aria-label=${ui.stage}>
    <div class="views" data-views>
      ${view(app, "bridge", room)} ${view(app, "body", room)} ${marks(app, room)}
    </div>
    <div class="actions">${pushCard(app)} ${longer(app)}</div>
  </section>`;
}

function view(app: App, which: Which, room: Stage): TemplateResult {
  const { ui } = app.text;
  const { held, frame, status, pose } = shownOf(app, which);
  const tilt = frame.tiltChangeDeg - app.neutralTilt(which);
  const short = pose ? "" : ui.tiltShort(tilt);
  return html`<section class="panel view-panel" aria-labelledby="${which}-title">
    <h2 id="${which}-title">
      ${ui[which]}
      <span class="state ${held ? "held" : status}" data-status=${status}
        >${held ? ui.heldState : app.phrase(`word.${status}`)}</span
      ><output class="tilt" data-tilt=${which} data-value=${tilt} data-short=${short}
        >${pose ? nothing : ui.tiltValue(tilt)}</output
      >
    </h2>
    ${picture(app, which, room)}
    ${app.hides("says") ? html`<div class="tug"></div>` : tug(app, which)} ${says(app, which)}
  </section>`;
}

/** A view in its room; for saved pictures too. */
export function picture(app: App, which: Which, room: Stage): TemplateResult {
  const { ui } = app.text;
  const { pose, frame, resting } = shownOf(app, which);
  const tilt = frame.tiltChangeDeg;
  const scene = {
    description: (pose?.body ?? app.body(which)).description,
    frame,
    ghost: pose ? undefined : app.ghostOf(which),
    picked: app.picked,
    turned: app.turned,
    projection: app.projectionOf(which),
    width: room[which],
    height: room.height,
    newtons: ui.format.newtons,
    slackWord: ui.slack,
    forward: ui.forward,
    back: ui.back,
  };
  const drawn =
    which === "bridge"
      ? bridgeView({
          ...scene,
          anchorsMm: app.state.anchorsMm,
          label: label(app, which),
          partName: (p) => app.text.content.bridgeParts[p].name,
          anchorLabel: (n) => ui.anchor(ui.anchorNames[n]),
        })
      : bodyView({
          ...scene,
          legs: pose ? app.state.legs : "standing",
          label: label(app, which),
          groupName: (g) => nameOf(app, g).split(",")[0]!,
          words: bodyWords(app, frame, scene.ghost),
          resting,
        });
  const events = drag(app, which, room);
  const groupAt = (e: Event) =>
    ((e.target as Element)
      .closest?.("[data-group]")
      ?.getAttribute("data-group") as GroupName | null) ?? undefined;
  const pick = (e: Event) => {
    const group = groupAt(e);
    if (group !== app.picked && !app.hand) {
      app.picked = group;
      app.soon();
    }
  };
  // chosen when it is pressed: a finger that begins a drag is followed by no click
  const press = (e: PointerEvent) => {
    const group = groupAt(e);
    if (group) app.show({ chosen: group });
    events.down(e);
  };
  return html`<div
    class="canvas"
    data-canvas=${which}
    @touchstart=${events.touch}
    @pointerdown=${press}
    @pointermove=${events.move}
    @pointerup=${events.up}
    @pointercancel=${events.up}
    @pointerover=${pick}
    @pointerleave=${pick}
  >
    ${drawn}${resting ? nothing : html`<p class="lost">${lost(app, which)}</p>`}${
      which === "body" && resting && !pose && Math.abs(tilt) > trustedTiltDeg
        ? html`<p class="lost far-off">
            ${app.phrase("page.far_off", { tilt: (trustedTiltDeg * Math.PI) / 180 })}
          </p>`
        : nothing
    }
  </div>`;
}

// --- numbers on both pictures, and the line between the pair that is touched ---------------------

function marks(app: App, room: Stage): TemplateResult | typeof nothing {
  const [width, height] = room.views;
  if (!width) return nothing;
  const all = (["bridge", "body"] as const).map((which) => {
    const { frame, pose } = shownOf(app, which);
    const d = app.body(which).description;
    const size = { width: room[which], height: room.height, frame };
    if (pose) return [];
    const fitted = () =>
      which === "bridge"
        ? bridgeProjection({
            ...size,
            anchorsMm: app.state.anchorsMm,
            partName: (p) => app.text.content.bridgeParts[p].name,
          })
        : bodyProjection({ ...size, legs: "standing", description: d });
    const all = badgesOf(d, frame, app.projectionOf(which) ?? fitted(), which === "bridge");
    // a small picture has room for the one whose slider is shown
    return room[which] < roomForBadges ? all.filter((b) => b.group === app.chosen) : all;
  });
  const ends = all.map((badges, i) => {
    const badge = badges.find((b) => b.group === app.picked);
    const offset = room.offset[i === 0 ? "bridge" : "body"];
    return badge && `${badge.at[0] + offset[0]} ${badge.at[1] + offset[1]}`;
  });
  return html`<svg
    class="marks"
    aria-hidden="true"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
  >
    ${ends[0] && ends[1] ? svg`<path class="pair" d="M${ends[0]}L${ends[1]}" />` : nothing}
    ${badgeMarks(all[0]!, room.offset.bridge, app.picked)}
    ${badgeMarks(all[1]!, room.offset.body, app.picked)}
  </svg>`;
}

// --- tug of war ----------------------------------------------------------------------------------

function pullsOf(app: App, which: Which): Pull[] {
  const { ui } = app.text;
  const pulls = app.pulls[which];
  if (!pulls) return [];
  const out: Pull[] = app.body(which).description.groups.map((g, i) => {
    const group = which === "bridge" ? groupOf[g.name as BridgePart] : (g.name as GroupName);
    return {
      name: which === "bridge" ? nameInSentence(app, which, g.name) : nameOf(app, g.name),
      momentNm: pulls.groups[i]!,
      group,
      badge: badgeOf(group),
      kind: "cable",
    };
  });
  const other = which === "bridge" ? ui.weight : ui.notMuscles;
  out.push({
    name: other,
    momentNm: pulls.others,
    group: undefined,
    badge: undefined,
    kind: "other",
  });
  const hand = app.handOn(which);
  if (hand)
    out.push({
      name: ui.hand,
      momentNm: -hand.momentNm,
      group: undefined,
      badge: undefined,
      kind: "hand",
    });
  return out.filter((p) => Number.isFinite(p.momentNm));
}

/** Of the neutral posture, once: what the bar's room is measured by [N m]. */
const neutralNm: Partial<Record<Which, number>> = {};

function tug(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  const pulls = pullsOf(app, which);
  const forward = pulls.filter((p) => p.momentNm > 0);
  const back = pulls.filter((p) => p.momentNm < 0);
  const total = forward.reduce((s, p) => s + p.momentNm, 0);
  neutralNm[which] ??= total;
  const list = (side: readonly Pull[]) =>
    side.map((p) => ui.tugPart(p.name, Math.abs(p.momentNm))).join(", ");
  return tugOfWar({
    pulls,
    fullNm: roomInTug * neutralNm[which]!,
    picked: app.picked,
    label: ui.tug(list(back), list(forward)),
  });
}

// --- what is said --------------------------------------------------------------------------------

function says(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  if (asksWhoWins(app)) return html`<p class="headline" data-says=${which}>?</p>`;
  if (app.hides("says")) {
    const reveal = () => app.show({ revealed: new Set([...app.revealed, "says"]) });
    return html`<p class="headline" data-says=${which}>
      ?
      ${which === "body" ? html`<button type="button" @click=${reveal}>${ui.reveal}</button>` : ""}
    </p>`;
  }
  const { text, isStale } = verdict(app, which);
  const size = text.length > 110 ? "long" : "";
  return html`<p
    class="headline ${size} ${isStale ? "stale" : ""}"
    data-says=${which}
    ?data-no-counterpart=${which === "bridge" && hasNoCounterpart(app)}
  >
    ${text}
  </p>`;
}

/** What would happen if a muscle were longer; pressed, it is. */
function longer(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<div class="longer">
    ${stretched.map((group) => {
      const s = app.stretches[group];
      const isKnown = s?.outcome === "solved" && app.state.legs === "standing";
      const tilt = (isKnown && s.tilt_deg) || 0;
      const isShown = isKnown && !app.hides("says");
      const way = isShown ? ui.way(tilt) : "";
      const arrow = isShown ? (tilt > 0 ? "→" : "←") : "";
      const apply = () => {
        if (!isKnown) return;
        const old = app.state.knobs[`${group}.length`] ?? 1;
        const next = Math.round(1000 * (old + (s.fibre_percent ?? 0) / 100)) / 1000;
        app.show({ chosen: group });
        app.turn(withKnob(app.state, group, "length", next));
      };
      return html`<button
        type="button"
        data-longer=${group}
        aria-disabled=${!isKnown}
        @click=${apply}
      >
        ${ui.ifLonger(app.nameOf(group))}
        <b class="way" data-way=${way} aria-hidden="true">${arrow}</b><span class="sr">${way}</span>
      </button>`;
    })}
  </div>`;
}
