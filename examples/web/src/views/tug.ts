// Tug of war: who pulls forward, who pulls back. At rest both sides are equally long.
import { html, type TemplateResult } from "lit-html";
import type { GroupName } from "../link";

/** One pull on the tilt body [N m, + forward]. */
export interface Pull {
  name: string;
  momentNm: number;
  group: GroupName | undefined;
  badge: number | undefined;
  kind: "cable" | "other" | "hand";
}

export interface TugScene {
  pulls: readonly Pull[];
  /** What half of the bar stands for [N m]. */
  fullNm: number;
  picked: GroupName | undefined;
  label: string;
}

// [% of half a bar] chosen: a letter of 12 px type needs 6.5 of some 170 px
const roomForLetter = 4;

const strongestFirst = (a: Pull, b: Pull) => Math.abs(b.momentNm) - Math.abs(a.momentNm);
const sum = (pulls: readonly Pull[]) => pulls.reduce((s, p) => s + Math.abs(p.momentNm), 0);

export function tugOfWar(s: TugScene): TemplateResult {
  const forward = s.pulls.filter((p) => p.momentNm > 0).sort(strongestFirst);
  const back = s.pulls.filter((p) => p.momentNm < 0).sort(strongestFirst);
  const full = Math.max(s.fullNm, sum(forward), sum(back));
  const part = (p: Pull) => {
    const percent = (100 * Math.abs(p.momentNm)) / full;
    const faded = s.picked !== undefined && s.picked !== p.group ? "faded" : "";
    const text = percent > roomForLetter * p.name.length ? p.name : "";
    return html`<i
      class="pull ${p.kind} ${faded}"
      style="width:${percent.toFixed(2)}%"
      title=${p.name}
      data-group=${p.group ?? ""}
      data-moment=${p.momentNm}
      >${p.badge === undefined ? text : html`<b class="badge">${p.badge}</b>`}</i
    >`;
  };
  return html`<div class="tug" role="img" aria-label=${s.label}>
    <span class="way">←</span>
    <span class="lane rear">${back.map(part)}</span>
    <span class="lane fore">${forward.map(part)}</span>
    <span class="way">→</span>
  </div>`;
}
