"""The stage's pages, mounted under /accounting/."""

from django.urls import path

from tanhui.lifecycle.accounting import views

app_name = "accounting"

urlpatterns = [
    path("", views.public_list, name="index"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.new_project, name="new"),
    path("projects/<str:code>/", views.public_project, name="public"),
    path("readings-template.csv", views.template_file, name="template"),
    path("p/<str:code>/", views.project_page, name="project"),
    path("p/<str:code>/readings/", views.upload_readings, name="readings"),
    path("p/<str:code>/activity/", views.upload_activity, name="activity"),
    path("p/<str:code>/activity-template.xlsx", views.activity_template, name="activity-template"),
    path("p/<str:code>/meters/", views.new_meter, name="meter"),
    path("p/<str:code>/report/", views.new_report, name="prepare"),
    path("meters/<int:meter_id>/calibrations/", views.new_calibration, name="calibration"),
    path("imports/<int:import_id>/rejects.csv", views.rejects_file, name="rejects"),
    path("imports/<int:import_id>/withdraw/", views.withdraw, name="withdraw"),
    path("activity/<int:activity_id>/", views.activity_page, name="activity-data"),
    path("activity/<int:activity_id>/withdraw/", views.withdraw_activity, name="activity-withdraw"),
    path("reports/<int:report_id>/", views.report_page, name="report"),
    path("reports/<int:report_id>/rows/", views.report_rows, name="rows"),
    path("reports/<int:report_id>/own-sheet/", views.add_own_sheet, name="own-sheet"),
    path("reports/<int:report_id>/submit/", views.submit, name="submit"),
]
