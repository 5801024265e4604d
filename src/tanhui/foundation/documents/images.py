"""PNG and JPEG, read segment by segment: pixels counted from the header, private metadata left out. Pure.

Nothing is decoded or re-encoded. Of a photograph the picture, its colour profile and which way up it is are kept.
EXIF (places, devices, times), XMP, IPTC, comments and anything behind the picture are dropped.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NoReturn

from tanhui.foundation.documents.limits import Limits
from tanhui.law import refuse

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"}
)
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset(range(0xD0, 0xD8)) | {0x01}
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ORIENTATION = 0x0112


def clean_png(content: bytes, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Return the picture without metadata, and what was removed. Refuses S-8 (damaged or joined to something), S-9."""
    kept, removed = [_PNG_MAGIC], set()
    first = True
    for kind, body in _png_chunks(content):
        if first:
            if kind != b"IHDR" or len(body) != 13:
                _damaged("PNG")
            width, height = struct.unpack(">II", body[:8])
            _check_pixels(width, height, limits)
            first = False
        if kind in _PNG_KEPT:
            kept.append(_png_chunk(kind, body))
        else:
            removed.add(kind.decode("latin-1"))
    return b"".join(kept), tuple(sorted(removed))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_PNG_MAGIC)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        end = position + 12 + length
        kind, body = content[position + 4 : position + 8], content[position + 8 : end - 4]
        if end > len(content) or zlib.crc32(kind + body) != int.from_bytes(content[end - 4 : end], "big"):
            _damaged("PNG")
        yield kind, body
        position = end
        if kind == b"IEND":
            if position != len(content):
                _joined("PNG")
            return
    _damaged("PNG")


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def clean_jpeg(content: bytes, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Return the picture without metadata, and what was removed. Refuses S-8 (damaged), S-9 (too many pixels)."""
    kept: list[bytes] = [b"\xff\xd8"]
    removed: set[str] = set()
    framed = scanned = False
    position = 2
    while True:
        marker, start, end = _jpeg_segment(content, position)
        if marker == 0xD9:
            break
        body = content[start:end]
        if marker in _JPEG_FRAMES:
            if len(body) < 6:
                _damaged("JPEG")
            height, width = struct.unpack(">HH", body[1:5])
            _check_pixels(width, height, limits)
            framed = True
        name = _private_segment(marker, body)
        if name is None:
            kept.append(content[position:end])
        else:
            removed.add(name)
            if name == "EXIF":
                kept.append(_orientation_only(body))
        position = end
        if marker == 0xDA:
            scanned = True
            found = _SCAN_END.search(content, position)
            position = found.start() if found else _damaged("JPEG")
            kept.append(content[end:position])
    if not (framed and scanned):
        _damaged("JPEG")
    if position + 2 < len(content):
        removed.add("trailing")
    return b"".join(kept) + b"\xff\xd9", tuple(sorted(removed))


def _jpeg_segment(content: bytes, position: int) -> tuple[int, int, int]:
    while content[position : position + 2] == b"\xff\xff":
        position += 1
    if len(content) < position + 2 or content[position] != 0xFF:
        _damaged("JPEG")
    marker = content[position + 1]
    if marker == 0xD9 or marker in _JPEG_BARE:
        return marker, position + 2, position + 2
    length = int.from_bytes(content[position + 2 : position + 4], "big")
    end = position + 2 + length
    if length < 2 or end > len(content):
        _damaged("JPEG")
    return marker, position + 4, end


def _private_segment(marker: int, body: bytes) -> str | None:
    if marker == 0xE1:
        return "EXIF" if body.startswith(b"Exif\0") else "XMP"
    if marker == 0xFE:
        return "comment"
    if marker == 0xE2:
        return None if body.startswith(b"ICC_PROFILE\0") else "APP2"
    if 0xE3 <= marker <= 0xEF and marker != 0xEE:
        return "IPTC" if marker == 0xED else f"APP{marker - 0xE0}"
    return None


def _orientation_only(exif: bytes) -> bytes:
    """Return a segment that says only which way up the picture is; nothing where it does not say."""
    value = _orientation(exif[6:])
    if not 2 <= value <= 8:
        return b""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _orientation(tiff: bytes) -> int:
    order = {b"MM": ">", b"II": "<"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    (start,) = struct.unpack(order + "I", tiff[4:8])
    if start + 2 > len(tiff):
        return 0
    (count,) = struct.unpack(order + "H", tiff[start : start + 2])
    for index in range(min(count, 200)):
        entry = tiff[start + 2 + 12 * index : start + 14 + 12 * index]
        if len(entry) == 12 and struct.unpack(order + "H", entry[:2])[0] == _ORIENTATION:
            return int(struct.unpack(order + "H", entry[8:10])[0])
    return 0


def _check_pixels(width: int, height: int, limits: Limits) -> None:
    if not width or not height:
        _damaged("PNG/JPEG")
    if width * height > limits.pixels:
        refuse(
            "S-9",
            f"图片像素过大：{width}×{height}，上限 {limits.pixels:,} 像素，请缩小后重新上传",
            f"too many pixels: {width}×{height}, {limits.pixels:,} allowed; scale it down",
        )


def _damaged(kind: str) -> NoReturn:
    refuse(
        "S-8", f"内容与类型不符：不是完整的 {kind} 图片，请重新导出", f"not a complete {kind} picture; export it again"
    )


def _joined(kind: str) -> NoReturn:
    refuse(
        "S-8", f"内容与类型不符：{kind} 图片后面附有其他内容", f"something else is attached behind the {kind} picture"
    )
