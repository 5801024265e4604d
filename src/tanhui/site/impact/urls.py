"""Addresses of the impact report."""

from django.urls import path

from tanhui.site.impact.views import make_report, report

urlpatterns = [
    path("<int:change_id>/", report, name="impact"),
    path("<int:change_id>/make/", make_report, name="make_impact"),
]
