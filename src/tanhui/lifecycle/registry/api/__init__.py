"""Endpoints of the registry, mounted under /api/v1/registry/: every act, and the public register."""

from tanhui.lifecycle.registry.api import acts, reads
from tanhui.lifecycle.registry.api.route import router

__all__ = ["acts", "reads", "router"]
