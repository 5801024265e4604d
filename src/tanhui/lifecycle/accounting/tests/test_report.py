"""The report: the same bytes every time, PDF/A, Chinese that can be read out, every figure with its source."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from tanhui.lifecycle.accounting import demonstration
from tanhui.lifecycle.accounting.compute import Terms, account
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.readings.reader import read_readings
from tanhui.lifecycle.accounting.report import MeterFacts, ProjectFacts, ReportFacts, Verdict, report_pdf
from tanhui.lifecycle.accounting.result import Result

FACTS = ReportFacts(
    project=ProjectFacts(
        "P0001",
        "示范屋顶光伏",
        "示范公司",
        "可再生能源",
        "秀洲区",
        "示范路 1 号",
        "30.76",
        "120.70",
        "2000",
        "2023-06-01",
        "备案证",
    ),
    version=1,
    dated_on="2026-03-02",
    last_day="2024-01-31",
    author="示范公司",
    verdicts=(Verdict("JX23-12.1.1", "项目位于本市行政区域内", "符合"),),
    assessments=(),
    boundary="边界",
    baseline="基准线",
    meters=(MeterFacts("M-1", "0.5S 级", ""),),
    comparison="未比较",
    evidence=("备案证.pdf",),
    demonstration=True,
    demonstration_note=demonstration.NOTE_ZH,
)


def result() -> Result:
    content = demonstration.readings_csv(end=date(2024, 2, 1))
    found = read_readings(content, name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    terms = Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)
    return account(document_at("pv-distributed"), found.rows, on=date(2026, 3, 2), terms=terms).result


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


@pytest.mark.clause("JX23-14.1.1")
def test_the_report_says_everything_and_is_the_same_every_time() -> None:
    found = result()
    pdf = report_pdf(FACTS, found)
    assert pdf == report_pdf(FACTS, found)
    assert b"pdfaid:part" in pdf
    text = text_of(pdf)
    chapters = (
        "项目概况",
        "适用性逐条对照",
        "边界与排放源",
        "基准线",
        "监测实施",
        "参数与数据",
        "计算过程与结果",
        "承诺书",
        "附件",
    )
    assert [each for each in chapters if each not in text] == []
    assert found.exact_reduction.value in text and "EG*EF" in text and "公告2025年第47号" in text
    assert found.digest[:32] in text and "示范数据" in text


def test_only_demonstration_data_is_called_so() -> None:
    assert "示范数据" not in text_of(report_pdf(replace(FACTS, demonstration=False), result()))
