"""Addresses of the law pages. `law` is the page every clause link leads to, by the clause's id as fragment."""

from django.urls import path

from tanhui.site.lawpages import views

urlpatterns = [
    path("", views.law, name="law"),
    path("readings/", views.readings, name="law_readings"),
    path("parameters/", views.parameters, name="law_parameters"),
    path("codes/", views.refusal_codes, name="law_codes"),
    path("source/", views.source, name="law_source"),
]
