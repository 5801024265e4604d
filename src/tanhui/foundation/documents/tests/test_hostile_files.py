"""Twenty and more hostile files, each refused under its code with nothing kept; beside each the nearest honest one.

Time and memory are held by the kernel: the child that opens a file has its limits set before the first byte, and is
ended at them (bad-inputs C19 to C29).
"""

import resource
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from tanhui.foundation.documents import actions, storage
from tanhui.foundation.documents.limits import DEFAULT, MB, Limits
from tanhui.foundation.documents.models import Document
from tanhui.foundation.documents.room import CPU_SECONDS, MEMORY_BYTES, Room, room_for
from tanhui.foundation.documents.tests import files
from tanhui.foundation.documents.workers import DAMAGED, lines_from
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.models import User
from tanhui.foundation.trail import actions as trail
from tanhui.law import Refusal

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd"><workbook/>'
PLAIN_SHEET = b'<?xml version="1.0"?><worksheet>&lt;&amp;</worksheet>'


class Case(NamedTuple):
    """A hostile file by name and content, the code it is refused with, and the near miss that is kept."""

    name: str
    hostile: Any
    code: str
    near: Any
    near_name: str = ""
    encoding: str = "utf-8"
    hostile_encoding: str = "utf-8"


def sheet(size):
    return files.workbook(("xl/worksheets/sheet1.xml", b"<x>" + b"0123456789abcdef" * (size // 16) + b"</x>"))


def zipped(*names, **options):
    return files.archive([(name, b"x") for name in names], **options)


def script(body):
    return files.pdf(b"4 0 obj\n<<" + body + b">>\nendobj")


FILES = {
    "a bomb in a workbook": Case("a.xlsx", lambda: sheet(52 * MB), "S-4", lambda: sheet(5 * MB)),
    "a bomb in an archive": Case(
        "a.zip", lambda: files.archive([("a", b"0" * 60 * MB)]), "S-4", lambda: files.archive([("a", b"0" * MB)])
    ),
    "a bomb two archives deep": Case(
        "a.zip", lambda: files.nested(2, b"0" * 52 * MB), "S-4", lambda: files.nested(2, b"0" * MB)
    ),
    "a bomb in a PDF": Case(
        "a.pdf",
        lambda: files.pdf(files.object_stream(b"0" * (51 * MB))),
        "S-4",
        lambda: files.pdf(files.object_stream(b"0" * MB)),
    ),
    "a billion laughs": Case(
        "a.xlsx",
        lambda: files.workbook(main=DOCTYPE),
        "S-5",
        lambda: files.workbook(("xl/worksheets/sheet1.xml", PLAIN_SHEET)),
    ),
    "an entity from outside": Case("a.xlsx", lambda: files.workbook(main=OUTSIDE), "S-5", files.workbook),
    "a path that climbs out": Case("a.zip", lambda: zipped("../../x"), "S-6", lambda: zipped("x/y..z")),
    "an absolute path": Case("a.zip", lambda: zipped("/etc/x"), "S-6", lambda: zipped("etc/x")),
    "a symbolic link": Case("a.zip", files.symlink, "S-6", lambda: zipped("link")),
    "100,000 entries": Case(
        "a.zip",
        lambda: zipped(*(f"{number}" for number in range(100_000))),
        "S-6",
        lambda: zipped(*(f"{number}" for number in range(1_000))),
    ),
    "archives five deep": Case("a.zip", lambda: files.nested(5), "S-6", lambda: files.nested(2)),
    "an encrypted archive": Case("a.zip", files.encrypted, "S-6", lambda: zipped("a.txt")),
    "one name twice": Case("a.zip", lambda: zipped("a.txt", "A.TXT"), "S-6", lambda: zipped("a.txt", "b.txt")),
    "a workbook with macros": Case("a.xlsm", files.workbook, "S-7", files.workbook, "a.xlsx"),
    "a macro in a plain workbook": Case(
        "a.xlsx",
        lambda: files.workbook(("xl/vbaProject.bin", b"x")),
        "S-7",
        lambda: files.workbook(("xl/drawings/vml.xml", b"<x/>")),
    ),
    "a link to another workbook": Case(
        "a.xlsx",
        lambda: files.workbook(("xl/_rels/workbook.xml.rels", files.links("externalLinkPath", "http://example.org"))),
        "S-7",
        lambda: files.workbook(("xl/_rels/workbook.xml.rels", files.links("hyperlink", "http://example.org"))),
    ),
    "an embedded object": Case(
        "a.xlsx",
        lambda: files.workbook(("xl/embeddings/oleObject1.bin", b"x")),
        "S-7",
        lambda: files.workbook(("xl/media/picture1.bin", b"x")),
    ),
    "a PDF with a script": Case("a.pdf", lambda: script(b"/S /JavaScript /JS (1)"), "S-7", lambda: script(b"/S /Span")),
    "a PDF that starts a program": Case("a.pdf", lambda: script(b"/S /Launch"), "S-7", lambda: script(b"/S /GoTo")),
    "an encrypted PDF": Case("a.pdf", lambda: files.pdf(trailer=b"/Encrypt 5 0 R"), "S-7", files.pdf),
    "a drawing with a script": Case(
        "a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "S-8", files.png, "a.png"
    ),
    "a page called PDF": Case("a.pdf", lambda: b"<html><script>1</script></html>", "S-8", files.pdf),
    "a picture that is a script": Case("a.png", lambda: b"GIF89a/*\0*/=1;alert(1)", "S-8", files.png),
    "an archive behind a picture": Case("a.png", lambda: files.png() + zipped("a"), "S-8", files.png),
    "900 million pixels": Case("a.png", lambda: files.png(30_000, 30_000), "S-9", lambda: files.png(4_000, 3_000)),
    "a test virus": Case("a.txt", lambda: files.EICAR, "S-10", lambda: files.EICAR[:-1]),
    "a test virus zipped twice": Case("a.zip", lambda: files.nested(2, files.EICAR), "S-10", lambda: files.nested(2)),
    "a name that reads backwards": Case("合同\u202efdp.exe", files.pdf, "S-11", files.pdf, "合同.pdf"),
    "a disguised program": Case("合同.pdf.exe", files.pdf, "S-11", files.pdf, "合同.2024.pdf"),
    "GBK that is not declared": Case(
        "a.csv", lambda: "表,1\n".encode("gbk"), "V-9", lambda: "表,1\n".encode("gbk"), encoding="gbk"
    ),
    "UTF-16": Case("a.csv", lambda: "a,1\n".encode("utf-16"), "V-9", lambda: "表,1\n".encode()),
    "a byte order mark": Case("a.csv", lambda: b"\xef\xbb\xbfa,1\n", "V-9", lambda: b"a,1\n"),
    "a NUL": Case("a.csv", lambda: b"a,1\0\n", "V-9", lambda: b"a,10\n"),
    "semicolons": Case("a.csv", lambda: b"a;1\n", "V-9", lambda: b"a,1;2\n"),
    "a line of a megabyte": Case("a.csv", lambda: b"a," + b"1" * MB, "V-9", lambda: b"a," + b"1" * 60_000),
    "two million rows": Case("a.csv", lambda: b"1,2\n" * 2_000_000, "V-9", lambda: b"1,2\n" * 1_000_000),
    "an empty file": Case("a.pdf", lambda: b"", "V-10", files.pdf),
    "a PDF without a page": Case("a.pdf", lambda: files.pdf(page=b"/Nothing"), "V-10", files.pdf),
    "a byte too many": Case("a.txt", lambda: b"x" * (20 * MB + 1), "V-10", lambda: b"x" * (20 * MB)),
}


@pytest.fixture
def owner(db, settings, tmp_path):
    settings.TANHUI_DOCUMENTS = tmp_path / "documents"
    settings.TANHUI_DOCUMENTS.mkdir()
    return Actor(User.objects.create(username="u1").pk, None, None, "owner", "330402", "用户")


def keep(owner, content, name, encoding):
    with trail.act(by=owner, kind="documents.tried", at=AT) as entry:
        entry.about("test")
        return actions.store(entry, content=content, name=name, kind="evidence", encoding=encoding)


@pytest.mark.clause("HOUSE-13", "HOUSE-14", "HOUSE-25")
@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
def test_a_hostile_file_is_refused_and_nothing_is_kept(case, owner, unchanged):
    content = case.hostile()
    with unchanged(), pytest.raises(Refusal) as refused:
        keep(owner, content, case.name, case.hostile_encoding)
    assert refused.value.codes == [case.code]
    assert refused.value.breaches[0].zh and refused.value.breaches[0].en
    assert list(storage.kept()) == [] and not Document.objects.exists()


@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
def test_the_near_miss_is_kept(case, owner):
    document = keep(owner, case.near(), case.near_name or case.name, case.encoding)
    assert len(storage.read(document.sha256)) == document.size > 0


def test_there_are_at_least_twenty():
    assert len(FILES) >= 20 and len({case.code for case in FILES.values()}) >= 9


CONFINED = "from tanhui.foundation.documents.room import Room, confine; confine(Room()); "


def in_a_confined_child(work: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", CONFINED + work]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.clause("HOUSE-14")
def test_the_room_of_an_upload_is_two_seconds_and_256_mib():
    assert (CPU_SECONDS, MEMORY_BYTES) == (2, 256 * MB)
    assert room_for(DEFAULT) == room_for(Limits(unpacked_bytes=MB)) == Room(2, 256 * MB)
    assert room_for(Limits(upload_bytes=21 * MB, unpacked_bytes=100 * MB)) == Room(4, 257 * MB)


@pytest.mark.clause("HOUSE-14")
def test_the_child_confines_itself():
    asked = "import resource as r; print([r.getrlimit(each) for each in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE)])"
    said = in_a_confined_child(asked)
    assert said.stdout.strip() == str([(2, 2), (MEMORY_BYTES, MEMORY_BYTES), (0, 0)])


@pytest.mark.clause("HOUSE-14")
def test_a_child_that_computes_without_end_is_ended_by_the_kernel():
    assert -in_a_confined_child("\nwhile True: pass").returncode in (24, 9)  # SIGXCPU, SIGKILL


@pytest.mark.clause("HOUSE-14")
def test_a_child_that_takes_memory_without_end_gets_none():
    said = in_a_confined_child(f"held = bytes({MEMORY_BYTES})")
    assert said.returncode == 1 and "MemoryError" in said.stderr
    assert in_a_confined_child(f"held = bytes({MEMORY_BYTES // 4})").returncode == 0


@pytest.mark.clause("HOUSE-14")
def test_a_child_that_is_ended_is_a_refusal_and_so_is_a_damaged_file():
    for code, content in (("S-4", "while True: pass"), ("V-9", f"sys.exit({DAMAGED})")):
        with pytest.raises(Refusal) as refused, lines_from(PROGRAM, content.encode(), Room(1, MEMORY_BYTES)) as lines:
            assert list(lines) == ["first\n"]
        assert refused.value.codes == [code]
    with lines_from(PROGRAM, b"print('second')", Room(1, MEMORY_BYTES)) as lines:
        assert list(lines) == ["first\n", "second\n"]


PROGRAM = "tanhui.foundation.documents.tests.said_and_done"


def test_the_tests_own_process_is_not_confined():
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != MEMORY_BYTES
