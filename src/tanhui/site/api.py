"""The one API, /api/v1: each stage brings its router; the description is at /api/ and /api/v1/openapi.json."""

from importlib import import_module

from tanhui.foundation.web.api import make_api
from tanhui.lifecycle import STAGES
from tanhui.site.impact.api import router as impact
from tanhui.site.people.api import router as people

api = make_api(title="碳惠 tanhui", version="1")
api.add_router("/people/", people)
api.add_router("/impact/", impact)
for stage in STAGES:
    api.add_router(f"/{stage}/", import_module(f"tanhui.lifecycle.{stage}.api").router)
