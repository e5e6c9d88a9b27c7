// Was die Seite lehrt und ihre Beschriftungen, auf Deutsch. Reiner Text, kein HTML; gleiche Form
// wie en.ts. Was über eine Antwort gesagt wird, steht in src/report/phrases.de, auch für den
// Befehl.
// Zahlen stammen von der Befehlszeile (`guywire solve …`) oder aus einer daneben genannten Quelle.
// `setting`, `answerIndex`, `check` und `path` sind dieselben wie im Englischen; `shown` steht so
// da wie im Text, mit Dezimalkomma.

import type { Knob } from "../engine";
import type { GroupName } from "../link";
import { capital, formatter } from "./format";

export const content: typeof import("./en").content = {
  groups: {
    iliopsoas: {
      latin: "M. iliopsoas",
      origin:
        "Psoas: Wirbelkörper, Bandscheiben und Querfortsätze Th12 bis L5. Iliacus: Innenseite " +
        "der Darmbeinschaufel.",
      insertion: "Trochanter minor des Femurs.",
      action:
        "Beugt die Hüfte. Im Modell, im Stand bei gehaltenem Brustkorb, dreht er das Becken " +
        "nach vorn: 5 % kürzer, 3,2° nach vorn. Die Lendengelenke selbst dreht er kaum.",
      members: ["Psoas major (11 Faszikel je Seite)", "Iliacus"],
    },
    rectus_femoris: {
      latin: "M. rectus femoris",
      origin: "Spina iliaca anterior inferior und Pfannenrand.",
      insertion: "Über Patella und Ligamentum patellae an der Tuberositas tibiae.",
      action:
        "Beugt die Hüfte, streckt das Knie. Im Modell, im Stand, dreht er das Becken nach " +
        "vorn: 5 % kürzer, 1,1° nach vorn.",
      members: ["Rectus femoris"],
    },
    other_hip_flexors: {
      latin: "M. tensor fasciae latae, M. sartorius, M. pectineus",
      origin: "Tensor und Sartorius: Spina iliaca anterior superior. Pectineus: Schambein.",
      insertion:
        "Tensor: Tractus iliotibialis. Sartorius: Innenseite der oberen Tibia. Pectineus: " +
        "Femur unterhalb des Trochanter minor.",
      action:
        "Helfen, die Hüfte zu beugen. Im Modell, im Stand, drehen sie das Becken nach vorn: " +
        "5 % kürzer, 1,0° nach vorn.",
      members: ["Tensor fasciae latae", "Sartorius", "Pectineus"],
    },
    hamstrings: {
      latin: "Mm. ischiocrurales",
      origin: "Tuber ischiadicum (Sitzbein).",
      insertion:
        "Semitendinosus, Semimembranosus: Innenseite der oberen Tibia. Biceps, langer Kopf: " +
        "Fibulaköpfchen.",
      action:
        "Strecken die Hüfte, beugen das Knie. Im Modell, im Stand, dreht die ischiokrurale " +
        "Muskulatur das Becken nach hinten: 5 % kürzer, 1,9° nach hinten.",
      members: ["Semimembranosus", "Semitendinosus", "Biceps femoris, langer Kopf"],
    },
    gluteals: {
      latin: "Mm. glutei maximus, medius, minimus",
      origin: "Außenseite der Darmbeinschaufel; Maximus auch Kreuz- und Steißbein.",
      insertion:
        "Maximus: Tuberositas glutea und Tractus iliotibialis. Medius und Minimus: Trochanter " +
        "major.",
      action:
        "Maximus streckt die Hüfte; Medius und Minimus abduzieren sie. Im Modell, im Stand, " +
        "dreht die Gruppe das Becken nach hinten: 5 % kürzer, 1,9° nach hinten.",
      members: [
        "Gluteus maximus (3 Teile)",
        "Gluteus medius (3 Teile)",
        "Gluteus minimus (3 Teile)",
      ],
    },
    adductors: {
      latin: "Mm. adductores, M. gracilis",
      origin: "Schambein und Sitzbeinast; Adductor magnus auch Tuber ischiadicum.",
      insertion: "Linea aspera des Femurs; Gracilis: Innenseite der oberen Tibia.",
      action:
        "Adduzieren die Hüfte; einige Teile beugen sie, andere strecken sie. Im " +
        "Modell, im Stand, heben sie sich fast auf: 5 % kürzer, das Becken geht um weniger " +
        "als 0,1° nach vorn.",
      members: ["Adductor longus", "Adductor brevis", "Adductor magnus (3 Teile)", "Gracilis"],
    },
    deep_hip_rotators: {
      latin: "M. piriformis, Mm. gemelli, M. quadratus femoris",
      origin: "Piriformis: Vorderseite des Kreuzbeins. Gemelli und Quadratus femoris: Sitzbein.",
      insertion: "Trochanter major und die Leiste darunter.",
      action:
        "Drehen die Hüfte nach außen. Im Modell, im Stand, drehen sie das Becken kaum: 5 % " +
        "kürzer, um weniger als 0,1° nach hinten.",
      members: ["Quadratus femoris", "Gemelli", "Piriformis"],
    },
    erector_spinae: {
      latin: "M. erector spinae, Mm. multifidi",
      origin: "Kreuzbein, Beckenkamm, Lendenwirbel.",
      insertion: "Rippen und höhere Wirbel.",
      action:
        "Strecken die Wirbelsäule. Im Modell, im Stand bei gehaltenem Brustkorb, heben sie " +
        "das Becken hinten an und drehen es nach vorn: 5 % kürzer, 1,8° nach vorn. An der " +
        "Brücke zieht ihr Gegenstück nach hinten.",
      members: ["Iliocostalis (12 Faszikel je Seite)", "Longissimus (26)", "Multifidus (25)"],
    },
    quadratus_lumborum: {
      latin: "M. quadratus lumborum",
      origin: "Beckenkamm.",
      insertion: "Zwölfte Rippe und Querfortsätze L1 bis L4.",
      action:
        "Neigt den Rumpf zur Seite, was die Seitenansicht nicht zeigen kann; hilft beim " +
        "Strecken. Im Modell, im Stand, dreht er das Becken ein wenig nach vorn: 5 % kürzer, " +
        "0,1° nach vorn.",
      members: ["Quadratus lumborum (18 Faszikel je Seite)"],
    },
    abdominals: {
      latin: "M. rectus abdominis, Mm. obliqui abdominis",
      origin: "Rectus: Schambein. Obliqui: Rippen, Beckenkamm.",
      insertion:
        "Rectus: Schwertfortsatz und Rippen 5 bis 7. Obliqui: Linea alba, Beckenkamm, untere " +
        "Rippen.",
      action:
        "Beugen den Rumpf. Im Modell, im Stand bei gehaltenem Brustkorb, heben sie das Becken " +
        "vorn an und drehen es nach hinten: 5 % kürzer, 1,7° nach hinten.",
      members: [
        "Rectus abdominis",
        "Obliquus externus (2 Faszikel je Seite)",
        "Obliquus internus (3)",
      ],
    },
  },

  bridgeParts: {
    front_top: {
      name: "vorn oben",
      counterpart:
        "Steht für den Iliopsoas: Beide ziehen nach vorn, und je kürzer sie sind, desto " +
        "weiter kippt, woran sie ziehen.",
    },
    front_middle: {
      name: "vorn Mitte",
      counterpart: "Steht für den Rectus femoris: Auch er zieht nach vorn.",
    },
    front_low: {
      name: "vorn unten",
      counterpart:
        "Steht für die kleineren Hüftbeuger: das unterste der drei und damit an der Brücke " +
        "das mit dem kürzesten Hebel.",
    },
    rear_upper: {
      name: "Bündel oben",
      counterpart:
        "Steht für die Rückenstrecker, und hier hinkt der Vergleich: Dieses Bündel dreht den " +
        "Rahmen nach hinten, die Rückenstrecker drehen das Becken nach vorn.",
    },
    rear_lower: {
      name: "Bündel unten",
      counterpart:
        "Steht für die ischiokrurale Muskulatur: Beide ziehen nach hinten. Um 10 % verlängert " +
        "gibt das Bündel nach, und der Rahmen kippt 3,5° nach vorn; um 10 % verlängert gibt " +
        "auch die ischiokrurale Muskulatur nach, und das Becken kippt 5,1° nach vorn.",
    },
  },

  presets: {
    neutral: {
      name: "Neutral",
      says:
        "Alle Regler auf dem Ausgangswert, Tonus mit geringstem Aufwand: Lendenlordose 50,5°, " +
        "nahe am Mittel von 2926 Erwachsenen (54,6 ± 12,5°, PMID 28368866).",
    },
    tight_hip_flexors: {
      name: "Kurze Hüftbeuger",
      says:
        "Iliopsoas 7 %, die anderen Hüftbeuger 5 % kürzer; zur Veranschaulichung gewählt. Das " +
        "Becken kippt 7,1° nach vorn.",
    },
    elongated_hamstrings: {
      name: "Lange ischiokrurale Muskeln",
      says:
        "Ischiokrurale Muskulatur 10 % länger; zur Veranschaulichung gewählt. Das Becken kippt " +
        "5,1° nach vorn, obwohl vorn nichts kurz ist.",
    },
    short_abdominals: {
      name: "Kurze Bauchmuskeln",
      says:
        "Bauchmuskeln 10 % kürzer; zur Veranschaulichung gewählt. Das Becken kippt 3,6° nach " +
        "hinten. An der Brücke entspricht dem nichts.",
    },
    short_erector_spinae: {
      name: "Kurze Rückenstrecker",
      says:
        "Rückenstrecker 10 % kürzer; zur Veranschaulichung gewählt. Das Becken kippt 4,4° nach " +
        "vorn, die Brücke kippt weniger weit nach vorn: Die beiden Ansichten widersprechen " +
        "sich.",
    },
    flat_back: {
      name: "Flachrücken",
      says:
        "Kleine Beckeninzidenz (39°, Mittel minus eine SD), ischiokrurale " +
        "Muskulatur und Bauchmuskeln 10 % kürzer; Längen zur Veranschaulichung gewählt. Lordose " +
        "38,8°, unter Mittel − 1 SD (42,1°). An einem durchschnittlichen Becken brauchte es " +
        "dafür sechs Gruppen, jede um 10 % verändert (41,5°).",
    },
    hyperlordotic: {
      name: "Hohlkreuz (Hyperlordose)",
      says:
        "Große Beckeninzidenz (62°, Mittel plus eine SD), Hüftbeuger 10 %, Rückenstrecker 5 % " +
        "kürzer; Längen zur Veranschaulichung gewählt. Lordose 68,0°, über Mittel + 1 SD " +
        "(67,1°). An einem durchschnittlichen Becken ergaben 10 % kürzere Hüftbeuger und " +
        "Rückenstrecker mit 10 % längeren Bauchmuskeln 65,6°.",
    },
    low_pi: {
      name: "Kleine Beckeninzidenz",
      says:
        "Nur der Knochen ist anders: Beckeninzidenz (PI) 39°, eine SD unter dem " +
        "Mittel (PMID 28368866). Lordose 43,4°, und an keinem Muskel wurde gedreht.",
    },
    high_pi: {
      name: "Große Beckeninzidenz",
      says:
        "Nur der Knochen ist anders: Beckeninzidenz (PI) 62°, eine SD über dem " +
        "Mittel (PMID 28368866). Lordose 57,6°, und an keinem Muskel wurde gedreht.",
    },
  },

  goals: [
    "Sagen, was ein Muskel kann (ziehen oder nachlassen) und was nicht (drücken).",
    "Vorhersagen, wohin das Becken dreht, wenn eine Muskelgruppe kürzer, länger oder fester " +
      "wird, und es nachprüfen.",
    "Auseinanderhalten: kurz (eine Länge), gespannt (eine Kraft), stark (was möglich wäre) " +
      "und wer gewinnt (wer den Unterschied macht).",
    "Drei Stellen nennen, an denen das Bild der Brücke nicht auf den Körper passt.",
    "Erklären, warum die Mechanik eines einzelnen Körpers weder ein Befund über Menschen noch " +
      "eine Diagnose ist.",
  ],

  misconceptions: [
    {
      claim: "Muskeln drücken.",
      try:
        "Unter der Brücke auf „Drücken“ gehen. Danach eine beliebige Gruppe " +
        "so lang machen, wie der Regler reicht.",
      look: "Die kleinste Spannkraft, die irgendwo auftritt, in beiden Ansichten.",
      answer:
        "Sie sinkt nie unter null. Ein Seil, das man zusammenschiebt, wird schlaff; ein " +
        "Muskel zieht schwächer. Bewegt sich trotzdem etwas, dann weil die Gegenseite nun " +
        "weniger gegen sich hat. In diesem Modell ist das eingebaut: Kein Seil hat ein " +
        "Gesetz, nach dem es drücken könnte. Muskeln drücken nie.",
    },
    {
      claim: "Gespannt heißt verkürzt.",
      try: "Die Länge des Iliopsoas auf 90 % stellen. Die ischiokrurale Muskulatur nicht anrühren.",
      look: "Spannkraft und Länge der ischiokruralen Muskulatur.",
      answer:
        "Ihre Spannkraft steigt von 83 auf 105 N, und ihr Längenregler steht weiter auf " +
        "100 %. Das Becken ist nach vorn gekippt und zieht sie lang. Gespannt ist eine Kraft, " +
        "kurz ist eine Länge: Der Muskel unter mehr Spannung ist vielleicht gerade der, der " +
        "gedehnt wird.",
    },
    {
      claim: "Haltung ist gleich Schmerz.",
      try:
        "„Hohlkreuz“ laden, dann „Flachrücken“. Die ganze Seite nach einer Zahl absuchen, " +
        "die Schmerz bedeutet.",
      look: "Winkel, Drehmomente, Spannkräfte, Lasten. Was fehlt?",
      answer:
        "Es gibt diese Zahl nicht, denn die Mechanik kennt keine. Mit der Haltung verlagern " +
        "sich Lasten; ob jemandem etwas wehtut, folgt daraus nicht. Eine Übersicht über 41 " +
        "Übersichtsarbeiten fand in einigen Zusammenhänge und keine Einigkeit darüber, dass " +
        "Haltung Kreuzschmerzen verursacht (Swain 2020, Abstract).",
    },
  ],

  predict: [
    {
      question:
        "Der Pfosten der drei vorderen Seile wird 1,2 m zum Rahmen hin geschoben. Wie groß wird " +
        "ihre Spannkraft?",
      options: ["Negativ: Es drückt dagegen", "Genau null: Es wird schlaff", "So groß wie vorher"],
      answerIndex: 1,
      answer:
        "Null. Ein Seil, dessen Enden näher beisammen sind, als es lang ist, tut gar nichts. In " +
        "der neutralen Brücke hängen schon zwei von elf Seilen schlaff. Das ist eine Annahme, " +
        "keine Entdeckung: So ist „Seil“ hier gemeint.",
      setting: {},
      push: 4,
    },
    {
      question:
        "Der Anker des oberen hinteren Bündels wird 20 cm weiter vom Rahmen weggezogen. Wohin " +
        "geht der Rahmen?",
      options: ["Weiter nach vorn", "Gar nicht", "Zurück"],
      answerIndex: 2,
      answer:
        "Zurück, um 1,5°. Die Spannkraft steigt in diesem Bündel und in den vorderen Seilen, " +
        "aber was nach hinten zieht, dreht nach hinten; das untere Bündel wird entlastet. Einen " +
        "Anker wegzuziehen ändert nur so lange nichts, wie dabei Durchhang verbraucht wird.",
      setting: { "rear_upper.path0_x_m": -4 },
    },
    {
      question:
        "Der Iliopsoas wird 10 % kürzer, Tonus und alles andere bleiben. Was macht die " +
        "Spannkraft der ischiokruralen Muskulatur, die niemand anrührt?",
      options: ["Sie steigt", "Sie bleibt", "Sie sinkt"],
      answerIndex: 0,
      answer:
        "Sie steigt von 83 auf 105 N. Das Becken kippt 7,5° nach vorn und nimmt die " +
        "Sitzbeinhöcker, an denen die ischiokrurale Muskulatur entspringt, nach hinten oben " +
        "mit: Sie wird in die Länge gezogen. Verkürzt hat sie niemand.",
      setting: { "iliopsoas.length": 0.9 },
    },
    {
      question:
        "Die Rückenstrecker werden 10 % kürzer. An der Brücke dreht das obere hintere Bündel " +
        "den Rahmen zurück. Und das Becken?",
      options: [
        "Nach hinten, wie an der Brücke",
        "Nach vorn, anders als an der Brücke",
        "Es bewegt sich nicht",
      ],
      answerIndex: 1,
      answer:
        "Nach vorn, um 4,4°, während der Rahmen um 3,8° nach hinten kippt. Die Rückenstrecker " +
        "enden weiter oben, an Wirbeln und an einem Brustkorb, der aufrecht gehalten wird; also " +
        "heben sie das Becken hinten an. Das Bündel der Brücke ist hinten am Boden verankert " +
        "und zieht am Rahmen selbst.",
      setting: { "erector_spinae.length": 0.9 },
    },
    {
      question:
        "Die ischiokrurale Muskulatur ist 10 % länger als in „Neutral“; das Becken ist 5,1° " +
        "nach vorn gekippt. Nun wird sie noch einmal um 5 % verlängert. Was geschieht?",
      options: [
        "Das Becken kommt zurück",
        "Nichts: Sie ist längst schlaff",
        "Das Becken kippt weiter nach vorn",
      ],
      answerIndex: 2,
      answer:
        "Weiter: 9,3° nach vorn. Wer nach hinten zieht, hat noch einmal nachgegeben. So " +
        "rechnet das Modell bei gehaltenem Tonus; in einer randomisierten Studie mit 39 " +
        "Personen machte Dehnen die ischiokrurale Muskulatur dehnbarer und änderte an der " +
        "Haltung im Stand nichts (Li 1996, Abstract).",
      before: { "hamstrings.length": 1.1 },
      setting: { "hamstrings.length": 1.15 },
    },
    {
      question:
        "Das Becken eines anderen Menschen hat eine Beckeninzidenz von 62° statt 50,5°. An " +
        "keinem Muskel wird gedreht. Was ist im Stand zu sehen?",
      options: [
        "Die gleiche Lordose, das Becken nach vorn gekippt",
        "Mehr Lordose, und kein Muskel gewinnt",
        "Weniger Lordose, weil die ischiokrurale Muskulatur dagegenhält",
      ],
      answerIndex: 1,
      answer:
        "Lordose 57,6° statt 50,5°, Kippung gegenüber Neutral 0,0°, und niemand gewinnt. Die " +
        "Lordose ist anders, weil der Knochen anders ist (der Tonus wird für diesen Körper " +
        "neu gesucht). Darum sagt ein Winkel allein nichts über Muskeln.",
      setting: { pelvic_incidence_deg: 62 },
    },
  ],

  story: [
    {
      title: "Ein Seil ziehen und drücken",
      question:
        "Der vordere Pfosten wird zum Rahmen hin geschoben, und der Rahmen kippt nach hinten. " +
        "Wer hat ihn bewegt?",
      options: [
        "Die vorderen Seile haben gedrückt",
        "Die hinteren Seile haben gezogen",
        "Niemand: Er ist gefallen",
      ],
      answerIndex: 1,
      do: "Den Pfosten versetzen: nach hinten heißt drücken, nach vorn heißt ziehen.",
      answer:
        "Ein Seil zieht nur. Wird der Pfosten weggezogen, kippen seine Seile den Rahmen nach " +
        "vorn. Wird er näher geschoben, geben sie nach: Die hinteren Seile holen den Rahmen " +
        "zurück.",
    },
    {
      title: "Schlaff heißt wirkungslos",
      question:
        "Der vordere Pfosten wird nach hinten geschoben, bis seine drei Seile hängen. Dann " +
        "weiter: Was tut der Rahmen?",
      options: ["Er kippt weiter zurück", "Er kommt nach vorn", "Er bleibt, wo er ist"],
      answerIndex: 2,
      do: "Den Pfosten um 1100 mm nach hinten schieben, dann um 1500 mm.",
      answer:
        "Ein schlaffes Seil ist zu lang für den Weg zwischen seinen Enden. Es zieht mit nichts. " +
        "Darum ändert es nichts, seinen Anker zu versetzen.",
    },
    {
      title: "Vorn kürzer: beide kippen",
      question: "Der Iliopsoas wird kürzer. Wohin kippen Rahmen und Becken?",
      options: ["Beide nach hinten", "Beide nach vorn", "Der Rahmen vor, das Becken zurück"],
      answerIndex: 1,
      do: "Den Iliopsoas kürzer machen.",
      answer:
        "Beide kippen nach vorn. Seil 1 der Brücke steht für den Iliopsoas: Beide ziehen nach " +
        "vorn, und hinten hat niemand etwas geändert.",
    },
    {
      title: "Wer gewinnt?",
      question:
        "Der Iliopsoas ist 5 % zu kurz, die ischiokrurale Muskulatur 5 % zu lang. Wer hat das " +
        "Becken mehr gekippt?",
      options: ["Der Iliopsoas", "Die ischiokrurale Muskulatur", "Beide gleich viel"],
      answerIndex: 0,
      do: "Dem Iliopsoas seine Länge zurückgeben (100 %): Wie viel von der Kippung vergeht?",
      answer:
        "Der Iliopsoas: Er nimmt 4,1° von 6,3° weg. Im Tauziehen sind beide Seiten gleich lang, " +
        "sonst würde sich das Becken noch bewegen. Gewinner ist, wer den Unterschied macht.",
    },
  ],

  analogy: {
    title: "Wo der Vergleich mit der Brücke hinkt",
    intro:
      "Ein Rahmen auf einem Gelenk, Seile vorn, Seile hinten: Das Bild zeigt, wer wohin " +
      "ziehen kann. Ein Körper ist mehr. Sieben Stellen, an denen der Vergleich hinkt, und " +
      "die meisten lassen sich auf dieser Seite ausprobieren.",
    items: [
      {
        title: "Rückenstrecker drehen das Becken andersherum",
        text:
          "An der Brücke zieht das obere hintere Bündel nach hinten. Im Körper liegen die " +
          "Rückenstrecker auch hinten, aber sie enden weiter oben, und der Brustkorb dort wird " +
          "gehalten: Also heben sie das Becken hinten an und drehen es nach vorn. 5 % kürzer: " +
          "1,8° nach vorn. Ischiokrurale Muskulatur und Gesäßmuskeln, ebenfalls „hinten“, " +
          "drehen es nach hinten.",
      },
      {
        title: "Knochen haben eine Form",
        text:
          "Der Rahmen ist gerade. Becken und Kreuzbein sind es nicht, und sie sind bei jedem " +
          "Menschen anders: Beckeninzidenz 50,6 ± 11,5° bei 2926 Erwachsenen. Von 39° bis 62° " +
          "geht die Lordose des Modells von 43,4° bis 57,6°, und alle Muskelregler stehen auf " +
          "dem Ausgangswert; der Tonus wird für jeden Knochen neu gesucht. Selbst der Winkel " +
          "zwischen den Darmbeinstacheln (SIAS, SIPS) ist großenteils Form: 13 ± 5° bei 30 " +
          "Becken, die alle in gleicher Stellung lagen (Preece 2008).",
      },
      {
        title: "Tonus wird gewählt",
        text:
          "Ein Seil hat eine Länge und eine Steifigkeit. Ein Muskel hat außerdem Tonus, und " +
          "über den entscheidet jemand. Die Seite hält den Tonus fest, während ein Regler " +
          "gedreht wird. Darf das Modell neu wählen, behält es die alte Haltung: Iliopsoas 5 % " +
          "kurz, und das Becken bewegt sich gar nicht; nur der Aufwand ändert sich.",
      },
      {
        title: "Der Brustkorb wird gehalten",
        text:
          "Der Brustkorb des Modells bleibt aufrecht, weil Menschen geradeaus schauen. Bei 5 % " +
          "kürzerem Iliopsoas kostet das 3,0 N·m von außen. Im Leben leisten das die Muskeln " +
          "und die Steuerung des Gleichgewichts. Lässt man den Brustkorb los, bringt kein Tonus " +
          "diesen Körper zum Stehen: Das Halten gehört zur Antwort.",
      },
      {
        title: "Für Bauch- und Gesäßmuskeln ist an der Brücke niemand da",
        text:
          "Fünf Teile hat die Brücke, zehn Muskelgruppen der Körper. Bauch- und Gesäßmuskeln " +
          "drehen das Becken nach hinten, um 1,7 und 1,9° je 5 %, und haben kein Gegenstück. " +
          "Auch Adduktoren, tiefe Außenrotatoren und Quadratus lumborum nicht, die es kaum " +
          "drehen. Und zwei der Großen sind gar keine Muskeln: Hüftkapsel und Bandscheiben.",
      },
      {
        title: "Schlaffe Seile, Muskeln, die immer ein wenig ziehen",
        text:
          "Zwei der elf Seile der Brücke sind in Ruhe schlaff, und ein schlaffes Seil tut " +
          "nichts. Im stehenden Modell ist von 124 Muskeln und Faszikeln keiner ganz schlaff, " +
          "auch nicht bei 20 % längerer ischiokruraler Muskulatur. Sie ziehen, weil sie gedehnt " +
          "sind und weil sie Tonus haben: Von den 4,5 N·m der ischiokruralen Muskulatur ist " +
          "etwa die Hälfte Tonus. Darum zählt jedes Prozent Länge sofort, wo die Brücke erst " +
          "Durchhang verbraucht.",
      },
      {
        title: "Ein Körper ist keine Bevölkerung",
        text:
          "Die Mechanik sagt, wohin eine Änderung in einem Körper wirkt, der sonst gleich " +
          "bleibt. Menschen sind sonst nicht gleich. 90 Erwachsene: keine Korrelation von " +
          "Beckenneigung und Lordose im Stand, wenngleich bei Frauen die Länge der Bauchmuskeln " +
          "mit der Lordose zusammenhing (R² = 0,40) (Youdas 1996). 60 Patientinnen und " +
          "Patienten: r = 0,31 und 0,37 (Youdas 2000). 60 Männer: nur eine schwache Tendenz, " +
          "dass die Länge des Iliopsoas mit der Lordose zusammengeht (Jorgensson 1993). 39 " +
          "Personen mit wenig dehnbarer ischiokruraler Muskulatur, randomisiert: Dehnen ließ " +
          "die Haltung im Stand, wie sie war (Li 1996). Alle vier wurden nur als Abstract " +
          "gelesen. Knochenform und aktive Steuerung unterscheiden sich von Mensch zu Mensch; " +
          "diese Seite hält beides fest.",
      },
    ],
  },

  lessonPlan: {
    title: "Muskeln drücken nie: eine Unterrichtsstunde von 45 Minuten",
    audience:
      "Physiotherapieklassen im ersten Jahr, Sport- und Biologiekurse ab etwa 16 Jahren. " +
      "Mechanik wird nicht vorausgesetzt, außer dem Wort „Hebel“.",
    time: "45 Minuten",
    material: [
      "Diese Seite am Beamer und ein Gerät für je zwei Lernende",
      "Das Arbeitsblatt, ausgedruckt (ohne Lösungen, solange „Lösungen zeigen“ nicht " +
        "eingeschaltet ist)",
      "Ein Seil von zwei Metern, ein Besenstiel",
    ],
    steps: [
      {
        minutes: 5,
        title: "Ein Seil",
        text:
          "Zwei Lernende halten den Besenstiel mit Seilen nach beiden Seiten aufrecht auf dem " +
          "Boden. Bitten Sie eine Person, den Stiel mit dem Seil umzudrücken. Sammeln Sie, was " +
          "geschieht: Es geht nur durch Ziehen oder durch Nachlassen.",
      },
      {
        minutes: 8,
        title: "Die Brücke",
        text:
          "Zeigen Sie die Brücke am Beamer. Fragen 1 und 2 der Vorhersagen: Erst stimmen alle " +
          "per Hand ab, dann drücken Sie auf „Beobachten“. Halten Sie fest: Schlaff tut nichts; " +
          "gespannt zieht.",
      },
      {
        minutes: 12,
        title: "Der Körper",
        text:
          "Beide Ansichten. Benennen Sie Becken, L5 bis L1, Brustkorb; zeigen Sie die " +
          "Beckenkippung nach vorn und nach hinten am eigenen Becken. Frage 3 (kurzer " +
          "Iliopsoas) und Frage 5 (lange ischiokrurale Muskulatur). Lassen Sie dazwischen die " +
          "Bilanz lesen: wer nach vorn dreht, wer nach hinten, und dass die Summe null ist.",
      },
      {
        minutes: 6,
        title: "Wo der Vergleich hinkt",
        text:
          "Frage 4 (Rückenstrecker) und Frage 6 (Beckeninzidenz). Die Ansichten widersprechen " +
          "sich: Welche ist falsch? Keine; hier hinkt der Vergleich. Lassen Sie zwei weitere " +
          "Punkte der Liste nennen.",
      },
      {
        minutes: 10,
        title: "Arbeitsblatt zu zweit",
        text:
          "Aufgaben 1 bis 4 für alle, 5 bis 8 für die Schnellen. Eine Person dreht an den " +
          "Reglern, eine schreibt; nach jeder Aufgabe wird gewechselt.",
      },
      {
        minutes: 4,
        title: "Was die Seite nicht sagt",
        text:
          "Dritter Irrtum: Haltung ist gleich Schmerz. Schließen Sie mit je einem Satz: „Vorher " +
          "dachte ich …; jetzt würde ich fragen …“.",
      },
    ],
    notes: [
      "Lassen Sie vor jeder Beobachtung vorhersagen, schriftlich oder per Hand. Eine falsche " +
        "Vorhersage, die überrascht, lehrt mehr als eine richtige.",
      "Alle Zahlen gelten bei festgehaltenem Tonus und gehaltenem Brustkorb. Sagen Sie das " +
        "mindestens einmal; gefragt wird ohnehin, warum Menschen verschieden sind.",
      "Verlassen Sie sich auf Richtung und Reihenfolge. Wie viel Grad ein Prozent bringt, legt " +
        "keine Messung fest.",
      "Lassen Sie niemanden die Haltung anderer beurteilen. Die Seite stellt keine Diagnosen, " +
        "und die Stunde sollte es auch nicht tun.",
      "Sitzen: Entspannt verlässt das Becken den Bereich des Modells; nutzen Sie die Sitzansicht " +
        "nur für die Richtung. Einen kurzen Iliopsoas zeigt der Thomas-Handgriff des Modells " +
        "kaum (10 % kürzer: etwa 1°); nutzen Sie ihn für den Unterschied zwischen gehaltenem und " +
        "freiem Becken, nicht um kurze Muskeln zu finden. Das hängende Knie halten nur " +
        "zweigelenkige Muskeln.",
    ],
  },

  worksheet: {
    title: "Arbeitsblatt: Wer zieht?",
    tasks: [
      {
        task:
          "„Neutral“ laden. Lendenlordose, Kreuzbeinneigung (SS), Beckenversion (PT) und " +
          "Beckeninzidenz (PI) aufschreiben. SS und PT zusammenzählen. Was fällt auf?",
        lines: 3,
      },
      {
        task:
          "Die Länge des Iliopsoas auf 90 % stellen. Wie weit kippt das Becken, und wohin? Wie " +
          "groß ist die Lordose jetzt? Wie viel Lordose kommt auf ein Grad Kippung?",
        lines: 3,
      },
      {
        task:
          "So lassen. Die Spannkraft der ischiokruralen Muskulatur ablesen und mit „Neutral“ " +
          "vergleichen. Hat sie jemand verkürzt? In einem Satz erklären.",
        lines: 3,
      },
      {
        task:
          "Zurück zu „Neutral“. Erst vorhersagen: Rückenstrecker auf 90 %. Wohin geht das " +
          "Becken, wohin die Brücke? Dann ausprobieren, die Kippung des Beckens aufschreiben " +
          "und den Unterschied erklären.",
        lines: 4,
      },
      {
        task:
          "„Neutral“, Tabelle „Was wäre, wenn“: Jede Gruppe wird der Reihe nach gedehnt. Welche " +
          "bringt das Becken am weitesten nach hinten, welche zwei kippen es am weitesten nach " +
          "vorn?",
        lines: 3,
      },
      {
        task:
          "Iliopsoas auf 95 % und ischiokrurale Muskulatur auf 105 % stellen. Wie weit kippt " +
          "das Becken insgesamt? Erst die eine auf 100 % zurückstellen, dann nur die andere: " +
          "Wie viel nimmt jede weg? Wer gewinnt? Ergeben die beiden Anteile zusammen das Ganze?",
        lines: 4,
      },
      {
        task:
          "„Neutral“, dann nur die Beckeninzidenz ändern, auf 62°. Lordose? Kippung gegenüber " +
          "Neutral? Welcher Muskel gewinnt?",
        lines: 3,
      },
      {
        task:
          "Thomas-Handgriff (Thomas-Test), Iliopsoas auf 90 %. Den Winkel des Oberschenkels zur " +
          "Waagerechten aufschreiben, mit gehaltenem und mit nicht gehaltenem Becken. Wann ist " +
          "die Hüfte selbst stärker gestreckt? Was heißt das fürs Testen?",
        lines: 4,
      },
    ],
    answers: [
      {
        text:
          "Lordose 50,5°, SS 38,0°, PT 12,5°, PI 50,5°. SS + PT = PI: Die Form des Knochens " +
          "verteilt sich auf die beiden.",
        check: "solve standing_adult",
        values: [
          { path: "posture.lordosis_deg", shown: "50,5" },
          { path: "posture.sacral_slope_deg", shown: "38,0" },
          { path: "posture.pelvic_tilt_deg", shown: "12,5" },
          { path: "posture.pelvic_incidence_deg", shown: "50,5" },
        ],
      },
      {
        text:
          "7,5° nach vorn; Lordose 56,5°, also 6 mehr als vorher: 0,8° Lordose auf ein Grad " +
          "Kippung, bei einem Brustkorb, der aufrecht bleibt.",
        check: "solve standing_adult --set iliopsoas.length=0.9",
        values: [
          { path: "posture.anterior_tilt_change_deg", shown: "7,5" },
          { path: "posture.lordosis_deg", shown: "56,5" },
        ],
      },
      {
        text:
          "82,7 N vorher, 105,4 N nachher (beide Beine zusammen). Verkürzt hat sie niemand: Das " +
          "Becken ist nach vorn gekippt und hat sie in die Länge gezogen. Gespannt ist nicht " +
          "verkürzt.",
        check: "claims",
        values: [
          { path: "claims.10.numbers.0.before", shown: "82,7" },
          { path: "claims.10.numbers.0.value", shown: "105,4" },
        ],
      },
      {
        text:
          "Das Becken kippt 4,4° nach vorn; die Brücke kippt weniger weit nach vorn als in " +
          "„Neutral“. Die Rückenstrecker enden weiter oben, unter einem Brustkorb, der gehalten " +
          "wird, und heben so das Becken hinten an. Das Bündel der Brücke ist hinten am Boden " +
          "verankert.",
        check: "solve standing_adult --set erector_spinae.length=0.9",
        values: [{ path: "posture.anterior_tilt_change_deg", shown: "4,4" }],
      },
      {
        text:
          "Am weitesten nach hinten: Iliopsoas. Am weitesten nach vorn: ischiokrurale " +
          "Muskulatur und Gesäßmuskeln, dicht beieinander. Die Tabelle (1 cm): −3,7°, +4,4°, " +
          "+3,8°. Auf der Befehlszeile geben je 5 mm −2,1° beim Iliopsoas und +1,9° bei jeder " +
          "der beiden.",
        check: "prescribe standing_adult --stretches",
        values: [
          { path: "groups.iliopsoas.equal_length.anterior_tilt_change_deg", shown: "−2,1" },
          { path: "groups.hamstrings.equal_length.anterior_tilt_change_deg", shown: "1,9" },
          { path: "groups.gluteals.equal_length.anterior_tilt_change_deg", shown: "1,9" },
        ],
      },
      {
        text:
          "Insgesamt 6,3° nach vorn. Den Iliopsoas zurückzustellen nimmt 4,1° weg, die " +
          "ischiokrurale Muskulatur 3,1°: Der Iliopsoas gewinnt. Die Anteile müssen nicht das " +
          "Ganze ergeben, denn ein Körper ist nicht linear: Was die eine bewirkt, hängt davon " +
          "ab, wohin die andere ihn gebracht hat.",
        check: "explain standing_adult --set iliopsoas.length=0.95 --set hamstrings.length=1.05",
        values: [
          { path: "winning.tilt_change_from_reference_deg", shown: "6,3" },
          { path: "winning.groups.0.share_deg", shown: "4,1" },
          { path: "winning.groups.1.share_deg", shown: "3,1" },
        ],
      },
      {
        text:
          "Lordose 57,6°, Kippung gegenüber Neutral 0,0°. Niemand gewinnt: Kein Regler wurde " +
          "gedreht, nur der Knochen ist ein anderer. Boulay 2006 (149 Erwachsene, Abstract) " +
          "berichtet dieselbe Richtung: über 62° eine ausgeprägtere Lordose.",
        check: "solve standing_adult --body pelvic_incidence_deg=62",
        values: [
          { path: "posture.lordosis_deg", shown: "57,6" },
          { path: "posture.anterior_tilt_change_deg", shown: "0,0" },
        ],
      },
      {
        text:
          "Gehalten −15,0°, nicht gehalten −30,7° (minus: unter der Waagerechten). Die Hüfte " +
          "selbst ist gehalten um 25,0° und nicht gehalten um 22,9° gestreckt: Der Oberschenkel " +
          "hängt viel tiefer, und doch ist die Hüfte nicht stärker gestreckt. Wird das Becken " +
          "nicht gehalten, misst der Winkel das Becken mit. Eine Zahl des Modells, keine Norm. " +
          "Neben dem neutralen Körper (−16,3° und 26,3° gehalten) ist das etwa 1°: Einen kurzen " +
          "Iliopsoas zeigt der Thomas-Handgriff dieses Modells kaum.",
        check: "test thomas --set iliopsoas.length=0.9",
        values: [
          { path: "numbers.thigh_to_horizontal_deg", shown: "−15,0" },
          { path: "not_held.thigh_to_horizontal_deg", shown: "−30,7" },
          { path: "numbers.hip_extension_deg", shown: "25,0" },
          { path: "not_held.hip_extension_deg", shown: "22,9" },
        ],
      },
    ],
  },

  pain:
    "Diese Seite kennt keine Größe für Schmerz. Dass Haltung ihn verursacht, ist nicht gezeigt: " +
    "Eine Übersicht über 41 Übersichtsarbeiten fand in einigen Zusammenhänge und keine " +
    "Einigkeit über eine Ursache (Swain 2020, Abstract). Nichts hier dient der Diagnose oder " +
    "Behandlung oder dazu, jemandes Haltung zu beurteilen.",

  limits: [
    "Nur Statik: wo etwas zur Ruhe kommt. Keine Bewegung, keine Reflexe, keine " +
      "Gleichgewichtssteuerung.",
    "Nur die Seitenansicht: kein Neigen oder Drehen zur Seite. Muskelwege sind räumlich, " +
      "Bewegungen nicht.",
    "Die Hüftachse steht fest im Raum, ein Sprunggelenk gibt es nicht, die Iliosakralgelenke " +
      "sind starr.",
    "Der Brustkorb wird von außen aufrecht gehalten; der Tonus bleibt, während ein Regler " +
      "gedreht wird.",
    "Keine Bänder außer der Hüftkapsel, keine Faszien, kein Bauchinnendruck.",
    "Faser- und Sehnenlängen der Rumpfmuskeln sind gewählt, weil keine Tabelle sie nennt.",
    "Verlässlich sind Richtung und Reihenfolge; wie viel Grad ein Prozent bringt, legt keine " +
      "Messung fest.",
    "Jenseits von etwa 55° Hüftbeugung sind Psoas und Iliacus falsch; entspannt verlässt das " +
      "sitzende Becken den Bereich des Modells.",
    "Jede Zahl der Brücke ist gewählt, um den Gedanken zu zeigen.",
  ],

  sources: [
    "Das Bild der Brücke: Lana Brown, Essay „Muscles Never Push“. Nur der Gedanke; alle Sätze " +
      "und Zahlen hier stammen von diesem Projekt.",
    "Hüftmuskeln und Beinknochen: OpenSim-Modell gait2392, CC BY 3.0 " +
      "(http://creativecommons.org/licenses/by/3.0/). Urheber laut Datei: Delp S.L., Loan J.P., " +
      "Hoy M.G., Zajac F.E., Topp E.L., Rosen J.M., Thelen D.G., Anderson F.C., Seth A. Hier " +
      "geändert: Bezugssysteme, verbundener Psoas, feste Wegpunkte, einfache Scharniere.",
    "Rumpfmuskeln: MyoTorso (MyoSuite / MyoHub), Apache-2.0, dort umgewandelt aus Christophy " +
      "2012. Hier geändert: nur die rechte Seite, Wirbelabstände von 2012, Faszikel zum " +
      "schwebenden Bauch weggelassen, Faser- und Sehnenlängen gewählt.",
    "Lendenwirbelsäule: Christophy M., Faruk Senan N.A., Lotz J.C., O'Reilly O.M. (2012) A " +
      "musculoskeletal model for the lumbar spine. Biomech Model Mechanobiol 11:19-34. " +
      "Wirbeldaten von github mjhmilla/kinematicPassengerModel (Repositorium MIT; die " +
      "Modelldatei nennt keine Lizenz).",
    "Passives Hüftmoment: Riener R., Edrich T. (1999) J Biomech 32:539-544, wie in " +
      "öffentlichen Repositorien programmiert; die Arbeit wurde nicht gelesen.",
    "Bandscheiben: Schmidt 1998, wie im AnyBody-Repositorium angeführt; Gardner-Morse und " +
      "Stokes 2004 (Abstract).",
    "Normwerte der Winkel im Stand: systematische Übersicht mit Metaanalyse, 17 Studien, 2926 " +
      "beschwerdefreie Erwachsene, PMID 28368866 (Abstract).",
    "Knochen und Krümmung: Boulay C. et al. (2006) Eur Spine J 15:415-422 (Abstract). Preece " +
      "S.J. et al. (2008) J Man Manip Ther 16:113-117 (Abstract).",
    "Haltung und Muskellänge, alle als Abstract gelesen: Jorgensson A. (1993) Aust J " +
      "Physiother 39:125-132. Youdas J.W. et al. (1996) Phys Ther 76:1066-1081. Youdas J.W. et " +
      "al. (2000) Phys Ther 80:261-275. Li Y., McClure P.W., Pratt N. (1996) Phys Ther " +
      "76:836-845.",
    "Haltung und Schmerz: Swain C.T.V. et al. (2020) J Biomech 102:109312 (Abstract).",
    "Thomas-Handgriff (Thomas-Test): Vigotsky 2016, wie in docs/clinical.md dieses Projekts " +
      "angeführt.",
    "Ursprünge, Ansätze und Wirkungen sind Lehrbuchanatomie; wie weit eine Gruppe das Becken " +
      "dreht, ist die Antwort dieses Modells.",
    "In dieser Datei: guywire (BSD-3-Clause), als WebAssembly übersetzt mit Eigen (MPL-2.0), " +
      "nlohmann-json (MIT), fmt (MIT) und der Laufzeit von Emscripten (MIT); lit-html " +
      "(BSD-3-Clause). Quelltexte: eigen.tuxfamily.org, github.com/nlohmann/json, " +
      "github.com/fmtlib/fmt, emscripten.org, lit.dev.",
  ],
};

// --- die Worte der Seite selbst ------------------------------------------------------------------

const f = formatter("de");
const way = (deg: number) => (deg > 0 ? "nach vorn" : "nach hinten");

export const ui: typeof import("./en").ui = {
  format: f,
  title: "Muskeln drücken nie",
  skip: "Zu den Reglern springen",
  language: "Sprache",
  theme: "Farben",
  themes: { auto: "wie das System", light: "hell", dark: "dunkel" },
  stage: "Brücke und Körper",
  menu: "Menü: Speichern, Teilen, Sprache, Farben",
  undo: "Rückgängig",
  preset: "Beginnen mit",
  morePresets: "Alle Vorlagen",
  presetOwn: "eigene Einstellung",
  settings: (app) => {
    const knobs = Object.entries(app.state.knobs).map(([k, v]) => {
      const [g, knob] = k.split(".") as [GroupName, Knob];
      return `${app.nameOf(g)}, ${ui.knobs[knob]} ${f.percent(100 * v, 1)}`;
    });
    if (app.state.incidenceDeg !== undefined)
      knobs.push(`Beckeninzidenz ${f.deg(app.state.incidenceDeg)}`);
    if (app.anchorsMoved()) knobs.push("Anker versetzt");
    return knobs;
  },
  ownSetting: (app) => {
    const knobs = ui.settings(app);
    return knobs.length
      ? `Eigene Einstellung: ${knobs.slice(0, 3).join("; ")}` +
          (knobs.length > 3 ? `; und ${knobs.length - 3} weitere.` : ".")
      : "Alle Regler auf dem Ausgangswert.";
  },
  resetAll: "Zurücksetzen",
  share: "Teilen",
  shareTitle: "Diese Einstellung teilen",
  shareHolds:
    "Er enthält die Einstellung, die Sprache, Unterrichts- und Projektormodus, den gemerkten " +
    "Vergleichsumriss und die gewählten Vorhersagen. Gesendet wird nichts.",
  shareLocal:
    "Diese Seite wurde aus einer Datei geöffnet, deshalb gilt ihr Link nur auf diesem " +
    "Computer. Andere brauchen die Seite selbst und den Text unten.",
  shareNowhere:
    "Hier hat die Seite keine eigene Adresse, deshalb gibt es keinen Link. Andere brauchen die " +
    "Seite selbst und den Text unten.",
  shareNotStored: "Dieser Browser lässt die Seite nichts speichern.",
  shareLink: "Link",
  shareLinkHere: "Link für diesen Computer",
  shareText: "Die Einstellung als Text",
  shareTextNote: "Wer die Seite hat, fügt ihn hier unter „Link oder Text öffnen“ ein.",
  shareFrame: "Die Seite in einer anderen zeigen",
  shareFrameNote: "Nur die Bühne; der Rahmen nimmt die Höhe an, die die Seite braucht.",
  sharePublished: "Ist die Seite veröffentlicht? Ihre Adresse",
  sharePublishedNote: "Dieser Browser merkt sie sich, und Links beginnen dann mit ihr.",
  shareNoAddress: "Das ist keine Webadresse. Sie beginnt mit https:// oder http://.",
  shareUse: "Diese Adresse verwenden",
  sharePaste: "Link oder Text öffnen",
  shareOpen: "Öffnen",
  copy: "Kopieren",
  copied: (what) => `Kopiert: ${what}.`,
  copyFailed:
    "Der Browser lässt die Seite nicht kopieren. Der Text ist markiert: Drücken Sie Strg+C.",
  save: "Speichern",
  saveAs: {
    png: "Bild (PNG)",
    svg: "Bild (SVG)",
    csv: "Stränge des Körpers (CSV)",
    json: "Einstellung und Antworten (JSON)",
  },
  open: "Einstellung öffnen (JSON)",
  print: "Drucken",
  pictureSetting: (name, settings) =>
    settings.length ? `${name}: ${settings.join("; ")}.` : `${name}.`,
  pictureSource: (version) => `Erstellt mit guywire ${version}, einem Modell. Nicht zur Diagnose.`,
  tabsLabel: "Teile der Seite",
  tabNames: {
    story: "Geschichte",
    explore: "Erkunden",
    challenge: "Aufgaben",
    numbers: "Zahlen",
    teachers: "Für Lehrende",
  },
  stepOf: (n, all) => `Schritt ${n} von ${all}`,
  stepPredict: "Vorhersagen.",
  stepDo: "Ausprobieren.",
  stepSee: "Antwort zeigen",
  stepBack: "Zurück",
  stepNext: "Weiter",
  stepPrint: "Diesen Schritt drucken",
  projector: "Projektormodus",
  projectorNote:
    "Nur die Bühne, in großer Schrift. Tasten: ← und → für die Schritte, Leertaste deckt auf, F " +
    "füllt den Bildschirm, Escape beendet.",
  projectorKeys: "← → Schritt · Leertaste deckt auf · F Vollbild",
  projectorEnd: "Beenden",
  teacher: "Unterrichtsmodus",
  showAnswers: "Lösungen zeigen",
  hideAnswers: "Lösungen verbergen",
  hidden: "Im Unterrichtsmodus verdeckt. Erst soll die Klasse sagen, was sie erwartet.",
  reveal: "Aufdecken",
  latin: "Lateinische Namen",
  dismiss: "Schließen",
  startNeutral: "Mit der neutralen Haltung beginnen",

  // die beiden Ansichten
  bridge: "Die Brücke",
  body: "Der Körper",
  way,
  weight: "Gewicht",
  notMuscles: "Knochen, Bandscheiben, Gewicht",
  hand: "Ihre Hand",
  tug: (back, forward) => `Tauziehen. Nach hinten: ${back}. Nach vorn: ${forward}.`,
  tugPart: (name, moment) => `${name} ${f.n(moment, moment < 100 ? 1 : 0)} N·m`,
  ifLonger: (name) => `${capital(name)} 1 cm länger`,
  cable: (n) => `Seil ${n}`,
  legendTitle: "Was Linien und Farben bedeuten",
  bridgeIntro: "Ein Stahlrahmen auf einem Gelenk. Rahmen oder Anker lassen sich ziehen.",
  bodyIntro:
    "Becken, Lendenwirbelsäule und Brustkorb von rechts; der Brustkorb wird aufrecht " +
    "gehalten. Das Becken lässt sich ziehen.",
  forward: "vorn →",
  back: "← hinten",
  slack: "schlaff, 0\u202fN",
  anchor: (name) =>
    `Anker: ${name}. Lässt sich ziehen oder mit den Feldern unter „Brücke: Anker“ versetzen.`,
  tiltChange: "Kippung gegenüber Neutral",
  tiltUpright: "Kippung aus der Senkrechten",
  lordosis: "Lendenlordose (L1–S1)",
  sacralSlope: "Kreuzbeinneigung (Sacral Slope, SS)",
  pelvicTilt: "Beckenversion (Pelvic Tilt, PT)",
  incidence: "Beckeninzidenz (PI)",
  tiltValue: (deg) => (Math.abs(deg) < 0.05 ? f.deg(0) : `${f.deg(Math.abs(deg))} ${way(deg)}`),
  tiltShort: (deg) =>
    Math.abs(deg) < 0.05 ? f.deg(0) : `${f.deg(Math.abs(deg))} ${deg > 0 ? "→" : "←"}`,
  legends: { bridge: "Spannkraft je Strang", body: "Spannkraft einer Muskelgruppe" },
  legendSlack: "schlaff",
  ghost: "Vergleichsumriss",
  ghostNote: "Gestrichelt: derselbe Knochen, alle Regler auf dem Ausgangswert",
  ghostNoteBridge: "Gestrichelter Umriss: der Rahmen, alle Seile auf dem Ausgangswert",
  bothSides: {
    bridge: "Beschriftung: Summe eines Teils",
    body: "Beschriftung: beide Seiten zusammen",
  },
  heldState: "von Hand gehalten",
  backToQuestions: "Zurück zu den Fragen",
  anglesTitle: "Was die Winkel bedeuten",
  angles: [
    [
      "Kippung gegenüber Neutral",
      "Wie weit sich das Becken aus der Ausgangshaltung dieses Körpers gedreht hat; nach " +
        "vorn: Die Vorderseite sinkt.",
    ],
    [
      "Lendenlordose (LL)",
      "Winkel von der Deckplatte L1 zur Deckplatte S1; je größer, desto stärker das Hohlkreuz.",
    ],
    [
      "Kreuzbeinneigung (Sacral Slope, SS)",
      "Wie steil die Deckplatte S1 nach vorn abfällt. Sie wächst, wenn das Becken nach vorn kippt.",
    ],
    [
      "Beckenversion (Pelvic Tilt, PT)",
      "Linie von der Hüftachse zur Mitte von S1 gegen die Senkrechte. Achtung, gegensinnig: Sie " +
        "sinkt, wenn das Becken nach vorn kippt.",
    ],
    ["Beckeninzidenz (PI)", "Die eigene Form des Knochens: SS + PT. Keine Haltung ändert sie."],
  ],
  inBrackets: "In Klammern",
  inBracketsReference:
    "Dasselbe beim Ausgangswert: alle Regler auf 100 %, Tonus nach geringstem Aufwand.",
  inBracketsKept: "Dasselbe in der gemerkten Haltung.",
  pelvisTilt: "Kippung des Beckens",
  ghostPinned: "Gestrichelt: die gemerkte Haltung",
  pin: "Zum Vergleich merken",
  unpin: "Vergleichsumriss: wieder die Ausgangshaltung",
  energyTitleBridge: "Energie der Brücke",
  energyTitleBody: "Energie des Körpers",
  energyNoteBridge:
    "▲ Ruhelage, ○ labiles Gleichgewicht (es sind alle: bewiesen mit Intervallarithmetik). " +
    "Die Kugel ist der Rahmen.",
  energyNoteBody:
    "Eine Hand dreht das Becken, alles darüber folgt. ▲ Ruhelage, ○ labiles Gleichgewicht. " +
    "Die Kugel ist das Becken.",
  energyAxis: "Energie",
  tiltAxis: "Kippung, vorn →",
  stable: "Ruhelage",
  unstable: "labiles Gleichgewicht",

  // Sitzen und Thomas-Handgriff
  testIntro: {
    sitting:
      "Sitzen: Oberschenkel waagerecht, Knie 90°, der Brustkorb von außen aufrecht gehalten. " +
      "Nur für die Richtung: siehe „Was dieses Modell weglässt“.",
    thomas:
      "Thomas-Handgriff (Thomas-Test): Rückenlage am Rand der Liege, das Bein auf der " +
      "Betrachterseite hängt, der andere Oberschenkel ist angezogen. Passiv: ohne Tonus.",
  },
  poses: "Becken",

  // Hand
  hands: "Mit der Hand halten",
  handBridge: "Rahmen",
  handBody: "Becken",
  letGo: "Loslassen",
  handNote:
    "Nach dem Loslassen schwingt es in die Ruhelage. Das Schwingen ist fürs Auge, keine " +
    "physikalische Zeit.",

  // Versuch zu drücken
  pushTitle: "Versuch, ein Seil zu drücken",
  pushPart: "Seil",
  pushParts: { front: "vordere Seile", rear_upper: "oberes Bündel", rear_lower: "unteres Bündel" },
  push: "Drücken",
  pull: "Ziehen",
  pushHelp: "30 cm zum Rahmen hin",
  pullHelp: "30 cm vom Rahmen weg",
  pushEnd: "Weiter lassen sich die Anker hier nicht versetzen (1 m).",

  // Regler
  controls: "Muskeln",
  short: "kurz",
  long: "lang",
  chooseMuscle: "Wessen Regler zu sehen ist",
  controlsIntro:
    "Jeder Regler ist ein Faktor auf den Wert des Modells; nur der Tonus ist absolut. Die " +
    "Seile der Brücke übernehmen Länge und Steifigkeit.",
  moreGroups: "Weitere Muskeln",
  moreKnobs: "Spannkraft, Steifigkeit, Kraft, Tonus",
  knobsTitle: "Was die Regler bedeuten",
  knobs: { length: "Länge", stiffness: "Steifigkeit", strength: "Kraft", tone: "Tonus" },
  knobHelp: {
    length: "Faserlänge: unter 100 % kürzer. Die passive Kennlinie verschiebt sich mit.",
    stiffness: "Wie steil sich der entspannte Muskel der Dehnung widersetzt.",
    strength: "Womit der Muskel bei vollem Tonus ziehen würde.",
    tone:
      "Anteil der vollen Aktivierung. Den eigenen sucht das Modell mit geringstem Aufwand; er " +
      "bleibt, während andere Regler gedreht werden.",
  },
  knobValue: (knob, v) => {
    if (knob === "tone") return `${f.percent(100 * v, 1)} des vollen Tonus`;
    if (v === 1) return `${f.percent(100)}, der Ausgangswert`;
    if (knob === "length")
      return (
        `${f.percent(100 * v, 1)}: ${f.percent(Math.abs(100 * (v - 1)), 1)} ` +
        `${v < 1 ? "kürzer" : "länger"}`
      );
    return `${f.percent(100 * v, 0)}: das ${f.n(v, 2)}-Fache des Ausgangswerts`;
  },
  ownToneValue: (v) => `der Tonus des Modells, etwa ${f.percent(100 * v, 1)}`,
  resetOne: (what) => `Zurücksetzen: ${what}`,
  range: (lower, upper) => `${lower} bis ${upper}`,
  tensionOf: (now, before) =>
    `${f.n(now, 1)} N, beide ` +
    `Seiten${before === undefined ? "" : ` (Ausgangswert ${f.n(before, 1)})`}`,
  tensionInTest: (now) => `${f.n(now, 1)} N in der gezeigten Haltung`,
  rangeSaid: (lower, upper, step) => `Von ${lower} bis ${upper}, in Schritten von ${step}.`,
  outOfRange: (what, value, lower, upper) =>
    `${what}: ${value} liegt außerhalb; erlaubt ist ${lower} bis ${upper}. Der alte Wert bleibt.`,
  notANumber: (what, value) => `${what}: „${value}“ ist keine Zahl. Der alte Wert bleibt.`,
  counterpart: "An der Brücke",
  noCounterpart: "Kein Gegenstück an der Brücke.",
  strengthOnBridge: "Kraft und Tonus haben an der Brücke kein Gegenstück.",
  origin: "Ursprung",
  insertion: "Ansatz",
  action: "Wirkung",
  members: "Besteht aus",
  shape: "Knochen und Beine",
  incidenceHelp:
    "Die Form des Knochens selbst. Norm 50,6 ± 11,5° (2926 Erwachsene); der Regler umfasst " +
    "Mittel ± 2 SD von 709 Erwachsenen (Mac-Thiong 2011).",
  legs: "Beine",
  legNames: { standing: "Stand", sitting: "Sitzen", thomas: "Thomas-Handgriff (Thomas-Test)" },
  testHelp:
    "Im Sitzen und im Thomas-Handgriff zeigt die Seite, was `guywire test` mit den eingestellten " +
    "Reglern berechnet.",
  anchors: "Brücke: Anker",
  anchorsHelp: "Einen Anker wegziehen oder näher rücken. Millimeter von dort, wo er steht.",
  anchorNames: { front: "Pfosten", rear_upper: "oberes Bündel", rear_lower: "unteres Bündel" },
  incidenceSaid: (v, own) =>
    Math.abs(v - own) < 0.05
      ? `${f.deg(v)}, der Knochen des Modells`
      : `${f.deg(v)}, ${f.deg(Math.abs(v - own))} ${v > own ? "mehr" : "weniger"} als der ` +
        "Knochen des Modells",
  anchorSaid: (mm, axis) =>
    mm === 0
      ? "0 mm, wo er steht"
      : `${Math.abs(mm)} mm nach ` +
        `${axis === 0 ? (mm > 0 ? "vorn" : "hinten") : mm > 0 ? "oben" : "unten"} versetzt`,
  anchorX: "nach vorn",
  anchorY: "nach oben",

  // Erklärung
  explanation: "Wer gewinnt?",
  standingOnly: "Die Tabellen unten gelten für denselben Körper im Stehen.",
  ledger: "Bilanz: Wer dreht das Becken (Momente um die Hüftachse)",
  ledgerNote:
    "+ nach vorn, beide Seiten zusammen; die Summe ist null, das heißt Ruhe. Schraffiert: " +
    "durch Tonus; einfarbig: passiv. Blasser Strich: beim Ausgangswert.",
  sum: "Summe",
  winning: "Wer hat es dorthin gebracht?",
  winningNote:
    "„Anteil“ ist, was wegfällt, wenn man eine Gruppe auf den Ausgangswert zurückstellt; dafür " +
    "wird neu gerechnet, denn ein Körper ist nicht linear.",
  group: "Gruppe",
  shareOf: "Anteil",
  removal: "ohne sie kippt es",
  perPercent: "1 % kürzer",
  whatIf: "Was wäre, wenn ich das dehne?",
  whatIfNote:
    "Jede Gruppe um 1 cm Länge von Muskel und Sehne, alles andere bleibt. Für manche ist das " +
    "wenig, für andere viel: siehe „Faser“, in Prozent ihrer Länge. „Außerhalb des " +
    "Reglerbereichs“: Ein Faszikel verließe den Bereich.",
  fibre: "Faser",
  tips: "Kippung",
  computing: "…",
  cannotRange: "außerhalb des Reglerbereichs",
  loads: "Was die Gelenke tragen",
  loadsNote:
    "Verhältnis: zu demselben Körper mit allen Reglern auf Ausgangswert. Über Schmerz sagt es " +
    "nichts.",
  joint: "Gelenk",
  force: "Kraft",
  compression: "Druckkraft",
  shear: "Schub",
  ratio: "Verhältnis",

  // Lernen
  goals: "Lernziele",
  misconceptions: "Drei Irrtümer",
  try: "Ausprobieren",
  look: "Darauf achten",
  answer: "Antwort",
  predict: "Vorhersagen, dann beobachten",
  predictIntro: "Erst sagen, was Sie erwarten. „Beobachten“ stellt Körper und Brücke ein.",
  observe: "Beobachten",
  right: "Wie erwartet.",
  wrong: "Anders als erwartet. Das ist der interessante Fall.",
  printPlan: "Stundenentwurf drucken",
  printWorksheet: "Arbeitsblatt drucken",
  lessonPlan: "Stundenentwurf",
  audience: "Für",
  time: "Zeit",
  material: "Material",
  minutes: (m) => `${m}\u202fmin`,
  worksheet: "Arbeitsblatt",
  answersTitle: "Lösungen",
  name: "Name",
  date: "Datum",
  limits: "Was dieses Modell weglässt",
  sources: "Quellen",
  setting: "Diese Einstellung",
  commandTitle: "Dasselbe auf der Befehlszeile",
  commandNote: "Derselbe Löser, dieselben Zahlen: für alle, die von hier aus weitermachen wollen.",
  modelHash: "Fingerabdruck des Körpers",
  footer: (version) =>
    `guywire ${version}. Gerechnet wird hier, in dieser Seite: Von anderswo wird nichts ` +
    "geladen, gesendet wird nichts. Nicht zur Diagnose.",

  always:
    "Bei den meisten kippt das Becken nach vorn. Dass Haltung Schmerzen macht, ist nicht " +
    "gezeigt. Nicht zur Diagnose.",

  // was schiefgehen kann
  refused:
    "Der Löser nimmt diese Einstellung nicht an, die alte bleibt. Seine Meldung, auf Englisch:",
  brokenSetting:
    "In diesem Link oder dieser Datei steht etwas, das die Seite nicht lesen kann. Nichts " +
    "davon wurde übernommen:",
  brokenFile:
    "Diese Datei ist keine Einstellung, die guywire lesen kann. Nichts davon wurde " +
    "übernommen. Die Meldung, auf Englisch:",
  fault: (x) =>
    x.kind === "twice"
      ? `„${x.where}“ steht doppelt da.`
      : x.kind === "key"
        ? `„${x.where}“ ist hier nicht bekannt (Wert „${x.value}“).`
        : x.kind === "range"
          ? `„${x.where}“ ist ${x.value}; erlaubt ist ${x.allowed}.`
          : x.kind === "control"
            ? `„${x.where}${x.value && `=${x.value}`}“: guywire liest das, die Seite hat keinen ` +
              "Regler dafür."
            : x.kind === "encoding"
              ? `Der Link ist bei „${x.value}“ beschädigt. Kopieren Sie ihn noch einmal dort, ` +
                "woher er kommt."
              : `„${x.where}“ ist „${x.value}“; erlaubt ist ${x.allowed}.`,
  moreFaults: (n) => `und ${n} weitere`,
  noWasm:
    "Dieser Browser führt WebAssembly nicht aus, worin der Löser geschrieben ist, oder " +
    "verbietet es (eine strenge Sicherheitseinstellung, ein alter Browser). Die Seite kann " +
    "hier nicht rechnen. Nehmen Sie einen aktuellen Firefox, Chrome, Edge oder Safari, oder " +
    "erlauben Sie WebAssembly für diese Seite, und laden Sie sie neu.",
  startFailed: (why) =>
    `Der Löser ist nicht gestartet: ${why}. Laden Sie die Seite neu; bleibt es dabei, ist die ` +
    "Datei vielleicht beschädigt.",
};
