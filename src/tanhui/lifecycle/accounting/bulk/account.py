"""An account of rows at city scale: which days are to be done, done day by day, and the manifest of all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk.columns import NANOSECONDS
from tanhui.lifecycle.accounting.bulk.days import NO_DAY, DaysOf, days_of_parquet, groups_of
from tanhui.lifecycle.accounting.bulk.daysql import Source
from tanhui.lifecycle.accounting.bulk.folder import INPUTS, MANIFEST, Folder, Record, read_json, write_json
from tanhui.lifecycle.accounting.bulk.job import Finished, Job
from tanhui.lifecycle.accounting.bulk.jobs import Day, Jobs, Places, Scope, day_of
from tanhui.lifecycle.accounting.bulk.manifest import manifest_of, normal
from tanhui.lifecycle.accounting.bulk.plan import FORMAT, Plan, make_plan
from tanhui.lifecycle.accounting.bulk.progress import Progress
from tanhui.lifecycle.accounting.bulk.reasons import reasons_of
from tanhui.lifecycle.accounting.bulk.sources import (
    UTF8,
    Asked,
    DataFile,
    content_digest,
    find_files,
    look_of,
    open_files,
)
from tanhui.lifecycle.accounting.bulk.staging import DAY_FOLDER, FOLDER_OF_NO_DAY, Staging
from tanhui.lifecycle.accounting.bulk.worker import connect
from tanhui.lifecycle.methodology.document import Method, Quantity

PLANNING_MEMORY = "200MB"
SPARK = "spark"


Runner = Callable[[Iterable[Job]], Iterator[Finished]]


@dataclass(frozen=True)
class Engine:
    """What does the days: the dialect it speaks, how it is made ready, and whether it numbers the rows of a file itself.

    `ready` takes a folder to work in and gives, for the time of a run, what does jobs.
    """

    name: str
    dialect: str
    ready: Callable[[Path], AbstractContextManager[Runner]]
    numbers_rows: Callable[[str], bool] = lambda path: True


@dataclass(frozen=True)
class Order:
    """What is to be accounted, and how."""

    method: Method
    data: Sequence[str]
    out: Path
    scope: Scope
    engine: Engine
    entered: Mapping[str, Quantity | str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    encoding: str = UTF8


@dataclass(frozen=True)
class Outcome:
    """The manifest of a run, and which days it did, kept from an earlier run, or dropped."""

    manifest: dict[str, Any]
    done: tuple[str, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def account_rows(order: Order) -> Outcome:
    """Account for the rows of the files and write the folder; days that are done and unchanged are not done again."""
    plan = make_plan(order.method, order.entered, known_on=order.scope.filed_on)
    folder = Folder(order.out)
    paths = find_files(order.data)
    with folder.opened(_head(order, plan)), order.engine.ready(folder.work) as runner:
        return _Run(order, plan, folder, paths).account(runner)


def _head(order: Order, plan: Plan) -> dict[str, str]:
    given = {symbol: str(value) for symbol, value in sorted(plan.given.items())}
    return {
        "methodology": order.method.id,
        "version": order.method.version,
        "sha256": order.method.sha256,
        "given": json.dumps(given, ensure_ascii=False),
    }


class _Run:
    """One run over the files."""

    def __init__(self, order: Order, plan: Plan, folder: Folder, paths: Sequence[str]) -> None:
        self.order = order
        self.plan = plan
        self.folder = folder
        self.connection = connect(PLANNING_MEMORY, str(folder.work / "spill"))
        asked = Asked(order.renamed, plan.terms.moment, order.encoding, folder.work)
        self.files = open_files(self.connection, paths, plan.columns, asked)
        self.whole = _whole_in_all(plan, self.files)
        plan.digits = _digits_in_all(plan, self.files)
        self.staging = Staging(self.connection, plan.columns, plan.terms.moment, self.whole)
        told = folder.path / INPUTS
        self.earlier: dict[str, Any] = read_json(told) if told.is_file() else {}
        self.known = self._looked_at()
        direct = [file.path for file in self.files if not self.known[file.mark].staged]
        self.numbers_rows = not direct or order.engine.numbers_rows(direct[0])

    def account(self, runner: Runner) -> Outcome:
        """Do what is to be done."""
        days = self._days()
        kept = {day.day: record for day in days if (record := self._kept(day)) is not None}
        waiting = [day for day in days if day.day not in kept]
        progress = Progress(sum(day.rows for day in days), len(days))
        for day in days:
            if day.day in kept:
                progress.skip(day.rows)
        with ThreadPoolExecutor(1) as digesting:
            digests = {file.path: digesting.submit(self._content, file) for file in self.files}
            records = kept | self._do(waiting, runner, progress)
            dropped = self.folder.drop_others([day.day for day in days])
            inputs = self._inputs(digests)
        progress.end()
        self._refuse_changed()
        manifest = manifest_of(self.order.method, self.plan, [records[day.day] for day in days], inputs)
        manifest["engine"] = self.order.engine.name
        write_json(self.folder.path / MANIFEST, manifest)
        return Outcome(manifest, tuple(day.day for day in waiting), tuple(sorted(kept)), tuple(dropped))

    def _looked_at(self) -> dict[str, DaysOf]:
        """Return the days of every file; what an earlier run found of an unchanged file holds."""
        moment = self.plan.terms.moment
        found = {mark: DaysOf(told["days"], told["staged"]) for mark, told in self.earlier.items()}
        new = [file for file in self.files if file.mark not in found]
        written = [file for file in new if file.must_be_staged(self.plan.columns)]
        for file in written:
            found[file.mark] = DaysOf(self.staging.count_days(file), staged=True)
        direct = [file for file in new if file.mark not in found]
        groups = groups_of(self.connection, direct, moment)
        for file in direct:
            found[file.mark] = days_of_parquet(self.connection, file, moment, groups.get(file.path, []))
        return {file.mark: found[file.mark] for file in self.files}

    def _is_staged(self, file: DataFile) -> bool:
        fine = any(kind.name == "timestamp" and kind.scale == NANOSECONDS for kind in file.kinds.values())
        unread = fine and self.order.engine.dialect == SPARK
        return self.known[file.mark].staged or unread or not self.numbers_rows

    def _days(self) -> list[Day]:
        """Return every day that some file holds, in order, the rows without one first."""
        rows: Counter[str] = Counter()
        sources: dict[str, list[Source]] = {}
        for file in self.files:
            held = self.known[file.mark].rows
            for day, count in held.items():
                rows[day] += count
                sources.setdefault(day, []).append(self._source(file, day, whole=len(held) == 1))
        return [day_of(self.plan, self.order.scope, day, rows[day], sources[day]) for day in sorted(rows)]

    def _source(self, file: DataFile, day: str, *, whole: bool) -> Source:
        if self._is_staged(file):
            return Source(str(self._folder_of(file, day)), file.number, staged=True)
        return Source(file.read_path, file.number, file.kinds, file.column_names, file.path_day, whole=whole)

    def _folder_of(self, file: DataFile, day: str) -> Path:
        return self.folder.work / "sorted" / str(file.number) / f"{DAY_FOLDER}={day or FOLDER_OF_NO_DAY}"

    def _mark(self, day: Day) -> str:
        """Return what the results of a day depend on, in one digest."""
        marks = [file.mark for file in self.files if day.day in self.known[file.mark].rows]
        content = [FORMAT, self.order.method.sha256, day.factors.digest, day.fault, sorted(self.whole), marks]
        return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def _kept(self, day: Day) -> Record | None:
        record = self.folder.record_of(day.day)
        return record if record is not None and record.mark == self._mark(day) else None

    def _do(self, days: Sequence[Day], runner: Runner, progress: Progress) -> dict[str, Record]:
        """Do days and write the record of each as it ends."""
        by_day = {day.day: day for day in days}
        for file in self.files:
            wanted = set(self.known[file.mark].rows) & set(by_day)
            if wanted and self._is_staged(file):
                self.staging.sort_out(file, wanted, self._folder_of(file, NO_DAY).parent)
        found: dict[str, Record] = {}
        for finished in map(normal, runner(self._jobs(days))):
            day = by_day[finished.day]
            found[day.day] = Record(self._mark(day), dict(day.factors.used), finished)
            self.folder.write_record(found[day.day])
            progress.step(day.rows)
        return found

    def _jobs(self, days: Sequence[Day]) -> Iterator[Job]:
        """Write the jobs one after the other, as they are asked for."""
        jobs = Jobs(self.plan, self.whole, self.order.engine.dialect)
        reasons = reasons_of(self.plan)
        for day in days:
            self.folder.forget(day.day)
            results, rejects, _ = self.folder.paths_of(day.day)
            numbers = {source.number for source in day.sources}
            files = {str(file.number): file.path for file in self.files if file.number in numbers}
            yield jobs.job(day, Places(str(results), str(rejects), files), reasons)

    def _content(self, file: DataFile) -> str:
        told = self.earlier.get(file.mark)
        return told["sha256"] if told is not None else content_digest(file.path)

    def _inputs(self, digests: Mapping[str, Future[str]]) -> list[dict[str, Any]]:
        """Return what the manifest says of each file, and keep for the next run what was found out about it."""
        told = {
            file.mark: {
                "days": self.known[file.mark].rows,
                "staged": self.known[file.mark].staged,
                "sha256": digests[file.path].result(),
            }
            for file in self.files
        }
        write_json(self.folder.path / INPUTS, told)
        return [
            {"path": file.path, "bytes": file.look.size, "sha256": told[file.mark]["sha256"]} for file in self.files
        ]

    def _refuse_changed(self) -> None:
        """Refuse when a file changed while it was read: its days are not done."""
        changed = [file for file in self.files if look_of(file.path) != file.look]
        if not changed:
            return
        for file in changed:
            for day in self.known[file.mark].rows:
                self.folder.forget(day)
        zh = f"核算期间数据文件有改动：{changed[0].path}，其所在各日未计入，请在文件不再改动后重新运行"
        refuse("V-9", zh, f"{changed[0].path} changed while it was read; run again", place=changed[0].path)


def _whole_in_all(plan: Plan, files: Sequence[DataFile]) -> frozenset[str]:
    """Return the identifiers that are whole numbers in every file."""
    named = [one.symbol for one in plan.columns if one.type == "text"]
    return frozenset(each for each in named if all(file.kinds[each].name == "whole" for file in files))


def _digits_in_all(plan: Plan, files: Sequence[DataFile]) -> dict[str, int]:
    """Return how many decimals each quantity has at most: fewer than declared make sums that fit 64 bits."""
    found = {}
    for one in plan.columns:
        if one.is_number and not one.yes_no:
            own = [file.kinds[one.symbol] for file in files]
            scales = [one.digits if kind.name == "text" else kind.scale for kind in own]
            found[one.symbol] = min(one.digits, max(scales))
    return found
