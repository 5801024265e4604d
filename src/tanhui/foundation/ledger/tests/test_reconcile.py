"""Reconciliation finds every kind of direct damage and names the row."""

import pytest

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import reconcile
from tanhui.foundation.ledger.models import Hold, Lot, Posting
from tests.support.damage import execute, unguarded

TABLES = (
    "ledger_account",
    "ledger_batch",
    "ledger_hold",
    "ledger_lot",
    "ledger_posting",
    "trail_journalentry",
    "trail_journalhead",
)

DAMAGE = {
    "a posting's amount": (
        "update ledger_posting set amount = 31, last = 31 where id = {posting}",
        "ledger_posting",
        "{posting}",
    ),
    "a posting's target": (
        "update ledger_posting set target_id = {retired} where id = {posting}",
        "ledger_posting",
        "{posting}",
    ),
    "a posting gone": ("delete from ledger_posting where id = {posting}", "ledger_posting", "entry_seq={seq}"),
    "a balance": ("update ledger_account set balance = balance + 1 where id = {purse}", "ledger_account", "{purse}"),
    "an amount on hold": (
        "update ledger_account set held = held + 1 where id = {seller}",
        "ledger_account",
        "{seller}",
    ),
    "a lot's owner": ("update ledger_lot set account_id = {seller} where first = 1", "ledger_lot", "{lot}"),
    "a lot shortened": ("update ledger_lot set last = last - 1 where first = 1", "ledger_batch", "{batch}"),
    "a lot gone": ("delete from ledger_lot where first = 1", "ledger_batch", "{batch}"),
    "a lot set free": ("update ledger_lot set hold_id = null where hold_id = {hold}", "ledger_hold", "{hold}"),
    "a hold's remainder": (
        "update ledger_hold set remaining = remaining - 1 where id = {hold}",
        "ledger_hold",
        "{hold}",
    ),
    "a batch enlarged": ("update ledger_batch set last = 1001 where id = {batch}", "ledger_batch", "{batch}"),
    "a journal body": (
        "update trail_journalentry set body = replace(body, '30', '31') where seq = {seq}",
        "trail_journalentry",
        "{seq}",
    ),
    "a journal entry's kind": (
        "update trail_journalentry set kind = 'test.other' where seq = {seq}",
        "trail_journalentry",
        "{seq}",
    ),
    "a journal entry gone": ("delete from trail_journalentry where seq = {seq}", "trail_journalentry", "{seq}"),
    "a journal hash": (
        "update trail_journalentry set hash = '{wrong}' where seq = {seq}",
        "trail_journalentry",
        "{seq}",
    ),
    "the journal's head": ("update trail_journalhead set seq = seq - 1", "trail_journalhead", "1"),
}


@pytest.fixture
def damaged_place(book, writing):
    """A book with a trade and a hold, and where its rows are."""
    with writing() as entry:
        entry.about("test:trade")
        ledger.post(entry, source=book.seller, target=book.buyer, amount=30, cause="trade")
    with writing() as hold_entry:
        hold_entry.about("test:hold")
        ledger.place_hold(hold_entry, account=book.seller, amount=50, cause="listing")

    return {
        "posting": Posting.objects.get(cause="trade").pk,
        "seq": entry.receipt.seq,
        "purse": book.purse.pk,
        "seller": book.seller.pk,
        "retired": book.retired.pk,
        "lot": Lot.objects.get(first=1).pk,
        "batch": book.batch_id,
        "hold": Hold.objects.get().pk,
        "wrong": "f" * 64,
    }


@pytest.mark.clause("HOUSE-18")
@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_the_row_named(damaged_place, kind):
    statement, table, row = (text.format(**damaged_place) for text in DAMAGE[kind])
    assert reconcile.run() == []
    with unguarded(*TABLES):
        assert execute(statement) == 1
    found = [(each.table, each.row) for each in reconcile.run()]
    assert (table, row) in found
