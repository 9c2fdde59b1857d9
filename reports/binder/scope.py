"""For whom a binder is made, of which days and at which level; what may be seen of it, and what its cases are called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from actionplans.enums import PlanKind
from actionplans.models import Plan
from meetings import hiding
from meetings.enums import ItemKind
from meetings.models import AgendaItem, Attendance, Guest
from members.models import Appointment, Deputyship, Holding
from reports.binder.redaction import DEPUTY, Names, Redactor, Tells
from reports.measures.facts import Facts, between, gather
from reports.models.binder import Level
from reviews.models import Case, LeakOverride, Review
from reviews.subjects import hidden_cases
from subgroup import access, past, registry
from subgroup.clock import day_of, moment
from subgroup.models import Person, SubGroup

UNKNOWN_POST = "a person of another body"
ABOUT_A_CASE = "about a case"


@dataclass(frozen=True)
class Scope:
    """`by` makes it; at any level but the first what is hidden from anybody is not there, so that it is the same whoever makes it."""

    group: SubGroup
    by: Person
    first: date
    last: date
    level: str
    at: datetime
    reads_files: bool = False
    """Whether the words of files are read for what they tell: done as a binder is made, and not for the page before."""

    @property
    def today(self) -> date:
        return day_of(self.at)

    @property
    def is_past(self) -> bool:
        return self.last < self.today

    @property
    def begins(self) -> datetime:
        return moment(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after the last day."""
        return past.close_of(self.last)

    @property
    def has_cases(self) -> bool:
        return self.level == Level.EVERYTHING

    @property
    def has_names(self) -> bool:
        return self.level != Level.NO_NAMES

    @property
    def reader(self) -> Person | None:
        """Whose rights count; nobody in particular where cases are left out."""
        return self.by if self.has_cases else None

    @cached_property
    def permissions(self) -> frozenset[str]:
        held = access.permissions(self.by, self.group, on=self.today)
        return held if self.has_cases else held - {"view_confidential"}

    @cached_property
    def facts(self) -> Facts:
        """The figures of the days, as the measures count them; of a past day as it was."""
        before = self.ends if self.is_past else None
        return gather(self.group, between(self.group, self.first, self.last), on=self.last, before=before)

    @cached_property
    def hidden_items(self) -> frozenset[int]:
        return hiding.items(self.reader, self.group, self.today)

    # What tells of a case

    @cached_property
    def cases(self) -> frozenset[str]:
        return frozenset(str(pk) for pk in Case.objects.filter(group=self.group).values_list("pk", flat=True))

    @cached_property
    def tells(self) -> Tells:
        """Of all cases of the group, and of the plans that reviews led to."""
        words: dict[int, set[str]] = {}
        for case in Case.objects.filter(group=self.group):
            words[case.pk] = {case.codename, case.reference}
        for code, case_id in Review.objects.filter(group=self.group).values_list("code", "case_id"):
            words.setdefault(case_id or 0, set()).add(code)
        codes = Plan.objects.filter(pk__in=self.plans_of_cases).values_list("code", flat=True)
        words.setdefault(0, set()).update(codes)
        return Tells(words)

    @cached_property
    def plans_of_cases(self) -> frozenset[int]:
        """The plans of reviews: by the code of a review that the system knows, or by their kind."""
        codes = Review.objects.filter(group=self.group).values("code")
        of_reviews = Q(code__in=codes) | Q(kind__in=(PlanKind.SCR, PlanKind.CONCISE))
        rows = Plan.objects.filter(of_reviews, group=self.group)
        return frozenset(rows.order_by().values_list("pk", flat=True))

    @cached_property
    def items_of_cases(self) -> frozenset[int]:
        """The agenda items about cases and what hangs on them, carried over ones too."""
        items = AgendaItem.objects.filter(meeting__group=self.group)
        pairs = set(
            items.exclude(subject_kind__in=("", "item")).values_list("pk", "subject_kind", "subject_id")
        )
        told = self.about_cases({(kind, key) for _, kind, key in pairs})
        first = {pk for pk, kind, key in pairs if (kind, key) in told}
        carried = items.filter(
            kind=ItemKind.CARRIED, subject_kind="item", subject_id__in=[str(pk) for pk in first]
        )
        return frozenset(first | set(carried.order_by().values_list("pk", flat=True)))

    def about_cases(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the (kind, id) that hang on any case of the group."""
        found: set[tuple[str, str]] = set()
        for kind in {kind for kind, _ in pairs}:
            entry = registry.subjects.get(kind)
            if entry and entry.hidden and entry.hidden.roots is hidden_cases:
                ids = sorted({key for other, key in pairs if other == kind})
                found |= {(kind, key) for key in entry.hidden.among(self.cases, ids)}
            if kind == hiding.ITEM:
                found |= {
                    (kind, key) for other, key in pairs if other == kind and int(key) in self.items_of_cases
                }
        return found

    @cached_property
    def flagged(self) -> tuple[str, ...]:
        """Where the leak guard asked and somebody went on."""
        return tuple(LeakOverride.objects.filter(group=self.group).values_list("place", flat=True))

    def is_flagged(self, places: Iterable[str]) -> bool:
        return any(one == place or one.startswith(f"{place}:") for one in self.flagged for place in places)

    # Who is called what

    @cached_property
    def redactor(self) -> Redactor:
        return Redactor(None if self.has_cases else self.tells, None if self.has_names else self.names)

    @cached_property
    def names(self) -> Names:
        """Everybody the group knows by name, with a post."""
        posts = {name: UNKNOWN_POST for name in self._loose_names() if name}
        posts |= {person.name: UNKNOWN_POST for person in Person.objects.only("name")}
        for one in Appointment.objects.filter(group=self.group).select_related("person"):
            posts[one.person.name] = one.get_role_display()
        overlaps = Q(starts_on__lte=self.last) & (Q(ends_on=None) | Q(ends_on__gte=self.first))
        for model, words in ((Deputyship, f"{DEPUTY}{{}}"), (Holding, "{}")):
            rows = model.objects.filter(seat__group=self.group).select_related("person", "seat")
            for held in (rows.order_by("starts_on"), rows.filter(overlaps).order_by("starts_on")):
                posts |= {one.person.name: words.format(one.seat.title) for one in held}
        return Names(posts)

    def _loose_names(self) -> Iterable[str]:
        """People who are named in words alone."""
        yield from Guest.objects.filter(meeting__group=self.group).values_list("name", flat=True)
        yield from Attendance.objects.filter(meeting__group=self.group).values_list("deputy_name", flat=True)
