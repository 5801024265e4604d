"""Signatures hold for one message, one purpose and one key; keys are made only where a demonstration may."""

import stat
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tanhui.foundation import signing


@pytest.fixture
def keys(tmp_path, monkeypatch):
    folder = tmp_path / "keys"
    monkeypatch.setenv("TANHUI_KEYS", str(folder))
    return folder


def test_only_the_demonstration_makes_its_own_key(keys):
    with pytest.raises(signing.KeysUnusable):
        signing.prepare_keys(demonstration=False)
    assert not keys.exists()
    made = signing.prepare_keys(demonstration=True)
    assert signing.prepare_keys(demonstration=False) == made
    (path,) = keys.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_signature_holds_for_its_message_purpose_and_key_only(keys):
    signing.prepare_keys(demonstration=True)
    good = signing.sign("statement", b"report")
    assert signing.verify("statement", b"report", good)
    assert not signing.verify("statement", b"report ", good)
    assert not signing.verify("certificate", b"report", good)
    for changed in ({"key_id": "0" * 16}, {"algorithm": "none"}, {"value_hex": "zz"}, {"value_hex": "00" * 64}):
        assert not signing.verify("statement", b"report", replace(good, **changed))
    for purpose in ("a\0b", "", "核证", "a\n"):
        with pytest.raises(ValueError, match="purpose"):
            signing.sign(purpose, b"report")


def test_a_stranger_can_check_with_the_public_key(keys):
    signing.prepare_keys(demonstration=True)
    signature = signing.sign("journal", b"head")
    (key,) = signing.public_keys()
    assert key.is_active and key.key_id == signature.key_id
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.raw_hex)).verify(signature.value, b"tanhui:journal\0head")


def test_old_signatures_verify_after_rotation_also_with_the_public_half_only(keys):
    signing.prepare_keys(demonstration=True)
    old = signing.sign("journal", b"head")
    (old_key,) = signing.public_keys()
    new_id = signing.rotate()
    assert signing.sign("journal", b"head").key_id == new_id != old.key_id
    assert [key.key_id for key in signing.public_keys()] == [new_id, old.key_id]
    (keys / "signing-0001.pem").unlink()
    assert not signing.verify("journal", b"head", old)
    (keys / "first.pub").write_text(old_key.pem)
    assert signing.verify("journal", b"head", old)


def test_a_key_that_others_can_read_is_refused(keys):
    signing.prepare_keys(demonstration=True)
    (path,) = keys.iterdir()
    path.chmod(0o640)
    with pytest.raises(signing.KeysUnusable):
        signing.sign("journal", b"head")
    path.chmod(0o600)
    assert signing.sign("journal", b"head")


def test_a_damaged_or_unnamed_key_is_refused(keys, monkeypatch):
    signing.prepare_keys(demonstration=True)
    (path,) = keys.iterdir()
    path.write_bytes(b"not a key")
    with pytest.raises(signing.KeysUnusable):
        signing.prepare_keys(demonstration=True)
    monkeypatch.delenv("TANHUI_KEYS")
    with pytest.raises(signing.KeysUnusable):
        signing.sign("journal", b"head")
