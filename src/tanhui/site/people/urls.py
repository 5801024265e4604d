"""Addresses under /people/."""

from django.urls import path

from tanhui.site.people import views

urlpatterns = [
    path("register/", views.register_person, name="register"),
    path("organisations/register/", views.register_organisation, name="register_organisation"),
    path("mandates/", views.mandates, name="mandates"),
    path("role/", views.role_switch, name="role_switch"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("clock/", views.demo_clock, name="demo_clock"),
]
