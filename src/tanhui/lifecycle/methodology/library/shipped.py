"""The factors that come with the platform, read once: official and other published values for China."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tanhui.lifecycle.methodology.library.entries import Entry, Source

FILE = Path(__file__).with_name("china.json")


@cache
def _content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def title() -> str:
    """Return what the collection is called, with the day it was compiled."""
    return f"{_content()['title']}（{_content()['compiled_on']} 整理）"


def compiled_on() -> date:
    """Return the day on which the collection was compiled."""
    return date.fromisoformat(_content()["compiled_on"])


@cache
def sources() -> dict[str, Source]:
    """Return the publications by their code."""
    return {each["id"]: _source(each) for each in _content()["publications"]}


@cache
def entries() -> tuple[Entry, ...]:
    """Return every value, unconfirmed and missing ones included."""
    return tuple(_entry(each) for each in _content()["factors"])


def _source(given: dict[str, Any]) -> Source:
    return Source(
        code=given["id"],
        title=given["title"],
        number=given["number"],
        published=given["date"],
        issuer=given["issuer"],
        link=given["link"],
        file_sha256=given["file_sha256"],
        title_confirmed=given["title_confirmed"],
        note=given["note"],
    )


def _entry(given: dict[str, Any]) -> Entry:
    return Entry(
        code=given["id"],
        series=given["series"],
        kind=given["kind"],
        gas=given["gas"],
        region=given["region"],
        year=given["year"],
        year_of=given["year_of"],
        value=given["value"],
        unit=given["unit"],
        evidence=given["evidence"],
        confirmed=given["confirmed"],
        note=given["note"],
        source=sources()[given["publication"]],
    )
