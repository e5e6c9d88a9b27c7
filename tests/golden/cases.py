"""What is asked of both commits: settings of the shipped models, random models, command lines.

Everything is drawn by counting: a number depends on its name alone, not on what was drawn before.
Numbers are written in the shortest form that reads back as the same double, and only once: both
commits read the same lines (their form is described in probe.cpp).
"""

import hashlib
import json
import pathlib

KNOBS_OF_ALL = ["length", "stiffness"]
KNOBS_OF_MUSCLES = [*KNOBS_OF_ALL, "strength", "tone"]
RANGES = {"length": (0.85, 1.15), "stiffness": (0.4, 2), "strength": (0.2, 1.5), "tone": (0, 0.3)}


def uniform(low, high, *name):
    """The number of that name between low and high."""
    digest = hashlib.sha256("/".join(map(str, name)).encode()).digest()
    return low + (high - low) * ((int.from_bytes(digest[:8], "big") >> 11) * 2.0**-53)


def integer(low, high, *name):
    """A whole number from low to high, both included."""
    return min(high, low + int(uniform(0, high - low + 1, *name)))


def one_of(choices, *name):
    return choices[integer(0, len(choices) - 1, *name)]


class Drawn:
    """What of a model can be varied, by name."""

    def __init__(self, model):
        self.model = model
        self.name = model["name"]
        self.bodies = [body["name"] for body in model["bodies"]]
        self.cables = {cable["name"]: cable["law"] for cable in model["cables"]}
        self.groups = list(model.get("groups", {}))
        self.parts = list(model.get("partition", [])) or list(self.cables)
        self.options = []  # of the probe's line it came in

    def members(self, part):
        groups = self.model.get("groups", {})
        if part not in groups:
            return [part]
        return [cable for member in groups[part] for cable in self.members(member)]

    def knobs(self, part):
        laws = [self.cables[cable]["kind"] for cable in self.members(part)]
        return KNOBS_OF_MUSCLES if all(law.startswith("hill") for law in laws) else KNOBS_OF_ALL

    def elastic(self):
        return any(law["kind"] == "hill_elastic" for law in self.cables.values())

    def muscles(self):
        return any(law["kind"].startswith("hill") for law in self.cables.values())

    def masses(self):
        return {body["name"]: body["mass_kg"] for body in self.model["bodies"]}

    def without_leg_parts(self):
        """Less what has another name where the legs are posed differently: NAME_r and NAME_l."""
        out = Drawn(self.model)
        out.parts = [part for part in self.parts if part in self.groups]
        out.bodies = [body for body in self.bodies if body not in ("thigh", "shank")]
        return out


def line_of(classes, name, options, model_text):
    text = ";".join(f"{key}={value}" for key, value in options)
    return "\t".join([",".join(classes), name, text, model_text])


def number_list(values):
    return ",".join(map(repr, values))


# --- shipped models -------------------------------------------------------------------------------


def drawn_set(drawn, key):
    """A few numbers of a shipped model, as `--set` takes them."""
    out = {}
    members: set[str] = set()
    for i in range(integer(1, 4, key, "how many")):
        part = one_of(drawn.parts + drawn.groups, key, i, "part")
        if members & set(drawn.members(part)):
            continue  # a number must not be set twice
        members |= set(drawn.members(part))
        knob = one_of(drawn.knobs(part), key, i, "knob")
        out[f"{part}.{knob}"] = uniform(*RANGES[knob], key, i, "value")
    if uniform(0, 1, key, "mass?") < 0.2:
        body = one_of(drawn.bodies, key, "body")
        out[f"{body}.mass_kg"] = drawn.masses()[body] * uniform(0.8, 1.2, key, "mass")
    return out


def drawn_pose(key):
    kind = integer(0, 2, key, "legs")
    if kind == 0:
        return {"hip": uniform(-20, 60, key, "hip"), "knee": uniform(0, 60, key, "knee")}
    if kind == 1:
        return {"hip_r": uniform(-15, 40, key, "hip_r"), "knee_r": uniform(0, 40, key, "knee_r")}
    return {"hip_l": uniform(-15, 40, key, "hip_l"), "hip_r": uniform(-15, 40, key, "hip_r")}


def setting_of(drawn, key):
    """A setting file's content."""
    setting = {"schema_version": 1, "setting_of": drawn.name}
    standing = drawn.name == "standing_adult"
    if standing and uniform(0, 1, key, "resized?") < 0.1:
        setting["body"] = {
            "pelvic_incidence_deg": uniform(40, 70, key, "incidence"),
            "mass_kg": uniform(50, 100, key, "weight"),
            "stature_m": uniform(1.5, 2, key, "stature"),
        }
    if drawn.name != "bridge" and uniform(0, 1, key, "posed?") < 0.25:
        setting["pose"] = drawn_pose(key)
    setting["set"] = drawn_set(named_alike(drawn, setting), key)
    if drawn.name != "bridge" and uniform(0, 1, key, "recruited?") < 0.15:
        setting["recruit"] = True
    return setting


def named_alike(drawn, setting):
    split = any(name[-2:] in ("_r", "_l") for name in setting.get("pose", {}))
    return drawn.without_leg_parts() if split else drawn


COORDINATES = {
    "bridge": ["frame"],
    "pelvis": ["pelvis"],
    "standing_adult": ["pelvis", "L5", "L4", "L3", "L2", "L1"],
}


def start_options(drawn, key):
    count = len(COORDINATES[drawn.name])
    options = []
    if uniform(0, 1, key, "start?") < 0.5:
        spread = 0.3 if count == 1 else 0.08
        values = [uniform(-spread, spread, key, "start", i) for i in range(count)]
        options.append(("start", number_list(values)))
    if uniform(0, 1, key, "any?") < 0.15:
        options.append(("seek", "any"))
    return options


def quantities_of(drawn, joint_loads=False):
    names = [f"{body}.angle" for body in COORDINATES.get(drawn.name, drawn.bodies[:1])]
    names += [f"{part}.tension" for part in drawn.parts[:3]]
    if drawn.name != "bridge" and drawn.name in COORDINATES:
        names.append("anterior_tilt_change")
    if drawn.name == "standing_adult":
        names.append("lordosis")
        names += ["L5.compression"] if joint_loads else []  # takes a hundred times as long
    return [("quantity", name) for name in names]


def parameters_of(drawn):
    names = [f"{part}.{knob}" for part in drawn.parts for knob in drawn.knobs(part)]
    names += [f"{body}.mass_kg" for body in drawn.bodies]
    names.append("model.gravity_y_m_per_s2")
    return [("parameter", name) for name in dict.fromkeys(names)]


def shipped_setting_cases(drawn, count):
    for i in range(count):
        key = f"{drawn.name}/{i}"
        classes = ["solve", "posture"]
        if i % 3 == 0:
            classes += ["recruit", "sensitivity"] if drawn.muscles() else ["sensitivity"]
        setting = setting_of(drawn, key)
        named = named_alike(drawn, setting)
        options = start_options(drawn, key) + parameters_of(named)
        options += quantities_of(named, joint_loads=i % 30 == 0)
        yield line_of(classes, key, options, json.dumps(setting))


def vary_option(drawn, key, points):
    part = one_of(drawn.parts, key, "part")
    knob = one_of(["length", "length", *drawn.knobs(part)], key, "knob")
    low, high = RANGES[knob] if knob != "length" else (0.8, 1.25)
    ends = (high, low) if uniform(0, 1, key, "backwards?") < 0.5 else (low, high)
    return ("vary", f"{part}.{knob}:{ends[0]!r}:{ends[1]!r}:{points}")


def column_options(drawn, key, bodies, parts):
    for part in parts:
        for knob in drawn.knobs(part):
            values = [uniform(*RANGES[knob], key, part, knob, b) for b in range(bodies)]
            yield ("column", f"{part}.{knob}:{number_list(values)}")


def shipped_study_cases(drawn, count):
    """Sweeps, branches, equilibria and batches, about settings of their own."""
    for i in range(count):
        key = f"{drawn.name}/study/{i}"
        setting = {"schema_version": 1, "setting_of": drawn.name}
        if i % 2:
            setting["set"] = drawn_set(drawn, key)
        text = json.dumps(setting)
        varied = [vary_option(drawn, key, 41), *quantities_of(drawn, joint_loads=i % 20 == 0)]
        yield line_of(["sweep", "branch"], key, varied, text)
        unproved = [("verify", "no")] if drawn.name == "standing_adult" else []
        yield line_of(["equilibria"], key, [("cells", 20000), *unproved], text)
        options = list(column_options(drawn, key, 48, drawn.parts[: 1 + i % 6]))
        variants = [[], [("follow", "yes")], [("eigenvalues", "no")], [("seek", "any")]]
        options += variants[i % 4] + quantities_of(drawn)
        yield line_of(["batch"], key, options, json.dumps({**setting, "set": {}}))


def shipped_cases(models, quick):
    for model in models:
        drawn = Drawn(model)
        yield from shipped_setting_cases(drawn, 10 if quick else 300)
        yield from shipped_study_cases(drawn, 2 if quick else 40)


# --- random models --------------------------------------------------------------------------------


def random_study_options(drawn, key, which):
    quantities = [("quantity", f"{drawn.bodies[0]}.angle")]
    quantities.append(("quantity", f"{drawn.parts[0]}.tension"))
    if which == "sensitivity":
        return quantities + parameters_of(drawn)
    if which in ("sweep", "branch"):
        return [*quantities, vary_option(drawn, key, 21 if which == "sweep" else 400)]
    if which == "equilibria":
        proof = int(dict(drawn.options)["free"]) <= 2 and not drawn.elastic()
        return [("cells", 3000), ("verify", "yes" if proof else "no")]
    return quantities + list(column_options(drawn, key, 11, drawn.parts[:8]))


def random_cases(lines):
    """Every model is solved and evaluated; every tenth also gets one study, in turn."""
    studies = ["batch", "sweep", "batch", "branch", "sensitivity", "batch", "equilibria"]
    for i, line in enumerate(lines):
        _, name, options, text = line.rstrip("\n").split("\t")
        pairs = [tuple(option.split("=", 1)) for option in options.split(";")]
        drawn = Drawn(json.loads(text))
        drawn.options = pairs
        classes = ["solve", "posture"]
        if drawn.muscles():
            classes.append("recruit")
        yield line_of(classes, name, pairs, text)
        if i % 3 == 0:
            which = studies[i // 3 % len(studies)]
            key = f"{name}/{which}"
            more = random_study_options(drawn, key, which)
            yield line_of([which], name, pairs + more, text)


def file_cases(folder):
    """Models of the user's own: each file is solved, evaluated and recruited."""
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        text = " ".join(path.read_text().split("\n")).replace("\t", " ")
        classes = ["solve", "posture", "recruit", "equilibria"]
        yield line_of(classes, f"file/{path.stem}", [("cells", 5000)], text)


# --- the command ----------------------------------------------------------------------------------

SHORT = "--set iliopsoas.length=0.9"
COMMANDS = f"""
models
schema
check bridge pelvis standing_adult
convert bridge
convert pelvis {SHORT}
convert standing_adult --pose hip_r=20 {SHORT}
solve bridge
solve bridge --set front.length=0.95
solve bridge --set front.length=1.2 --set rear.length=1.05 --start frame=20 --seek any
solve pelvis
solve pelvis --set hamstrings.length=0.9 --pose hip=30
solve standing_adult
solve standing_adult {SHORT}
solve standing_adult --body pelvic_incidence_deg=60,mass_kg=90
solve standing_adult --pose hip_r=20
solve standing_adult --pose hip=60,knee=60 --recruit
solve standing_adult --set hamstrings.length=0.8,iliopsoas.tone=0.3
solve standing_adult --set pelvis.mass_kg=0
explain bridge --set front.length=0.95
explain pelvis {SHORT}
explain standing_adult {SHORT}
explain standing_adult
sweep bridge --vary front.length=0.8:1.3:41
sweep bridge --vary front.length=0.8:1.3 --branch
sweep pelvis --vary iliopsoas.length=0.85:1.1:21
sweep standing_adult --vary iliopsoas.length=0.85:1.1:26
sweep standing_adult --vary hamstrings.length=0.85:1.1 --branch --read lordosis --read psoas.tension
equilibria bridge --set front.length=1.2 --set rear.length=1.05
equilibria pelvis --box pelvis=-30:30
equilibria standing_adult --unverified
prescribe pelvis {SHORT}
prescribe standing_adult {SHORT}
prescribe standing_adult --target lordosis_deg=50
prescribe standing_adult --stretches
test mirror
test thomas {SHORT}
test straight_leg_raise
test straight_leg_raise --pelvis-held --set hamstrings.length=0.9
test toe_touch
test sitting
population standing_adult {SHORT} --bodies 20
population standing_adult --bodies 24 --scatter iliopsoas.length=0.05 --tone held
claims
""".strip().splitlines()
FORMATS = {  # of an answer; `text` once a command is enough
    "solve": ["json", "csv", "text"],
    "explain": ["json", "text"],
    "sweep": ["json", "csv", "text"],
    "equilibria": ["json", "text"],
    "prescribe": ["json", "text"],
    "test": ["json", "text"],
    "population": ["json", "text"],
    "claims": ["json", "text"],
}
PICTURES = {"solve", "explain", "sweep", "test", "claims"}
SLOW = ("claims", "population", "prescribe standing_adult", "explain standing_adult")


def command_cases(quick):
    """Argument lists."""
    for line in COMMANDS:
        if quick and line.startswith(SLOW):
            continue
        words = line.split()
        for form in FORMATS.get(words[0], [None]):
            arguments = words + (["--format", form] if form else [])
            if form == "json" and words[0] in PICTURES:
                arguments += ["--svg", "picture.svg"]
            if not quick or form in ("json", None):
                yield arguments
