"""The Django application of the market stage."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Registers the tables under the label `market`."""

    name = "tanhui.lifecycle.market"
    label = "market"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "交易"
