"""What is kept, who may read it, and that a failed act leaves neither row nor file."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from tanhui.foundation.documents import actions, queries, storage, views
from tanhui.foundation.documents.forms import DocumentField
from tanhui.foundation.documents.models import Document
from tanhui.foundation.documents.tests import files
from tanhui.foundation.inputs.forms import as_refusal
from tanhui.foundation.parties.actor import VISITOR_ACTOR, Actor
from tanhui.foundation.parties.models import Party, User
from tanhui.foundation.trail import actions as trail
from tanhui.law import Refusal

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.TANHUI_DOCUMENTS = tmp_path / "documents"
    return settings.TANHUI_DOCUMENTS


@dataclass
class People:
    owner: Actor
    other: Actor
    bureau: Actor
    branch: Actor
    elsewhere: Actor


@pytest.fixture
def people():
    def actor(role, number, district):
        party = Party.objects.create(
            kind="organisation",
            name=f"单位{number}",
            name_key=f"单位{number}",
            identifier=f"T{number}",
            district=district,
        )
        user = User.objects.create(username=f"u{number}")
        return Actor(user.pk, None, party.pk, role, district, f"用户{number}")

    return People(
        owner=actor("owner", 1, "330402"),
        other=actor("owner", 2, "330402"),
        bureau=actor("bureau", 3, "330400"),
        branch=actor("branch", 4, "330402"),
        elsewhere=actor("branch", 5, "330481"),
    )


def stored(actor, *, content=b"text", name="说明.txt", at=AT, **options):
    with trail.act(by=actor, kind="documents.tried", at=at) as entry:
        entry.about("test")
        return actions.store(
            entry, content=content, name=name, kind="evidence", owner_party_id=actor.party_id, **options
        )


def kept_files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_kept_by_its_hash_and_read_back(people, folder):
    document = stored(people.owner, content=files.pdf(), name="../合同.pdf")
    assert (document.name, document.media_type, document.size) == ("合同.pdf", "application/pdf", len(files.pdf()))
    assert document.uploaded_at == AT and document.uploaded_by_id == people.owner.user_id and not document.public
    assert kept_files(folder) == [document.sha256]
    assert queries.content(document.pk) == files.pdf()
    again = stored(people.other, content=files.pdf(), name="b.pdf")
    assert again.pk != document.pk and kept_files(folder) == [document.sha256]
    assert [row.id for row in queries.with_hash(document.sha256)] == [document.pk, again.pk]
    assert [row.id for row in queries.of_party(people.owner.party_id, kind="evidence")] == [document.pk]


def test_what_is_refused_leaves_nothing(people, folder):
    with pytest.raises(Refusal) as found:
        stored(people.owner, content=b"MZ", name="a.pdf")
    assert found.value.codes == ["S-8"]
    assert not Document.objects.exists() and kept_files(folder) == []


def test_an_act_that_fails_later_takes_the_new_file_back_and_only_that(people, folder):
    before = stored(people.owner, content=b"kept before")
    with pytest.raises(LookupError), trail.act(by=people.owner, kind="documents.tried", at=AT) as entry:
        for content in (b"new", b"kept before"):
            actions.store(entry, content=content, name="a.txt", kind="evidence")
        assert len(kept_files(folder)) == 2
        raise LookupError
    assert kept_files(folder) == [before.sha256] and Document.objects.count() == 1


def test_private_metadata_is_never_kept(people):
    document = stored(people.owner, content=files.jpeg(files.exif()), name="家.jpg")
    assert b"GPS" not in queries.content(document.pk)


def test_quota_of_a_user(people, monkeypatch):
    monkeypatch.setattr(actions, "QUOTA_BYTES", 10)
    stored(people.owner, content=b"12345")
    stored(people.owner, content=b"67890")
    with pytest.raises(Refusal) as found:
        stored(people.owner, content=b"x")
    assert found.value.codes == ["V-10"]
    assert stored(people.other, content=b"x")
    assert stored(people.owner, content=b"x", at=AT + timedelta(hours=24))


def test_a_changed_or_missing_file_is_noticed(people):
    one, two, three = (stored(people.owner, content=content) for content in (b"one", b"two", b"three"))
    assert queries.damaged() == []
    storage.path_of(one.sha256).write_bytes(b"onf")
    storage.path_of(two.sha256).unlink()
    assert [row.id for row in queries.damaged()] == [one.pk, two.pk]
    for document in (one, two):
        with pytest.raises(storage.DamagedDocument):
            queries.content(document.pk)
    stored(people.other, content=b"one")
    assert queries.content(one.pk) == b"one" and queries.content(three.pk) == b"three"


def test_sweep_removes_old_orphans_only(people, folder):
    document = stored(people.owner)
    orphan = storage.keep(b"orphan").sha256
    now = datetime.now(UTC)
    assert actions.sweep(at=now) == []
    assert actions.sweep(at=now + timedelta(days=2)) == [orphan]
    assert kept_files(folder) == [document.sha256]


def test_who_may_read(people):
    row = queries.document(stored(people.owner).pk)
    readers = {"owner": True, "other": False, "bureau": True, "branch": True, "elsewhere": False}
    assert {name: queries.may_read(row, getattr(people, name)) for name in readers} == readers
    assert not queries.may_read(row, VISITOR_ACTOR)


def test_published_for_everyone(people, client):
    document = stored(people.owner, name="说明.txt")
    address = reverse("documents:download", args=[document.pk])
    request = RequestFactory().get(address)
    request.actor = VISITOR_ACTOR
    with trail.act(by=people.bureau, kind="documents.published", at=AT) as entry:
        entry.about(document)
        actions.publish(entry, document_id=document.pk)
    assert queries.may_read(queries.document(document.pk), VISITOR_ACTOR)
    answer = client.get(address)
    assert answer.status_code == 200 and answer.content == b"text"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Type"] == "text/plain"
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(("name", "opens"), [("owner", True), ("bureau", True), ("other", False), (None, False)])
def test_download_of_a_private_document(people, monkeypatch, name, opens):
    document = stored(people.owner)
    reader = getattr(people, name) if name else VISITOR_ACTOR
    monkeypatch.setattr(views, "actor_of", lambda _: reader)
    monkeypatch.setattr("tanhui.foundation.parties.access.actor_of", lambda _: reader)
    request = RequestFactory().get("/")
    if opens:
        answer = views.download(request, document.pk)
        assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
        return
    with pytest.raises(Refusal) as found:
        views.download(request, document.pk)
    assert found.value.codes == ["S-18"] and found.value.status == 403
    with pytest.raises(Http404):
        views.download(request, 0)


class Evidence(forms.Form):
    file = DocumentField()


@pytest.mark.parametrize(
    ("content", "codes"), [(files.pdf(), []), (b"MZ", ["S-8"]), (files.EICAR, ["S-10"]), (b"", ["V-10"])]
)
def test_the_form_looks_before_the_act_begins(content, codes):
    form = Evidence({}, {"file": SimpleUploadedFile("合同.pdf", content)})
    refusal = as_refusal(form)
    assert (refusal.codes if refusal else []) == codes
    if not codes:
        assert form.cleaned_data["file"].content == content
