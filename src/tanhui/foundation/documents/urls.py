"""Addresses of the documents, mounted under /documents/."""

from django.urls import path

from tanhui.foundation.documents import views

app_name = "documents"
urlpatterns = [path("<int:document_id>/", views.download, name="download")]
