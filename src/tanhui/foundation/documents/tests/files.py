"""Honest and hostile files, built in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
    b'.sheet.main+xml"/></Types>'
)
WORKBOOK = b'<?xml version="1.0"?><workbook/>'
LINKS = (
    '<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="{kind}" Target="{target}" {mode}/></Relationships>'
)


def archive(entries, *, compression=zipfile.ZIP_DEFLATED):
    """Pack names (or ZipInfo) with their bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return held.getvalue()


def workbook(*more, types=TYPES, main=WORKBOOK):
    """The smallest xlsx, with more parts."""
    return archive([("[Content_Types].xml", types), ("xl/workbook.xml", main), *more])


def links(kind, target, *, external=True):
    """A part of links with one link."""
    mode = 'TargetMode="External"' if external else ""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind
    return LINKS.format(kind=kind, target=target, mode=mode).encode()


def symlink(name="link", target="/etc/passwd"):
    """An archive with a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return archive([(info, target.encode())])


def nested(depth, inner=b"text"):
    """An archive in an archive in an archive …"""
    content = archive([("a.txt", inner)])
    for _ in range(depth - 1):
        content = archive([("a.zip", content)])
    return content


def encrypted():
    """An archive whose entry is marked as encrypted in both headers."""
    content = bytearray(archive([("a.txt", b"secret")]))
    content[6] |= 1
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    return bytes(content)


def lying_bomb(real_bytes):
    """An archive that unpacks to far more than it declares."""
    content = bytearray(archive([("a.txt", b"0" * real_bytes)]))
    directory = content.index(b"PK\x01\x02")
    content[22:26] = content[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    return bytes(content)


def pdf(body=b"", *, page=b"/Page", trailer=b""):
    """A PDF of one page, with more objects."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type /Pages /Count 1 /Kids [3 0 R]>>\nendobj\n"
        b"3 0 obj\n<</Type "
        + page
        + b" /Parent 2 0 R>>\nendobj\n"
        + body
        + b"\ntrailer\n<</Root 1 0 R "
        + trailer
        + b">>\n%%EOF\n"
    )


def object_stream(objects, *, filters=b"/FlateDecode", compress=True):
    """An object stream with these objects inside."""
    data = zlib.compress(objects) if compress else objects
    head = b"9 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter " + filters + b" /Length " + str(len(data)).encode()
    return head + b">>\nstream\n" + data + b"\nendstream\nendobj\n"


def png_chunk(kind, body):
    """One chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=1, height=1, *more):
    """A picture that says it is this large, with more chunks before its end."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(more) + body + png_chunk(b"IEND", b"")


def segment(marker, body):
    """One JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(*, orientation=6):
    """EXIF with an orientation and a GPS directory that names a home."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack("<HHII", 0x8825, 4, 1, 38)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + b"GPS-30.7522N-120.7500E"
    return segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(*more, width=4000, height=3000, behind=b""):
    """A photograph that says it is this large; its picture data are a few bytes."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + b"".join(more)
        + frame
        + scan
        + b"\xff\xd9"
        + behind
    )
