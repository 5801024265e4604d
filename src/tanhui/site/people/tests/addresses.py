"""The people's addresses alone, so that these tests do not wait for the stages."""

from django.http import HttpResponse
from django.urls import include, path

from tanhui.foundation.parties.access import public, signed_in
from tanhui.foundation.web.api import make_api
from tanhui.foundation.web.views import api_docs
from tanhui.site.people.api import router

api = make_api(title="test", version="1")
api.add_router("/people/", router)

urlpatterns = [
    path("", public(lambda request: HttpResponse("home")), name="home"),
    path("desk/", signed_in(lambda request: HttpResponse("desk")), name="desk"),
    path("people/", include("tanhui.site.people.urls")),
    path("accounts/", include("tanhui.site.people.account_urls")),
    path("api/", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
