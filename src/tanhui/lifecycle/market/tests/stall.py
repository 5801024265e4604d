"""A small market for tests: a batch at the owner, money at two admitted participants, and shortcuts for orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.market import actions, queries
from tests.support.moments import moment

MONDAY = "2026-03-02"
OPEN = f"{MONDAY} 10:00"
EVENING = f"{MONDAY} 15:00"
TUESDAY = "2026-03-03 10:00"
TONNES = 1_000
MONEY_FEN = 10_000_000


@dataclass
class Stall:
    """The seeded world, and the batch that is sold."""

    world: Any
    batch_id: int

    def actor(self, username: str) -> Any:
        """Return who acts."""
        return self.world.actor(username)

    def party(self, key: str) -> int:
        """Return a party's id."""
        return self.world.party(key)

    def admit(self, username: str) -> int:
        """Admit a party to trade."""
        at = self.world.begin
        applied = actions.apply_for_admission(
            by=self.actor(username), at=at, statement="自用", evidence=Upload("协议.txt", "入市协议".encode())
        )
        actions.decide_admission(
            by=self.actor("operations"), at=at, participant_id=applied.id, admit=True, decision="准入 1 号"
        )
        return applied.id

    def fund(self, key: str, amount_fen: int = MONEY_FEN, reference: str = "") -> int:
        """Record and confirm a deposit."""
        at = self.world.begin
        line = actions.BankLine(reference or f"BANK-{key}", self.party(key), amount_fen, date(2026, 3, 2))
        made = actions.record_deposit(by=self.actor("operations"), at=at, line=line)
        actions.confirm_deposit(by=self.actor("operations2"), at=at, deposit_id=made.id)
        return made.id

    def sell(
        self, tonnes: int = 200, price_fen: int = 5_200, *, by: str = "owner", at: str = OPEN, batch: int = 0
    ) -> Any:
        """List tonnes."""
        return actions.list_for_sale(
            by=self.actor(by), at=moment(at), batch_id=batch or self.batch_id, tonnes=tonnes, price_fen=price_fen
        )

    def buy(self, listing_id: int, tonnes: int, *, by: str = "participant", at: str = OPEN, **changes: Any) -> Any:
        """Pick tonnes of a listing as it stands, but for what the test changes."""
        row = queries.listing(listing_id)
        sent = {
            "listing_id": listing_id,
            "version": row.version,
            "price_fen": row.price_fen,
            "tonnes": tonnes,
            "total_fen": row.price_fen * tonnes,
        } | changes
        return actions.pick(by=self.actor(by), at=moment(at), order=actions.Order(**sent))

    def batch_for(self, username: str, tonnes: int, project: str = "P0002") -> int:
        """Issue a batch straight into a party's account."""
        return issue(self.party(username), tonnes, project)

    def held(self, key: str, on: date = date(2026, 3, 2)) -> tuple[int, int, int]:
        """Return a party's tonnes of the batch: in all, available, locked."""
        row = next((each for each in holdings.of_party(self.party(key), on=on) if each.batch_id == self.batch_id), None)
        return (row.total, row.available, row.locked) if row else (0, 0, 0)

    def money(self, key: str) -> int:
        """Return a party's free money."""
        return queries.my_cash(self.party(key)).available


def issue(party_id: int, tonnes: int, project: str) -> int:
    """Issue a batch, as the registry would."""
    with act(by=SYSTEM_ACTOR, kind="test.issued", at=moment(f"{MONDAY} 09:00")) as entry:
        account = ledger.open_account(entry, unit="t", kind="holding", party_id=party_id)
        batch = ledger.issue(
            entry,
            prefix=f"JX-PV01-{project}-202412",
            tonnes=tonnes,
            account=account,
            project_ref=project,
            vintage="202412",
        )
        entry.about(batch)
    return batch.pk
