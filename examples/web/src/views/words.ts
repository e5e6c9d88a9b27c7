// What stands at the marks of the body, in the words of the command's picture.
import type { App } from "../app";
import type { Frame } from "../engine";
import type { BodyWords } from "./body";

const rad = (deg: number) => (deg * Math.PI) / 180;
const leastChange = 0.05; // [°] what one decimal shows

export function bodyWords(app: App, frame: Frame, ghost: Frame | undefined): BodyWords {
  const { format } = app.text.ui;
  const tilt = frame.anteriorTiltDeg;
  const change = (now: number, before: number) =>
    Math.abs(now - before) < leastChange ? "" : format.signedDeg(now - before);
  return {
    tilt: app.phrase("picture.tilt", { tilt: rad(tilt), is_anterior: tilt > -leastChange }),
    lordosis: app.phrase("picture.lordosis", {
      angle: rad(frame.lordosisDeg),
      is_lordosis: frame.lordosisDeg >= 0,
    }),
    tiltChange: ghost ? change(tilt, ghost.anteriorTiltDeg) : "",
    lordosisChange: ghost ? change(frame.lordosisDeg, ghost.lordosisDeg) : "",
    degrees: { tilt: format.deg(tilt), lordosis: format.deg(frame.lordosisDeg) },
    asis: app.phrase("picture.asis"),
    psis: app.phrase("picture.psis"),
  };
}
