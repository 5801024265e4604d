"""Reads of documents: rows, content, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import F, QuerySet

from tanhui.foundation.documents import storage
from tanhui.foundation.documents.models import Document

OFFICES = frozenset({"centre", "bureau", "expert", "auditor", "verifier", "branch"})
"""Roles that read documents by office; a branch only those of its district's parties, and those of no party."""


class Reader(Protocol):
    """Whoever wants to read."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def party_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def district(self) -> str | None: ...


@dataclass(frozen=True)
class DocumentRow:
    """A document as other packages see it."""

    id: int
    sha256: str
    size: int
    media_type: str
    kind: str
    name: str
    owner_party_id: int | None
    owner_district: str | None
    uploaded_by_id: int | None
    public: bool
    uploaded_at: datetime
    demonstration: bool


def document(document_id: int) -> DocumentRow | None:
    """Return one document's row, or None."""
    return next(iter(_rows(Document.objects.filter(pk=document_id))), None)


def content(document_id: int) -> bytes:
    """Return a document's bytes; raise when they are missing or no longer have their hash."""
    return storage.read(Document.objects.values_list("sha256", flat=True).get(pk=document_id))


def with_hash(sha256: str) -> list[DocumentRow]:
    """Return every upload of the same content, oldest first."""
    return list(_rows(Document.objects.filter(sha256=sha256)))


def of_party(party_id: int, *, kind: str | None = None) -> list[DocumentRow]:
    """Return a party's documents, oldest first."""
    found = Document.objects.filter(owner_party_id=party_id)
    return list(_rows(found.filter(kind=kind) if kind else found))


def may_read(document: DocumentRow, actor: Reader) -> bool:
    """Whether the actor may read it: public, of the actor's own party, uploaded by the actor, or by office."""
    if document.public:
        return True
    if actor.party_id is not None and actor.party_id == document.owner_party_id:
        return True
    if actor.user_id is not None and actor.user_id == document.uploaded_by_id:
        return True
    if actor.role == "branch":
        return document.owner_district in (None, "", actor.district)
    return actor.role in OFFICES


def damaged() -> list[DocumentRow]:
    """Return the documents whose file is missing or changed: the nightly check names them."""
    found = []
    for row in _rows(Document.objects.all()):
        try:
            storage.read(row.sha256)
        except storage.DamagedDocument:
            found.append(row)
    return found


def _rows(found: QuerySet[Document]) -> Iterator[DocumentRow]:
    for each in found.annotate(owner_district=F("owner_party__district")).order_by("id"):
        yield DocumentRow(
            id=each.pk,
            sha256=each.sha256,
            size=each.size,
            media_type=each.media_type,
            kind=each.kind,
            name=each.name,
            owner_party_id=each.owner_party_id,
            owner_district=each.owner_district,
            uploaded_by_id=each.uploaded_by_id,
            public=each.public,
            uploaded_at=each.uploaded_at,
            demonstration=each.demonstration,
        )
