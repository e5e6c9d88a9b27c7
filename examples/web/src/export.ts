// What leaves the page, by the reader's own hand: pictures, tables, the setting; and what comes
// back.
import { announcement, headline } from "./answers";
import type { App, Which } from "./app";
import { toFile } from "./state";

type Kind = "png" | "svg" | "csv" | "json";

function save(name: string, type: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

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

/**
 * Both views side by side, with the sentence below; every style written out, so that it stands
 * alone.
 */
function picture(app: App): { text: string; width: number; height: number } {
  const { ui } = app.text;
  const styles = getComputedStyle(document.body);
  const parts = (["bridge", "body"] as Which[]).map((w) => {
    const original = document.querySelector<SVGSVGElement>(`[data-canvas=${w}] svg`)!;
    const copy = original.cloneNode(true) as SVGSVGElement;
    const from = [original, ...original.querySelectorAll("*")];
    const to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((element, i) => {
      const style = getComputedStyle(element);
      for (const property of copied)
        to[i]!.setAttribute(property, style.getPropertyValue(property));
      to[i]!.removeAttribute("class");
    });
    copy.querySelectorAll("[display=none]").forEach((e) => e.remove());
    const box = original.viewBox.baseVal;
    return {
      inner: copy.innerHTML.replace(/<!--.*?-->/gs, ""),
      width: box.width,
      height: box.height,
      title: ui[w],
    };
  });
  const gap = 24;
  const width = parts[0]!.width + parts[1]!.width + 3 * gap;
  const top = 64;
  const left = (i: number) => gap + (i ? parts[0]!.width + gap : 0);
  const height = Math.max(...parts.map((p) => p.height)) + top + 72;
  const escape = (s: string) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const colour = styles.getPropertyValue("--ink");
  const lines: string[] = [""];
  for (const word of headline(app).split(" ")) {
    if ((lines[lines.length - 1] + word).length * 7.6 > width - 2 * gap) lines.push("");
    lines[lines.length - 1] += word + " ";
  }
  const texts = lines
    .slice(0, 3)
    .map(
      (l, i) =>
        `<text x="${gap}" y="${height - 46 + 18 * i}" font-size="15">${escape(l.trim())}</text>`,
    )
    .join("");
  const head =
    `<text x="${gap}" y="30" font-size="19" font-weight="bold">${escape(ui.title)}</text>` +
    parts
      .map((p, i) => `<text x="${left(i)}" y="${top - 8}" font-size="15">${escape(p.title)}</text>`)
      .join("");
  const bodies = parts
    .map(
      (p, i) =>
        `<svg x="${left(i)}" y="${top}" width="${p.width}" height="${p.height}" ` +
        `viewBox="0 0 ${p.width} ${p.height}" overflow="hidden">${p.inner}</svg>`,
    )
    .join("");
  const paper = styles.getPropertyValue("--paper");
  return {
    text:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" fill="${colour}">` +
      `<title>${escape(ui.title)}</title><desc>${escape(announcement(app))}</desc>` +
      `<rect width="${width}" height="${height}" fill="${paper}" stroke="none"/>` +
      `${head}${bodies}${texts}</svg>`,
    width,
    height,
  };
}

export const exporters: readonly { id: Kind; run: (app: App) => void | Promise<void> }[] = [
  {
    id: "png",
    async run(app) {
      const p = picture(app);
      const image = new Image();
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(p.text);
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = 2 * p.width;
      canvas.height = 2 * p.height;
      canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
      if (blob) save("guywire.png", "image/png", blob);
    },
  },
  { id: "svg", run: (app) => save("guywire.svg", "image/svg+xml", picture(app).text) },
  { id: "csv", run: (app) => save("guywire.csv", "text/csv", app.body("body").answerCsv()) },
  {
    id: "json",
    run: (app) =>
      save(
        "guywire.json",
        "application/json",
        toFile(app.state, {
          body: JSON.parse(app.body("body").answerJson()),
          bridge: JSON.parse(app.body("bridge").answerJson()),
        }),
      ),
  },
];

export async function openFile(app: App, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  app.openFile(await file.text());
  input.value = ""; // so that the same file can be opened again
}
