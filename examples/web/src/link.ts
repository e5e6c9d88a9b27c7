// The parts of body and bridge, and which cable of the bridge stands for which muscle group. The
// same length and stiffness factors act on both; strength and tone have no counterpart.

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
 * Where cables are tied to the ground: what can be dragged. `cables` move together; metres, x
 * forward, y up, as in data/models/bridge.json.
 */
export interface Anchor {
  readonly name: AnchorName;
  readonly cables: readonly { name: string; at: readonly [number, number] }[];
}
export type AnchorName = "front" | "rear_upper" | "rear_lower";
const bunch = (name: string, x: number, y: number) =>
  [1, 2, 3, 4].map((i) => ({ name: `${name}_${i}`, at: [x, y] as const }));
export const anchors: readonly Anchor[] = [
  {
    name: "front",
    cables: [
      { name: "front_top", at: [1.5, 3.9] },
      { name: "front_middle", at: [1.5, 3.5] },
      { name: "front_low", at: [1.5, 3.1] },
    ],
  },
  { name: "rear_upper", cables: bunch("rear_upper", -3.2, 0.6) },
  { name: "rear_lower", cables: bunch("rear_lower", -2.2, 0.2) },
];
