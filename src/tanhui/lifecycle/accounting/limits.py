"""The scheme's limits on files of readings: those uploaded to the site, and those an operator reads from a disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tanhui.law.scheme import Scheme
from tanhui.lifecycle.accounting.readings.reader import FileLimits


def limits_of(one: Scheme, on: date) -> FileLimits:
    """Return the limits on an upload in force on a day."""
    return FileLimits(
        file_bytes=one.whole("upload_bytes", on),
        unpacked_bytes=one.whole("upload_unpacked_bytes", on),
        entries=one.whole("upload_entries", on),
        rows=one.whole("csv_rows", on),
        line_bytes=one.whole("csv_line_bytes", on),
        gap_fill_days=one.whole("gap_fill_days", on),
    )


def bulk_limits_of(one: Scheme, on: date) -> FileLimits:
    """Return the limits on a file of the command line in force on a day: more bytes, otherwise the same."""
    return replace(
        limits_of(one, on),
        file_bytes=one.whole("bulk_file_bytes", on),
        unpacked_bytes=one.whole("bulk_unpacked_bytes", on),
    )
