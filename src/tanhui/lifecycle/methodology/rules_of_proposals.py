"""Articles 7 to 9: who may propose a methodology, and when an application is complete. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.foundation.procedure.states import APPLICANTS
from tanhui.law import Reason, rule
from tanhui.lifecycle.methodology.application import Asked

PROPOSERS = APPLICANTS["methodology"]
"""Everyone but the offices that audit and decide, and who only read."""
RESERVED = frozenset({"proposals", "compare", "factors", "api", "new", "versions"})
"""Names that are addresses of the stage's own pages."""
LONGEST = {
    "id": ("英文短名", 60),
    "code": ("编码", 12),
    "version": ("版本", 20),
    "title": ("名称", 100),
    "title_en": ("英文名称", 200),
}


@dataclass(frozen=True)
class DraftFacts:
    """Somebody is about to write in a draft: its applicant, who acts, and which state of the draft they saw."""

    role: str
    party_id: int | None
    applicant_id: int
    state_zh: str
    open_to_the_applicant: bool
    revision: int
    revision_seen: int


@rule("JX23-7", code="S-18")
def proposer_may_propose(draft: DraftFacts) -> Reason | None:
    """Reading: anyone may propose but the offices that audit or decide on the proposal."""
    if draft.role in PROPOSERS and draft.party_id is not None:
        return None
    return Reason(
        zh="方法学由单位、协会或个人提出建议；审核和决定机构的人员不能以机构身份提出",
        en="Organisations, associations and persons propose; the offices that audit or decide do not",
    )


@rule("JX23-7", code="S-18")
def draft_is_the_proposers_own(draft: DraftFacts) -> Reason | None:
    """A draft belongs to its applicant alone."""
    if draft.party_id == draft.applicant_id:
        return None
    return Reason(zh="这份建议属于其他申请人", en="This proposal belongs to another applicant")


@rule("JX23-9", code="R17-1")
def draft_is_open(draft: DraftFacts) -> Reason | None:
    """What is in the offices' hands is not changed; a draft or a returned application is."""
    if draft.open_to_the_applicant:
        return None
    return Reason(
        zh=f"当前状态“{draft.state_zh}”不能修改；如需补正，请等待核证中心退回",
        en="The proposal can be changed as a draft or after it was returned only",
    )


@rule("JX23-9", code="R9-2")
def draft_is_as_it_was_seen(draft: DraftFacts) -> Reason | None:
    """Nothing written elsewhere meanwhile is lost."""
    if draft.revision == draft.revision_seen:
        return None
    return Reason(
        zh="草稿已在另一窗口或由同单位他人改动，本次没有保存；请重新打开草稿再改",
        en="The draft was changed in another window; nothing was saved. Open it again",
        place="revision",
    )


DRAFT = (proposer_may_propose, draft_is_the_proposers_own, draft_is_open, draft_is_as_it_was_seen)


@dataclass(frozen=True)
class ApplicationFacts:
    """An application about to be submitted: its empty entries, the document's names, and what is published already."""

    missing: tuple[Asked, ...]
    names: dict[str, str]
    versions_published: frozenset[str]


@rule("JX23-9", code="R9-1")
def application_is_complete(application: ApplicationFacts) -> Reason | None:
    """Everything that is missing is named at once."""
    if not application.missing:
        return None
    return Reason(
        zh=f"申请表还缺 {len(application.missing)} 项：{'、'.join(each.zh for each in application.missing)}",
        en=f"The application lacks: {', '.join(each.en for each in application.missing)}",
        place=application.missing[0].key,
    )


@rule("JX23-9", code="V-7")
def names_are_short_enough(application: ApplicationFacts) -> Reason | None:
    """Codes go into serial numbers and addresses."""
    long = [(key, *LONGEST[key]) for key, text in application.names.items() if len(text) > LONGEST[key][1]]
    if not long:
        return None
    told = "、".join(f"{zh}最多 {most} 个字符" for _, zh, most in long)
    return Reason(zh=f"名称过长：{told}", en=f"Too long: {', '.join(key for key, _, _ in long)}", place=long[0][0])


@rule("JX23-9", code="V-6")
def name_is_no_address_of_the_site(application: ApplicationFacts) -> Reason | None:
    """A methodology's page must have an address of its own."""
    name = application.names["id"]
    if name not in RESERVED:
        return None
    return Reason(zh=f"英文短名不能用 {name}，请换一个", en=f"The name {name} is taken by the site itself", place="id")


@rule("JX23-10.1.4", code="R11-2")
def version_is_not_published_yet(application: ApplicationFacts) -> Reason | None:
    """What was published stays as it is; a change of it is proposed as a new version."""
    version = application.names["version"]
    if version not in application.versions_published:
        return None
    return Reason(
        zh=f"{application.names['id']} 的版本 {version} 已发布，不可修改；请改用新的版本号",
        en=f"Version {version} of {application.names['id']} is published; use a new version number",
        place="version",
    )


APPLICATION = (
    application_is_complete,
    names_are_short_enough,
    name_is_no_address_of_the_site,
    version_is_not_published_yet,
)


@dataclass(frozen=True)
class OfficeFacts:
    """An official about to act on a proposal, and the applicant when they are tied to it."""

    tied_to: tuple[str, ...]


@rule("JX23-26.1", code="R6-1")
def official_is_not_the_proposers(official: OfficeFacts) -> Reason | None:
    """Reading: who works, or worked within the look-back, for the proposer steps back."""
    if not official.tied_to:
        return None
    told = "、".join(official.tied_to)
    return Reason(
        zh=f"须回避：您现在或近年任职于申请单位（{told}）", en=f"Recusal is required: you work or worked for {told}"
    )


OFFICE = (official_is_not_the_proposers,)


@dataclass(frozen=True)
class OutcomeFacts:
    """A proposal about to be approved, and whether the panel was in favour (None: no panel was convened)."""

    in_favour: bool | None


@rule("JX23-10.1.2", code="R6-3")
def panel_was_in_favour(outcome: OutcomeFacts) -> Reason | None:
    """Reading: a convened panel binds the bureau to its refusal; without a panel the bureau decides alone."""
    if outcome.in_favour is not False:
        return None
    return Reason(
        zh="专家评审未通过，不能作出通过的决定", en="The panel was not in favour; the proposal cannot be approved"
    )


APPROVAL = (panel_was_in_favour,)
