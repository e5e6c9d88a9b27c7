// Starts the page: unpacks the solver, reads the address, draws.
import { render } from "lit-html";
import { App } from "./app";
import { Engine, GuywireError } from "./engine";
import { keepingFocus } from "./focus";
import { bindGestures } from "./gestures";
import { page } from "./page";
import type { Room } from "./views/draw";
import { languages, preferredLanguage } from "./strings/index";

const root = document.getElementById("app")!;
const language = preferredLanguage();
const isEmbedded = new URLSearchParams(location.search).has("embed");
const room: Room = { bridge: 560, body: 560, height: 560, energy: 560 };

function measure(): boolean {
  let changed = false;
  for (const which of ["bridge", "body"] as const) {
    const canvas = document.querySelector<HTMLElement>(`[data-canvas=${which}]`);
    const width = Math.floor(canvas?.clientWidth ?? 0);
    if (width > 0 && width !== room[which]) {
      room[which] = width;
      changed = true;
    }
  }
  const energy = Math.floor(document.querySelector<HTMLElement>("[data-energy]")?.clientWidth ?? 0);
  if (energy > 0 && energy !== room.energy) {
    room.energy = energy;
    changed = true;
  }
  const height = isEmbedded ? heightInFrame() : heightOnScreen();
  if (height !== room.height) {
    room.height = height;
    changed = true;
  }
  return changed;
}

/**
 * Pictures and sliders are to be seen together: on a small screen the pictures stay in its upper
 * part, else they take what header and sentence leave.
 */
function heightOnScreen(): number {
  return Math.round(
    innerWidth < 820
      ? Math.max(120, Math.min(260, innerHeight * 0.34))
      : Math.max(280, Math.min(760, innerHeight - 262, 0.93 * room.body)),
  );
}
/** A frame takes the height of the page, so the page must not ask for that of the frame. */
function heightInFrame(): number {
  return Math.round(Math.max(200, Math.min(760, 0.93 * room.body)));
}

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
  if (location.hash.length > 1) app.openAddress();
  new ResizeObserver(() => {
    if (measure()) draw();
  }).observe(document.body);
  if (isEmbedded && parent !== window)
    new ResizeObserver(tellHeight).observe(root, { box: "border-box" });
  if (measure()) draw();
  addEventListener("pointerdown", (e) => {
    const menu = document.querySelector<HTMLDetailsElement>(".menu[open]");
    if (menu && !menu.contains(e.target as Node)) menu.open = false;
  });
  addEventListener("hashchange", () => app.openAddress());
  addEventListener("pagehide", () => app.writeAddress());
  bindGestures(app);
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
