"""Worker processes, each with its own DuckDB: two of them beat two threads of one, as a day is too short to be split."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk.job import Finished, Job
from tanhui.lifecycle.accounting.bulk.reasons import file_name

WORKER = "tanhui.lifecycle.accounting.bulk.worker"
NO_SPACE = ("No space left", "could not write", "failed to offload")
UNREADABLE = ("Error", "IOException", "InvalidInputException", "SerializationException")


def run_in_pool(jobs: Iterable[Job], *, workers: int, memory: str, spill: Path) -> Iterator[Finished]:
    """Do the jobs in worker processes, each answer as soon as it is there; refuse what stops a day."""
    waiting = iter(list(jobs))
    answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
    turn = threading.Lock()
    stopped = threading.Event()

    def following() -> Job | None:
        with turn:
            return None if stopped.is_set() else next(waiting, None)

    def attend(number: int) -> None:
        first = {"memory": memory, "spill": str(spill / f"worker-{number}")}
        with subprocess.Popen(
            [sys.executable, "-m", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            try:
                process.stdin.write(json.dumps(first) + "\n")
                while (job := following()) is not None:
                    process.stdin.write(json.dumps(job.as_dict()) + "\n")
                    process.stdin.flush()
                    line = process.stdout.readline()
                    answers.put(json.loads(line) if line else {"failed": "ended", "day": job.day, "said": ""})
                    if not line:
                        break
            except OSError as failed:
                answers.put({"failed": type(failed).__name__, "day": "", "said": str(failed)})
            finally:
                process.stdin.close()
                answers.put(None)

    threads = [threading.Thread(target=attend, args=(number,), daemon=True) for number in range(workers)]
    for thread in threads:
        thread.start()
    try:
        open_ends = workers
        while open_ends:
            answer = answers.get()
            if answer is None:
                open_ends -= 1
            elif "finished" in answer:
                yield Finished(**answer["finished"])
            else:
                _refuse_day(answer)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _refuse_day(answer: dict[str, Any]) -> NoReturn:
    day, said = file_name(answer["day"]), answer["said"]
    if any(each in said for each in NO_SPACE):
        refuse("S-30", f"{day}：磁盘空间不足，已完成的各日保留，腾出空间后重新运行即可续算", said, place=day)
    if answer["failed"] in UNREADABLE:
        refuse("V-9", f"{day}：数据文件不能读取：{said}", said, place=day)
    raise RuntimeError(f"{day}: the worker {answer['failed']}: {said}")
