"""What is kept of identifiers and phones of persons: keyed digests and tails, never the thing itself."""

from __future__ import annotations

import hmac
from datetime import date
from hashlib import sha256

from django.conf import settings


def identifier_digest(identifier: str) -> str:
    """Return the keyed digest of a resident identity number, the same for every way of writing it."""
    return _keyed("resident-id", identifier.strip().upper())


def bank_account_digest(account: str) -> str:
    """Return the keyed digest of a bank account number, blanks and dashes aside; nothing for nothing."""
    digits = "".join(account.split()).replace("-", "")
    return _keyed("bank-account", digits) if digits else ""


def masked_phone(phone: str) -> str:
    """Return a phone with its middle hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else ""


def born_on(identifier: str) -> date:
    """Return the day of birth that a (checked) resident identity number carries."""
    return date(int(identifier[6:10]), int(identifier[10:12]), int(identifier[12:14]))


def _keyed(purpose: str, text: str) -> str:
    key = settings.TANHUI_IDENTITY_KEY.encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), sha256).hexdigest()
