"""Text files with rows: declared encoding, plain commas, limits on rows and lines (V-9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NoReturn

from tanhui.law import refuse

CSV_ROWS = 1_000_000
CSV_LINE_BYTES = 64 * 1024
ENCODINGS = ("utf-8", "gbk")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def decode_text(content: bytes, *, encoding: str = "utf-8", place: str = "") -> str:
    """Return a text file's content: UTF-8, or GBK where the sender declares it. Refuses V-9 with the line number."""
    if encoding not in ENCODINGS:
        _refuse(f"不支持的编码“{encoding[:20]}”，可用：UTF-8、GBK", "unsupported encoding", place)
    if content.startswith(_MARKS):
        _refuse("文件带字节顺序标记（BOM）或为 UTF-16，请另存为不带 BOM 的 UTF-8", "byte order mark or UTF-16", place)
    if (nul := content.find(b"\0")) >= 0:
        _refuse(f"第 {_line_of(content, nul)} 行含空字符（0x00）", f"NUL in line {_line_of(content, nul)}", place)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start)
        name = encoding.upper()
        _refuse(f"第 {line} 行不是 {name} 编码；GBK 文件请在上传时注明", f"line {line} is not {name}", place)


def csv_rows(
    content: bytes,
    *,
    encoding: str = "utf-8",
    most_rows: int = CSV_ROWS,
    most_line_bytes: int = CSV_LINE_BYTES,
    place: str = "",
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a comma-separated file with its line number, counted from 1. Refuses V-9."""
    text = decode_text(content, encoding=encoding, place=place)
    _check_lines(content, most_rows, most_line_bytes, place)
    head = text.split("\n", 1)[0]
    if ";" in head and "," not in head:
        _refuse("第 1 行以分号分隔，请改用逗号", "line 1 is separated by semicolons; use commas", place)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            _refuse(f"第 {rows.line_num} 行不符合 CSV 格式", f"line {rows.line_num}: {error}", place)
        yield rows.line_num, row


def _check_lines(content: bytes, most_rows: int, most_line_bytes: int, place: str) -> None:
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    if count > most_rows:
        _refuse(f"共 {count} 行，超过上限 {most_rows} 行", f"{count} lines, {most_rows} allowed", place)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if len(line) > most_line_bytes:
            _refuse(
                f"第 {number} 行长 {len(line)} 字节，超过上限 {most_line_bytes} 字节",
                f"line {number} is too long",
                place,
            )


def _line_of(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


def _refuse(zh: str, en: str, place: str) -> NoReturn:
    where = f"{place}：" if place else ""
    refuse("V-9", f"{where}{zh}", f"{where}{en}", place=place or None)
