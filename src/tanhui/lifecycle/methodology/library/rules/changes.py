"""When a change of the library may be proposed, decided and entered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.law import Reason, rule

LOADERS = frozenset({"bureau", "system"})
PROPOSERS = frozenset({"bureau", "centre"})


@dataclass(frozen=True)
class LoadingFacts:
    """Somebody loads the factors that come with the platform."""

    role: str


@rule("JX23-11.1.1", code="S-18")
def loader_is_the_bureau_or_the_platform(facts: LoadingFacts) -> Reason | None:
    """Reading: the first filling of the library comes with the platform and needs no proposal; its provenance is kept."""
    if facts.role in LOADERS:
        return None
    return Reason(
        zh="随平台提供的因子由市生态环境局或系统载入", en="The bureau or the platform loads the shipped factors"
    )


LOADING = (loader_is_the_bureau_or_the_platform,)


@dataclass(frozen=True)
class ProposalFacts:
    """A change as proposed; days are local. The lists name the rows (by place) of which something is true."""

    role: str
    proposed_on: date
    valid_from: date
    published_on: date
    unchanged: tuple[str, ...]
    unclear: tuple[str, ...]
    under_way: tuple[str, ...]


@rule("JX23-11.1.2", code="S-18")
def proposer_is_the_bureau_or_the_centre(facts: ProposalFacts) -> Reason | None:
    """Reading: the bureau keeps the factors up to date; the centre, which audits with them, may propose too."""
    if facts.role in PROPOSERS:
        return None
    return Reason(
        zh="因子变更由市生态环境局或核证中心提出；您可以通过方法学建议反映",
        en="Changes of factors are proposed by the bureau or the verification centre",
    )


@rule("JX23-11.1.2", code="R11-7")
def change_takes_effect_later(facts: ProposalFacts) -> Reason | None:
    """Reading: nothing changes on the day it is proposed or before; accounts of today stay what they are."""
    if facts.valid_from > facts.proposed_on:
        return None
    return Reason(
        zh=f"拟生效日 {facts.valid_from} 过早，最早为提出之日的次日；公示期满才能入库，届时未到的日期顺延",
        en=f"The first day {facts.valid_from} is too early; the earliest is the day after the proposal",
        place="valid_from",
    )


@rule("JX23-11.1.1", code="R11-3")
def source_is_published_already(facts: ProposalFacts) -> Reason | None:
    """Reading: only what has been published is a source; the day of publication itself counts."""
    if facts.published_on <= facts.proposed_on:
        return None
    return Reason(
        zh=f"公布日期 {facts.published_on} 尚未到来，还不能作为出处",
        en=f"The publication of {facts.published_on} has not appeared yet",
        place="published",
    )


@rule("JX23-11.1.2", code="R11-7")
def rows_change_something(facts: ProposalFacts) -> Reason | None:
    """Reading: a record equal to the present one would only hide when the value was decided."""
    if not facts.unchanged:
        return None
    return Reason(
        zh=f"与现行记录完全相同，没有变更：{'、'.join(facts.unchanged)}",
        en=f"Nothing changes in: {', '.join(facts.unchanged)}",
        place=facts.unchanged[0],
    )


@rule("JX23-11.1.2", code="R11-7")
def rows_name_one_record(facts: ProposalFacts) -> Reason | None:
    """Reading: where several records stand for one region and year, the change says which of them it corrects."""
    if not facts.unclear:
        return None
    return Reason(
        zh=f"同一系列、地区和年份有几条记录，请写明要更正的编号（code）：{'、'.join(facts.unclear)}",
        en=f"Several records stand there; name the code of the one to correct: {', '.join(facts.unclear)}",
        place=facts.unclear[0],
    )


@rule("JX23-11.1.2", code="R11-7")
def rows_are_not_changed_elsewhere(facts: ProposalFacts) -> Reason | None:
    """Reading: two changes of one value at a time would make each other's impact report wrong."""
    if not facts.under_way:
        return None
    return Reason(
        zh=f"另一项变更正在办理同一数值，请待其办结：{'、'.join(facts.under_way)}",
        en=f"Another change of the same value is under way: {', '.join(facts.under_way)}",
        place=facts.under_way[0],
    )


PROPOSAL = (
    proposer_is_the_bureau_or_the_centre,
    change_takes_effect_later,
    source_is_published_already,
    rows_change_something,
    rows_name_one_record,
    rows_are_not_changed_elsewhere,
)


@dataclass(frozen=True)
class EditFacts:
    """Somebody wants to change a record in its place."""

    code: str
    edition: int


@rule("JX23-11.1.2", code="R11-2")
def published_record_is_not_edited(facts: EditFacts) -> Reason | None:
    """Reading: no record is ever edited, whoever asks; there is no lawful case."""
    return Reason(
        zh=f"已发布的排放因子不可修改（{facts.code} 第 {facts.edition} 版），请提出变更、发布新版本；此前的结果不受影响",
        en=f"A published factor cannot be changed ({facts.code}, edition {facts.edition}); propose a new version",
    )


EDIT = (published_record_is_not_edited,)


@dataclass(frozen=True)
class DecisionFacts:
    """A change is about to be approved: the library its impact report was made against (None: there is none)."""

    impact_head: int | None
    library_head: int


@rule("JX23-11.1.2", code="R11-6")
def impact_report_is_made(facts: DecisionFacts) -> Reason | None:
    """Reading: nobody approves a change before seeing what it moves."""
    if facts.impact_head is not None:
        return None
    return Reason(
        zh="尚未编制影响报告，请先编制并查看", en="The impact report has not been made yet; make it and read it"
    )


@rule("JX23-11.1.2", code="R11-6")
def impact_report_is_of_this_library(facts: DecisionFacts) -> Reason | None:
    """Reading: a report made before the last change of the library tells of another library."""
    if facts.impact_head is None or facts.impact_head == facts.library_head:
        return None
    return Reason(
        zh="影响报告编制后因子库又有变更，请重新编制",
        en="The library has changed since the impact report was made; make it again",
    )


DECISION = (impact_report_is_made, impact_report_is_of_this_library)


@dataclass(frozen=True)
class EnteringFacts:
    """A change is about to enter the library; the list names the codes that something else has superseded since."""

    superseded_since: tuple[str, ...]


@rule("JX23-11.1.2", code="R11-7")
def nothing_was_superseded_since(facts: EnteringFacts) -> Reason | None:
    """Reading: a record is superseded once; a change decided against an older record is proposed again."""
    if not facts.superseded_since:
        return None
    codes = "、".join(facts.superseded_since)
    return Reason(
        zh=f"所接替的记录在审批期间已被接替：{codes}，请重新提出",
        en=f"Superseded since by another record: {codes}; propose the change again",
    )


ENTERING = (nothing_was_superseded_since,)
