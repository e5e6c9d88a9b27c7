// "Story": steps of one thought each: predict, do, see, with one slider beside the stage.
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { App } from "../app";
import type { AnchorName, GroupName } from "../link";
import { isNeutral, ofSettings, type State, toFragment } from "../state";
import { anchorField, badgeSign, knobField, nameOf } from "./controls";

/** What a step begins with, and the one slider it has; its words are in the strings. */
interface Step {
  setting: Readonly<Record<string, number>>;
  slider: { group: GroupName } | { anchor: AnchorName };
}
const steps: readonly Step[] = [
  { setting: {}, slider: { anchor: "front" } },
  { setting: {}, slider: { anchor: "front" } },
  { setting: {}, slider: { group: "iliopsoas" } },
  {
    setting: { "iliopsoas.length": 0.95, "hamstrings.length": 1.05 },
    slider: { group: "iliopsoas" },
  },
];

/** An address may name a step that the story does not have. */
export const stepOf = (app: App): number => Math.min(app.view.step, steps.length);
const questionOf = (step: number) => `story-${step}`;
const beginning = (step: number): State => ofSettings(steps[step - 1]!.setting);

/** Whether it is asked who is winning and nothing is predicted: the sentences would tell. */
export function asksWhoWins(app: App): boolean {
  const last = steps.length;
  if (app.view.tab !== "story" || stepOf(app) !== last || app.answers) return false;
  const id = questionOf(last);
  return app.choices[id] === undefined && !app.revealed.has(id);
}

/** Goes to a step, from 1, with what it begins with. */
export function enterStep(app: App, step: number): void {
  if (step < 1 || step > steps.length) return;
  app.see({ tab: "story", step });
  app.set(beginning(step));
}
/** A link that names a step and no setting. */
export function arriveAtStep(app: App): void {
  if (app.view.tab === "story" && isNeutral(app.state) && !app.faults)
    app.set(beginning(stepOf(app)));
}

/** What the class is asked, and hidden until then. */
export function revealStep(app: App): void {
  const names = ["says", questionOf(stepOf(app))];
  const isShown = names.every((n) => app.revealed.has(n));
  const others = [...app.revealed].filter((n) => !names.includes(n));
  app.show({ revealed: new Set(isShown ? others : [...others, ...names]) });
}

/** The step beside the stage. */
export function step(app: App): TemplateResult {
  const { ui, content } = app.text;
  const n = stepOf(app);
  const words = content.story[n - 1]!;
  const { slider } = steps[n - 1]!;
  return html`<section class="panel step" id="step" tabindex="-1" aria-labelledby="step-title">
    <h2 id="step-title"><small>${ui.stepOf(n, steps.length)}</small> ${words.title}</h2>
    ${question(app, n)}
    <p class="do"><b>${ui.stepDo}</b> ${words.do}</p>
    ${
      "group" in slider
        ? knobField(app, slider.group, "length", muscle(app, slider.group))
        : anchorField(app, slider.anchor, 0)
    }
    <div class="see" aria-live="polite">${see(app, n)}</div>
    <p class="row">
      <button type="button" aria-disabled=${n === 1} @click=${() => enterStep(app, n - 1)}>
        ← ${ui.stepBack}
      </button>
      <button
        type="button"
        id="next-step"
        aria-disabled=${n === steps.length}
        @click=${() => enterStep(app, n + 1)}
      >
        ${ui.stepNext} →
      </button>
    </p>
  </section>`;
}

/** As on its card: number and name. */
const muscle = (app: App, group: GroupName): TemplateResult =>
  html`<b>${badgeSign(group)} ${nameOf(app, group)}</b>`;

function question(app: App, n: number): TemplateResult {
  const { ui, content } = app.text;
  const id = questionOf(n);
  return html`<fieldset class="question">
    <legend><b>${ui.stepPredict}</b> ${content.story[n - 1]!.question}</legend>
    ${content.story[n - 1]!.options.map(
      (o, k) =>
        html`<label
          ><input
            type="radio"
            name=${id}
            .checked=${live(app.choices[id] === k)}
            @change=${() => app.show({ choices: { ...app.choices, [id]: k } })}
          />${o}</label
        >`,
    )}
  </fieldset>`;
}

/** The answer, once something was predicted and done, or when it is asked for. */
function see(app: App, n: number): TemplateResult {
  const { ui, content } = app.text;
  const id = questionOf(n);
  const words = content.story[n - 1]!;
  const chosen = app.choices[id];
  const isDone = toFragment(app.state) !== toFragment(beginning(n));
  const isSeen = app.revealed.has(id) || app.answers;
  const isAnswered = chosen !== undefined && isDone && !app.teacher && !app.view.projector;
  if (!isSeen && !isAnswered)
    return html`<button
      type="button"
      id="see"
      @click=${() => app.show({ revealed: new Set([...app.revealed, id]) })}
    >
      ${ui.stepSee}
    </button>`;
  const verdict = chosen === words.answerIndex ? ui.right : ui.wrong;
  return html`<p>${chosen === undefined ? nothing : html`<b>${verdict}</b>`} ${words.answer}</p>`;
}

/** The way through the story, below the stage. */
export function story(app: App): TemplateResult {
  const { ui, content } = app.text;
  const n = stepOf(app);
  const go = (e: Event, step: number) => {
    e.preventDefault();
    enterStep(app, step);
  };
  return html`<nav class="steps" aria-label=${ui.tabNames.story}>
      <ol>
        ${content.story.map(
          (s, i) =>
            html`<li>
              <a
                href="#step=${i + 1}"
                aria-current=${i + 1 === n ? "step" : nothing}
                @click=${(e: Event) => go(e, i + 1)}
                >${s.title}</a
              >
            </li>`,
        )}
      </ol>
    </nav>
    <p class="row">
      <button type="button" id="print-step" @click=${() => print()}>${ui.stepPrint}</button>
    </p>`;
}
