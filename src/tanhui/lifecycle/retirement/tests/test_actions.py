"""The acts of article 21 against the book: what is retired stays retired (bad inputs G1 to G4, G8)."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.db import DatabaseError, connection, transaction

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger import reconcile as book
from tanhui.foundation.parties.actions import set_standing
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.retirement import actions, queries
from tanhui.lifecycle.retirement.models import Certificate, Retirement
from tanhui.lifecycle.retirement.tests.stock import refused
from tests.support.damage import unguarded

pytestmark = pytest.mark.django_db


@pytest.mark.clause("JX23-21.1", "JX23-21.2", "JX23-21.3")
def test_from_order_to_certificate(stock):
    row = stock.order(tonnes=30)
    assert (row.state, stock.free()) == ("requested", 70)
    row = stock.execute(row)
    found = queries.certificate(row.number)
    assert [(check.zh, check.holds) for check in found.checks if not check.holds] == []
    assert found.facts["serials"] == list(found.retirement.serials) == [holdings_range(stock, 1, 30)]
    assert [holdings.locate(number).kind for number in (1, 30, 31)] == ["retired", "retired", "holding"]
    assert queries.reconcile() == [] and book.run() == []
    assert queries.by_month() == [("2026-03", 30)]
    assert [each.number for each in queries.latest()] == [row.number]


def holdings_range(stock, first, last):
    batch = holdings.batches(ids=[stock.batch])[0]
    return actions.format_range(batch.prefix, first, last)


@pytest.mark.clause("JX23-21.3")
def test_g1_twice_is_refused_and_the_rest_is_not(stock, unchanged):
    row = stock.order(tonnes=100)
    with unchanged():
        assert refused(stock.order, tonnes=1) == ["R21-2"]
    stock.execute(row)
    with unchanged():
        assert refused(stock.order, tonnes=1) == ["R21-1"]
        assert refused(stock.execute, row) == ["R21-3"]
        assert refused(stock.withdraw, row) == ["R21-3"]
    assert stock.order("participant", batch=stock.other, tonnes=50).tonnes == 50


@pytest.mark.clause("JX23-21.3", "JX23-26.2.2")
def test_g2_only_free_tonnes_of_ones_own(stock, unchanged):
    with unchanged():
        assert refused(stock.order, batch=stock.other) == ["R21-2", "R18-3"]
    stock.freeze("owner", stock.batch, 90)
    with unchanged():
        assert refused(stock.order, tonnes=11) == ["R21-2"]
    assert stock.order(tonnes=10).state == "requested"
    by, party = stock.actor("bureau"), stock.world.party("participant")
    set_standing(by=by, at=stock.later(), party_id=party, standing="disqualified", document="示范决定")
    with unchanged():
        assert refused(stock.order, "participant", batch=stock.other) == ["R21-2"]


@pytest.mark.clause("JX23-18")
def test_more_than_is_held(stock, unchanged):
    with unchanged():
        assert refused(stock.order, tonnes=101) == ["R18-3"]
    assert stock.order(tonnes=100).tonnes == 100


@pytest.mark.clause("JX23-21.3")
def test_a_withdrawn_order_frees_its_tonnes(stock, unchanged):
    row = stock.order(tonnes=100)
    with unchanged():
        assert refused(stock.withdraw, row, "participant") == ["R21-2"]
    assert stock.withdraw(row).state == "withdrawn" and stock.free() == 100
    with unchanged():
        assert refused(stock.execute, row) == ["R21-3"]
        assert refused(stock.correct, row) == ["R21-3"]


@pytest.mark.clause("JX23-21.3")
def test_g3_the_database_itself_keeps_a_retirement(stock, unchanged):
    row = stock.retired()
    changes = [
        lambda: Retirement.objects.filter(pk=row.pk).update(state="requested"),
        lambda: Retirement.objects.filter(pk=row.pk).update(beneficiary="别人"),
        lambda: Retirement.objects.filter(pk=row.pk).update(tonnes=1),
        lambda: raw("delete from retirement_retirement"),
        lambda: raw("update retirement_certificate set sha256 = 'x'"),
        lambda: raw("delete from retirement_certificate"),
        lambda: raw("update ledger_lot set account_id = (select min(id) from ledger_account) where first = 1"),
    ]
    with unchanged():
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    waiting = stock.order(tonnes=1)
    assert Retirement.objects.filter(pk=waiting.pk).update(reference="未执行的申请可以更新") == 1


def raw(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.clause("JX23-21.3")
def test_g3_nothing_leaves_the_retired_account(stock, unchanged):
    stock.retired()
    source = holdings.account("t", "retired")
    target = holdings.account("t", "holding", stock.world.party("owner"))

    def take_back():
        with act(by=stock.actor("operations"), kind="test.back", at=stock.later()) as entry:
            ledger.post(entry, source=source, target=target, amount=1, cause="back")

    with unchanged():
        assert refused(take_back) == ["R21-1"]


@pytest.mark.clause("JX23-21.3")
def test_g3_a_corrected_certificate_supersedes_over_the_same_serials(stock, unchanged):
    row = stock.retired()
    first = queries.certificate(row.number)
    with unchanged():
        assert refused(stock.correct, row, reason="") == ["R21-4"]
    stock.correct(row)
    second = queries.certificate(row.number)
    assert (second.version, second.superseded, second.is_genuine) == (2, 1, True)
    assert second.facts["serials"] == first.facts["serials"]
    assert second.retirement.beneficiary == "示范低碳大会组委会"
    assert Retirement.objects.get(pk=row.pk).beneficiary == "示范低碳大会"
    old, new = documents.content(first.document_id), documents.content(second.document_id)
    assert [queries.examine(each).verdict for each in (old, new)] == ["superseded", "genuine"]


@pytest.mark.clause("JX23-21.1")
@pytest.mark.parametrize("change", [{"purpose": ""}, {"purpose": "resale"}, {"beneficiary": " "}, {"reference": ""}])
def test_g4_the_use_is_named(stock, unchanged, change):
    with unchanged():
        assert refused(stock.order, **change) == ["R21-4"]
    assert stock.order().state == "requested"


@pytest.mark.clause("JX23-21.1", "JX23-21.3")
def test_substitute_restoration_is_retired_at_once(stock):
    row = stock.order(purpose="restoration", beneficiary="某生态修复案", reference="（2026）浙 04 民初 1 号")
    assert row.state == "retired" and queries.certificate(row.number).is_genuine


@pytest.mark.clause("JX23-21.3")
def test_g8_operations_never_retires_without_an_order(stock, unchanged):
    by = stock.actor("operations")
    with unchanged():
        assert refused(actions.execute_retirement, by=by, retirement_id=10**6, at=stock.later()) == ["R21-7"]
        assert refused(stock.order, "operations") == ["R21-2", "R18-3"]
    assert stock.retired().state == "retired"


def test_the_certificate_is_a_pdf_whose_text_and_code_can_be_read(stock, settings):
    row = stock.retired(tonnes=7)
    found = queries.certificate(row.number)
    content = documents.content(found.document_id)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    for wanted in (row.number, "示范低碳大会", "注销证书", found.facts["serials"][0]):
        assert wanted in text.replace("\n", "")
    picture = pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()
    address = f"{settings.TANHUI_PUBLIC_ADDRESS}/retirement/certificates/{row.number}/"
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [address]


@pytest.mark.clause("JX23-21.3")
def test_g7_an_altered_file_is_not_recognised(stock):
    row = stock.retired()
    content = documents.content(queries.certificate(row.number).document_id)
    assert queries.recognise(content) == (row.number, 1)
    for place in (0, len(content) // 2, len(content) - 2):
        altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert queries.recognise(altered) is None
        assert queries.examine(altered, row.number).verdict == "altered"
    assert queries.examine(content + b"\n").verdict == "altered"
    assert queries.examine(b"%PDF-1.7 " + row.number.encode()).verdict == "altered"
    assert queries.examine(b"%PDF-1.7 JX-R-2031-000001-A").verdict == "unknown"
    assert queries.examine(content, row.number).verdict == "genuine"


def test_a_damaged_certificate_fails_its_checks(stock):
    row = stock.retired()
    stored = Certificate.objects.get()
    with unguarded("retirement_certificate"):
        Certificate.objects.filter(pk=stored.pk).update(facts={**stored.facts, "beneficiary": "别人"})
    broken = [check.zh for check in queries.certificate(row.number).checks if not check.holds]
    assert broken == ["证书内容与登记簿一致", "数字签名有效"]


def test_reconcile_names_a_retirement_that_is_not_in_the_book(stock):
    row = stock.retired()
    with unguarded("retirement_retirement"):
        Retirement.objects.filter(pk=row.pk).update(tonnes=9)
    assert [each.table for each in queries.reconcile()] == ["retirement_retirement"]
    assert not queries.certificate(row.number).is_genuine


@pytest.mark.parametrize(
    ("table", "model", "change"),
    [
        ("retirement_retirement", Retirement, {"serials": [[2, 11]]}),
        ("retirement_certificate", Certificate, {"facts": {"number": "X"}}),
    ],
)
def test_reconcile_names_the_row_that_was_rewritten(stock, table, model, change):
    stock.retired()
    assert queries.reconcile() == []
    row = model.objects.get()
    with unguarded(table):
        model.objects.filter(pk=row.pk).update(**change)
    assert [(each.table, each.row) for each in queries.reconcile()] == [(table, str(row.pk))]


def test_a_persons_name_is_not_on_a_public_paper(stock):
    batch = stock.issue("citizen", 5, "P0003")
    row = stock.execute(stock.order("citizen", batch=batch, tonnes=5))
    assert queries.certificate(row.number).facts["holder"] == "个人持有人"


def test_desk_tasks(stock):
    row = stock.order()
    assert [task.url for task in queries.tasks(stock.actor("operations"))] == [f"/retirement/orders/{row.pk}/"]
    assert queries.tasks(stock.actor("owner")) == []
