// "Muscles never push": the one thing a cable cannot do, to be tried.
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { pushed } from "../answers";
import type { App } from "../app";
import { anchors, type AnchorName } from "../link";
import { anchorRange, withAnchor } from "../state";

// [mm] chosen: four pushes slacken the front cables, while the frame follows back to its buffer
const step = 300;

/** Moves an anchor along the line to where its cables are tied to the frame. */
export function moveAnchor(app: App, name: AnchorName, towards: number): void {
  const { ui } = app.text;
  const a = anchors.find((x) => x.name === name)!;
  const d = app.body("bridge").description;
  const frame = app.rest.bridge.frame;
  const paths = a.cables.map(
    (c) => frame.cables[d.cables.findIndex((x) => x.name === c.name)]!.path,
  );
  const mean = (at: (p: Float64Array) => number) =>
    paths.reduce((s, p) => s + at(p), 0) / paths.length;
  const dx = mean((p) => p[p.length - 2]! - p[p.length - 4]!);
  const dy = mean((p) => p[p.length - 1]! - p[p.length - 3]!);
  const length = Math.hypot(dx, dy);
  const old = app.state.anchorsMm[name] ?? [0, 0];
  const moved: [number, number] = [
    Math.round(old[0] + (towards * step * dx) / length),
    Math.round(old[1] + (towards * step * dy) / length),
  ];
  // pulled back as often as pushed, it stands where it stood, though the frame leans otherwise
  const next: [number, number] = Math.hypot(...moved) < 0.3 * step ? [0, 0] : moved;
  if (next.some((v) => v < anchorRange.lower || v > anchorRange.upper)) {
    app.show({ notice: ui.pushEnd });
    return;
  }
  app.turn(withAnchor(app.state, name, next));
  app.show({ pushed: { part: name, metres: (towards * step) / 1000 } });
}

/** The anchor that "push" and "pull" move. */
const chosenAnchor = (app: App) => anchors[app.choices["push"] ?? 0] ?? anchors[0]!;

/** Stands below the bridge, so that what is pushed is seen while it is pushed. */
export function pushCard(app: App): TemplateResult {
  const { ui } = app.text;
  const { name: part, cables } = chosenAnchor(app);
  const d = app.body("bridge").description;
  const frame = app.rest.bridge.frame;
  const tension = cables.reduce(
    (sum, c) => sum + (frame.cables[d.cables.findIndex((x) => x.name === c.name)]!.tension || 0),
    0,
  );
  const choose = (e: Event) =>
    app.show({
      choices: {
        ...app.choices,
        push: anchors.findIndex((a) => a.name === (e.target as HTMLSelectElement).value),
      },
      pushed: undefined,
    });
  // said where it happened, and not beside the sliders
  const isAtEnd = app.notice === ui.pushEnd;
  return html`<div class="push" id="push" role="group" aria-label=${ui.pushTitle}>
    <select aria-label=${ui.pushPart} .value=${live(part)} @change=${choose}>
      ${anchors.map(
        (a) =>
          html`<option value=${a.name} ?selected=${a.name === part}>
            ${ui.pushParts[a.name]}
          </option>`,
      )}
    </select>
    <button type="button" title=${ui.pushHelp} @click=${() => moveAnchor(app, part, 1)}>
      ${ui.push}
    </button>
    <button type="button" title=${ui.pullHelp} @click=${() => moveAnchor(app, part, -1)}>
      ${ui.pull}
    </button>
    <span class="pushed" aria-live="polite"
      >${
        isAtEnd
          ? ui.pushEnd
          : app.pushed
            ? pushed(app, ui.pushParts[part], tension, frame.tiltChangeDeg)
            : nothing
      }</span
    >
  </div>`;
}
