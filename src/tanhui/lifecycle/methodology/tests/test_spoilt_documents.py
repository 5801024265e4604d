"""Documents and entries spoilt at random: each is sound still, or refused by code; nothing else ever comes out."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from tanhui.law import Refusal
from tanhui.law.codes import codes
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.checking import check
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.tests.rows_document import ROWS

PIECES = [
    "sum(",
    "mean(",
    "sqrt(",
    "exp(",
    "abs(",
    "if(",
    "(",
    ")",
    "-",
    "**",
    "/",
    ",",
    "=",
    "#",
    "[",
    "]",
    "{",
    "}",
    "9",
    "0",
    "1e30",
    "-1",
    "1.5",
    "%",
    "kWh",
    "true",
    "\u200b",
    "，",
    "、",
    "table",
    "within",
    "link",
    "unit",
    "text",
    "day",
    "category",
    "values",
    "bands",
    '"NaN"',
    '"1e-400"',
    "average_before(",
    "variance(",
    "count(",
    "\n",
    '""',
    "0 tCO2e",
]
WORD = re.compile(r"[A-Za-z_0-9]+")
DOCUMENTS = [ROWS, *(catalogue.document_text(slug, version) for slug, version in catalogue.folders())]


def spoilt(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 2, 3))):
        number = chance.randrange(len(lines))
        line = lines[number]
        start = chance.randrange(len(line) + 1)
        lines[number] = chance.choice(
            (
                "",
                line[:start] + chance.choice(PIECES) + line[start:],
                line[:start] + line[start + chance.randrange(6) :],
                chance.choice(lines),
                WORD.sub(lambda found: chance.choice(PIECES) if chance.random() < 0.3 else found[0], line),
            )
        )
    return "\n".join(lines)


@pytest.mark.clause("JX23-10.1.4")
@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_document_is_sound_or_refused_by_code(seed):
    chance, known = random.Random(seed), set(codes())
    sound = refused = 0
    for _ in range(400):
        try:
            breaches = check(load(spoilt(chance.choice(DOCUMENTS), chance)))
        except Refusal as refusal:
            breaches = refusal.breaches
        assert {breach.code for breach in breaches} <= known
        sound, refused = sound + (not breaches), refused + bool(breaches)
    assert sound > 20 and refused > 200, (sound, refused)


VALUES = (
    "",
    "-1",
    "0",
    "1e999",
    "NaN",
    "١",
    "１",
    "1_000",
    "9" * 50,
    "0." + "0" * 40 + "1",
    "2024-02-30",
    "x" * 200,
    "é",
    "\u202e",
    "=1",
)


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.parametrize("slug", sorted({slug for slug, _ in catalogue.folders()}))
def test_spoilt_entries_are_computed_or_refused_by_code(slug):
    chance, method, known = random.Random(slug), catalogue.method(slug), set(codes())
    refused = 0
    for _ in range(60):
        example = chance.choice(method.examples)
        inputs, tables = dict(example.inputs), example.rows
        held = chance.choice([inputs, *(row for rows in tables.values() for row in rows)])
        symbol = chance.choice([*held, "unknown"])
        held[symbol] = chance.choice(
            [
                *VALUES,
                Quantity(
                    chance.choice([Decimal(0), Decimal(-1), Decimal(10) ** 29]), chance.choice(["kWh", "1", "光年"])
                ),
            ]
        )
        try:
            evaluate(method, inputs, tables=tables, day=example.day)
        except Refusal as refusal:
            refused += 1
            assert {breach.code for breach in refusal.breaches} <= known
    assert refused > 20
