"""Pages on which a methodology is proposed: written, checked, compared, submitted, and carried through the offices."""

from tanhui.lifecycle.methodology.views.authoring.application import application, detach, papers
from tanhui.lifecycle.methodology.views.authoring.comparing import compare, compare_proposal
from tanhui.lifecycle.methodology.views.authoring.course import convene, course_step, notice, publish, vote
from tanhui.lifecycle.methodology.views.authoring.drafts import discard, new, proposals, submit, withdraw
from tanhui.lifecycle.methodology.views.authoring.editor import edit
from tanhui.lifecycle.methodology.views.authoring.notices import answer, public_notice
from tanhui.lifecycle.methodology.views.authoring.reading import document, proposal
from tanhui.lifecycle.methodology.views.authoring.text import text
from tanhui.lifecycle.methodology.views.authoring.trying import try_proposal, try_version

__all__ = [
    "answer",
    "application",
    "compare",
    "compare_proposal",
    "convene",
    "course_step",
    "detach",
    "discard",
    "document",
    "edit",
    "new",
    "notice",
    "papers",
    "proposal",
    "proposals",
    "public_notice",
    "publish",
    "submit",
    "text",
    "try_proposal",
    "try_version",
    "vote",
    "withdraw",
]
