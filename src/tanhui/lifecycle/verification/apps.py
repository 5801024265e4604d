"""The Django application of the verification stage."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Registers the tables under the label `verification`."""

    name = "tanhui.lifecycle.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "核查"
