"""PDF: refused when it runs, starts, embeds or hides anything (S-7), or has no page (V-10). Pure.

The file is not rendered. Names are read with their `#xx` escapes undone, in the file itself and inside every compressed
object stream; an object stream that cannot be opened the plain way is refused. Uncompressed running text that spells
one of the refused names, such as `/JavaScript`, is refused too: better once too often.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NoReturn

from tanhui.foundation.documents.limits import Limits
from tanhui.law import refuse

_TAIL_BYTES = 1024
_DICTIONARY_BYTES = 4096
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = rb"(?![A-Za-z0-9_-])"
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToE)" + _END)
_ACTIVE_SHORT = re.compile(rb"/(JS|XFA)" + _END)
_ENCRYPTED = re.compile(rb"/Encrypt" + _END)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT_STREAM = re.compile(rb"/ObjStm" + _END)
_FILTER = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[A-Za-z0-9]+|[0-9]+\s+[0-9]+\s+R)")
_PLAIN_FILTERS = frozenset({b"/FlateDecode", b"/Fl"})
_PAGE = re.compile(rb"/Type\s*/Page" + _END)


def check_pdf(content: bytes, limits: Limits) -> None:
    """Refuse a PDF that cannot be reviewed by reading it. S-7, S-8 (not a whole PDF), S-4 (object streams), V-10."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_TAIL_BYTES:] or b"PK\x05\x06" in content[-70_000:]:
        refuse("S-8", "内容与类型不符：不是完整的 PDF 文件，请重新导出", "not a whole PDF; export it again")
    everything = _unescaped(content)
    objects = _object_streams(content, len(_OBJECT_STREAM.findall(everything)), limits)
    visible = _unescaped(_without_streams(content))
    for text in (everything, *objects):
        _refuse_active(_ACTIVE, text)
        if _ENCRYPTED.search(text):
            _unreviewable("PDF 已加密", "the PDF is encrypted")
    for text in (visible, *objects):
        _refuse_active(_ACTIVE_SHORT, text)
    if not any(_PAGE.search(text) for text in (visible, *objects)):
        refuse("V-10", "PDF 没有任何页面，请重新导出", "the PDF has no page; export it again")


def _refuse_active(pattern: re.Pattern[bytes], text: bytes) -> None:
    found = pattern.search(text)
    if found:
        name = found.group(1).decode("ascii")
        _unreviewable(f"PDF 含可执行或嵌入内容（{name}）", f"the PDF holds active or embedded content ({name})")


def _object_streams(content: bytes, announced: int, limits: Limits) -> list[bytes]:
    opened: list[bytes] = []
    room = limits.unpacked_bytes
    for start, body, end in _streams(content):
        dictionary = _unescaped(content[max(0, start - _DICTIONARY_BYTES) : start].rpartition(b"obj")[2])
        if not _OBJECT_STREAM.search(dictionary):
            continue
        text = _opened(dictionary, content[body:end], room)
        room -= len(text)
        opened.append(_unescaped(text))
    if announced > len(opened):
        _unreviewable("PDF 的对象流无法读取", "an object stream cannot be read")
    return opened


def _streams(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the streams one after another: where the keyword begins, where the body begins, where it ends."""
    position = 0
    while (found := _STREAM.search(content, position)) is not None:
        end = content.find(b"endstream", found.end())
        if end < 0:
            return
        yield found.start(), found.end(), end
        position = end


def _opened(dictionary: bytes, body: bytes, room: int) -> bytes:
    named = _FILTER.search(dictionary)
    if named is None:
        return body
    if named.group(1).strip(b"[] ") not in _PLAIN_FILTERS or b"/Predictor" in dictionary:
        _unreviewable("PDF 的对象流使用了少见的编码", "an object stream uses an unusual encoding")
    try:
        text = zlib.decompressobj().decompress(body, room + 1)
    except zlib.error:
        _unreviewable("PDF 的对象流已损坏", "an object stream is damaged")
    if len(text) > room:
        refuse("S-4", "PDF 解压后超过上限，请拆分后重新上传", "the PDF is too large once unpacked")
    return text


def _without_streams(content: bytes) -> bytes:
    kept, position = [], 0
    for _, body, end in _streams(content):
        kept.append(content[position:body])
        position = end
    kept.append(content[position:])
    return b"".join(kept)


def _unescaped(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), text) if b"#" in text else text


def _unreviewable(zh: str, en: str) -> NoReturn:
    refuse(
        "S-7",
        f"文件含可执行内容或无法审阅：{zh}，请另存为普通 PDF（如 PDF/A）",
        f"{en}; save it as a plain PDF (PDF/A)",
    )
