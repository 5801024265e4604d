"""Addresses of the registry, mounted under /registry/."""

from django.urls import path

from tanhui.lifecycle.registry.views import audit, decision, filings, freeze, notices, public, recompute

app_name = "registry"
_FILING = "filings/<int:filing_id>/"
urlpatterns = [
    path("projects/", public.projects, name="projects"),
    path("projects/<int:project_id>/", public.project, name="project"),
    path("batches/", public.batches, name="batches"),
    path("batches/<int:batch_id>/", public.batch, name="batch"),
    path("batches/<int:batch_id>/recompute/", recompute.recompute, name="recompute"),
    path("batches/<int:batch_id>/freeze/", freeze.freeze, name="freeze"),
    path("batches/<int:batch_id>/thaw/", freeze.thaw, name="thaw"),
    path("search/", public.search, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("objections/", notices.objections, name="objections"),
    path("objections/<int:objection_id>/", notices.answer, name="answer"),
    path("filings/", filings.filings, name="filings"),
    path("filings/new/", filings.new_filing, name="new_filing"),
    path(_FILING, filings.filing, name="filing"),
    path(f"{_FILING}attach/", filings.attach, name="attach"),
    path(f"{_FILING}submit/", filings.submit, name="submit"),
    path(f"{_FILING}withdraw/", filings.withdraw, name="withdraw"),
    path(f"{_FILING}remark/", filings.remark, name="remark"),
    path(f"{_FILING}audit/", audit.audit, name="audit"),
    path(f"{_FILING}accept/", audit.accept, name="accept"),
    path(f"{_FILING}return/", audit.send_back, name="return"),
    path(f"{_FILING}decision/", decision.decision, name="decision"),
    path(f"{_FILING}convene/", decision.convene, name="convene"),
    path(f"{_FILING}skip-panel/", decision.skip_panel, name="skip_panel"),
    path(f"{_FILING}conclude-panel/", decision.conclude_panel, name="conclude_panel"),
    path(f"{_FILING}vote/", decision.vote, name="vote"),
    path(f"{_FILING}decide/", decision.decide, name="decide"),
    path(f"{_FILING}give-notice/", decision.give_notice, name="give_notice"),
    path(f"{_FILING}file/", decision.file_case, name="file"),
    path(f"{_FILING}register/", decision.register, name="register"),
    path(f"{_FILING}issue/", decision.issue, name="issue"),
]
