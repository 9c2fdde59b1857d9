"""Rows of the register with what pages and files show of them, as they stand now or as they stood on a past day.

The names `at_…` are the same in both; now they are columns, which the services keep, so that a page stays cheap.
A past day is read from the dated records; what an action asked then, and of whom, from the change log.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate
from django.db.models.lookups import IsNull

from actionplans.edits import edits
from actionplans.enums import OPEN_STAGES, Stage, TestResult
from actionplans.lights import Facts, computed_colour, rule_for
from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    Challenge,
    DueChange,
    Evidence,
    Extension,
    ImpactTest,
    StageChange,
)
from members import standing
from members.models import Agency, Seat
from subgroup.clock import LONDON, moment
from subgroup.models import SubGroup
from subgroup.terms.lights import LightTerms

THIS = OuterRef("pk")
Names = Mapping[str, Any]
ASKS = ("text", "agency", "owner", "officer", "success_criterion", "evidence_required")
"""The fields that say what an action asks, and of whom."""
WORDS = ("text", "officer", "success_criterion", "evidence_required")


def lights_of(group: SubGroup, on: date) -> LightTerms:
    """The lights of the terms in force on a day, for a page: no query while the terms stay as they are."""
    versions = sorted(standing.terms(group).values(), key=lambda terms: terms.in_force_from)
    in_force = [terms for terms in versions if terms.in_force_from <= on] or versions[:1]
    return in_force[-1].content.lights


def at(rows: QuerySet[Action], on: date, *, today: date) -> QuerySet[Action]:
    """The standing rows with their `at_…` names, as they are shown today or were at the end of a past day."""
    asked = ExpressionWrapper(~Q(at_evidence_required=""), output_field=BooleanField())
    if on >= today:
        return rows.filter(withdrawn_at=None).annotate(**_now(on), at_asked=asked)
    ends = moment(on + timedelta(days=1))
    there = Q(withdrawn_at=None) | Q(withdrawn_at__gte=ends)
    return rows.filter(there, opened_at__lt=ends).annotate(**_then(on, ends), at_asked=asked)


def _now(on: date) -> Names:
    return {
        "at_stage": F("stage"),
        "at_due_on": F("due_on"),
        "at_done_on": F("done_on"),
        "at_extensions": F("extensions"),
        "at_confirmed_on": F("last_confirmed_on"),
        "at_colour": F("colour"),
        "at_agreed": F("agreed_colour"),
        "at_evidence": _any(_evidence(on)),
        "at_failed": _any(_failed()),
        **{f"at_{name}": F(name) for name in WORDS},
        **_who(F("agency_id"), F("owner_id")),
    }


def _who(agency: Any, owner: Any) -> Names:
    """Whose it is. What is shown of them is asked for row by row: a count needs no join then, and an index has all that it asks."""
    agencies = Agency.objects.filter(pk=OuterRef("at_agency")).order_by()
    seats = Seat.objects.filter(pk=OuterRef("at_owner")).order_by()
    return {
        "at_agency": agency,
        "at_agency_code": Subquery(agencies.values("code")[:1]),
        "at_owner": owner,
        "at_owner_number": Subquery(seats.values("number")[:1]),
        "at_owner_title": Subquery(seats.values("title")[:1]),
    }


def _then(on: date, ends: datetime) -> Names:
    """`ends`: the first moment of the day after."""
    stages = StageChange.objects.filter(action=THIS).order_by("-changed_at", "-pk")
    days = DueChange.objects.filter(action=THIS).order_by("-changed_at", "-pk")
    stepped, moved = Exists(stages.filter(changed_at__gte=ends)), Exists(days.filter(changed_at__gte=ends))
    stages, days = stages.filter(changed_at__lt=ends), days.filter(changed_at__lt=ends)
    done = stages.filter(stage__in=(Stage.PROPOSED, Stage.DONE)).annotate(on=_london("changed_at"))
    said = ActionUpdate.objects.filter(
        Q(sent_back_at=None) | Q(sent_back_at__gte=ends),
        Q(recorded_at=None) | Q(recorded_at__lt=ends),
        action=THIS,
        made_at__lt=ends,
    ).order_by("-made_at", "-pk")
    spoken = said.exclude(colour="")
    agreed = AgreedLight.objects.filter(action=THIS, agreed_at__lt=ends).order_by("-agreed_at", "-pk")
    granted = Extension.objects.filter(action=THIS, granted=True, decided_at__lt=ends).order_by()
    stage = Case(
        When(stepped, then=Coalesce(Subquery(stages.values("stage")[:1]), Value(Stage.OPEN.value))),
        default=F("stage"),
        output_field=CharField(),
    )
    return {
        "at_stage": stage,
        "at_due_on": Case(When(moved, then=Subquery(days.values("due_on")[:1])), default=F("due_on")),
        "at_done_on": Case(
            When(~stepped, then=F("done_on")),
            When(Q(at_stage=Stage.OPEN), then=Value(None)),
            default=Subquery(done.values("on")[:1]),
            output_field=DateField(),
        ),
        "at_extensions": Coalesce(
            Subquery(granted.values("action").annotate(number=Count("pk")).values("number")),
            0,
            output_field=IntegerField(),
        ),
        "at_confirmed_on": Subquery(said.annotate(on=_london("made_at")).values("on")[:1]),
        "at_colour": Coalesce(
            Case(
                When(at_done_on=None, then=Subquery(spoken.exclude(done=True).values("colour")[:1])),
                default=Subquery(spoken.values("colour")[:1]),
            ),
            Value(""),
        ),
        "at_agreed": Coalesce(Subquery(agreed.values("colour")[:1]), Value("")),
        "at_evidence": _any(_evidence(on).filter(evidence__supplied_at__lt=ends)),
        "at_failed": _any(_failed().filter(recorded_at__lt=ends)),
        **{f"at_{name}": Coalesce(_before(name, ends), F(name), output_field=TextField()) for name in WORDS},
        **_who(_key_before("agency", ends), _key_before("owner", ends)),
    }


def _later(name: str, ends: datetime) -> QuerySet[LogEntry]:
    """The changes of a field after a day, the first of them first."""
    later = edits().filter(object_id=THIS, timestamp__gte=ends, changes__has_key=name)
    return later.order_by("timestamp", "pk")


def _before(name: str, ends: datetime) -> Subquery:
    """As text what the first change after a day replaced; nothing where there was none."""
    return Subquery(_later(name, ends).annotate(was=KT(f"changes__{name}__0")).values("was")[:1])


def _key_before(name: str, ends: datetime) -> Case:
    """The key of the agency or seat; the log says “None” of no seat."""
    was = Cast(NullIf(_before(name, ends), Value("None")), BigIntegerField())
    changed = When(Exists(_later(name, ends)), then=was)
    return Case(changed, default=F(f"{name}_id"), output_field=BigIntegerField())


def _any(rows: QuerySet[Any]) -> IsNull:
    """Whether there is one. Not EXISTS: of that PostgreSQL makes a table of all evidence, for a page of a hundred rows."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _evidence(on: date) -> QuerySet[Any]:
    """What holds on a day: a policy that was to be reviewed before it shows nothing any more."""
    holds = Q(evidence__holds_until=None) | Q(evidence__holds_until__gte=on)
    return Evidence.actions.through.objects.filter(holds, action=THIS)


def _failed() -> QuerySet[ImpactTest]:
    return ImpactTest.objects.filter(action=THIS, result=TestResult.FAILED)


def _london(name: str) -> TruncDate:
    return TruncDate(name, tzinfo=LONDON)


def facts_of(row: Any) -> Facts:
    """The facts of a row with its `at_…` names."""
    return Facts(
        row.at_stage,
        row.at_due_on,
        row.first_due_on,
        row.at_done_on,
        row.at_extensions,
        row.at_evidence,
        row.at_asked,
        row.at_failed,
    )


def light_of(row: Any, on: date, terms: LightTerms) -> str:
    """The one colour of an action where only one is shown: what was agreed while it is open, or else what is computed."""
    if row.at_agreed and row.at_stage in OPEN_STAGES:
        return row.at_agreed
    return rule_for(facts_of(row), on, terms).colour


def shown_light(on: date, terms: LightTerms) -> Case:
    """The same in the database, as `computed_colour` stands there."""
    agreed = ~Q(at_agreed="") & Q(at_stage__in=OPEN_STAGES)
    return Case(
        When(agreed, then=F("at_agreed")), default=computed_colour(on, terms), output_field=CharField()
    )


def changed_since(at: datetime, until: datetime | None = None) -> Q:
    """Whether anything dated was recorded from a moment on, up to the end of a past day: of rows of `at`.

    A word, also one sent back, or an older one that a tracker brought; a step, a day, a light, evidence, a test; more time
    asked for or decided; a challenge; what the action asks and of whom, by the change log.
    """
    moments: list[tuple[QuerySet[Any], str]] = [
        (StageChange.objects.all(), "changed_at"),
        (DueChange.objects.all(), "changed_at"),
        (AgreedLight.objects.all(), "agreed_at"),
        (Evidence.actions.through.objects.all(), "evidence__supplied_at"),
        (ImpactTest.objects.all(), "recorded_at"),
        (Extension.objects.all(), "asked_at"),
        (Extension.objects.all(), "decided_at"),
        (Challenge.objects.filter(action__isnull=False), "made_at"),
    ]
    changed = Q(at_confirmed_on__gte=at.astimezone(LONDON).date())
    for rows, name in moments:
        changed |= Q(pk__in=rows.filter(_within(name, at, until)).order_by().values("action_id"))
    told = _within("sent_back_at", at, until) | _within("recorded_at", at, until)
    changed |= Q(pk__in=ActionUpdate.objects.filter(told).order_by().values("action_id"))
    logged = edits().filter(_within("timestamp", at, until), changes__has_any_keys=[*ASKS])
    return changed | Q(pk__in=logged.values("object_id"))


def _within(name: str, at: datetime, until: datetime | None) -> Q:
    since = Q(**{f"{name}__gte": at})
    return since & Q(**{f"{name}__lt": until}) if until else since
