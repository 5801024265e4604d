"""From what somebody wrote to an entry: the same reading for the form, the API, the table and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tanhui.foundation.inputs import clean_text
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import literal
from tanhui.lifecycle.methodology.factors import EVIDENCE, KINDS, STRENGTHS, YEARS_OF
from tanhui.lifecycle.methodology.library.entries import Entry, Source
from tanhui.lifecycle.methodology.library.ranges import known_unit
from tanhui.lifecycle.methodology.library.series import well_formed

CLAUSE = "JX23-11.1.1"
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
MOST_CHARS = {"code": 100, "series": 60, "gas": 20, "region": 40, "unit": 40, "note": 300, "title": 200, "number": 100}
COLUMNS = ("series", "kind", "gas", "region", "year", "value", "unit", "evidence", "note", "code", "repeats")
"""The columns of a table of values; the first seven are compulsory."""
COMPULSORY = COLUMNS[:7]
YES = frozenset({"1", "yes", "true", "是"})
_LACKING = {
    "unit": ("单位", "unit"),
    "year": ("年份", "year"),
    "region": ("地区", "region"),
    "series": ("系列", "series"),
    "kind": ("类型", "kind"),
    "gas": ("气体", "gas"),
    "title": ("公告名称", "title of the publication"),
    "issuer": ("发布机关", "issuing authority"),
    "published": ("公布日期", "day of publication"),
}


@dataclass(frozen=True)
class Row:
    """A row as read: the entry, where it stood, whether it is declared to repeat another year's value, and whether
    it names its code itself."""

    entry: Entry
    place: str
    repeats: bool
    coded: bool


class _Reader:
    """Gathers everything that is wrong with one record."""

    def __init__(self, texts: Mapping[str, str], place: str) -> None:
        self.texts = {name: str(text).strip() for name, text in texts.items()}
        self.place = place
        self.breaches: list[Breach] = []

    def wrong(self, code: str, zh: str, en: str) -> None:
        """Note one breach."""
        self.breaches.append(Breach(CLAUSE, code, "", zh, en, self.place or None))

    def lacking(self, *names: str) -> None:
        """Note what is compulsory and missing, all of it in one breach (R11-3)."""
        gone = [_LACKING[name] for name in names if not self.texts.get(name)]
        if gone:
            zh, en = "、".join(zh for zh, _ in gone), ", ".join(en for _, en in gone)
            self.wrong("R11-3", f"排放因子缺少{zh}", f"The factor lacks: {en}")

    def text(self, name: str) -> str:
        """Take a text within its length, without characters that cannot be seen."""
        found = self.texts.get(name, "")
        try:
            return clean_text(found, most=MOST_CHARS.get(name, 300), least=0)
        except Refusal as refusal:
            for each in refusal.breaches:
                self.wrong(each.code, f"{name}：{each.zh}", f"{name}: {each.en}")
        return found

    def choice(self, name: str, allowed: Mapping[str, str], otherwise: str = "") -> str:
        """Take one of several words."""
        found = self.texts.get(name, "") or otherwise
        if found and found not in allowed:
            known = "、".join(allowed)
            self.wrong("V-8", f"{name} 不能是“{found[:20]}”，可用：{known}", f"{name} must be one of: {known}")
        return found

    def year(self) -> int:
        """Take a year of four digits."""
        found = self.texts.get("year", "")
        if not found:
            return 0
        if not (found.isascii() and found.isdigit() and EARLIEST_YEAR <= int(found[:9]) <= LATEST_YEAR):
            self.wrong("V-3", f"年份无效：“{found[:20]}”，应写作 2023", f"Not a year: {found[:20]!r}")
            return 0
        return int(found)

    def value(self) -> str:
        """Take a positive finite number; its text is kept, so that its printed digits are."""
        found = self.texts.get("value", "")
        try:
            number = literal(found)
        except Fault as fault:
            self.wrong(fault.code, fault.zh, fault.en)
            return ""
        if number <= 0:
            self.wrong("V-1", f"数值不是有限正数：{found}", f"Not a finite positive number: {found}")
        return found if "e" not in found.lower() else format(number, "f")


def read_source(texts: Mapping[str, str], *, file_sha256: str = "") -> tuple[Source, list[Breach]]:
    """Read a publication: title, authority and day are compulsory, with a document number or a link (R11-3)."""
    reader = _Reader(texts, "publication")
    reader.lacking("title", "issuer", "published")
    number, link = reader.text("number"), reader.text("link")
    if not number and not link:
        reader.wrong("R11-3", "公开出处须有文号或链接", "The publication needs a document number or a link")
    if link and not link.startswith(("https://", "http://")):
        reader.wrong("V-6", "链接须以 https:// 或 http:// 开头", "A link starts with https:// or http://")
    published = reader.text("published")
    try:
        date.fromisoformat(published or "2000-01-01")
    except ValueError:
        reader.wrong("V-3", f"公布日期无效：“{published[:20]}”", f"Not a day: {published[:20]!r}")
    source = Source(
        code=(reader.text("code") or number or reader.text("title"))[:40],
        title=reader.text("title"),
        number=number,
        published=published,
        issuer=reader.text("issuer"),
        link=link,
        file_sha256=file_sha256,
        title_confirmed=True,
        note=reader.text("note"),
    )
    return source, reader.breaches


def read_row(texts: Mapping[str, str], source: Source, place: str) -> tuple[Row | None, list[Breach]]:
    """Read one value; returns it, or everything that is wrong with it."""
    reader = _Reader(texts, place)
    reader.lacking("series", "kind", "gas", "region", "year", "unit")
    series, unit = reader.text("series"), reader.text("unit")
    if series and not well_formed(series):
        reader.wrong(
            "V-6", f"系列名只用字母、数字和连字符：“{series[:40]}”", f"Not the name of a series: {series[:40]!r}"
        )
    if unit and not known_unit(unit):
        reader.wrong("R14-1", f"未知单位：{unit}", f"Unknown unit: {unit}")
    evidence = reader.choice("evidence", STRENGTHS, "official")
    if evidence == "missing":
        reader.wrong("R11-3", "数值未取得的因子不能提出", "A value that was not obtained cannot be proposed")
    year = reader.year()
    region = reader.text("region")
    entry = Entry(
        code=reader.text("code") or f"{series}-{year}-{region}",
        series=series,
        kind=reader.choice("kind", KINDS),
        gas=reader.text("gas"),
        region=region,
        year=year,
        year_of=reader.choice("year_of", YEARS_OF, "data"),
        value=reader.value(),
        unit=unit,
        evidence=evidence,
        confirmed=evidence in EVIDENCE,
        note=reader.text("note"),
        source=source,
    )
    if reader.breaches:
        return None, reader.breaches
    return Row(entry, place, reader.text("repeats").lower() in YES, coded=bool(reader.text("code"))), []


def read_rows(rows: list[tuple[str, Mapping[str, str]]], source: Source) -> tuple[Row, ...]:
    """Read every row, each named by its place; refuse with everything that is wrong with any of them."""
    read = [read_row(texts, source, place) for place, texts in rows]
    breaches = [breach for _, found in read for breach in found]
    if breaches:
        raise Refusal(tuple(breaches))
    return tuple(row for row, _ in read if row is not None)
