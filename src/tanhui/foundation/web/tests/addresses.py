"""A few addresses to test the helpers with: one act as page and endpoint, one list, marked views."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View

from tanhui.foundation.inputs.fields import TextLine, WholeField
from tanhui.foundation.inputs.schema import Line, Whole
from tanhui.foundation.parties.access import public, require_district, roles, signed_in
from tanhui.foundation.parties.models import Party
from tanhui.foundation.parties.sessions import actor_of
from tanhui.foundation.trail.actions import act
from tanhui.foundation.web.api import Body, asked, endpoint, make_api, router_for
from tanhui.foundation.web.pages import act_page
from tanhui.foundation.web.tables import Column, list_page, listing
from tanhui.law import refuse

DONE: list[int] = []
"""How often the act was carried out."""


class SampleForm(forms.Form):
    name = TextLine(label="名称")
    tonnes = WholeField(label="吨数")


class SampleIn(Body):
    name: Line
    tonnes: Whole


def carry_out(by, at, name, tonnes):
    with act(by=by, kind="test.done", at=at) as entry:
        if tonnes == 13:
            refuse("R18-3", "可用数量 12", "12 available", clause="JX23-18")
        DONE.append(tonnes)
        entry.about("test:sample", tonnes=tonnes)
    return {"tonnes": tonnes}


@roles("owner")
def page(request: HttpRequest) -> HttpResponse:
    return act_page(
        request,
        template="web/act.html",
        form_class=SampleForm,
        do=lambda actor, cleaned, at: carry_out(actor, at, cleaned["name"], cleaned["tonnes"]),
        done_url=lambda result: f"/done/{result['tonnes']}/",
    )


COLUMNS = (
    Column("name", "名称", sort="name", value=lambda row: {"value": row.name, "url": f"/p/{row.pk}/"}),
    Column("district", "辖区", sort="district"),
    Column("pk", "编号", kind="number", value=lambda row: -row.pk),
)


@public
def parties(request: HttpRequest) -> HttpResponse:
    found = listing(request, Party.objects.all(), COLUMNS, caption="主体", search=("name", "identifier"), order="name")
    return list_page(request, "web/listing.html", found)


@public
def whoami(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return HttpResponse(f"{actor.role}:{actor.party_id}")


@method_decorator([], name="dispatch")
@roles("bureau")
class Office(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("office")


@roles("branch")
def district(request: HttpRequest, code: str) -> HttpResponse:
    require_district(actor_of(request), code)
    return HttpResponse("own district")


@public
def nothing_there(request: HttpRequest) -> HttpResponse:
    Party.objects.get(pk=0)
    return HttpResponse("unreachable")


router = router_for("samples")


@endpoint(router, "post", "/acts", roles=("owner",))
def act_once(request: HttpRequest, body: SampleIn) -> dict[str, Any]:
    """Carry out the sample act."""
    ask = asked(request)
    return carry_out(ask.by, ask.at, body.name, body.tonnes)


@endpoint(router, "get", "/parties/{int:party_id}", roles=("visitor",))
def one_party(request: HttpRequest, party_id: int, note: str = "") -> dict[str, Any]:
    """Return a party."""
    return {"name": Party.objects.get(pk=party_id).name, "role": asked(request).by.role}


api = make_api(title="test", version="1")
api.add_router("/samples/", router)

urlpatterns = [
    path("", public(lambda request: HttpResponse("home")), name="home"),
    path("desk/", signed_in(lambda request: HttpResponse("desk")), name="desk"),
    path("accounts/login/", public(lambda request: HttpResponse("login")), name="account_login"),
    path("page/", page),
    path("parties/", parties),
    path("whoami/", whoami),
    path("office/", Office.as_view()),
    path("office2/", roles("bureau")(View.as_view())),
    path("district/<str:code>/", district),
    path("nothing/", nothing_there),
    path("api/v1/", api.urls),
]
