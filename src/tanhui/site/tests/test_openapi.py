"""The API's description tells the truth: who needs a token, and that writes carry an idempotency key."""

import re

from tanhui.foundation.parties.roles import VISITOR
from tanhui.foundation.web.api import ENDPOINTS
from tanhui.site.api import api

KEEP_NOTHING = ("/api/v1/methodology/{slug}/{version}/evaluate", "/api/v1/methodology/check")
"""What is sent to be computed and not kept, so that a repetition needs no key."""


def _shown(each) -> str:
    """Return an endpoint's address as the description writes it, converters left out."""
    return re.sub(r"\{[a-z]+:", "{", f"/api/v1/{each.stage}{each.path}")


def test_the_description_says_who_needs_a_token_and_a_key():
    paths = api.get_openapi_schema()["paths"]
    described = {(path, method.upper()): told for path, each in paths.items() for method, told in each.items()}
    roles = {(_shown(each), each.method): each.roles for each in ENDPOINTS}
    checked = 0
    for (path, method), told in described.items():
        allowed = roles.get((path, method))
        if allowed is None or path in KEEP_NOTHING:
            continue
        checked += 1
        assert ({} in told["security"]) is (VISITOR in allowed), (path, method)
        keys = [each["name"] for each in told.get("parameters", []) if each["in"] == "header"]
        assert keys == ([] if method == "GET" else ["Idempotency-Key"]), (path, method)
    assert checked > 80
