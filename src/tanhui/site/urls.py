"""All addresses. The stages come in the order of STAGES; each lists its own pages."""

from django.urls import include, path

from tanhui.foundation.web.views import api_docs
from tanhui.lifecycle import STAGES
from tanhui.site.api import api
from tanhui.site.design.views import design, favicon
from tanhui.site.desk.views import desk
from tanhui.site.home.views import home

handler400 = "tanhui.site.errors.bad_request"
handler403 = "tanhui.site.errors.forbidden"
handler404 = "tanhui.site.errors.not_found"
handler500 = "tanhui.site.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", favicon, name="favicon"),
    path("desk/", desk, name="desk"),
    path("design/", design, name="design"),
    path("law/", include("tanhui.site.lawpages.urls")),
    path("people/", include("tanhui.site.people.urls")),
    path("accounts/", include("tanhui.site.people.account_urls")),
    path("documents/", include("tanhui.foundation.documents.urls")),
    path("impact/", include("tanhui.site.impact.urls")),
    path("api/", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    *(path(f"{stage}/", include(f"tanhui.lifecycle.{stage}.urls")) for stage in STAGES),
]
