"""What the page says of an answer is what the command says, word for word, in both languages."""

import json
import subprocess
from typing import Any

import pytest

from conftest import Open
from reader import Reader

LANGUAGES = {"en": "en-GB", "de": "de-DE"}
NO_EQUILIBRIUM = (
    "hamstrings.strength=0&hamstrings.stiffness=0&gluteals.strength=0&gluteals.stiffness=0"
)


def said(reader: Reader, where: str) -> list[str]:
    """Sentences of the page, with the minus sign and the spaces of the command."""
    texts = reader.ask(
        "q => [...document.querySelectorAll(q)].map(e => e.textContent)",
        where,
    )
    return [" ".join(t.replace("\u202f", " ").replace("−", "-").split()) for t in texts]


def full(reader: Reader) -> str:
    """The body in the words of the command, under "Numbers"."""
    (text,) = said(reader, ".explanation .finding")
    return text


def answered(guywire: str, command: str, language: str, form: str = "text") -> str:
    words = [guywire, *command.split()[1:], "--language", language, "--format", form]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def answer(guywire: str, command: str, language: str) -> Any:
    return json.loads(answered(guywire, command, language, "json"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["neutral", "tight_hip_flexors", "elongated_hamstrings"])
def test_who_accounts_for_the_tilt(
    open_page: Open, guywire: str, preset: str, language: str
) -> None:
    reader = open_page(locale=LANGUAGES[language])
    reader.page.select_option("#preset", preset)
    reader.settle()
    command = reader.command("body").replace(" solve ", " explain ")
    lines = answered(guywire, command, language).splitlines()
    explained = answer(guywire, command, language)
    sentences = explained["sentences"]
    winner = explained["winning"]["message"] if preset == "neutral" else sentences["winning"]
    assert winner and any(winner in line for line in lines)
    assert sentences["posture"] in lines
    headline = full(reader)
    tilt = headline.removesuffix(" " + winner)
    assert tilt != headline and sentences["posture"].startswith(tilt)
    held = said(reader, ".explanation .aside")
    assert held == sentences["holding"] and set(held) <= set(lines)
    assert said(reader, ".loads .note")[0].startswith(sentences["discs"])
    assert said(reader, ".winning .note")[0].startswith(sentences["remarks"])
    assert bool(sentences["remarks"]) == (preset == "tight_hip_flexors")  # several are turned
    reader.open_all_details()
    certificate = said(reader, ".setting .note")[1].split(". ")[0]
    assert any(line.startswith(certificate) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("legs", ["thomas", "sitting"])
def test_what_a_clinical_test_finds(
    open_page: Open, guywire: str, legs: str, language: str
) -> None:
    reader = open_page(f"iliopsoas.length=0.95&legs={legs}", locale=LANGUAGES[language]).settle()
    finding = answer(guywire, reader.command("body"), language)["sentence"]
    assert full(reader) == finding
    (headline,) = said(reader, "[data-says=body]")
    assert len(headline) > 50 and finding.startswith(headline)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_there_is_no_equilibrium(open_page: Open, guywire: str, language: str) -> None:
    reader = open_page(NO_EQUILIBRIUM, locale=LANGUAGES[language])
    reader.until("!guywire.stale")
    why = answer(guywire, reader.command("body"), language)["message"]
    (headline,) = said(reader, "[data-says=body]")
    assert headline.endswith(" " + why)
    (lost,) = said(reader, "[data-canvas=body] p.lost")
    assert lost.startswith(headline) and lost != headline


def test_another_language_says_the_same(open_page: Open, guywire: str) -> None:
    """What was computed in one language is said in the other at once."""
    reader = open_page("iliopsoas.length=0.93").settle()
    reader.speak("de")
    explained = answer(guywire, reader.command("body").replace(" solve ", " explain "), "de")
    assert full(reader).endswith(explained["sentences"]["winning"])
    assert said(reader, ".explanation .aside") == explained["sentences"]["holding"]
    reader.unfold("shape").page.check("input[name=legs][value=thomas]")
    reader.settle()
    reader.speak("en")
    finding = answer(guywire, reader.command("body"), "en")["sentence"]
    assert full(reader) == finding


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hand_says_what_it_does(open_page: Open, language: str) -> None:
    """Its moment is forward where the frame is tilted further forward than it rests, and back on
    the other side.
    """
    words = {"en": ("tilted 9.0° forward", "(forward)", "tilted 9.0° back", "(back)")}
    words["de"] = (
        "9,0° nach vorn gekippt",
        "nach vorn auf",
        "9,0° nach hinten gekippt",
        "nach hinten auf",
    )
    forward, push_forward, back, push_back = words[language]
    reader = open_page(locale=LANGUAGES[language]).settle().unfold("hands")
    for which in ("bridge", "body"):
        for value, tilt, push in ((9, forward, push_forward), (-9, back, push_back)):
            reader.slide(f"hand-{which}", value)
            (headline,) = said(reader, f"[data-says={which}]")
            assert tilt in headline and push in headline and "N·m" in headline
        reader.page.click(f".hand:has(#hand-{which}) button")
        reader.settle()
