"""Load the demonstration into an empty database, so that its story ends when the visitor arrives."""

from __future__ import annotations

from datetime import datetime, timedelta

from tanhui.foundation.parties.models import Party
from tanhui.foundation.periods import SHANGHAI
from tanhui.site.demonstration.factors import propose_changes
from tanhui.site.demonstration.history import (
    HAINING,
    XIUZHOU,
    Diary,
    accredit_verifiers,
    file_up_to_notice,
    load_factors,
    publish_methodologies,
    register_and_issue,
    register_site,
    report_and_verify,
)
from tanhui.site.demonstration.people import seed_people
from tanhui.site.demonstration.trading import open_the_market, trade_and_use

BEGIN = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
"""When the story begins: the first working day of a month under the demonstration's extension of the measures."""

NOTICE_LEAD = timedelta(days=28)
"""How long before the visitor's arrival the second project starts, so that its notice is still open then."""


def is_empty() -> bool:
    """Return whether nobody has been registered yet."""
    return not Party.objects.exists()


def seed(*, at: datetime) -> None:
    """Tell the whole story up to `at`: one project issued, traded and partly retired, another on public notice.

    Two changes of factors are under way, one of them on public notice.
    """
    diary = Diary(seed_people(at=BEGIN), BEGIN)
    load_factors(diary)
    publish_methodologies(diary)
    accredit_verifiers(diary)
    first = register_site(diary, XIUZHOU)
    filing = file_up_to_notice(diary, XIUZHOU, report_and_verify(diary, XIUZHOU, first))
    batch = register_and_issue(diary, filing)
    open_the_market(diary)
    trade_and_use(diary, batch, until=at - NOTICE_LEAD)
    diary.at = max(diary.at, at - NOTICE_LEAD)
    second = register_site(diary, HAINING)
    file_up_to_notice(diary, HAINING, report_and_verify(diary, HAINING, second))
    propose_changes(diary)
