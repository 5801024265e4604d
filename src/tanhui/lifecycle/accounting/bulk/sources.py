"""The files of a run: which there are, what their columns are, and by what a changed file is noticed."""

from __future__ import annotations

import csv
import glob
import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import duckdb

from tanhui.foundation.inputs import parse_date
from tanhui.foundation.inputs.channels import shown
from tanhui.law import Breach, Refusal, refuse
from tanhui.lifecycle.accounting.bulk.columns import Kind, is_taken, kind_of, must_be_staged, wants
from tanhui.lifecycle.accounting.bulk.names import text
from tanhui.lifecycle.methodology.document import Input

PARQUET, CSV = "parquet", "csv"
SUFFIXES = {".parquet": PARQUET, ".parq": PARQUET, ".csv": CSV}
MOST_FILES = 1 << 20
TAIL = 1 << 16
"""Bytes at the end of a file that are read to see whether it changed; a Parquet file keeps its table of contents there."""
WILD = "*?["
LONGEST_LINE = 1 << 16
PIECE = 1 << 20
MOST_BREACHES = 50
UTF8 = "utf-8"
PLAIN_PATH = "hive_partitioning = false"
"""What a folder's name says of its rows is read here, not by the engine."""


@dataclass(frozen=True)
class Asked:
    """How the files are to be read: columns of another name, the symbol of the moment, the encoding, a folder to work in."""

    renamed: Mapping[str, str]
    moment: str
    encoding: str
    work: Path


@dataclass(frozen=True)
class Look:
    """What a file looks like from outside: its size, when it was changed, and the digest of its end."""

    size: int
    changed_ns: int
    tail: str


@dataclass(frozen=True)
class DataFile:
    """One file: its number in the order of the run, its columns by the symbol they hold, and what it looked like.

    `read_path` is where it is read: a copy in UTF-8, or the file itself; `held` all its columns in their order.
    `path_day` is the day that its path tells.
    """

    path: str
    number: int
    form: str
    kinds: Mapping[str, Kind]
    column_names: Mapping[str, str]
    look: Look
    read_path: str
    held: tuple[str, ...]
    path_day: date | None = None

    @property
    def mark(self) -> str:
        """What tells the file from any other, and from itself after a change."""
        columns = ",".join(f"{symbol}={column}" for symbol, column in sorted(self.column_names.items()))
        return f"{self.path}|{self.look.size}|{self.look.changed_ns}|{self.look.tail}|{columns}"

    def must_be_staged(self, inputs: Iterable[Input]) -> bool:
        """Whether its columns have to be read from text first."""
        return self.form == CSV or any(must_be_staged(one, self.kinds[one.symbol]) for one in inputs)


def find_files(patterns: Sequence[str]) -> list[str]:
    """Return the files in the order in which they are given, those of one pattern by name; each file once."""
    found: dict[str, None] = {}
    for pattern in patterns:
        matched = sorted(glob.glob(pattern, recursive=True)) if any(each in pattern for each in WILD) else [pattern]
        files = [path for path in matched if Path(path).is_file()]
        if not files:
            zh = f"没有找到数据文件：{shown(pattern)}；通配符须加引号，如 --data '目录/*.parquet'"
            refuse("V-10", zh, f"no file matches {pattern}; quote the pattern", place="--data")
        found |= dict.fromkeys(files)
    for path in found:
        if Path(path).suffix.lower() not in SUFFIXES:
            refuse("V-9", f"只接受 Parquet 和 CSV 文件：{shown(path)}", f"not Parquet or CSV: {path}", place="--data")
        if any(each in path for each in WILD) or not path.isprintable():
            refuse(
                "V-9", f"文件名不能含通配符或不可见字符：{shown(path)}", f"a strange file name: {path}", place="--data"
            )
    if len(found) > MOST_FILES:
        refuse("V-9", f"文件超过 {MOST_FILES} 个", f"more than {MOST_FILES} files", place="--data")
    return list(found)


def open_files(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], inputs: Sequence[Input], asked: Asked
) -> list[DataFile]:
    """Look at every file; refuse with all columns that are missing or cannot hold their values exactly."""
    breaches: list[Breach] = []
    files = []
    for number, path in enumerate(paths):
        form = SUFFIXES[Path(path).suffix.lower()]
        look = look_of(path)
        read_path = path if form == PARQUET else readable(path, asked.encoding, asked.work / f"utf8-{number}.csv")
        held = _parquet_columns(connection, path) if form == PARQUET else _csv_columns(path, read_path)
        names = {one.symbol: asked.renamed.get(one.symbol, one.symbol) for one in inputs}
        path_day = _day_in(path, names[asked.moment]) if names[asked.moment] not in held else None
        if path_day is not None:
            held[names[asked.moment]] = "DATE"
        faults = [_column_fault(one, names[one.symbol], held) for one in inputs]
        breaches += [_placed(fault, path) for fault in faults if fault is not None]
        kinds = {symbol: kind_of(held[column]) for symbol, column in names.items() if column in held}
        files.append(DataFile(path, number, form, kinds, names, look, read_path, tuple(held), path_day))
    if breaches:
        raise Refusal(tuple(breaches[:MOST_BREACHES]))
    return files


def _day_in(path: str, column: str) -> date | None:
    """Return the day of a folder such as `day=2024-01-01`, as partitioned data has them."""
    for part in Path(path).parts[:-1]:
        name, found, value = part.partition("=")
        if found and name == column and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return parse_date(value, channel="machine", place=path)
    return None


def look_of(path: str) -> Look:
    """Return what a file looks like now."""
    with open(path, "rb") as file:
        status = Path(path).stat()
        file.seek(max(0, status.st_size - TAIL))
        return Look(status.st_size, status.st_mtime_ns, hashlib.sha256(file.read()).hexdigest())


def readable(path: str, encoding: str, copy: Path) -> str:
    """Return where a CSV file can be read as UTF-8: a file in another encoding is copied first."""
    if encoding == UTF8:
        return path
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, encoding=encoding, newline="") as source, open(copy, "w", encoding=UTF8, newline="") as target:
            shutil.copyfileobj(source, target, PIECE)
    except UnicodeDecodeError as found:
        zh = f"不是 {encoding} 编码（第 {found.start + 1} 字节附近）"
        _unreadable(path, zh, f"not {encoding}, near byte {found.start + 1}")
    return str(copy)


def content_digest(path: str) -> str:
    """Return the SHA-256 of a whole file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parquet_columns(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, str]:
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({text(path)}, {PLAIN_PATH})").fetchall()
    except duckdb.Error:
        _unreadable(path, "不是完好的 Parquet 文件", "not a sound Parquet file")
    return {column: kind for column, kind, *_ in found}


def _csv_columns(path: str, read_path: str) -> dict[str, str]:
    with open(read_path, "rb") as file:
        try:
            first = file.readline(LONGEST_LINE).decode("utf-8-sig")
            header = next(csv.reader([first], strict=True), [])
        except (UnicodeDecodeError, csv.Error):
            _unreadable(
                path, "第 1 行不是 UTF-8 的 CSV 表头，请另存为 UTF-8，或用 --encoding gbk", "no CSV header in UTF-8"
            )
    if len(set(header)) != len(header):
        _unreadable(path, "表头有重复的列", "a column stands twice in the header")
    return dict.fromkeys(header, "VARCHAR")


def _unreadable(path: str, zh: str, en: str) -> NoReturn:
    refuse("V-9", f"{shown(path)}：{zh}", f"{path}: {en}", place=path)


def _column_fault(one: Input, column: str, held: Mapping[str, str]) -> tuple[str, str, str] | None:
    if column not in held:
        zh = f"缺少列 {column}（{one.label}）；列名不同时请用 --column {one.symbol}=列名"
        return "V-9", zh, f"the column {column} is missing; name it with --column {one.symbol}=NAME"
    kind = kind_of(held[column])
    if is_taken(one, kind):
        return None
    if kind.name == "float":
        zh = (
            f"列 {column} 是 {held[column]}，二进制小数不是精确数；请在导出时转换，"
            f"如 CAST({column} AS DECIMAL(18, {one.digits}))，或存为整数"
        )
        return "V-8", zh, f"{column} is {held[column]}, which is not exact; write it as DECIMAL or a whole number"
    zh = f"列 {column} 的类型 {held[column]} 不能作为 {one.symbol}（{_TYPES[wants(one)]}）"
    return "V-8", zh, f"{column} of type {held[column]} cannot be {one.symbol}"


_TYPES = {
    "quantity": "DECIMAL、整数或十进制文本",
    "yes_no": "BOOLEAN 或 0、1",
    "category": "文本",
    "text": "文本或整数",
    "day": "DATE、TIMESTAMP 或日期文本",
}


def _placed(fault: tuple[str, str, str], path: str) -> Breach:
    code, zh, en = fault
    return Breach("HOUSE-13", code, "", f"{shown(path)}：{zh}", f"{path}: {en}", path)
