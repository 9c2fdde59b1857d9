"""allauth's forms in this service's words and looks (settings.ACCOUNT_FORMS)."""

from typing import Any

from allauth.account import forms as account
from django import forms

from subgroup.forms import gov


class _Ours(forms.BaseForm):
    """`labels` and `hints` by field; placeholders go, because they vanish while one types."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        gov(self)


_NEW = {"password1": "New password", "password2": "New password again", "oldpassword": "Present password"}
_LENGTH = {"password1": "At least 12 characters. Three words that have nothing in common are good."}


class LoginForm(_Ours, account.LoginForm):
    labels = {"login": "Email address"}


class ResetPasswordForm(_Ours, account.ResetPasswordForm):
    """Somebody who never accepted an invitation has no password to reset."""

    labels = {"email": "Email address"}

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users: list[Any] = [person for person in self.users if person.has_usable_password()]
        return email


class ResetPasswordKeyForm(_Ours, account.ResetPasswordKeyForm):
    labels, hints = _NEW, _LENGTH


class ChangePasswordForm(_Ours, account.ChangePasswordForm):
    labels, hints = _NEW, _LENGTH


class ReauthenticateForm(_Ours, account.ReauthenticateForm):
    pass
