"""What a formatter does not see in C++: one statement a line, no assignments chained by commas, one
?: an expression, no line above 100 columns (but for a link that is longer).

usage: style.py [FILE...]   without files: all C++ of the project
"""

import itertools
import pathlib
import re
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("include", "src", "bindings", "examples", "benchmarks", "tests")
COLUMNS = 100
CONTROL = re.compile(
    r"^(?:(?:if|while|for)\s*(?:constexpr\s*)?"
    r"\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)\s*"
    r"|else\s+|case [\w:]+:\s*)+"
)
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    r"|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*",
    re.DOTALL | re.MULTILINE,
)


def code_of(text):
    """The text with comments, directives and what stands in quotes blanked;
    lines stay where they are.
    """

    def blank(match):
        found = match.group()
        spaces = re.sub(r"[^\n]", " ", found)
        is_code = not found.startswith(("//", "/*")) and not found.lstrip().startswith("#")
        return '"' + spaces[1:-1] + '"' if is_code else spaces

    return TOKEN.sub(blank, text)


class Statement(typing.NamedTuple):
    text: str
    begin: int  # where its text begins in the code
    end: str  # ";", "{" or "}"


def statements(code):
    """What stands between semicolons and braces outside parentheses."""
    depth = start = 0
    around = []  # depths outside the braces that are open
    for i, c in enumerate(code):
        depth += (c in "([") - (c in ")]")
        if c == "{":
            around.append(depth)
            depth = 0
        elif c == "}" and around:
            depth = around.pop()
        if c in "{}" or (c == ";" and depth == 0):
            text = code[start:i]
            yield Statement(text.strip(), start + len(text) - len(text.lstrip()), c)
            start = i + 1


def outer(text):
    """The text without what stands in parentheses and brackets."""
    depth, kept = 0, []
    for c in text:
        depth -= c in ")]"
        if depth <= 0 or c in "([":
            kept.append(c if depth <= 0 else "")
        depth += c in "(["
    return "".join(kept)


def is_balanced(text):
    depths = itertools.accumulate((c in "([") - (c in ")]") for c in text)
    return min(depths, default=0) >= 0 and text.count("(") == text.count(")")


def is_chain(statement):
    """Whether it does one thing and, after a comma, another;
    a declaration of several names does not.
    """
    flat = outer(statement)
    while flat != (shorter := re.sub(r"<[^<>;=]*>", "", flat)):
        flat = shorter
    if not re.search(r"[(=]|[+]{2}|--", flat):
        return False  # names that are declared, after braces
    if statement.startswith(",") or re.search(r"(?:^|,)\s*\.\w", flat):
        return False  # what follows braces; designated initializers
    if not is_balanced(statement) or statement.startswith("(") or "<<" in flat:
        return False  # the end of a call with braces in it; folds; matrices filled by <<
    first, comma, _ = flat.partition(",")
    target = first.partition("=")[0].rstrip("+-*/|&^% ")
    return bool(comma) and not re.search(r"[\w>&*\])]\s+[\w&*\[(]", target)


def faults_of(path):
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > COLUMNS and "http" not in line:
            yield number, f"{len(line)} columns; {COLUMNS} are allowed"
    code = code_of(text)
    last = Statement("", 0, "{")
    for statement in statements(code):
        line = code.count("\n", 0, statement.begin) + 1
        same = "\n" not in code[last.begin + len(last.text) : statement.begin]
        if same and last.end == ";" and statement.text and not statement.text.startswith(")"):
            yield line, "more than one statement on a line"
        bare = CONTROL.sub("", statement.text)
        if statement.end == ";" and is_chain(bare):
            yield line, "assignments chained by a comma"
        if any(part.count("?") > 1 for part in statement.text.split(",")):
            yield line, "more than one ?: in an expression"
        last = statement


def main():
    names = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    files = names or [p for f in FOLDERS for p in sorted((ROOT / f).rglob("*.[hc]pp"))]
    count = 0
    for path in files:
        for line, what in faults_of(path):
            print(f"{path.relative_to(ROOT)}:{line}: {what}")
            count += 1
    print(f"{len(files)} files, {count} faults of style")
    return bool(count)


if __name__ == "__main__":
    sys.exit(main())
