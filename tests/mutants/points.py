"""Where the headers can be mutated, and how.

The sources are formatted (./dev format): a binary operator stands between blanks, a sign touches
what it belongs to, and neither brackets of templates nor stars of pointers have blanks on both
sides. So a token and what is beside it say what it is. What they do not say, the compiler does: a
mutant that does not compile is replaced by another.
"""

import collections
import dataclasses
import hashlib
import re

# Lines whose tokens are no arithmetic of the running program, or none that a mutant can stand for.
LEFT_OUT = re.compile(
    r"\b(static_assert|constexpr|template|concept|requires|operator|using|case|typename|friend"
    r"|throw)\b|^\s*#|\\$"
)
HEXADECIMAL = r"0[xX][0-9a-fA-F.']+(?:[pP][-+]?\d+)?"
DECIMAL = r"(?:\d[\d']*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
BINARY = {
    "+": ("Plus", "-"),
    "-": ("Minus", "+"),
    "*": ("Times", "/"),
    "/": ("Over", "*"),
    "==": ("Equal", "!="),
    "!=": ("Unequal", "=="),
    "<": ("Less", "<= (of integers) or >="),
    "<=": ("AtMost", "< (of integers) or >"),
    ">": ("Greater", ">= (of integers) or <="),
    ">=": ("AtLeast", "> (of integers) or <"),
}
ASSIGNMENT = {
    "+=": ("Opposite", "-="),
    "-=": ("Opposite", "+="),
    "*=": ("Inverse", "/="),
    "/=": ("Inverse", "*="),
}
CALL = {
    "std::min": ("min<{}>", "std::max"),
    "std::max": ("max<{}>", "std::min"),
    "select": ("Select<{}>()", "the other of"),
}
TOKEN = re.compile(
    r"(?P<binary>(?<= )(?:[-+*/<>]|[<>=!]=)(?=\s))"
    r"|(?P<assignment>(?<= )[-+*/]=(?=\s))"
    r"|(?P<logic>(?<= )(?:&&|\|\|)(?= ))"
    r"|(?P<sign>(?<=[ (\[{])-(?=[\w(.]))"
    r"|(?P<negation>(?<=[ (\[{])!(?=[\w(]))"
    r"|(?P<call>(?<![\w:.>])(?:std::min|std::max|select)(?=\())"
    rf"|(?P<number>(?<![\w.])(?:{HEXADECIMAL}|{DECIMAL})[uUlLfF]*(?![\w.]))"
)
BLANKED = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"\(.*?\)\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])'", re.DOTALL
)


@dataclasses.dataclass
class Point:
    file: str  # below include/guywire
    line: int  # from 1
    text: str  # the line without its indentation, the token marked: a [+ -> -] b
    edits: list  # (from, to, text with {} for the mutant's number) in the file, by place
    key: str = ""  # of the draw


def blank(text):
    """The text with comments, strings and characters made blank, all else in its place."""
    return BLANKED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def end_of_operand(line, start, stops):
    """Where the right side of && or || ends, which begins at `start`; None: on another line."""
    depth = 0
    i = start
    while i < len(line):
        if depth == 0 and any(line.startswith(stop, i) for stop in stops):
            return i
        if line[i] in "([{":
            depth += 1
        if line[i] in ")]}":
            if depth == 0:
                return i
            depth -= 1
        i += 1
    return None


def edits_of(token, kind, line, at):
    """Edits of a line for a token at column `at`, and what a reader is told stands there."""
    end = at + len(token)
    tag = "::guywire::mutants::"
    if kind == "binary":
        name, other = BINARY[token]
        return [(at, end, f"{token}{tag}{name}<{{}}>(){token}")], other
    if kind == "assignment":
        name, other = ASSIGNMENT[token]
        return [(at, end, f"{token}{tag}{name}<{{}}>()=")], other
    if kind == "sign":
        return [(at, end, f"{tag}Negative<{{}}>()->*")], ""
    if kind == "negation":
        return [(at, end, f"{tag}Not<{{}}>()->*")], ""
    if kind == "call":
        name, other = CALL[token]
        return [(at, end, tag + name)], other
    if kind == "number":
        return [(at, end, f"{tag}constant<{{}}>({token})")], f"{token} + 1"
    return edits_of_logic(token, line, end + 1)


def edits_of_logic(token, line, begin):
    stops = [" ? ", " : ", ",", ";", " || "]
    name, other = "never", "|| false or"
    if token == "&&":
        stops.append(" && ")
        name, other = "always", "&& true or"
    stop = end_of_operand(line, begin, stops)
    if stop is None:
        return None
    return [(begin, begin, f"::guywire::mutants::{name}<{{}}>("), (stop, stop, ")")], other


def points_of(file, text):
    """Every point of a file, by place."""
    found = []
    start = 0
    for number, line in enumerate(blank(text).split("\n"), 1):
        original = text[start : start + len(line)]
        if not LEFT_OUT.search(line):
            for match in TOKEN.finditer(line):
                if made := edits_of(match.group(), match.lastgroup, line, match.start()):
                    edits = [(start + a, start + b, new) for a, b, new in made[0]]
                    mark = f"[{match.group()} -> {made[1]}]"
                    marked = original[: match.start()] + mark + original[match.end() :]
                    found.append(Point(file, number, marked.strip(), edits))
        start += len(line) + 1
    return found


def draw(files, seed):
    """All points, in the order in which they are taken.

    At most one of a line, evenly over the files, and nearly the same after an edit elsewhere.
    """
    order = []
    for file, text in files.items():
        points = points_of(file, text)
        seen: collections.Counter[str] = collections.Counter()
        for point in points:
            seen[point.text] += 1
            name = f"{seed} {file} {point.text} {seen[point.text]}"
            point.key = hashlib.sha256(name.encode()).hexdigest()
        points.sort(key=lambda point: point.key)
        first: dict[int, Point] = {}  # of each line
        for point in points:
            first.setdefault(point.line, point)
        kept = list(first.values())
        order += [((rank + 0.5) / len(kept), p.key, p) for rank, p in enumerate(kept)]
    return [point for _, _, point in sorted(order, key=lambda entry: entry[:2])]


def mutated(text, chosen):
    """The text with points written in: pairs of a number and a point. Lines keep their numbers."""
    if not chosen:
        return text
    edits = [(a, b, new.format(n)) for n, point in chosen for a, b, new in point.edits]
    for a, b, new in sorted(edits, reverse=True):
        text = text[:a] + new + text[b:]
    with_tool = '#pragma once\n#include "guywire/mutant.hpp"\n#line 2\n'
    return text.replace("#pragma once\n", with_tool, 1)
