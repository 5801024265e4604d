"""Keep a paper that the registry set from its record."""

from __future__ import annotations

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.documents.models import Document
from tanhui.foundation.trail.actions import Entry
from tanhui.lifecycle.registry.models import Filing, Letter

_NAMES = {"registration": "登记通知书", "issuance": "签发函"}


def keep_letter(entry: Entry, filing: Filing, *, kind: str, content: bytes) -> Document:
    """Store the paper, public from the start, and tie it to the filing."""
    document = documents.store(
        entry,
        content=content,
        name=f"{filing.number}-{_NAMES[kind]}.pdf",
        kind=f"letter_{kind}",
        owner_party_id=filing.owner_id,
        public=True,
    )
    Letter.objects.create(filing=filing, kind=kind, document=document, entry_seq=entry.seq, at=entry.at)
    return document
