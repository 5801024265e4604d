"""Hostile files are refused under their code, honest ones of every kind pass."""

import io
import time
import zipfile

import openpyxl
import pytest
import typst
import xlsxwriter
from PIL import Image

from tanhui.foundation.documents import media, quarantine
from tanhui.foundation.documents.checks import inspect
from tanhui.foundation.documents.limits import MB, Limits
from tanhui.foundation.documents.tests import files
from tanhui.law import Refusal

BILLION = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd"><workbook/>'
MACRO_TYPES = files.TYPES.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
HIDDEN_SCRIPT = b"/S /JavaScript /JS (app.alert\\(1\\))"

HOSTILE = {
    "bomb": (
        "a.xlsx",
        lambda: files.workbook(("xl/worksheets/sheet1.xml", b"<x>" + b"0" * (52 * MB) + b"</x>")),
        "S-4",
    ),
    "bomb that lies about its size": ("a.zip", lambda: files.lying_bomb(60 * MB), ("S-4", "S-8")),
    "bomb inside an archive": ("a.zip", lambda: files.nested(2, b"0" * (52 * MB)), "S-4"),
    "too tight": ("a.zip", lambda: files.archive([("a.txt", b"0" * (20 * MB))]), "S-4"),
    "billion laughs": ("a.xlsx", lambda: files.workbook(main=BILLION), "S-5"),
    "external entity": ("a.xlsx", lambda: files.workbook(main=OUTSIDE), "S-5"),
    "entity in UTF-16": ("a.xlsx", lambda: files.workbook(main=OUTSIDE.decode().encode("utf-16")), "S-5"),
    "climbs out": ("a.zip", lambda: files.archive([("../../x", b"x")]), "S-6"),
    "climbs out with backslashes": ("a.zip", lambda: files.archive([("..\\x", b"x")]), "S-6"),
    "absolute path": ("a.zip", lambda: files.archive([("/etc/x", b"x")]), "S-6"),
    "drive letter": ("a.zip", lambda: files.archive([("C:/x", b"x")]), "S-6"),
    "symbolic link": ("a.zip", files.symlink, "S-6"),
    "too many entries": ("a.zip", lambda: files.archive((f"{n}.txt", b"") for n in range(1_001)), "S-6"),
    "nested three deep": ("a.zip", lambda: files.nested(3), "S-6"),
    "nested five deep": ("a.zip", lambda: files.nested(5), "S-6"),
    "encrypted archive": ("a.zip", files.encrypted, "S-6"),
    "one name twice": ("a.zip", lambda: files.archive([("a.txt", b"1"), ("A.txt", b"2")]), "S-6"),
    "other archive inside": ("a.zip", lambda: files.archive([("a.rar", b"Rar!\x1a\x07\x01\x00")]), "S-6"),
    "odd compression": ("a.zip", lambda: files.archive([("a.txt", b"x")], compression=zipfile.ZIP_LZMA), "S-6"),
    "macro workbook": ("a.xlsm", files.workbook, "S-7"),
    "macro in an xlsx": ("a.xlsx", lambda: files.workbook(("xl/vbaProject.bin", b"\xd0\xcf")), "S-7"),
    "macro by content type": ("a.xlsx", lambda: files.workbook(types=MACRO_TYPES), "S-7"),
    "external workbook": ("a.xlsx", lambda: files.workbook(("xl/externalLinks/externalLink1.xml", b"<x/>")), "S-7"),
    "remote template": (
        "a.xlsx",
        lambda: files.workbook(("xl/_rels/workbook.xml.rels", files.links("attachedTemplate", "http://example.org/t"))),
        "S-7",
    ),
    "embedded object": ("a.xlsx", lambda: files.workbook(("xl/embeddings/oleObject1.bin", b"x")), "S-7"),
    "embedded compound file": ("a.xlsx", lambda: files.workbook(("xl/media/image1.png", media.COMPOUND_FILE)), "S-7"),
    "encrypted workbook": ("a.xlsx", lambda: media.COMPOUND_FILE + b"\0" * 512, "S-7"),
    "programme in an archive": ("a.zip", lambda: files.archive([("合同.pdf", b"MZ\x90\0")]), "S-7"),
    "script in a PDF": ("a.pdf", lambda: files.pdf(b"4 0 obj\n<<" + HIDDEN_SCRIPT + b">>\nendobj"), "S-7"),
    "escaped script": ("a.pdf", lambda: files.pdf(b"4 0 obj\n<</S /J#61va#53cript>>\nendobj"), "S-7"),
    "short script": ("a.pdf", lambda: files.pdf(b"4 0 obj\n<</JS (x)>>\nendobj"), "S-7"),
    "packed script": ("a.pdf", lambda: files.pdf(files.object_stream(b"4 0 <<" + HIDDEN_SCRIPT + b">>")), "S-7"),
    "oddly packed objects": (
        "a.pdf",
        lambda: files.pdf(files.object_stream(b"4 0 <<>>", filters=b"[/ASCIIHexDecode /FlateDecode]")),
        "S-7",
    ),
    "damaged objects": ("a.pdf", lambda: files.pdf(files.object_stream(b"4 0 <<>>", compress=False)), "S-7"),
    "script between streams": (
        "a.pdf",
        lambda: files.pdf(
            files.object_stream(b"4 0 <<>>") + b"5 0 obj\n<</JS (x)>>\nendobj\n" + files.object_stream(b"6 0 <<>>")
        ),
        "S-7",
    ),
    "objects hidden behind a comment": (
        "a.pdf",
        lambda: files.pdf(b"%>>stream\n" + files.object_stream(b"4 0 <<" + HIDDEN_SCRIPT + b">>")),
        "S-7",
    ),
    "bomb in a PDF": ("a.pdf", lambda: files.pdf(files.object_stream(b"0" * (51 * MB))), "S-4"),
    "launching PDF": ("a.pdf", lambda: files.pdf(b"4 0 obj\n<</S /Launch /F (cmd)>>\nendobj"), "S-7"),
    "PDF with a file inside": ("a.pdf", lambda: files.pdf(b"4 0 obj\n<</Type /EmbeddedFile>>\nendobj"), "S-7"),
    "encrypted PDF": ("a.pdf", lambda: files.pdf(trailer=b"/Encrypt 5 0 R"), "S-7"),
    "script in a PDF in an archive": ("a.zip", lambda: files.archive([("a.pdf", files.pdf(HIDDEN_SCRIPT))]), "S-7"),
    "page in HTML": ("a.pdf", lambda: b"<html><script>alert(1)</script></html>", "S-8"),
    "SVG with a script": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "S-8"),
    "SVG called PNG": ("a.png", lambda: b"<svg onload='x'><foreignObject/></svg>", "S-8"),
    "HTML called CSV": ("a.csv", lambda: b" \n<!DOCTYPE html><script>", "S-8"),
    "programme called TXT": ("a.txt", lambda: b"MZ\x90\x00", "S-8"),
    "GIF that is a script": ("a.png", lambda: b"GIF89a/*\0*/=1;alert(1)", "S-8"),
    "archive behind a PNG": ("a.png", lambda: files.png() + files.archive([("a.txt", b"x")]), "S-8"),
    "archive behind a PDF": ("a.pdf", lambda: files.pdf() + files.archive([("a.txt", b"%%EOF")]), "S-8"),
    "programme before an archive": ("a.zip", lambda: b"PK\x03\x04junk" + files.archive([("a.txt", b"x")]), "S-8"),
    "archive called workbook": ("a.xlsx", lambda: files.archive([("a.txt", b"x")]), "S-8"),
    "cut PNG": ("a.png", lambda: files.png()[:-6], "S-8"),
    "cut JPEG": ("a.jpg", lambda: files.jpeg()[:-2], "S-8"),
    "cut workbook": ("a.xlsx", lambda: files.workbook()[:-30], "S-8"),
    "broken XML": ("a.xlsx", lambda: files.workbook(main=b"<workbook>"), "S-8"),
    "cut PDF": ("a.pdf", lambda: files.pdf()[:-7], "S-8"),
    "huge PNG": ("a.png", lambda: files.png(30_000, 30_000), "S-9"),
    "huge JPEG": ("a.jpg", lambda: files.jpeg(width=30_000, height=30_000), "S-9"),
    "test virus": ("a.txt", lambda: files.EICAR, "S-10"),
    "test virus zipped": ("a.zip", lambda: files.nested(1, files.EICAR), "S-10"),
    "test virus zipped twice": ("a.zip", lambda: files.nested(2, files.EICAR), "S-10"),
    "test virus across pieces": ("a.zip", lambda: files.nested(1, b" " * 65_530 + files.EICAR), "S-10"),
    "test virus in a workbook": (
        "a.xlsx",
        lambda: files.workbook(("xl/x.xml", b"<!--" + files.EICAR + b"-->")),
        "S-10",
    ),
    "deep TOML": ("a.toml", lambda: b"a=" + b"[" * 20_000, "S-3"),
    "bad TOML": ("a.toml", lambda: b"a=1\na=2", "V-9"),
    "UTF-16 CSV": ("a.csv", lambda: "a,b".encode("utf-16"), "V-9"),
    "undeclared GBK": ("a.csv", lambda: "表,1".encode("gbk"), "V-9"),
    "nothing": ("a.pdf", lambda: b"", "V-10"),
    "no page": ("a.pdf", lambda: files.pdf(page=b"/Nothing"), "V-10"),
    "empty archive": ("a.zip", lambda: files.archive([]), "V-10"),
    "too large": ("a.txt", lambda: b"x" * (20 * MB + 1), "V-10"),
}


@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(("name", "build", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile(name, build, code):
    content = build()
    began = time.monotonic()
    with pytest.raises(Refusal) as found:
        inspect(content, name)
    assert found.value.codes[0] in ([code] if isinstance(code, str) else code)
    assert found.value.breaches[0].zh and found.value.breaches[0].en
    assert time.monotonic() - began < 10


def honest_workbook():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    sheet.write_url(0, 0, "https://example.org")
    sheet.write_comment(1, 1, "说明")
    sheet.write_formula(2, 0, "=A1", None, 1)
    book.close()
    return held.getvalue()


def another_workbook():
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    return held.getvalue()


def large_workbook():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(20_000):
        sheet.write_row(row, 0, [f"2024-01-01 {row}", row * 7919 % 10007, row])
    book.close()
    return held.getvalue()


def document():
    types = files.TYPES.replace(b"/xl/workbook.xml", b"/word/document.xml")
    return files.archive([("[Content_Types].xml", types), ("word/document.xml", b"<document/>")])


def printed(**options):
    return typst.compile(b"= Report\n#pagebreak()\nSecond page, no script.", **options)


def picture(kind, size=(400, 300)):
    held = io.BytesIO()
    Image.new("RGB", size, "green").save(held, kind)
    return held.getvalue()


HONEST = {
    "PDF": ("合同.pdf", printed, media.PDF),
    "PDF/A": ("合同.PDF", lambda: printed(pdf_standards=["a-2b"]), media.PDF),
    "PDF with packed objects": ("a.pdf", lambda: files.pdf(files.object_stream(b"4 0 <</Type /Font>>")), media.PDF),
    "xlsx with link and comment": ("a.xlsx", honest_workbook, media.XLSX),
    "xlsx of another program": ("a.xlsx", another_workbook, media.XLSX),
    "large xlsx": ("a.xlsx", large_workbook, media.XLSX),
    "docx": ("a.docx", document, media.DOCX),
    "PNG": ("a.png", lambda: picture("PNG"), media.PNG),
    "PNG of 12 million pixels": ("a.png", lambda: files.png(4_000, 3_000), media.PNG),
    "JPEG": ("a.jpeg", lambda: picture("JPEG"), media.JPEG),
    "CSV": ("a.csv", lambda: "电表,读数\nM-1,-5\n".encode(), media.CSV),
    "text with formulas and tags": ("a.txt", lambda: "=1+1 @x 100% 竹纤维 <旧>".encode(), media.TXT),
    "TOML": ("a.toml", lambda: b'id = "pv"\n[x]\ny = 1.5\n', media.TOML),
    "flat archive": (
        "a.zip",
        lambda: files.archive([("目录/说明.txt", "文".encode()), ("a.pdf", files.pdf())]),
        media.ZIP,
    ),
    "archive of workbooks": ("a.zip", lambda: files.archive([("a.xlsx", files.workbook())]), media.ZIP),
    "archive in an archive": ("a.zip", lambda: files.nested(2), media.ZIP),
    "1,000 entries": ("a.zip", lambda: files.archive((f"{n}.txt", b"") for n in range(1_000)), media.ZIP),
}


@pytest.mark.parametrize(("name", "build", "media_type"), HONEST.values(), ids=HONEST.keys())
def test_honest(name, build, media_type):
    content = build()
    found = inspect(content, name)
    assert found.media_type == media_type
    if media_type not in (media.PNG, media.JPEG):
        assert found.content == content


def test_gbk_when_declared():
    assert inspect("表,1\n".encode("gbk"), "a.csv", encoding="gbk").media_type == media.CSV


def test_a_field_may_take_fewer_kinds():
    assert inspect(files.pdf(), "a.pdf", accepted=[media.PDF])
    with pytest.raises(Refusal) as found:
        inspect(b"text", "a.txt", accepted=[media.PDF])
    assert found.value.codes == ["S-8"]


def test_limits_are_the_callers():
    limits = Limits(upload_bytes=1_000_000, unpacked_bytes=1_000, entries=2)
    assert inspect(files.archive([("a", b"1"), ("b", b"x" * 999)]), "a.zip", limits=limits)
    for content, code in (
        (files.archive([("a", b"1"), ("b", b"x" * 1_000)]), "S-4"),
        (files.archive([("a", b"1"), ("b", b"2"), ("c", b"3")]), "S-6"),
    ):
        with pytest.raises(Refusal) as found:
            inspect(content, "a.zip", limits=limits)
        assert found.value.codes == [code]


def test_photographs_lose_their_place_and_keep_their_side_up():
    sent = files.jpeg(files.exif(), files.segment(0xFE, b"at home"), behind=b"second picture")
    found = inspect(sent, "a.jpg")
    assert b"GPS-30.7522N" in sent and b"GPS" not in found.content and b"home" not in found.content
    assert found.removed == ("EXIF", "comment", "trailing")
    assert found.content.endswith(b"\xff\xd9") and b"\x12\xff\x00\x34\xff\xd0\x56" in found.content
    assert inspect(found.content, "a.jpg").content == found.content
    with Image.open(io.BytesIO(found.content)) as opened:
        assert opened.size == (4000, 3000) and dict(opened.getexif()) == {0x0112: 6}


def test_a_real_photograph_stays_readable():
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (64, 48), "red").save(held, "JPEG", exif=exif, progressive=True, comment=b"x")
    found = inspect(held.getvalue(), "a.jpg")
    assert "EXIF" in found.removed
    with Image.open(io.BytesIO(found.content)) as opened:
        opened.load()
        assert opened.size == (64, 48) and not dict(opened.getexif())


def test_pictures_lose_hidden_text():
    found = inspect(files.png(1, 1, files.png_chunk(b"eXIf", b"GPS"), files.png_chunk(b"tEXt", b"Author\0x")), "a.png")
    assert found.removed == ("eXIf", "tEXt")
    assert found.content == files.png()


def test_a_child_that_does_not_finish_is_a_refusal(monkeypatch):
    monkeypatch.setattr(quarantine, "_WAIT_SECONDS", 0.01)
    with pytest.raises(Refusal) as found:
        inspect(files.archive([("only-here.txt", b"1")]), "a.zip")
    assert found.value.codes == ["S-4"]


def test_a_child_that_breaks_is_a_refusal(monkeypatch):
    monkeypatch.setattr(quarantine, "_PROBE", "no.such.module")
    with pytest.raises(Refusal) as found:
        inspect(files.archive([("only-there.txt", b"1")]), "a.zip")
    assert found.value.codes == ["S-4"]


def test_a_clean_file_is_opened_once(monkeypatch):
    content = files.archive([("once.txt", b"1")])
    inspect(content, "a.zip")
    monkeypatch.setattr(quarantine, "_PROBE", "no.such.module")
    assert inspect(content, "b.zip").name == "b.zip"
