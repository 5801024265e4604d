"""Readings as CSV: encoding, delimiter, line and row limits; each refusal names its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import NoReturn

from tanhui.law import refuse
from tanhui.lifecycle.accounting.readings.rows import COLUMNS, shown

ENCODINGS = ("utf-8", "gbk")
HEADER = ",".join(COLUMNS)


def cells_of(content: bytes, *, encoding: str, most_rows: int, most_line_bytes: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) for every row below the header; refuse the file when its form is wrong."""
    if encoding not in ENCODINGS:
        refuse("V-9", "编码只能是 utf-8 或 gbk", "the encoding must be utf-8 or gbk")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _wrong(1, "文件是 UTF-16 编码，请另存为 UTF-8", "the file is UTF-16; save it as UTF-8")
    if content.startswith(b"\xef\xbb\xbf"):
        _wrong(1, "文件开头有 BOM 标记，请另存为不带 BOM 的 UTF-8", "the file starts with a byte order mark")
    seen_header = False
    rows = 0
    for line, raw in enumerate(content.split(b"\n"), start=1):
        text = _line_text(line, raw.removesuffix(b"\r"), encoding, most_line_bytes)
        if not seen_header:
            _check_header(text)
            seen_header = True
        elif text:
            rows += 1
            if rows > most_rows:
                _wrong(line, f"数据行超过 {most_rows} 行，请分成几个文件", f"more than {most_rows} rows")
            yield line, _split(line, text)


def _line_text(line: int, raw: bytes, encoding: str, most_line_bytes: int) -> str:
    if len(raw) > most_line_bytes:
        _wrong(line, f"一行超过 {most_line_bytes} 字节", f"a line longer than {most_line_bytes} bytes")
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
