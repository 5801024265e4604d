"""Registration, the role one acts in, tokens for machines, and the demonstration's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanhui.foundation.clock import now
from tanhui.foundation.clock.actions import set_demonstration_clock
from tanhui.foundation.inputs.forms import check_submission
from tanhui.foundation.parties import actions, queries
from tanhui.foundation.parties.access import public, signed_in
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.roles import ROLES, name_of
from tanhui.foundation.parties.sessions import actor_of, choose
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.pages import NoFields, act_page, safe_next
from tanhui.law import Refusal, refuse
from tanhui.site.demonstration.people import ACCOUNTS, PASSWORD
from tanhui.site.people.forms import OrganisationForm, PersonForm, TokenForm
from tanhui.site.people.steps import moment_after


class Login(LoginView):  # type: ignore[misc]  # allauth has no types
    """Allauth's sign-in; in the demonstration it lists the accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration's accounts, and only there."""
        return {**super().get_context_data(**kwargs), "demo_accounts": demo_accounts()}


def demo_accounts() -> list[dict[str, str]]:
    """Return the demonstration's accounts for the sign-in page; none in a real deployment."""
    if not settings.TANHUI_DEMONSTRATION:
        return []
    return [
        {
            "role": account.role,
            "role_zh": name_of(account.role),
            "username": account.username,
            "password": PASSWORD,
            "does": ROLES[account.role].purpose if account.username == account.role else account.person,
        }
        for account in ACCOUNTS
    ]


@public
def signup(request: HttpRequest) -> HttpResponse:
    """Lead allauth's sign-up address to real-name registration."""
    return redirect("register")


@public
def register_person(request: HttpRequest) -> HttpResponse:
    """Register a natural person."""

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> None:
        actions.register_person(
            by=actor,
            at=at,
            person=actions.PersonGiven(
                name=cleaned["name"],
                identifier=cleaned["identifier"],
                phone=cleaned["phone"],
                district=cleaned["district"],
            ),
            login=actions.LoginGiven(username=cleaned["username"], password=cleaned["password1"]),
        )

    return act_page(
        request,
        template="people/register_person.html",
        form_class=PersonForm,
        do=do,
        done_url=reverse("account_login"),
    )


@signed_in
def register_organisation(request: HttpRequest) -> HttpResponse:
    """Register an organisation that the signed-in person acts for."""

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> None:
        document = cleaned.pop("document")
        given = actions.OrganisationGiven(**cleaned)
        actions.register_organisation(by=actor, at=at, organisation=given, document=document)

    return act_page(
        request,
        template="people/register_organisation.html",
        form_class=OrganisationForm,
        do=do,
        done_url=reverse("mandates"),
    )


@signed_in
def mandates(request: HttpRequest) -> HttpResponse:
    """Show the mandates one holds, with the documents they rest on."""
    actor = actor_of(request)
    held = queries.mandates_of(actor.user_id or 0, local_day(now()))
    rows = [
        [row.role_zh, row.party, row.district, row.document, "当前" if row.id == actor.mandate_id else ""]
        for row in held
    ]
    columns = [{"label": label} for label in ("角色", "代表", "辖区", "授权文号", "")]
    return render(request, "people/mandates.html", {"columns": columns, "rows": rows})


@public
@require_POST
def role_switch(request: HttpRequest) -> HttpResponse:
    """Act under another of one's own mandates, named by its id or by its role."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    wanted = request.POST.get("role", "")
    held = queries.mandates_of(request.user.pk, local_day(now()))
    found = next((row for row in held if wanted in (str(row.id), row.role)), None)
    if found is None or choose(request, found.id) is None:
        refuse(
            "S-18",
            "您没有这项有效授权，不能切换到该身份",
            "You hold no such mandate in force",
            clause="HOUSE-19",
            place="role",
        )
    return HttpResponseRedirect(safe_next(request, reverse("desk")))


@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; a new one, for the mandate one acts under, is shown this once and stored as a digest."""
    actor, at, made, refusal = actor_of(request), now(), None, None
    form = TokenForm(data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check_submission(form)
    if request.method == "POST" and form.is_valid():
        made = actions.new_token()
        try:
            actions.create_token(
                by=actor, at=at, mandate_id=actor.mandate_id or 0, label=form.cleaned_data["label"], token=made
            )
        except Refusal as found:
            made, refusal = None, found
    shown = {"form": form, "made": made, "refusal": refusal, "tokens": queries.tokens_of(actor.user_id or 0, at)}
    status = 200 if made or request.method != "POST" else refusal.status if refusal else 422
    return render(request, "people/tokens.html", shown, status=status)


@signed_in
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Make one of one's own tokens useless."""

    def do(actor: Actor, cleaned: dict[str, Any], at: datetime) -> None:
        actions.revoke_token(by=actor, at=at, token_id=token_id)

    return act_page(
        request, template="people/revoke_token.html", form_class=NoFields, do=do, done_url=reverse("tokens")
    )


@public
@require_POST
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the demonstration's clock forward; a real deployment has no such page."""
    if not settings.TANHUI_DEMONSTRATION:
        raise Http404
    at = now()
    to = moment_after(at, request.POST.get("step", ""), request.POST.get("at", ""))
    set_demonstration_clock(by=actor_of(request), at=at, to=to)
    messages.success(request, "示范时钟已拨动")
    return HttpResponseRedirect(safe_next(request, reverse("home")))


login = public(Login.as_view())
