"""Sections 6 and 7: the action plans with their evidence, what was agreed at meetings, and the challenge log."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from actionplans import plan_lights, reading, register
from actionplans.enums import Adequacy, Direction, Stage
from actionplans.models import Action, Challenge, Evidence, Plan, Recommendation
from reports.binder.content import Block, Content, Kept, Sheet, day, facts, heading, said, table
from reports.binder.group import tells_of_a_case
from reports.binder.scope import ABOUT_A_CASE, Scope
from subgroup.clock import day_of
from subgroup.deadlines.wording import count
from subgroup.files.kinds import KINDS
from subgroup.terms.lights import LightTerms

NOT_CHANGEABLE = "files of others may name people, and cannot be changed"
STAGES = dict(Stage.choices)
HEAD = ["Action", "What", "Who", "Due", "State", "Light"]


def plans(scope: Scope) -> Content:
    there = reading.plans(scope.reader, scope.group, scope.permissions, on=scope.today)
    alive = there.filter(opened_at__lt=scope.ends).filter(Q(closed_at=None) | Q(closed_at__gte=scope.begins))
    alive = alive.select_related("owner", "group").order_by("code")
    content = Content()
    if scope.has_cases:
        found = list(alive)
    else:
        found = [one for one in alive if one.pk not in scope.plans_of_cases and not scope.tells(one.title)]
        content.leave_out(len(alive) - len(found), "action plan", "action plans", ABOUT_A_CASE)
    asked = _by_plan(found)
    actions = _at(scope, Q(recommendation__plan__in=found))
    agreed = _agreed(scope)
    files = _Files(scope, content, [*actions, *agreed])
    lit = _lights(scope, found)
    for plan in found:
        content.entries.append(_plan(scope, plan, asked.get(plan.pk, []), actions, lit[plan.pk], files))
        content.entries += files.taken()
    content.entries.append(_of_meetings(scope, agreed, files))
    content.entries += files.taken()
    files.tell()
    content.counts = [count(len(found), "plan", "plans"), *files.counts]
    return content


def _by_plan(found: Sequence[Plan]) -> dict[int, list[Recommendation]]:
    by_plan: dict[int, list[Recommendation]] = {}
    for one in Recommendation.objects.filter(plan__in=found).order_by("position", "pk"):
        by_plan.setdefault(one.plan_id, []).append(one)
    return by_plan


def _terms(scope: Scope) -> LightTerms:
    return register.lights_of(scope.group, scope.last)


def _visible(scope: Scope) -> Any:
    return reading.visible(scope.reader, scope.group, scope.permissions, on=scope.today)


def _lights(scope: Scope, found: Sequence[Plan]) -> dict[int, plan_lights.Light]:
    return plan_lights.of_plans(
        [one.pk for one in found], _visible(scope), scope.last, today=scope.today, terms=_terms(scope)
    )


def _plan(
    scope: Scope, plan: Plan, recommendations: Sequence[Recommendation], actions: Sequence[Any],
    light: plan_lights.Light, files: "_Files",
) -> Sheet:  # fmt: skip
    by_recommendation: dict[int | None, list[Action]] = {one.pk: [] for one in recommendations}
    for action in actions:
        if action.recommendation_id in by_recommendation:
            by_recommendation[action.recommendation_id].append(action)
    chairs = light.chairs
    blocks: list[Block] = [
        facts(
            ("Where it comes from", plan.get_kind_display()),
            ("Looked after by", str(plan.owner or "")),
            ("Agreed on", day(plan.agreed_on) if plan.agreed_on else ""),
            ("To end by", day(plan.ends_on) if plan.ends_on else ""),
            ("Closed on", _closed(plan)),
            ("Closed because", plan.closed_because),
            ("Light", f"{light.word}. {light.because}"),
            (
                "Given by the chair",
                f"{chairs.reason} ({chairs.given_by}, {day(day_of(chairs.given_at))})" if chairs else "",
            ),
        ),
        said(f"As at {day(scope.last)}. The words of recommendations are those of {day(scope.today)}."),
    ]
    for asked in recommendations:
        blocks += [heading(f"Recommendation {asked.number}"), said(asked.text)]
        blocks.append(_table(scope, "Actions", by_recommendation[asked.pk], "No action yet."))
    blocks.append(files.table(plan.code, [one for rows in by_recommendation.values() for one in rows]))
    return Sheet(f"Plan {plan.code}", f"Action plan {plan.code}: {plan.title}", blocks, is_wide=True)


def _closed(plan: Plan) -> str:
    return day(day_of(plan.closed_at)) if plan.closed_at else ""


def _agreed(scope: Scope) -> list[Any]:
    """What meetings of the period agreed, in the order of its numbers."""
    agreed = Q(line__meeting__day__range=(scope.first, scope.last))
    if not scope.has_cases:
        agreed &= Q(line__item=None) | ~Q(line__item__in=scope.items_of_cases)
    return _at(scope, agreed, "line__year", "line__number")


def _of_meetings(scope: Scope, actions: Sequence[Any], files: "_Files") -> Sheet:
    blocks = [
        said(f"As at {day(scope.last)}."),
        _table(scope, "Actions agreed at meetings of the period", actions, "None was agreed."),
        files.table("Minutes", actions),
    ]
    return Sheet("Actions of meetings", "Actions agreed at meetings", blocks, is_wide=True)


def _at(scope: Scope, which: Q, *order: str) -> list[Any]:
    """Actions as they stood on the last day."""
    rows: QuerySet[Action] = register.at(_visible(scope).filter(which), scope.last, today=scope.today)
    return list(
        rows.order_by(*(order or ("recommendation__position", "recommendation__pk", "position", "pk")))
    )


def _table(scope: Scope, caption: str, actions: Sequence[Any], empty: str) -> Block:
    terms = _terms(scope)
    words = {one.key: one.word for one in terms.colours}
    rows = [
        (
            one.reference,
            one.at_text + (f"\nSuccess is: {one.at_success_criterion}" if one.at_success_criterion else ""),
            f"{one.at_agency_code}" + (f": {post}" if (post := one.at_owner_title or one.at_officer) else ""),
            _due(one),
            STAGES[one.at_stage],
            words.get(register.light_of(one, scope.last, terms), "–"),
        )
        for one in actions
    ]
    return table(caption, HEAD, rows, empty=empty, is_wide=True)


def _due(one: Any) -> str:
    if one.at_due_on is None:
        return one.due_as_written or "No day"
    first: date | None = one.first_due_on
    moved = f"\nfirst {day(first)}" if first and first != one.at_due_on else ""
    return f"{day(one.at_due_on)}{moved}"


class _Files:
    """The evidence of actions: each piece once, with the first plan it belongs to. Constant queries."""

    def __init__(self, scope: Scope, content: Content, actions: Sequence[Any]) -> None:
        self.scope, self.content = scope, content
        self.entries: list[Kept] = []
        self.names: dict[int, str] = {}
        self.pieces = self.told = self.changeless = self._given = 0
        links = Evidence.actions.through.objects.filter(
            action__in=[one.pk for one in actions], evidence__supplied_at__lt=scope.ends
        )
        self.pairs = list(links.order_by("pk").values_list("evidence_id", "action_id"))
        rows = Evidence.objects.filter(pk__in={pk for pk, _ in self.pairs}).select_related("file", "agency")
        self.rows = list(rows.order_by("supplied_at", "pk"))
        self.of_cases = set() if scope.has_cases else self._of_cases()

    def _of_cases(self) -> set[int]:
        of_a_case = Q(action__recommendation__plan__in=self.scope.plans_of_cases) | Q(
            action__line__item__in=self.scope.items_of_cases
        )
        links = Evidence.actions.through.objects.filter(of_a_case, evidence__group=self.scope.group)
        return set(links.values_list("evidence_id", flat=True))

    def table(self, code: str, actions: Sequence[Action]) -> Block:
        """Which evidence there is for these actions. Takes its files."""
        by_pk = {one.pk: one.reference for one in actions}
        of: dict[int, list[str]] = {}
        for evidence, action in self.pairs:
            if action in by_pk:
                of.setdefault(evidence, []).append(by_pk[action])
        shown = []
        for one in self.rows:
            if one.pk in of:
                where = self._take(code, one, of[one.pk])
                agency = one.agency.code if one.agency else "–"
                shown.append(
                    (", ".join(of[one.pk]), self._title(one), agency, day(day_of(one.supplied_at)), where)
                )
        return table(
            "Evidence",
            ["Action", "What", "Agency", "Supplied", "Where"],
            shown,
            empty="No evidence was supplied.",
            is_wide=True,
        )

    def _title(self, one: Evidence) -> str:
        return f"{one.title}. {one.told}" if one.told else one.title

    def _take(self, code: str, one: Evidence, references: Sequence[str]) -> str:
        if one.file is None:
            self.pieces += one.pk not in self.names
            self.names.setdefault(one.pk, "")
            return "Told in words"
        if one.pk in self.names:
            return self.names[one.pk]
        why = self._why_not(one, references)
        if why:
            self.names[one.pk] = f"Left out: {why}"
            return self.names[one.pk]
        self.pieces += 1
        number = sum(entry.name.startswith(f"{code} evidence ") for entry in self.entries) + 1
        name = f"{code} evidence {number:02d}"
        self.entries.append(Kept(name, f"{name}: {one.title}", day_of(one.supplied_at), one.file))
        kind = KINDS[one.file.kind].noun if one.file.kind in KINDS else "a file"
        self.names[one.pk] = f"{name}, {kind}, SHA-256 {one.file.sha256}"
        return self.names[one.pk]

    def _why_not(self, one: Evidence, references: Sequence[str]) -> str:
        scope = self.scope
        if scope.has_cases:
            return ""
        if not scope.has_names:
            self.changeless += 1
            return NOT_CHANGEABLE
        places = [f"Action {reference}" for reference in references]
        if (
            one.pk in self.of_cases
            or scope.is_flagged(places)
            or any(map(scope.tells, (one.title, one.told, one.file.name if one.file else "")))
            or tells_of_a_case(scope, one.file, scope.tells)
        ):
            self.told += 1
            return "it may tell of a case"
        return ""

    def taken(self) -> list[Kept]:
        """The files since this was last asked."""
        new = self.entries[self._given :]
        self._given = len(self.entries)
        return new

    def tell(self) -> None:
        self.content.leave_out(self.told, "file of evidence", "files of evidence", "it may tell of a case")
        self.content.leave_out(self.changeless, "file of evidence", "files of evidence", NOT_CHANGEABLE)

    @property
    def counts(self) -> list[str]:
        return [
            count(self.pieces, "piece of evidence", "pieces of evidence"),
            count(len(self.entries), "file", "files"),
        ]


def challenges(scope: Scope) -> Content:
    rows = reading.challenges(scope.reader, scope.group, scope.permissions, on=scope.today)
    rows = rows.filter(made_at__lt=scope.ends).filter(Q(closed_at=None) | Q(closed_at__gte=scope.begins))
    rows = rows.select_related("agency", "action").prefetch_related("answers").order_by("made_at", "pk")
    found = list(rows)
    content = Content()
    if not scope.has_cases:
        told = scope.about_cases({("challenge", str(one.pk)) for one in found})
        kept = [one for one in found if ("challenge", str(one.pk)) not in told and not _tells(scope, one)]
        content.leave_out(len(found) - len(kept), "challenge", "challenges", ABOUT_A_CASE)
        found = kept
    blocks: list[Block] = [
        said(
            f"Challenges made or open between the two days, with their answers as they stand on {day(scope.today)}."
        )
    ]
    for one in found:
        blocks += _challenge(one)
    if not found:
        blocks.append(said("There was none."))
    content.entries = [Sheet("Challenge log", "Challenge log", blocks)]
    content.counts = [count(len(found), "challenge", "challenges")]
    return content


def _tells(scope: Scope, one: Challenge) -> bool:
    words = [one.issue, one.evidence, one.question, one.outcome, one.changed]
    words += [one.action.reference] if one.action else []
    return any(map(scope.tells, [*words, *(answer.text for answer in one.answers.all())]))


def _challenge(one: Challenge) -> list[Block]:
    rows = [
        (
            day(day_of(answer.answered_at)), answer.text,
            f"{Adequacy(answer.adequacy).label}. {answer.because}" if answer.adequacy else "Not judged yet",
        )
        for answer in one.answers.all()
    ]  # fmt: skip
    return [
        heading(f"{one.reference}: {Direction(one.direction).label.lower()}, {one.agency}"),
        facts(
            ("Made on", day(day_of(one.made_at))),
            ("About action", one.action.reference if one.action else ""),
            ("Issue", one.issue),
            ("Evidence", one.evidence),
            ("Question", one.question),
            ("Answer due", day(one.answer_due_on)),
            ("Now with", one.get_rung_display()),
            ("Outcome", one.outcome),
            ("What changed because of it", one.changed),
            ("Closed on", day(day_of(one.closed_at)) if one.closed_at else ""),
        ),
        table(f"Answers to {one.reference}", ["Day", "Answer", "Judgement"], rows, empty="Not answered yet."),
    ]
