"""The scheme's limits on uploads of readings."""

from __future__ import annotations

from datetime import date

from tanhui.law.scheme import Scheme
from tanhui.lifecycle.accounting.readings.reader import FileLimits


def limits_of(one: Scheme, on: date) -> FileLimits:
    """Return the limits in force on a day."""
    return FileLimits(
        file_bytes=one.whole("upload_bytes", on),
        unpacked_bytes=one.whole("upload_unpacked_bytes", on),
        entries=one.whole("upload_entries", on),
        rows=one.whole("csv_rows", on),
        line_bytes=one.whole("csv_line_bytes", on),
        gap_fill_days=one.whole("gap_fill_days", on),
    )
