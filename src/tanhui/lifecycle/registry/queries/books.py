"""Prove that the registry and the ledger agree: every issuance is its batch, and carries add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from tanhui.foundation.ledger.models import Batch
from tanhui.foundation.ledger.reconcile import Discrepancy
from tanhui.foundation.units import decimal_text
from tanhui.lifecycle.registry.models import Carry, Decision, FreezeHold, Issuance
from tanhui.lifecycle.registry.rules.freezing import freeze_cause
from tanhui.lifecycle.registry.rules.issuance import together


def reconcile() -> list[Discrepancy]:
    """Return what does not add up between approvals, issuances, batches, carries and freezes; empty when all is well."""
    return [*_issuances(), *_batches(), *_carries(), *_freezes()]


def _issuances() -> Iterator[Discrepancy]:
    approved = dict(Decision.objects.filter(approved=True).values_list("filing_id", "tonnes"))
    left = {row.filing_id: Decimal(row.tonnes) for row in Carry.objects.all()}
    for row in Issuance.objects.select_related("batch", "carry_in").order_by("pk"):
        size = row.batch.last - row.batch.first + 1
        if size != row.tonnes:
            yield _found(
                "registry_issuance",
                row.pk,
                f"签发 {row.tonnes} 吨，批次 {size} 吨",
                f"{row.tonnes} t issued, {size} t in the batch",
            )
        if approved.get(row.filing_id) != row.verified_tonnes:
            yield _found(
                "registry_issuance",
                row.pk,
                "签发所依据的核准量与决定不符",
                "the verified amount is not the one approved",
            )
        brought = together(Decimal(row.verified_tonnes), Decimal(row.carry_in.tonnes) if row.carry_in else Decimal(0))
        taken = together(Decimal(row.tonnes), left.get(row.filing_id, Decimal(0)))
        if brought != taken:
            zh = f"核准加结转为 {decimal_text(brought)} 吨，签发加余量为 {decimal_text(taken)} 吨"
            yield _found("registry_issuance", row.pk, zh, "verified plus carry is not issued plus remainder")


def _batches() -> Iterator[Discrepancy]:
    for batch in Batch.objects.exclude(pk__in=Issuance.objects.values("batch_id")).order_by("pk"):
        yield _found("ledger_batch", batch.pk, "批次没有对应的签发记录", "a batch without an issuance")


def _carries() -> Iterator[Discrepancy]:
    open_by_project: dict[int, int] = defaultdict(int)
    for row in Carry.objects.select_related("used_by").order_by("pk"):
        used = getattr(row, "used_by", None)
        if not 0 < Decimal(row.tonnes) < 1:
            yield _found(
                "registry_carry", row.pk, f"结转 {row.tonnes} 吨不在 0 与 1 之间", "a carry is not between 0 and 1 t"
            )
        if used is not None and used.project_id != row.project_id:
            yield _found("registry_carry", row.pk, "结转被其他项目使用", "a carry was used by another project")
        if used is None:
            open_by_project[row.project_id] += 1
    for project, count in open_by_project.items():
        if count > 1:
            yield _found("registry_carry", f"project {project}", f"有 {count} 笔未用结转", "more than one open carry")


def _freezes() -> Iterator[Discrepancy]:
    running = FreezeHold.objects.filter(freeze__thaw__isnull=True).select_related("hold")
    for row in running.order_by("pk"):
        if row.hold.state != "placed" or row.hold.cause != freeze_cause(row.freeze_id):
            yield _found("registry_freezehold", row.pk, "冻结的持有已被动用", "a hold of a running freeze was used")


def _found(table: str, row: object, zh: str, en: str) -> Discrepancy:
    return Discrepancy(table, str(row), zh, en)
