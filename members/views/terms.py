"""The terms of reference: each version, what it changed, its file; and who may do what."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from members.enums import Role
from members.roles import MATRIX
from members.views.pages import MemberPage
from subgroup import clock
from subgroup.permissions import PERMISSIONS
from subgroup.terms import ParsedTerms
from subgroup.terms.loading import differences
from subgroup.views.base import GroupRequest


class TermsPage(MemberPage):
    """M4: every version with its text, its parameters and what it changed."""

    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        now = self.group.terms_on(today)
        versions, before = [], None
        for terms in self.group.terms.order_by("in_force_from", "id"):
            content = terms.content
            versions.append(
                {
                    "terms": terms,
                    "content": content,
                    "now": terms.pk == now.pk,
                    "to_come": terms.in_force_from > today,
                    "changes": changes(before, content) if before else None,
                    "parameters": [line.strip().partition(" = ")[::2] for line in differences(None, content)],
                }
            )
            before = content
        context = {
            "title": "Terms of reference",
            "purpose": "Every version, from when it is in force, and what it changed. "
            "A meeting keeps the version that was in force on its day.",
            "breadcrumbs": self.crumbs(),
            "versions": versions[::-1],
        }
        return render(request, "members/terms.html", context)


def changes(before: ParsedTerms, content: ParsedTerms) -> list[str]:
    """What a version changed, without its name and its first day, which stand beside it."""
    lines = (line.strip() for line in differences(before, content))
    return [line for line in lines if not line.startswith(("version:", "in_force_from:"))]


class TermsSource(MemberPage):
    """The file as it was loaded."""

    permission = "view_group"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        terms = get_object_or_404(self.group.terms, pk=pk)
        response = HttpResponse(terms.source, content_type="application/toml; charset=utf-8")
        name = f"{self.group.slug}-{terms.in_force_from:%Y-%m-%d}.toml"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class RolesPage(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        context = {
            "title": "Roles",
            "purpose": "Who may do what. Rights come from posts and appointments; they begin and end with them, at midnight.",
            "breadcrumbs": self.crumbs(),
            "roles": list(Role),
            "rows": [(text, [name in MATRIX[role] for role in Role]) for name, text in PERMISSIONS],
        }
        return render(request, "members/roles.html", context)
