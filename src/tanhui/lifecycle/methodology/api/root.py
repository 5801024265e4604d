"""The router that every file of this package adds its endpoints to."""

from tanhui.foundation.web.api import router_for

router = router_for("methodology")
