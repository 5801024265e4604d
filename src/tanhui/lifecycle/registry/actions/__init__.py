"""Every write of the registry, one function per act of the Measures."""

from tanhui.lifecycle.registry.actions.apply import attach_document, draft_filing, resubmit, submit_filing, withdraw
from tanhui.lifecycle.registry.actions.audit import accept, audit_report, return_for_correction
from tanhui.lifecycle.registry.actions.decide import conclude_panel, convene_panel, decide, skip_panel, vote
from tanhui.lifecycle.registry.actions.freeze import freeze_batch, thaw_batch
from tanhui.lifecycle.registry.actions.issue import Asked, issue
from tanhui.lifecycle.registry.actions.notice import (
    answer_objection,
    file_case,
    give_notice,
    raise_objection,
    register,
)
from tanhui.lifecycle.registry.actions.results import Done, Issued, Noted
from tanhui.lifecycle.registry.actions.supervise import remark

__all__ = [
    "Asked",
    "Done",
    "Issued",
    "Noted",
    "accept",
    "answer_objection",
    "attach_document",
    "audit_report",
    "conclude_panel",
    "convene_panel",
    "decide",
    "draft_filing",
    "file_case",
    "freeze_batch",
    "give_notice",
    "issue",
    "raise_objection",
    "register",
    "remark",
    "resubmit",
    "return_for_correction",
    "skip_panel",
    "submit_filing",
    "thaw_batch",
    "vote",
    "withdraw",
]
