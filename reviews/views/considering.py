"""A case at meetings: put on an agenda, and what the minutes say of it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.enums import ItemState
from meetings.models import AgendaItem, MinuteText
from meetings.views.minutes import OUT, may_read_draft
from meetings.views.writing import kept_from
from reviews import openings, reading
from reviews.enums import OutcomeKind
from reviews.forms.screening import AgendaForm
from reviews.models import Case, Outcome
from reviews.services import considering
from reviews.views.act import Act, refused
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class PutOnAgenda(Act):
    permission = "manage_cases"
    form_class = AgendaForm
    title, button = "Put the case on an agenda", "Put it on the agenda"
    template = "shapes/confirm.html"

    def check(self) -> None:
        considering.check_put(self.case)
        if not self.meetings().exists():
            raise NotAllowed(
                f"No agenda that can still take an item lacks {self.case}. Plan a meeting, or wait until the next is planned."
            )

    def meetings(self) -> Any:
        there = considering.on_agendas(self.case).exclude(state=ItemState.WITHDRAWN)
        taken = there.values("meeting_id").order_by()
        return considering.meetings_ahead(self.group, on=clock.today()).exclude(pk__in=taken)

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        return AgendaForm(*data, meetings=self.meetings(), **more)

    def initial(self) -> dict[str, Any]:
        return {"meeting": self.meetings().first()}

    def page(self) -> dict[str, Any]:
        title = considering.RESTRICTED if self.case.is_restricted else str(self.case)
        happens = [
            f"The item stands there as “{title}”, marked OFFICIAL-SENSITIVE. Nothing else of the case goes with it.",
            "Members can open the case once the pack is published.",
        ]
        if self.case.is_restricted:
            happens[1] = "The item is withheld from everybody who is not named for the case."
        return {"happens": happens, "cancel_text": "Cancel"}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        meeting = get_object_or_404(self.meetings(), pk=said["meeting"].pk)
        considering.put_on_agenda(
            case=self.case, meeting=meeting, purpose=said["purpose"], minutes_needed=said["minutes_needed"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"{self.case} is on the agenda of {meeting.code}, {long_date(meeting.day)}."


def section(request: GroupRequest, case: Case) -> dict[str, Any] | None:
    """For the case's page: the meetings at which it was, or is to be, considered, with what the minutes say to this reader."""
    items = list(considering.on_agendas(case)) if request.may("view_meetings") else []
    manages = request.may("manage_cases")
    if not items and not manages:
        return None
    kept = kept_from(request.user)
    shown = [one for one in items if one.pk not in kept]
    texts = _texts(request, shown)
    return {
        "rows": [
            {
                "item": one,
                "url": reverse("meetings:item", args=[case.group.slug, one.pk]),
                "texts": texts.get(one.pk, []),
            }
            for one in shown
        ],
        "put_url": reverse("reviews:agenda", args=[case.group.slug, case.pk]) if manages else "",
        "put_refused": refused(considering.check_put, case),
    }


def _texts(request: GroupRequest, items: Collection[AgendaItem]) -> dict[int, list[MinuteText]]:
    """What the minutes say of each: once they are circulated, or to who reads drafts; the confidential part by right."""
    readable = [
        one.pk for one in items if one.meeting.minutes_state in OUT or may_read_draft(request.permissions)
    ]
    rows = MinuteText.objects.filter(item__in=readable).exclude(text="").order_by("confidential")
    if not request.may("view_confidential"):
        rows = rows.filter(confidential=False)
    found: dict[int, list[MinuteText]] = {}
    for row in rows:
        found.setdefault(row.item_id or 0, []).append(row)
    return found


def about(request: GroupRequest, items: Collection[AgendaItem]) -> Mapping[int, Mapping[str, str]]:
    """For pages of meetings: of the items about a case that is there for this reader, its name, its address and what came of it."""
    roots = {one.pk: one.root_id for one in items}
    case_of = _cases_of(roots.values())
    if not case_of:
        return {}
    rows = reading.visible(request.user, request.group, request.permissions, at=clock.now())
    there = {one.pk: one for one in rows.filter(pk__in=case_of.values())}
    outcomes = _outcomes(there.values())
    return {
        pk: {
            "label": str(case),
            "url": reverse("reviews:case", args=[request.group.slug, case.pk]),
            "said": outcomes.get((case.pk, pk)) or outcomes.get((case.pk, None), ""),
        }
        for pk, root in roots.items()
        if (case := there.get(case_of.get(root, 0)))
    }


def note_read(request: GroupRequest, items: Iterable[AgendaItem], what: str) -> None:
    """What a page of meetings showed of cases stands in their log too. Whom a case is hidden from is shown no item of it."""
    cases = _cases_of({one.root_id for one in items}).values()
    for case in Case.objects.filter(group=request.group, pk__in=cases):
        openings.note(case=case, person=request.user, part=what, at=clock.now())


def _cases_of(roots: Iterable[int]) -> dict[int, int]:
    """Of items that were not carried over from others, those about a case → the case."""
    rows = AgendaItem.objects.filter(pk__in=set(roots), subject_kind=reading.CASE)
    return {pk: int(subject) for pk, subject in rows.values_list("pk", "subject_id")}


def _outcomes(found: Collection[Case]) -> dict[tuple[int, int | None], str]:
    """(case, the item it names) → the outcome in words, and under None the one that holds."""
    words: dict[tuple[int, int | None], str] = {}
    for row in Outcome.objects.filter(case__in=found).order_by("recorded_at", "pk"):
        said = row.get_kind_display()
        if row.kind == OutcomeKind.DEFERRED and row.returns_on:
            said = f"{said} until {long_date(row.returns_on)}"
        if row.item_id:
            words[row.case_id, row.item_id] = said
        words[row.case_id, None] = said
    return words
