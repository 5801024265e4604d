"""From stored projects to the facts that rules take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tanhui.foundation.periods import Period
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting import method
from tanhui.lifecycle.accounting.drafts import ProjectDraft
from tanhui.lifecycle.accounting.models import Principle, Project
from tanhui.lifecycle.accounting.rules.activity import NeedFacts, Quantity, QuantityFacts
from tanhui.lifecycle.accounting.rules.amounts import LegalityFacts
from tanhui.lifecycle.accounting.rules.prohibited import ProhibitionFacts
from tanhui.lifecycle.accounting.rules.scope import Box, PlaceFacts
from tanhui.lifecycle.methodology.document import Method

CAPACITY = "capacity"
"""How conditions of application name the installed capacity."""


def place_facts(district: str, latitude: Decimal, longitude: Decimal) -> PlaceFacts:
    """Return the facts of a site under the deployment's scheme."""
    one = scheme()
    division = one.divisions.get(district)
    box = None if division is None else Box(division.south, division.west, division.north, division.east)
    return PlaceFacts(
        district=district,
        latitude=latitude,
        longitude=longitude,
        divisions=frozenset(one.divisions),
        city_zh=one.divisions[one.city].zh,
        box=box,
    )


def drafted_prohibitions(draft: ProjectDraft) -> ProhibitionFacts:
    """Return the facts of a project that is to be registered."""
    inclusive = next((each.text for each in draft.assessments if each.principle == Principle.INCLUSIVE), "")
    return ProhibitionFacts(
        legal_duty=draft.legal_duty,
        beyond_duty_evidence="beyond_duty_document" in draft.evidence,
        in_national_ets=draft.in_national_ets,
        ets_facility=draft.ets_facility,
        separate_metering_evidence="separate_metering_document" in draft.evidence,
        other_mechanism=draft.other_mechanism,
        withdrawn_evidence="withdrawn_document" in draft.evidence,
        green_certificates=draft.green_certificates,
        certificates_cancelled_evidence="certificates_cancelled_document" in draft.evidence,
        inclusive_statement=inclusive,
    )


def prohibitions(project: Project) -> ProhibitionFacts:
    """Return the facts of a registered project."""
    stated = project.assessments.filter(principle=Principle.INCLUSIVE).values_list("text", flat=True).first()
    return ProhibitionFacts(
        legal_duty=project.legal_duty,
        beyond_duty_evidence=project.beyond_duty_document_id is not None,
        in_national_ets=project.in_national_ets,
        ets_facility=project.ets_facility,
        separate_metering_evidence=project.separate_metering_document_id is not None,
        other_mechanism=project.other_mechanism,
        withdrawn_evidence=project.withdrawn_document_id is not None,
        green_certificates=project.green_certificates,
        certificates_cancelled_evidence=project.certificates_cancelled_document_id is not None,
        inclusive_statement=stated or "",
    )


def legality(project: Project, period: Period) -> LegalityFacts:
    """Return the facts of a project's proof of legality for a period."""
    return LegalityFacts(
        attached=project.legality_document_id is not None,
        valid_from=project.legality_from,
        valid_to=project.legality_to,
        first_day=period.start,
        last_day=period.last_day,
    )


def quantities(document: Method, capacity_kw: Decimal | None) -> QuantityFacts:
    """Return the bounded quantities of a methodology's conditions that the project gives: its capacity."""
    if capacity_kw is None:
        return QuantityFacts(())
    bounded = [each for each in document.applicability if each.quantity == CAPACITY]
    return QuantityFacts(
        tuple(
            Quantity(
                each.words.zh,
                document.units.convert(capacity_kw, "kW", each.unit),
                each.unit,
                each.lowest,
                each.highest,
            )
            for each in bounded
        )
    )


def needs(document: Method, *, meters: int, capacity_kw: Decimal | None) -> NeedFacts:
    """Return what a methodology needs of a project's particulars, and what is given."""
    metered = method.takes_meter_readings(document)
    bounded = any(each.quantity == CAPACITY for each in document.applicability)
    return NeedFacts(metered, meters, metered or bounded, capacity_kw is not None)


def whole_day(value: date | None) -> str:
    """Write a day, or that it is open."""
    return value.isoformat() if value else "长期"
