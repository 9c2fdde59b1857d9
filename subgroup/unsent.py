"""What somebody sent when they were signed out, or from a page of an earlier sign-in: not saved, and shown again so that it is not lost."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

SIGNED_OUT = "Not saved: you are signed out. Sign in at another tab and come back; keep this page open."


def typed(request: HttpRequest) -> list[str]:
    """The texts of more than one word, each once, in the order of the form; no password."""
    rows = [
        text.strip()
        for name, texts in request.POST.lists()
        if "password" not in name
        for text in texts
        if len(text.split()) > 1
    ]
    return list(dict.fromkeys(rows))


class SignedInMiddleware(LoginRequiredMiddleware):
    """Sends who is signed out to sign in. What they had typed is shown first, since the way there would lose it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.method == "POST":
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"sentence": SIGNED_OUT}, status=401)
            if texts := typed(request):
                page = {"typed": texts, "sign_in": redirect_to_login(request.get_full_path()).url}
                return render(request, "signed_out.html", page, status=401)
        return super().handle_no_permission(request, view_func)


@requires_csrf_token
def refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """What comes from a page of an earlier sign-in. Of what another site sent nothing is shown."""
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return render(request, "403_csrf.html", {"typed": typed(request) if ours else []}, status=403)
