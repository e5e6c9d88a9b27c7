// Beside the stage: muscles, the hand, bone and legs, anchors.
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { live } from "lit-html/directives/live.js";
import { handMoment } from "../answers";
import type { App, Which } from "../app";
import { type Description, type Frame, knobNames, type Knob } from "../engine";
import { groupTension } from "../views/draw";
import { badgeOf } from "../views/badges";
import { type AnchorName, anchors, partOf, type GroupName } from "../link";
import {
  allLegs,
  anchorRange,
  bodyKnob,
  incidenceRange,
  type Legs,
  ranges,
  withAnchor,
  withKnob,
} from "../state";
import type { GroupText } from "../strings/en";
import { capital, hyphenated } from "../strings/format";

// chosen: those that turn the pelvis by a degree or more for 5 % (see their `action`), first those
// with a number
const first: readonly GroupName[] = [
  "iliopsoas",
  "rectus_femoris",
  "other_hip_flexors",
  "erector_spinae",
  "hamstrings",
  "abdominals",
  "gluteals",
];

/** A group, or what else turns the body, as a label. */
export const nameOf = (app: App, name: string): string => {
  const group = app.text.content.groups[name as GroupName] as GroupText | undefined;
  return app.latin && group ? group.latin : plainLabel(app, name);
};
const plainLabel = (app: App, name: string) => capital(app.nameOf(name));

interface Field {
  id: string;
  label: TemplateResult | string;
  name: string;
  help: string;
  value: number;
  /** What is written: percent for factors. */
  shown: (v: number) => string;
  parse: (text: string) => number;
  unit: string;
  range: { lower: number; upper: number; slider: readonly [number, number]; step: number };
  said: string;
  turned: boolean;
  set: (v: number | undefined) => void;
  app: App;
}

/** A slider with a number field, its unit and range, and a reset. */
function field(f: Field): TemplateResult {
  const ui = f.app.text.ui;
  const help = `${f.id}-help`;
  const lower = f.shown(f.range.lower);
  const upper = f.shown(f.range.upper);
  const typed = (e: Event) => {
    const input = e.target as HTMLInputElement;
    const v = f.parse(input.value);
    const refused = !Number.isFinite(v)
      ? ui.notANumber(f.name, input.value)
      : v < f.range.lower - 1e-12 || v > f.range.upper + 1e-12
        ? ui.outOfRange(f.name, `${input.value}${f.unit}`, `${lower}${f.unit}`, `${upper}${f.unit}`)
        : "";
    if (refused) f.app.show({ notice: refused });
    else {
      f.app.show({ notice: "" });
      f.set(v);
    }
    input.value = f.shown(refused ? f.value : v);
  };
  return html`<div class="field ${f.turned ? "turned" : ""}">
    <label for=${f.id} title=${f.help}>${f.label}</label>
    <input
      type="range"
      id=${f.id}
      min=${f.range.slider[0]}
      max=${f.range.slider[1]}
      step=${f.range.step}
      .value=${live(String(f.value))}
      aria-valuetext=${f.said}
      aria-describedby=${help}
      @input=${(e: Event) => f.set(Number((e.target as HTMLInputElement).value))}
    />
    <span class="number"
      ><input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label="${f.name}${f.unit}, ${ui.range(lower, upper)}"
        title=${ui.range(lower, upper + f.unit)}
        .value=${f.shown(f.value)}
        @change=${typed}
        @keydown=${(e: KeyboardEvent) => {
          if (e.key === "Escape") (e.target as HTMLInputElement).value = f.shown(f.value);
        }}
      /><span class="unit" aria-hidden="true">${f.unit}</span></span
    >
    <button
      type="button"
      class="reset"
      aria-label=${ui.resetOne(f.name)}
      title=${ui.resetOne(f.name)}
      aria-disabled=${!f.turned}
      @click=${() => f.turned && f.set(undefined)}
    >
      ↺
    </button>
    <span id=${help} class="sr"
      >${f.help}
      ${ui.rangeSaid(lower + f.unit, upper + f.unit, f.shown(f.range.step) + f.unit)}</span
    >
  </div>`;
}

const decimal = (text: string) => {
  const t = text
    .replace(/[\s\u202f]|%|°|mm/g, "")
    .replace(",", ".")
    .replace("−", "-");
  return /^-?\d*\.?\d+(e[-+]?\d+)?$/i.test(t) ? Number(t) : NaN;
};
/** No digits more than needed, with the language's decimal sign; `decimal` reads both. */
const plain = (app: App, v: number, digits: number) =>
  String(Math.round(v * 10 ** digits) / 10 ** digits)
    .replace("-", "−")
    .replace(".", app.text.ui.format.n(0.5).charAt(1));

/** `label`: what stands above the slider, if not the knob's name. */
export function knobField(
  app: App,
  group: GroupName,
  knob: Knob,
  label: TemplateResult | string = app.text.ui.knobs[knob],
): TemplateResult {
  const ui = app.text.ui;
  const described = app.body("body").description.groups.find((g) => g.name === group)!.knobs[knob]!;
  const set = bodyKnob(app.state, group, knob);
  const value = set ?? described.reference;
  const name = `${nameOf(app, group)}, ${ui.knobs[knob]}`;
  return field({
    app,
    id: `${group}-${knob}`,
    label,
    name,
    help: ui.knobHelp[knob],
    value,
    shown: (v) => plain(app, 100 * v, 3),
    parse: (t) => Math.round(1e7 * decimal(t)) / 1e9,
    unit: "\u202f%",
    range: ranges[knob],
    said: set === undefined && knob === "tone" ? ui.ownToneValue(value) : ui.knobValue(knob, value),
    turned: set !== undefined,
    set: (v) => app.turn(withKnob(app.state, group, knob, v)),
  });
}

/** As it is drawn: standing both sides together, now and at reference; in a test its posture. */
function tensionOf(app: App, group: GroupName): string {
  const { ui } = app.text;
  const at = (d: Description, frame: Frame) =>
    groupTension(
      d,
      frame,
      d.groups.findIndex((g) => g.name === group),
    );
  const pose = app.shownPose;
  if (pose) return ui.tensionInTest(at(pose.body.description, pose.frame));
  if (app.state.legs !== "standing") return ui.computing;
  const d = app.body("body").description;
  return ui.tensionOf(at(d, app.shown.body), app.ghost.body && at(d, app.ghost.body));
}

/** The number that joins it to a cable of the bridge, where it has one. */
export function badgeSign(group: GroupName): TemplateResult | typeof nothing {
  const badge = badgeOf(group);
  if (badge === undefined) return nothing;
  return html`<span class="badge" aria-hidden="true">${badge}</span>`;
}

/** Drawn again only when something on it has changed: a slider moves one card of ten. */
const guardedCard = (app: App, group: GroupName) =>
  guard(
    [
      ...knobNames.map((k) => bodyKnob(app.state, group, k)),
      app.body("body"),
      tensionOf(app, group),
      app.picked === group,
      app.chosen === group,
      app.language,
      app.latin,
      app.teacher,
      app.answers,
      app.faults,
    ],
    () => card(app, group),
  );

function card(app: App, group: GroupName): TemplateResult {
  const { ui, content } = app.text;
  const about = content.groups[group];
  const part = partOf(group);
  const onBridge = part && content.bridgeParts[part];
  const turned = app.turned.includes(group);
  const hidden = app.teacher && !app.answers; // what it does is what the class is asked
  const pick = (on: boolean) => app.show({ picked: on ? group : undefined });
  const chosen = app.chosen === group ? "chosen" : "";
  return html`<section
    class="card ${app.picked === group ? "picked" : ""} ${chosen}"
    data-group=${group}
    @focusin=${() => pick(true)}
    @pointermove=${(e: PointerEvent) =>
      (e.movementX || e.movementY) && app.picked !== group && pick(true)}
    @pointerleave=${() => pick(false)}
  >
    <h3>
      ${badgeSign(group)} ${hyphenated(nameOf(app, group), app.language)}<span
        class="dot ${turned ? "turned" : ""}"
        aria-hidden="true"
      ></span>
    </h3>
    ${knobField(app, group, "length")}
    <details>
      <summary title=${ui.moreKnobs}>
        <span class="sr">${ui.moreKnobs} – ${nameOf(app, group)}</span>
      </summary>
      <p class="latin">${app.latin ? plainLabel(app, group) : about.latin}</p>
      <p class="tension"><output data-tension=${group}>${tensionOf(app, group)}</output></p>
      ${knobNames.slice(1).map((k) => knobField(app, group, k))}
      <dl class="anatomy">
        <div>
          <dt>${ui.origin}</dt>
          <dd>${about.origin}</dd>
        </div>
        <div>
          <dt>${ui.insertion}</dt>
          <dd>${about.insertion}</dd>
        </div>
        ${
          hidden
            ? nothing
            : html`<div>
                <dt>${ui.action}</dt>
                <dd>${about.action}</dd>
              </div>`
        }
        <div>
          <dt>${ui.members}</dt>
          <dd>${about.members.join(", ")}</dd>
        </div>
        ${
          hidden
            ? nothing
            : html`<div>
                <dt>${ui.counterpart}</dt>
                <dd>
                  ${
                    onBridge
                      ? `${onBridge.name}. ${onBridge.counterpart} ${ui.strengthOnBridge}`
                      : ui.noCounterpart
                  }
                </dd>
              </div>`
        }
      </dl>
    </details>
  </section>`;
}

/** A small screen shows one slider at a time: chosen here, or by a tap on the muscle. */
function chips(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<div class="chips" role="group" aria-label=${ui.chooseMuscle}>
    ${app.groups.map(
      (g) =>
        html`<button
          type="button"
          class=${app.turned.includes(g) ? "turned" : ""}
          aria-pressed=${app.chosen === g}
          @click=${() => app.show({ chosen: g, picked: g })}
        >
          ${badgeSign(g)} ${nameOf(app, g).split(",")[0]!}
        </button>`,
    )}
  </div>`;
}

export function controls(app: App): TemplateResult {
  const { ui } = app.text;
  const rest = app.groups.filter((g) => !first.includes(g));
  return html`<section
    class="panel controls"
    id="controls"
    aria-labelledby="controls-title"
    tabindex="-1"
  >
    <h2 id="controls-title">
      ${ui.controls} <span class="ends" aria-hidden="true">${ui.short} ◂ ▸ ${ui.long}</span>
    </h2>
    <p class="notice" role="alert">${app.notice === ui.pushEnd ? nothing : app.notice}</p>
    ${chips(app)}
    <div class="cards">${first.map((g) => guardedCard(app, g))}</div>
    <details class="more" ?open=${rest.includes(app.chosen)}>
      <summary>${ui.moreGroups}</summary>
      <div class="cards">${rest.map((g) => guardedCard(app, g))}</div>
    </details>
    <details class="hands">
      <summary>${ui.hands}</summary>
      ${app.state.legs === "standing" ? hand(app, "body") : nothing} ${hand(app, "bridge")}
      <p class="note">${ui.handNote}</p>
    </details>
    <details class="shape">
      <summary>${ui.shape}</summary>
      ${shape(app)}
    </details>
    <details class="anchors">
      <summary>${ui.anchors}</summary>
      ${anchorFields(app)}
    </details>
  </section>`;
}

/** What the knobs mean, and what is true of all of them. */
export function knobHelp(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<details class="knob-help">
    <summary><h3>${ui.knobsTitle}</h3></summary>
    <p>${ui.controlsIntro}</p>
    <dl>
      ${knobNames.map(
        (k) =>
          html`<div>
            <dt>${ui.knobs[k]}</dt>
            <dd>${ui.knobHelp[k]}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

function shape(app: App): TemplateResult {
  const { ui } = app.text;
  const own = app.ghost.body?.incidenceDeg ?? NaN;
  const value = app.state.incidenceDeg ?? own;
  return html`<p class="note">${ui.incidenceHelp}</p>
    ${field({
      app,
      id: "incidence",
      label: ui.incidence,
      name: ui.incidence,
      help: "",
      value,
      shown: (v) => plain(app, v, 1),
      parse: (t) => decimal(t),
      unit: "°",
      range: { ...incidenceRange, slider: [incidenceRange.lower, incidenceRange.upper] },
      said: ui.incidenceSaid(value, own),
      turned: app.state.incidenceDeg !== undefined,
      set: (v) => app.turn({ ...app.state, incidenceDeg: v, bodyStart: [] }),
    })}
    <fieldset class="legs">
      <legend>${ui.legs}</legend>
      ${allLegs.map(
        (l: Legs) =>
          html`<label
            ><input
              type="radio"
              name="legs"
              value=${l}
              .checked=${live(app.state.legs === l)}
              @change=${() => app.turn({ ...app.state, legs: l })}
            />${ui.legNames[l]}</label
          >`,
      )}
    </fieldset>
    ${poses(app)}
    <p class="note">${ui.testHelp}</p>`;
}

/** The postures of a test, where it has several. */
function poses(app: App): TemplateResult | typeof nothing {
  const { ui } = app.text;
  if (!app.shownPose || app.test!.poses.length < 2) return nothing;
  return html`<fieldset class="poses">
    <legend>${ui.poses}</legend>
    ${app.test!.poses.map(
      (p, i) =>
        html`<label
          ><input
            type="radio"
            name="pose"
            .checked=${live(app.pose === i)}
            @change=${() => app.show({ pose: i })}
          />${app.phrase(`word.pose.${p.name}`)}</label
        >`,
    )}
  </fieldset>`;
}

/** Where an anchor stands along one axis, 0: forward, 1: up. */
export function anchorField(app: App, name: AnchorName, axis: 0 | 1): TemplateResult {
  const { ui } = app.text;
  const moved = app.state.anchorsMm[name] ?? [0, 0];
  const label = `${ui.anchorNames[name]}, ${axis === 0 ? ui.anchorX : ui.anchorY}`;
  return field({
    app,
    id: `anchor-${name}-${"xy"[axis]}`,
    label,
    name: label,
    help: "",
    value: moved[axis],
    shown: (v) => plain(app, v, 0),
    parse: (t) => Math.round(decimal(t)),
    unit: "\u202fmm",
    range: { ...anchorRange, slider: [anchorRange.lower, anchorRange.upper] },
    said: ui.anchorSaid(moved[axis], axis),
    turned: moved[axis] !== 0,
    set: (v) =>
      app.turn(withAnchor(app.state, name, axis === 0 ? [v ?? 0, moved[1]] : [moved[0], v ?? 0])),
  });
}

const anchorFields = (app: App): TemplateResult =>
  html`<p class="note">${app.text.ui.anchorsHelp}</p>
    ${anchors.map((a) => ([0, 1] as const).map((axis) => anchorField(app, a.name, axis)))}`;

/**
 * A slider that holds the frame or the pelvis; for the keyboard and for fingers. Dragging the
 * picture does the same.
 */
export function hand(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  const held = app.hand?.which === which ? app.hand : undefined;
  const neutral = app.neutralTilt(which);
  const value = (held ? held.tiltDeg : app.tilt(which)) - neutral;
  return html`<div class="hand">
    <label for="hand-${which}">${which === "bridge" ? ui.handBridge : ui.handBody}</label>
    <input
      type="range"
      id="hand-${which}"
      min=${-app.reach(which)}
      max=${app.reach(which)}
      step="0.5"
      .value=${live(String(value))}
      aria-valuetext=${ui.tiltValue(value)}
      @input=${(e: Event) =>
        app.hold(which, neutral + Number((e.target as HTMLInputElement).value))}
    />
    <output for="hand-${which}">${ui.tiltValue(value)}</output>
    <button type="button" aria-disabled=${!held} @click=${() => held && app.letGo()}>
      ${ui.letGo}
    </button>
    ${held ? html`<p class="note">${handMoment(app, held.momentNm)}</p>` : nothing}
  </div>`;
}
