// One file per language. To add one: copy en.ts, translate, and list it here. The answers need the
// language too: src/report/phrases.en and `Language` in guywire/report/phrases.hpp.
import * as de from "./de";
import * as en from "./en";

export type Strings = Pick<typeof en, "content" | "ui">;
export const languages = { en, de } as const satisfies Record<string, Strings>;
export type Language = keyof typeof languages;
export const languageNames: Record<Language, string> = { en: "English", de: "Deutsch" };

/** The browser's language, or English. */
export function preferredLanguage(): Language {
  for (const tag of navigator.languages) {
    const short = tag.slice(0, 2).toLowerCase();
    if (short in languages) return short as Language;
  }
  return "en";
}
