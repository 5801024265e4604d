"""ZIP archives and the Office files built on them: every entry is read through, nothing is written anywhere. Pure.

Declared sizes are not believed: bytes are counted while they are unpacked.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from tanhui.foundation.documents import media
from tanhui.foundation.documents.limits import RATIO_FROM_BYTES, Limits
from tanhui.foundation.documents.malware import Watch
from tanhui.foundation.documents.office import Office
from tanhui.foundation.documents.pdf import check_pdf
from tanhui.law import refuse

_CHUNK = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_END_OF_DIRECTORY = 22


@dataclass
class Budget:
    """What is left of the limits, over all nested archives together."""

    limits: Limits
    bytes_left: int
    entries_left: int

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        """Return the full budget."""
        return cls(limits, limits.unpacked_bytes, limits.entries)


def check_archive(content: bytes, media_type: str, budget: Budget, *, depth: int = 1) -> None:
    """Refuse an unsafe archive: S-4 (bomb), S-5 (declarations), S-6 (paths, nesting), S-7, S-8, S-10, V-10."""
    if depth > budget.limits.nesting:
        _unsafe(f"压缩包嵌套超过 {budget.limits.nesting} 层", f"nested deeper than {budget.limits.nesting}")
    with _opened(content) as archive:
        entries = archive.infolist()
        budget.entries_left -= len(entries)
        if budget.entries_left < 0:
            _unsafe(f"条目超过 {budget.limits.entries} 个", f"more than {budget.limits.entries} entries")
        for entry in entries:
            _check_entry(entry)
        _check_distinct(entries)
        office = Office.of(media_type, {entry.filename for entry in entries})
        for entry in entries:
            _read_entry(archive, entry, office, budget, depth)


def _opened(content: bytes) -> zipfile.ZipFile:
    if content.startswith(b"PK\x05\x06"):
        refuse("V-10", "压缩包是空的，请重新选择文件", "the archive is empty")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError):
        _damaged()
    closing = content[-_END_OF_DIRECTORY:]
    first = min((entry.header_offset for entry in archive.infolist()), default=-1)
    if first != 0 or not closing.startswith(b"PK\x05\x06") or not closing.endswith(b"\0\0"):
        archive.close()
        refuse("S-8", "内容与类型不符：压缩包前后附有其他内容", "something else is attached to the archive")
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename.replace("\\", "/")
    escapes = name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in name
    if escapes or posixpath.normpath(name).startswith("../") or not name or len(name) > 255:
        _unsafe("条目路径越界", "an entry's path leaves the archive")
    if entry.flag_bits & 0x1 or entry.flag_bits & 0x40:
        _unsafe("压缩包已加密", "the archive is encrypted")
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        _unsafe("含符号链接或特殊文件", "a symbolic link or special file")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        _unsafe("使用了不支持的压缩方式", "an unsupported compression")


def _check_distinct(entries: list[zipfile.ZipInfo]) -> None:
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        _unsafe("有重名条目", "two entries have one name")


def _read_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, office: Office | None, budget: Budget, depth: int
) -> None:
    part = office.part(entry.filename) if office else None
    watch = Watch()
    start = b""
    whole: list[bytes] = []
    unpacked = 0
    for chunk in _chunks(archive, entry):
        unpacked += len(chunk)
        _spend(budget, len(chunk), unpacked, entry.compress_size)
        watch.see(chunk)
        start = start or chunk[:64]
        if part is not None:
            part.feed(chunk)
        elif _is_container(start):
            whole.append(chunk)
    if part is not None:
        part.close()
    if office:
        office.refuse_foreign(start, entry.filename)
    else:
        _check_content(start, b"".join(whole), budget, depth)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as handle:
            while chunk := handle.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        _damaged()


def _spend(budget: Budget, size: int, unpacked: int, packed: int) -> None:
    budget.bytes_left -= size
    most = budget.limits.unpacked_bytes
    too_tight = unpacked > RATIO_FROM_BYTES and unpacked > budget.limits.ratio * max(packed, 1)
    if budget.bytes_left >= 0 and not too_tight:
        return
    refuse(
        "S-4",
        f"压缩包解压后超过上限 {most // (1024 * 1024)} MB 或压缩比异常，请拆分后重新上传",
        f"larger than {most} bytes once unpacked, or packed abnormally tight; split it",
    )


def _is_container(start: bytes) -> bool:
    return start.startswith(_ZIP) or start.startswith(b"%PDF-")


def _check_content(start: bytes, whole: bytes, budget: Budget, depth: int) -> None:
    if start.startswith(_OTHER_ARCHIVES):
        _unsafe("内含无法检查的压缩格式", "an archive of another kind inside")
    if start.startswith(_PROGRAMS) or start.startswith(media.COMPOUND_FILE):
        refuse("S-7", "压缩包内含可执行或无法审阅的文件", "the archive holds a programme or an unreviewable file")
    if start.startswith(_ZIP):
        check_archive(whole, media.ZIP, budget, depth=depth + 1)
    elif start.startswith(b"%PDF-"):
        check_pdf(whole, budget.limits)


def _unsafe(zh: str, en: str) -> NoReturn:
    refuse("S-6", f"压缩包不安全：{zh}，请重新打包后上传", f"unsafe archive: {en}; pack it again")


def _damaged() -> NoReturn:
    refuse("S-8", "内容与类型不符：压缩包已损坏或格式不对", "the archive is damaged or of another kind")
