"""The kinds of file the platform keeps, each with its extensions and its first bytes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
CSV = "text/csv"
TXT = "text/plain"
TOML = "application/toml"


@dataclass(frozen=True)
class Media:
    """One kind of file; `magic` is empty for text."""

    media_type: str
    zh: str
    extensions: tuple[str, ...]
    magic: bytes


MEDIA = (
    Media(PDF, "PDF", ("pdf",), b"%PDF-"),
    Media(PNG, "PNG 图片", ("png",), b"\x89PNG\r\n\x1a\n"),
    Media(JPEG, "JPEG 图片", ("jpg", "jpeg"), b"\xff\xd8\xff"),
    Media(XLSX, "Excel 工作簿", ("xlsx",), b"PK\x03\x04"),
    Media(DOCX, "Word 文档", ("docx",), b"PK\x03\x04"),
    Media(ZIP, "ZIP 压缩包", ("zip",), b"PK"),
    Media(CSV, "CSV 表格", ("csv",), b""),
    Media(TXT, "文本", ("txt",), b""),
    Media(TOML, "TOML", ("toml",), b""),
)
BY_EXTENSION = {extension: media for media in MEDIA for extension in media.extensions}
BY_TYPE = {media.media_type: media for media in MEDIA}

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old Office files and every password-protected new one."""

WITH_MACROS = frozenset({"xlsm", "xltm", "xlsb", "xlam", "docm", "dotm", "pptm"})
OLD_OFFICE = frozenset({"xls", "doc", "ppt", "msg"})

_FOREIGN = (
    *(media.magic for media in MEDIA if len(media.magic) > 2),
    COMPOUND_FILE,
    b"PK\x05\x06",
    b"MZ",
    b"\x7fELF",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"#!",
)
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<iframe", b"<body", b"<head")


def is_text(media_type: str) -> bool:
    """Whether this kind of file has no first bytes of its own."""
    return not BY_TYPE[media_type].magic


def pretends(content: bytes) -> bool:
    """Whether a so-called text file begins like another kind of file."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return content.startswith(_FOREIGN) or start.startswith(_MARKUP)
