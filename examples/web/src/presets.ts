// Presets: bodies to start from. To add one:
//   1. Append an entry to `presets`. `set` turns knobs of muscle groups: "GROUP.length",
//      "GROUP.stiffness", "GROUP.strength" as factors of the reference (0.93 = 7 % shorter),
//      "GROUP.tone" from 0 to 1. GROUP is a name under "groups" or "partition" in
//      data/models/standing_adult.json. `pelvicIncidenceDeg` is the bone's shape; left out, it is
//      the model's own 50.5.
//   2. Say in `source` where the numbers come from: a citation, or "illustrative: " and why.
//   3. Give it a name and a sentence under `presets` in strings/en.ts and strings/de.ts, with the
//      same id.
//   4. See that it comes to rest: guywire solve standing_adult --set iliopsoas.length=0.93 …
//      (--body pelvic_incidence_deg=39)
// The bridge follows by itself: front_top iliopsoas, front_middle rectus_femoris, front_low
// other_hip_flexors, rear_upper erector_spinae, rear_lower hamstrings, with the same length factor.
//
// "Flat" and "hyperlordotic" follow the rule of docs/clinical.md: lordosis L1-S1 beyond one
// standard deviation of 2926 standing adults (54.6 ± 12.5°, PMID 28368866), so below 42.1 or above
// 67.1°. The rule is chosen; it describes and diagnoses nothing.

export interface Preset {
  id: string;
  set: Readonly<Record<string, number>>;
  pelvicIncidenceDeg?: number;
  source: string;
}

export const presets: readonly Preset[] = [
  {
    id: "neutral",
    set: {},
    source:
      "the model's reference: least-effort tone; lordosis 50.5° lies within one SD of the " +
      "norm (54.6 ± 12.5°, 2926 adults, PMID 28368866)",
  },
  {
    id: "tight_hip_flexors",
    set: {
      "iliopsoas.length": 0.93,
      "rectus_femoris.length": 0.95,
      "other_hip_flexors.length": 0.95,
    },
    source:
      "illustrative: fibres 5 to 7 % short, inside the range of ±10 % that the project chose " +
      "for length; tilt +7.1°, lordosis 56.1°",
  },
  {
    id: "elongated_hamstrings",
    set: { "hamstrings.length": 1.1 },
    source:
      "illustrative: fibres 10 % long, the end of the chosen range of ±10 %; tilt +5.1°, " +
      "lordosis 54.6°",
  },
  {
    id: "short_abdominals",
    set: { "abdominals.length": 0.9 },
    source:
      "illustrative: fibres 10 % short, the end of the chosen range of ±10 %; tilt -3.6°, " +
      "lordosis 47.8°",
  },
  {
    id: "short_erector_spinae",
    set: { "erector_spinae.length": 0.9 },
    source:
      "illustrative: fibres 10 % short, the end of the chosen range of ±10 %; tilt +4.4°, " +
      "lordosis 54.2°",
  },
  {
    // Muscles alone, on the model's own bone (PI 50.5), need six groups at the end of ±10 % to get
    // below 42.1: hamstrings, gluteals and abdominals 0.9, iliopsoas, rectus_femoris and
    // erector_spinae 1.1 give lordosis 41.5, PT 23.9 (beyond one SD of PT, 3 to 22).
    id: "flat_back",
    set: { "hamstrings.length": 0.9, "abdominals.length": 0.9 },
    pelvicIncidenceDeg: 39,
    source:
      "illustrative: muscle lengths chosen (±10 %); PI 39° is mean - SD of 2926 adults (PMID " +
      "28368866). Lordosis 38.8° (-1.3 SD): flat by the rule of docs/clinical.md",
  },
  {
    // Muscles alone, on the model's own bone: hip flexors and erector_spinae 0.9 with abdominals
    // 1.1 give 65.6, still below 67.1, and PT -6.5, far outside 3 to 22.
    id: "hyperlordotic",
    set: {
      "iliopsoas.length": 0.9,
      "rectus_femoris.length": 0.9,
      "other_hip_flexors.length": 0.9,
      "erector_spinae.length": 0.95,
    },
    pelvicIncidenceDeg: 62,
    source:
      "illustrative: muscle lengths chosen (±10 %); PI 62° is mean + SD of 2926 adults (PMID " +
      "28368866). Lordosis 68.0° (+1.1 SD): hyperlordotic by the rule of docs/clinical.md",
  },
  {
    id: "low_pi",
    set: {},
    pelvicIncidenceDeg: 39,
    source:
      "meta-analysis of 17 studies, 2926 asymptomatic adults (PMID 28368866, abstract): PI " +
      "50.6°, mean - SD = 39°. Boulay et al. 2006, Eur Spine J 15:415-422, 149 adults " +
      "(abstract): PI below 44° goes with a flattened lordosis",
  },
  {
    id: "high_pi",
    set: {},
    pelvicIncidenceDeg: 62,
    source:
      "meta-analysis of 17 studies, 2926 asymptomatic adults (PMID 28368866, abstract): PI " +
      "50.6°, mean + SD = 62°. Boulay et al. 2006, Eur Spine J 15:415-422, 149 adults " +
      "(abstract): PI above 62° goes with a more pronounced lordosis",
  },
];
