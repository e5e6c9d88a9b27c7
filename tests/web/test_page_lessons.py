"""What the page teaches is what the model answers, in both languages."""

import json
import re
import subprocess
from typing import Any

import pytest

from conftest import Open
from reader import Reader

LANGUAGES = ["en", "de"]
LOCALES = {"en": "en-GB", "de": "de-DE"}


def content(reader: Reader, what: str) -> Any:
    return json.loads(reader.ask(f"JSON.stringify(guywire.text.content.{what})"))


def written(number: float, digits: int, language: str) -> str:
    """As the page writes a number, rounded."""
    text = f"{number:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", ",") if language == "de" else text


# --- worksheet


def at(answer: Any, path: str) -> float:
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    assert isinstance(answer, (int, float)), path
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_worksheet_answers(open_page: Open, guywire: str, language: str) -> None:
    reader = open_page(locale=LOCALES[language])
    answers = content(reader, "worksheet.answers")
    assert len(answers) == len(content(reader, "worksheet.tasks"))
    checked = 0
    wrong: list[tuple[Any, ...]] = []
    for answer in answers:
        if "check" not in answer:
            continue
        done = subprocess.run(
            [guywire, *answer["check"].split(), "--format", "json"],
            capture_output=True,
            text=True,
            check=True,
        )
        for value in answer["values"]:
            number = at(json.loads(done.stdout), value["path"])
            shown = value["shown"]
            digits = len(re.split("[.,]", shown)[1]) if re.search("[.,]", shown) else 0
            checked += 1
            if written(number, digits, language) != shown.replace("−", "-").lstrip("+"):
                wrong.append((answer["check"], value["path"], shown, number))
            if shown.lstrip("-−+") not in answer["text"]:
                wrong.append((answer["check"], shown, "is not in the text"))
    assert checked >= 15 and wrong == []


def test_worksheets_are_the_same_in_both_languages(open_page: Open) -> None:
    english, german = (open_page(locale=LOCALES[v]) for v in LANGUAGES)
    for a, b in zip(
        content(english, "worksheet.answers"), content(german, "worksheet.answers"), strict=True
    ):
        assert a.get("check") == b.get("check")
        assert [(v["path"], v["shown"]) for v in a.get("values", [])] == [
            (v["path"], v["shown"].replace(",", ".")) for v in b.get("values", [])
        ]
    for what in (
        "predict",
        "misconceptions",
        "analogy.items",
        "lessonPlan.steps",
        "worksheet.tasks",
        "limits",
        "sources",
        "goals",
    ):
        assert len(content(english, what)) == len(content(german, what)), what
    assert [
        (p["setting"], p["answerIndex"], len(p["options"])) for p in content(english, "predict")
    ] == [(p["setting"], p["answerIndex"], len(p["options"])) for p in content(german, "predict")]


def test_answers_are_on_paper_only_when_asked_for(open_page: Open) -> None:
    reader = open_page()
    reader.open_all_details()
    assert reader.ask("document.querySelector('.worksheet .answers') === null")
    reader.tab("teachers").page.check("#teacher")
    reader.page.click("#answers")
    assert reader.ask("document.querySelectorAll('.worksheet .answers > li').length") == 8
    reader.page.uncheck("#teacher")
    assert reader.ask("document.querySelector('.worksheet .answers') === null")


# --- predict and observe


def groups_tension(reader: Reader, which: str, group: str) -> float:
    return reader.ask(
        (
            "([w, g]) => { const d = guywire.body(w).description, f = guywire.rest[w].frame; "
            "return d.cables.reduce((s, c, i) => "
            "d.groups[c.group]?.name === g ? s + c.sides * f.cables[i].tension : s, 0); }"
        ),
        [which, group],
    )


def observed(reader: Reader, i: int) -> str:
    """Chooses the right answer, observes, and gives what is then said."""
    reader.tab("challenge")
    prediction = content(reader, f"predict[{i}]")
    assert reader.ask(
        "i => document.querySelectorAll('.prediction')[i].querySelector('button').disabled", i
    ), "nothing to observe before a guess"
    reader.page.check(f".prediction:nth-child({i + 1}) input >> nth={prediction['answerIndex']}")
    reader.page.click(f".prediction:nth-child({i + 1}) fieldset button")
    reader.settle()
    said = reader.ask(
        "i => document.querySelectorAll('.prediction')[i].querySelector('.answer').textContent", i
    )
    assert prediction["answer"] in said
    assert reader.ask("guywire.text.ui.right") in said
    return prediction["answer"]


def setting_on_the_page(reader: Reader) -> dict[str, float]:
    """The state, as the shown commands set it."""
    set_ = dict(
        re.findall(
            r"--(?:set|body) ([\w./]+)=(\S+)",
            reader.command("body") + " " + reader.command("bridge"),
        )
    )
    return {k: float(v) for k, v in set_.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_observing_shows_what_the_answer_says(open_page: Open, language: str) -> None:
    reader = open_page(locale=LOCALES[language])

    def in_text(answer: str, *numbers: tuple[float, int]) -> None:
        for number, digits in numbers:
            assert re.search(
                rf"(?<![\d.,]){re.escape(written(number, digits, language))}(?![\d]|[.,]\d)", answer
            ), f"{number} is not in: {answer}"

    neutral = reader.readings()
    lean, hamstrings = (
        neutral["bridge.anterior_tilt_change_deg"],
        groups_tension(reader, "body", "hamstrings"),
    )
    upper, lower = (
        groups_tension(reader, "bridge", "rear_upper"),
        groups_tension(reader, "bridge", "rear_lower"),
    )
    front = [groups_tension(reader, "bridge", f"front_{p}") for p in ("top", "middle", "low")]
    slack = sum(t == 0 for t in reader.tensions("bridge").values())
    assert slack == 2 and len(reader.tensions("bridge")) == 11  # "two of eleven"

    observed(reader, 0)
    assert list(reader.ask("guywire.state.anchorsMm")) == ["front"]  # pushed 1.2 m
    pushed = reader.ask("guywire.state.anchorsMm.front")
    assert (pushed[0] ** 2 + pushed[1] ** 2) ** 0.5 == pytest.approx(1200, abs=5)
    assert reader.ask("Object.keys(guywire.state.knobs).length") == 0
    assert [reader.tensions("bridge")[f"front_{p}"] for p in ("top", "middle", "low")] == [0, 0, 0]

    answer = observed(reader, 1)
    assert (
        reader.ask("guywire.state.anchorsMm") == {"rear_upper": [-200, 0]}
        and reader.ask("Object.keys(guywire.state.knobs).length") == 0
    )
    in_text(answer, (lean - reader.readings()["bridge.anterior_tilt_change_deg"], 1))
    assert (
        groups_tension(reader, "bridge", "rear_upper") > upper
        and groups_tension(reader, "bridge", "rear_lower") < lower
    )
    assert sum(
        groups_tension(reader, "bridge", f"front_{p}") for p in ("top", "middle", "low")
    ) > sum(front)

    answer = observed(reader, 2)
    assert reader.fragment().split("&tab=")[0] == "iliopsoas.length=0.9"
    in_text(
        answer,
        (hamstrings, 0),
        (groups_tension(reader, "body", "hamstrings"), 0),
        (reader.readings()["body.anterior_tilt_change_deg"], 1),
    )

    answer = observed(reader, 3)
    assert reader.fragment().split("&tab=")[0] == "erector_spinae.length=0.9"
    in_text(
        answer,
        (reader.readings()["body.anterior_tilt_change_deg"], 1),
        (lean - reader.readings()["bridge.anterior_tilt_change_deg"], 1),
    )

    answer = observed(reader, 4)
    assert reader.fragment().split("&tab=")[0] == "hamstrings.length=1.15"
    in_text(answer, (reader.readings()["body.anterior_tilt_change_deg"], 1))
    reader.slide("hamstrings-length", 1.1)
    in_text(
        content(reader, "predict[4].question"),
        (reader.readings()["body.anterior_tilt_change_deg"], 1),
    )

    answer = observed(reader, 5)
    assert reader.fragment().split("&tab=")[0] == "pelvic_incidence_deg=62"
    in_text(
        answer,
        (reader.readings()["body.lordosis_deg"], 1),
        (neutral["body.lordosis_deg"], 1),
        (reader.readings()["body.anterior_tilt_change_deg"], 1),
    )
    assert reader.says() and reader.ask("guywire.explanation.winning.winner") is None


def test_settings_of_predictions_reach_the_solver(open_page: Open) -> None:
    reader = open_page()
    for i in range(len(content(reader, "predict"))):
        wanted = content(reader, f"predict[{i}].setting")
        observed(reader, i)
        there = setting_on_the_page(reader)
        for name, value in wanted.items():
            if ".path0_" in name:  # an anchor of a bunch moves each of its cables
                bunch, field = name.split(".")
                assert {there[f"{bunch}_{k}.{field}"] for k in (1, 2, 3, 4)} == {value}
            else:
                assert there[name] == value
        if content(reader, f"predict[{i}].push ?? false"):
            assert (
                wanted == {}
                and all(re.match(r"front_\w+\.path1_[xy]_m", name) for name in there)
                and there
            )
        else:
            assert bool(wanted) == bool(there)


def everywhere(reader: Reader) -> str:
    """What can be read, in all tabs."""
    text = ""
    for tab in ("explore", "challenge", "numbers", "teachers"):
        text += reader.tab(tab).ask("document.body.innerText")
    return text


def test_teacher_mode_hides_until_asked(open_page: Open) -> None:
    reader = open_page("iliopsoas.length=0.9").settle()
    reader.open_all_details()
    winner = "The iliopsoas group accounts for"
    assert winner in everywhere(reader) and "Iliopsoas is winning" in reader.says()
    reader.tab("teachers").page.check("#teacher")
    reader.open_all_details()
    text = everywhere(reader)
    assert (
        winner not in text
        and "Iliopsoas is winning" not in text
        and not any(p["answer"] in text for p in content(reader, "predict"))
        and not any(m["answer"] in text for m in content(reader, "misconceptions"))
    )
    reader.tab("numbers").page.click(".explanation .curtain button")
    assert winner in everywhere(reader)
    reader.tab("teachers").page.click("#answers")
    text = everywhere(reader)
    assert all(m["answer"] in text for m in content(reader, "misconceptions"))


def test_teacher_mode_is_not_given_away_aloud(open_page: Open) -> None:
    """What is hidden from the eye is not announced either."""
    reader = open_page().settle()
    reader.tab("teachers").page.check("#teacher")
    reader.slide("iliopsoas-length", 0.9)
    reader.settle()
    reader.ask("new Promise(done => setTimeout(done, 1500))")  # longer than an announcement waits
    assert "iliopsoas" not in reader.ask(
        "[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map(e => "
        "e.textContent).join(' ')"
    )


def test_presets_say_their_numbers(open_page: Open) -> None:
    """Tilt or lordosis in a preset's sentence is the one on the screen."""
    reader = open_page()
    for name, preset in content(reader, "presets").items():
        reader.page.select_option("#preset", name)
        shown = reader.readings()
        known = {
            f"{abs(shown['body.anterior_tilt_change_deg']):.1f}°",
            f"{shown['body.lordosis_deg']:.1f}°",
        }
        assert any(k in preset["says"] for k in known), f"{preset['says']} {known}"
        assert preset["says"] in reader.ask("document.querySelector('.preset-says').textContent")


# --- language

WORDS = """() => {
  const out = new Set();
  const put = t => { t = (t ?? '').trim().replace(/\\s+/g, ' '); if (t) out.add(t); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode())
    if (!n.parentElement.closest('script, style, noscript, code, .sources')) put(n.data);
  const said = ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt', 'aria-description'];
  for (const e of document.querySelectorAll('*')) for (const a of said) put(e.getAttribute(a));
  put(document.title);
  return [...out];
}"""

# Words that are the same in both languages: names, units, Latin.
SHARED = re.compile(
    r"^(English|Deutsch|guywire|neutral|Neutral|Name|Tonus|Position|Passiv|Aktiv|Ghost|Test|Thomas"
    r"|Energie|Material|Iliopsoas|Rectus( femoris)?|Quadratus( lumborum)?|femoris|lumborum"
    r"|Neutral\.)$|^(L\d|T12)|^Mm?\. "
    r"|^(psoas|iliacus|rectus|tensor|sartorius|pectineus|semi|biceps|glute|adductor|gracilis"
    r"|quadratus|gemelli|piriformis|iliocostalis|longissimus|multifidus)"
)


def test_german_leaves_no_english(open_page: Open) -> None:
    """Every word that can be seen, in four states:
    what stands in both languages is a name, a number or Latin.
    """
    words: dict[str, set[str]] = {}
    for language in LANGUAGES:
        reader = open_page("iliopsoas.length=0.9&anchor.front=-300,0&gluteals.tone=0.1").settle()
        reader.speak(language)
        assert reader.ask("document.documentElement.lang") == language
        reader.open_all_details()
        words[language] = set(reader.ask(WORDS))
        reader.tab("story")
        words[language] |= set(reader.ask(WORDS))
        reader.tab("teachers").page.check("#teacher")
        words[language] |= set(reader.ask(WORDS))
        reader.page.click("#answers")
        words[language] |= set(reader.ask(WORDS))
        reader.page.click("#push button >> nth=0")
        reader.write("iliopsoas-length", "1")
        reader.slide("hand-bridge", 9)
        words[language] |= set(reader.ask(WORDS))
        reader.ask("() => { location.hash = '#legs=thomas' }")
        reader.until("guywire.state.legs === 'thomas' && guywire.settled")
        words[language] |= set(reader.ask(WORDS))
        reader.ask("() => { location.hash = '#pain=9&iliopsoas.length=7' }")
        reader.until("document.querySelector('.faults') !== null")
        words[language] |= set(reader.ask(WORDS))
    assert len(words["en"]) > 250
    both = sorted(
        w
        for w in words["en"] & words["de"]
        if re.search(r"[A-Za-zÄÖÜäöü]{4,}", w) and not SHARED.search(w)
    )
    assert not both, both


def test_the_browsers_language_is_taken(open_page: Open) -> None:
    for locale, language in {"de-AT": "de", "en-US": "en", "fr-FR": "en"}.items():
        reader = open_page(locale=locale)
        assert reader.ask("document.documentElement.lang") == language
        assert reader.ask("document.getElementById('language').value") == language
        assert (written(reader.readings()["body.lordosis_deg"], 1, language) + "°") in reader.ask(
            "document.querySelector('[data-quantity=\"body.lordosis_deg\"]').textContent"
        )


def test_changing_the_language_changes_no_number(open_page: Open) -> None:
    reader = open_page("iliopsoas.length=0.9&anchor.front=-300,0").settle()
    before = reader.everything()
    reader.speak("de")
    assert reader.fragment() == before["fragment"] + "&lang=de"
    assert {**reader.everything(), "fragment": before["fragment"]} == before
    reader.write("iliopsoas-length", "92,5")
    assert "iliopsoas.length=0.925" in reader.fragment()
