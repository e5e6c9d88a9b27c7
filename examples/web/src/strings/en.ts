// What the page teaches and its labels, in English. Plain text: no HTML. de.ts has the same shape.
// What is said of an answer stands in src/report/phrases.en, for the command too.
// Numbers come from the command line (`guywire solve …`) or from a source named beside them; a
// worksheet answer carries its command in `check` and the numbers it shows in `values`, so that a
// test can run it again.

import type { App } from "../app";
import type { Knob } from "../engine";
import type { AnchorName, BridgePart, GroupName } from "../link";
import type { Fault, Legs } from "../state";
import type { Tab } from "../view";
import { formatter } from "./format";

export type PresetId =
  | "neutral"
  | "tight_hip_flexors"
  | "elongated_hamstrings"
  | "short_abdominals"
  | "short_erector_spinae"
  | "flat_back"
  | "hyperlordotic"
  | "low_pi"
  | "high_pi";

export interface GroupText {
  latin: string;
  origin: string;
  insertion: string;
  action: string;
  members: readonly string[];
}

export interface Prediction {
  question: string;
  options: readonly string[];
  answerIndex: number;
  answer: string;
  /**
   * Applied on "observe", from the neutral body and bridge. Keys as after `--set`;
   * "pelvic_incidence_deg" is the bone's shape.
   */
  setting: Readonly<Record<string, number>>;
  /** Where it begins, if not in the neutral body: shown as the ghost. */
  before?: Readonly<Record<string, number>>;
  /** Answered by so many presses of the page's "push". */
  push?: number;
}

/** A step of the story; what it sets is in panels/story.ts. */
export interface StoryStep {
  title: string;
  question: string;
  options: readonly string[];
  answerIndex: number;
  do: string;
  answer: string;
}

export interface WorksheetAnswer {
  text: string;
  /** Arguments of the command `guywire` that give the numbers. */
  check?: string;
  /** `path` into its JSON answer; `shown` is the number as `text` has it, rounded. */
  values?: readonly { path: string; shown: string }[];
}

export interface Content {
  groups: Record<GroupName, GroupText>;
  bridgeParts: Record<BridgePart, { name: string; counterpart: string }>;
  presets: Record<PresetId, { name: string; says: string }>;
  goals: readonly string[];
  misconceptions: readonly { claim: string; try: string; look: string; answer: string }[];
  predict: readonly Prediction[];
  story: readonly StoryStep[];
  analogy: { title: string; intro: string; items: readonly { title: string; text: string }[] };
  lessonPlan: {
    title: string;
    audience: string;
    time: string;
    material: readonly string[];
    steps: readonly { minutes: number; title: string; text: string }[];
    notes: readonly string[];
  };
  worksheet: {
    title: string;
    tasks: readonly { task: string; lines: number }[];
    answers: readonly WorksheetAnswer[];
  };
  pain: string;
  limits: readonly string[];
  sources: readonly string[];
}

export const content: Content = {
  groups: {
    iliopsoas: {
      latin: "M. iliopsoas",
      origin:
        "Psoas: bodies, discs and transverse processes T12 to L5. Iliacus: inner face of the " +
        "ilium.",
      insertion: "Lesser trochanter of the femur.",
      action:
        "Flexes the hip. In the model, standing under a held thorax, it turns the pelvis " +
        "forward: 5 % shorter, 3.2° forward. Lumbar joints it hardly turns by itself.",
      members: ["psoas major (11 fascicles a side)", "iliacus"],
    },
    rectus_femoris: {
      latin: "M. rectus femoris",
      origin: "Anterior inferior iliac spine and rim of the acetabulum.",
      insertion: "Through patella and patellar ligament on the tibial tuberosity.",
      action:
        "Flexes the hip, extends the knee. In the model, standing, it turns the pelvis " +
        "forward: 5 % shorter, 1.1° forward.",
      members: ["rectus femoris"],
    },
    other_hip_flexors: {
      latin: "M. tensor fasciae latae, M. sartorius, M. pectineus",
      origin: "Tensor and sartorius: anterior superior iliac spine. Pectineus: pubis.",
      insertion:
        "Tensor: iliotibial tract. Sartorius: inner side of the upper tibia. Pectineus: femur " +
        "below the lesser trochanter.",
      action:
        "Help to flex the hip. In the model, standing, they turn the pelvis forward: 5 % " +
        "shorter, 1.0° forward.",
      members: ["tensor fasciae latae", "sartorius", "pectineus"],
    },
    hamstrings: {
      latin: "Mm. ischiocrurales",
      origin: "Ischial tuberosity.",
      insertion:
        "Semitendinosus, semimembranosus: inner side of the upper tibia. Biceps, long head: " +
        "head of the fibula.",
      action:
        "Extend the hip, flex the knee. In the model, standing, they turn the pelvis back: " +
        "5 % shorter, 1.9° back.",
      members: ["semimembranosus", "semitendinosus", "biceps femoris, long head"],
    },
    gluteals: {
      latin: "Mm. glutei maximus, medius, minimus",
      origin: "Outer face of the ilium; maximus also sacrum and coccyx.",
      insertion:
        "Maximus: gluteal tuberosity and iliotibial tract. Medius and minimus: greater trochanter.",
      action:
        "Maximus extends the hip; medius and minimus abduct it. In the model, standing, the " +
        "group turns the pelvis back: 5 % shorter, 1.9° back.",
      members: [
        "gluteus maximus (3 parts)",
        "gluteus medius (3 parts)",
        "gluteus minimus (3 parts)",
      ],
    },
    adductors: {
      latin: "Mm. adductores, M. gracilis",
      origin: "Pubis and ramus of the ischium; adductor magnus also ischial tuberosity.",
      insertion: "Linea aspera of the femur; gracilis: inner side of the upper tibia.",
      action:
        "Adduct the hip; some parts flex it, others extend it. In the model, standing, they " +
        "nearly cancel: 5 % shorter, the pelvis goes forward by less than 0.1°.",
      members: ["adductor longus", "adductor brevis", "adductor magnus (3 parts)", "gracilis"],
    },
    deep_hip_rotators: {
      latin: "M. piriformis, Mm. gemelli, M. quadratus femoris",
      origin: "Piriformis: front of the sacrum. Gemelli and quadratus femoris: ischium.",
      insertion: "Greater trochanter and the crest below it.",
      action:
        "Rotate the hip outward. In the model, standing, they hardly turn the pelvis: 5 % " +
        "shorter, back by less than 0.1°.",
      members: ["quadratus femoris", "gemelli", "piriformis"],
    },
    erector_spinae: {
      latin: "M. erector spinae, Mm. multifidi",
      origin: "Sacrum, iliac crest, lumbar vertebrae.",
      insertion: "Ribs and vertebrae further up.",
      action:
        "Extend the spine. In the model, standing under a held thorax, they lift the back of " +
        "the pelvis and turn it forward: 5 % shorter, 1.8° forward. On the bridge their " +
        "counterpart pulls back.",
      members: ["iliocostalis (12 fascicles a side)", "longissimus (26)", "multifidus (25)"],
    },
    quadratus_lumborum: {
      latin: "M. quadratus lumborum",
      origin: "Iliac crest.",
      insertion: "Twelfth rib and transverse processes L1 to L4.",
      action:
        "Bends the trunk to the side, which a side view cannot show; helps to extend it. In " +
        "the model, standing, it turns the pelvis forward a little: 5 % shorter, 0.1° forward.",
      members: ["quadratus lumborum (18 fascicles a side)"],
    },
    abdominals: {
      latin: "M. rectus abdominis, Mm. obliqui abdominis",
      origin: "Rectus: pubis. Obliques: ribs, iliac crest.",
      insertion:
        "Rectus: xiphoid process and ribs 5 to 7. Obliques: linea alba, iliac crest, lower ribs.",
      action:
        "Flex the trunk. In the model, standing under a held thorax, they lift the front of " +
        "the pelvis and turn it back: 5 % shorter, 1.7° back.",
      members: [
        "rectus abdominis",
        "external oblique (2 fascicles a side)",
        "internal oblique (3)",
      ],
    },
  },

  bridgeParts: {
    front_top: {
      name: "front top",
      counterpart:
        "Stands for iliopsoas: both pull their frame forward, and shorter tips it further.",
    },
    front_middle: {
      name: "front middle",
      counterpart: "Stands for rectus femoris: it too pulls forward.",
    },
    front_low: {
      name: "front low",
      counterpart:
        "Stands for the other hip flexors: the lowest of the three, and so with the " +
        "shortest lever on the bridge.",
    },
    rear_upper: {
      name: "rear bunch, upper",
      counterpart:
        "Stands for erector spinae, and here the picture breaks: this bunch turns the frame " +
        "back, erector spinae turn the pelvis forward.",
    },
    rear_lower: {
      name: "rear bunch, lower",
      counterpart:
        "Stands for the hamstrings: both pull back. Made 10 % longer the bunch gives way " +
        "and the frame tips 3.5° forward; hamstrings 10 % longer give way too, and the pelvis " +
        "tips 5.1° forward.",
    },
  },

  presets: {
    neutral: {
      name: "Neutral",
      says:
        "Every knob at its reference, tone by least effort: lordosis 50.5°, close to the mean " +
        "of 2926 adults (54.6 ± 12.5°, PMID 28368866).",
    },
    tight_hip_flexors: {
      name: "Short hip flexors",
      says:
        "Iliopsoas 7 %, the other hip flexors 5 % shorter; illustrative. The pelvis tips 7.1° " +
        "forward.",
    },
    elongated_hamstrings: {
      name: "Long hamstrings",
      says:
        "Hamstrings 10 % longer; illustrative. The pelvis tips 5.1° forward, though nobody in " +
        "front is short.",
    },
    short_abdominals: {
      name: "Short abdominals",
      says:
        "Abdominals 10 % shorter; illustrative. The pelvis tips 3.6° back. The bridge has " +
        "nothing that answers.",
    },
    short_erector_spinae: {
      name: "Short erector spinae",
      says:
        "Erector spinae 10 % shorter; illustrative. The pelvis tips 4.4° forward, the bridge " +
        "leans less far forward: the two views disagree.",
    },
    flat_back: {
      name: "Flat back",
      says:
        "A pelvis of low incidence (39°, mean less one SD) with hamstrings and abdominals 10 % " +
        "shorter; lengths illustrative. Lordosis 38.8°, below mean − 1 SD (42.1°). On an " +
        "average bone it took six groups changed by 10 % each to get there (41.5°).",
    },
    hyperlordotic: {
      name: "Deep curve (hyperlordotic)",
      says:
        "A pelvis of high incidence (62°, mean plus one SD) with hip flexors 10 % and erector " +
        "spinae 5 % shorter; lengths illustrative. Lordosis 68.0°, above mean + 1 SD (67.1°). On " +
        "an average bone hip flexors and erector spinae 10 % short and abdominals 10 % long " +
        "reached 65.6°.",
    },
    low_pi: {
      name: "Low incidence",
      says:
        "Only the bone differs: pelvic incidence 39°, one SD below the mean (PMID 28368866). " +
        "Lordosis 43.4°, and no muscle knob has been turned.",
    },
    high_pi: {
      name: "High incidence",
      says:
        "Only the bone differs: pelvic incidence 62°, one SD above the mean (PMID 28368866). " +
        "Lordosis 57.6°, and no muscle knob has been turned.",
    },
  },

  goals: [
    "Say what a muscle can do (pull, or let go) and what it cannot (push).",
    "Predict which way the pelvis turns when one muscle group becomes shorter, longer or " +
      "firmer, and check it.",
    "Keep apart: short (a length), tight (a tension), strong (what it could pull) and winning " +
      "(who made the difference).",
    "Name three places where the picture of the bridge does not fit the body.",
    "Explain why one body's mechanics is neither a finding about people nor a diagnosis.",
  ],

  misconceptions: [
    {
      claim: "Muscles push.",
      try: "Below the bridge, press “Push”. Then make any group longer, as far as the slider goes.",
      look: "The lowest tension anywhere, on both views.",
      answer:
        "It never falls below zero. A cable that would have to be pressed together goes " +
        "slack, a muscle pulls less. If something moves all the same, then because the other " +
        "side now pulls with less against it. In this model that is built in: no cable has a " +
        "law that could push.",
    },
    {
      claim: "Tight means short.",
      try: "Set the length of iliopsoas to 90 %. Leave the hamstrings alone.",
      look: "Tension and length of the hamstrings.",
      answer:
        "Their tension rises from 83 to 105 N, and their length setting is still 100 %. The " +
        "pelvis has tipped forward and draws them out. Tight is a tension, short is a length: " +
        "the muscle under more tension may be the one that is being stretched.",
    },
    {
      claim: "Posture equals pain.",
      try:
        "Load “Deep curve”, then “Flat back”. Search the whole page for a number that says " +
        "pain.",
      look: "Angles, moments, tensions, loads. What is missing?",
      answer:
        "There is no such number, because mechanics has none. Loads shift with posture; " +
        "whether anybody hurts does not follow from that. An umbrella review of 41 reviews " +
        "found associations in some of them and no consensus that posture causes low back " +
        "pain (Swain 2020, abstract).",
    },
  ],

  predict: [
    {
      question:
        "The post of the three front cables is pushed 1.2 m towards the frame. What will their " +
        "tension be?",
      options: ["Negative: it pushes back", "Exactly zero: it goes slack", "The same as before"],
      answerIndex: 1,
      answer:
        "Zero. A cable whose ends are closer together than it is long does nothing at all. In " +
        "the neutral bridge two of eleven cables hang slack already. This is an assumption, " +
        "not a discovery: it is what “cable” means.",
      setting: {},
      push: 4,
    },
    {
      question:
        "The anchor of the upper rear bunch is pulled 20 cm further away from the frame. " +
        "Which way does the frame go?",
      options: ["Further forward", "Not at all", "Back"],
      answerIndex: 2,
      answer:
        "Back, by 1.5°. Tension rises in this bunch and in the front cables, but what pulls back " +
        "turns back; the lower bunch is let off. Pulling an anchor away changes nothing only as " +
        "long as it takes up slack.",
      setting: { "rear_upper.path0_x_m": -4 },
    },
    {
      question:
        "Iliopsoas is made 10 % shorter, tone and everything else stay. What does the tension " +
        "of the untouched hamstrings do?",
      options: ["It rises", "It stays", "It falls"],
      answerIndex: 0,
      answer:
        "It rises from 83 to 105 N. The pelvis tips 7.5° forward and takes the ischial " +
        "tuberosities, where the hamstrings arise, up and back: they are drawn out. Nobody " +
        "shortened them.",
      setting: { "iliopsoas.length": 0.9 },
    },
    {
      question:
        "Erector spinae become 10 % shorter. The bridge's upper rear bunch turns the " +
        "frame back. And the pelvis?",
      options: ["Back, as on the bridge", "Forward, against the bridge", "It does not move"],
      answerIndex: 1,
      answer:
        "Forward, by 4.4°, while the frame tips back, by 3.8°. " +
        "Erector spinae end further up, on vertebrae and on a thorax that is held upright; so " +
        "they lift the back of the pelvis. The bridge's bunch is tied to the ground behind and " +
        "pulls at the frame itself.",
      setting: { "erector_spinae.length": 0.9 },
    },
    {
      question:
        "The hamstrings are 10 % longer than in “Neutral”; the pelvis has tipped 5.1° " +
        "forward. Now they are lengthened by another 5 %. What happens?",
      options: [
        "The pelvis comes back",
        "Nothing: they are slack by now",
        "The pelvis tips further forward",
      ],
      answerIndex: 2,
      answer:
        "Further: 9.3° forward. Who pulls back has given way once more. That is the model " +
        "with tone held; in a randomized trial on 39 people stretching made hamstrings more " +
        "extensible and changed nothing in standing posture (Li 1996, abstract).",
      before: { "hamstrings.length": 1.1 },
      setting: { "hamstrings.length": 1.15 },
    },
    {
      question:
        "Another person's pelvis has an incidence of 62° instead of 50.5°. No muscle knob is " +
        "turned. What do you see in standing?",
      options: [
        "The same lordosis, the pelvis tipped forward",
        "More lordosis, and no muscle is winning",
        "Less lordosis, because the hamstrings hold against it",
      ],
      answerIndex: 1,
      answer:
        "Lordosis 57.6° instead of 50.5°, change of tilt 0.0°, and nobody is winning. Lordosis " +
        "differs because the bone differs (tone is found anew for this body). That is why an " +
        "angle alone says nothing about muscles.",
      setting: { pelvic_incidence_deg: 62 },
    },
  ],

  story: [
    {
      title: "Pull and push a cable",
      question: "You push the front post towards the frame, and the frame tips back. Who moved it?",
      options: ["The front cables pushed it", "The rear cables pulled it", "Nobody: it fell"],
      answerIndex: 1,
      do: "Move the post: back is a push, forward is a pull.",
      answer:
        "A cable only pulls. Pull the post away, and its cables tip the frame forward. Push it " +
        "nearer, and they give way: the rear cables take the frame back.",
    },
    {
      title: "Slack does nothing",
      question:
        "Push the front post back until all three of its cables hang. Push on: what does the " +
        "frame do?",
      options: ["It tips further back", "It comes forward", "It stays where it is"],
      answerIndex: 2,
      do: "Push the post back by 1100 mm, then by 1500 mm.",
      answer:
        "A slack cable is too long for the way between its ends. It pulls with nothing. So " +
        "moving its anchor changes nothing.",
    },
    {
      title: "Shorten the front: both tip",
      question: "Iliopsoas becomes shorter. Which way do frame and pelvis tip?",
      options: ["Both back", "Both forward", "The frame forward, the pelvis back"],
      answerIndex: 1,
      do: "Make iliopsoas shorter.",
      answer:
        "Both tip forward. Cable 1 of the bridge stands for iliopsoas: each pulls its frame " +
        "forward, and nobody behind has changed.",
    },
    {
      title: "Who is winning?",
      question: "Iliopsoas is 5 % short, the hamstrings are 5 % long. Who tipped the pelvis more?",
      options: ["Iliopsoas", "The hamstrings", "Both the same"],
      answerIndex: 0,
      do: "Give iliopsoas its length back (100 %), and see how much of the tilt goes.",
      answer:
        "Iliopsoas: it takes away 4.1° of 6.3°. In the tug of war both sides are equally long: " +
        "else the pelvis would still move. The winner is who made the difference.",
    },
  ],

  analogy: {
    title: "Where the picture of the bridge ends",
    intro:
      "A frame on a pin, cables in front, cables behind: the picture shows who can pull which " +
      "way. A body is more than that. Seven places where it no longer fits, and most can be " +
      "tried on this page.",
    items: [
      {
        title: "Erector spinae turn the pelvis the other way",
        text:
          "On the bridge the upper rear bunch pulls back. In the body erector spinae lie behind " +
          "too, but they end further up, and the thorax there is held: so they lift the back of " +
          "the pelvis and turn it forward. 5 % shorter: 1.8° forward. Hamstrings and gluteals, " +
          "also “behind”, turn it back.",
      },
      {
        title: "Bones have a shape",
        text:
          "The frame is straight. Pelvis and sacrum are not, and they differ from person to " +
          "person: pelvic incidence 50.6 ± 11.5° in 2926 adults. From 39° to 62° the model's " +
          "lordosis goes from 43.4° to 57.6° with every muscle knob at its reference; tone is " +
          "found anew for each bone. Even the angle between the iliac spines is largely shape: " +
          "13 ± 5° in 30 pelves that all lay in the same position (Preece 2008).",
      },
      {
        title: "Tone is chosen",
        text:
          "A cable has its length and its stiffness. A muscle also has tone, and somebody " +
          "decides on it. The page holds tone while you turn a knob. If the model may choose " +
          "anew, it keeps the old posture: iliopsoas 5 % short and the pelvis does not move at " +
          "all; only the effort changes.",
      },
      {
        title: "The thorax is held",
        text:
          "The model's thorax stays upright because people look ahead. With iliopsoas 5 % short " +
          "that takes 3.0 N·m from outside. In life balance and muscles supply it. Let go of " +
          "the thorax, and no tone makes this body stand: the hold is part of the answer.",
      },
      {
        title: "Nobody on the bridge for abdominals and gluteals",
        text:
          "Five bridge parts, ten muscle groups. Abdominals and gluteals turn the pelvis back, " +
          "by 1.7 and 1.9° for 5 %, and have no counterpart. Nor have adductors, deep rotators " +
          "and quadratus lumborum, which hardly turn it. And two big players are no muscles at " +
          "all: hip capsule and discs.",
      },
      {
        title: "Slack cables, muscles that always pull a little",
        text:
          "Two of the bridge's eleven cables are slack at rest, and a slack cable does " +
          "nothing. In the standing model none of the 124 muscles and fascicles is quite slack, " +
          "not even with hamstrings 20 % long. They pull by being stretched and by tone: of the " +
          "hamstrings' 4.5 N·m about half is tone. So each percent of length counts at once, " +
          "where the bridge first takes up slack.",
      },
      {
        title: "One body is not a population",
        text:
          "Mechanics says which way a change acts in one body that is otherwise the same. " +
          "People are otherwise different. 90 adults: no correlation of pelvic inclination with " +
          "lordosis in standing, though abdominal length went with lordosis in women (R² = " +
          "0.40) (Youdas 1996). 60 patients: r = 0.31 and 0.37 (Youdas 2000). 60 men: only a " +
          "weak tendency of iliopsoas length to go with lordosis (Jorgensson 1993). 39 people " +
          "with stiff hamstrings, randomized: stretching left standing posture as it was (Li " +
          "1996). All four were read as abstracts only. Bone shape and active control differ " +
          "between people; this page holds both fixed.",
      },
    ],
  },

  lessonPlan: {
    title: "Muscles never push: a lesson of 45 minutes",
    audience:
      "Physiotherapy students in their first year, sports and biology classes from about 16. " +
      "No mechanics needed beyond “lever”.",
    time: "45 minutes",
    material: [
      "This page on a projector, and one device for two learners",
      "The worksheet, printed (it prints without answers unless “Show answers” is on)",
      "A rope of two meters, a broomstick",
    ],
    steps: [
      {
        minutes: 5,
        title: "A rope",
        text:
          "Two learners hold the broomstick upright on the floor with ropes to either side. One " +
          "is asked to push the stick over with the rope. Collect what happens: it only goes by " +
          "pulling, or by letting go.",
      },
      {
        minutes: 8,
        title: "The bridge",
        text:
          "Bridge view on the projector. Questions 1 and 2 of “predict”: first everybody votes " +
          "by hand, then press “observe”. Write down: slack does nothing; taut pulls.",
      },
      {
        minutes: 12,
        title: "The body",
        text:
          "Both views. Name pelvis, L5 to L1, thorax; show forward and back tilt on your own " +
          "pelvis. Question 3 (short iliopsoas) and question 5 (long hamstrings). In between " +
          "let them read the ledger: who turns forward, who back, and that it adds up to zero.",
      },
      {
        minutes: 6,
        title: "Where the picture breaks",
        text:
          "Question 4 (erector spinae) and question 6 (incidence). The views disagree: which " +
          "one is wrong? Neither; the picture ends here. Collect two more items from the list.",
      },
      {
        minutes: 10,
        title: "Worksheet in pairs",
        text:
          "Tasks 1 to 4 for all, 5 to 8 for the quick. One turns the knobs, one writes; change " +
          "after each task.",
      },
      {
        minutes: 4,
        title: "What it does not say",
        text:
          "Third misconception: posture equals pain. Close with one sentence each: “Before, I " +
          "thought …; now I would ask …”.",
      },
    ],
    notes: [
      "Let them predict before every observation, in writing or by hand. A wrong prediction " +
        "that surprises teaches more than a right one.",
      "All numbers hold with tone kept as it is and the thorax held upright. Say so at least " +
        "once; learners will ask why people differ.",
      "Trust direction and ranking. How many degrees a percent gives, no measurement fixes.",
      "Do not let learners judge one another's posture. The page diagnoses nobody, and " +
        "neither should the lesson.",
      "Sitting: this model's relaxed pelvis slumps past its range; use the sitting view for " +
        "direction only. In the Thomas test the model hardly tells a short iliopsoas (10 % " +
        "shorter: about 1°), so use it for the difference between a held and a free pelvis, not " +
        "to find short muscles; the hanging knee is only held by two-joint muscles.",
    ],
  },

  worksheet: {
    title: "Worksheet: who is pulling?",
    tasks: [
      {
        task:
          "Load “Neutral”. Write down lordosis, sacral slope (SS), pelvic tilt (PT) and pelvic " +
          "incidence (PI). Add SS and PT. What do you notice?",
        lines: 3,
      },
      {
        task:
          "Set the length of iliopsoas to 90 %. How far does the pelvis tip, and which way? " +
          "What is the lordosis now? How much lordosis goes with one degree of tilt?",
        lines: 3,
      },
      {
        task:
          "Stay there. Read the tension of the hamstrings and compare it with “Neutral”. Did " +
          "anyone shorten them? Explain in one sentence.",
        lines: 3,
      },
      {
        task:
          "Back to “Neutral”. Predict first: erector spinae at 90 %. Which way will the pelvis " +
          "go, which way the bridge? Then try, write down the tilt of the pelvis, and explain " +
          "the difference.",
        lines: 4,
      },
      {
        task:
          "“Neutral”, what-if table: each group is stretched in turn. Which group brings the " +
          "pelvis furthest back, which two tip it furthest forward?",
        lines: 3,
      },
      {
        task:
          "Set iliopsoas to 95 % and hamstrings to 105 %. How far does the pelvis tip in all? " +
          "Return one of them to 100 %, then only the other: how much does each take away? Who " +
          "is winning? Do the two shares add up to the whole?",
        lines: 4,
      },
      {
        task:
          "“Neutral”, then change nothing but pelvic incidence, to 62°. Lordosis? Change of " +
          "tilt? Which muscle is winning?",
        lines: 3,
      },
      {
        task:
          "Thomas test, iliopsoas at 90 %. Write down the angle of the thigh to the horizontal " +
          "with the pelvis held and not held. In which case is the hip itself more extended? " +
          "What does that mean for testing?",
        lines: 4,
      },
    ],
    answers: [
      {
        text:
          "Lordosis 50.5°, SS 38.0°, PT 12.5°, PI 50.5°. SS + PT = PI: the bone's shape is " +
          "shared out between the two.",
        check: "solve standing_adult",
        values: [
          { path: "posture.lordosis_deg", shown: "50.5" },
          { path: "posture.sacral_slope_deg", shown: "38.0" },
          { path: "posture.pelvic_tilt_deg", shown: "12.5" },
          { path: "posture.pelvic_incidence_deg", shown: "50.5" },
        ],
      },
      {
        text:
          "7.5° forward; lordosis 56.5°, which is 6 more than before: 0.8° of lordosis for one " +
          "degree of tilt, under a thorax that stays upright.",
        check: "solve standing_adult --set iliopsoas.length=0.9",
        values: [
          { path: "posture.anterior_tilt_change_deg", shown: "7.5" },
          { path: "posture.lordosis_deg", shown: "56.5" },
        ],
      },
      {
        text:
          "82.7 N before, 105.4 N after (both legs together). Nobody shortened them: the pelvis " +
          "tipped forward and drew them out. Tight is not short.",
        check: "claims",
        values: [
          { path: "claims.10.numbers.0.before", shown: "82.7" },
          { path: "claims.10.numbers.0.value", shown: "105.4" },
        ],
      },
      {
        text:
          "The pelvis tips 4.4° forward; the bridge leans less far forward than in “Neutral”. " +
          "Erector spinae end further up, below a thorax that is held, and so lift the back " +
          "of the pelvis. The bridge's bunch is anchored in the ground behind.",
        check: "solve standing_adult --set erector_spinae.length=0.9",
        values: [{ path: "posture.anterior_tilt_change_deg", shown: "4.4" }],
      },
      {
        text:
          "Furthest back: iliopsoas. Furthest forward: hamstrings and gluteals, close together. " +
          "The table (1 cm): −3.7°, +4.4°, +3.8°. At the command line 5 mm of each give −2.1° " +
          "for iliopsoas and +1.9° for each of the two.",
        check: "prescribe standing_adult --stretches",
        values: [
          { path: "groups.iliopsoas.equal_length.anterior_tilt_change_deg", shown: "−2.1" },
          { path: "groups.hamstrings.equal_length.anterior_tilt_change_deg", shown: "1.9" },
          { path: "groups.gluteals.equal_length.anterior_tilt_change_deg", shown: "1.9" },
        ],
      },
      {
        text:
          "6.3° forward in all. Returning iliopsoas takes away 4.1°, returning the hamstrings " +
          "3.1°: iliopsoas is winning. The shares need not add up to the whole, because a body " +
          "is not linear: what one does depends on where the other has brought it.",
        check: "explain standing_adult --set iliopsoas.length=0.95 --set hamstrings.length=1.05",
        values: [
          { path: "winning.tilt_change_from_reference_deg", shown: "6.3" },
          { path: "winning.groups.0.share_deg", shown: "4.1" },
          { path: "winning.groups.1.share_deg", shown: "3.1" },
        ],
      },
      {
        text:
          "Lordosis 57.6°, change of tilt 0.0°. Nobody is winning: no knob was turned, only the " +
          "bone is another one. Boulay 2006 (149 adults, abstract) reports the same direction: " +
          "above 62° a more pronounced curve.",
        check: "solve standing_adult --body pelvic_incidence_deg=62",
        values: [
          { path: "posture.lordosis_deg", shown: "57.6" },
          { path: "posture.anterior_tilt_change_deg", shown: "0.0" },
        ],
      },
      {
        text:
          "Held −15.0°, not held −30.7° (minus: below the horizontal). The hip itself is " +
          "extended by 25.0° held and 22.9° not held: the thigh hangs much lower, yet the hip " +
          "is no more extended. If the pelvis is not held, the angle reads the pelvis too. A " +
          "model's number, no norm. Beside the neutral body (−16.3° and 26.3° held) that is " +
          "about 1°: this model's Thomas test hardly tells a short iliopsoas.",
        check: "test thomas --set iliopsoas.length=0.9",
        values: [
          { path: "numbers.thigh_to_horizontal_deg", shown: "−15.0" },
          { path: "not_held.thigh_to_horizontal_deg", shown: "−30.7" },
          { path: "numbers.hip_extension_deg", shown: "25.0" },
          { path: "not_held.hip_extension_deg", shown: "22.9" },
        ],
      },
    ],
  },

  pain:
    "This page has no quantity for pain. Posture is not shown to cause it: an umbrella review " +
    "of 41 reviews found associations in some and no consensus on causality (Swain 2020, " +
    "abstract). Nothing here is meant for diagnosis or treatment, or for judging anybody's " +
    "posture.",

  limits: [
    "Statics only: where things come to rest. No movement, no reflexes, no balance control.",
    "Side view only: no bending or turning to the side. Muscle paths are three-dimensional, " +
      "motion is not.",
    "The hip axis is fixed in space, there is no ankle, the sacroiliac joints are rigid.",
    "The thorax is held upright from outside; tone is held while a knob is turned.",
    "No ligaments but the hip capsule, no fascia, no abdominal pressure.",
    "Fiber and tendon lengths of the trunk muscles are chosen, because no table has them.",
    "Trust direction and ranking; how many degrees a percent gives, no measurement fixes.",
    "Beyond about 55° of hip flexion psoas and iliacus are wrong; relaxed sitting slumps out " +
      "of the model's range.",
    "Every number of the bridge is chosen to show the idea.",
  ],

  sources: [
    "The picture of the bridge: Lana Brown, essay “Muscles Never Push”. The idea only; all " +
      "sentences and numbers here are this project's own.",
    "Hip muscles and leg bones: OpenSim model gait2392, CC BY 3.0 " +
      "(http://creativecommons.org/licenses/by/3.0/). Credits as stated in the file: Delp S.L., " +
      "Loan J.P., Hoy M.G., Zajac F.E., Topp E.L., Rosen J.M., Thelen D.G., Anderson F.C., Seth " +
      "A. Changed here: frames, joined psoas, fixed path points, plain hinges.",
    "Trunk muscles: MyoTorso (MyoSuite / MyoHub), Apache-2.0, converted there from Christophy " +
      "2012. Changed here: right side only, vertebra offsets of 2012, fascicles ending on the " +
      "floating abdomen left out, fiber and tendon lengths chosen.",
    "Lumbar spine: Christophy M., Faruk Senan N.A., Lotz J.C., O'Reilly O.M. (2012) A " +
      "musculoskeletal model for the lumbar spine. Biomech Model Mechanobiol 11:19-34. Vertebra " +
      "data from github mjhmilla/kinematicPassengerModel (repository MIT; the model file states " +
      "no license).",
    "Passive hip moment: Riener R., Edrich T. (1999) J Biomech 32:539-544, as coded in public " +
      "repositories; the paper was not read.",
    "Discs: Schmidt 1998, as quoted by the AnyBody repository; Gardner-Morse and Stokes 2004 " +
      "(abstract).",
    "Norms of standing angles: systematic review with meta-analysis, 17 studies, 2926 " +
      "asymptomatic adults, PMID 28368866 (abstract).",
    "Bone and curve: Boulay C. et al. (2006) Eur Spine J 15:415-422 (abstract). Preece S.J. " +
      "et al. (2008) J Man Manip Ther 16:113-117 (abstract).",
    "Posture and muscle length, all read as abstracts: Jorgensson A. (1993) Aust J Physiother " +
      "39:125-132. Youdas J.W. et al. (1996) Phys Ther 76:1066-1081. Youdas J.W. et al. (2000) " +
      "Phys Ther 80:261-275. Li Y., McClure P.W., Pratt N. (1996) Phys Ther 76:836-845.",
    "Posture and pain: Swain C.T.V. et al. (2020) J Biomech 102:109312 (abstract).",
    "Thomas test: Vigotsky 2016, as quoted in docs/clinical.md of this project.",
    "Origins, insertions and actions are textbook anatomy; how far a group turns the pelvis " +
      "is this model's answer.",
    "Inside this file: guywire (BSD-3-Clause) compiled to WebAssembly with Eigen (MPL-2.0), " +
      "nlohmann-json (MIT), fmt (MIT) and Emscripten's runtime (MIT); lit-html (BSD-3-Clause). " +
      "Their sources: eigen.tuxfamily.org, github.com/nlohmann/json, github.com/fmtlib/fmt, " +
      "emscripten.org, lit.dev.",
  ],
};

// --- the page's own words ------------------------------------------------------------------------

const f = formatter("en");
const way = (deg: number) => (deg > 0 ? "forward" : "back");

export const ui = {
  format: f,
  title: "Muscles never push",
  skip: "Skip to the controls",
  language: "Language",
  theme: "Theme",
  themes: { auto: "as the system", light: "light", dark: "dark" },
  stage: "Bridge and body",
  menu: "Menu: save, share, language, colors",
  undo: "Undo",
  preset: "Start from",
  morePresets: "All presets",
  presetOwn: "own setting",
  /** What is set, one after another. */
  settings: (app: App): string[] => {
    const knobs = Object.entries(app.state.knobs).map(([k, v]) => {
      const [g, knob] = k.split(".") as [GroupName, Knob];
      return `${app.nameOf(g)}, ${ui.knobs[knob].toLowerCase()} ${f.percent(100 * v, 1)}`;
    });
    if (app.state.incidenceDeg !== undefined)
      knobs.push(`incidence ${f.deg(app.state.incidenceDeg)}`);
    if (app.anchorsMoved()) knobs.push("anchors moved");
    return knobs;
  },
  ownSetting: (app: App) => {
    const knobs = ui.settings(app);
    return knobs.length
      ? `Own setting: ${knobs.slice(0, 3).join("; ")}` +
          (knobs.length > 3 ? `; and ${knobs.length - 3} more.` : ".")
      : "Every knob at reference.";
  },
  resetAll: "Reset",
  share: "Share",
  shareTitle: "Share this setting",
  shareHolds:
    "It holds the setting, the language, teacher and projector mode, the kept ghost and the " +
    "predictions chosen. Nothing is sent anywhere.",
  shareLocal:
    "This page was opened from a file, so its link works on this computer only. Others need the " +
    "page itself, and the text below.",
  shareNowhere:
    "Here the page has no address of its own, so there is no link. Others need the page itself, " +
    "and the text below.",
  shareNotStored: "This browser lets the page store nothing.",
  shareLink: "Link",
  shareLinkHere: "Link for this computer",
  shareText: "The setting as text",
  shareTextNote: "Who has the page pastes it here, under “Open a link or text”.",
  shareFrame: "To show the page inside another",
  shareFrameNote: "The stage alone; the frame takes the height that the page needs.",
  sharePublished: "Is the page published? Its address",
  sharePublishedNote: "This browser remembers it, and links then begin with it.",
  shareNoAddress: "This is no web address. It begins with https:// or http://.",
  shareUse: "Use this address",
  sharePaste: "Open a link or text",
  shareOpen: "Open",
  copy: "Copy",
  copied: (what: string) => `Copied: ${what}.`,
  copyFailed: "The browser does not let the page copy. The text is selected: press Ctrl+C.",
  save: "Save",
  saveAs: {
    png: "Picture (PNG)",
    svg: "Picture (SVG)",
    csv: "Cables of the body (CSV)",
    json: "Setting and answers (JSON)",
  },
  open: "Open a setting (JSON)",
  print: "Print",
  /** What stands on a picture and on paper below the sentence. */
  pictureSetting: (name: string, settings: readonly string[]) =>
    settings.length ? `${name}: ${settings.join("; ")}.` : `${name}.`,
  pictureSource: (version: string) => `Made with guywire ${version}, a model. Not for diagnosis.`,
  tabsLabel: "Parts of the page",
  tabNames: {
    story: "Story",
    explore: "Explore",
    challenge: "Challenge",
    numbers: "Numbers",
    teachers: "For teachers",
  } as Record<Tab, string>,
  stepOf: (n: number, all: number) => `Step ${n} of ${all}`,
  stepPredict: "Predict.",
  stepDo: "Do.",
  stepSee: "See the answer",
  stepBack: "Back",
  stepNext: "Next",
  stepPrint: "Print this step",
  projector: "Projector mode",
  projectorNote:
    "The stage alone in large type. Keys: ← and → for the steps, space reveals, F fills the " +
    "screen, Escape ends it.",
  projectorKeys: "← → step · space reveals · F full screen",
  projectorEnd: "End",
  teacher: "Teacher mode",
  showAnswers: "Show answers",
  hideAnswers: "Hide answers",
  hidden: "Hidden in teacher mode. Let the class say first what it expects.",
  reveal: "Reveal",
  latin: "Latin names",
  dismiss: "Close",
  startNeutral: "Start with the neutral posture",

  // the two views
  bridge: "The bridge",
  body: "The body",
  way: way as (deg: number) => string,
  weight: "weight",
  notMuscles: "bones, discs, weight",
  hand: "your hand",
  tug: (back: string, forward: string) => `Tug of war. Back: ${back}. Forward: ${forward}.`,
  tugPart: (name: string, moment: number) => `${name} ${f.n(moment, moment < 100 ? 1 : 0)} N·m`,
  ifLonger: (name: string) => `If ${name} were 1 cm longer`,
  cable: (n: number) => `cable ${n}`,
  legendTitle: "What lines and colors mean",
  bridgeIntro: "A steel frame on a pin. Drag it, or an anchor.",
  bodyIntro:
    "Pelvis, lumbar spine and thorax from the right; the thorax is held upright. Drag the pelvis.",
  forward: "forward →",
  back: "← back",
  slack: "slack, 0 N",
  anchor: (name: string) => `Anchor: ${name}. Drag it, or use the fields below “Bridge: anchors”.`,
  tiltChange: "Change of tilt",
  tiltUpright: "Tilt from upright",
  lordosis: "Lordosis (L1–S1)",
  sacralSlope: "Sacral slope (SS)",
  pelvicTilt: "Pelvic tilt (PT)",
  incidence: "Pelvic incidence (PI)",
  tiltValue: (deg: number) =>
    Math.abs(deg) < 0.05 ? f.deg(0) : `${f.deg(Math.abs(deg))} ${way(deg)}`,
  tiltShort: (deg: number) =>
    Math.abs(deg) < 0.05 ? f.deg(0) : `${f.deg(Math.abs(deg))} ${deg > 0 ? "→" : "←"}`,
  legends: { bridge: "Tension of one cable", body: "Tension of a muscle group" },
  legendSlack: "slack",
  ghost: "Ghost",
  ghostNote: "Dashed: the same bone with every knob at reference",
  ghostNoteBridge: "Dashed outline: the frame with every cable at reference",
  bothSides: { bridge: "Labels: sums of a part", body: "Labels: both sides together" },
  heldState: "held by hand",
  backToQuestions: "Back to the questions",
  anglesTitle: "What the angles mean",
  angles: [
    [
      "Change of tilt",
      "How far the pelvis has turned from this body's reference posture; forward: the front " +
        "goes down.",
    ],
    [
      "Lordosis (LL)",
      "Angle from the upper plate of L1 to the upper plate of S1; more is more hollow.",
    ],
    [
      "Sacral slope (SS)",
      "How steeply the upper plate of S1 slopes down forward. It grows when the pelvis tips " +
        "forward.",
    ],
    [
      "Pelvic tilt (PT)",
      "Line from the hip axis to the middle of S1 against the vertical. Mind the sense: it " +
        "falls when the pelvis tips forward.",
    ],
    ["Pelvic incidence (PI)", "The bone's own shape: SS + PT. No posture changes it."],
  ] as [string, string][],
  inBrackets: "In brackets",
  inBracketsReference: "The same at reference: all knobs at 100 %, tone found by least effort.",
  inBracketsKept: "The same in the posture you kept.",
  pelvisTilt: "Tilt of the pelvis",
  ghostPinned: "Dashed: the posture you kept",
  pin: "Keep as ghost",
  unpin: "Ghost: back to the reference",
  energyTitleBridge: "Energy of the bridge",
  energyTitleBody: "Energy of the body",
  energyNoteBridge:
    "▲ resting place, ○ balance that does not last (all of them: proved by interval " +
    "arithmetic). The ball is the frame.",
  energyNoteBody:
    "The pelvis turned by a hand, everything above following. ▲ resting place, ○ balance that " +
    "does not last. The ball is the pelvis.",
  energyAxis: "energy",
  tiltAxis: "tilt, forward →",
  stable: "resting place",
  unstable: "unstable balance",

  // sitting and Thomas test
  testIntro: {
    sitting:
      "Sitting: thighs level, knees at 90°, the thorax held upright from outside. Direction " +
      "only: see the limits.",
    thomas:
      "Thomas test: supine at the table's edge, the near leg hangs, the other thigh is drawn " +
      "up. Passive: no tone.",
  },
  poses: "Pelvis",

  // hand
  hands: "Hold it by hand",
  handBridge: "Frame",
  handBody: "Pelvis",
  letGo: "Let go",
  handNote: "Let go, and it swings to where it rests. The swing is for the eye, no physical time.",

  // try to push
  pushTitle: "Try to push a cable",
  pushPart: "Cable",
  pushParts: {
    front: "front cables",
    rear_upper: "upper rear bunch",
    rear_lower: "lower rear bunch",
  } as Record<AnchorName, string>,
  push: "Push",
  pull: "Pull",
  pushHelp: "30 cm towards the frame",
  pullHelp: "30 cm away from the frame",
  pushEnd: "That is as far as the anchors go here (1 m).",

  // controls
  controls: "Muscles",
  short: "short",
  long: "long",
  chooseMuscle: "Whose slider is shown",
  controlsIntro:
    "Each knob is a factor on the model's own value; tone is absolute. The bridge's cables " +
    "take the same length and stiffness.",
  moreGroups: "More muscles",
  moreKnobs: "Tension, stiffness, strength, tone",
  knobsTitle: "What the knobs mean",
  knobs: { length: "Length", stiffness: "Stiffness", strength: "Strength", tone: "Tone" } as Record<
    Knob,
    string
  >,
  knobHelp: {
    length: "Fiber length: below 100 % shorter. The passive curve shifts with it.",
    stiffness: "How steeply the relaxed muscle resists stretch.",
    strength: "What full tone would pull.",
    tone:
      "Share of full activation. The model's own is found by least effort and stays fixed while " +
      "other knobs move.",
  } as Record<Knob, string>,
  knobValue: (knob: Knob, v: number) =>
    knob === "tone"
      ? `${f.percent(100 * v, 1)} of full tone`
      : knob === "length"
        ? v === 1
          ? "100 %, as in the reference"
          : `${f.percent(100 * v, 1)}: ${f.n(Math.abs(100 * (v - 1)), 1)} % ` +
            `${v < 1 ? "shorter" : "longer"}`
        : v === 1
          ? "100 %, as in the reference"
          : `${f.percent(100 * v, 0)}: ${f.n(v, 2)} times the reference`,
  ownToneValue: (v: number) => `the model's own tone, about ${f.percent(100 * v, 1)}`,
  resetOne: (what: string) => `Reset: ${what}`,
  range: (lower: string, upper: string) => `${lower} to ${upper}`,
  tensionOf: (now: number, before: number | undefined) =>
    `${f.n(now, 1)} N, both sides${before === undefined ? "" : ` (reference ${f.n(before, 1)})`}`,
  tensionInTest: (now: number) => `${f.n(now, 1)} N in the posture shown`,
  rangeSaid: (lower: string, upper: string, step: string) =>
    `From ${lower} to ${upper}, in steps of ${step}.`,
  outOfRange: (what: string, value: string, lower: string, upper: string) =>
    `${what} is ${value}; allowed is ${lower} to ${upper}. The old value stays.`,
  notANumber: (what: string, value: string) =>
    `${what} is “${value}”, which is not a number. The old value stays.`,
  counterpart: "On the bridge",
  noCounterpart: "No counterpart on the bridge.",
  strengthOnBridge: "Strength and tone have no counterpart on the bridge.",
  origin: "Origin",
  insertion: "Insertion",
  action: "Action",
  members: "Consists of",
  shape: "Bone and legs",
  incidenceHelp:
    "The bone's own shape. Norm 50.6 ± 11.5° (2926 adults); the slider spans the mean ± 2 SD " +
    "of 709 adults (Mac-Thiong 2011).",
  legs: "Legs",
  legNames: { standing: "standing", sitting: "sitting", thomas: "Thomas test" } as Record<
    Legs,
    string
  >,
  testHelp:
    "In sitting and in the Thomas test the page shows what `guywire test` computes, with the " +
    "knobs you have set.",
  anchors: "Bridge: anchors",
  anchorsHelp: "Pull an anchor away, or bring it nearer. Millimeters from where it stands.",
  anchorNames: {
    front: "front post",
    rear_upper: "upper rear bunch",
    rear_lower: "lower rear bunch",
  } as Record<AnchorName, string>,
  incidenceSaid: (v: number, own: number) =>
    Math.abs(v - own) < 0.05
      ? `${f.deg(v)}, the model's own bone`
      : `${f.deg(v)}, ${f.deg(Math.abs(v - own))} ${v > own ? "more" : "less"} than the ` +
        "model's own bone",
  anchorSaid: (mm: number, axis: 0 | 1) =>
    mm === 0
      ? "0 mm, where it stands"
      : `${Math.abs(mm)} mm ` +
        `${axis === 0 ? (mm > 0 ? "forward" : "back") : mm > 0 ? "up" : "down"} from where it ` +
        "stands",
  anchorX: "forward",
  anchorY: "up",

  // explanation
  explanation: "Who is winning?",
  standingOnly: "The tables below are about the same body standing.",
  ledger: "Ledger: who turns the pelvis (about the hip axis)",
  ledgerNote:
    "+ forward, both sides together; they add up to zero, that is what rest means. Hatched: " +
    "by tone; plain: passively. Faint line: at reference.",
  sum: "sum",
  winning: "Who put it there",
  winningNote:
    "“Share” is what returning a group to reference takes away, solved again: a body is not " +
    "linear.",
  group: "Group",
  shareOf: "share",
  removal: "cut out, it tips",
  perPercent: "1 % shorter",
  whatIf: "What if I stretch this?",
  whatIfNote:
    "Each group by 1 cm of muscle–tendon length, everything else as it stands. For some that " +
    "is little, for others a lot: see the percent of fiber. “Beyond the knob”: some fascicle " +
    "would leave the knob's range.",
  fibre: "of fiber",
  tips: "pelvis tips",
  computing: "…",
  cannotRange: "beyond the knob",
  loads: "What the joints carry",
  loadsNote:
    "Beside the same body with all knobs at reference. Ratios; they say nothing about pain.",
  joint: "Joint",
  force: "force",
  compression: "compression",
  shear: "shear",
  ratio: "of reference",

  // learning
  goals: "Learning goals",
  misconceptions: "Three misconceptions",
  try: "Try",
  look: "Look at",
  answer: "Answer",
  predict: "Predict, then observe",
  predictIntro: "Say first what you expect. “Observe” sets the body and the bridge.",
  observe: "Observe",
  right: "As you expected.",
  wrong: "Not as expected. That is the interesting case.",
  lessonPlan: "Lesson plan",
  printPlan: "Print the lesson plan",
  printWorksheet: "Print the worksheet",
  audience: "For",
  time: "Time",
  material: "Material",
  minutes: (m: number) => `${m} min`,
  worksheet: "Worksheet",
  answersTitle: "Answers",
  name: "Name",
  date: "Date",
  limits: "What this model leaves out",
  sources: "Sources",
  setting: "This setting",
  commandTitle: "The same at the command line",
  commandNote: "Same solver, same numbers: for those who want to go on from here.",
  modelHash: "Fingerprint of the body",
  footer: (version: string) =>
    `guywire ${version}. Computed here, in this page: nothing is loaded from elsewhere, ` +
    "nothing is sent. Not for diagnosis.",
  always:
    "Most people's pelvis tips forward. Posture is not shown to cause pain. Not for diagnosis.",

  // things that go wrong
  refused: "The solver refused this setting, so the old one stays:",
  brokenSetting: "This link or file holds something the page cannot read. Nothing of it was taken:",
  brokenFile: "This file is no setting that guywire can read. Nothing of it was taken:",
  fault: (x: Fault) =>
    x.kind === "twice"
      ? `“${x.where}” is given twice.`
      : x.kind === "key"
        ? `“${x.where}” is not known here (value “${x.value}”).`
        : x.kind === "range"
          ? `“${x.where}” is ${x.value}; allowed is ${x.allowed}.`
          : x.kind === "control"
            ? `“${x.where}${x.value && `=${x.value}`}”: guywire reads this, the page has no ` +
              "control for it."
            : x.kind === "encoding"
              ? `The link is damaged at “${x.value}”. Copy it again where it comes from.`
              : `“${x.where}” is “${x.value}”; allowed is ${x.allowed}.`,
  moreFaults: (n: number) => `and ${n} more`,
  noWasm:
    "This browser does not run WebAssembly, in which the solver is written, or forbids it (a " +
    "strict security setting, an old browser). The page cannot compute here. Use a current " +
    "Firefox, Chrome, Edge or Safari, or allow WebAssembly for this page, and load it again.",
  startFailed: (why: string) =>
    `The solver did not start: ${why}. Load the page again; if it stays so, the file may be ` +
    "damaged.",
};
