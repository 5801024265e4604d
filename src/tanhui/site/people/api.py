"""Registration, mandates and standing for machines: /api/v1/people/."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from pydantic import AfterValidator, StringConstraints

from tanhui.foundation.inputs import MACHINE, parse_code
from tanhui.foundation.inputs.schema import Code, CreditCode, Line, Phone, ResidentId, Whole, read_line
from tanhui.foundation.parties import actions, queries
from tanhui.foundation.parties.roles import ROLES
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import Body, asked, endpoint, router_for
from tanhui.law import refuse
from tanhui.law.scheme import scheme
from tanhui.site.people.forms import USERNAME, USERNAME_ZH

router = router_for("people")


def _known_district(code: str) -> str:
    if code not in scheme().divisions:
        raise ValueError("no such division")
    return code


Kind = Literal["enterprise", "collective", "organisation"]
District = Annotated[str, AfterValidator(_known_district)]
Address = Annotated[str, read_line(most=200)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class PersonIn(Body):
    """A natural person's registration."""

    name: Line
    identifier: ResidentId
    phone: Phone
    district: District
    username: str
    password: Password


class OrganisationIn(Body):
    """An organisation's registration."""

    kind: Kind
    name: Line
    identifier: CreditCode
    district: District
    legal_representative: Line
    address: Address
    phone: Annotated[str, read_line(most=20)]
    document: Line
    controller: Annotated[str, read_line(least=0)] = ""
    bank_account: Annotated[str, read_line(most=34, least=0)] = ""


class MandateIn(Body):
    """A mandate the bureau gives."""

    username: Code
    party_id: Whole
    role: Literal["verifier", "centre", "expert", "bureau", "branch", "department", "operations", "auditor"]
    document: Line
    district: str = ""


class StandingIn(Body):
    """A decision on a party's standing."""

    standing: Literal["in_good_standing", "suspended", "disqualified"]
    document: Line


@endpoint(router, "post", "/persons", roles=("visitor",), summary="自然人实名注册")
def register_person(request: HttpRequest, body: PersonIn) -> dict[str, Any]:
    """Register a natural person with a login."""
    ask = asked(request)
    username = parse_code(
        body.username, channel=MACHINE, pattern=USERNAME, most=30, form_zh=USERNAME_ZH, place="username"
    )
    try:
        validate_password(body.password)
    except ValidationError as error:
        refuse("V-8", "；".join(error.messages), "the password is too weak", clause="HOUSE-13", place="password")
    made = actions.register_person(
        by=ask.by,
        at=ask.at,
        person=actions.PersonGiven(
            name=body.name, identifier=body.identifier, phone=body.phone, district=body.district
        ),
        login=actions.LoginGiven(username=username, password=body.password),
    )
    return {"party_id": made.party_id, "receipt": made.receipt.as_dict()}


@endpoint(router, "post", "/organisations", roles=tuple(ROLES), summary="单位注册，由其授权的人员办理")
def register_organisation(request: HttpRequest, body: OrganisationIn) -> dict[str, Any]:
    """Register an organisation; the asker acts as its project owner."""
    ask = asked(request)
    fields = body.model_dump(exclude={"document"})
    made = actions.register_organisation(
        by=ask.by, at=ask.at, organisation=actions.OrganisationGiven(**fields), document=body.document
    )
    return {"party_id": made.party_id, "mandate_id": made.mandate_id, "receipt": made.receipt.as_dict()}


@endpoint(router, "get", "/me", roles=tuple(ROLES), summary="当前身份与全部有效授权")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return who the token acts as."""
    ask = asked(request)
    held = queries.mandates_of(ask.by.user_id or 0, local_day(ask.at))
    return {
        "role": ask.by.role,
        "party_id": ask.by.party_id,
        "district": ask.by.district,
        "mandates": [
            {"id": row.id, "role": row.role, "party_id": row.party_id, "party": row.party, "district": row.district}
            for row in held
        ],
    }


@endpoint(router, "post", "/mandates", roles=("bureau",), summary="授予角色（须有文号，不得授予本人）")
def grant_mandate(request: HttpRequest, body: MandateIn) -> dict[str, Any]:
    """Give a user a role for a party."""
    ask = asked(request)
    mandate = actions.grant_mandate(
        by=ask.by,
        at=ask.at,
        user_id=queries.user_id_of(body.username),
        party_id=body.party_id,
        role=body.role,
        district=body.district,
        document=body.document,
    )
    return {"mandate_id": mandate.pk}


@endpoint(router, "post", "/mandates/{int:mandate_id}/end", roles=("bureau",), summary="终止授权，立即生效")
def end_mandate(request: HttpRequest, mandate_id: int) -> dict[str, Any]:
    """End a mandate at once."""
    ask = asked(request)
    return {"receipt": actions.end_mandate(by=ask.by, at=ask.at, mandate_id=mandate_id).as_dict()}


@endpoint(router, "post", "/parties/{int:party_id}/standing", roles=("bureau",), summary="暂停、取消或恢复主体资格")
def set_standing(request: HttpRequest, party_id: int, body: StandingIn) -> dict[str, Any]:
    """Suspend, disqualify or restore a party."""
    ask = asked(request)
    receipt = actions.set_standing(
        by=ask.by, at=ask.at, party_id=party_id, standing=body.standing, document=body.document
    )
    return {"receipt": receipt.as_dict()}
