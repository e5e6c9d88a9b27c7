// The parts of body and bridge, and which cable of the bridge stands for which muscle group. The
// same length and stiffness factors act on both; strength and tone have no counterpart.
import bridge from "../../../data/models/bridge.json";

export type GroupName =
  | "iliopsoas"
  | "rectus_femoris"
  | "other_hip_flexors"
  | "hamstrings"
  | "gluteals"
  | "adductors"
  | "deep_hip_rotators"
  | "erector_spinae"
  | "quadratus_lumborum"
  | "abdominals";

export type BridgePart = "front_top" | "front_middle" | "front_low" | "rear_upper" | "rear_lower";

export const groupOf: Readonly<Record<BridgePart, GroupName>> = {
  front_top: "iliopsoas",
  front_middle: "rectus_femoris",
  front_low: "other_hip_flexors",
  rear_upper: "erector_spinae",
  rear_lower: "hamstrings",
};
export const parts = Object.keys(groupOf) as BridgePart[];
export const partOf = (group: GroupName): BridgePart | undefined =>
  parts.find((p) => groupOf[p] === group);

/**
 * What can be dragged: where the cables of a part are tied to the ground, or run over the post.
 * `cables` move together; `point` says which point of their path. Metres, x forward, y up.
 */
export interface Anchor {
  readonly name: AnchorName;
  readonly point: number;
  readonly cables: readonly { name: string; at: readonly [number, number] }[];
}
export type AnchorName = "front" | "rear_upper" | "rear_lower";

const cablesOf = (group: AnchorName) =>
  bridge.cables.filter((c) => (bridge.groups[group] as string[]).includes(c.name));
export const anchors: readonly Anchor[] = (["front", "rear_upper", "rear_lower"] as const).map(
  (name) => {
    const cables = cablesOf(name);
    const point = cables[0]!.path.length - 2; // the last one before the frame
    const at = cables.map((c) => c.path[point]!.point_m as [number, number, number]);
    return {
      name,
      point,
      cables: cables.map((c, i) => ({ name: c.name, at: [at[i]![0], at[i]![1]] as const })),
    };
  },
);
/** Where a rubber buffer stops the frame [rad, + backward]. */
export const bufferAngles: readonly number[] = bridge.joints.map((j) => j.law.neutral_angle_rad);
/** The foot of the post [m]. */
export const postFoot = cablesOf("front")[0]!.path[0]!.point_m as [number, number, number];
