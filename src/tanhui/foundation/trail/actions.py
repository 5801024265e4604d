"""Write to the journal: every change of the platform happens inside one `act`, and repeated requests through `once`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import models, transaction

from tanhui.foundation.trail.chain import canonical, entry_hash
from tanhui.foundation.trail.models import AnsweredRequest, JournalEntry, JournalHead
from tanhui.law import refuse


class Acting(Protocol):
    """Whoever acts: the journal keeps ids and the role, never names."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def party_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Receipt:
    """What every acknowledged act returns: its place in the journal and its hash."""

    seq: int
    hash: str

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as answered over the API."""
        return {"seq": self.seq, "hash": self.hash}


@dataclass
class Entry:
    """The journal entry of the act in progress. Postings and facts are gathered here and written when the act ends."""

    seq: int
    by: Acting
    kind: str
    at: datetime
    clauses: tuple[str, ...]
    subject: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    done: Receipt | None = None
    undo: list[Callable[[], None]] = field(default_factory=list)
    """What the database cannot roll back (a file written): called in reverse when the act fails, under the lock."""

    def about(self, subject: models.Model | str, **facts: Any) -> None:
        """Say what the act was about: the row (or its label) and facts that are ids, numbers, codes and hashes."""
        self.subject = subject if isinstance(subject, str) else f"{subject._meta.label}:{subject.pk}"
        self.facts.update(facts)

    @property
    def receipt(self) -> Receipt:
        """The receipt; only once the act has ended."""
        if self.done is None:
            raise RuntimeError("the act has not ended yet")
        return self.done

    def body(self) -> dict[str, Any]:
        """Return what is hashed and kept."""
        return {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": {"user": self.by.user_id, "party": self.by.party_id, "role": self.by.role},
            "clauses": list(self.clauses),
            "facts": self.facts,
            "kind": self.kind,
            "moves": self.moves,
            "subject": self.subject,
        }


_current: ContextVar[Entry | None] = ContextVar("tanhui_act", default=None)


def _take_the_pen() -> JournalHead:
    """Lock the chain's head, so that one writer acts at a time; SQLite's immediate transaction has done so already."""
    return JournalHead.objects.select_for_update().get(pk=1)


@contextmanager
def act(*, by: Acting, kind: str, at: datetime, clauses: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Open the one transaction of an act: load, check, change, and leave this trace. Any exception undoes everything.

    Carries out: HOUSE-16.
    """
    if _current.get() is not None:
        raise RuntimeError(f"acts do not nest: {kind} inside {_current.get()}")
    if at.tzinfo is None:
        raise ValueError("the moment of an act must carry its zone")
    with transaction.atomic():
        head = _take_the_pen()
        entry = Entry(seq=head.seq + 1, by=by, kind=kind, at=at, clauses=clauses)
        token = _current.set(entry)
        try:
            yield entry
        except BaseException:
            for step in reversed(entry.undo):
                step()
            raise
        finally:
            _current.reset(token)
        entry.done = _write(entry, head)


def _write(entry: Entry, head: JournalHead) -> Receipt:
    if not entry.subject:
        raise RuntimeError(f"the act {entry.kind} did not say what it was about")
    body = canonical(entry.body())
    digest = entry_hash(seq=entry.seq, previous=head.hash, body=body)
    JournalEntry.objects.create(
        seq=entry.seq,
        at=entry.at,
        kind=entry.kind,
        subject=entry.subject,
        body=body,
        previous=head.hash,
        hash=digest,
    )
    moved = JournalHead.objects.filter(pk=1, hash=head.hash).update(seq=entry.seq, hash=digest)
    if moved != 1:
        raise RuntimeError("the journal's head moved under the writer")
    return Receipt(seq=entry.seq, hash=digest)


@dataclass(frozen=True)
class Answer:
    """What a request was answered, and whether this is a repetition of an earlier answer."""

    content: Any
    repeated: bool


def once(*, asker: str, key: str, fingerprint: str, at: datetime, do: Callable[[], Any]) -> Answer:
    """Do a request once: the same key and body gives the first answer again, another body is refused (S-12).

    `asker` names who asks ("user:7", "session:…"), `fingerprint` is the digest of method, path and body, and `do` returns
    a JSON-able answer. The answer is stored in the transaction of its effect; a refusal stores nothing.
    """
    with transaction.atomic():
        _take_the_pen()
        kept = AnsweredRequest.objects.filter(asker=asker, key=key).first()
        if kept is not None:
            if kept.fingerprint != fingerprint:
                refuse(
                    "S-12",
                    "该幂等键已用于另一个请求，请换用新的键",
                    "This idempotency key was used for another request; use a new key",
                    clause="HOUSE-2",
                )
            return Answer(kept.answer, repeated=True)
        content = do()
        AnsweredRequest.objects.create(asker=asker, key=key, fingerprint=fingerprint, answer=content, at=at)
        return Answer(content, repeated=False)
