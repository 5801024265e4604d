"""Readings as CSV: encoding, delimiter, line and row limits; each refusal names its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from tanhui.law import refuse
from tanhui.lifecycle.accounting.readings.rows import COLUMNS, shown

ENCODINGS = ("utf-8", "gbk")
HEADER = ",".join(COLUMNS)


@dataclass(frozen=True)
class Form:
    """What a file is declared to be, and what it may be at most."""

    encoding: str
    most_rows: int
    most_line_bytes: int


def check_start(content: bytes, form: Form) -> int:
    """Refuse an encoding or a header that is not ours; return where the rows begin."""
    if form.encoding not in ENCODINGS:
        refuse("V-9", "编码只能是 utf-8 或 gbk", "the encoding must be utf-8 or gbk")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _wrong(1, "文件是 UTF-16 编码，请另存为 UTF-8", "the file is UTF-16; save it as UTF-8")
    if content.startswith(b"\xef\xbb\xbf"):
        _wrong(1, "文件开头有 BOM 标记，请另存为不带 BOM 的 UTF-8", "the file starts with a byte order mark")
    head, newline, _ = content[: form.most_line_bytes + 2].partition(b"\n")
    _check_header(line_text(1, head, form))
    return len(head) + len(newline)


def cells_of(content: bytes, form: Form, *, at: int, line: int, rows: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) for every row from byte `at`, which is line `line`; refuse what is no row's form.

    `rows` is how many rows were read before.
    """
    lines = io.BytesIO(content)
    lines.seek(at)
    for number, raw in enumerate(lines, start=line):
        cells = cells_of_line(number, raw.removesuffix(b"\n"), form, rows=rows + 1)
        if cells is not None:
            rows += 1
            yield number, cells


def cells_of_line(line: int, raw: bytes, form: Form, *, rows: int) -> list[str] | None:
    """Return the cells of one line, None for an empty one; `rows` is how many rows there are with this one."""
    text = line_text(line, raw, form)
    if not text:
        return None
    check_rows(line, rows, form)
    return _split(line, text)


def check_rows(line: int, rows: int, form: Form) -> None:
    """Refuse a file with more rows than may be."""
    if rows > form.most_rows:
        _wrong(line, f"数据行超过 {form.most_rows} 行，请分成几个文件", f"more than {form.most_rows} rows")


def line_text(line: int, raw: bytes, form: Form) -> str:
    """Return a line as text, without its end; refuse what cannot be text."""
    raw, encoding = raw.removesuffix(b"\r"), form.encoding
    if len(raw) > form.most_line_bytes:
        _wrong(line, f"一行超过 {form.most_line_bytes} 字节", f"a line longer than {form.most_line_bytes} bytes")
    if b"\x00" in raw:
        _wrong(line, "含有空字符（0x00）", "the line holds a NUL character")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        hint = "；如文件是 GBK 编码，请在上传时选明" if encoding == "utf-8" else ""
        _wrong(line, f"不是有效的 {encoding.upper()} 文字{hint}", f"not valid {encoding}; declare gbk if it is")
    if "\r" in text:
        _wrong(line, "换行方式不对，请用 LF 或 CRLF 换行", "a lone carriage return; end lines with LF or CRLF")
    return text


def _check_header(text: str) -> None:
    if text == HEADER:
        return
    for other in (";", "\t", "|", "，"):
        if other in text and "," not in text:
            _wrong(1, f"列须以英文逗号分隔，读到“{shown(other)}”", "columns must be separated by commas")
    _wrong(1, f"表头须为 {HEADER}，读到“{shown(text)}”", f"the header must be {HEADER}")


def _split(line: int, text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        _wrong(line, "引号不成对", "a quotation mark is not closed")


def _wrong(line: int, zh: str, en: str) -> NoReturn:
    refuse("V-9", f"第 {line} 行：{zh}", f"line {line}: {en}", place=f"第 {line} 行")
