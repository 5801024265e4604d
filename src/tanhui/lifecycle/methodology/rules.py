"""Which version of a methodology may be the yardstick of a report: registered, in force, and not expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tanhui.law import Reason, rule

PUBLISHERS = frozenset({"bureau", "system"})


@dataclass(frozen=True)
class CitationFacts:
    """A report cites a version of a methodology for a monitoring period; all days are local."""

    version: str
    registered_at: datetime | None
    in_force_from: date | None
    in_force_to: date | None
    successor: str | None
    monitored_from: date
    monitored_to: date
    filed_at: datetime
    filed_on: date
    grace_days: int


@rule("JX23-10.1.4", code="R10-1")
def version_is_registered(citation: CitationFacts) -> Reason | None:
    """Reading: from the moment of publication on; one second earlier is too early."""
    if citation.registered_at is not None and citation.registered_at <= citation.filed_at:
        return None
    return Reason(
        zh=f"该方法学 {citation.version} 尚未登记发布，不能作为核算依据",
        en=f"Methodology version {citation.version} is not registered and published yet; it cannot be cited",
    )


@rule("JX23-10.1.4", code="R10-2")
def version_has_come_into_force(citation: CitationFacts) -> Reason | None:
    """Reading: from 00:00 local time of its first day."""
    if citation.in_force_from is None or citation.in_force_from <= citation.filed_on:
        return None
    return Reason(
        zh=f"该版本自 {citation.in_force_from} 起生效，请在生效后申报",
        en=f"This version comes into force on {citation.in_force_from}; file from that day on",
    )


@rule("JX23-10.1.4", code="R11-1")
def version_has_not_expired(citation: CitationFacts) -> Reason | None:
    """Reading: an expired version serves a period wholly inside its validity, filed within the days of grace.

    `in_force_to` is the last day of validity; the grace is counted from that day.
    """
    last = citation.in_force_to
    if last is None or citation.filed_on <= last:
        return None
    began = citation.in_force_from or citation.monitored_from
    inside = began <= citation.monitored_from and citation.monitored_to <= last
    if inside and citation.filed_on <= last + timedelta(days=citation.grace_days):
        return None
    instead_zh = f"，请改用 {citation.successor}" if citation.successor else "，请改用现行版本"
    return Reason(
        zh=f"方法学版本 {citation.version} 已于 {last} 失效{instead_zh}"
        f"（监测期完全处于有效期内的，可在失效后 {citation.grace_days} 日内申报）",
        en=f"Version {citation.version} expired on {last}; use {citation.successor or 'the current version'}",
    )


CITATION = (version_is_registered, version_has_come_into_force, version_has_not_expired)


@dataclass(frozen=True)
class PublicationFacts:
    """A version is about to be published; days are local."""

    role: str
    version: str
    versions_published: frozenset[str]
    in_force_from: date
    published_on: date
    latest_start: date | None
    unconfirmed: tuple[str, ...] = ()
    demonstration: bool = False


@rule("JX23-5.1", code="S-18")
def publisher_is_the_bureau(publication: PublicationFacts) -> Reason | None:
    """Reading: the platform itself may publish only while a deployment is set up."""
    if publication.role in PUBLISHERS:
        return None
    return Reason(zh="方法学由市生态环境局登记发布", en="Methodologies are registered and published by the bureau")


@rule("JX23-10.1.4", code="R11-2")
def version_is_new(publication: PublicationFacts) -> Reason | None:
    """Reading: what was published stays as it is; a change is a new version."""
    if publication.version not in publication.versions_published:
        return None
    return Reason(
        zh=f"版本 {publication.version} 已发布，不可修改（包括其中的排放因子），请发布新版本",
        en=f"Version {publication.version} is published and cannot be changed; publish a new version",
    )


@rule("JX23-10.1.4", code="R10-2")
def version_starts_after_the_one_before(publication: PublicationFacts) -> Reason | None:
    """Reading: versions follow one another; a version starts no earlier than its publication or its predecessor."""
    earliest = publication.published_on
    if publication.latest_start is not None:
        earliest = max(earliest, publication.latest_start + timedelta(days=1))
    if publication.in_force_from >= earliest:
        return None
    return Reason(
        zh=f"生效日 {publication.in_force_from} 过早，最早为 {earliest}",
        en=f"The first day {publication.in_force_from} is too early; the earliest is {earliest}",
    )


@rule("JX23-11.1.1", code="R11-8")
def values_are_confirmed(publication: PublicationFacts) -> Reason | None:
    """Reading: what nobody has confirmed is no yardstick; a document marked as a demonstration may show it as 待核."""
    if not publication.unconfirmed or publication.demonstration:
        return None
    named = "、".join(publication.unconfirmed)
    return Reason(
        zh=f"仍有待核的内容：{named}，核实并更新依据后方可发布",
        en=f"Not confirmed yet: {named}; confirm the sources before publication",
    )


PUBLICATION = (
    publisher_is_the_bureau,
    version_is_new,
    version_starts_after_the_one_before,
    values_are_confirmed,
)
