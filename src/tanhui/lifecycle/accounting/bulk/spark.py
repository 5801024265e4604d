"""The same days on Apache Spark, in this process, on a cluster, or over Spark Connect (a cluster, or Sail).

Spark computes each person's amount; the one row per person that comes back is put in order, written and digested by the
same code as for DuckDB. The engine must see the files under the same paths as this process.
"""

from __future__ import annotations

import re
import shutil
import socket
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk.finish import NOBODY, write_rejects, write_results
from tanhui.lifecycle.accounting.bulk.job import Finished, Job
from tanhui.lifecycle.accounting.bulk.names import GOOD, MOMENT, PERSON, PLACE, name, text
from tanhui.lifecycle.accounting.bulk.quick import NEW, faulty_rows, settle
from tanhui.lifecycle.accounting.bulk.worker import connect

try:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError:
    SparkSession = None  # type: ignore[assignment,misc]  # the optional extra is not installed

LOCAL = "local[*]"
CONNECT_PORT = 15002
PATIENCE_SECONDS = 10
_ADDRESS = re.compile(r"sc://([^:/;]+)(?::([0-9]{1,5}))?")
MEMORY = "200MB"
SETTINGS = {
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.ansi.enabled": "true",
}
LOCAL_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
RUNNING = f"(PARTITION BY {PERSON} ORDER BY {MOMENT}, {PLACE} ROWS UNBOUNDED PRECEDING)"


def open_session(*, master: str = "", remote: str = "") -> Any:
    """Open a session in this process, on a master, or at a Spark Connect address."""
    if SparkSession is None:
        zh = "未安装 Spark：请先运行 pip install 'tanhui[spark]'，或改用 --engine duckdb"
        refuse(
            "V-8", zh, "Spark is not installed: pip install 'tanhui[spark]', or use --engine duckdb", place="--engine"
        )
    builder = SparkSession.builder.appName("tanhui")
    if remote:
        _require_answer(remote)
        builder = builder.remote(remote)
    else:
        builder = builder.master(master or LOCAL)
        for setting, value in LOCAL_SETTINGS.items():
            builder = builder.config(setting, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # pyspark on pandas, which is not used
            session = builder.getOrCreate()
        for setting, value in SETTINGS.items():
            session.conf.set(setting, value)
    except PySparkException as failed:
        said = str(failed).splitlines()[0][:200]
        refuse("V-10", f"连接不上 Spark：{said}", f"Spark cannot be reached: {said}", place="--spark-remote")
    return session


def _require_answer(remote: str) -> None:
    """Refuse an address where nothing listens; the client itself would try for minutes."""
    found = _ADDRESS.match(remote)
    if found is None:
        return
    try:
        socket.create_connection((found[1], int(found[2] or CONNECT_PORT)), timeout=PATIENCE_SECONDS).close()
    except OSError as failed:
        zh = f"{remote} 没有 Spark Connect 服务：{failed.strerror or failed}"
        refuse("V-10", zh, f"nothing answers at {remote}: {failed}", place="--spark-remote")


def numbers_rows(session: Any, path: str) -> bool:
    """Whether the engine tells the number of a row in its file; where it does not, files are numbered before."""
    try:
        session.sql(f"SELECT _metadata.row_index FROM parquet.{name(path, 'spark')} LIMIT 1").collect()
    except PySparkException:
        return False
    return True


def run_on_spark(session: Any, work: Path, jobs: Iterable[Job]) -> Iterator[Finished]:
    """Do the jobs one after the other; within a day Spark uses all it has."""
    connection = connect(MEMORY, str(work / "spill"))
    for job in jobs:
        yield _Day(session, connection, job, work / "spark").account()


class _Day:
    """One day on Spark."""

    def __init__(self, session: Any, connection: duckdb.DuckDBPyConnection, job: Job, work: Path) -> None:
        self.session = session
        self.connection = connection
        self.job = job
        self.work = work

    def account(self) -> Finished:
        """Do the day and write its files."""
        job = self.job
        kept = over = repeated = cut = 0
        results = NOBODY
        if not job.refused:
            persons = self._write(persons_of(job), "persons")
            sums = "coalesce(sum(kept), 0), coalesce(sum(over), 0), coalesce(sum(repeated), 0), coalesce(sum(cut), 0)"
            found = self.connection.execute(f"SELECT {sums} FROM {persons}").fetchone()
            assert found is not None
            kept, over, repeated, cut = (int(each) for each in found)
            amounts = f"SELECT person, amount FROM {persons} WHERE kept + over > 0"
            results = write_results(self.connection, job, amounts, job.results_path + NEW)
        rejected = job.rows - kept - over - repeated
        rejects = {}
        if rejected:
            faulty = f"SELECT * FROM {self._write(faulty_rows(job.checked), 'faulty')}"
            rejects = write_rejects(self.connection, job, faulty, job.rejects_path + NEW)
        settle(job.results_path, present=results.persons > 0)
        settle(job.rejects_path, present=bool(rejects))
        shutil.rmtree(self.work, ignore_errors=True)
        return Finished(
            day=job.day,
            rows=job.rows,
            rejected=rejected,
            duplicates=repeated,
            over_caps=over,
            cut=cut,
            persons=results.persons,
            total=results.total,
            digest=results.digest,
            rejects=rejects,
        )

    def _write(self, query: str, where: str) -> str:
        """Have Spark write what a query finds; return it as an item of FROM for DuckDB."""
        folder = self.work / where
        self.session.sql(query).write.mode("overwrite").parquet(str(folder))
        return f"read_parquet({text(f'{folder}/**/*.parquet')}, hive_partitioning = false)"


def persons_of(job: Job) -> str:
    """Return the query of the persons of a day: amount, rows counted, beyond a cap, repeated, and whether it was cut."""
    texts = job.checked
    good = f"(SELECT * FROM {texts.relation} WHERE {texts.fault} IS NULL) AS tanhui_good_rows"
    rows = texts.rows.replace(GOOD, good)
    order = f"{job.result} DESC, {PLACE}" if job.largest else PLACE
    nth = f"row_number() OVER (PARTITION BY {', '.join(job.keys)} ORDER BY {order})"
    counted = f"SELECT *, {nth} AS tanhui_nth, {job.result} AS tanhui_result FROM ({rows}) AS t"
    barred = "0"
    beyond = [f"tanhui_n > {job.rows_most}"] if job.rows_most else []
    totals = [f"SUM(CASE WHEN tanhui_nth = 1 THEN 1 ELSE 0 END) OVER {RUNNING} AS tanhui_n"] if job.rows_most else []
    for number, (column, most) in enumerate(job.measured):
        beyond.append(f"tanhui_c{number} > {most}")
        totals.append(f"SUM(CASE WHEN tanhui_nth = 1 THEN {column} ELSE 0 END) OVER {RUNNING} AS tanhui_c{number}")
    if beyond:
        counted = f"SELECT *, {', '.join(totals)} FROM ({counted}) AS t"
        test = f"tanhui_nth = 1 AND ({' OR '.join(beyond)})"
        barred = f"MAX(CASE WHEN {test} THEN 1 ELSE 0 END) OVER {RUNNING}"
    marked = f"SELECT *, {barred} AS tanhui_barred FROM ({counted}) AS t"
    first, left_out = "tanhui_nth = 1 AND tanhui_barred = 0", "tanhui_nth = 1 AND tanhui_barred = 1"
    sums = (
        f"SELECT {PERSON} AS person, SUM(CASE WHEN {first} THEN tanhui_result ELSE 0 END) AS e, "
        f"SUM(CASE WHEN {first} THEN 1 ELSE 0 END) AS kept, SUM(CASE WHEN {left_out} THEN 1 ELSE 0 END) AS over, "
        f"SUM(CASE WHEN tanhui_nth > 1 THEN 1 ELSE 0 END) AS repeated FROM ({marked}) AS t GROUP BY {PERSON}"
    )
    cut = f"CASE WHEN e > {job.result_most} THEN 1 ELSE 0 END" if job.result_most else "0"
    return f"SELECT person, {job.sums[-1].amount} AS amount, kept, over, repeated, {cut} AS cut FROM ({sums}) AS t"
