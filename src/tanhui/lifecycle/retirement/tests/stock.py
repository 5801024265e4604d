"""A batch of 100 t at the owner and one of 50 t at the participant, issued straight through the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.trail.actions import act
from tanhui.law import Refusal
from tanhui.lifecycle.retirement import actions
from tanhui.lifecycle.retirement.models import Certificate, Retirement

USE = {"purpose": "event", "beneficiary": "示范低碳大会", "reference": "示范低碳大会 2026-05-01"}


class Stock:
    """`stock.batch` is the owner's (100 t), `stock.other` the participant's (50 t)."""

    def __init__(self, world: Any) -> None:
        self.world, self.at = world, world.begin
        self.batch = self.issue("owner", 100, "P0001")
        self.other = self.issue("participant", 50, "P0002")

    def actor(self, username: str) -> Any:
        return self.world.actor(username)

    def later(self) -> Any:
        self.at += timedelta(minutes=1)
        return self.at

    def issue(self, key: str, tonnes: int, project: str) -> int:
        with act(by=self.actor("bureau"), kind="test.issued", at=self.at) as entry:
            entry.about("test:stock")
            account = ledger.open_account(entry, unit="t", kind="holding", party_id=self.world.party(key))
            prefix = f"JX-PV01-{project}-202412"
            batch = ledger.issue(
                entry, prefix=prefix, tonnes=tonnes, account=account, project_ref=project, vintage="202412"
            )
        return batch.pk

    def freeze(self, key: str, batch: int, tonnes: int) -> None:
        with act(by=self.actor("bureau"), kind="test.frozen", at=self.later()) as entry:
            entry.about("test:stock")
            account = holdings.account("t", "holding", self.world.party(key))
            ledger.place_hold(entry, account=account, amount=tonnes, cause="freeze", batch_id=batch)

    def order(self, key: str = "owner", *, tonnes: int = 10, batch: int | None = None, **use: str) -> Retirement:
        return actions.request_retirement(
            by=self.actor(key),
            batch_id=batch or self.batch,
            tonnes=tonnes,
            use=actions.Use(**{**USE, **use}),
            at=self.later(),
        )

    def execute(self, row: Retirement) -> Retirement:
        return actions.execute_retirement(by=self.actor("operations"), retirement_id=row.pk, at=self.later())

    def retired(self, **options: Any) -> Retirement:
        return self.execute(self.order(**options))

    def withdraw(self, row: Retirement, key: str = "owner") -> Retirement:
        return actions.withdraw_request(by=self.actor(key), retirement_id=row.pk, at=self.later())

    def correct(self, row: Retirement, **changes: str) -> Certificate:
        given = {"beneficiary": "示范低碳大会组委会", "reason": "名称不全", **changes}
        return actions.correct_certificate(by=self.actor("operations"), retirement_id=row.pk, at=self.later(), **given)

    def free(self, key: str = "owner") -> int:
        return holdings.balance_of("t", "holding", self.world.party(key)).available


def refused(do: Any, *args: Any, **options: Any) -> list[str]:
    """Return the codes of the refusal that an act raises; [] when it is done."""
    try:
        do(*args, **options)
    except Refusal as refusal:
        return list(refusal.codes)
    return []
