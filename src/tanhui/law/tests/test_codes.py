"""The register of refusal codes: complete against the source, each entry whole."""

import pytest

from tanhui.law.codes import codes
from tanhui.law.tables import LAW, LawDataError
from tanhui.law.trace.source import SourceTree
from tanhui.law.trace.used_codes import used_codes


def test_every_code_the_source_uses_is_registered():
    used = used_codes(SourceTree())
    assert "src/tanhui/law/instrument.py" in used["R30-1"]
    assert {code: files for code, files in used.items() if code not in codes()} == {}


def test_what_is_registered_but_not_used_belongs_to_what_is_to_come_or_is_listed():
    later = [code for code in codes() if code not in used_codes(SourceTree())]
    page = (LAW.parents[2] / "docs" / "TRACE.md").read_text(encoding="utf-8")
    assert [code for code in later if f"| {code} * |" not in page] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "R5-1"', 'code = "R5"', "a code is written"),
        ('code = "R6-1"', 'code = "R5-1"', "R5-1 appears twice"),
        ('clause = "JX23-5.2"', 'clause = "JX23-5.9"', "no clause of any measure"),
        ('remedy_en = "Reach the quorum; one vote each before closing"', 'remedy_en = ""', "not blank"),
    ],
)
def test_a_wrong_register_is_named(tmp_path, old, new, said):
    text = (LAW / "codes.toml").read_text(encoding="utf-8")
    assert old in text
    spoiled = tmp_path / "codes.toml"
    spoiled.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawDataError, match=said):
        codes(spoiled)
