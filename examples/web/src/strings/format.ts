// Numbers as a language writes them; one minus sign, a narrow no-break space before units.
export interface Format {
  n: (v: number, digits?: number) => string;
  signed: (v: number, digits?: number) => string;
  deg: (v: number, digits?: number) => string;
  signedDeg: (v: number, digits?: number) => string;
  newtons: (v: number) => string;
  percent: (v: number, digits?: number) => string;
  times: (v: number) => string;
}
const gap = "\u202f";

/** A name at the beginning of a line. */
export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

// German words that are longer than a phone's column is wide: browsers without a dictionary need
// the places where they may break.
const breaks = [
  "ischio|krurale",
  "Rücken|strecker",
  "Bauch|muskeln",
  "Gesäß|muskeln",
  "Hüft|beuger",
  "Musku|latur",
  "Hüft|außen|rotatoren",
  "Außen|rotatoren",
  "Ad|duktoren",
  "Quadratus lum|borum",
  "Becken|inzidenz",
  "Kreuzbein|neigung",
  "Becken|version",
  "Lenden|lordose",
  "Steifig|keit",
].map((word) => [new RegExp(word.replaceAll("|", ""), "giu"), word] as const);

/** With soft hyphens where a language's long words may break. */
export function hyphenated(text: string, language: string): string {
  if (language !== "de") return text;
  let out = text;
  for (const [pattern, word] of breaks)
    out = out.replace(pattern, (found) => {
      let at = 0;
      return word
        .split("|")
        .map((part) => found.slice(at, (at += part.length)))
        .join("\u00ad");
    });
  return out;
}

/** A sentence of the solver as the page writes numbers: their minus sign, and the narrow space. */
export const typeset = (sentence: string): string =>
  sentence.replace(/(?<![\w.,-])-(?=\d)/g, "−").replace(/(?<=\d) (?=(N|%|mm|kN)(?!\p{L}))/gu, gap);

export function formatter(locale: string): Format {
  const writers = [0, 1, 2, 3].map(
    (d) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: d,
        maximumFractionDigits: d,
        useGrouping: false,
      }),
  ); // slow to make
  const n = (v: number, digits = 1) => {
    const zero = Math.abs(v) < 0.5 * 10 ** -digits;
    return writers[digits]!.format(zero ? 0 : v).replace("-", "−");
  };
  const signed = (v: number, digits = 1) =>
    (Math.abs(v) < 0.5 * 10 ** -digits ? "" : v > 0 ? "+" : "") + n(v, digits);
  return {
    n,
    signed,
    deg: (v, digits = 1) => n(v, digits) + "°",
    signedDeg: (v, digits = 1) => signed(v, digits) + "°",
    newtons: (v) =>
      v >= 9999.5 ? n(v / 1000, 1) + gap + "kN" : n(v, v < 9.95 ? 1 : 0) + gap + "N",
    percent: (v, digits = 0) => n(v, digits) + gap + "%",
    times: (v) => "×" + gap + n(v, 2),
  };
}
