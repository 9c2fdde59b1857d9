"""For the chair: who was asked by the leak guard and went on, and why."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from reviews.models import LeakOverride
from reviews.services.leaks import in_words
from reviews.views.base import MARKING
from reviews.views.openings import names, told_of
from reviews.views.parts import parts
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupView


class LeakList(ListPage, GroupView):
    """Of every case that is not hidden from the reader, named to who opens no case by its reference alone.

    What meetings were sent belongs to no case that is known.
    """

    permission = "view_case_log"
    title = "Leak guard"
    purpose = "Who was told that a text or file may say who a child is, and went on all the same, and why."
    marking = MARKING
    nouns = ("entry", "entries")
    template_name = "reviews/cases.html"
    empty_text = "An entry appears here when somebody goes on although the guard has asked."
    ordering: ClassVar[list[str]] = ["-at"]
    columns: ClassVar[list[Column]] = [
        Column("at", "When", sort="at"),
        Column("by", "Who", lambda one: one.by.name, sort="by__name"),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[LeakOverride]:
        rows = LeakOverride.objects.filter(Q(case=None) | Q(case__in=told_of(self.request)), group=self.group)
        return rows.select_related("by", "case", "group")

    def get_columns(self) -> list[Column]:
        opens = self.may("view_cases")
        return [
            *self.columns,
            Column("place", "Where", self.where),
            Column("kinds", "What was found", lambda one: in_words(one.kinds)),
            Column("because", "Why it went on"),
            Column(
                "case", "Case", lambda one: names(self.request, one.case) if one.case else "",
                link=lambda one: case_url(one) if opens and one.case else None,
            ),
        ]  # fmt: skip

    def where(self, row: LeakOverride) -> str:
        if row.case is None or self.may("view_cases"):
            return row.place
        return row.place.replace(str(row.case), row.case.reference).replace(row.case.codename, "the case")

    def list_context(self) -> dict[str, Any]:
        return {"parts": parts(self.request, "leaks")}


def case_url(row: LeakOverride) -> str:
    return reverse("reviews:case", args=[row.group.slug, row.case_id])
