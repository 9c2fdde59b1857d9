"""The filter of the register."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django_filters.fields import ModelChoiceField

from actionplans import reading, register
from actionplans.enums import OPEN_STAGES, PlanKind, Stage
from actionplans.lights import computed_colour
from actionplans.lights.rules import FINISHED
from actionplans.models import Action, Plan
from meetings.enums import MeetingState
from meetings.models import ActionLine, Meeting
from members import standing
from members.models import Agency
from subgroup import access, clock
from subgroup.stamps import kept
from subgroup.terms.lights import COLOURS, LightTerms
from subgroup.views.base import GroupRequest

OFFERED = 50
SOON = 30
OPEN, ALL = "open", "all"
STATES = [
    (OPEN, "Still open"),
    (ALL, "Every state"),
    ("overdue", "Overdue"),
    ("proposed", "Waits for sign-off"),
    ("done", "Done or signed off"),
]
VOICES = [("agency", "What the agency says"), ("computed", "What days and evidence say")]
DUE = [("next", "Before the next meeting"), ("soon", f"In the next {SOON} days"), ("none", "No day")]
MINUTES = "minutes"
FIRST = ("state", "light", "agency", "plan", "due", "mine")
"""Offered always; the others when they are asked for (`?more=yes`) or in the address."""
FILES = ("csv", "xlsx")
"""In a file nothing is offered: only what is asked for is looked up."""
DIFFER, FADED = "differ", "faded"


class _Newest(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label or "")
        yield from (self.choice(meeting) for meeting in self.queryset[:OFFERED])


class MeetingField(ModelChoiceField):
    """Offers the newest meetings, however many there are; an address may name an older one."""

    iterator = _Newest


class MeetingFilter(django_filters.ModelChoiceFilter):
    field_class = MeetingField


def choice(label: str, empty: str, **extra: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, empty_label=empty, **extra)


class ActionFilter(django_filters.FilterSet):
    """Who looks without the right to the whole register is offered their own agencies, and no plans."""

    state = django_filters.ChoiceFilter(choices=STATES, label="State", empty_label=None, method="by_state")
    light = choice("Light", "Every light", method="by_light")
    voice = choice("Whose light", "Agreed, or else computed", choices=VOICES, method="as_chosen")
    plan = choice("Plan", "Every plan", field_name="recommendation__plan__code")
    kind = choice(
        "Kind",
        "Every kind",
        choices=[(MINUTES, "Minutes of a meeting"), *PlanKind.choices],
        method="by_kind",
    )
    agency = choice("Agency", "Every agency", field_name="at_agency")
    lead = choice("Lead", "Every lead", field_name="at_owner")
    mine = choice("Whose", "Everybody’s", choices=[("yes", "Mine")], method="by_mine")
    due = choice("Due", "Any day", choices=DUE, method="by_due")
    due_before = django_filters.DateFilter(label="Due before", method="by_due_before")
    theme = choice("Theme", "Every theme", method="by_theme")
    meeting = MeetingFilter(
        queryset=lambda request: Meeting.objects.filter(
            Exists(ActionLine.objects.standing().filter(meeting=OuterRef("pk"))), group=request.group
        ),
        field_name="line__meeting", label="Agreed at", empty_label="Every meeting",
    )  # fmt: skip
    changed = choice(
        "Changed", "At any time", choices=[("meeting", "Since the last meeting")], method="by_changed"
    )
    as_of = django_filters.DateFilter(label="As it was on", method="as_chosen")

    class Meta:
        model = Action
        fields: list[str] = []

    request: GroupRequest

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = OPEN
        self.is_shown = (data or {}).get("format") not in FILES
        self.base_filters = self._wanted(data, kwargs["request"])
        super().__init__(data, *args, **kwargs)
        self.today = clock.today()
        offers = {
            "agency": self._agencies,
            "lead": self._leads,
            "light": self._colours,
            "plan": self._plans,
            "theme": self._themes,
        }
        for name, offer in offers.items():
            if name in self.filters:
                self.filters[name].extra["choices"] = offer()

    def _wanted(self, data: Any, request: GroupRequest) -> dict[str, django_filters.Filter]:
        """What is asked for or in use; who sees only their own agencies is offered no plans."""
        every = ActionFilter.declared_filters
        asked = {name.removesuffix("_day") for name in data or ()}
        wanted = set(every) if "more" in asked else {*FIRST, *asked} if self.is_shown else asked
        if "view_actions" not in request.permissions:
            wanted -= {"plan", "theme", "meeting"}
        return {name: one for name, one in every.items() if name in wanted}

    @property
    def has_all(self) -> bool:
        """Whether nothing more can be asked for."""
        return "kind" in self.filters and "changed" in self.filters

    @cached_property
    def on(self) -> date:
        """The day that the register shows: today, or a past one that was asked for."""
        asked = self.form.cleaned_data.get("as_of") if self.form.is_valid() else None
        return min(asked, self.today) if asked else self.today

    @cached_property
    def terms(self) -> LightTerms:
        return register.lights_of(self.request.group, self.on)

    def filter_queryset(self, queryset: QuerySet[Action]) -> QuerySet[Action]:
        return super().filter_queryset(register.at(queryset, self.on, today=self.today))

    def _colours(self) -> list[tuple[str, str]]:
        terms = register.lights_of(self.request.group, self.today)
        words = [(key, terms.word(key)) for key in COLOURS]
        return [*words, (DIFFER, "The voices differ"), (FADED, "Not confirmed for a cycle")]

    def _agencies(self) -> list[tuple[int, str]]:
        group = self.request.group
        rows = Agency.objects.filter(group=group).order_by("name").values_list("pk", "name")
        offered = kept(group, "agencies of actions", lambda: list(rows))
        if "view_actions" in self.request.permissions:
            return offered
        led = access.agencies(self.request.user, group, on=self.today)
        return [(pk, name) for pk, name in offered if pk in led]

    def _leads(self) -> list[tuple[int, str]]:
        seats = standing.seats(self.request.group, self.today)
        return [(one.seat.pk, f"{one.seat.code} {one.seat.title}") for one in seats]

    def _visible_plans(self) -> QuerySet[Plan]:
        request = self.request
        return reading.plans(request.user, request.group, request.permissions, on=self.today)

    def _plans(self) -> list[tuple[str, str]]:
        rows = self._visible_plans()
        if not self.is_shown:
            rows = rows.filter(code=self.data["plan"])
        return [
            (code, f"{code} {title}") for code, title in rows.order_by("code").values_list("code", "title")
        ]

    def _themes(self) -> list[tuple[str, str]]:
        plans = self._visible_plans()
        if self.is_shown:
            return [(theme, theme) for theme in sorted(reading.themes(plans))]
        asked = self.data["theme"]
        return (
            [(asked, asked)]
            if plans.filter(Q(theme=asked) | Q(recommendations__theme=asked)).exists()
            else []
        )

    def as_chosen(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Read by other parts of the filter."""
        return rows

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        match value:
            case "open":
                return rows.filter(at_stage__in=OPEN_STAGES)
            case "overdue":
                return rows.filter(at_stage=Stage.OPEN, at_due_on__lt=self.on)
            case "proposed":
                return rows.filter(at_stage=Stage.PROPOSED)
            case "done":
                return rows.filter(at_stage__in=FINISHED)
        return rows

    def by_light(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == FADED:
            before = self.on - timedelta(days=self.terms.fades_after)
            return rows.filter(at_stage__in=OPEN_STAGES, at_confirmed_on__lte=before)
        if value == DIFFER:
            rows = rows.annotate(at_computed=computed_colour(self.on, self.terms))
            said = ~Q(at_colour="") & ~Q(at_colour=F("at_computed"))
            agreed = ~Q(at_agreed="") & ~Q(at_agreed=F("at_computed"))
            both = ~Q(at_agreed="") & ~Q(at_colour="") & ~Q(at_agreed=F("at_colour"))
            return rows.filter(said | agreed | both)
        match self.form.cleaned_data.get("voice"):
            case "agency":
                return rows.filter(at_colour=value)
            case "computed":
                light = computed_colour(self.on, self.terms)
            case _:
                light = register.shown_light(self.on, self.terms)
        return rows.annotate(at_light=light).filter(at_light=value)

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == MINUTES:
            return rows.filter(line__isnull=False)
        return rows.filter(recommendation__plan__kind=value)

    def by_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        mine = reading.asked_of(self.request.user, self.request.group, on=self.today)
        return rows.filter(mine)

    def by_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        match value:
            case "none":
                return rows.filter(at_due_on=None)
            case "soon":
                return rows.filter(at_due_on__gte=self.on, at_due_on__lte=self.on + timedelta(days=SOON))
        coming = Meeting.objects.filter(
            group=self.request.group, state=MeetingState.PLANNED, day__gte=self.on
        )
        day = coming.order_by("day").values_list("day", flat=True).first()
        return rows.filter(at_due_on__gte=self.on, at_due_on__lt=day) if day else rows.none()

    def by_due_before(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.filter(at_due_on__lt=value)

    def by_theme(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(recommendation__theme=value) | Q(recommendation__theme="", recommendation__plan__theme=value)
        )

    def by_changed(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Since the last meeting before the day that is shown."""
        held = Meeting.objects.filter(group=self.request.group, state=MeetingState.HELD, day__lt=self.on)
        meeting = held.order_by("-day").values_list("day", flat=True).first()
        if meeting is None:
            return rows
        until = clock.moment(self.on + timedelta(days=1)) if self.on < self.today else None
        return rows.filter(register.changed_since(clock.moment(meeting), until))
