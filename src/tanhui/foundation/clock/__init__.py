"""What time it is. Only views, API endpoints and commands ask; everything below takes `at=`.

The table is looked up through the registry of apps, because Django imports this package before any model exists.
"""

from datetime import UTC, datetime, timedelta

from django.apps import apps as installed  # the name `apps` is taken: it is this package's own module
from django.conf import settings

CLOCK_ROW = 1


def now() -> datetime:
    """Return the moment, aware and in UTC: the system's time plus, in the demonstration only, the stored offset."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """Return how far the demonstration's clock is ahead; zero in a real deployment, whatever the table says."""
    if not settings.TANHUI_DEMONSTRATION:
        return timedelta(0)
    rows = installed.get_model("clock", "DemonstrationClock").objects.filter(pk=CLOCK_ROW)
    stored: timedelta | None = rows.values_list("offset", flat=True).first()
    return stored or timedelta(0)
