"""A small book for the ledger's own tests: one batch of 1,000 tonnes at a seller, money at a buyer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger.models import Account
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.trail.actions import act


@dataclass(frozen=True)
class Book:
    """The accounts of the small book."""

    seller: Account
    buyer: Account
    retired: Account
    purse: Account
    till: Account
    bank: Account
    batch_id: int


@pytest.fixture
def writing(at):
    """`with writing() as entry:` is an act of the system."""

    def open_act(kind: str = "test.act"):
        return act(by=SYSTEM_ACTOR, kind=kind, at=at("2026-03-02 10:00"))

    return open_act


@pytest.fixture
def book(world, writing) -> Book:
    """One batch of 1,000 t at the owner, 10,000 yuan at the participant."""
    with writing("test.book") as entry:
        entry.about("test:book")
        seller = ledger.open_account(entry, unit="t", kind="holding", party_id=world.party("owner"))
        buyer = ledger.open_account(entry, unit="t", kind="holding", party_id=world.party("participant"))
        purse = ledger.open_account(entry, unit="fen", kind="cash", party_id=world.party("participant"))
        till = ledger.open_account(entry, unit="fen", kind="cash", party_id=world.party("owner"))
        bank = ledger.open_account(entry, unit="fen", kind="bank")
        retired = ledger.open_account(entry, unit="t", kind="retired")
        batch = ledger.issue(
            entry, prefix="JX-PV01-P0001-202412", tonnes=1000, account=seller, project_ref="P0001", vintage="202412"
        )
        ledger.post(entry, source=bank, target=purse, amount=1_000_000, cause="deposit")
    return Book(seller, buyer, retired, purse, till, bank, batch.pk)
