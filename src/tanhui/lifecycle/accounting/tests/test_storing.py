"""Readings enter the database in bulk, and its constraints hold for them as for any other row."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tanhui.foundation.bulk import store_rows
from tanhui.foundation.inputs.fields import Upload
from tanhui.lifecycle.accounting import actions
from tanhui.lifecycle.accounting.actions.import_readings import COLUMNS
from tanhui.lifecycle.accounting.models import Reading
from tanhui.lifecycle.accounting.tests.projects import DRAFT, registered

pytestmark = pytest.mark.django_db
METER = DRAFT.meters[0].number
TEXT = (
    "meter_id,start,end,export_kwh,import_kwh\n"
    f"{METER},2024-01-01T00:00,2024-01-01T00:15,0.000001,999999999.999999\n"
    f"{METER},2024-01-01T00:15:00.25+08:00,2024-01-01T16:00Z,1,2\n"
)


@pytest.fixture
def source(world):
    project = registered(world.actor("owner"), world.begin)
    upload = Upload("a.csv", TEXT.encode())
    return actions.import_readings(by=world.actor("owner"), project_id=project.pk, upload=upload, at=world.begin)


def test_what_is_stored_is_what_was_read(source):
    rows = source.readings.order_by("line").values_list(
        "line", "start_at", "end_at", "export_microkwh", "import_microkwh"
    )
    assert list(rows) == [
        (2, moment("2024-01-01T00:00"), moment("2024-01-01T00:15"), 1, 999_999_999_999_999),
        (3, moment("2024-01-01T00:15:00.250"), moment("2024-01-02T00:00"), 1_000_000, 2_000_000),
    ]


def moment(text):
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    "change",
    [
        {"end_at": timedelta(minutes=-15)},
        {"export_microkwh": -1},
        {"import_microkwh": -1},
        {"line": None},
        {"start_at": timedelta(0)},
    ],
    ids=["backwards", "negative", "negative-import", "missing", "twice"],
)
def test_the_constraints_hold(source, change):
    first = source.readings.order_by("line").first()
    row = {name: getattr(first, name) for name in COLUMNS} | {"start_at": first.end_at + timedelta(hours=1)}
    row["end_at"] = row["start_at"] + timedelta(minutes=15)
    with transaction.atomic():
        store_rows(Reading, COLUMNS, [tuple(row.values())])
        assert source.readings.count() == 3
        transaction.set_rollback(True)
    for name, value in change.items():
        base = first.start_at if name == "start_at" else row["start_at"]
        row[name] = base + value if isinstance(value, timedelta) else value
    with pytest.raises(IntegrityError), transaction.atomic():
        store_rows(Reading, COLUMNS, [tuple(row.values())])
    assert source.readings.count() == 2
