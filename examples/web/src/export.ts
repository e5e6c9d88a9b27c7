// What leaves the page, by the reader's own hand: pictures, tables, the setting; and what comes
// back.
import { html, render, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { announcement, headline, verdict } from "./answers";
import type { App, Which } from "./app";
import { firstStage } from "./layout";
import { legend } from "./panels/numbers";
import { picture } from "./panels/stage";
import { presets } from "./presets";
import { capital } from "./strings/format";
import { ofPreset, toFile, toFragment } from "./state";

type Kind = "png" | "svg" | "csv" | "json";

function save(name: string, type: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// --- what was set, in words ----------------------------------------------------------------------

/** The preset's name, or that it is an own setting; and the legs where they do not stand. */
function nameOfSetting(app: App): string {
  const { ui, content } = app.text;
  const preset = presets.find(
    (p) => toFragment({ ...ofPreset(p), legs: app.state.legs }) === toFragment(app.state),
  );
  const name = preset
    ? content.presets[preset.id as keyof typeof content.presets].name
    : capital(ui.presetOwn);
  return app.state.legs === "standing" ? name : `${name}, ${ui.legNames[app.state.legs]}`;
}
export const settingInWords = (app: App): string =>
  app.text.ui.pictureSetting(nameOfSetting(app), app.text.ui.settings(app));

/** "guywire_short_hip_flexors": the setting's name in letters that every system takes. */
function fileName(app: App): string {
  const umlauts = "äöü";
  const plain = nameOfSetting(app)
    .toLowerCase()
    .replace(/\(.*?\)/g, "")
    .replaceAll("ß", "ss")
    .replace(/[äöü]/g, (c) => `${"aou"[umlauts.indexOf(c)]}e`)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return `guywire_${plain}`;
}

/** On paper, below the sentences: what was set, what made it, and what the colors mean. */
export const printed = (app: App): TemplateResult =>
  html`<div class="print-only" data-printed>
    <p>${settingInWords(app)} ${app.text.ui.pictureSource(app.engine.version)}</p>
    ${guard(
      [app.language, app.showGhost, app.pinned],
      () => html`${legend(app, "bridge")} ${legend(app, "body")}`,
    )}
  </div>`;

// --- pictures ------------------------------------------------------------------------------------

const copied = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "paint-order",
  "display",
  "visibility",
];

interface View {
  which: Which;
  title: string;
  inner: string;
  width: number;
  height: number;
}
const gap = 24;
const top = 64;
const escape = (s: string) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A picture of the page; every style written out, so that it stands alone. */
function standalone(original: SVGSVGElement): SVGSVGElement {
  const copy = original.cloneNode(true) as SVGSVGElement;
  const from = [original, ...original.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const property of copied) to[i]!.setAttribute(property, style.getPropertyValue(property));
    to[i]!.removeAttribute("class");
  });
  copy.querySelectorAll("[display=none]").forEach((e) => e.remove());
  return copy;
}
const inner = (picture: SVGSVGElement) =>
  picture.innerHTML.replace(/<!--.*?-->/gs, "").replaceAll("&nbsp;", "\u00a0"); // HTML's own name

/** Draws a template where it is styled as on the page, and nobody sees it. */
function drawnApart<T>(what: TemplateResult, read: (host: HTMLElement) => T): T {
  const host = document.createElement("div");
  host.className = "sr";
  host.setAttribute("aria-hidden", "true");
  host.style.setProperty("--panel", "var(--paper)"); // what it will lie on
  document.body.append(host);
  render(what, host);
  const out = read(host);
  host.remove();
  return out;
}

// chosen: room for every label, and a slide's shape; the same on every screen
const room = { ...firstStage(), bridge: 620, body: 620, height: 600 };

/** A view as it is on the screen, in a size that does not depend on the screen. */
function copyOf(app: App, which: Which): View {
  return drawnApart(picture(app, which, room), (host) => {
    const original = host.querySelector<SVGSVGElement>("svg")!;
    const { width, height } = original.viewBox.baseVal;
    return {
      which,
      title: app.text.ui[which],
      inner: inner(standalone(original)),
      width,
      height,
    };
  });
}

// chosen: who opens the picture elsewhere may have a wider font
const spare = 0.94;

/** Words of a text in lines of at most `width` px, as this browser writes them. */
function wrapped(text: string, size: number, width: number): string[] {
  const pen = document.createElement("canvas").getContext("2d")!;
  pen.font = `${size}px system-ui, sans-serif`;
  const room = spare * width;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** Collects what stands below the views, line after line. */
class Foot {
  text = "";
  constructor(
    private y: number,
    private readonly width: number,
  ) {}
  get bottom(): number {
    return this.y;
  }
  words(text: string, size: number, fill: string): void {
    for (const line of wrapped(text, size, this.width)) {
      this.y += Math.round(1.35 * size);
      this.text +=
        `<text x="${gap}" y="${this.y}" font-size="${size}" fill="${fill}">` +
        `${escape(line)}</text>`;
    }
    this.y += 4;
  }
  /** A line of keys: little pictures, and what they mean. */
  keys(title: string, keys: readonly Key[], fill: string): void {
    const size = 13;
    const pen = document.createElement("canvas").getContext("2d")!;
    pen.font = `${size}px system-ui, sans-serif`;
    const long = (text: string) => pen.measureText(text).width / spare;
    const word = (x: number, text: string) =>
      `<text x="${x.toFixed(1)}" y="${this.y}" font-size="${size}" fill="${fill}">` +
      `${escape(text)}</text>`;
    this.y += 20;
    let x = gap + long(title) + 14;
    this.text += word(gap, title);
    for (const key of keys) {
      const lines = wrapped(key.text, size, this.width - key.width - 6);
      const wide = key.width + 6 + Math.max(...lines.map(long)) + 16;
      if (x + wide > gap + this.width + 16) {
        x = gap;
        this.y += 20;
      }
      this.text +=
        `<g transform="translate(${x.toFixed(1)} ${this.y - 4 - key.height / 2})">` +
        `${key.inner}</g>`;
      lines.forEach((line, i) => {
        if (i) this.y += 18;
        this.text += word(x + key.width + 6, line);
      });
      x += wide;
    }
    this.y += 4;
  }
}
interface Key {
  inner: string;
  width: number;
  height: number;
  text: string;
}

/** What the inks and signs of a view mean, as its legend on the page has them. */
function keysOf(app: App, which: Which): Key[] {
  return drawnApart(legend(app, which), (host) => [...host.querySelectorAll(".key")].map(keyOf));
}

/** A key may have several signs, one beside the other. */
function keyOf(key: Element): Key {
  const signs = [...key.querySelectorAll("svg")];
  const widths = signs.map((sign) => Number(sign.getAttribute("width")));
  const until = (i: number) => widths.slice(0, i).reduce((sum, w) => sum + w, 0);
  return {
    inner: signs
      .map((sign, i) => `<g transform="translate(${until(i)} 0)">${inner(standalone(sign))}</g>`)
      .join(""),
    width: until(signs.length),
    height: Number(signs[0]!.getAttribute("height")),
    text: key.textContent.trim(),
  };
}

/** In teacher mode a picture gives nothing away either. */
const isHidden = (app: App) => app.hides("says");

function sentences(app: App): string[] {
  if (isHidden(app)) return [];
  return [`${app.text.ui.bridge}: ${verdict(app, "bridge").text}`, headline(app)];
}

/**
 * Both views side by side; below them the sentences, what was set, what the colours mean, and what
 * made it.
 */
function poster(app: App): { text: string; width: number; height: number } {
  const { ui } = app.text;
  const styles = getComputedStyle(document.body);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const views = (["bridge", "body"] as Which[]).map((which) => copyOf(app, which));
  const width = views[0]!.width + views[1]!.width + 3 * gap;
  const left = (i: number) => gap + (i ? views[0]!.width + gap : 0);
  const foot = new Foot(top + Math.max(...views.map((v) => v.height)) + 8, width - 2 * gap);
  for (const sentence of sentences(app)) foot.words(sentence, 15, colour("--ink"));
  foot.words(settingInWords(app), 13, colour("--soft"));
  for (const v of views)
    foot.keys(`${v.title} · ${ui.legends[v.which]}:`, keysOf(app, v.which), colour("--soft"));
  foot.words(ui.pictureSource(app.engine.version), 12, colour("--soft"));
  const height = foot.bottom + 12;
  const head =
    `<text x="${gap}" y="30" font-size="19" font-weight="bold">${escape(ui.title)}</text>` +
    views
      .map((v, i) => `<text x="${left(i)}" y="${top - 8}" font-size="15">${escape(v.title)}</text>`)
      .join("");
  const bodies = views
    .map(
      (v, i) =>
        `<svg x="${left(i)}" y="${top}" width="${v.width}" height="${v.height}" ` +
        `viewBox="0 0 ${v.width} ${v.height}" overflow="hidden">${v.inner}</svg>`,
    )
    .join("");
  return {
    text:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" ` +
      `fill="${colour("--ink")}">` +
      `<title>${escape(ui.title)}</title>` +
      `<desc>${escape(`${isHidden(app) ? "" : announcement(app)} #${app.fragment(true)}`)}</desc>` +
      `<rect width="${width}" height="${height}" fill="${colour("--paper")}" stroke="none"/>` +
      `${head}${bodies}${foot.text}</svg>`,
    width,
    height,
  };
}

// --- files ---------------------------------------------------------------------------------------

/** The menu has done its work. */
function closeMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return;
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}

const saveAs = (app: App, kind: Kind, type: string, content: BlobPart) =>
  save(`${fileName(app)}.${kind}`, type, content);

async function png(app: App): Promise<void> {
  const p = poster(app);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(p.text);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * p.width;
  canvas.height = 2 * p.height;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) saveAs(app, "png", "image/png", blob);
}

function settingFile(app: App): string {
  return toFile(app.state, {
    body: JSON.parse(app.body("body").answerJson()),
    bridge: JSON.parse(app.body("bridge").answerJson()),
  });
}

const run: Record<Kind, (app: App) => void | Promise<void>> = {
  png,
  svg: (app) => saveAs(app, "svg", "image/svg+xml", poster(app).text),
  csv: (app) => saveAs(app, "csv", "text/csv", app.body("body").answerCsv()),
  json: (app) => saveAs(app, "json", "application/json", settingFile(app)),
};
export const exporters = (["png", "svg", "csv", "json"] as const).map((id) => ({
  id,
  run: async (app: App): Promise<void> => {
    await run[id](app);
    closeMenu();
  },
}));
/** Prints, with the menu closed. */
export function printPage(): void {
  closeMenu();
  print();
}

export async function openFile(app: App, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  app.openFile(await file.text());
  input.value = ""; // so that the same file can be opened again
}
