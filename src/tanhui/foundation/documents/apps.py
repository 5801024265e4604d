"""The Django app of the documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Files people bring: looked at before they are kept, stored by the hash of their content."""

    name = "tanhui.foundation.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "文件"
