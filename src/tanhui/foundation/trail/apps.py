"""The Django application of the trail."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Registers the tables of the trail under the label `trail`."""

    name = "tanhui.foundation.trail"
    label = "trail"
    default_auto_field = "django.db.models.BigAutoField"
