"""Addresses of the methodology pages."""

from django.urls import path

from tanhui.lifecycle.methodology import views

app_name = "methodology"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/<str:version>/", views.page, name="version"),
    path("<slug:slug>/<str:version>/document.toml", views.document, name="document"),
]
