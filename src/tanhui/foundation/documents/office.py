"""What is inside an xlsx or docx: no macros, no links outward, no embedded objects (S-7), no DTD (S-5). Pure."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from tanhui.foundation.documents import media
from tanhui.law import refuse

_MAIN_PART = {media.XLSX: "xl/workbook.xml", media.DOCX: "word/document.xml"}
_TYPES_PART = "[Content_Types].xml"
_ACTIVE_PATHS = (
    "vbaproject",
    "/externallinks/",
    "/embeddings/",
    "/activex/",
    "/macrosheets/",
    "/oleobject",
    "/ctrlprops/",
)
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "externallink", "oleobject", "activex", "package.stream")
_HARMLESS_LINK = "/hyperlink"
_FOREIGN = (media.COMPOUND_FILE, b"PK\x03\x04", b"MZ", b"\x7fELF")


class Part:
    """One XML part, read as it is unpacked."""

    def __init__(self, name: str) -> None:
        self._is_links = name.endswith(".rels")
        self._is_types = name == _TYPES_PART
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._declared
        self._parser.EntityDeclHandler = self._declared
        if self._is_links or self._is_types:
            self._parser.StartElementHandler = self._element

    def feed(self, chunk: bytes) -> None:
        """Read a piece."""
        self._parse(chunk, False)

    def close(self) -> None:
        """End the part: an unfinished one is damaged."""
        self._parse(b"", True)

    def _parse(self, chunk: bytes, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError:
            refuse(
                "S-8", "内容与类型不符：文件内的 XML 已损坏，请重新导出", "a part of the file is not well-formed XML"
            )

    def _declared(self, *_: object) -> NoReturn:
        refuse(
            "S-5", "XML 含不允许的声明（DTD 或实体），请重新导出", "the XML declares a DTD or entities; export it again"
        )

    def _element(self, _: str, attributes: dict[str, str]) -> None:
        kind = (attributes.get("Type") or attributes.get("ContentType") or "").lower()
        if attributes.get("TargetMode") == "External" and not kind.endswith(_HARMLESS_LINK):
            _active("外部链接", "external links")
        if any(each in kind for each in _ACTIVE_TYPES):
            _active("宏、外部链接或嵌入对象", "macros, external links or embedded objects")


class Office:
    """An Office file while its entries are read."""

    def __init__(self, media_type: str, names: set[str]) -> None:
        for name in names:
            if any(path in "/" + name.lower() for path in _ACTIVE_PATHS):
                _active("宏、外部链接或嵌入对象", "macros, external links or embedded objects")
        if not {_TYPES_PART, _MAIN_PART[media_type]} <= names:
            zh = media.BY_TYPE[media_type].zh
            refuse("S-8", f"内容与类型不符：不是{zh}", f"not a file of the type {media_type}")

    @classmethod
    def of(cls, media_type: str, names: set[str]) -> Office | None:
        """Return the reader for an Office file, also one that came inside a plain archive; None for other archives."""
        if media_type in _MAIN_PART:
            return cls(media_type, names)
        for kind, main in _MAIN_PART.items():
            if main in names and _TYPES_PART in names:
                return cls(kind, names)
        return None

    def part(self, name: str) -> Part | None:
        """Return the reader of an XML part; None for pictures and old drawings, which need not be well-formed."""
        return Part(name) if name.lower().endswith((".xml", ".rels")) else None

    def refuse_foreign(self, start: bytes, name: str) -> None:
        """Refuse a part that is itself an archive, a compound file or a programme."""
        if start.startswith(_FOREIGN):
            _active("嵌入对象", "embedded objects")
        if name.lower().endswith(".vml") and b"<!" in start:
            refuse("S-5", "XML 含不允许的声明，请重新导出", "the XML holds a declaration; export it again")


def _active(zh: str, en: str) -> NoReturn:
    refuse(
        "S-7", f"文件含可执行内容或无法审阅：{zh}，请另存为不含这些内容的文件", f"the file holds {en}; save it without"
    )
