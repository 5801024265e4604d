"""The app of the accounting stage."""

from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """Projects, meters, readings and accounting reports."""

    name = "tanhui.lifecycle.accounting"
    label = "accounting"
    verbose_name = "减排量核算"
    default_auto_field = "django.db.models.BigAutoField"
