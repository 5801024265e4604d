"""An owner's own calculation table: the form that adds one to a report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tanhui.foundation.parties.access import roles
from tanhui.foundation.web.pages import act_page, actor_of
from tanhui.lifecycle.accounting import actions, forms
from tanhui.lifecycle.accounting.views.access import owned, readable_report


@roles("owner")
def add_own_sheet(request: HttpRequest, report_id: int) -> HttpResponse:
    """Add one's own calculation table to a report that is still a draft."""
    report, project = readable_report(actor_of(request), report_id)
    owned(actor_of(request), project.code)
    back = {
        "label": f"{project.code} 第 {report.version} 版核算报告",
        "url": reverse("accounting:report", args=[report_id]),
    }
    return act_page(
        request,
        template="accounting/own_sheet.html",
        form_class=forms.OwnSheetForm,
        do=lambda actor, cleaned, at: actions.add_own_sheet(
            by=actor, report_id=report_id, upload=cleaned["file"], total_cell=cleaned["total_cell"], at=at
        ),
        done_url=back["url"],
        context={
            "title": "附上自备计算表",
            "lead": "平台用 LibreOffice 逐格复算：存储的数值须与公式一致，公式须从本报告的读数合计与因子一路算到合计。",
            "back": back,
            "cancel": {"label": "返回", "url": back["url"]},
            "submit": "复算并附上",
            "clause": "JX23-14.1.2",
            "report": report,
        },
    )
