"""The whole life of one tonne in a browser: from a roof's meter to a certificate that a stranger confirms.

Every role signs in through the real page in a browser of its own and does its own act; nothing is put into the tables behind
the pages but the people, the published methodology and the accreditation of the verification bodies.
"""

from __future__ import annotations

import pytest

from tanhui.site.demonstration.history import Diary, accredit_verifiers, publish_methodologies
from tanhui.site.reconciliation import discrepancies
from tests.journeys import deciding, reporting, trading
from tests.journeys.cast import Cast, next_morning, set_clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def cast(live_server, world, new_context, watch, look, settings) -> Cast:
    """The people of the demonstration at nine o'clock of the next working day, the methodology in force."""
    settings.TANHUI_PUBLIC_ADDRESS = live_server.url  # what a certificate's QR code leads to
    diary = Diary(world.people, world.begin)
    publish_methodologies(diary)
    accredit_verifiers(diary)
    found = Cast(new_context, watch, look)
    set_clock(found.visitor(), next_morning())
    return found


@pytest.mark.clause("JX23-17.1.4", "JX23-21.3")
def test_from_a_meter_to_a_confirmed_certificate(cast, tmp_path):
    content = reporting.readings()
    should = reporting.expected(content)

    code = reporting.register_project(cast)
    reporting.calibrate(cast)
    reporting.upload_readings(cast, content)
    reporting.report(cast, should, tmp_path)
    reporting.engage(cast)
    reporting.accept_and_question(cast)
    reporting.answer(cast)
    reporting.close_and_sign(cast, should)

    deciding.apply(cast, should)
    deciding.audit(cast, should)
    deciding.decide(cast, should)
    deciding.object_as_a_visitor(cast)
    deciding.file_after_the_notice(cast)
    serial = deciding.issue(cast, should, code)
    prefix = f"JX-PV01-{code}-202412"
    assert serial.startswith(f"{prefix}-1-{should.tonnes}-")

    trading.admit(cast)
    trading.fund(cast)
    trading.sell(cast, should.tonnes)
    trading.buy(cast, prefix)
    trading.see_cash(cast, should.tonnes)
    trading.order_retirement(cast)
    number = trading.execute_retirement(cast, prefix)
    trading.confirm_as_a_stranger(cast, number, prefix)

    assert discrepancies() == []
