"""Articles 6, 17 and 26: who may act on a filing, and that the server records when and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule

RECORDED_BY_THE_SERVER = frozenset(
    {
        "at", "time", "date", "now", "timestamp", "accepted_at", "reported_at", "decided_at", "decided_on", "approved_at",
        "noticed_at", "filed_at", "filed_on", "registered_at", "registered_on", "issued_at", "issued_on", "signed_at",
        "by", "user", "user_id", "person_id", "official", "on_behalf_of", "decided_by", "approved_by", "issued_by",
    }
)  # fmt: skip
"""Names under which a sender might try to say when or by whom an act was done."""


@dataclass(frozen=True)
class OfficialFacts:
    """An official about to audit, decide or issue, and the parties of the case they are tied to, by name."""

    tied_to: tuple[str, ...]


@rule("JX23-26.1", code="R6-1")
def official_is_tied_to_no_party(official: OfficialFacts) -> Reason | None:
    """Reading: who works, or worked within the look-back, for the owner, the verifier or the report's author steps back."""
    if not official.tied_to:
        return None
    return Reason(
        zh=f"须回避：您现在或近年任职于本案当事方（{'、'.join(official.tied_to)}），请由其他人员办理",
        en=f"Recusal is required: you work or recently worked for {', '.join(official.tied_to)}",
    )


OFFICIAL = (official_is_tied_to_no_party,)


@dataclass(frozen=True)
class SentFacts:
    """The names of the fields that came with a request."""

    fields: frozenset[str]


@rule("HOUSE-17", code="R17-6")
def time_and_author_come_from_the_server(sent: SentFacts) -> Reason | None:
    """Nothing is back-dated or recorded under a colleague's name: the sender may not even name a time or a person."""
    found = sorted(sent.fields & RECORDED_BY_THE_SERVER)
    if not found:
        return None
    return Reason(
        zh=f"办理时间由服务器给定，经办人为登录者本人；请删去：{'、'.join(found)}",
        en=f"The server records when and by whom; remove: {', '.join(found)}",
        place=found[0],
    )


SENT = (time_and_author_come_from_the_server,)
