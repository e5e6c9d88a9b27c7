// The whole page as a function of the App.
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { App, Theme } from "./app";
import { exporters, openFile, printed, printPage } from "./export";
import type { Stage } from "./layout";
import { controls } from "./panels/controls";
import { curtain } from "./panels/explain";
import { challenge, teachers } from "./panels/learn";
import { legend, numbers, presentPreset } from "./panels/numbers";
import { stage } from "./panels/stage";
import { step, story } from "./panels/story";
import { tabList, tabPanel } from "./panels/tabs";
import { type Preset, presets } from "./presets";
import { openShare, shareDialog } from "./share";
import { isNeutral, ofPreset } from "./state";
import { type Language, languageNames } from "./strings/index";

/** Presets that have a button where there is room; all of them are under "more". */
const featured = ["neutral", "tight_hip_flexors", "elongated_hamstrings", "hyperlordotic"];

export function page(app: App, room: Stage): TemplateResult {
  const { ui } = app.text;
  const { tab, projector, embed } = app.view;
  const isStory = tab === "story";
  const look = [projector ? "projector" : "", embed ? "embed" : ""].filter(Boolean).join(" ");
  return html`<div class="all ${look}" data-tab=${tab}>
    <a class="skip" href=${isStory ? "#step" : "#controls"} @click=${skip}>${ui.skip}</a>
    ${header(app)}
    <main>
      ${projector || embed ? html`<h1 class="sr">${ui.title}</h1>` : nothing} ${faults(app)}
      <div class="scene">
        ${stage(app, room)} ${printed(app)}
        <div class="desk">${isStory ? step(app) : html`${observed(app)} ${controls(app)}`}</div>
      </div>
      ${tabList(app)} ${tabPanel(app, "story", story(app))}
      ${tabPanel(app, "explore", explore(app))} ${tabPanel(app, "challenge", challenge(app))}
      ${tabPanel(app, "numbers", numbers(app, room.energy))}
      ${tabPanel(app, "teachers", teachers(app))}
    </main>
    <footer><p>${ui.always}</p></footer>
    ${projector ? projectorBar(app) : nothing}
    <div class="sr" role="status" aria-live="polite">${app.announcement}</div>
    ${shareDialog(app)}
  </div>`;
}

function skip(e: Event): void {
  e.preventDefault();
  document.querySelector<HTMLElement>("#controls, #step")?.focus();
}

// --- header --------------------------------------------------------------------------------------

function header(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<header>
    <h1>${ui.title}</h1>
    <div class="presets" role="group" aria-label=${ui.preset}>
      ${presetButtons(app)} ${presetList(app)}
    </div>
    <div class="tools">
      <button
        type="button"
        id="undo"
        aria-label=${ui.undo}
        aria-disabled=${!app.canUndo}
        @click=${() => app.canUndo && app.undo()}
      >
        <span class="word">${ui.undo}</span><span class="icon" aria-hidden="true">↶</span>
      </button>
      <button
        type="button"
        id="reset-all"
        aria-label=${ui.resetAll}
        aria-disabled=${isNeutral(app.state)}
        @click=${() => isNeutral(app.state) || app.reset()}
      >
        <span class="word">${ui.resetAll}</span><span class="icon" aria-hidden="true">⟲</span>
      </button>
      ${menu(app)}
    </div>
  </header>`;
}

const nameOfPreset = (app: App, p: Preset) =>
  app.text.content.presets[p.id as keyof typeof app.text.content.presets].name;

function presetButtons(app: App): TemplateResult[] {
  const present = presentPreset(app);
  return presets
    .filter((p) => featured.includes(p.id))
    .map(
      (p) =>
        html`<button
          type="button"
          class="preset"
          data-preset=${p.id}
          aria-pressed=${p === present}
          @click=${() => app.set(ofPreset(p))}
        >
          ${nameOfPreset(app, p).replace(/ \(.*\)/, "")}
        </button>`,
    );
}

function presetList(app: App): TemplateResult {
  const { ui } = app.text;
  const present = presentPreset(app);
  const choose = (e: Event) => {
    const p = presets.find((x) => x.id === (e.target as HTMLSelectElement).value);
    if (p) app.set(ofPreset(p));
  };
  return html`<select
    id="preset"
    aria-label=${ui.morePresets}
    .value=${live(present?.id ?? "")}
    @change=${choose}
  >
    <option value="" ?hidden=${present !== undefined} ?selected=${!present}>${ui.presetOwn}</option>
    ${presets.map(
      (p) =>
        html`<option value=${p.id} ?selected=${p === present}>${nameOfPreset(app, p)}</option>`,
    )}
  </select>`;
}

function menu(app: App): TemplateResult {
  const { ui } = app.text;
  const close = (e: KeyboardEvent) => {
    if (e.key !== "Escape") return;
    const d = e.currentTarget as HTMLDetailsElement;
    d.open = false;
    d.querySelector("summary")?.focus();
  };
  return html`<details class="menu" @keydown=${close}>
    <summary aria-label=${ui.menu} title=${ui.menu}>⋯</summary>
    <div>
      ${exporters.map(
        (x) =>
          html`<button type="button" data-export=${x.id} @click=${() => void x.run(app)}>
            ${ui.saveAs[x.id]}
          </button>`,
      )}
      <button type="button" data-export="print" @click=${printPage}>${ui.print}</button>
      <label class="file"
        >${ui.open}<input
          type="file"
          id="open-file"
          accept=".json,application/json"
          @change=${(e: Event) => void openFile(app, e.target as HTMLInputElement)}
      /></label>
      <button type="button" id="share" aria-haspopup="dialog" @click=${() => openShare(app)}>
        ${ui.share}
      </button>
      ${looks(app)}
    </div>
  </details>`;
}

/** How the page looks and speaks. */
function looks(app: App): TemplateResult {
  const { ui } = app.text;
  const setTheme = (theme: Theme) => {
    document.documentElement.dataset["theme"] = theme;
    app.show({ theme });
  };
  const box = (id: "showGhost" | "latin", text: string) =>
    html`<label class="toggle"
      ><input
        type="checkbox"
        data-toggle=${id}
        .checked=${live(app[id])}
        @change=${(e: Event) => app.show({ [id]: (e.target as HTMLInputElement).checked })}
      />${text}</label
    >`;
  return html`${box("showGhost", ui.ghost)} ${box("latin", ui.latin)}
    <label
      >${ui.language}
      <select
        id="language"
        .value=${live(app.language)}
        @change=${(e: Event) =>
          app.show({ language: (e.target as HTMLSelectElement).value as Language })}
      >
        ${Object.entries(languageNames).map(
          ([id, name]) =>
            html`<option value=${id} lang=${id} ?selected=${id === app.language}>${name}</option>`,
        )}
      </select></label
    >
    <label
      >${ui.theme}
      <select
        id="theme"
        .value=${live(app.theme)}
        @change=${(e: Event) => setTheme((e.target as HTMLSelectElement).value as Theme)}
      >
        ${(["auto", "light", "dark"] as const).map(
          (t) => html`<option value=${t} ?selected=${t === app.theme}>${ui.themes[t]}</option>`,
        )}
      </select></label
    >`;
}

// --- around the stage ----------------------------------------------------------------------------

/** What the pictures show, and a posture kept for comparison. */
function explore(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<p class="row">
      <button type="button" id="pin" @click=${() => app.pin(!app.pinned)}>
        ${app.pinned ? ui.unpin : ui.pin}
      </button>
    </p>
    <details class="legends">
      <summary>${ui.legendTitle}</summary>
      <div class="both">
        <div>
          <h3>${ui.bridge}</h3>
          ${legend(app, "bridge")}
        </div>
        <div>
          <h3>${ui.body}</h3>
          ${legend(app, "body")}
        </div>
      </div>
    </details>`;
}

function projectorBar(app: App): TemplateResult {
  const { ui } = app.text;
  return html`<section class="projector-bar" aria-label=${ui.projector}>
    <span>${ui.projectorKeys}</span>
    <button type="button" id="end-projector" @click=${() => app.see({ projector: false })}>
      ${ui.projectorEnd}
    </button>
  </section>`;
}

function faults(app: App): TemplateResult | typeof nothing {
  const { ui } = app.text;
  if (!app.faults) return nothing;
  return html`<div class="faults" role="alert">
    <p>${app.faults.sentence}</p>
    <ul>
      ${app.faults.detail.map((d) => html`<li>${d}</li>`)}
    </ul>
    <button
      type="button"
      id="start-neutral"
      @click=${() => {
        app.reset();
        document.getElementById("preset")?.focus();
      }}
    >
      ${ui.startNeutral}
    </button>
    <button type="button" @click=${() => app.show({ faults: undefined })}>${ui.dismiss}</button>
  </div>`;
}

/** The prediction that was just tried, beside its outcome. */
function observed(app: App): TemplateResult | typeof nothing {
  const { ui, content } = app.text;
  const p = app.observed === undefined ? undefined : content.predict[app.observed];
  if (!p) return nothing;
  const id = `predict-${app.observed}`;
  const chosen = app.choices[id];
  const close = () => {
    app.show({ observed: undefined });
    document.querySelector<HTMLElement>(`[data-question="${id}"]`)?.focus();
  };
  const right = chosen === p.answerIndex ? ui.right : ui.wrong;
  return html`<section class="observed" id="observed" tabindex="-1" aria-label=${ui.predict}>
    <p><b>${p.question}</b></p>
    ${curtain(
      app,
      id,
      () =>
        html`<p class="change">${change(app)}</p>
          <p>${chosen === undefined ? nothing : html`<b>${right}</b>`} ${p.answer}</p>`,
    )}
    <button type="button" @click=${close}>${ui.backToQuestions}</button>
  </section>`;
}

/** Before and after, in numbers. */
function change(app: App): string {
  const { ui } = app.text;
  if (!app.before) return "";
  const { body, bridge } = app.before.frames;
  const now = app.rest;
  const from = app.neutralTilt("bridge");
  const degrees = (name: string, a: number | undefined, b: number, offset = 0) =>
    a === undefined || Math.abs(b - a) < 0.05
      ? []
      : [`${name}: ${ui.format.signedDeg(a - offset)} → ${ui.format.signedDeg(b - offset)}`];
  return [
    ...degrees(ui.pelvisTilt, body?.tiltChangeDeg, now.body.frame.tiltChangeDeg),
    ...degrees(ui.lordosis, body?.lordosisDeg, now.body.frame.lordosisDeg),
    ...degrees(ui.bridge, bridge?.tiltChangeDeg, now.bridge.frame.tiltChangeDeg, from),
  ].join("; ");
}
