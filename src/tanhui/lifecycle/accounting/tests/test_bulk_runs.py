"""A run that is stopped goes on where it was; changed, new and late rows open their own days again and no others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.bulk import finish, quick
from tanhui.lifecycle.accounting.bulk.account import Engine
from tanhui.lifecycle.accounting.bulk.engines import duckdb_engine
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, LARGEST, here, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import expected, results_in, write_parquet
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD, every_edge
from tanhui.lifecycle.methodology.document import Quantity

DAYS = 8
STOPPED = """
import os, signal, sys
from pathlib import Path
from contextlib import contextmanager
from tanhui.lifecycle.accounting.bulk.account import Engine
from tanhui.lifecycle.accounting.bulk.engines import duckdb_engine
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, run

@contextmanager
def until_killed(work):
    def killed(jobs):
        for number, finished in enumerate(runner(jobs)):
            if number == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            yield finished

    with duckdb_engine(2).ready(work) as runner:
        yield killed

run(CAPPED, [sys.argv[1]], Path(sys.argv[2]), engine=Engine("duckdb", "duckdb", until_killed))
"""


def a_day(number, rows=40):
    """Return rows of one day, some of them the same, some of them bad."""
    moment = GOOD.moment + timedelta(days=number)
    return [
        replace(
            GOOD,
            trip_id=f"d{number}-{row - row % 9 // 8}",
            person=f"p-{row % 7}" if row % 13 else "",
            moment=moment + timedelta(seconds=row),
            distance=Decimal(row) / 2,
        )
        for row in range(rows)
    ]


@pytest.fixture
def data(tmp_path):
    """Return the folder of files of some days, one file a day."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_parquet([a_day(number) for number in range(DAYS)], folder)
    return folder


def account(folder, out, **more):
    return run(more.pop("text", CAPPED), [f"{folder}/*.parquet"], out, **more)


def facts(outcome):
    """Return the manifest without what depends on where the files are and how they were read."""
    return {name: value for name, value in outcome.manifest.items() if name not in ("inputs", "engine")}


def test_killed_and_gone_on_is_as_never_stopped(data, tmp_path):
    out = tmp_path / "out"
    killed = subprocess.run(
        [sys.executable, "-c", STOPPED, f"{data}/*.parquet", str(out)], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (out / "manifest.json").exists()
    assert len(list((out / "days").glob("*.json"))) == 3
    gone_on = account(data, out)
    assert (len(gone_on.kept), len(gone_on.done)) == (3, DAYS - 3)
    whole = account(data, tmp_path / "whole")
    assert facts(gone_on) == facts(whole)
    assert results_in(out) == results_in(tmp_path / "whole")
    assert account(data, out).kept == whole.done
    assert not list(out.rglob("*.new")) and not (out / "work").exists()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_changes_nothing(data, tmp_path, workers):
    assert facts(account(data, tmp_path / "pool", engine=duckdb_engine(workers))) == facts(
        account(data, tmp_path / "here")
    )


def test_days_of_any_length_are_done_alike(data, tmp_path, monkeypatch):
    ordinary = facts(account(data, tmp_path / "ordinary"))
    monkeypatch.setattr(quick, "MOST_IN_ONE_PIECE", 10)
    monkeypatch.setattr(finish, "SLICE", 3)
    assert facts(account(data, tmp_path / "long")) == ordinary


def test_late_rows_open_their_days_again(data, tmp_path):
    first = account(data, tmp_path / "out")
    late = [replace(row, trip_id=f"late-{row.trip_id}") for row in a_day(2, 5) + a_day(5, 5)]
    (tmp_path / "late").mkdir()
    write_parquet([late], tmp_path / "late")
    (tmp_path / "late" / "000.parquet").rename(data / "late.parquet")
    again = account(data, tmp_path / "out")
    days = ("2025-01-02", "2025-01-05")
    assert again.done == days
    assert set(again.kept) == set(first.done) - set(days)
    assert facts(again) == facts(account(data, tmp_path / "whole"))
    files = [a_day(number) for number in range(DAYS)] + [late]
    assert results_in(tmp_path / "out") == expected(files, capped=True).amounts


def test_a_changed_file_opens_its_days_again(data, tmp_path):
    account(data, tmp_path / "out")
    before = (data / "003.parquet").stat()
    (tmp_path / "new").mkdir()
    write_parquet([[*a_day(3)[:-1], replace(a_day(3)[-1], distance=Decimal(1))]], tmp_path / "new")
    (tmp_path / "new" / "000.parquet").replace(data / "003.parquet")
    os.utime(data / "003.parquet", ns=(before.st_atime_ns, before.st_mtime_ns))
    again = account(data, tmp_path / "out")
    assert again.done == ("2025-01-03",)
    assert facts(again) == facts(account(data, tmp_path / "whole"))


def test_a_file_taken_away_takes_its_days_with_it(data, tmp_path):
    account(data, tmp_path / "out")
    (data / "003.parquet").unlink()
    again = account(data, tmp_path / "out")
    assert (again.done, again.dropped) == ((), ("2025-01-03",))
    assert not (tmp_path / "out" / "results" / "2025-01-03.parquet").exists()
    assert facts(again) == facts(account(data, tmp_path / "whole"))


def test_a_lost_result_is_made_again(data, tmp_path):
    whole = account(data, tmp_path / "out")
    (tmp_path / "out" / "results" / "2025-01-01.parquet").unlink()
    again = account(data, tmp_path / "out")
    assert again.done == ("2025-01-01",)
    assert facts(again) == facts(whole)


def test_another_factor_is_another_account(data, tmp_path):
    account(data, tmp_path / "out")
    with pytest.raises(Refusal) as refused:
        account(data, tmp_path / "out", entered={})
    assert refused.value.codes == ["R14-2"]
    for change in ({"text": LARGEST}, {"entered": {"share": Quantity(Decimal("0.8"), "1")}}):
        with pytest.raises(Refusal) as refused:
            account(data, tmp_path / "out", **change)
        assert refused.value.codes == ["R17-1"]


def test_a_folder_with_other_files_is_left_alone(data, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(Refusal) as refused:
        account(data, tmp_path / "out")
    assert refused.value.codes == ["R17-1"]
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != ".lock"] == ["letter.txt"]


def test_a_folder_in_use_is_refused(data, tmp_path):
    seen = []

    def twice(work):
        with pytest.raises(Refusal) as refused:
            account(data, tmp_path / "out")
        seen.extend(refused.value.codes)
        return here().ready(work)

    account(data, tmp_path / "out", engine=Engine("duckdb", "duckdb", twice))
    assert seen == ["R17-1"]


def test_a_file_that_changes_while_it_is_read_is_noticed(data, tmp_path):
    def changing(jobs):
        with here().ready(tmp_path) as runner:
            yield from runner(jobs)
        with (data / "002.parquet").open("ab") as file:
            file.write(b"more")

    with pytest.raises(Refusal) as refused:
        account(data, tmp_path / "out", engine=Engine("duckdb", "duckdb", lambda work: nullcontext(changing)))
    assert refused.value.codes == ["V-9"]
    days = {path.stem for path in (tmp_path / "out" / "days").glob("*.json")}
    assert len(days) == DAYS - 1 and "2025-01-02" not in days


def test_a_broken_file_stops_its_day_and_keeps_the_others(data, tmp_path):
    content = bytearray((data / "004.parquet").read_bytes())
    content[4:200] = bytes(196)
    (data / "004.parquet").write_bytes(content)
    with pytest.raises(Refusal) as refused:
        account(data, tmp_path / "out", engine=duckdb_engine(1))
    assert refused.value.codes == ["V-9"]
    assert not (tmp_path / "out" / "manifest.json").exists()
    write_parquet([a_day(4)], tmp_path)
    (tmp_path / "000.parquet").replace(data / "004.parquet")
    again = account(data, tmp_path / "out")
    assert again.kept
    assert facts(again) == facts(account(data, tmp_path / "whole"))


def test_the_manifest_tells_every_file_by_its_digest(data, tmp_path):
    outcome = account(data, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told == outcome.manifest
    assert [Path(each["path"]).name for each in told["inputs"]] == [f"{number:03d}.parquet" for number in range(DAYS)]
    digest = subprocess.run(["sha256sum", data / "000.parquet"], capture_output=True, text=True, check=True).stdout
    assert told["inputs"][0]["sha256"] == digest.split()[0]
    assert {day["factors"]["EF_base"] for day in told["days"]} == {"b-2024", "b-2025"}


def test_days_mixed_up_in_one_file_are_sorted_out(tmp_path):
    files = [every_edge()] + [a_day(number, 9) for number in range(DAYS)]
    mixed = [row for rows in files for row in rows]
    mixed = mixed[::2] + mixed[1::2]
    for name, written in (("apart", files), ("mixed", [mixed])):
        (tmp_path / name).mkdir()
        write_parquet(written, tmp_path / name)
    apart, together = (account(tmp_path / name, tmp_path / f"out-{name}", text=LARGEST) for name in ("apart", "mixed"))
    wanted = expected([mixed], capped=False)
    assert results_in(tmp_path / "out-mixed") == wanted.amounts
    assert together.manifest["counts"] == apart.manifest["counts"]
    again = account(tmp_path / "mixed", tmp_path / "out-mixed", text=LARGEST)
    assert (again.done, facts(again)) == ((), facts(together))


def test_a_file_in_order_of_time_is_read_group_by_group(tmp_path):
    rows = [row for number in range(3) for row in a_day(number, 4096)]
    (tmp_path / "long").mkdir()
    (tmp_path / "days").mkdir()
    write_parquet([rows[first : first + 4096] for first in range(0, len(rows), 4096)], tmp_path / "days")
    duckdb.execute(
        f"COPY (SELECT * FROM '{tmp_path}/days/*.parquet') TO '{tmp_path}/long/all.parquet' (ROW_GROUP_SIZE 2048)"
    )
    one, other = (account(tmp_path / name, tmp_path / f"out-{name}") for name in ("days", "long"))
    assert facts(one) == facts(other)
    inputs = json.loads((tmp_path / "out-long" / "inputs.json").read_text())
    assert [each["staged"] for each in inputs.values()] == [False]
