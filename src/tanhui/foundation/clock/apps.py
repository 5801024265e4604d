"""The Django app of the clock."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """One row: how far the demonstration's clock is ahead of the system's."""

    name = "tanhui.foundation.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "时钟"
