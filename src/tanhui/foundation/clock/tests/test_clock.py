"""The demonstration's clock moves forward, and only in the demonstration."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tanhui.foundation.clock import actions, now, offset
from tanhui.foundation.clock.models import DemonstrationClock
from tanhui.foundation.parties.actor import VISITOR_ACTOR
from tanhui.law import Refusal

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HOUSE-17")
def test_it_moves_forward_and_runs_on():
    at = now()
    actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at + timedelta(days=3))
    actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at + timedelta(days=3), to=at + timedelta(days=3, hours=1))
    assert offset() == timedelta(days=3, hours=1)
    assert timedelta(0) <= now() - at - offset() < timedelta(minutes=1)


@pytest.mark.clause("HOUSE-17")
def test_it_never_goes_back(unchanged):
    at = now()
    with unchanged(), pytest.raises(Refusal) as found:
        actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at - timedelta(seconds=1))
    assert found.value.codes == ["R17-6"]
    with unchanged(), pytest.raises(Refusal) as found:
        actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at + actions.FURTHEST + timedelta(seconds=1))
    assert found.value.codes == ["V-3"]
    assert actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at).seq


@pytest.mark.clause("HOUSE-17")
def test_a_real_deployment_keeps_the_systems_time(settings, unchanged):
    at = now()
    actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at + timedelta(days=3))
    settings.TANHUI_DEMONSTRATION = False
    assert offset() == timedelta(0)
    with unchanged(), pytest.raises(Refusal) as found:
        actions.set_demonstration_clock(by=VISITOR_ACTOR, at=at, to=at + timedelta(days=9))
    assert found.value.codes == ["R17-6"]


def test_the_table_holds_one_row_that_is_never_behind():
    for row in ({"pk": 2}, {"pk": 1, "offset": timedelta(seconds=-1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DemonstrationClock.objects.create(**row)
