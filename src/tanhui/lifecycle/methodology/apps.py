"""The methodology stage as a Django app."""

from django.apps import AppConfig


class MethodologyConfig(AppConfig):
    """Methodologies, their versions in force, and the factors they use."""

    name = "tanhui.lifecycle.methodology"
    label = "methodology"
    verbose_name = "方法学"
    default_auto_field = "django.db.models.BigAutoField"
