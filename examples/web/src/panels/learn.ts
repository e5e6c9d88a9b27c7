// What a class does with the page: predictions, misconceptions, where the picture ends, lesson
// plan, worksheet.
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { live } from "lit-html/directives/live.js";
import type { App } from "../app";
import { commands, ofSettings } from "../state";
import { curtain } from "./explain";
import { moveAnchor, pushCard } from "./push";

export function learn(app: App): TemplateResult {
  const { ui, content: c } = app.text;
  return html`<section class="panel learn" aria-labelledby="learn-title">
    <h2 id="learn-title">${ui.learn}</h2>
    ${pushCard(app)}
    ${guard(
      [app.language, app.teacher, app.answers, app.revealed, app.choices],
      () =>
        html`<details open class="predict">
            <summary><h3>${ui.predict}</h3></summary>
            <p class="note">${ui.predictIntro}</p>
            <ol>
              ${c.predict.map((_, i) => prediction(app, i))}
            </ol>
          </details>
          <details class="misconceptions">
            <summary><h3>${ui.misconceptions}</h3></summary>
            ${c.misconceptions.map(
              (m, i) =>
                html`<article>
                  <h4><q>${m.claim}</q></h4>
                  <p><b>${ui.try}:</b> ${m.try}</p>
                  <p><b>${ui.look}:</b> ${m.look}</p>
                  ${curtain(
                    app,
                    `misconception-${i}`,
                    () => html`<p><b>${ui.answer}:</b> ${m.answer}</p>`,
                  )}
                </article>`,
            )}
          </details>
          <details class="analogy">
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
              <b>${ui.audience}:</b> ${c.lessonPlan.audience}
              <b>${ui.time}:</b> ${c.lessonPlan.time}.
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
              <button type="button" @click=${() => printOnly("worksheet")}>
                ${ui.printWorksheet}
              </button>
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
          </details> `,
    )}
    <details class="setting">
      <summary><h3>${ui.setting}</h3></summary>
      ${setting(app)}
    </details>
  </section>`;
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
    app.set(ofSettings(p.setting));
    if (p.push) moveAnchor(app, "front", 1);
    app.show({
      observed: i,
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
