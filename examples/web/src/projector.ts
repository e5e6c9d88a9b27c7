// Keys of the projector: ← and → go through the story, space reveals, F fills the screen, Escape
// ends it.
import type { App } from "./app";
import { enterStep, revealStep, stepOf } from "./panels/story";

const isField = (e: Event) =>
  e.target instanceof Element && e.target.matches("input, select, textarea");
const isButton = (e: Event) =>
  e.target instanceof Element && e.target.matches("button, summary, a");

function fillScreen(): void {
  // where a browser refuses, the page stays as it is
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

export function bindProjector(app: App): void {
  const keys: Record<string, () => void> = {
    ArrowRight: () => enterStep(app, app.view.tab === "story" ? stepOf(app) + 1 : 1),
    ArrowLeft: () => enterStep(app, app.view.tab === "story" ? stepOf(app) - 1 : 1),
    " ": () => revealStep(app),
    f: fillScreen,
    Escape: () => app.see({ projector: false }),
  };
  addEventListener("keydown", (e) => {
    if (!app.view.projector || e.ctrlKey || e.metaKey || e.altKey) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
    // a slider keeps its arrows, a button its space bar
    if (!act || (isField(e) && key !== "Escape") || (isButton(e) && key === " ")) return;
    e.preventDefault();
    act();
  });
}
