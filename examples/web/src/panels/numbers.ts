// "Numbers": what is for those who want to know more: angles, moments, loads, energy, the commands.
import { html, nothing, type TemplateResult } from "lit-html";
import { energyLabel } from "../answers";
import type { App, Which } from "../app";
import type { Frame } from "../engine";
import { presets } from "../presets";
import { commands, ofPreset, toFragment } from "../state";
import { energyView } from "../views/energy";
import { inkKeys } from "../views/legend";
import { knobHelp } from "./controls";
import { explanation } from "./explain";
import { shownOf } from "./stage";

/** The preset that is set, if it is one. */
export const presentPreset = (app: App) =>
  presets.find((p) => toFragment(ofPreset(p)) === toFragment(app.state));

export function numbers(app: App, energyWidth: number): TemplateResult {
  const { ui, content } = app.text;
  const present = presentPreset(app);
  const says = present && content.presets[present.id as keyof typeof content.presets].says;
  return html`<p class="preset-says">
      ${app.hides("says") ? nothing : (says ?? ui.ownSetting(app))}
    </p>
    <div class="both">
      ${details(app, "bridge", energyWidth)} ${details(app, "body", energyWidth)}
    </div>
    ${explanation(app)} ${knobHelp(app)}
    <details class="setting">
      <summary><h3>${ui.setting}</h3></summary>
      ${setting(app)}
    </details>`;
}

/** What belongs to one view: readings and energy. */
function details(app: App, which: Which, width: number): TemplateResult {
  const { ui } = app.text;
  const { pose, frame } = shownOf(app, which);
  const intro = which === "bridge" ? ui.bridgeIntro : ui.bodyIntro;
  return html`<section class="panel details" aria-label=${ui[which]}>
    <h3>${ui[which]}</h3>
    <p class="note">${pose ? ui.testIntro[app.test!.answer.test] : intro}</p>
    ${
      app.snapped === which
        ? html`<p class="note snapped">${app.phrase("page.snapped")}</p>`
        : nothing
    }
    ${readings(app, which, frame)} ${pose ? nothing : energy(app, which, width)}
  </section>`;
}

/** What the inks of a view mean, and what its labels add up. */
export function legend(app: App, which: Which): TemplateResult {
  const { ui } = app.text;
  return html`<p class="legend">
    <span>${ui.legends[which]}:</span>
    ${inkKeys(which, app.body(which).description, ui)}
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
      <div>
        <dt>${ui.tiltChange}</dt>
        <dd>${ui.tiltValue(f.tiltChangeDeg - app.neutralTilt("bridge"))}</dd>
      </div>
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
    <details class="angles">
      <summary>${ui.anglesTitle}</summary>
      <dl>
        ${[
          ...ui.angles,
          [ui.inBrackets, app.pinned ? ui.inBracketsKept : ui.inBracketsReference],
        ].map(
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
  // hidden behind another tab it would be drawn for nobody, and the curve takes its time
  const seen = app.view.tab === "numbers";
  return html`<details class="energy-box" data-energy open>
    <summary>${name}</summary>
    ${
      land && seen
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

function setting(app: App): TemplateResult {
  const { ui } = app.text;
  const c = commands(app.state);
  return html`<h4>${ui.commandTitle}</h4>
    <p class="note">${ui.commandNote}</p>
    <pre tabindex="0"><code data-command="body">${c.body}</code>
<code data-command="bridge">${c.bridge}</code></pre>
    <p class="note">
      ${app.body("body").certificate(app.language)} ${ui.modelHash}:
      <code class="hash">${app.stale ? ui.computing : app.hash.slice(0, 16)}</code>
    </p>`;
}
