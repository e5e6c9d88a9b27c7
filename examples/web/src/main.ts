// Starts the page: unpacks the solver, reads the address, draws.
import { render } from "lit-html";
import { App } from "./app";
import { Engine, GuywireError } from "./engine";
import { keepingFocus } from "./focus";
import { bindGestures } from "./gestures";
import { firstStage, measure } from "./layout";
import { page } from "./page";
import { arriveAtStep } from "./panels/story";
import { bindProjector } from "./projector";
import { languages, preferredLanguage } from "./strings/index";

const root = document.getElementById("app")!;
const language = preferredLanguage();
const isEmbedded = new URLSearchParams(location.search).has("embed");
const room = firstStage();

/** Tells the page around how high this one is. */
function tellHeight(): void {
  const height = Math.ceil(root.getBoundingClientRect().height);
  // to whomever it concerns: a height is no secret
  parent.postMessage({ type: "guywire.height", height }, "*");
}

async function start(): Promise<void> {
  const draw = () => {
    document.documentElement.lang = app.language;
    document.title = `${app.text.ui.title} · guywire`;
    keepingFocus(() => render(page(app, room), root));
  };
  const engine = await Engine.start(document.getElementById("solver")!.textContent!);
  document.getElementById("solver")!.remove();
  document.getElementById("start-message")!.remove();
  const app = new App(engine, draw, language);
  app.view = { ...app.view, embed: isEmbedded };
  draw();
  app.later();
  const openAddress = () => {
    app.openAddress();
    arriveAtStep(app);
  };
  if (location.hash.length > 1) openAddress();
  const remeasure = () => {
    if (measure(room)) draw();
  };
  const observer = new ResizeObserver(remeasure);
  for (const e of [document.body, ...document.querySelectorAll("[data-canvas], [data-views]")])
    observer.observe(e);
  if (isEmbedded && parent !== window)
    new ResizeObserver(tellHeight).observe(root, { box: "border-box" });
  remeasure();
  addEventListener("pointerdown", (e) => {
    const menu = document.querySelector<HTMLDetailsElement>(".menu[open]");
    const target = e.target as Element;
    // a dialog that the menu opened gives the focus back to it
    if (menu && !menu.contains(target) && !target.closest("dialog")) menu.open = false;
  });
  addEventListener("hashchange", openAddress);
  addEventListener("pagehide", () => app.writeAddress());
  bindGestures(app);
  bindProjector(app);
  document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  Object.assign(window, { guywire: app }); // for the curious, and the tests
}

start().catch((e: unknown) => {
  const ui = languages[language].ui;
  const message = document.getElementById("start-message") ?? root;
  message.textContent =
    e instanceof Error && e.cause === "wasm"
      ? ui.noWasm
      : ui.startFailed(e instanceof GuywireError || e instanceof Error ? e.message : String(e));
  document.documentElement.dataset["failed"] = "true";
});
