"""The one door for activity data: a workbook or JSON, the same data and the same faults come out."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.inputs.fields import Upload
from tanhui.law import Refusal, refuse
from tanhui.lifecycle.accounting.activity.content import DataSet, read_json
from tanhui.lifecycle.accounting.activity.judging import Faults, judge, placed
from tanhui.lifecycle.accounting.activity.reading import read_workbook, told
from tanhui.lifecycle.accounting.activity.sheets import sheets_of
from tanhui.lifecycle.methodology.document import Method

_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Terms:
    """The limits of an upload, and how many rows one set of data may have."""

    limits: Limits
    rows: int


def read_activity(upload: Upload, method: Method, project: str, terms: Terms) -> DataSet:
    """Read a set of activity data and hold it against the methodology; refuse with every fault, each by its place."""
    if not upload.content:
        refuse("V-10", "文件是空的", "the file is empty", place=upload.name)
    if len(upload.content) > terms.limits.upload_bytes:
        most = terms.limits.upload_bytes // 1_048_576
        refuse("V-10", f"文件超过上限 {most} MB", "the file is too large", place=upload.name)
    if is_json(upload.content):
        return _from_json(upload.content, method, terms)
    _require_workbook(upload)
    sheets = sheets_of(upload.content, limits=terms.limits, most_rows=terms.rows)
    entered, places, faults = read_workbook(sheets, method, project)
    found = judge(method, entered, faults)
    if found is None:
        raise Refusal(tuple(told(faults, places)))
    _require_rows(found.rows, terms)
    return found


def is_json(content: bytes) -> bool:
    """Whether an upload is JSON and no workbook."""
    return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _from_json(content: bytes, method: Method, terms: Terms) -> DataSet:
    entered, faults = read_json(content), Faults()
    _require_rows(sum(len(rows) for rows in entered.tables.values()), terms)
    found = judge(method, entered, faults)
    if found is None:
        raise Refusal(placed(faults))
    return found


def _require_rows(rows: int, terms: Terms) -> None:
    if rows > terms.rows:
        zh = f"共 {rows} 行，超过上限 {terms.rows} 行；更多的行请汇总后填报，或按日批量核算"
        refuse("V-9", zh, f"{rows} rows; {terms.rows} are allowed", place="tables")


def _require_workbook(upload: Upload) -> None:
    name = upload.name.lower()
    if name.endswith((".xlsm", ".xltm", ".xlsb")):
        zh = "不接受可含宏的工作簿，请另存为 xlsx"
        refuse("S-7", zh, "workbooks that may hold macros are refused", place=upload.name)
    if upload.content.startswith(_OLD_OFFICE):
        refuse("S-7", "文件是旧版 xls 或已加密，请另存为 xlsx", "an old or encrypted workbook", place=upload.name)
    if not upload.content.startswith(_ZIP):
        refuse("S-8", "内容与类型不符：应为本项目模板的 xlsx 文件", "the content is not a workbook", place=upload.name)
