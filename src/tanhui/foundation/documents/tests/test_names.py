"""Shown names are cleaned; deceptive ones are refused (S-11)."""

import pytest

from tanhui.foundation.documents.names import clean_name
from tanhui.law import Refusal


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("合同.pdf", "合同.pdf"),
        ("阿·买买提 2024.1.5 报告.xlsx", "阿·买买提 2024.1.5 报告.xlsx"),
        ("../../etc/报告.pdf", "报告.pdf"),
        ("C:\\Users\\x\\报告.PDF", "报告.pdf"),
        ("报告\r\nSet-Cookie: x.pdf", "报告_Set-Cookie_ x.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.txt", "_com1.txt"),
        ("..pdf", "pdf"),
        ("…/", "未命名"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("没有扩展名", "没有扩展名"),
        ('旧<新>|"?.csv', "旧_新.csv"),
        ("名.ＰＤＦ", "名.pdf"),
        ("a    b.pdf", "a b.pdf"),
    ],
)
def test_cleaned(sent, shown):
    assert clean_name(sent)[0] == shown


@pytest.mark.parametrize(
    "sent",
    [
        "合同\u202efdp.exe",
        "合\u200b同.pdf",
        "合同\u2066.pdf",
        "合同.pdf.exe",
        "合同.pdf          .exe",
        "合同.exe.pdf",
        "合同.js.pdf",
        "合同.pdf.html",
        "\ud800.pdf",
    ],
)
def test_deceptive(sent):
    with pytest.raises(Refusal) as found:
        clean_name(sent)
    assert found.value.codes == ["S-11"]
