"""A batch run again, for anyone: from its serials to the filing, to the report, to the stored readings, and back up.

What is compared: every figure of the account, its digest, what was submitted, and the tonnes that were issued for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tanhui.foundation.ledger.serials import format_range
from tanhui.foundation.units import decimal_text, floor_tonnes
from tanhui.law import refuse
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.models import Issuance, Submission
from tanhui.lifecycle.registry.queries.public import issuances, search
from tanhui.lifecycle.registry.rules.issuance import together

MOST_NAMED = 5


@dataclass(frozen=True)
class Line:
    """One figure as it was recorded, beside the same figure now."""

    label: str
    recorded: str
    again: str

    @property
    def same(self) -> bool:
        """Whether both agree to the last digit."""
        return self.recorded == self.again

    @property
    def state(self) -> str:
        """The state of the line, for lists."""
        return "same" if self.same else "different"


@dataclass(frozen=True)
class FactorLine:
    """A factor as the report used it, with the digest of its record in the factor library."""

    year: int
    symbol: str
    value: str
    unit: str
    source: str
    published_on: str
    record: str


@dataclass(frozen=True)
class RecomputedBatch:
    """One batch run again."""

    batch_id: int
    code: str
    serial: str
    project_code: str
    filing_number: str
    report_id: int
    reported_tonnes: Decimal
    recomputed_tonnes: Decimal
    reported_digest: str
    recomputed_digest: str
    methodology: str
    methodology_sha256: str
    factors: tuple[FactorLine, ...]
    lines: tuple[Line, ...]
    refused: str

    @property
    def difference(self) -> str:
        """Say which figure is the first that differs; empty when none does."""
        if self.refused:
            return self.refused
        first = next((line for line in self.lines if not line.same), None)
        return f"{first.label}：登记 {first.recorded}，复算 {first.again}" if first else ""

    @property
    def same(self) -> bool:
        """Whether the batch came out as it was issued, to the last digit and the same digest."""
        return not self.difference


def recomputed_batch(batch_id: int) -> RecomputedBatch:
    """Run a batch again; raises DoesNotExist for an unknown one."""
    made = Issuance.objects.select_related("filing", "batch", "carry_in").get(batch__id=batch_id)
    row = issuances(batch_id=batch_id)[0]
    report = earlier.report(made.filing.report_id)
    again = earlier.recompute(report.id)
    result = earlier.stored_result(report.id)
    method = result["methodology"]
    return RecomputedBatch(
        batch_id=batch_id,
        code=row.code,
        serial=format_range(made.batch.prefix, made.batch.first, made.batch.last),
        project_code=row.project_code,
        filing_number=row.number,
        report_id=report.id,
        reported_tonnes=report.exact_tonnes,
        recomputed_tonnes=again.tonnes,
        reported_digest=report.digest,
        recomputed_digest=again.digest,
        methodology=f"{method['title']} {method['slug']} {method['version']}",
        methodology_sha256=method["sha256"],
        factors=tuple(_factors(result)),
        lines=tuple(_lines(made, report, again)),
        refused="" if again.rows else again.difference,
    )


def _lines(made: Issuance, report: earlier.Report, again: earlier.Recomputation) -> Iterator[Line]:
    """Yield the account's figures in their order, then what the registry made of them."""
    for each in again.rows:
        yield Line(each["label"], each["reported"], each["recomputed"])
    yield Line("核算结果摘要", report.digest, again.digest)
    submission = Submission.objects.filter(filing_id=made.filing_id).order_by("-pk").first()
    if submission is not None:
        yield Line("备案所附报告摘要", submission.report_digest, again.digest)
    verified = Decimal(made.verified_tonnes)
    yield Line("核准量不高于核算量", decimal_text(verified), decimal_text(min(verified, again.tonnes)))
    carried = Decimal(made.carry_in.tonnes) if made.carry_in else Decimal(0)
    yield Line("签发量（吨）", str(made.tonnes), str(floor_tonnes(together(verified, carried))))
    yield Line("编号个数", str(made.batch.last - made.batch.first + 1), str(made.tonnes))


def _factors(result: dict[str, Any]) -> Iterator[FactorLine]:
    for year in result["years"]:
        for factor in year["factors"]:
            yield FactorLine(
                year=year["year"],
                symbol=factor["symbol"],
                value=factor["value"],
                unit=factor["unit"],
                source=f"{factor['source_title']} {factor['source_number']}".strip(),
                published_on=factor["published_on"],
                record=factor.get("record", ""),
            )


def batch_named(text: str) -> int:
    """Return the one batch that a serial, its beginning, a batch's code or a filing's number names. Refuses S-17, V-8."""
    found = list(dict.fromkeys((each.batch_id, each.code) for each in search(text)))
    if not found:
        refuse(
            "S-17", f"没有找到批次“{text[:60]}”，请核对编号", "no batch of this name; check the number", place="BATCH"
        )
    if len(found) > 1:
        named = "、".join(code for _, code in found[:MOST_NAMED])
        refuse("V-8", f"“{text[:60]}”不止指一个批次：{named}", f"more than one batch: {named}", place="BATCH")
    return found[0][0]
