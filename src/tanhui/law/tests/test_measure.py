"""The measure as data: complete, in our own words, and every reference leads somewhere."""

import re
from itertools import groupby
from pathlib import Path

import pytest

from tanhui.law.codes import codes
from tanhui.law.measure import all_clauses, load_measure, measures, resolve
from tanhui.law.scheme import load_scheme
from tanhui.law.tables import LAW, LawDataError

TEXT = LAW.parents[3] / "shared" / "measures-jiaxing-2023.txt"
LONGEST_RUN = 11
"""Most Chinese characters in a row that a sentence of ours may share with the measure."""


def test_the_measure_has_its_thirty_articles_in_seven_chapters():
    measure = measures()[0]
    assert measure.code == "JX23"
    assert [article.number for article in measure.articles] == list(range(1, 31))
    chapters = [
        (number, len(list(group))) for number, group in groupby(measure.articles, key=lambda each: each.chapter)
    ]
    assert chapters == [(1, 6), (2, 5), (3, 3), (4, 3), (5, 6), (6, 4), (7, 3)]


@pytest.mark.parametrize("item", ["JX23-13.1.1", "JX23-13.1.2", "JX23-13.1.3", "JX23-13.1.4"])
def test_the_numbered_items_of_article_13_are_clauses_of_their_own(item):
    clause = all_clauses()[item]
    assert (clause.article, clause.own, clause.ancestors) == (13, False, ("JX23-13.1", "JX23-13"))


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("JX23-24", "JX23-24"),
        ("JX23-18.1", "JX23-18"),
        ("JX23-13.1", "JX23-13.1"),
        ("JX23-15.2", "JX23-15.2"),
        ("JX23-18.2", None),
        ("JX23-31", None),
        ("JX23-15.3", None),
        ("JX23-13.1.5", None),
        ("HOUSE-2", "HOUSE-2"),
        ("HOUSE-99", None),
    ],
)
def test_a_mark_means_a_clause_or_nothing(named, meant):
    assert resolve(named) == meant


def test_house_rules_are_numbered_without_a_hole():
    numbers = [clause.article for clause in measures()[-1].clauses]
    assert numbers == list(range(1, len(numbers) + 1))


def _our_sentences():
    for measure in measures():
        for clause in measure.clauses:
            yield clause.id, clause.gist_zh
        for article in measure.articles:
            yield f"{measure.code}-{article.number}", article.heading_zh + "。" + article.how_zh
        for reading in measure.readings:
            yield reading.id, reading.zh
    city = load_scheme("jiaxing", demonstration=True)
    for reading in city.readings:
        yield reading.id, reading.zh
    for parameter in city.parameters.values():
        yield parameter.name, parameter.title_zh + "。" + parameter.source
    for code in codes().values():
        yield code.code, code.zh + "。" + code.remedy_zh


def _characters(text):
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


def _copied(ours, text):
    plain = _characters(ours)
    length = LONGEST_RUN + 1
    return [plain[at : at + length] for at in range(len(plain) - LONGEST_RUN) if plain[at : at + length] in text]


def test_the_comparison_finds_a_copied_run_and_passes_a_shorter_one():
    assert _copied("前言：甲乙丙丁，戊己庚辛壬癸子丑。", "甲乙丙丁戊己庚辛壬癸子丑寅卯") == ["甲乙丙丁戊己庚辛壬癸子丑"]
    assert _copied("甲乙丙丁戊己庚辛壬癸子", "甲乙丙丁戊己庚辛壬癸子丑寅卯") == []


@pytest.mark.skipif(
    not TEXT.exists(), reason="the measure's text is not part of the repository; compared where it is at hand"
)
def test_every_sentence_is_in_our_own_words():
    text = _characters(TEXT.read_text(encoding="utf-8"))
    copied = {name: runs for name, sentence in _our_sentences() if (runs := _copied(sentence, text))}
    assert copied == {}


WRONG = [
    ('id = "JX23-1"', 'id = "JX23-1a"', "an id is written"),
    ('id = "JX23-1"', 'id = "JX23-2"', "all of article 1"),
    ('id = "JX23-4.2"', 'id = "JX23-4.1"', "JX23-4.1 appears twice"),
    ('carried_out_by = "people"', 'carried_out_by = "nobody"', "carried_out_by must be one of"),
    ('through = ["JX23-19"]', 'through = ["JX23-99"]', "through JX23-99, which does not exist"),
    ('clause = "JX23-15"', 'clause = "JX23-45"', "reads JX23-45, which does not exist"),
    ("number = 7\n", "number = 70\n", "all of article 70"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_wrong_measure_is_named_and_not_loaded(tmp_path: Path, old, new, said):
    text = (LAW / "measures" / "jx_2023.toml").read_text(encoding="utf-8")
    assert old in text
    spoiled = tmp_path / "jx_2023.toml"
    spoiled.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawDataError, match=said):
        load_measure(spoiled)
