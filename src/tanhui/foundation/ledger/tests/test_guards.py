"""What must never happen cannot be stored, even by writing past the actions, on either database."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.damage import execute

NEVER = {
    "a lot over another lot": "insert into ledger_lot (batch_id, account_id, first, last) values ({batch}, {seller}, 500, 600)",
    "a lot inside another lot": "insert into ledger_lot (batch_id, account_id, first, last) values ({batch}, {seller}, 1000, 1000)",
    "a lot grown over another": "update ledger_lot set last = last + 1 where first = 1001",
    "an empty lot": "insert into ledger_lot (batch_id, account_id, first, last) values ({batch}, {seller}, 3000, 2999)",
    "a lot from zero": "insert into ledger_lot (batch_id, account_id, first, last) values ({batch}, {seller}, 0, 0)",
    "a batch over another": "insert into ledger_batch (prefix, project_ref, vintage, first, last, entry_seq) values ('JX-A-B-202401', 'B', '202401', 1000, 1003, 1)",
    "an empty batch": "insert into ledger_batch (prefix, project_ref, vintage, first, last, entry_seq) values ('JX-A-B-202401', 'B', '202401', 9000, 8999, 1)",
    "a negative balance": "update ledger_account set balance = -1 where id = {purse}",
    "money from nowhere": "update ledger_account set balance = 1 where id = {bank}",
    "more held than there is": "update ledger_account set held = balance + 1 where id = {seller}",
    "a posting of nothing": "insert into ledger_posting (entry_seq, unit, source_id, target_id, amount, cause) values (1, 'fen', 1, 2, 0, 'x')",
    "a posting to itself": "insert into ledger_posting (entry_seq, unit, source_id, target_id, amount, cause) values (1, 'fen', 1, 1, 5, 'x')",
    "tonnes without serials": "insert into ledger_posting (entry_seq, unit, source_id, target_id, amount, cause) values (1, 't', 1, 2, 5, 'x')",
    "an altered posting": "update ledger_posting set amount = amount + 1",
    "a deleted posting": "delete from ledger_posting",
    "an altered batch": "update ledger_batch set last = last + 1",
    "a deleted batch": "delete from ledger_batch",
    "an altered journal entry": "update trail_journalentry set body = '{{}}' where seq = 1",
    "a deleted journal entry": "delete from trail_journalentry where seq = 1",
}
ONLY_SQLITE = {
    "a replaced journal entry": "insert or replace into trail_journalentry (seq, at, kind, subject, body, previous, hash) select seq, at, kind, 'x', body, previous, hash from trail_journalentry where seq = 1",
    "a replaced posting": "insert or replace into ledger_posting select id, entry_seq, unit, source_id, target_id, 7, cause, batch_id, 1, 7 from ledger_posting where unit = 't' limit 1",
}
ONLY_POSTGRES = {"an emptied journal": "truncate trail_journalentry", "emptied postings": "truncate ledger_posting"}


def _attempts():
    yield from NEVER.items()
    yield from (ONLY_SQLITE if connection.vendor == "sqlite" else ONLY_POSTGRES).items()


def test_what_must_never_happen_cannot_be_stored(book, writing, unchanged):
    from_here = {"batch": book.batch_id, "seller": book.seller.pk, "purse": book.purse.pk, "bank": book.bank.pk}
    execute(
        "insert into ledger_lot (batch_id, account_id, first, last) values "
        "({batch}, {seller}, 1001, 1010), ({batch}, {seller}, 1011, 1012)".format(**from_here)
    )
    stored = []
    for name, statement in _attempts():
        with unchanged():
            try:
                with transaction.atomic():
                    execute(statement.format(**from_here))
                    stored.append(name)
                    transaction.set_rollback(True)
            except DatabaseError:
                continue
    assert stored == []


@pytest.mark.parametrize("first", [1001, 5000])
def test_what_is_lawful_can_be_stored(book, first):
    touched = execute(
        f"insert into ledger_lot (batch_id, account_id, first, last) "
        f"values ({book.batch_id}, {book.seller.pk}, {first}, {first})"
    )
    assert touched == 1
