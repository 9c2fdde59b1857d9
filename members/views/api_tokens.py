"""The tokens with which programs of the council read figures: who made them, until when they work, when they were used."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property

from members.enums import Role
from members.forms.api_tokens import ApiTokenForm
from members.models import ApiToken
from members.services import api_tokens
from members.views.people import PeoplePage
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest

TITLE = "Tokens for reporting tools"


def last_day(token: ApiToken) -> date:
    return clock.day_of(token.expires_at - timedelta(microseconds=1))


def state_of(token: ApiToken) -> tuple[str, str]:
    if token.revoked_at:
        return "Taken back", "grey"
    return ("Works", "green") if token.works(clock.now()) else ("Ended", "yellow")


class ApiTokens(PeoplePage):
    def get(self, request: GroupRequest) -> HttpResponse:
        rows = ApiToken.objects.filter(group=self.group).select_related("made_by", "revoked_by")
        rows = rows.order_by(F("revoked_at").desc(nulls_first=True), "-made_at", "-pk")
        context = {
            "title": TITLE,
            "purpose": "With a token a program of the council reads figures, and can change nothing.",
            "breadcrumbs": self.crumbs(("People", self.url("people"))),
            "rows": [(row, *state_of(row), last_day(row)) for row in rows],
            "may_make": self.may("manage_members"),
        }
        return render(request, "members/api_tokens.html", context)


class MakeApiToken(PeoplePage):
    """Not for who runs accounts and sees no meeting: a token that they made would let them read."""

    or_permission = None

    def get(self, request: GroupRequest) -> HttpResponse:
        latest = clock.today() + timedelta(days=api_tokens.DAYS)
        return self.show(ApiTokenForm(initial={"last_day": latest}))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = ApiTokenForm(request.POST)
        if form.is_valid():
            self.check(form)
        if form.errors:
            return self.show(form, status=422)
        said = form.cleaned_data
        try:
            token = api_tokens.make(
                group=self.group, name=said["name"], role=Role(said["role"]), last_day=said["last_day"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        context = {
            "title": f"The token of {said['name']}",
            "breadcrumbs": self.trail(),
            "token": token,
            "last_day": said["last_day"],
        }
        return render(request, "members/api_token_made.html", context)

    def check(self, form: ApiTokenForm) -> None:
        """What is refused stands beside its field."""
        said = form.cleaned_data
        try:
            field = "name"
            api_tokens.check_name(self.group, said["name"])
            field = "last_day"
            api_tokens.check_last_day(said["last_day"], clock.today())
        except NotAllowed as refusal:
            form.add_error(field, str(refusal))

    def show(self, form: ApiTokenForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Make a token",
            "intro": "The program reads with the rights of a role, and only what is open to everybody with that role: "
            "nothing of a case open to named people only, nothing confidential.",
            "breadcrumbs": self.trail(),
            "form": form,
            "button": "Make the token",
            "cancel_url": self.url("api_tokens"),
        }
        return render(self.request, "shapes/form.html", context, status=status)

    def trail(self) -> list[tuple[str, str]]:
        return self.crumbs(("People", self.url("people")), (TITLE, self.url("api_tokens")))


class RevokeApiToken(PeoplePage):
    @cached_property
    def token(self) -> ApiToken:
        return get_object_or_404(ApiToken, group=self.group, pk=self.kwargs["pk"])

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        token = self.token
        used = (
            f"It was last used on {long_date(clock.day_of(token.last_used_at))}."
            if token.last_used_at
            else ""
        )
        context = {
            "title": f"Take back the token of {token.name}?",
            "breadcrumbs": self.crumbs(("People", self.url("people")), (TITLE, self.url("api_tokens"))),
            "happens": [
                one for one in ["The program reads nothing more with it, from this moment on.", used] if one
            ],
            "told": [],
            "button": "Take it back",
            "destructive": True,
            "cancel_url": self.url("api_tokens"),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        api_tokens.revoke(token=self.token, by=request.user, at=clock.now())
        messages.success(request, f"The token of {self.token.name} no longer works.")
        return redirect(self.url("api_tokens"))
