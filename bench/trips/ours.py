"""The account of trips as `tanhui account` does it, and the mere reading of their columns."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from bench.trips import data
from tanhui.lifecycle.accounting.bulk.account import Order, account_rows
from tanhui.lifecycle.accounting.bulk.engines import duckdb_engine
from tanhui.lifecycle.accounting.bulk.jobs import Scope
from tanhui.lifecycle.methodology.loading import load, read_file

METHOD = Path(__file__).parents[1] / "methods" / "city_trips.toml"
SCOPE = Scope(date(2020, 9, 23), date(2026, 1, 31))
WORKERS = 2


def account(paths: list[str]) -> list[Any]:
    """Account for the files into a folder of its own: total in cents of a gram, persons, repeated, beyond a cap, bad."""
    with tempfile.TemporaryDirectory(dir=data.FOLDER, prefix="account-") as folder:
        order = Order(load(read_file(METHOD)), paths, Path(folder) / "out", SCOPE, duckdb_engine(WORKERS))
        found = account_rows(order).manifest
        counts = found["counts"]
        total = int(Decimal(found["total"]["value"]).scaleb(2))
        return [total, *(counts[name] for name in ("persons", "duplicates", "over_caps", "rejected"))]


def scan(paths: list[str]) -> list[Any]:
    """Read every value of the columns, and no more."""
    with duckdb.connect(config={"threads": WORKERS}) as connection:
        texts = "texts" in Path(paths[0]).parent.name
        own = "strlen(person)) + sum(strlen(trip_id)" if texts else "person) + sum(trip_id"
        rest = "sum(epoch_us(moment)) + sum(distance) + sum(strlen(operator)) + sum(strlen(mode))"
        return [str(connection.execute(f"SELECT sum({own}) + {rest} FROM read_parquet(?)", [paths]).fetchone())]
