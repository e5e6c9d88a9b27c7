// The tabs below the stage: one is a stop of the keyboard, arrows lead to the others, as WAI-ARIA
// describes tabs.
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Tab, tabs } from "../view";
import { enterStep, stepOf } from "./story";

const idOf = (tab: Tab) => `tab-${tab}`;

/** Story begins with its step; the others leave the setting as it is. */
function choose(app: App, tab: Tab): void {
  if (tab === "story" && app.view.tab !== "story") enterStep(app, stepOf(app));
  else app.see({ tab });
}

export function tabList(app: App): TemplateResult {
  const { ui } = app.text;
  const moved = (e: KeyboardEvent) => {
    const at = tabs.indexOf(app.view.tab);
    const to: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = to[e.key];
    if (next === undefined) return;
    e.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length]!;
    choose(app, tab);
    document.getElementById(idOf(tab))?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${ui.tabsLabel} @keydown=${moved}>
    ${tabs.map((tab) => {
      const isSelected = app.view.tab === tab;
      return html`<button
        type="button"
        role="tab"
        id=${idOf(tab)}
        aria-controls="panel-${tab}"
        aria-selected=${isSelected}
        tabindex=${isSelected ? 0 : -1}
        @click=${() => choose(app, tab)}
      >
        ${ui.tabNames[tab]}
      </button>`;
    })}
  </div>`;
}

export function tabPanel(app: App, tab: Tab, inside: TemplateResult): TemplateResult {
  return html`<section
    class="panel tab-panel"
    role="tabpanel"
    id="panel-${tab}"
    aria-labelledby=${idOf(tab)}
    tabindex="0"
    ?hidden=${app.view.tab !== tab}
  >
    ${inside}
  </section>`;
}
