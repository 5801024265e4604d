"""The stage's pages, mounted under /verification/."""

from django.urls import path

from tanhui.lifecycle.verification.views import engagements, public, verifying

app_name = "verification"

urlpatterns = [
    path("", public.bodies, name="index"),
    path("accredit/", public.accredit, name="accredit"),
    path("accreditations/<int:accreditation_id>/suspend/", public.suspend, name="suspend"),
    path("statements/", public.statements, name="statements"),
    path("statements/<int:statement_id>/", public.statement, name="statement"),
    path("mine/", engagements.mine, name="mine"),
    path("reports/<int:report_id>/engage/", engagements.engage, name="engage"),
    path("engagements/<int:engagement_id>/", engagements.engagement, name="engagement"),
    path("engagements/<int:engagement_id>/accept/", verifying.accept, name="accept"),
    path("engagements/<int:engagement_id>/decline/", verifying.decline, name="decline"),
    path("engagements/<int:engagement_id>/findings/", verifying.raise_finding, name="raise"),
    path("engagements/<int:engagement_id>/sign/", verifying.sign, name="sign"),
    path("findings/<int:finding_id>/answer/", engagements.answer, name="answer"),
    path("findings/<int:finding_id>/close/", verifying.close, name="close"),
]
