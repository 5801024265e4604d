"""The site application: joins the stages, and refuses to start on a database that could lose what was acknowledged."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register

from tanhui.foundation.signing import prepare_keys
from tanhui.site.durability import check_durability


class SiteConfig(AppConfig):
    """Prepares the signing keys and registers the start-up checks."""

    name = "tanhui.site"
    label = "site"

    def ready(self) -> None:
        """Refuse to start without signing keys; check durability whenever Django's checks touch the database."""
        prepare_keys(demonstration=settings.TANHUI_DEMONSTRATION)
        register(check_durability, Tags.database)
