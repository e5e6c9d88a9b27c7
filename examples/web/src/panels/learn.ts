// "Challenge": predictions and misconceptions. "For teachers": where the picture ends, lesson plan,
// worksheet, sources.
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { live } from "lit-html/directives/live.js";
import type { App } from "../app";
import { ofSettings } from "../state";
import { curtain } from "./explain";
import { moveAnchor } from "./push";

/** Questions to which the stage gives the answer. */
export const challenge = (app: App): TemplateResult =>
  html`${guard(
    [app.language, app.teacher, app.answers, app.revealed, app.choices],
    () =>
      html`<section class="predict">
          <h3>${app.text.ui.predict}</h3>
          <p class="note">${app.text.ui.predictIntro}</p>
          <ol>
            ${app.text.content.predict.map((_, i) => prediction(app, i))}
          </ol>
        </section>
        ${misconceptions(app)}`,
  )}`;

function misconceptions(app: App): TemplateResult {
  const { ui, content: c } = app.text;
  return html`<details class="misconceptions">
    <summary><h3>${ui.misconceptions}</h3></summary>
    ${c.misconceptions.map(
      (m, i) =>
        html`<article>
          <h4><q>${m.claim}</q></h4>
          <p><b>${ui.try}:</b> ${m.try}</p>
          <p><b>${ui.look}:</b> ${m.look}</p>
          ${curtain(app, `misconception-${i}`, () => html`<p><b>${ui.answer}:</b> ${m.answer}</p>`)}
        </article>`,
    )}
  </details>`;
}

/** What a lesson needs: the modes, the plan, the worksheet, what the model cannot say. */
export function teachers(app: App): TemplateResult {
  return html`${modes(app)}
    <div class="learn">
      ${guard([app.language, app.teacher, app.answers, app.revealed], () => lesson(app))}
    </div>
    <p class="note">${app.text.content.pain} ${app.text.ui.footer(app.engine.version)}</p>`;
}

function modes(app: App): TemplateResult {
  const { ui } = app.text;
  const turnTeacher = (e: Event) =>
    app.show({
      teacher: (e.target as HTMLInputElement).checked,
      answers: false,
      revealed: new Set(),
    });
  return html`<p class="row modes">
      <label class="toggle"
        ><input
          type="checkbox"
          id="teacher"
          .checked=${live(app.teacher)}
          @change=${turnTeacher}
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
      <button type="button" id="projector" @click=${() => app.see({ projector: true })}>
        ${ui.projector}
      </button>
    </p>
    <p class="note">${ui.projectorNote}</p>`;
}

function lesson(app: App): TemplateResult {
  const { ui, content: c } = app.text;
  return html`<details class="analogy">
      <summary><h3>${c.analogy.title}</h3></summary>
      <p>${c.analogy.intro}</p>
      ${curtain(
        app,
        "analogy",
        () =>
          html`<dl>
            ${c.analogy.items.map(
              (x) =>
                html`<div>
                  <dt>${x.title}</dt>
                  <dd>${x.text}</dd>
                </div>`,
            )}
          </dl>`,
      )}
    </details>
    <details class="goals">
      <summary><h3>${ui.goals}</h3></summary>
      <ul>
        ${c.goals.map((g) => html`<li>${g}</li>`)}
      </ul>
    </details>
    <details class="plan">
      <summary><h3>${ui.lessonPlan}</h3></summary>
      <p class="row">
        <button type="button" @click=${() => printOnly("plan")}>${ui.printPlan}</button>
      </p>
      <h4>${c.lessonPlan.title}</h4>
      <p>
        <b>${ui.audience}:</b> ${c.lessonPlan.audience} <b>${ui.time}:</b> ${c.lessonPlan.time}.
      </p>
      <p><b>${ui.material}:</b> ${c.lessonPlan.material.join("; ")}.</p>
      <table>
        <tbody>
          ${c.lessonPlan.steps.map(
            (s) =>
              html`<tr>
                <th scope="row">${ui.minutes(s.minutes)}</th>
                <td><b>${s.title}.</b> ${s.text}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <ul>
        ${c.lessonPlan.notes.map((n) => html`<li>${n}</li>`)}
      </ul>
    </details>
    <details class="worksheet">
      <summary><h3>${ui.worksheet}</h3></summary>
      <p class="row">
        <button type="button" @click=${() => printOnly("worksheet")}>${ui.printWorksheet}</button>
      </p>
      <h4>${c.worksheet.title}</h4>
      <p class="fill">${ui.name}: <span></span> ${ui.date}: <span></span></p>
      <ol>
        ${c.worksheet.tasks.map(
          (t) =>
            html`<li>
              ${t.task}
              <div class="lines">${Array.from({ length: t.lines }, () => html`<i></i>`)}</div>
            </li>`,
        )}
      </ol>
      ${
        app.answers
          ? html`<h4>${ui.answersTitle}</h4>
              <ol class="answers">
                ${c.worksheet.answers.map(
                  (a) =>
                    html`<li>
                      ${a.text}${a.check ? html`<code>guywire ${a.check}</code>` : nothing}
                    </li>`,
                )}
              </ol>`
          : nothing
      }
    </details>
    <details class="limits">
      <summary><h3>${ui.limits}</h3></summary>
      <ul>
        ${c.limits.map((l) => html`<li>${l}</li>`)}
      </ul>
    </details>
    <details class="sources">
      <summary><h3>${ui.sources}</h3></summary>
      <ul>
        ${c.sources.map((s) => html`<li>${s}</li>`)}
      </ul>
    </details>`;
}

/** Prints one part of the page and nothing else. */
function printOnly(part: "worksheet" | "plan"): void {
  document.documentElement.dataset["print"] = part;
  addEventListener("afterprint", () => delete document.documentElement.dataset["print"], {
    once: true,
  });
  print();
}

function prediction(app: App, i: number): TemplateResult {
  const { ui, content } = app.text;
  const p = content.predict[i]!;
  const id = `predict-${i}`;
  const chosen = app.choices[id];
  const observed = app.revealed.has(id);
  const observe = () => {
    // where it begins stays in sight as the ghost
    app.set(ofSettings(p.before ?? {}));
    const before = { frames: { body: app.rest.body.frame, bridge: app.rest.bridge.frame } };
    app.set(ofSettings(p.setting));
    for (let k = 0; k < (p.push ?? 0); ++k) moveAnchor(app, "front", 1);
    app.show({
      observed: i,
      before,
      picked: undefined,
      revealed: new Set([...app.revealed, ...(app.teacher && !app.answers ? [] : [id])]),
    });
    document
      .getElementById("stage")
      ?.scrollIntoView({ behavior: app.reducedMotion ? "auto" : "smooth", block: "start" });
    document.getElementById("observed")?.focus({ preventScroll: true });
  };
  return html`<li class="prediction">
    <fieldset>
      <legend>${p.question}</legend>
      ${p.options.map(
        (o, k) =>
          html`<label
            ><input
              type="radio"
              name=${id}
              .checked=${live(chosen === k)}
              @change=${() => app.show({ choices: { ...app.choices, [id]: k } })}
            />${o}</label
          >`,
      )}
      <button
        type="button"
        data-question=${id}
        ?disabled=${chosen === undefined && !app.teacher}
        @click=${observe}
      >
        ${ui.observe}
      </button>
    </fieldset>
    <div aria-live="polite">
      ${
        observed && !app.hides(id)
          ? html`<p class="answer">
              ${
                chosen === undefined
                  ? nothing
                  : html`<b>${chosen === p.answerIndex ? ui.right : ui.wrong}</b>`
              }
              ${p.answer}
            </p>`
          : nothing
      }
    </div>
    ${
      app.teacher && !observed
        ? curtain(app, id, () => html`<p class="answer">${p.answer}</p>`)
        : nothing
    }
  </li>`;
}
