"""A settled trade through the ledger, journal entry and serial numbers included, beside the bare minimum in the ORM.

The bare way moves two balances and writes one row, unchained and without serials, checks or idempotency: what a first draft would do. Both
commit once per trade, on the database at hand (SQLite with full synchronisation, or PostgreSQL by DATABASE_URL).
"""

from __future__ import annotations

from datetime import UTC, datetime

from bench.harness import Way, compare, empty_database

TRADES = 100


def main() -> None:
    """Set up two parties with tonnes and money, then let both ways trade one tonne at a time."""
    empty_database()

    from django.db import transaction  # noqa: PLC0415 - after Django is set up
    from django.db.models import F  # noqa: PLC0415

    from tanhui.foundation.ledger import actions as ledger  # noqa: PLC0415
    from tanhui.foundation.ledger import reconcile  # noqa: PLC0415
    from tanhui.foundation.ledger.models import Account  # noqa: PLC0415
    from tanhui.foundation.parties.actor import SYSTEM_ACTOR  # noqa: PLC0415
    from tanhui.foundation.trail.actions import act  # noqa: PLC0415
    from tanhui.foundation.trail.models import AnsweredRequest  # noqa: PLC0415
    from tanhui.site.demonstration.people import seed_people  # noqa: PLC0415

    at = datetime(2026, 3, 2, 2, tzinfo=UTC)
    people = seed_people(at=at)
    with act(by=SYSTEM_ACTOR, kind="bench.opened", at=at) as entry:
        entry.about("bench:accounts")
        seller = ledger.open_account(entry, unit="t", kind="holding", party_id=people.parties["owner"])
        buyer = ledger.open_account(entry, unit="t", kind="holding", party_id=people.parties["participant"])
        till = ledger.open_account(entry, unit="fen", kind="cash", party_id=people.parties["owner"])
        purse = ledger.open_account(entry, unit="fen", kind="cash", party_id=people.parties["participant"])
        bank = ledger.open_account(entry, unit="fen", kind="bank")
        ledger.issue(
            entry,
            prefix="JX-PV01-P0001-202412",
            tonnes=1_000_000,
            account=seller,
            project_ref="P0001",
            vintage="202412",
        )
        ledger.post(entry, source=bank, target=purse, amount=10**12, cause="deposit")

    def through_the_ledger() -> None:
        for _ in range(TRADES):
            with act(by=SYSTEM_ACTOR, kind="bench.traded", at=at) as entry:
                entry.about("bench:trade")
                ledger.post(entry, source=seller, target=buyer, amount=1, cause="trade")
                ledger.post(entry, source=purse, target=till, amount=5200, cause="trade")

    def bare_rows() -> None:
        shadow = Account.objects.filter(pk=bank.pk)
        for number in range(TRADES):
            with transaction.atomic():
                row = shadow.select_for_update().get()
                shadow.update(balance=F("balance") - 1)
                shadow.update(balance=F("balance") + 1)
                key = f"{row.pk}-{number}-{datetime.now(UTC).timestamp()}"
                AnsweredRequest.objects.create(asker="bench", key=key, fingerprint="", answer={}, at=at)

    compare(
        "a trade, one commit each",
        ours=Way("ledger: serials, two legs, journal", through_the_ledger),
        baseline=Way("bare ORM rows", bare_rows),
        amount=TRADES,
        unit="trades",
        same=False,
    )
    found = reconcile.run()
    if found:
        raise SystemExit(f"the books do not add up: {found[0]}")


if __name__ == "__main__":
    main()
