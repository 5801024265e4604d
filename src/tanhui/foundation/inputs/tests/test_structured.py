"""Strict JSON and row files: every measured habit of the standard readers is refused."""

import json
from decimal import Decimal

import pytest

from tanhui.foundation.inputs import csv_rows, decode_text, load_json
from tanhui.law import Refusal


def nested(depth):
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"q":NaN}', "V-1"),
        (b'{"q":Infinity}', "V-1"),
        (b'{"q":-Infinity}', "V-1"),
        (b'{"q":1e400}', "V-1"),
        (b'{"q":1e3}', "V-6"),
        (b'{"q":' + b"9" * 5000 + b"}", "V-7"),
        (b'{"q":1,"q":2}', "V-8"),
        (b'{"a":{"q":1,"q":1}}', "V-8"),
        (nested(51), "S-3"),
        (nested(100_000), "S-3"),
        (b'{"a":' * 60, "S-3"),
        (b" " * (2 * 1024 * 1024 + 1), "S-3"),
        (b"", "S-17"),
        (b"{'q':1}", "S-17"),
        (b'{"q":1}}', "S-17"),
        (b'{"q":"\xff"}', "S-17"),
        (b'\xef\xbb\xbf{"q":1}', "S-17"),
    ],
)
def test_json_refuses(content, code):
    with pytest.raises(Refusal) as found:
        load_json(content)
    assert found.value.codes == [code]


def test_messages_can_always_be_sent():
    with pytest.raises(Refusal) as found:
        load_json(b'{"\\ud800": 1, "\\ud800": 2}')
    assert str(found.value.breaches[0].as_dict()).encode()


def test_json_accepts():
    assert load_json(nested(50)) == json.loads(nested(50))
    found = load_json(b'{"q": 12, "x": 0.1, "t": "[[[[\\"{{{", "n": null}')
    assert found == {"q": 12, "x": Decimal("0.1"), "t": '[[[["{{{', "n": None}
    assert type(found["x"]) is Decimal
    assert load_json(json.dumps({"t": "[" * 500}).encode()) == {"t": "[" * 500}


@pytest.mark.parametrize(
    ("content", "encoding", "line"),
    [
        ("表,1\n".encode("gbk"), "utf-8", "第 1 行"),
        (b"a,b\n1,\x00\n", "utf-8", "第 2 行"),
        (b"\xef\xbb\xbfa,b\n", "utf-8", "BOM"),
        ("a,b\n".encode("utf-16"), "utf-8", "UTF-16"),
        (b"a;b\n1;2\n", "utf-8", "分号"),
        (b"a,b\n" + b"x" * 65_537, "utf-8", "第 2 行"),
        (b'a,b\n"x\n', "utf-8", "CSV"),
        (b"a,b\n\xff\xff\n", "gbk", "第 2 行"),
        (b"a,b\n", "latin-1", "编码"),
    ],
)
def test_csv_refuses_naming_the_line(content, encoding, line):
    with pytest.raises(Refusal) as found:
        list(csv_rows(content, encoding=encoding))
    assert found.value.codes == ["V-9"]
    assert line in found.value.breaches[0].zh


def test_csv_row_limit():
    assert len(list(csv_rows(b"a\n" * 10, most_rows=10))) == 10
    with pytest.raises(Refusal) as found:
        list(csv_rows(b"a\n" * 11, most_rows=10))
    assert found.value.codes == ["V-9"]


def test_csv_accepts_utf8_and_declared_gbk():
    assert list(csv_rows("表,1\n".encode())) == [(1, ["表", "1"])]
    assert list(csv_rows("表,1\n".encode("gbk"), encoding="gbk")) == [(1, ["表", "1"])]
    assert list(csv_rows(b'a,b\r\n"x;y",2\r\n')) == [(1, ["a", "b"]), (2, ["x;y", "2"])]
    assert list(csv_rows(b"a\n" + b"x" * 65_536)) == [(1, ["a"]), (2, ["x" * 65_536])]
    assert decode_text("文".encode()) == "文"
