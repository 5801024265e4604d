"""Article 13: projects that may not apply."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class ProhibitionFacts:
    """What the owner declares and the registers show about a project.

    A *beyond* or *cleared* fact is true only with evidence attached; whether the evidence holds is judged by people.
    """

    legal_duty: bool
    beyond_duty_evidence: bool
    in_national_ets: bool
    ets_facility: str
    separate_metering_evidence: bool
    other_mechanism: str
    withdrawn_evidence: bool
    green_certificates: bool
    certificates_cancelled_evidence: bool
    inclusive_statement: str


@rule("JX23-13.1.1", code="R13-1")
def reduction_is_not_a_legal_duty(project: ProhibitionFacts) -> Reason | None:
    """Reading: what goes beyond a duty may be claimed when evidence of the excess is attached."""
    if not project.legal_duty or project.beyond_duty_evidence:
        return None
    return Reason(
        "属法定减排义务：法律法规或许可已要求实施；如有超出义务的部分，请附证明",
        "the reduction is required by law; attach evidence for what goes beyond the duty",
        place="legal_duty",
    )


@rule("JX23-13.1.2", code="R13-2")
def project_is_outside_the_national_ets(project: ProhibitionFacts) -> Reason | None:
    """Reading: a facility of a covered owner may apply only when it is metered separately and is not itself covered."""
    if not project.in_national_ets or project.separate_metering_evidence:
        return None
    return Reason(
        f"已纳入全国碳市场配额管理：{project.ets_facility or '本项目设施'}；如为独立计量的未纳入设施，请附证明",
        "the facility is covered by the national emissions trading scheme",
        place="in_national_ets",
    )


@rule("JX23-13.1.3", code="R13-3")
def project_is_in_no_other_mechanism(project: ProhibitionFacts) -> Reason | None:
    """Reading: a project withdrawn elsewhere may apply with proof of it."""
    if not project.other_mechanism or project.withdrawn_evidence:
        return None
    return Reason(
        f"已参与其他减排机制：{project.other_mechanism}；如已退出，请附证明",
        f"the project takes part in another mechanism: {project.other_mechanism}",
        place="other_mechanism",
    )


@rule("JX23-13.1.3", code="R13-4")
def energy_has_no_green_certificates(project: ProhibitionFacts) -> Reason | None:
    """Reading: certificates cancelled unused free the energy, with proof (SP4)."""
    if not project.green_certificates or project.certificates_cancelled_evidence:
        return None
    return Reason(
        "该电量已核发或交易绿证；如绿证未使用即已核销，请附证明",
        "green certificates were issued for this energy; attach proof if they were cancelled unused",
        place="green_certificates",
    )


@rule("JX23-13.1.4", code="R13-8")
def benefit_to_the_public_is_stated(project: ProhibitionFacts) -> Reason | None:
    """Reading: the owner says who benefits; whether that suffices is decided by people."""
    if project.inclusive_statement.strip():
        return None
    return Reason(
        "未说明普惠性：请写明项目如何惠及公众或中小微企业（由人工认定）",
        "no statement of how the project benefits citizens or small enterprises",
        place="inclusive",
    )


PROHIBITED = (
    reduction_is_not_a_legal_duty,
    project_is_outside_the_national_ets,
    project_is_in_no_other_mechanism,
    energy_has_no_green_certificates,
    benefit_to_the_public_is_stated,
)
