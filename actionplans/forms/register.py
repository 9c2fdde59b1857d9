from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django_filters.fields import ModelChoiceField

from actionplans.models import Action, ActionQuerySet
from meetings.models import ActionLine, Meeting
from members.models import Agency, Seat
from subgroup import clock
from subgroup.views.base import GroupRequest

OFFERED = 50
STATES = [("open", "Open"), ("overdue", "Overdue"), ("done", "Done")]


class _Newest(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label or "")
        yield from (self.choice(meeting) for meeting in self.queryset[:OFFERED])


class MeetingField(ModelChoiceField):
    """Offers the newest meetings, however many there are; an address may name an older one."""

    iterator = _Newest


class MeetingFilter(django_filters.ModelChoiceFilter):
    field_class = MeetingField


class ActionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=STATES, label="State", empty_label="Every state", method="by_state"
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Mine")], label="Whose", empty_label="Everybody’s", method="by_mine"
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group), field_name="owner__agency", label="Agency",
        empty_label="Every agency",
    )  # fmt: skip
    meeting = MeetingFilter(
        queryset=lambda request: Meeting.objects.filter(
            Exists(ActionLine.objects.standing().filter(meeting=OuterRef("pk"))), group=request.group
        ),
        field_name="line__meeting", label="Meeting", empty_label="Every meeting",
    )  # fmt: skip
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lt", label="Due before")

    class Meta:
        model = Action
        fields: list[str] = []

    def by_state(self, rows: ActionQuerySet, name: str, value: str) -> QuerySet:
        match value:
            case "open":
                return rows.open()
            case "overdue":
                return rows.overdue(on=clock.today())
        return rows.filter(~Q(done_on=None))

    def by_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(owner__in=own_seats(self.request))


def own_seats(request: GroupRequest) -> QuerySet[Seat]:
    """The seats that the person holds today."""
    from members.models import Holding

    held = Holding.objects.filter(person=request.user, seat__group=request.group).on(clock.today())
    return Seat.objects.filter(pk__in=held.values("seat_id"))
