"""The Django app of the registry stage."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Articles 16 and 17: filing, audit, decision, notice, registration, issuance."""

    name = "tanhui.lifecycle.registry"
    label = "registry"
    verbose_name = "备案与签发"
    default_auto_field = "django.db.models.BigAutoField"
