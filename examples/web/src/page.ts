// The whole page as a function of the App.
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { energyLabel, headline, label, lost } from "./answers";
import { type App, type Theme, trustedTiltDeg, type Which } from "./app";
import type { GroupName } from "./link";
import { type Frame, isEquilibrium } from "./engine";
import { drag } from "./drag";
import { exporters, openFile, printed, printPage } from "./export";
import { controls, hand, nameOf } from "./panels/controls";
import { curtain, explanation } from "./panels/explain";
import { learn } from "./panels/learn";
import { presets } from "./presets";
import { openShare, shareDialog } from "./share";
import { isNeutral, ofPreset, toFragment } from "./state";
import { type Language, languageNames } from "./strings/index";
import { bodyView } from "./views/body";
import { bridgeView } from "./views/bridge";
import { fullScale, inkSteps, legendSteps, type Room } from "./views/draw";
import { energyView } from "./views/energy";

export function page(app: App, room: Room): TemplateResult {
  const { ui } = app.text;
  const says = app.hides("says") ? "?" : headline(app);
  return html` <a
      class="skip"
      href="#controls"
      @click=${(e: Event) => {
        e.preventDefault();
        document.getElementById("controls")?.focus();
      }}
      >${ui.skip}</a
    >
    <header>
      <div class="name">
        <h1>${ui.title}</h1>
        <p>${ui.subtitle}</p>
      </div>
      ${toolbar(app)}
    </header>
    <main>
      ${faults(app)}
      <div class="stage" id="stage">
        <p class="headline ${says.length > 110 ? "long" : ""}" data-says>${says}</p>
        ${observed(app)} ${printed(app)}
        <div class="views">${picture(app, "bridge", room)} ${picture(app, "body", room)}</div>
        <div class="below">
          ${details(app, "bridge", room.energy)} ${details(app, "body", room.energy)}
        </div>
      </div>
      <div class="controls-cell">${controls(app)}</div>
      ${explanation(app)} ${learn(app)}
    </main>
    <footer>
      <p>${ui.footer(app.engine.version)}</p>
      <p>${app.text.content.pain}</p>
    </footer>
    <div class="sr" role="status" aria-live="polite">${app.announcement}</div>
    ${shareDialog(app)}`;
}

function toolbar(app: App): TemplateResult {
  const { ui, content } = app.text;
  const present = presets.find((p) => toFragment(ofPreset(p)) === toFragment(app.state));
  const says = present && content.presets[present.id as keyof typeof content.presets].says;
  const setTheme = (theme: Theme) => {
    document.documentElement.dataset["theme"] = theme;
    app.show({ theme });
  };
  return html`<div class="toolbar">
    <label
      >${ui.preset}
      <select
        id="preset"
        .value=${live(present?.id ?? "")}
        @change=${(e: Event) => {
          const p = presets.find((x) => x.id === (e.target as HTMLSelectElement).value);
          if (p) app.set(ofPreset(p));
        }}
      >
        <option value="" ?hidden=${present !== undefined} ?selected=${!present}>
          ${ui.presetOwn}
        </option>
        ${presets.map(
          (p) =>
            html`<option value=${p.id} ?selected=${p === present}>
              ${content.presets[p.id as keyof typeof content.presets].name}
            </option>`,
        )}
      </select></label
    >
    <button
      type="button"
      id="reset-all"
      aria-disabled=${isNeutral(app.state)}
      @click=${() => isNeutral(app.state) || app.reset()}
    >
      ${ui.resetAll}
    </button>
    <label class="toggle"
      ><input
        type="checkbox"
        .checked=${live(app.showGhost)}
        @change=${(e: Event) => app.show({ showGhost: (e.target as HTMLInputElement).checked })}
      />${ui.ghost}</label
    >
    <label class="toggle"
      ><input
        type="checkbox"
        .checked=${live(app.latin)}
        @change=${(e: Event) => app.show({ latin: (e.target as HTMLInputElement).checked })}
      />${ui.latin}</label
    >
    <label class="toggle"
      ><input
        type="checkbox"
        id="teacher"
        .checked=${live(app.teacher)}
        @change=${(e: Event) =>
          app.show({
            teacher: (e.target as HTMLInputElement).checked,
            answers: false,
            revealed: new Set(),
          })}
      />${ui.teacher}</label
    >
    ${
      app.teacher
        ? html`<button
            type="button"
            id="answers"
            aria-pressed=${app.answers}
            @click=${() => app.show({ answers: !app.answers, revealed: new Set() })}
          >
            ${app.answers ? ui.hideAnswers : ui.showAnswers}
          </button>`
        : nothing
    }
    <details
      class="menu"
      @keydown=${(e: KeyboardEvent) => {
        if (e.key === "Escape") {
          const d = e.currentTarget as HTMLDetailsElement;
          d.open = false;
          d.querySelector("summary")?.focus();
        }
      }}
    >
      <summary>${ui.save}</summary>
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
      </div>
    </details>
    <button type="button" id="share" aria-haspopup="dialog" @click=${() => openShare(app)}>
      ${ui.share}
    </button>
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
    >
    <p class="preset-says">${app.hides("says") ? nothing : (says ?? ui.ownSetting(app))}</p>
    ${app.notice ? html`<p class="notice toolbar-notice" role="status">${app.notice}</p>` : nothing}
  </div>`;
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
  return html`<section class="observed" id="observed" tabindex="-1" aria-label=${ui.predict}>
    <p><b>${p.question}</b></p>
    ${curtain(
      app,
      id,
      () =>
        html`<p>
          ${
            chosen === undefined
              ? nothing
              : html`<b>${chosen === p.answerIndex ? ui.right : ui.wrong}</b>`
          }
          ${p.answer}
        </p>`,
    )}
    <button type="button" @click=${close}>${ui.backToQuestions}</button>
  </section>`;
}

/** What is on the screen of a view: the body, or a test's pose. */
function shownOf(app: App, which: Which) {
  const pose = which === "body" ? app.shownPose : undefined;
  const rest = app.rest[which];
  return {
    pose,
    held: app.hand?.which === which,
    frame: pose?.frame ?? app.shown[which],
    status: pose ? app.test!.answer.status : rest.status,
    resting: pose !== undefined || isEquilibrium(rest.status),
  };
}

function picture(app: App, which: Which, room: Room): TemplateResult {
  const { ui } = app.text;
  const { pose, held, frame, status, resting } = shownOf(app, which);
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
          resting,
        });
  const events = drag(app, which, room);
  const pick = (e: Event) => {
    const group = (e.target as Element)
      .closest?.("[data-group]")
      ?.getAttribute("data-group") as GroupName | null;
    if ((group ?? undefined) !== app.picked && !app.hand) {
      app.picked = group ?? undefined;
      app.soon();
    }
  };
  return html`<section class="panel view-panel" aria-labelledby="${which}-title">
    <h2 id="${which}-title">
      ${ui[which]}
      <span class="state ${held ? "held" : status}" data-status=${status}
        >${held ? ui.heldState : app.phrase(`word.${status}`)}</span
      >
    </h2>
    <div
      class="canvas"
      data-canvas=${which}
      style="height:${room.height}px"
      @touchstart=${events.touch}
      @pointerdown=${events.down}
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
    </div>
  </section>`;
}

/** What stands below a picture: legend, readings, the hand, energy. */
function details(app: App, which: Which, width: number): TemplateResult {
  const { ui } = app.text;
  const { pose, frame } = shownOf(app, which);
  return html`<section class="panel details" aria-label=${ui[which]}>
    <p class="note">
      ${
        which === "bridge"
          ? ui.bridgeIntro
          : pose
            ? ui.testIntro[app.test!.answer.test]
            : ui.bodyIntro
      }
    </p>
    ${
      pose && app.test!.poses.length > 1
        ? html`<fieldset class="poses">
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
          </fieldset>`
        : nothing
    }
    ${
      app.snapped === which
        ? html`<p class="note snapped">${app.phrase("page.snapped")}</p>`
        : nothing
    }
    ${readings(app, which, frame)} ${legend(app, which)}
    ${pose ? nothing : html`${hand(app, which)} ${energy(app, which, width)}`}
  </section>`;
}

/** What inks and signs of a view mean; on saved pictures too. */
export function legend(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  const full = fullScale[which];
  return html`<p class="legend">
    <span>${ui.legend}:</span>
    <span class="key"
      ><svg width="26" height="10" aria-hidden="true">
        <path class="cable ink0 slack" d="M1 3Q13 11 25 3" stroke-width="1.6"></path></svg
      >${ui.legendSlack}</span
    >
    ${legendSteps(full).map(
      (s) =>
        html`<span class="key"
          ><svg width="26" height="10" aria-hidden="true">
            <path
              class="cable ink${s.step}"
              d="M1 5H25"
              stroke-width=${(1.2 + (4 * s.step) / inkSteps).toFixed(1)}
            ></path></svg
          >${
            s.step === inkSteps
              ? `≥ ${ui.format.newtons(s.upTo - full / inkSteps)}`
              : `< ${ui.format.n(s.upTo, 0)}`
          }</span
        >`,
    )}
    ${
      which === "body"
        ? html`<span class="key"
              ><svg width="26" height="12" aria-hidden="true">
                <circle class="end" cx="6" cy="6" r="3"></circle></svg
              >${ui.origin}</span
            ><span class="key"
              ><svg width="26" height="12" aria-hidden="true">
                <rect class="end" x="3" y="3" width="6" height="6"></rect></svg
              >${ui.insertion}</span
            >`
        : nothing
    }
    <span>${ui.bothSides[which]}</span>
    ${
      app.showGhost
        ? html`<span class="key"
            ><svg width="26" height="12" aria-hidden="true">
              <path class="ghost" d="M2 2h22v8H2z"></path></svg
            >${
              app.pinned ? ui.ghostPinned : which === "bridge" ? ui.ghostNoteBridge : ui.ghostNote
            }</span
          >`
        : nothing
    }
  </p>`;
}

function readings(app: App, which: Which, f: Frame): TemplateResult {
  const { ui } = app.text;
  const before = app.ghostOf(which);
  const fm = ui.format;
  const row = (name: string, key: string, value: number, text: string, ghost?: string) =>
    html`<div>
      <dt>${name}</dt>
      <dd>
        <output data-quantity="${which}.${key}" data-value=${value}>${text}</output
        >${ghost ? html` <small>(${ghost})</small>` : nothing}
      </dd>
    </div>`;
  if (which === "bridge")
    return html`<dl class="readings">
      ${row(
        ui.tiltUpright,
        "anterior_tilt_change_deg",
        f.tiltChangeDeg,
        ui.tiltValue(f.tiltChangeDeg),
        before && fm.signedDeg(before.tiltChangeDeg),
      )}
    </dl>`;
  return html`<dl class="readings">
      ${row(
        ui.tiltChange,
        "anterior_tilt_change_deg",
        f.tiltChangeDeg,
        ui.tiltValue(f.tiltChangeDeg),
      )}
      ${row(
        ui.lordosis,
        "lordosis_deg",
        f.lordosisDeg,
        fm.deg(f.lordosisDeg),
        before && fm.deg(before.lordosisDeg),
      )}
      ${row(ui.sacralSlope, "sacral_slope_deg", f.sacralSlopeDeg, fm.deg(f.sacralSlopeDeg))}
      ${row(ui.pelvicTilt, "pelvic_tilt_deg", f.pelvicTiltDeg, fm.deg(f.pelvicTiltDeg))}
      ${row(ui.incidence, "pelvic_incidence_deg", f.incidenceDeg, fm.deg(f.incidenceDeg))}
    </dl>
    <p class="pin">
      <button type="button" @click=${() => app.pin(!app.pinned)}>
        ${app.pinned ? ui.unpin : ui.pin}
      </button>
    </p>
    <details class="angles">
      <summary>${ui.anglesTitle}</summary>
      <dl>
        ${ui.angles.map(
          ([t, d]) =>
            html`<div>
              <dt>${t}</dt>
              <dd>${d}</dd>
            </div>`,
        )}
      </dl>
    </details>`;
}

function energy(app: App, which: Which, width: number): TemplateResult {
  const { ui } = app.text;
  const land = app.landscape[which];
  const name = which === "bridge" ? ui.energyTitleBridge : ui.energyTitleBody;
  const rests = land?.marks.filter((m) => m.status === "stable").length ?? 0;
  return html`<details class="energy-box" data-energy open>
    <summary>${name}</summary>
    ${
      land
        ? energyView({
            ...land,
            ballDeg: app.tilt(which),
            width,
            label: energyLabel(app, which, rests, land.marks.length - rests),
            tiltAxis: ui.tiltAxis,
            energyAxis: ui.energyAxis,
            stable: ui.stable,
            unstable: ui.unstable,
            degrees: (d) => ui.format.deg(d, 0),
          })
        : html`<p class="note">${ui.computing}</p>`
    }
    <p class="note">${which === "bridge" ? ui.energyNoteBridge : ui.energyNoteBody}</p>
  </details>`;
}
