"""The whole life of one tonne over /api/v1 alone: every act of the pages, sent by machines, to the certificate's check."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest

from tanhui.foundation.clock import now
from tanhui.foundation.clock.actions import set_demonstration_clock
from tanhui.foundation.periods import local_day
from tanhui.site.demonstration.history import Diary, accredit_verifiers, publish_methodologies
from tanhui.site.demonstration.papers import paper
from tanhui.site.people.steps import moment_after
from tanhui.site.reconciliation import discrepancies
from tests.journeys.cast import next_morning
from tests.journeys.machine import File, Json, Machines

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

METER = "API-001"
MONTHLY_KWH = 100_000
EXACT, TONNES, REMAINDER = "596.88", 596, "0.88"
"""Twelve months of 100 MWh at Zhejiang's factor of 0.4974 t/MWh."""
PREFIX = "JX-PV01-P0001-202412"
DEPOSIT_FEN, PRICE_FEN = 1_000_000, 5_200
OFFERED, PICKED, RETIRED = 50, 30, 20
EVENT, BENEFICIARY = "示范低碳论坛 2026-12-01", "示范低碳论坛组委会"


@pytest.fixture
def machines(world, unchanged) -> Machines:
    """Machines of all accounts at nine o'clock of the next working day, the methodology in force."""
    diary = Diary(world.people, world.begin)
    publish_methodologies(diary)
    accredit_verifiers(diary)
    set_demonstration_clock(by=world.actor("bureau"), at=now(), to=next_morning())
    return Machines(world, unchanged)


@pytest.mark.clause("HOUSE-2", "JX23-17.1.4", "JX23-21.3")
def test_the_same_life_over_the_interface(machines, world):
    report = reported(machines)
    verified(machines, report, verifier_id=world.party("verifier"))
    filing = applied(machines, report)
    audited_and_decided(machines, filing)
    noticed_and_registered(machines, world, filing)
    batch = issued(machines, filing)
    funded(machines, party_id=world.party("participant"))
    traded(machines, world, batch)
    number = retired(machines, batch)
    checked(machines, number)
    assert discrepancies() == []


def reported(machines: Machines) -> int:
    """The owner registers, calibrates, loads readings, prepares and submits the report."""
    project = machines.act("owner", "/accounting/projects", _project())
    code, [meter] = project["code"], project["meters"]
    calibration = {
        "calibrated_on": "2023-12-01",
        "valid_until": "2025-12-01",
        "passed": True,
        "certificate": _file("校准证书"),
    }
    later = {**calibration, "valid_until": "2025-12-02"}
    machines.act("owner", f"/accounting/meters/{meter['id']}/calibrations", calibration, other=later)
    good, bad = _readings(MONTHLY_KWH), _readings(-1)
    readings = f"/accounting/projects/{code}/readings"
    found = machines.refused("owner", readings, File("file", "2024.csv", bad), *["V-4"] * 12)
    assert found[0]["place"] == "第 2 行 D 列 export_kwh"
    loaded = machines.act("owner", readings, File("file", "2024.csv", good))
    assert (loaded["loaded"], loaded["rejected"]) == (12, 0)
    period = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    shorter = {**period, "last_day": "2024-11-30"}
    made = machines.act("owner", f"/accounting/projects/{code}/reports", period, other=shorter)
    assert (made["exact_tonnes"], made["issuable_tonnes"], made["remainder"]) == (EXACT, TONNES, REMAINDER)
    sent = machines.act("owner", f"/accounting/reports/{made['id']}/submit")
    assert sent["submitted"] is True and sent["digest"] == made["digest"]
    return int(made["id"])


def verified(machines: Machines, report: int, *, verifier_id: int) -> None:
    """The owner engages; the body accepts, raises and closes a finding, and signs."""
    wanted = {"verifier_id": verifier_id, "contract_no": "API-合同-1"}
    engagement = machines.act("owner", f"/verification/reports/{report}/engagements", wanted)["engagement_id"]
    at = f"/verification/engagements/{engagement}"
    assert machines.act("verifier", f"{at}/accept", {"declared": True})["state"] == "accepted"
    question = {"kind": "cl", "part": "上网电量", "text": "请说明按月读数的来源。"}
    finding = machines.act("verifier", f"{at}/findings", question)["finding_id"]
    machines.act("owner", f"/verification/findings/{finding}/answer", {"text": "取自电网企业月结算单。"})
    closing = {"satisfied": True, "conclusion": "与结算单一致。"}
    assert machines.act("verifier", f"/verification/findings/{finding}/close", closing)["state"] == "closed"
    lines = [
        {"parameter": each["parameter"], "verified": each["reported"], "evidence": "逐项复算", "conclusion": "一致"}
        for each in machines.read("verifier", at)["parameters"]
    ]
    draft = {
        "report_digest": machines.read("verifier", f"/accounting/reports/{report}")["digest"],
        "verified_tonnes": TONNES,
        "lines": lines,
        "conclusion": "核算报告符合方法学要求。",
    }
    signed = machines.act("verifier", f"{at}/statements", draft)
    statement = machines.read("", f"/verification/statements/{signed['statement_id']}")
    assert statement["verified_tonnes"] == TONNES and statement["signature"] == signed["signature"]


def applied(machines: Machines, report: int) -> int:
    """The owner drafts, attaches what article 16 asks for, and submits."""
    filing = int(machines.act("owner", "/registry/filings", {"report_id": report})["filing"])
    for kind in ("letter", "form", "evidence"):
        sent = File("upload", f"{kind}.pdf", paper(kind, ["示范"]), {"kind": kind})
        machines.act("owner", f"/registry/filings/{filing}/documents", sent)
    other = {"applied_tonnes": "1"}
    assert machines.act("owner", f"/registry/filings/{filing}/submit", {}, other=other)["state"] == "submitted"
    return filing


def audited_and_decided(machines: Machines, filing: int) -> None:
    """The centre accepts and reports; the bureau decides without a panel."""
    at = f"/registry/filings/{filing}"
    assert machines.act("centre", f"{at}/accept", {})["state"] == "under_audit"
    assert machines.act("centre", f"{at}/audit", {"opinion": "齐全，复算一致。"})["state"] == "reported"
    assert machines.act("bureau", f"{at}/skip-panel", {"reason": "方法成熟。"})["state"] == "awaiting_decision"
    decision = {"approve": True, "reason": "符合备案条件。"}
    assert machines.act("bureau", f"{at}/decision", decision)["state"] == "approved"


def noticed_and_registered(machines: Machines, world, filing: int) -> None:
    """Seven working days of notice, an objection by a stranger, its answer; then the filing and the register."""
    at = f"/registry/filings/{filing}"
    assert machines.act("bureau", f"{at}/notice", {}, other={"body": "公示"})["state"] == "on_notice"
    [notice] = machines.read("", "/registry/notices")
    doubt = {"text": "请核实装机容量。", "contact": ""}
    objection = machines.act("", f"/registry/notices/{notice['id']}/objections", doubt)["objection"]
    machines.refused("bureau", f"{at}/file", {}, "R10-4", "R10-5")
    _move_clock(world, "working_days_8")
    machines.refused("bureau", f"{at}/file", {}, "R10-5")
    machines.act("bureau", f"/registry/objections/{objection}/answer", {"text": "已核实一致。", "upheld": False})
    assert machines.act("bureau", f"{at}/file", {})["state"] == "filed"
    assert machines.act("bureau", f"{at}/register", {})["state"] == "registered"


def issued(machines: Machines, filing: int) -> int:
    """Who decided may not issue; a second officer issues once."""
    at = f"/registry/filings/{filing}"
    plan = machines.read("bureau2", f"{at}/plan")
    assert (plan["tonnes"], plan["carry_out"], plan["first"]) == (TONNES, REMAINDER, 1)
    machines.refused("bureau", f"{at}/issue", {"tonnes": TONNES}, "R17-2")
    made = machines.act("bureau2", f"{at}/issue", {"tonnes": TONNES})
    assert made["serial"].startswith(f"{PREFIX}-1-{TONNES}-") and made["carry_out"] == REMAINDER
    return int(made["batch"])


def funded(machines: Machines, *, party_id: int) -> None:
    """The participant is admitted; its deposit is recorded by one officer and confirmed by another."""
    wish = {"statement": "用于会议碳中和", "evidence": _file("入市协议")}
    asked = machines.act("participant", "/market/admissions", wish)["id"]
    machines.act("operations", f"/market/admissions/{asked}/decision", {"admit": True, "decision": "示范准入 1 号"})
    line = {
        "bank_reference": "BANK-API-1",
        "party_id": party_id,
        "amount_fen": DEPOSIT_FEN,
        "value_on": local_day(now()).isoformat(),
    }
    other = {**line, "amount_fen": DEPOSIT_FEN + 1}
    deposit = machines.act("operations", "/market/deposits", line, other=other)["id"]
    machines.refused("operations", f"/market/deposits/{deposit}/confirmation", {}, "R17-2")
    machines.act("operations2", f"/market/deposits/{deposit}/confirmation", {})
    assert machines.read("participant", "/market/mine")["cash"]["available_fen"] == DEPOSIT_FEN


def traded(machines: Machines, world, batch: int) -> None:
    """The owner lists in the session; the participant picks a part; tonnes and money change hands together."""
    offer = {"batch_id": batch, "tonnes": OFFERED, "price_fen": PRICE_FEN}
    machines.refused("owner", "/market/listings", offer, "R20-6")
    _move_clock(world, "session")
    listing = machines.act("owner", "/market/listings", offer)
    order = {
        "version": listing["version"],
        "price_fen": PRICE_FEN,
        "tonnes": PICKED,
        "total_fen": PRICE_FEN * PICKED,
    }
    trade = machines.act("participant", f"/market/listings/{listing['id']}/picks", order)
    assert trade["amount_fen"] == PRICE_FEN * PICKED
    assert [text[: len(PREFIX) + 6] for text in trade["serials"]] == [f"{PREFIX}-1-{PICKED}-"]
    seller, buyer = machines.read("owner", "/market/mine"), machines.read("participant", "/market/mine")
    assert seller["cash"]["available_fen"] == PRICE_FEN * PICKED
    assert buyer["cash"]["available_fen"] == DEPOSIT_FEN - PRICE_FEN * PICKED
    assert [row["total"] for row in seller["holdings"] + buyer["holdings"]] == [TONNES - PICKED, PICKED]


def retired(machines: Machines, batch: int) -> str:
    """The participant orders a retirement for an event; the operations centre executes it."""
    wish = {
        "batch_id": batch,
        "tonnes": RETIRED,
        "purpose": "event",
        "beneficiary": BENEFICIARY,
        "reference": EVENT,
    }
    order = machines.act("participant", "/retirement/orders", wish)
    done = machines.act("operations", f"/retirement/orders/{order['retirement_id']}/execute", {"confirmed": True})
    assert (done["state"], done["tonnes"]) == ("retired", RETIRED)
    return str(done["number"])


def checked(machines: Machines, number: str) -> None:
    """Anyone may check the certificate against ledger and signature."""
    answer = machines.read("", f"/retirement/certificates/{number}")
    assert answer["genuine"] is True
    assert answer["checks"] and all(each["holds"] for each in answer["checks"])
    shown = answer["certificate"]
    assert (shown["tonnes"], shown["purpose"], shown["beneficiary"]) == (RETIRED, "event", BENEFICIARY)
    assert [text.startswith(f"{PREFIX}-1-{RETIRED}-") for text in shown["serials"]] == [True]
    found = machines.read("", f"/retirement/files/{answer['document_sha256']}")
    assert (found["verdict"], found["number"]) == ("genuine", number)


def _move_clock(world, step: str) -> None:
    at = now()
    set_demonstration_clock(by=world.actor("bureau"), at=at, to=moment_after(at, step, ""))


def _readings(kwh: int) -> bytes:
    months = [f"2024-{month:02d}-01" for month in range(1, 13)] + ["2025-01-01"]
    rows = [f"{METER},{start},{end},{kwh},0" for start, end in pairwise(months)]
    return ("meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(rows) + "\n").encode()


def _file(title: str) -> Json:
    content = paper(title, ["示范文件"])
    return {"name": f"{title}.pdf", "content_base64": base64.b64encode(content).decode()}


def _project() -> Json:
    principles = {
        "real": "结算表计量。",
        "unique": "未参与其他机制。",
        "additional": "回收期较长。",
        "inclusive": "小微企业共享。",
    }
    return {
        "name": "示范接口屋顶光伏项目",
        "category": "renewable",
        "district": "330411",
        "address": "示范秀洲工业园 8 号厂房屋顶",
        "latitude": "30.783000",
        "longitude": "120.707000",
        "capacity_kw": "1200",
        "commissioned_on": "2023-11-01",
        "methodology_slug": "pv-distributed",
        "methodology_version": "v1",
        "legal_duty": False,
        "in_national_ets": False,
        "green_certificates": False,
        "legality_from": "2023-10-01",
        "meters": [{"number": METER, "accuracy_class": "0.5S"}],
        "assessments": [{"principle": code, "text": text} for code, text in principles.items()],
        "evidence": {"ownership_document": _file("权属证明"), "legality_document": _file("项目备案")},
    }
