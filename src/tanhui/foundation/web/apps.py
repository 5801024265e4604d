"""The Django app of the web helpers."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, lists and endpoints share these; the app has no tables."""

    name = "tanhui.foundation.web"
    label = "web"
    verbose_name = "网页与接口"
