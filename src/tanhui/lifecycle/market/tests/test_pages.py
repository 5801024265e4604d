"""The pages and endpoints of the market: what each role sees and does."""

from __future__ import annotations

import base64
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tanhui.lifecycle.market import actions, queries
from tanhui.lifecycle.market.models import Deposit, Participant, Withdrawal
from tanhui.lifecycle.market.tests.stall import EVENING, OPEN


def text_of(response):
    assert response.status_code == 200, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


@pytest.mark.clause("JX23-20.1.3")
def test_the_market_is_open_to_everyone(stall, visit, at):
    cheap, dear = stall.sell(30, 5_200), stall.sell(10, 5_300)
    stall.buy(cheap.id, 10)
    shown = visit("", "/market/")
    body = text_of(shown)
    assert [level.price_fen for level in shown.context["levels"]] == [5_200, 5_300]
    for said in (
        "52.00",
        "53.00",
        "示范秀洲光伏有限公司",
        "JX-PV01-P0001-202412-1-10-",
        "现在是交易时段",
        "最优价格档",
    ):
        assert said in body
    assert "示范会展服务有限公司" not in body
    assert f"/market/listings/{dear.id}/" in body
    assert visit("", "/market/?format=csv").content.decode().splitlines()[1].split(",")[2] == "10"
    assert visit("", "/market/?q=P0009").context["listing"].rows == []
    assert visit("", "/market/?sort=bank").status_code == 400
    actions.close_day(by=stall.actor("operations"), at=at(EVENING))
    assert visit("", "/market/").context["chart"]["rows"][0][1] == 5_200
    assert "已到期" in text_of(visit("", f"/market/listings/{dear.id}/"))
    assert visit("", "/market/listings/999/").status_code == 404


def test_the_empty_market_says_so(world, visit):
    body = text_of(visit("", "/market/"))
    assert "目前没有可点选的挂牌" in body
    assert "还没有收盘价" in body


@pytest.mark.clause("JX23-20.1.3")
def test_a_buyer_sees_what_will_move_before_it_moves(stall, visit, books):
    listed = stall.sell(30, 5_200).id
    address = f"/market/listings/{listed}/pick/"
    assert "下一步" in text_of(visit("participant", address))
    assert visit("participant", f"{address}?tonnes=1.5").status_code == 422
    confirmation = visit("participant", f"{address}?tonnes=10")
    body = text_of(confirmation)
    for said in ("将要交割", "520.00", "JX-PV01-P0001-202412-1-10-", "99,480.00", "2026年3月3日"):
        assert said in body, said
    form = {name: confirmation.context["form"][name].value() for name in confirmation.context["form"].fields}
    assert form == {"tonnes": 10, "price_fen": "52.00", "total_fen": "520.00", "version": 1}
    done = visit("participant", address, form)
    assert done.status_code == 302
    assert "减排量与价款已同时交割" in text_of(visit("participant", done["Location"]))
    assert visit("participant2", done["Location"]).status_code == 404
    stale = visit("participant", address, form)
    assert "按现价重新确认" in html.unescape(stale.content.decode())
    books()


def test_a_trader_sees_own_tonnes_money_and_listings(stall, visit):
    stall.buy(stall.sell(200).id, 30)
    mine = visit("participant", "/market/mine/")
    assert mine.context["holdings"][0][1:5] == [30, 0, 0, 30]
    assert "98,440.00" in text_of(mine)
    owner = visit("owner", "/market/mine/")
    assert owner.context["holdings"][0][1:5] == [970, 800, 170, 0]
    assert "撤牌" in text_of(owner)
    assert "卖出" in text_of(visit("owner", "/market/mine/trades/"))
    assert "买入" in text_of(visit("participant", "/market/mine/trades/"))
    assert text_of(visit("owner", "/market/mine/sell/"))
    assert "没有交易资格" in text_of(visit("citizen", "/market/mine/"))


def test_listing_changing_and_cancelling_on_pages(stall, visit, books):
    made = visit("owner", "/market/mine/sell/", {"batch_id": stall.batch_id, "tonnes": "20", "price_fen": "52.00"})
    assert made.status_code == 302
    address = made["Location"]
    assert "改价" in text_of(visit("owner", address))
    assert "点选买入" in text_of(visit("participant", address))
    assert text_of(visit("owner", f"{address}price/"))
    assert visit("owner", f"{address}price/", {"price_fen": "53.00", "version": "1"}).status_code == 302
    assert queries.my_orders(stall.party("owner"))[0].price_fen == 5_300
    assert text_of(visit("owner", f"{address}cancel/"))
    assert visit("owner", f"{address}cancel/", {}).status_code == 302
    assert queries.my_orders(stall.party("owner"))[0].state == "cancelled"
    books()


@pytest.mark.clause("JX23-19")
def test_admission_on_pages(stall, visit):
    form = {"statement": "个人自愿注销", "evidence": SimpleUploadedFile("协议.txt", "入市协议".encode())}
    applied = visit("citizen", "/market/mine/admission/", form)
    assert applied.status_code == 302, applied.content.decode()[:3000]
    row = Participant.objects.get(party_id=stall.party("citizen"))
    assert "示范市民" in text_of(visit("operations", "/market/operations/admissions/"))
    address = f"/market/operations/admissions/{row.pk}/"
    assert "作出决定" in text_of(visit("operations", address))
    assert "作出决定" not in text_of(visit("auditor", address))
    assert text_of(visit("operations", f"{address}decide/"))
    assert visit("operations", f"{address}decide/", {"admit": "yes", "decision": "准 3 号"}).status_code == 302
    assert visit("operations", f"{address}suspend/", {"reason": "核查中"}).status_code == 302
    assert "已暂停交易" in text_of(visit("operations", address))
    assert visit("operations", f"{address}resume/", {"reason": "核查完毕"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.suspended) == ("admitted", False)


@pytest.mark.clause("HOUSE-3", "HOUSE-6")
def test_money_on_pages(stall, visit, books):
    party = stall.party("owner2")
    form = {"bank_reference": "BANK-77", "party_id": party, "amount_fen": "50.00", "value_on": "2026-03-02"}
    made = visit("operations", "/market/operations/deposits/record/", form)
    assert made.status_code == 302, made.content.decode()[:3000]
    address = made["Location"]
    assert "BANK-77" in text_of(visit("operations", address))
    own = visit("operations", f"{address}confirm/", {})
    assert (own.status_code, own.context["refusal"].codes) == (422, ["R17-2"])
    assert "确认入账" in text_of(visit("operations2", f"{address}confirm/"))
    assert visit("operations2", f"{address}confirm/", {}).status_code == 302
    assert stall.money("owner2") == 5_000
    assert text_of(visit("operations", "/market/operations/deposits/?state=confirmed"))
    visit("operations", "/market/operations/deposits/record/", form | {"bank_reference": "BANK-78"})
    last = Deposit.objects.latest("pk")
    assert visit("operations2", f"/market/operations/deposits/{last.pk}/reject/", {}).status_code == 302
    for way in ("pay", "return"):
        assert visit("participant", "/market/mine/withdraw/", {"amount_fen": "6.00"}).status_code == 302
        asked = Withdrawal.objects.latest("pk")
        assert text_of(visit("operations", f"/market/operations/withdrawals/{asked.pk}/"))
        assert visit("operations", f"/market/operations/withdrawals/{asked.pk}/{way}/", {}).status_code == 302
    assert text_of(visit("operations", "/market/operations/withdrawals/"))
    books()


def test_the_close_on_pages(stall, visit, clock):
    stall.buy(stall.sell(30).id, 10)
    assert "收盘：2026-03-02" in text_of(visit("operations", "/market/operations/"))
    assert "账目核对相符" in text_of(visit("operations", "/market/operations/"))
    early = visit("operations", "/market/operations/close/", {"day": "2026-03-02"})
    assert early.context["refusal"].codes == ["R20-6"]
    clock(EVENING)
    assert visit("operations", "/market/operations/close/", {"day": "2026-03-02"}).status_code == 302
    assert "52.00" in text_of(visit("operations", "/market/operations/close/"))


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("bureau", "/market/mine/"),
        ("verifier", "/market/mine/sell/"),
        ("owner", "/market/operations/"),
        ("auditor", "/market/operations/close/"),
        ("bureau", "/market/operations/deposits/record/"),
    ],
)
def test_pages_keep_to_their_roles(world, visit, username, address):
    assert visit(username, address).status_code == 403


def test_every_act_over_the_api(stall, call, clock, books):
    def done(username, path, body=None, method="POST"):
        answer = call(username, method, f"/market{path}", {} if body is None and method == "POST" else body)
        assert answer.status_code in (200, 201), answer.content.decode()
        return answer.json()

    evidence = {"name": "协议.txt", "content_base64": base64.b64encode("入市协议".encode()).decode()}
    applied = done("citizen", "/admissions", {"statement": "自用", "evidence": evidence})
    done("operations", f"/admissions/{applied['id']}/decision", {"admit": True, "decision": "准 4 号"})
    done("operations", f"/admissions/{applied['id']}/suspension", {"reason": "核查中"})
    done("operations", f"/admissions/{applied['id']}/resumption", {"reason": "核查完毕"})
    line = {"party_id": stall.party("citizen"), "amount_fen": 100_000, "value_on": "2026-03-02"}
    first = done("operations", "/deposits", line | {"bank_reference": "BANK-A"})
    done("operations2", f"/deposits/{first['id']}/confirmation")
    second = done("operations", "/deposits", line | {"bank_reference": "BANK-B"})
    done("operations2", f"/deposits/{second['id']}/rejection")
    listed = done("owner", "/listings", {"batch_id": stall.batch_id, "tonnes": 30, "price_fen": 5_100})
    done("owner", f"/listings/{listed['id']}/price", {"version": 1, "price_fen": 5_200})
    seen = done("", "/book", method="GET")["levels"][0]["listings"][0]
    order = {"version": seen["version"], "price_fen": seen["price_fen"], "tonnes": 10, "total_fen": 52_000}
    picked = done("citizen", f"/listings/{listed['id']}/picks", order)
    assert picked["receipt"]["hash"]
    done("owner", f"/listings/{listed['id']}/cancellation")
    paid = done("citizen", "/withdrawals", {"amount_fen": 1_000})
    done("operations", f"/withdrawals/{paid['id']}/payment")
    back = done("citizen", "/withdrawals", {"amount_fen": 1_000})
    done("operations", f"/withdrawals/{back['id']}/return")
    mine = done("citizen", "/mine", method="GET")
    assert mine["cash"] == {"total_fen": 47_000, "held_fen": 0, "available_fen": 47_000}
    assert mine["holdings"][0]["locked"] == 10
    clock(EVENING)
    closed = done("operations", "/closes", {"day": "2026-03-02"})
    assert closed["close_fen"] == 5_200
    assert done("", "/closes", method="GET")[0]["tonnes"] == 10
    assert done("", "/trades?limit=1", method="GET")[0]["id"] == picked["id"]
    assert done("", "/statistics", method="GET")["average_fen"] == 5_200
    assert done("", f"/listings/{listed['id']}", method="GET")["state"] == "cancelled"
    assert call("bureau", "POST", "/market/closes", {"day": "2026-03-02"}).status_code == 403
    clock(OPEN)
    books()


@pytest.mark.clause("HOUSE-19")
@pytest.mark.parametrize("act", ["price", "cancel"])
def test_l8_the_forms_of_a_listing_open_to_its_seller_only(stall, visit, act):
    listed = stall.sell().id
    assert visit("participant", f"/market/listings/{listed}/{act}/").status_code == 403
    assert visit("owner", f"/market/listings/{listed}/{act}/").status_code == 200
