"""Is this xlsx safe to open? Sizes, names, declarations and active content are looked at before any cell is read."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import dataclass
from xml.sax import SAXParseException, handler

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from tanhui.law import refuse

_CHUNK = 65536
_ACTIVE = ("vbaproject.bin", "/externallinks/", "/embeddings/", "/activex/", "/ctrlprops/", "/macrosheets/")
_ACTIVE_TYPES = (b"macroEnabled", b"vbaProject", b"externalLink", b"oleObject")
_NESTED = (".zip", ".7z", ".rar", ".gz", ".xlsx", ".xlsm", ".docx", ".jar")


@dataclass(frozen=True)
class ArchiveLimits:
    """How large an uploaded workbook may be once unpacked, and how many parts it may have."""

    unpacked_bytes: int
    entries: int


class _RootReached(Exception):
    pass


class _UntilRoot(handler.ContentHandler):
    def startElement(self, name: str, attrs: object) -> None:
        """Stop: declarations can stand only before the root element."""
        raise _RootReached


def check_workbook(content: bytes, *, limits: ArchiveLimits) -> None:
    """Refuse a workbook that is a bomb (S-4), declares entities (S-5), is unsafe (S-6) or active (S-7)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError):
        refuse("V-9", "文件不是可读的 xlsx 工作簿", "the file is not a readable xlsx workbook")
    with archive:
        entries = archive.infolist()
        _check_names(entries, limits)
        unpacked = 0
        for entry in entries:
            unpacked += _check_part(archive, entry, limits, unpacked)
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        refuse("V-9", "文件不是 xlsx 工作簿", "the archive is not an xlsx workbook")


def _check_names(entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(entries) > limits.entries:
        refuse("S-6", f"压缩包不安全：{len(entries)} 个条目，上限 {limits.entries}", "too many entries in the archive")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        refuse("S-6", "压缩包不安全：有重名条目", "the archive holds an entry twice")
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            refuse("S-6", "压缩包不安全：条目路径越界", "an entry's path leaves the archive")
        if entry.flag_bits & 0x1:
            refuse("S-6", "压缩包不安全：已加密", "the archive is encrypted")
        if stat.S_ISLNK(entry.external_attr >> 16):
            refuse("S-6", "压缩包不安全：含符号链接", "the archive holds a symbolic link")
        lower = "/" + name.lower()
        if any(part in lower for part in _ACTIVE):
            refuse("S-7", "工作簿含宏、外部链接或嵌入对象", "the workbook holds macros, external links or objects")
        if lower.endswith(_NESTED):
            refuse("S-6", "压缩包不安全：内含压缩包", "the archive holds another archive")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ArchiveLimits, before: int) -> int:
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    kept = bytearray()
    size = 0
    try:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if before + size > limits.unpacked_bytes:
                    most = limits.unpacked_bytes // 1_048_576
                    refuse("S-4", f"解压后超过上限 {most} MB", f"larger than {most} MB once unpacked")
                if is_xml and (entry.filename == "[Content_Types].xml" or len(kept) < _CHUNK):
                    kept += chunk
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        refuse("V-9", "工作簿已损坏，无法读取", "the workbook is damaged")
    if is_xml:
        _check_declarations(bytes(kept), entry.filename)
    if entry.filename == "[Content_Types].xml" and any(kind in kept for kind in _ACTIVE_TYPES):
        refuse("S-7", "工作簿含宏、外部链接或嵌入对象", "the workbook holds macros, external links or objects")
    return size


def _check_declarations(start: bytes, name: str) -> None:
    try:
        defusedxml.sax.parseString(start, _UntilRoot(), forbid_dtd=True)
    except _RootReached:
        return
    except DefusedXmlException:
        refuse("S-5", "XML 含不允许的声明（DTD 或实体）", "the XML declares a DTD or entities", place=name)
    except SAXParseException:
        refuse("V-9", "工作簿内的 XML 无法读取", "a part of the workbook is not well-formed XML", place=name)
