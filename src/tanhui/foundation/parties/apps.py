"""The Django app of the parties."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who may act: persons, organisations, their users, mandates and ties."""

    name = "tanhui.foundation.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "主体"
