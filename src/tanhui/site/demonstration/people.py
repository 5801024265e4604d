"""Who takes part in the demonstration: one account per role, called by the role. No real person or firm is meant.

The same people serve the demonstration, the tests and the screenshots.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from tanhui.foundation.inputs.identifiers import resident_id_check_character, uscc_check_character
from tanhui.foundation.parties.actions import (
    OrganisationGiven,
    PersonGiven,
    add_mandate,
    add_organisation,
    add_person,
    add_user,
)
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.parties.models import Party
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail.actions import Entry, act

PASSWORD = "tanhui-demonstration"
"""The password of every demonstration account; shown on the sign-in page of the demonstration and valid nowhere else."""

DOCUMENT = "示范授权书"


@dataclass(frozen=True)
class Organisation:
    """An organisation of the demonstration."""

    key: str
    kind: str
    name: str
    district: str
    representative: str


@dataclass(frozen=True)
class Account:
    """A login of the demonstration; `organisation` is None for a person in their own name."""

    username: str
    role: str
    organisation: str | None
    person: str
    district: str = ""


ORGANISATIONS = (
    Organisation("bureau", "organisation", "示范市生态环境局", "330402", "示范局长"),
    Organisation("branch", "organisation", "示范市生态环境局秀洲分局", "330411", "示范分局长"),
    Organisation("department", "organisation", "示范市能源主管部门", "330402", "示范处长"),
    Organisation("centre", "organisation", "示范碳普惠核证中心", "330402", "示范中心主任"),
    Organisation("operations", "organisation", "示范碳普惠运营管理中心", "330402", "示范运营负责人"),
    Organisation("academy", "organisation", "示范低碳研究院", "330402", "示范院长"),
    Organisation("audit", "organisation", "示范审计机构", "330402", "示范审计负责人"),
    Organisation("owner", "enterprise", "示范秀洲光伏有限公司", "330411", "示范业主负责人"),
    Organisation("owner2", "enterprise", "示范海宁纺织有限公司", "330481", "示范纺织负责人"),
    Organisation("verifier", "enterprise", "示范甲核查有限公司", "330402", "示范核查负责人甲"),
    Organisation("verifier2", "enterprise", "示范乙核查有限公司", "330402", "示范核查负责人乙"),
    Organisation("participant", "enterprise", "示范会展服务有限公司", "330402", "示范会展负责人"),
    Organisation("participant2", "enterprise", "示范绿色出行有限公司", "330482", "示范出行负责人"),
)

ACCOUNTS = (
    Account("bureau", "bureau", "bureau", "示范市局经办人"),
    Account("bureau2", "bureau", "bureau", "示范市局复核人"),
    Account("branch", "branch", "branch", "示范分局经办人", "330411"),
    Account("department", "department", "department", "示范部门经办人"),
    Account("centre", "centre", "centre", "示范审核员"),
    Account("operations", "operations", "operations", "示范运营员"),
    Account("operations2", "operations", "operations", "示范运营复核员"),
    Account("expert", "expert", "academy", "示范专家一"),
    Account("expert2", "expert", "academy", "示范专家二"),
    Account("expert3", "expert", "academy", "示范专家三"),
    Account("expert4", "expert", "academy", "示范专家四"),
    Account("expert5", "expert", "academy", "示范专家五"),
    Account("auditor", "auditor", "audit", "示范审计员"),
    Account("owner", "owner", "owner", "示范业主经办人"),
    Account("owner2", "owner", "owner2", "示范纺织经办人"),
    Account("verifier", "verifier", "verifier", "示范核查员甲"),
    Account("verifier2", "verifier", "verifier2", "示范核查员乙"),
    Account("participant", "participant", "participant", "示范会展经办人"),
    Account("participant2", "participant", "participant2", "示范出行经办人"),
    Account("citizen", "citizen", None, "示范市民"),
)


@dataclass(frozen=True)
class People:
    """What seeding made: party ids by key, user ids by name."""

    parties: dict[str, int]
    users: dict[str, int]


def credit_code(number: int) -> str:
    """Return a well-formed credit code for a demonstration organisation (registered nowhere)."""
    body = f"91330400DEM0{number:05d}"
    return body + uscc_check_character(body)


def identity_number(number: int, born_on: date) -> str:
    """Return a well-formed identity number for a demonstration person (issued to nobody)."""
    body = f"330400{born_on:%Y%m%d}{number:03d}"
    return body + resident_id_check_character(body)


def seed_people(*, at: datetime) -> People:
    """Register the organisations and accounts of the demonstration in one act."""
    password = make_password(PASSWORD)
    with act(by=SYSTEM_ACTOR, kind="demonstration.people_seeded", at=at, clauses=("JX23-6.1",)) as entry:
        parties = {each.key: _organisation(entry, number, each) for number, each in enumerate(ORGANISATIONS, 1)}
        users: dict[str, int] = {}
        for number, account in enumerate(ACCOUNTS, 1):
            _account(entry, number, account, parties, users, password)
        entry.about("demonstration:people", organisations=len(ORGANISATIONS), accounts=len(ACCOUNTS))
    return People({key: party.pk for key, party in parties.items()}, users)


def _organisation(entry: Entry, number: int, given: Organisation) -> Party:
    return add_organisation(
        entry,
        OrganisationGiven(
            kind=given.kind,
            name=given.name,
            identifier=credit_code(number),
            district=given.district,
            legal_representative=given.representative,
            controller=given.representative,
            address=f"示范路 {number} 号",
            phone=f"0573-8000{number:04d}",
        ),
    )


def _account(
    entry: Entry, number: int, account: Account, parties: dict[str, Party], users: dict[str, int], password: str
) -> None:
    given = PersonGiven(
        name=account.person,
        identifier=identity_number(number, date(1985, 1, 1)),
        phone=f"138{number:08d}",
        district="330402",
    )
    own = add_person(entry, given)
    party = own if account.organisation is None else parties[account.organisation]
    if account.organisation is None:
        parties[account.username] = own
    user = add_user(entry, username=account.username, password=password, person=own.person)
    users[account.username] = user.pk
    add_mandate(
        entry,
        user=user,
        party=party,
        role=account.role,
        document=DOCUMENT,
        starts_on=local_day(entry.at),
        district=account.district,
    )
