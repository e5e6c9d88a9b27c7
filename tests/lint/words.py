"""The words of the project: one term a concept, US spelling, no invented senses.

- No text for readers (README, CONTRIBUTING, docs, phrases, docstrings, header comments, texts of the
  command) uses a banned word; the table says what to write instead.
- Every term of docs/glossary.md is used somewhere else.
- Every phrase of src/report/phrases.en is used by a source, and no sentence of it is longer than
  `MOST_WORDS` words.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_WORDS = 25

BANNED = {
    r"rounding floors?": "rounding bound",
    r"per cent": "percent, or %",
    r"fibres?": "fiber",
    r"(?:milli|centi)?metres?": "meter",
    r"colours?|coloured": "color",
    r"centres?|centred": "center",
    r"neighbours?|neighbouring|neighbourhoods?": "neighbor",
    r"greys?": "gray",
    r"fates?": "outcome",
    r"who turns": "the moment of",
    r"paid (?:for )?by muscles": "balanced by muscles",
    r"nobody minds": "nothing controls",
    r"for nothing": "say what is missing",
    r"indifferent": "neutral",
    r"speaks? of": "uses, or names",
    r"is told by": "follows from",
    r"more is more": "the larger, the",
}
ALLOWED = {  # a file and what it may say, with the reason
    ("docs/guide.md", "fate"),  # the attribute of Population in Python, a name of the first edition
    ("bindings/python/guywire/_population.py", "fate"),
    ("include/guywire/report/population.hpp", "fate"),  # keys of its JSON and CSV
    ("include/guywire/report/population.hpp", "fates"),
}
LONG = set()  # phrases that may be longer, each with its reason beside it


def prose():
    """File name to the text in it that people read."""
    out = {}
    for name in ["README.md", "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]:
        path = ROOT / name
        if path.name == "answers_changed.md":  # it quotes what was written before
            continue
        out[str(path.relative_to(ROOT))] = path.read_text()
    out["src/report/phrases.en"] = (ROOT / "src/report/phrases.en").read_text()
    for path in sorted(ROOT.glob("bindings/python/guywire/*.py")):
        out[str(path.relative_to(ROOT))] = path.read_text()
    for path in sorted(ROOT.glob("include/guywire/**/*.hpp")):
        comments = [line for line in path.read_text().splitlines() if "//" in line]
        out[str(path.relative_to(ROOT))] = "\n".join(c[c.index("//") :] for c in comments)
    for path in sorted(ROOT.glob("src/cli/*.cpp")):
        literals = re.findall(r'"((?:[^"\\]|\\.)*)"', path.read_text())
        out[str(path.relative_to(ROOT))] = "\n".join(literals)
    return out


def phrases(text):
    """Name to phrase, as the library reads the file."""
    out = {}
    last = None
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0].isspace():
            out[last] += " " + line.strip()
        else:
            last, first = (part.strip() for part in line.split("=", 1))
            out[last] = first
    return out


def without_places(text):
    """A phrase with one word for each place, the longer choice of a condition."""
    place = re.compile(r"\{([^{}]*)\}")
    while place.search(text):
        text = place.sub(
            lambda m: (
                max(m[1].split(" ? ", 1)[1].split(" : "), key=len) if " ? " in m[1] else "value"
            ),
            text,
        )
    return text


def banned_words():
    for name, text in prose().items():
        lines = text.splitlines()
        for pattern, better in BANNED.items():
            expression = re.compile(rf"(?<![\w`./-])(?:{pattern})(?![\w`-])", re.IGNORECASE)
            for number, line in enumerate(lines, 1):
                found = expression.search(line)
                if found and (name, found[0].lower()) not in ALLOWED:
                    yield f"{name}:{number}: '{found[0]}': write {better}"


def glossary_terms():
    glossary = (ROOT / "docs/glossary.md").read_text()
    elsewhere = "\n".join(text for name, text in prose().items() if name != "docs/glossary.md")
    for term in re.findall(r"^- \*\*([^*]+)\*\*", glossary, re.MULTILINE):
        if not re.search(rf"\b{re.escape(term)}", elsewhere, re.IGNORECASE):
            yield f"docs/glossary.md: '{term}' is used nowhere else"


def phrase_faults():
    all_phrases = phrases((ROOT / "src/report/phrases.en").read_text())
    sources = "\n".join(
        path.read_text()
        for folder in ("include", "src", "bindings", "examples/web")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".hpp", ".cpp", ".py", ".ts") and "node_modules" not in path.parts
    )
    literals = set(re.findall(r'"([^"\n]*)"', sources))
    beginnings = tuple(text for text in literals if text.endswith("."))
    for name, text in all_phrases.items():
        if name not in literals and not name.startswith(beginnings):
            yield f"src/report/phrases.en: no source uses '{name}'"
        for sentence in re.split(r"[.;:] ", without_places(text)):
            words = len(re.findall(r"[\w'%°.-]+", sentence))
            if words > MOST_WORDS and name not in LONG:
                yield f"src/report/phrases.en: '{name}' has a sentence of {words} words"


def main():
    faults = [*banned_words(), *glossary_terms(), *phrase_faults()]
    for fault in faults:
        print(fault)
    if faults:
        print(f"words: {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
