"""Addresses of the methodology pages."""

from django.urls import path

from tanhui.lifecycle.methodology import views
from tanhui.lifecycle.methodology.views import authoring

app_name = "methodology"
urlpatterns = [
    path("", views.index, name="index"),
    path("compare/", authoring.compare, name="compare"),
    path("proposals/", authoring.proposals, name="proposals"),
    path("proposals/new/", authoring.new, name="proposal_new"),
    path("proposals/notices/<int:notice_id>/", authoring.public_notice, name="public_notice"),
    path("proposals/objections/<int:objection_id>/", authoring.answer, name="objection_answer"),
    path("proposals/<int:proposal_id>/", authoring.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/edit/<slug:chapter>/", authoring.edit, name="proposal_edit"),
    path("proposals/<int:proposal_id>/text/", authoring.text, name="proposal_text"),
    path("proposals/<int:proposal_id>/application/", authoring.application, name="proposal_application"),
    path("proposals/<int:proposal_id>/papers/", authoring.papers, name="proposal_papers"),
    path("proposals/<int:proposal_id>/papers/<int:document_id>/", authoring.detach, name="proposal_detach"),
    path("proposals/<int:proposal_id>/submit/", authoring.submit, name="proposal_submit"),
    path("proposals/<int:proposal_id>/withdraw/", authoring.withdraw, name="proposal_withdraw"),
    path("proposals/<int:proposal_id>/discard/", authoring.discard, name="proposal_discard"),
    path("proposals/<int:proposal_id>/document.toml", authoring.document, name="proposal_document"),
    path("proposals/<int:proposal_id>/compare/", authoring.compare_proposal, name="proposal_compare"),
    path("proposals/<int:proposal_id>/try/", authoring.try_proposal, name="proposal_try"),
    path("proposals/<int:proposal_id>/panel/", authoring.convene, name="proposal_convene"),
    path("proposals/<int:proposal_id>/vote/", authoring.vote, name="proposal_vote"),
    path("proposals/<int:proposal_id>/notice/", authoring.notice, name="proposal_notice"),
    path("proposals/<int:proposal_id>/publish/", authoring.publish, name="proposal_publish"),
    path("proposals/<int:proposal_id>/step/<slug:step>/", authoring.course_step, name="proposal_step"),
    path("factors/", views.factors, name="factors"),
    path("factors/<int:record_id>/", views.factor, name="factor"),
    path("factors/changes/", views.factor_changes, name="factor_changes"),
    path("factors/changes/new/", views.propose_factor, name="propose_factor"),
    path("factors/changes/upload/", views.upload_factors, name="upload_factors"),
    path("factors/changes/template.csv", views.factor_template, name="factor_template"),
    path("factors/changes/<int:change_id>/", views.factor_change, name="factor_change"),
    path("factors/changes/<int:change_id>/decide/", views.decide_factor, name="decide_factor"),
    path("factors/changes/<int:change_id>/refuse/", views.refuse_factor, name="refuse_factor"),
    path("factors/changes/<int:change_id>/notice/", views.notice_factor, name="notice_factor"),
    path("factors/changes/<int:change_id>/enter/", views.enter_factor, name="enter_factor"),
    path(
        "factors/changes/<int:change_id>/objections/<int:objection_id>/",
        views.answer_factor_objection,
        name="answer_factor_objection",
    ),
    path("factors/notices/<int:notice_id>/", views.factor_notice, name="factor_notice"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/<str:version>/", views.page, name="version"),
    path("<slug:slug>/<str:version_name>/try/", authoring.try_version, name="try"),
    path("<slug:slug>/<str:version>/document.toml", views.document, name="document"),
    path("<slug:slug>/<str:version>/document.pdf", views.document_pdf, name="document_pdf"),
    path("<slug:slug>/<str:version>/formulas.tex", views.formulas_tex, name="formulas_tex"),
]
