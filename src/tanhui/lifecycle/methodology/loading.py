"""From the text of a methodology document to its records, with everything that is wrong named at once."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.methodology import records, records_of_rows
from tanhui.lifecycle.methodology.document import CATEGORIES, Method
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.shapes import gathering
from tanhui.lifecycle.methodology.entries import Table

FORMAT = 1
MOST_BYTES = 400_000
MOST_ROWS = 200
FOLDER = ("method.toml", "factors.toml", "examples.toml")
"""The files of one version's folder; together they are the document."""

_TOML_PLACE = re.compile(r"at line ([0-9]+), column ([0-9]+)")
Record = TypeVar("Record")


def read_folder(folder: Path) -> str:
    """Return the one document that the files of a version's folder make up."""
    return "\n".join(_text_of(folder / name) for name in FOLDER if (folder / name).is_file())


def read_file(path: Path) -> str:
    """Return the document of a file; `method.toml` brings the factors and examples beside it."""
    return read_folder(path.parent) if path.name == FOLDER[0] else _text_of(path)


def _text_of(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        refuse("S-2", f"文件超过 {MOST_BYTES} 字节", f"The file is larger than {MOST_BYTES} bytes", place=path.name)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        refuse("V-9", "文件不是 UTF-8 编码，请另存为 UTF-8", "The file is not UTF-8; save it as UTF-8", place=path.name)


def load(text: str) -> Method:
    """Read a document; refuse with every fault found in its entries and formulas."""
    content = _content(text)
    breaches: list[Breach] = []
    top = Table(content, "document")
    found: dict[str, Any] = {
        key: _gather(top, key, reader, breaches)
        for key, reader in (
            ("units", records.unit_definition),
            ("applicability", records.condition),
            ("inputs", records.monitored_input),
            ("parameters", records.parameter),
            ("steps", records.step),
            ("missing_data", records.handling),
            ("exclusions", records.exclusion),
            ("publications", records.publication),
            ("examples", records.example),
            ("tables", records_of_rows.table_of),
            ("constants", records_of_rows.constant),
            ("lookups", records_of_rows.lookup),
            ("unverified", records.handling),
        )
    }
    publications = {each.id: each for each in found["publications"]}
    found["factors"] = _gather(top, "factors", lambda table: records.factor(table, publications), breaches)
    head = _head(top, breaches)
    if breaches:
        raise Refusal(tuple(breaches))
    method = Method(
        **head,
        unit_definitions=found.pop("units"),
        **found,
        sha256=hashlib.sha256(_canonical(content)).hexdigest(),
    )
    _require_units(method)
    steps = tuple(replace(step, node=gathering(step.node, method.shapes)) for step in method.steps)
    return replace(method, steps=steps)


def _require_units(method: Method) -> None:
    """Refuse a definition of a unit that cannot be read; it would come up wherever a unit is first needed."""
    try:
        method.units.parse("1")
    except Fault as fault:
        raise fault.as_refusal("units") from None


def _content(text: str) -> dict[str, Any]:
    if len(text) > MOST_BYTES:
        refuse("S-2", f"文件过长，最多 {MOST_BYTES} 个字符", f"The document is longer than {MOST_BYTES} characters")
    if text.startswith("\ufeff"):
        refuse("V-9", "文件开头有 BOM 标记，请另存为不带 BOM 的 UTF-8", "The file starts with a byte order mark")
    try:
        return tomllib.loads(text, parse_float=_no_bare_number)
    except RecursionError:
        refuse("S-3", "文件结构过深，请减少嵌套", "The document is nested too deeply")
    except tomllib.TOMLDecodeError as found:
        where = _TOML_PLACE.search(str(found))
        zh = f"第 {where[1]} 行第 {where[2]} 列" if where else "文件结尾或重复的条目"
        refuse("V-9", f"不是有效的 TOML 文件，请检查{zh}的写法", f"Not a TOML document: {found}", place=zh)
    except ValueError:
        refuse("V-7", "文件中的整数位数过多", "A whole number in the document has too many digits")


def _no_bare_number(text: str) -> Any:
    refuse("V-2", f'数字须写成文本："{text}"', f'Write numbers as text: "{text}"', place=text)


def _canonical(content: dict[str, Any]) -> bytes:
    """One form whatever the layout, comments and order of keys: what the digest is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def _gather(top: Table, key: str, read: Callable[[Table], Record], breaches: list[Breach]) -> tuple[Record, ...]:
    found: list[Record] = []
    try:
        rows = top.rows(key, MOST_ROWS)
    except Fault as fault:
        breaches.append(fault.at(key))
        return ()
    for table in rows:
        place = str(table.content.get("id") or table.content.get("symbol") or table.place)
        try:
            found.append(read(table))
            table.done()
        except Fault as fault:
            breaches.append(fault.at(place))
    return tuple(found)


def _head(top: Table, breaches: list[Breach]) -> dict[str, Any]:
    place = "document"
    try:
        top.whole("format", FORMAT, FORMAT)
        head: dict[str, Any] = {key: top.identifier(key) for key in ("id", "code", "version")}
        head |= {key: top.words(key) for key in ("title", "summary")}
        head["category"] = top.choice("category", CATEGORIES)
        head |= {key: top.texts(key) for key in ("gases", "clauses", "results")}
        head["demonstration"] = top.flag("demonstration")
        head["co2_is_co2e"] = top.words("co2_is_co2e") if "co2_is_co2e" in top else None
        place = "behaviour"
        head["behaviour"] = records_of_rows.behaviour(top.table(place)) if place in top else None
        place = "document"
        top.done()
    except Fault as fault:
        breaches.append(fault.at(place))
        return {}
    return head
