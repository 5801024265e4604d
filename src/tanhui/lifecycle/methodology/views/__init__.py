"""Pages of the stage."""

from tanhui.lifecycle.methodology.views.factor_acts import (
    answer_factor_objection,
    decide_factor,
    enter_factor,
    factor_template,
    notice_factor,
    propose_factor,
    refuse_factor,
    upload_factors,
)
from tanhui.lifecycle.methodology.views.factors import (
    factor,
    factor_change,
    factor_changes,
    factor_notice,
    factors,
)
from tanhui.lifecycle.methodology.views.papers import document_pdf, formulas_tex
from tanhui.lifecycle.methodology.views.published import document, index, page

__all__ = [
    "answer_factor_objection",
    "decide_factor",
    "document",
    "document_pdf",
    "enter_factor",
    "factor",
    "factor_change",
    "factor_changes",
    "factor_notice",
    "factor_template",
    "factors",
    "formulas_tex",
    "index",
    "notice_factor",
    "page",
    "propose_factor",
    "refuse_factor",
    "upload_factors",
]
