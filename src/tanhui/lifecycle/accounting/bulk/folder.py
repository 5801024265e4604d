"""The folder a run writes: one record per finished day, so that a run that was stopped goes on where it was.

A file is written beside its place and moved there when it is whole; a day is done when its record is there. Nothing else
decides, so a run may be killed at any moment.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk.job import Finished
from tanhui.lifecycle.accounting.bulk.reasons import file_name

HEAD, INPUTS, MANIFEST, LOCK = "account.json", "inputs.json", "manifest.json", ".lock"
RESULTS, REJECTS, DAYS, WORK = "results", "rejects", "days", "work"


@dataclass(frozen=True)
class Record:
    """A finished day: what it was computed from, in one digest, and what became of it."""

    mark: str
    factors: Mapping[str, str]
    finished: Finished


class Folder:
    """The folder of one account."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / WORK

    @contextmanager
    def opened(self, account: Mapping[str, str]) -> Iterator[None]:
        """Hold the folder for one run; refuse one that is in use, or holds anything but this account."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = open(self.path / LOCK, "w", encoding="utf-8")  # noqa: SIM115 - held until the run ends
        except OSError as failed:
            refuse("V-10", f"结果文件夹 {self.path} 不能写入：{failed.strerror}", str(failed), place="--out")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                zh = f"结果文件夹 {self.path} 正被另一次核算使用，请等它结束"
                refuse("R17-1", zh, f"{self.path} is in use by another run", place="--out")
            self._claim(account)
            for folder in (RESULTS, REJECTS, DAYS):
                (self.path / folder).mkdir(exist_ok=True)
                for left in (self.path / folder).glob("*.new"):
                    left.unlink()
            shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir()
            yield
            shutil.rmtree(self.work, ignore_errors=True)

    def _claim(self, account: Mapping[str, str]) -> None:
        head = self.path / HEAD
        if head.is_file():
            if read_json(head) == dict(account):
                return
            if not any((self.path / DAYS).glob("*.json")):
                write_json(head, account)
                return
            zh = f"结果文件夹 {self.path} 里是另一份核算的结果（方法学、版本或给定的值不同），请换一个文件夹"
            refuse("R17-1", zh, f"{self.path} holds another account; use another folder", place="--out")
        if any(each.name != LOCK for each in self.path.iterdir()):
            zh = f"结果文件夹 {self.path} 里有其他文件，请换一个空文件夹"
            refuse("R17-1", zh, f"{self.path} holds other files; use an empty folder", place="--out")
        write_json(head, account)

    def paths_of(self, day: str) -> tuple[Path, Path, Path]:
        """Return the files of a day: results, rejects, record."""
        name = file_name(day)
        return (
            self.path / RESULTS / f"{name}.parquet",
            self.path / REJECTS / f"{name}.parquet",
            self.path / DAYS / f"{name}.json",
        )

    def record_of(self, day: str) -> Record | None:
        """Return the record of a day, if it is done and its files are still there."""
        results, rejects, path = self.paths_of(day)
        if not path.is_file():
            return None
        found = read_json(path)
        finished = Finished(**found["finished"])
        complete = (not finished.persons or results.is_file()) and (not finished.rejected or rejects.is_file())
        return Record(found["mark"], found["factors"], finished) if complete else None

    def write_record(self, record: Record) -> None:
        """Say that a day is done."""
        content = {"mark": record.mark, "factors": dict(record.factors), "finished": record.finished.as_dict()}
        write_json(self.paths_of(record.finished.day)[2], content)

    def forget(self, day: str) -> None:
        """Take a day's record away before its files change, so that a stopped run does not take them for done."""
        self.paths_of(day)[2].unlink(missing_ok=True)

    def drop_others(self, days: Iterable[str]) -> list[str]:
        """Take away the days that the data no longer hold; return their names."""
        wanted = {file_name(day) for day in days}
        gone = sorted(path.stem for path in (self.path / DAYS).glob("*.json") if path.stem not in wanted)
        for name in gone:
            for folder, ending in ((DAYS, "json"), (RESULTS, "parquet"), (REJECTS, "parquet")):
                (self.path / folder / f"{name}.{ending}").unlink(missing_ok=True)
        return gone


def read_json(path: Path) -> Any:
    """Read a file that `write_json` wrote."""
    return json.loads(path.read_text("utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write a file whole or not at all."""
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with made.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.write("\n")
    made.replace(path)
