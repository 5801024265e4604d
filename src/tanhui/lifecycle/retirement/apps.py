"""The Django application of the retirement stage."""

from django.apps import AppConfig


class RetirementConfig(AppConfig):
    """Registers the tables under the label `retirement`."""

    name = "tanhui.lifecycle.retirement"
    label = "retirement"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "使用与注销"
