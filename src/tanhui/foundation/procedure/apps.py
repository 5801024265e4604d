"""The Django application of the procedure."""

from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    """Registers the tables of the procedure under the label `procedure`."""

    name = "tanhui.foundation.procedure"
    label = "procedure"
    default_auto_field = "django.db.models.BigAutoField"
