"""Compares what two builds answered, case by case, and words the result.

A case is equal if its line is equal, bit for bit. Otherwise its fields are compared: numbers by
their difference over the bound of rounding that the probe states (`~FIELD`), or, where none is
stated, over 64 units in the last place of the largest number of the field (chosen: few sums here
are longer).
"""

import collections
import difflib
import hashlib
import json
import math
import re
from typing import Any

WITHIN = 4  # bounds: each of two answers is off by its residual and by the error of evaluating it
UNSTATED = 64 * 2.0**-52
EFFORT = {"iterations", "examined", "left"}  # how long the way was, not where it led

KINDS = ["unsteady", "status", "missing", "branch", "beyond", "rounding", "text", "effort"]
HEADINGS = {
    "status": "status",
    "missing": "one side",
    "branch": "branches",
    "beyond": "beyond",
    "rounding": "rounding",
    "text": "texts",
    "effort": "effort",
}
Number = collections.namedtuple("Number", "ratio case field old new stated")


class Case:
    """One line of a side: name, status and fields."""

    def __init__(self, name, status, fields):
        self.name, self.status, self.fields = name, status, fields


def probe_case(line):
    name, status, *fields = line.split("\t")
    return Case(name, status, dict(field.split("=", 1) for field in fields))


def value_of(text):
    return float.fromhex(text) if text.lower() not in ("nan", "-nan") else math.nan


def same(a, b):
    return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)


def ratio_of(old, new, bound):
    """The difference in bounds of rounding."""
    if old == new:
        return 0.0  # zeros of different sign
    difference = abs(new - old)
    if math.isnan(difference) or math.isinf(difference):
        return math.inf
    if math.isinf(bound):
        return 0.0  # not an equilibrium: no number of it is promised
    if math.isnan(bound) or bound == 0:
        return math.inf
    return difference / bound


class Comparison:
    """What differs, collected over all cases."""

    def __init__(self, ignore_texts=False, unsteady=()):
        self.ignore_texts = ignore_texts
        self.unsteady = unsteady  # cases that the older side, asked twice, answers in two ways
        self.changed = []
        self.counts = collections.defaultdict(collections.Counter)  # class -> kind -> cases
        self.statuses = collections.defaultdict(list)  # (class, old, new) -> cases
        self.numbers = []
        self.wholes = collections.defaultdict(list)  # (class, field) -> (case, old, new)
        self.texts = collections.defaultdict(list)  # (class, field, old, new) -> cases
        self.excerpts = []  # (case, field, lines)
        self.one_sided = collections.defaultdict(list)  # (class, side) -> cases
        self.one_sided_fields = collections.defaultdict(list)  # (class, field, side) -> cases
        self.hashes: dict[str, tuple[Any, Any]] = collections.defaultdict(
            lambda: (hashlib.sha256(), hashlib.sha256())
        )

    # --- collecting ---

    def add_lines(self, old_lines, new_lines):
        """Records of the probe."""
        old = {line.split("\t", 1)[0]: line for line in old_lines}
        new = {line.split("\t", 1)[0]: line for line in new_lines}
        for name in dict.fromkeys([*old, *new]):
            self.add(name, old.get(name), new.get(name), probe_case, self.fields_differ)

    def add_answers(self, old, new):
        """Answers of the command: name -> record of fingerprint.py."""
        for name in dict.fromkeys([*old, *new]):
            before, after = (json.dumps(a[name]) if name in a else None for a in (old, new))
            self.add(name, before, after, json.loads, self.answers_differ)

    def add(self, name, old, new, parse, differ):
        group = name.split("/", 1)[0]
        for digest, text in zip(self.hashes[group], (old, new), strict=True):
            digest.update(re.sub("\t~[^\t]*", "", text or "").encode())  # bounds are no answers
        if old == new:
            self.counts[group]["equal"] += 1
            return
        self.changed.append(name)
        if name in self.unsteady:
            self.counts[group]["unsteady"] += 1
        elif old is None or new is None:
            side = "older" if new is None else "newer"
            self.one_sided[group, side].append(name)
            self.counts[group]["missing"] += 1
        else:
            kinds = differ(group, name, parse(old), parse(new))
            worst = next((kind for kind in KINDS if kind in kinds), "equal")
            self.counts[group][worst] += 1

    def fields_differ(self, group, name, old, new):
        kinds = set()
        if old.status != new.status:
            self.statuses[group, old.status, new.status].append(name)
            return {"status"}  # that says it; its numbers would hide those of others
        for field in dict.fromkeys([*old.fields, *new.fields]):
            if field.startswith("~"):
                continue
            a, b = old.fields.get(field), new.fields.get(field)
            if a is None or b is None:
                kinds.add(self.field_missing(group, name, field, a))
            elif a != b:
                kinds.add(self.field_differs(group, name, field, a, b, old))
        return kinds - {None}

    def field_missing(self, group, name, field, old):
        side = "newer" if old is None else "older"
        self.one_sided_fields[group, field.lstrip("$#"), side].append(name)
        return "missing"

    def field_differs(self, group, name, field, a, b, old):
        if field.startswith("$"):
            return self.text_differs(group, name, field[1:], a, b)
        if field.startswith("#"):
            self.wholes[group, field[1:]].append((name, a, b))
            return "effort" if field[1:].split(".")[-1] in EFFORT else "branch"
        numbers_old, numbers_new = ([value_of(x) for x in t.split()] for t in (a, b))
        if len(numbers_old) != len(numbers_new):
            lengths = (name, len(numbers_old), len(numbers_new))
            self.wholes[group, f"how many {field}"].append(lengths)
            return "branch"
        stated = [value_of(x) for x in old.fields.get(f"~{field}", "").split()]
        return self.numbers_differ(name, field, numbers_old, numbers_new, stated)

    def numbers_differ(self, name, field, old, new, stated):
        """`stated`: bounds, one for all or one each; empty where none is stated."""
        if len(stated) == 1:
            stated = stated * len(old)
        largest = max((abs(x) for x in old if math.isfinite(x)), default=0)
        worst = None
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            if same(a, b):
                continue
            given = len(stated) == len(old) and stated[i] > 0
            bound = stated[i] if given else UNSTATED * largest
            ratio = ratio_of(a, b, bound)
            place = f"{field}[{i}]" if len(old) > 1 else field
            number = Number(ratio, name, place, a, b, given)
            if worst is None or ratio > worst.ratio:
                worst = number
        if worst is None:
            return None
        self.numbers.append(worst)
        return "rounding" if worst.ratio <= (WITHIN if worst.stated else 1) else "beyond"

    def text_differs(self, group, name, field, old, new):
        if self.ignore_texts:
            return None
        blank = [re.sub(r"[-+]?\d[\d.e+-]*", "#", t) for t in (old, new)]
        shown = (old, new) if blank[0] == blank[1] else blank
        key = (group, field, *(blank if blank[0] != blank[1] else shown))
        self.texts[key].append(name)
        return "text"

    # --- the command's answers ---

    def answers_differ(self, group, name, old, new):
        kinds = set()
        if old["exit"] != new["exit"]:
            self.statuses[group, f"exit {old['exit']}", f"exit {new['exit']}"].append(name)
            return {"status"}
        for part in dict.fromkeys([*old["parts"], *new["parts"]]):
            a, b = old["parts"].get(part), new["parts"].get(part)
            if a is None or b is None:
                kinds.add(self.field_missing(group, name, part, a))
            elif a != b and part == "json":
                kinds |= self.json_differs(group, name, json.loads(a), json.loads(b))
            elif a != b:
                kinds |= self.lines_differ(name, part, a, b)
        return kinds - {None}

    def json_differs(self, group, name, old, new):
        kinds = set()
        before, after = dict(flat(old)), dict(flat(new))
        bounds = json_bounds(old)
        largest: dict[str, float] = collections.defaultdict(float)
        for path, value in before.items():
            if is_number(value):
                largest[unit(path)] = max(largest[unit(path)], abs(value))
        for path in dict.fromkeys([*before, *after]):
            a, b = before.get(path), after.get(path)
            if type(a) is type(b) and a == b and not (a == 0 and str(a) != str(b)):
                continue
            if path not in before or path not in after:
                side = a if path in before else None
                kinds.add(self.field_missing(group, name, general(path), side))
            elif is_number(a) and is_number(b):
                kinds.add(self.json_number_differs(name, path, a, b, largest, bounds))
            elif path.endswith("status"):
                self.statuses[group, f"{general(path)} {a}", str(b)].append(name)
                kinds.add("status")
            elif isinstance(a, str) and isinstance(b, str):
                kinds.add(self.text_differs(group, name, general(path), a, b))
            else:
                self.wholes[group, general(path)].append((name, a, b))
                kinds.add("branch")
        if not kinds and not self.ignore_texts:
            self.excerpts.append((name, "json", ["  the order of keys or the spelling of numbers"]))
            kinds.add("text")
        return kinds

    def json_number_differs(self, name, path, old, new, largest, bounds):
        if path.endswith("iterations"):
            self.wholes["command", general(path)].append((name, old, new))
            return "effort"
        ending = next((e for e in bounds if path.endswith(e)), None)
        if ending:
            return self.numbers_differ(name, path, [old], [new], [bounds[ending]])
        ratio = ratio_of(old, new, UNSTATED * largest[unit(path)])
        self.numbers.append(Number(ratio, name, path, old, new, False))
        return "rounding" if ratio <= 1 else "beyond"

    def lines_differ(self, name, part, old, new):
        """SVG, CSV, text: numbers by their printed digits, the rest by lines."""
        words = [re.split(NUMBER, t) for t in (old, new)]
        if len(words[0]) == len(words[1]) and words[0][::2] == words[1][::2]:
            return self.printed_numbers_differ(name, part, words[0][1::2], words[1][1::2])
        if self.ignore_texts:
            return set()
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
        excerpt = [f"    {line[:160]}" for line in list(lines)[2:12]]
        self.excerpts.append((name, part, excerpt))
        return {"text"}

    def printed_numbers_differ(self, name, part, old, new):
        worst = None
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            if a == b:
                continue
            digits = max(len(x.partition(".")[2]) if "e" not in x else 17 for x in (a, b))
            bound = max(10.0**-digits, UNSTATED * abs(float(a)))
            a, b = float(a), float(b)
            ratio = ratio_of(a, b, bound)
            if worst is None or ratio > worst.ratio:
                worst = Number(ratio, name, f"{part}[{i}]", a, b, False)
        if worst is None:
            return {"text"}  # -0 and 0 are spelled the same way by now
        self.numbers.append(worst)
        return {"rounding" if worst.ratio <= 1.001 else "beyond"}

    # --- wording ---

    def differing(self):
        return self.count_but({"equal", "unsteady"})

    def beyond_rounding(self):
        return self.count_but({"equal", "unsteady", "rounding", "effort", "text"})

    def count_but(self, harmless):
        """Cases of all kinds but these."""
        kinds: collections.Counter[str] = collections.Counter()
        for counts in self.counts.values():
            kinds.update(counts)
        return sum(number for kind, number in kinds.items() if kind not in harmless)

    def report(self, show=12):
        lines = self.table()
        for title, rows in (
            ("Statuses that changed", self.status_rows(show)),
            ("Answers that the older side itself does not repeat", self.unsteady_rows(show)),
            ("On one side only", self.one_sided_rows(show)),
            ("Branches and effort: whole numbers that changed", self.whole_rows(show)),
            ("Numbers that changed, in multiples of their rounding bound", self.number_rows(show)),
            ("Texts that changed", self.text_rows(show)),
        ):
            if rows:
                lines += ["", title + ":", *rows]
        return "\n".join(lines)

    def hash_table(self):
        """Of one side alone."""
        lines = [f"{'class':<12} {'cases':>7}  hash"]
        for group, counts in self.counts.items():
            digest = self.hashes[group][1].hexdigest()[:16]
            lines.append(f"{group:<12} {sum(counts.values()):>7}  {digest}")
        return "\n".join(lines)

    def table(self):
        kinds = ["equal", *KINDS]
        heads = [HEADINGS.get(kind, kind) for kind in kinds]
        lines = [f"{'class':<11} {'cases':>6}" + "".join(f" {head:>8}" for head in heads)]
        for group, counts in self.counts.items():
            row = f"{group:<11} {sum(counts.values()):>6}"
            lines.append(row + "".join(f" {counts[kind] or '.':>8}" for kind in kinds))
        return lines

    def status_rows(self, show):
        rows = sorted(self.statuses.items(), key=lambda item: -len(item[1]))
        out = []
        for (group, old, new), cases in rows[:show]:
            old, new = shortened(old, new)
            out.append(f"  {len(cases):>6}  {group}: {old} -> {new}   e.g. {cases[0]}")
        return out + more(len(rows), show)

    def unsteady_rows(self, show):
        names = sorted(set(self.unsteady) & set(self.changed))
        return [f"  {name}" for name in names[:show]] + more(len(names), show)

    def one_sided_rows(self, show):
        rows = [
            f"  {len(cases):>6}  cases of {group}: in the {side} alone   e.g. {cases[0]}"
            for (group, side), cases in self.one_sided.items()
        ]
        rows += [
            f"  {len(cases):>6}  {group}: {field} in the {side} alone   e.g. {cases[0]}"
            for (group, field, side), cases in self.one_sided_fields.items()
        ]
        return rows[:show] + more(len(rows), show)

    def whole_rows(self, show):
        rows = sorted(self.wholes.items(), key=lambda item: -len(item[1]))
        out = []
        for (group, field), cases in rows[:show]:
            name, old, new = cases[0]
            old, new = shortened(str(old), str(new))
            out.append(f"  {len(cases):>6}  {group}: {field}   e.g. {name}: {old} -> {new}")
        return out + more(len(rows), show)

    def number_rows(self, show):
        """The worst of each field: those with a stated bound first."""
        fields = collections.defaultdict(list)
        for number in self.numbers:
            group = number.case.split("/", 1)[0]
            field = general(number.field)
            field = field.split(".")[-1] if group == "command" else field  # of a path, the last key
            fields[number.stated, group, field].append(number)
        rows = [(key, max(some), len(some)) for key, some in fields.items()]
        rows.sort(key=lambda row: (not row[0][0], -row[1].ratio))
        if not rows:
            return []
        out = [f"  {'cases':>6}  {'multiple':>9}  {'difference':>10}  {'older':>23}  worst number"]
        for (stated, _, _), worst, count in rows[:show]:
            ratio = f"{worst.ratio:.3g}" + (" " if stated else "*")
            change = f"{worst.new - worst.old:>10.3g}  {worst.old!r:>23}"
            out.append(f"  {count:>6}  {ratio:>9}  {change}  {worst.case} {worst.field}")
        if not all(row[0][0] for row in rows[:show]):
            out.append("  * no bound is stated: of 64 units in the last place (text: last digit)")
        return out + more(len(rows), show)

    def text_rows(self, show):
        rows = sorted(self.texts.items(), key=lambda item: -len(item[1]))
        out = []
        for (group, field, old, new), cases in rows[:show]:
            out.append(f"  {len(cases):>6}  {group}: {field}   e.g. {cases[0]}")
            old, new = shortened(old, new, 200)
            out += [f"          - {old}", f"          + {new}"]
        out += more(len(rows), show)
        for name, part, lines in self.excerpts[:show]:
            out += [f"  {name}: {part}", *lines]
        return out + more(len(self.excerpts), show)


NUMBER = re.compile(r"(-?\d+\.?\d*(?:e[-+]?\d+)?)")


def more(count, shown):
    return [f"  ... and {count - shown} more (--show)"] if count > shown else []


def shortened(old, new, width=60):
    """Both from shortly before the place where they begin to differ."""
    if max(len(old), len(new)) <= width:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    first = next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))
    start = max(0, first - width // 3)
    return tuple(("…" if start else "") + text[start : start + width] for text in (old, new))


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def flat(value, path=""):
    """(path, leaf) of everything in a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from flat(item, f"{path}[{i}]")
    else:
        yield path, value


def unit(path):
    """What numbers of one kind share: the unit that ends the last key with one, or the path."""
    units = re.findall(r"_(deg|Nm|N|mm|m|Nm_per_rad|percent)\b", path)
    return units[-1] if units else general(path)


def general(path):
    return re.sub(r"\[\d+\]", "[]", path)


def json_bounds(answer):
    """Of a solved posture: what its certificate promises, by the ending of a path."""
    certificate = answer.get("certificate") if isinstance(answer, dict) else None
    if not isinstance(certificate, dict):
        return {}
    floor = certificate.get("residual_floor_Nm")
    eigenvalue = certificate.get("min_eigenvalue_Nm_per_rad")
    if not floor or not eigenvalue:
        return {}
    angle = math.sqrt(len(answer.get("coordinates", {})) or 1) * floor / abs(eigenvalue)
    return {"_deg": math.degrees(angle), "residual_Nm": floor}
