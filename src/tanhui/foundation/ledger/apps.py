"""The Django application of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the tables of the ledger under the label `ledger`."""

    name = "tanhui.foundation.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
