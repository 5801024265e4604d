"""The stage over the API. Fixed addresses come before `/{slug}/{version}`, which would take them otherwise."""

from tanhui.lifecycle.methodology.api import factors, proposals, published
from tanhui.lifecycle.methodology.api.root import router

__all__ = ["factors", "proposals", "published", "router"]
