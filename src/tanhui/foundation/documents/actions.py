"""Keep an upload, make one public, clear what no act has kept. All inside the caller's act."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

from django.conf import settings
from django.db.models import Sum

from tanhui.foundation.documents import storage
from tanhui.foundation.documents.checks import inspect
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.models import Document
from tanhui.foundation.periods import local_day
from tanhui.law import refuse
from tanhui.law.scheme import scheme

QUOTA_BYTES = 500 * 1024 * 1024
"""What one user may upload within a day."""

QUOTA_PERIOD = timedelta(hours=24)
ORPHAN_AGE = timedelta(days=1)
_KIND = re.compile(r"[a-z][a-z0-9_.]{0,39}")


class Uploader(Protocol):
    """Whoever acts, as far as documents need to know."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def party_id(self) -> int | None: ...


class ActInProgress(Protocol):
    """The journal entry of the act in progress, as far as documents need it."""

    @property
    def by(self) -> Uploader: ...
    @property
    def at(self) -> datetime: ...
    @property
    def undo(self) -> list[Callable[[], None]]: ...


def limits_on(day: date) -> Limits:
    """Return the scheme's upload limits in force on a day."""
    found = scheme()
    return Limits(
        upload_bytes=int(found.parameter("upload_bytes", day)),
        unpacked_bytes=int(found.parameter("upload_unpacked_bytes", day)),
        entries=int(found.parameter("upload_entries", day)),
    )


def store(
    entry: ActInProgress,
    *,
    content: bytes,
    name: str,
    kind: str,
    owner_party_id: int | None = None,
    public: bool = False,
    accepted: Collection[str] | None = None,
    encoding: str = "utf-8",
) -> Document:
    """Check and keep an upload. Refuses V-9, V-10, S-4 to S-11; `kind` says what the file is for, in the stage's words.

    The stored content (and its hash) is the upload without private picture metadata.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"not a kind of document: {kind!r}")
    found = inspect(content, name, limits=limits_on(local_day(entry.at)), accepted=accepted, encoding=encoding)
    _check_quota(entry, len(found.content))
    kept = storage.keep(found.content)
    if kept.is_new:
        entry.undo.append(partial(storage.take_back, kept.sha256))
    return Document.objects.create(
        sha256=kept.sha256,
        size=len(found.content),
        media_type=found.media_type,
        kind=kind,
        name=found.name,
        owner_party_id=owner_party_id,
        uploaded_by_id=entry.by.user_id,
        public=public,
        uploaded_at=entry.at,
        demonstration=settings.TANHUI_DEMONSTRATION,
    )


def publish(entry: ActInProgress, *, document_id: int) -> None:
    """Let everyone read a document; it cannot be taken back, for it may have been read."""
    if Document.objects.filter(pk=document_id).update(public=True) != 1:
        raise Document.DoesNotExist(f"no document {document_id} to publish at {entry.at:%Y-%m-%d}")


def sweep(*, at: datetime) -> list[str]:
    """Remove files older than a day that no document names, and return their names."""
    named = frozenset(Document.objects.values_list("sha256", flat=True))
    return storage.sweep(named, before=(at - ORPHAN_AGE).timestamp())


def _check_quota(entry: ActInProgress, size: int) -> None:
    user_id = entry.by.user_id
    if user_id is None:
        return
    recent = Document.objects.filter(uploaded_by_id=user_id, uploaded_at__gt=entry.at - QUOTA_PERIOD)
    used = int(recent.aggregate(total=Sum("size"))["total"] or 0)
    if used + size > QUOTA_BYTES:
        refuse(
            "V-10",
            f"24 小时内已上传 {used} 字节，再加本文件将超过每人上限 {QUOTA_BYTES} 字节，请稍后再传",
            f"{used} bytes uploaded within 24 hours; this file would pass the limit of {QUOTA_BYTES} bytes a user",
        )
