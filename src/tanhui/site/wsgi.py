"""The WSGI entry point that serves the pages and the API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanhui.site.settings")
application = get_wsgi_application()
