"""Worker processes, each with its own DuckDB: two of them beat two threads of one, as a day is too short to be split."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from tanhui.law import refuse
from tanhui.lifecycle.accounting.bulk.job import Finished, Job
from tanhui.lifecycle.accounting.bulk.reasons import file_name

WORKER = "tanhui.lifecycle.accounting.bulk.worker"
NO_SPACE = ("No space left", "could not write", "failed to offload")
UNREADABLE = ("Error", "IOException", "InvalidInputException", "SerializationException")


@contextmanager
def pool(*, workers: int, memory: str, spill: Path) -> Iterator[Callable[[Iterable[Job]], Iterator[Finished]]]:
    """Start worker processes and return what does jobs in them, each answer as soon as it is there.

    The workers load while the days are looked for, and a job is made when a worker is free to take it.
    """
    with ExitStack() as stack:
        started = [stack.enter_context(_worker(memory, spill / f"worker-{number}")) for number in range(workers)]
        yield lambda jobs: _run(iter(jobs), started)


@contextmanager
def _worker(memory: str, spill: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a worker, which ends when there is nothing more to read."""
    command = [sys.executable, "-m", WORKER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"memory": memory, "spill": str(spill)}) + "\n")
            process.stdin.flush()
            yield process
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()


def _run(jobs: Iterator[Job], workers: Sequence[subprocess.Popen[str]]) -> Iterator[Finished]:
    """Do the jobs; refuse what stops a day."""
    feeder = _Feeder(jobs)
    threads = [threading.Thread(target=feeder.attend, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        busy = len(threads)
        while busy:
            answer = feeder.answers.get()
            if answer is None:
                busy -= 1
            elif isinstance(answer, BaseException):
                raise answer
            elif "finished" in answer:
                yield Finished(**answer["finished"])
            else:
                _refuse_day(answer)
    finally:
        feeder.stopped.set()
        for thread in threads:
            thread.join()


class _Feeder:
    """Hands jobs to workers and gathers answers; an end is None, and what went wrong with a job its exception."""

    def __init__(self, jobs: Iterator[Job]) -> None:
        self.jobs = jobs
        self.turn = threading.Lock()
        self.stopped = threading.Event()
        self.answers: queue.Queue[dict[str, Any] | BaseException | None] = queue.Queue()

    def attend(self, worker: subprocess.Popen[str]) -> None:
        """Hand one worker job after job."""
        assert worker.stdin is not None and worker.stdout is not None
        try:
            while (job := self._following()) is not None:
                worker.stdin.write(json.dumps(job.as_dict()) + "\n")
                worker.stdin.flush()
                line = worker.stdout.readline()
                self.answers.put(json.loads(line) if line else {"failed": "ended", "day": job.day, "said": ""})
                if not line:
                    break
        except Exception as failed:  # handed to the one who waits for the answers
            self.answers.put(failed)
        finally:
            self.answers.put(None)

    def _following(self) -> Job | None:
        with self.turn:
            return None if self.stopped.is_set() else next(self.jobs, None)


def _refuse_day(answer: dict[str, Any]) -> NoReturn:
    day, said = file_name(answer["day"]), answer["said"]
    if any(each in said for each in NO_SPACE):
        refuse("S-30", f"{day}：磁盘空间不足，已完成的各日保留，腾出空间后重新运行即可续算", said, place=day)
    if answer["failed"] in UNREADABLE:
        refuse("V-9", f"{day}：数据文件不能读取：{said}", said, place=day)
    raise RuntimeError(f"{day}: the worker {answer['failed']}: {said}")
