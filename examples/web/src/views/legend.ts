// What the inks of a picture mean.
import { html, type TemplateResult } from "lit-html";
import type { Which } from "../app";
import type { Description } from "../engine";
import type { Strings } from "../strings/index";
import { fullScale, legendSteps, scaleOf, strength } from "./draw";

/** Keys from slack to the strongest pull; in the body's, forward and backward side by side. */
export function inkKeys(which: Which, d: Description, ui: Strings["ui"]): TemplateResult {
  const scale = scaleOf(d, fullScale[which]);
  const steps = legendSteps(scale);
  const words = (from: number, to: number) =>
    Number.isFinite(to) ? `< ${ui.format.n(to, 0)}` : `≥ ${ui.format.newtons(from)}`;
  const key = (step: { ink: number; from: number; to: number }) => {
    const wide = (1.2 + 6 * Math.min(1, strength(Math.min(step.to, scale.full), scale))).toFixed(1);
    const line = (look: string, d: string) =>
      html`<svg width="15" height="10" aria-hidden="true">
        <path class="cable ink${step.ink} ${look}" d=${d} stroke-width=${wide}></path>
      </svg>`;
    return html`<span class="key"
      >${
        which === "body" ? [line("rear", "M1 5H14"), line("fore", "M1 5H14")] : line("", "M1 5H14")
      }${words(step.from, step.to)}</span
    >`;
  };
  const side = (look: string, words: string) =>
    html`<span class="key"
      ><svg width="15" height="10" aria-hidden="true">
        <path class="cable ink4 ${look}" d="M1 5H14" stroke-width="5"></path></svg
      >${words}</span
    >`;
  return html`${which === "body" ? [side("rear", ui.back), side("fore", ui.forward)] : ""}<span
      class="key"
      ><svg width="26" height="10" aria-hidden="true">
        <path class="cable ink0 slack" d="M1 3Q13 11 25 3" stroke-width="1.6"></path></svg
      >${ui.legendSlack}</span
    >${steps.map(key)}`;
}
