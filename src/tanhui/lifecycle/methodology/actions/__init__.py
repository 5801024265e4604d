"""Every write of the stage, one function per act."""

from tanhui.lifecycle.methodology.actions.factor_library import edit_record, load_library
from tanhui.lifecycle.methodology.actions.factor_proposals import ChangeDraft, FactorDone, keep_impact, propose_change
from tanhui.lifecycle.methodology.actions.factors import (
    answer_objection_to_change,
    decide_change,
    enter_change,
    notice_change,
    object_to_change,
)
from tanhui.lifecycle.methodology.actions.publishing import publish

__all__ = [
    "ChangeDraft",
    "FactorDone",
    "answer_objection_to_change",
    "decide_change",
    "edit_record",
    "enter_change",
    "keep_impact",
    "load_library",
    "notice_change",
    "object_to_change",
    "propose_change",
    "publish",
]
