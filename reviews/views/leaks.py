"""For the chair: who was asked by the leak guard and went on, and why."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from reviews import reading
from reviews.models import LeakOverride
from reviews.services.leaks import in_words
from reviews.views.parts import parts
from subgroup import clock
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupView


class LeakList(ListPage, GroupView):
    """Of a case only where it is there for the reader; what meetings were sent belongs to no case that is known."""

    permission = "view_case_log"
    title = "Leak guard"
    purpose = "Who was told that a text or file may say who a child is, and went on all the same, and why."
    nouns = ("entry", "entries")
    template_name = "reviews/cases.html"
    empty_text = "An entry appears here when somebody goes on although the guard has asked."
    ordering: ClassVar[list[str]] = ["-at"]
    columns: ClassVar[list[Column]] = [
        Column("at", "When", sort="at"),
        Column("by", "Who", lambda one: one.by.name, sort="by__name"),
        Column("place", "Where"),
        Column("kinds", "What was found", lambda one: in_words(one.kinds)),
        Column("because", "Why it went on"),
        Column("case", "Case", lambda one: one.case.codename if one.case else "", link=lambda one: one.case and case_url(one)),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[LeakOverride]:
        there = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        rows = LeakOverride.objects.filter(Q(case=None) | Q(case__in=there), group=self.group)
        return rows.select_related("by", "case", "group")

    def list_context(self) -> dict[str, Any]:
        return {"parts": parts(self.request, "leaks")}


def case_url(row: LeakOverride) -> str:
    return reverse("reviews:case", args=[row.group.slug, row.case_id])
