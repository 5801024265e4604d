"""The router on which the registry declares its endpoints."""

from tanhui.foundation.web.api import router_for

router = router_for("registry")
