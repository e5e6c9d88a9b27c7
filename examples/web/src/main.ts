// Starts the page: unpacks the solver, reads the address, draws.
import { render } from "lit-html";
import { App } from "./app";
import { Engine, GuywireError } from "./engine";
import { page, type Widths } from "./page";
import { languages, preferredLanguage } from "./strings/index";

const root = document.getElementById("app")!;
const language = preferredLanguage();
const widths: Widths = { bridge: 560, body: 560 };

function measure(): boolean {
  let changed = false;
  for (const which of ["bridge", "body"] as const) {
    const canvas = document.querySelector<HTMLElement>(`[data-canvas=${which}]`);
    const width = Math.floor(canvas?.clientWidth ?? 0);
    if (width > 0 && width !== widths[which]) {
      widths[which] = width;
      changed = true;
    }
  }
  return changed;
}

async function start(): Promise<void> {
  let app: App;
  const draw = () => {
    document.documentElement.lang = app.language;
    document.title = `${app.text.ui.title} · guywire`;
    render(page(app, widths), root);
  };
  const engine = await Engine.start(document.getElementById("solver")!.textContent!);
  document.getElementById("solver")!.remove();
  document.getElementById("start-message")!.remove();
  app = new App(engine, draw, language);
  draw();
  if (location.hash.length > 1) app.openFragment(location.hash);
  else app.later();
  new ResizeObserver(() => {
    if (measure()) draw();
  }).observe(document.body);
  if (measure()) draw();
  addEventListener("hashchange", () => app.openFragment(location.hash));
  document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  Object.assign(window, { guywire: app }); // for the curious, and the tests
}

start().catch((e: unknown) => {
  const ui = languages[language].ui;
  const message = document.getElementById("start-message") ?? root;
  message.textContent = e instanceof Error && e.cause === "wasm" ? ui.noWasm : ui.startFailed(e instanceof GuywireError || e instanceof Error ? e.message : String(e));
  document.documentElement.dataset["failed"] = "true";
});
