// Who is winning, who turns what, what a stretch would do, what the joints carry.
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { finding } from "../answers";
import { type App } from "../app";
import type { GroupName } from "../link";
import { isEquilibrium, type Explanation } from "../engine";
import { capital, hyphenated } from "../strings/format";
import { nameOf } from "./controls";

export function curtain(
  app: App,
  what: string,
  inside: () => TemplateResult | TemplateResult[],
): TemplateResult | TemplateResult[] {
  if (!app.hides(what)) return inside();
  const { ui } = app.text;
  return html`<div class="curtain">
    <p>${ui.hidden}</p>
    <button type="button" @click=${() => app.show({ revealed: new Set([...app.revealed, what]) })}>
      ${ui.reveal}
    </button>
  </div>`;
}

export function explanation(app: App): TemplateResult {
  const { ui } = app.text;
  const x = app.explanation;
  const rests = isEquilibrium(app.rest.body.status);
  const stands = app.state.legs === "standing";
  return html`<section
    class="explanation"
    aria-labelledby="explanation-title"
    aria-busy=${app.stale}
  >
    <h2 id="explanation-title">${ui.explanation}</h2>
    ${curtain(
      app,
      "says",
      () =>
        html`<p class="says">
            <span class="finding">${finding(app)}</span>
            ${
              rests && stands && !app.stale
                ? x?.sentences?.holding.map((s) => html`<span class="aside">${s}</span>`)
                : nothing
            }
          </p>
          ${stands ? nothing : html`<p class="note">${ui.standingOnly}</p>`}
          ${
            rests && x?.winning
              ? html`<div class="${app.stale ? "stale" : ""} explained">
                  ${guard(
                    [x, app.stretches, app.picked, app.language, app.latin],
                    () =>
                      html`${ledger(app, x)} ${winning(app, x)} ${whatIf(app)} ${loads(app, x)}`,
                  )}
                </div>`
              : nothing
          }`,
    )}
  </section>`;
}

function ledger(app: App, x: Explanation): TemplateResult {
  const label = (name: string) => hyphenated(nameOf(app, name), app.language);
  const { ui } = app.text;
  const fm = ui.format;
  const rows = (x.ledger?.tilt ?? [])
    .map((r) => ({ ...r, sum: r.passive_Nm + r.active_Nm }))
    .filter((r) => Math.abs(r.sum) >= 0.05 || Math.abs(r.reference_Nm ?? 0) >= 0.05);
  const most = Math.max(
    1,
    ...rows.map((r) =>
      Math.max(Math.abs(r.passive_Nm) + Math.abs(r.active_Nm), Math.abs(r.reference_Nm ?? 0)),
    ),
  );
  const percent = (v: number) => (50 * v) / most;
  const bar = (from: number, to: number, cls: string) =>
    html`<i
      class="bar ${cls} ${to < from ? "back" : "fore"}"
      style="left:${(50 + percent(Math.min(from, to))).toFixed(2)}%;width:${percent(
        Math.abs(to - from),
      ).toFixed(2)}%"
    ></i>`;
  rows.sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  return html`<figure class="ledger">
    <figcaption><h3>${ui.ledger}</h3></figcaption>
    <table>
      <thead>
        <tr>
          <th scope="col">${ui.group}</th>
          <td class="bars" aria-hidden="true"><span>${ui.back}</span><span>${ui.forward}</span></td>
          <th scope="col" class="num">${ui.sum} N m</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (r) =>
            html`<tr
              data-group=${r.cable ? r.name : nothing}
              class=${app.picked === r.name ? "picked" : ""}
              @pointerenter=${() => r.cable && app.show({ picked: r.name as GroupName })}
              @pointerleave=${() => app.show({ picked: undefined })}
            >
              <th scope="row">${label(r.name)}</th>
              <td class="bars" aria-hidden="true">
                ${bar(0, r.passive_Nm, "passive")}${bar(r.passive_Nm, r.sum, "active")}${
                  r.reference_Nm === null
                    ? nothing
                    : html`<i
                        class="before"
                        style="left:${(50 + percent(r.reference_Nm)).toFixed(2)}%"
                      ></i>`
                }
              </td>
              <td class="num">${fm.signed(r.sum, 1)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">${ui.ledgerNote}</p>
  </figure>`;
}

function winning(app: App, x: Explanation): TemplateResult {
  const label = (name: string) => hyphenated(nameOf(app, name), app.language);
  const { ui } = app.text;
  const fm = ui.format;
  const w = x.winning!;
  const anyTurned = w.groups.some((g) => g.turned);
  const none = app.phrase("explain.no_equilibrium");
  const degrees = (v: number | null) => (v === null ? none : fm.signedDeg(v));
  return html`<figure class="winning">
    <figcaption><h3>${ui.winning}</h3></figcaption>
    <table>
      <thead>
        <tr>
          <th scope="col">${ui.group}</th>
          ${anyTurned ? html`<th scope="col" class="num">${ui.shareOf}</th>` : nothing}
          <th scope="col" class="num">${ui.removal}</th>
          <th scope="col" class="num">${ui.perPercent}</th>
        </tr>
      </thead>
      <tbody>
        ${w.groups.map(
          (g) =>
            html`<tr
              data-group=${g.group}
              class="${g.group === w.winner ? "winner" : ""} ${
                app.picked === g.group ? "picked" : ""
              }"
            >
              <th scope="row">${g.group === w.winner ? "★ " : ""}${label(g.group)}</th>
              ${
                anyTurned
                  ? html`<td class="num">${g.turned ? degrees(g.share_deg) : "·"}</td>`
                  : nothing
              }
              <td class="num">${degrees(g.removal_deg)}</td>
              <td class="num">
                ${
                  g.tilt_deg_per_percent_length === null
                    ? "–"
                    : fm.signedDeg(-g.tilt_deg_per_percent_length, 2)
                }
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">${x.sentences?.remarks} ${ui.winningNote}</p>
  </figure>`;
}

function whatIf(app: App): TemplateResult {
  const label = (name: string) => hyphenated(nameOf(app, name), app.language);
  const { ui } = app.text;
  const fm = ui.format;
  const most = Math.max(0.5, ...Object.values(app.stretches).map((s) => Math.abs(s.tilt_deg ?? 0)));
  return html`<figure class="whatif">
    <figcaption><h3>${ui.whatIf}</h3></figcaption>
    <table>
      <thead>
        <tr>
          <th scope="col">${ui.group}</th>
          <th scope="col" class="num">${ui.fibre}</th>
          <td class="bars" aria-hidden="true"><span>${ui.back}</span><span>${ui.forward}</span></td>
          <th scope="col" class="num">${ui.tips}</th>
        </tr>
      </thead>
      <tbody>
        ${app.groups.map((g) => {
          const s = app.stretches[g];
          const t = s?.tilt_deg ?? null;
          return html`<tr data-group=${g} class=${app.picked === g ? "picked" : ""}>
            <th scope="row">${label(g)}</th>
            <td class="num">
              ${
                s
                  ? s.fibre_percent === null
                    ? "–"
                    : fm.signed(s.fibre_percent, 0) + "\u202f%"
                  : ui.computing
              }
            </td>
            <td class="bars" aria-hidden="true">
              ${
                t === null
                  ? nothing
                  : html`<i
                      class="bar passive ${t < 0 ? "back" : "fore"}"
                      style="left:${(50 + (50 * Math.min(0, t)) / most).toFixed(2)}%;width:${(
                        (50 * Math.abs(t)) /
                        most
                      ).toFixed(2)}%"
                    ></i>`
              }
            </td>
            <td class="num">
              ${
                !s
                  ? ui.computing
                  : t === null
                    ? s.outcome === "knob_range"
                      ? ui.cannotRange
                      : app.phrase("explain.no_equilibrium")
                    : fm.signedDeg(t)
              }
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="note">${ui.whatIfNote}</p>
  </figure>`;
}

function loads(app: App, x: Explanation): TemplateResult {
  const { ui } = app.text;
  const fm = ui.format;
  const force = (l: { force_x_N: number; force_y_N: number }) =>
    Math.hypot(l.force_x_N, l.force_y_N);
  const rows = Object.entries(x.joint_loads).filter(
    ([body]) => body !== "thigh" && body !== "shank" && !/_[rl]$/.test(body),
  );
  const ratio = (body: string) => {
    const before = x.joint_loads_at_reference?.[body];
    return before ? fm.times(force(x.joint_loads[body]!) / force(before)) : "–";
  };
  return html`<figure class="loads">
    <figcaption><h3>${ui.loads}</h3></figcaption>
    <table>
      <thead>
        <tr>
          <th scope="col">${ui.joint}</th>
          <th scope="col" class="num">${ui.force} N</th>
          <th scope="col" class="num">${ui.compression} N</th>
          <th scope="col" class="num">${ui.shear} N</th>
          <th scope="col" class="num">${ui.ratio}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([body, j]) =>
            html`<tr>
              <th scope="row">${capital(app.body("body").hinge(body, app.language))}</th>
              <td class="num">${fm.n(force(j), 0)}</td>
              <td class="num">${j.compression_N === null ? "–" : fm.n(j.compression_N, 0)}</td>
              <td class="num">${j.shear_N === null ? "–" : fm.signed(j.shear_N, 0)}</td>
              <td class="num">${ratio(body)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">${x.sentences?.discs} ${ui.loadsNote}</p>
  </figure>`;
}
