"""What the tests of registration and sign-in share."""

from datetime import date

import pytest

from tanhui.site.demonstration.people import credit_code, identity_number


@pytest.fixture
def person():
    """A lawful registration of a person, as the page sends it."""
    return {
        "name": "阿·买买提",
        "identifier": identity_number(901, date(1990, 5, 1)),
        "phone": "13912345678",
        "district": "330402",
        "username": "amat",
        "password1": "a-long-enough-one",
        "password2": "a-long-enough-one",
        "request_id": "r1",
    }


@pytest.fixture
def firm():
    """A lawful registration of an organisation, as the page sends it."""
    return {
        "kind": "enterprise",
        "name": "示例新能源有限公司",
        "identifier": credit_code(901),
        "district": "330402",
        "legal_representative": "张三",
        "controller": "",
        "address": "中山路 1 号",
        "phone": "0573-82000000",
        "bank_account": "",
        "document": "授权〔2026〕1号",
        "request_id": "r1",
    }


@pytest.fixture
def as_user(client, world):
    """Sign an account in and return its client."""

    def sign_in(username):
        client.force_login(world.user(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
