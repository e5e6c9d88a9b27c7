"""Answers in English and German: `language=`, and GUYWIRE_LANGUAGE as its standard."""

import json
import pickle

import pytest

import guywire as gw


@pytest.fixture(scope="module")
def tipped():
    return gw.load("standing_adult").adjust("iliopsoas", length=0.9)


def test_every_answer_has_its_words_in_both_languages(tipped):
    rest = gw.solve(tipped)
    answers = [
        rest,
        gw.explain(tipped),
        gw.sweep(gw.load("bridge"), "front.length", 0.95, 1.05, 5),
        gw.equilibria(gw.load("bridge")),
        gw.check(gw.load("bridge")),
        gw.clinical_test(tipped, "mirror"),
    ]
    for answer in answers:
        english, german = answer.to_text(language="en"), answer.to_text(language="de")
        assert english != german and str(answer) == english == answer.to_text()
        assert "{" not in german
    assert "Stabiles Gleichgewicht." in rest.to_text(language="de")
    assert rest.to_dict(language="de")["message"] == "Stabiles Gleichgewicht."
    assert "Brustkorb" in gw.explain(tipped).to_text("de")
    assert rest.to_svg(language="de") != rest.to_svg()


def test_the_environment_names_the_standard(tipped, monkeypatch):
    rest, sweep = gw.solve(tipped), gw.sweep(gw.load("bridge"), "front.length", 0.95, 1.05, 5)
    english = str(rest), sweep.to_json()
    monkeypatch.setenv("GUYWIRE_LANGUAGE", "de")
    assert str(rest) == rest.to_text(language="de") != english[0]
    assert str(sweep) == sweep.to_text(language="de")
    assert rest.message == "Stabiles Gleichgewicht."
    assert rest == gw.solve(tipped) and hash(rest) == hash(gw.solve(tipped))
    monkeypatch.setenv("GUYWIRE_LANGUAGE", "xx")
    with pytest.raises(gw.ModelError, match=r"GUYWIRE_LANGUAGE.*'xx'.*en, de"):
        str(rest)
    monkeypatch.delenv("GUYWIRE_LANGUAGE")
    with pytest.raises(gw.ModelError, match=r"language.*'fr'"):
        rest.to_text(language="fr")


def test_numbers_and_keys_do_not_depend_on_the_language(tipped):
    def without_texts(value):
        if isinstance(value, dict):
            return {key: without_texts(inner) for key, inner in value.items() if key != "sentences"}
        if isinstance(value, list):
            return [without_texts(inner) for inner in value]
        return value if not isinstance(value, str) or " " not in value else ""

    x = gw.explain(tipped)
    assert without_texts(json.loads(x.to_json("de"))) == without_texts(json.loads(x.to_json("en")))


def test_a_pickle_holds_both_languages(tipped):
    x = gw.explain(tipped)
    again = pickle.loads(pickle.dumps(x))
    assert again == x
    for language in ("en", "de"):
        assert again.to_text(language) == x.to_text(language)


def test_an_error_is_told_in_the_language(monkeypatch):
    falls = gw.load("standing_adult")
    for group in ("hamstrings", "gluteals"):
        falls = falls.adjust(group, length=1.5)
    with pytest.raises(gw.SolveError, match=r"runaway: Body '.*' reaches the end"):
        gw.solve(falls)
    monkeypatch.setenv("GUYWIRE_LANGUAGE", "de")
    with pytest.raises(gw.SolveError, match=r"runaway: Der Körper '.*' erreicht das Ende"):
        gw.solve(falls)
