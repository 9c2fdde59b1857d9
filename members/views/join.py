"""An invitation's link: a page with a button, because mail scanners open every link; then a password.

After the button the token leaves the address: the session holds the invitation's id.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from members.models import Invitation
from members.services import invitations
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import Person

SESSION_KEY = "invitation"


class PasswordForm(GovForm):
    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that have nothing in common are good.",
        error_messages={"required": "Choose a password."},
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password again."},
    )
    widths = {"password1": 20, "password2": 20}

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        one, two = data.get("password1"), data.get("password2")
        if one and two and one != two:
            self.add_error("password2", "The two passwords are not the same.")
        return data


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    return render(
        request,
        "members/join_refused.html",
        {"title": "This link no longer works", "sentence": str(refusal)},
        status=404,
    )


@method_decorator(login_not_required, name="dispatch")
class OpenInvitation(View):
    """Opening it changes nothing; the button leads on."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = invitations.find(token, clock.now())
        except NotAllowed as refusal:
            return self.sealed(refused(request, refusal))
        context = {
            "title": "Your invitation",
            "caption": invitation.group.name,
            "invitation": invitation,
        }
        return self.sealed(render(request, "members/join.html", context))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = invitations.find(token, clock.now())
        except NotAllowed as refusal:
            return self.sealed(refused(request, refusal))
        request.session.cycle_key()
        request.session[SESSION_KEY] = invitation.pk
        return self.sealed(redirect("join:password"))

    @staticmethod
    def sealed(response: HttpResponse) -> HttpResponse:
        """The address holds the token: no page or file that this one leads to is told it."""
        response["Referrer-Policy"] = "strict-origin"
        return response


@method_decorator(login_not_required, name="dispatch")
class ChoosePassword(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Invitation.objects.select_related("person", "group")
        found = rows.filter(pk=request.session.get(SESSION_KEY, 0)).first()
        try:
            if found is None:
                raise NotAllowed("Open the link in your invitation once more.")
            self.invitation = invitations.check_open(found, clock.now())
            return super().dispatch(request, *args, **kwargs)
        except NotAllowed as refusal:
            return refused(request, refusal)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PasswordForm(person=self.invitation.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, person=self.invitation.person)
        if not form.is_valid():
            return self.show(form, status=422)
        person = invitations.accept(
            invitation=self.invitation, password=form.cleaned_data["password1"], at=clock.now()
        )
        request.session.flush()
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("home")

    def show(self, form: PasswordForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Choose a password",
            "caption": self.invitation.group.name,
            "form": form,
            "intro": f"You sign in with {self.invitation.person.email} and this password.",
            "button": "Save and sign in",
        }
        return render(self.request, "shapes/form.html", context, status=status)
