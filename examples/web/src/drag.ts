// Dragging in the pictures: the frame or the pelvis about its hinge, an anchor anywhere. Everything
// here has a slider that does the same.
import type { App, Which } from "./app";
import type { AnchorName } from "./link";
import { anchorRange, withAnchor } from "./state";
import { bodyProjection } from "./views/body";
import { bridgeProjection } from "./views/bridge";
import type { Projection, Room } from "./views/draw";

interface Drag {
  pointer: number;
  which: Which;
  anchor: AnchorName | undefined;
  projection: Projection;
  from: [number, number];
  tiltDeg: number;
  anchorMm: readonly [number, number];
}
let current: Drag | undefined;

/**
 * A finger that grips something drags it and does not scroll the page: the browser would take the
 * finger away. Styles say so too (`touch-action`), but not every browser heeds them inside a
 * picture.
 */
const touch = {
  handleEvent(e: Event): void {
    if (current) e.preventDefault();
  },
  passive: false,
};

export function drag(app: App, which: Which, room: Room) {
  const place = (e: PointerEvent, canvas: Element, p: Projection): [number, number] => {
    const box = canvas.querySelector("svg")!.getBoundingClientRect();
    return p.world(
      ((e.clientX - box.left) * p.width) / box.width,
      ((e.clientY - box.top) * p.height) / box.height,
    );
  };
  return {
    touch,
    down(e: PointerEvent): void {
      const target = e.target as Element;
      const anchor = (target.closest("[data-anchor]")?.getAttribute("data-anchor") ?? undefined) as
        AnchorName | undefined;
      const grip =
        // the pelvis lies under its muscles
        which === "body" ? target.closest(".bone, .strand") : target.closest("[data-grip=bridge]");
      if (
        current ||
        (!anchor && !grip) ||
        e.button !== 0 ||
        (which === "body" && app.state.legs !== "standing")
      )
        return;
      const canvas = e.currentTarget as HTMLElement;
      const width = canvas.clientWidth;
      const projection =
        which === "bridge"
          ? bridgeProjection({
              anchorsMm: app.state.anchorsMm,
              frame: app.shown.bridge,
              partName: (p) => app.text.content.bridgeParts[p].name,
              width,
              height: room.height,
            })
          : bodyProjection({
              legs: "standing",
              frame: app.shown.body,
              description: app.body("body").description,
              width,
              height: room.height,
            });
      current = {
        pointer: e.pointerId,
        which,
        anchor,
        projection,
        from: place(e, canvas, projection),
        tiltDeg: app.tilt(which),
        anchorMm: (anchor && app.state.anchorsMm[anchor]) || [0, 0],
      };
      app.freeze(which, projection);
      canvas.setPointerCapture(e.pointerId);
      e.preventDefault();
    },
    move(e: PointerEvent): void {
      if (!current || current.pointer !== e.pointerId) return;
      const at = place(e, e.currentTarget as Element, current.projection);
      if (current.anchor) {
        const mm = ([0, 1] as const).map((i) =>
          Math.min(
            anchorRange.upper,
            Math.max(
              anchorRange.lower,
              Math.round((current!.anchorMm[i] + 1000 * (at[i] - current!.from[i])) / 10) * 10,
            ),
          ),
        );
        app.turn(withAnchor(app.state, current.anchor, [mm[0]!, mm[1]!]));
        return;
      }
      const hinge = app.shown[which].bodies[app.body(which).description.tilt_body]!;
      const angle = (p: readonly [number, number]) => Math.atan2(p[1] - hinge.y, p[0] - hinge.x);
      let turned = angle(at) - angle(current.from);
      turned = Math.atan2(Math.sin(turned), Math.cos(turned));
      app.hold(
        which,
        Math.max(
          -app.reach(which),
          Math.min(app.reach(which), current.tiltDeg - (turned * 180) / Math.PI),
        ),
      );
    },
    up(e: PointerEvent): void {
      if (!current || current.pointer !== e.pointerId) return;
      const anchor = current.anchor;
      current = undefined;
      app.thaw();
      if (!anchor) app.letGo();
    },
  };
}
