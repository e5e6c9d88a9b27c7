// Knobs, bone, legs, anchors, and the hand.
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { live } from "lit-html/directives/live.js";
import { handMoment } from "../answers";
import type { App, Which } from "../app";
import { type Frame, knobNames, type Knob } from "../engine";
import { groupTension } from "../views/draw";
import { anchors, partOf, type GroupName } from "../link";
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
import { capital } from "../strings/format";

// chosen: those that turn the pelvis by a degree or more for 5 % (see their `action`)
const first: readonly GroupName[] = [
  "iliopsoas",
  "rectus_femoris",
  "other_hip_flexors",
  "hamstrings",
  "gluteals",
  "erector_spinae",
  "abdominals",
];

/** A group, or what else turns the body, as a label. */
export const nameOf = (app: App, name: string): string => {
  const group = app.text.content.groups[name as GroupName] as GroupText | undefined;
  return app.latin && group ? group.latin : plainLabel(app, name);
};
const plainLabel = (app: App, name: string) => capital(app.nameOf(name));

interface Field {
  id: string;
  label: string;
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
    <span
      class="range"
      aria-hidden="true"
      title=${ui.rangeSaid(lower + f.unit, upper + f.unit, f.shown(f.range.step) + f.unit)}
      >${
        f.range.slider[0] === f.range.lower && f.range.slider[1] === f.range.upper
          ? ui.range(lower, upper + f.unit)
          : ui.ranges(
              f.shown(f.range.slider[0]),
              f.shown(f.range.slider[1]) + f.unit,
              lower,
              upper + f.unit,
            )
      }</span
    >
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

export function knobField(app: App, group: GroupName, knob: Knob): TemplateResult {
  const ui = app.text.ui;
  const described = app.body("body").description.groups.find((g) => g.name === group)!.knobs[knob]!;
  const set = bodyKnob(app.state, group, knob);
  const value = set ?? described.reference;
  const name = `${nameOf(app, group)}, ${ui.knobs[knob]}`;
  return field({
    app,
    id: `${group}-${knob}`,
    label: ui.knobs[knob],
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

/** Both sides together: now, and at reference. */
function tensionOf(app: App, group: GroupName): string {
  const { ui } = app.text;
  const d = app.body("body").description;
  const at = (frame: Frame) =>
    groupTension(
      d,
      frame,
      d.groups.findIndex((g) => g.name === group),
    );
  return ui.tensionOf(at(app.shown.body), app.ghost.body && at(app.ghost.body));
}

/** Drawn again only when something on it has changed: a slider moves one card of ten. */
const guardedCard = (app: App, group: GroupName) =>
  guard(
    [
      ...knobNames.map((k) => bodyKnob(app.state, group, k)),
      app.body("body"),
      tensionOf(app, group),
      app.picked === group,
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
  return html`<section
    class="card ${app.picked === group ? "picked" : ""}"
    data-group=${group}
    @focusin=${() => pick(true)}
    @pointermove=${(e: PointerEvent) =>
      (e.movementX || e.movementY) && app.picked !== group && pick(true)}
    @pointerleave=${() => pick(false)}
  >
    <h3>
      <span class="dot ${turned ? "turned" : ""}" aria-hidden="true"></span>${nameOf(app, group)}
      <small>${app.latin ? plainLabel(app, group) : about.latin}</small>
    </h3>
    <p class="tension"><output data-tension=${group}>${tensionOf(app, group)}</output></p>
    ${knobField(app, group, "length")}
    <details>
      <summary>${ui.moreKnobs}<span class="sr"> – ${nameOf(app, group)}</span></summary>
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

export function controls(app: App): TemplateResult {
  const { ui } = app.text;
  const rest = app.groups.filter((g) => !first.includes(g));
  return html`<section
    class="panel controls"
    id="controls"
    aria-labelledby="controls-title"
    tabindex="-1"
  >
    <h2 id="controls-title">${ui.controls}</h2>
    <p class="note">${ui.controlsIntro}</p>
    <details class="knob-help">
      <summary>${ui.knobsTitle}</summary>
      <dl>
        ${knobNames.map(
          (k) =>
            html`<div>
              <dt>${ui.knobs[k]}</dt>
              <dd>${ui.knobHelp[k]}</dd>
            </div>`,
        )}
      </dl>
    </details>
    <p class="notice" role="alert">${app.notice}</p>
    <div class="cards">${first.map((g) => guardedCard(app, g))}</div>
    <details class="more">
      <summary>${ui.moreGroups}</summary>
      <div class="cards">${rest.map((g) => guardedCard(app, g))}</div>
    </details>
    ${shape(app)} ${anchorFields(app)}
  </section>`;
}

function shape(app: App): TemplateResult {
  const { ui } = app.text;
  const own = app.ghost.body?.incidenceDeg ?? NaN;
  const value = app.state.incidenceDeg ?? own;
  return html`<section class="card shape">
    <h3>${ui.shape}</h3>
    <p class="note">${ui.incidenceHelp}</p>
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
      <p class="note">${ui.testHelp}</p>
    </fieldset>
  </section>`;
}

function anchorFields(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<section class="card anchors">
    <h3>${ui.anchors}</h3>
    <p class="note">${ui.anchorsHelp}</p>
    ${anchors.map((a) =>
      ([0, 1] as const).map((axis) => {
        const moved = app.state.anchorsMm[a.name] ?? [0, 0];
        const label = `${ui.anchorNames[a.name]}, ${axis === 0 ? ui.anchorX : ui.anchorY}`;
        return field({
          app,
          id: `anchor-${a.name}-${"xy"[axis]}`,
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
            app.turn(
              withAnchor(app.state, a.name, axis === 0 ? [v ?? 0, moved[1]] : [moved[0], v ?? 0]),
            ),
        });
      }),
    )}
  </section>`;
}

/**
 * A slider that holds the frame or the pelvis; for the keyboard and for fingers. Dragging the
 * picture does the same.
 */
export function hand(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  const held = app.hand?.which === which ? app.hand : undefined;
  const value = held ? held.tiltDeg : app.tilt(which);
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
      @input=${(e: Event) => app.hold(which, Number((e.target as HTMLInputElement).value))}
    />
    <output for="hand-${which}">${ui.tiltValue(value)}</output>
    <button type="button" aria-disabled=${!held} @click=${() => app.letGo()}>${ui.letGo}</button>
    <p class="note">${held ? handMoment(app, held.momentNm) : nothing} ${ui.handNote}</p>
  </div>`;
}
