"""A screening panel about one case: called, its members' interests, each agency's view, and what it recommends (F6)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse

from meetings.notices import mail_people
from members.enums import Role
from members.models import Agency, Seat
from members.representation import SeatOn, seats_on
from reviews import outcome_kinds, reading
from reviews.enums import CaseState, InterestHandling, Question, RequestState
from reviews.models import (
    AgencyView,
    Assessment,
    Case,
    InformationRequest,
    Panel,
    PanelMember,
    PanelRecommendation,
    ShutOut,
)
from reviews.services import agreeing, cases, keeping, requests, restricting
from subgroup import access, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

FOR_DECISION_BY = ("role", Role.INDEPENDENT_CHAIR.value)


def candidates(case: Case, *, on: date) -> dict[int, tuple[Person, Seat]]:
    """Who may be asked onto the panel: holders of seats and their deputies, but for whom the chair shut out of the case."""
    shut = shut_out_of(case)
    found: dict[int, tuple[Person, Seat]] = {}
    for place in seats_on(case.group, on):
        for person in _people_of(place):
            if person.pk not in shut:
                found.setdefault(person.pk, (person, place.seat))
    return found


def _people_of(place: SeatOn) -> list[Person]:
    return [one for one in (place.holder, *place.deputies) if one and one.is_active]


def shut_out_of(case: Case) -> set[int]:
    return set(ShutOut.objects.filter(case=case, lifted_at=None).values_list("person_id", flat=True))


def check_call(case: Case) -> None:
    if case.state != CaseState.SCREENING:
        raise NotAllowed(
            f"{case} is “{case.get_state_display()}”. A panel is called while it is being screened."
        )


def check_open(panel: Panel) -> None:
    """What was recommended is frozen, and with it what it rests on; so is what a panel held that was called off."""
    if sent := PanelRecommendation.objects.filter(panel=panel).first():
        raise NotAllowed(
            f"The panel’s recommendation was sent on {long_date(day_of(sent.sent_at))} by {sent.sent_by}: "
            "it stays as it is, and so does what it rests on."
        )
    if panel.called_off_at:
        raise NotAllowed(
            f"The panel was called off on {long_date(day_of(panel.called_off_at))} by {panel.called_off_by}: "
            f"{panel.called_off_because}. What it held stays as it is."
        )


@transaction.atomic
def call(
    *, case: Case, meets_on: date, members: Collection[Person], chair: Person | None, by: Person, at: datetime,
    starts_at: time | None = None, place: str = "", note: str = "",
) -> Panel:  # fmt: skip
    """Each member gets a mail with the case's reference, the day and a link."""
    cases.locked(case)
    check_call(case)
    if meets_on < day_of(at):
        raise NotAllowed("The day of the panel has passed already. Give a day from today on.")
    if same := case.panels.open().first():
        raise NotAllowed(
            f"A panel is called for {long_date(same.meets_on)} already. Change it, add members to it, or call it off."
        )
    panel = Panel.objects.create(
        case=case, meets_on=meets_on, starts_at=starts_at, place=place.strip(), note=note.strip(), called_at=at, called_by=by
    )  # fmt: skip
    _seat(panel, members, chair, at)
    _mail(panel, list(panel.members.select_related("person")), at)
    return panel


@transaction.atomic
def change(
    *, panel: Panel, version: int, meets_on: date, members: Collection[Person], chair: Person | None, by: Person,
    at: datetime, starts_at: time | None = None, place: str = "", note: str = "",
) -> Panel:  # fmt: skip
    """Another day, place or membership. Who was there is told of another day or place, who is new of the panel.

    Raises Conflict where somebody else changed it in between.
    """
    _locked(panel)
    check_open(panel)
    if panel.version != version:
        raise Conflict(
            "Somebody else changed the panel in between.",
            theirs=_said(panel),
            mine=f"{long_date(meets_on)}, {place}",
        )
    moved = (panel.meets_on, panel.starts_at, panel.place) != (meets_on, starts_at, place.strip())
    panel.meets_on, panel.starts_at, panel.place, panel.note = (
        meets_on,
        starts_at,
        place.strip(),
        note.strip(),
    )
    panel.version += 1
    panel.save()
    new = _seat(panel, members, chair, at)
    _mail(panel, [one for one in panel.members.select_related("person") if one.person_id in new], at)
    if moved:
        old = [one for one in panel.members.select_related("person") if one.person_id not in new]
        _mail(panel, old, at, changed=True)
    return panel


def _said(panel: Panel) -> str:
    """The panel in a line."""
    names = [str(one.person) for one in panel.members.select_related("person")]
    return ", ".join(filter(None, [long_date(panel.meets_on), panel.place, *names]))


def _seat(panel: Panel, members: Collection[Person], chair: Person | None, at: datetime) -> set[int]:
    """Makes the membership so; answers the ids of who is new. Who declared an interest stays on the record."""
    able = candidates(panel.case, on=day_of(at))
    if not members:
        raise NotAllowed("Choose who sits on the panel.")
    if chair is not None and chair not in members:
        raise NotAllowed(f"{chair} is to chair the panel, so choose them as a member too.")
    there = {one.person_id: one for one in panel.members.all()}
    wanted = {one.pk for one in members}
    if kept_out := [str(one) for one in members if one.pk not in able and one.pk not in there]:
        raise NotAllowed(f"{listing(kept_out)} cannot sit on this panel.")
    for pk, member in there.items():
        if pk not in wanted and member.interest:
            raise NotAllowed(
                f"{member.person} declared an interest. The chair says whether they stand down; they stay on the record."
            )
    if there.keys() - wanted:
        keeping.check_may_go(panel.case)
        panel.members.exclude(person_id__in=wanted).delete()
    for pk in sorted(wanted - there.keys()):
        person, seat = able[pk]
        PanelMember.objects.create(panel=panel, person=person, seat=seat, agency_id=seat.agency_id)
    panel.members.update(chairs=False)
    if chair is not None:
        panel.members.filter(person=chair).update(chairs=True)
    return wanted - there.keys()


@transaction.atomic
def declare(*, member: PanelMember, interest: str, by: Person, at: datetime) -> PanelMember:
    """The member says what interest they have, or with no words that they have none. The chair decides about one."""
    _locked_member(member)
    check_open(member.panel)
    said = " ".join(interest.split())
    if member.declared_at and said == member.interest:
        return member
    member.interest, member.declared_at = said, at
    member.handling, member.handled_at, member.handled_by = "", None, None
    member.save()
    return member


@transaction.atomic
def handle(
    *, member: PanelMember, handling: InterestHandling, by: Person, at: datetime, because: str = ""
) -> PanelMember:
    """The chair: the member stays, stands down, or is shut out of the case, which is then not there for them."""
    _locked_member(member)
    check_handle(member, by)
    member.handling, member.handled_at, member.handled_by = handling, at, by
    if handling != InterestHandling.STAYS:
        member.chairs = False
    member.save()
    if handling == InterestHandling.SHUT_OUT:
        because = because.strip() or member.interest
        restricting.shut_out(case=member.panel.case, person=member.person, because=because, by=by, at=at)
    return member


def check_handle(member: PanelMember, by: Person) -> None:
    check_open(member.panel)
    if not member.interest:
        raise NotAllowed(f"{member.person} has declared no interest.")
    if member.person_id == by.pk:
        raise NotAllowed("You declared this interest yourself. The chair or the vice chair decides about it.")


@transaction.atomic
def take_view(
    *, panel: Panel, agency: Agency, answer: str, by: Person, at: datetime, words: str = "", dissents: bool = False
) -> AgencyView:  # fmt: skip
    """What an agency thinks of the criteria, and whether it dissents. Said again, the later word holds."""
    _locked(panel)
    check_open(panel)
    if dissents and not words.strip():
        raise NotAllowed("Say why the agency dissents.")
    view, _ = AgencyView.objects.update_or_create(
        panel=panel, agency=agency,
        defaults={
            "answer": answer, "words": words.strip(), "dissents": dissents, "recorded_at": at, "recorded_by": by,
        },
    )  # fmt: skip
    return view


def criteria(case: Case) -> Assessment | None:
    """The answer to the question of a review that holds, with its limbs."""
    rows = case.assessments.filter(question=Question.REVIEW).prefetch_related("limbs")
    return rows.select_related("recorded_by").order_by("-pk").first()


def open_requests(case: Case) -> list[InformationRequest]:
    return list(case.requests.filter(state=RequestState.ASKED).select_related("agency"))


def check_recommend(panel: Panel, *, on: date) -> None:
    """Raises NotAllowed with what is to be done first. What agencies have not answered is asked for in the form."""
    check_open(panel)
    check_call(panel.case)
    agreeing.check_answered(panel.case)
    waiting = [
        str(one.person) for one in panel.members.select_related("person") if one.interest and not one.handling
    ]
    if waiting:
        raise NotAllowed(
            f"{listing(waiting)} declared an interest. The chair says first whether they stay, stand down or are shut out."
        )
    if on < panel.meets_on:
        raise NotAllowed(
            f"The panel meets on {long_date(panel.meets_on)}. Its recommendation can be sent from that day on."
        )


@transaction.atomic
def recommend(
    *, panel: Panel, outcome: str, because: str, by: Person, at: datetime, without: Mapping[str, str] | None = None
) -> PanelRecommendation:  # fmt: skip
    """Sends what the panel recommends to the Board's Independent Chair. It is never changed afterwards.

    `without` says for each agency, by its code, that has not answered why the panel went on without it; it is chased no more.
    """
    _locked(panel)
    check_recommend(panel, on=day_of(at))
    if not because.strip():
        raise NotAllowed("Give the panel’s reasons.")
    chosen = outcome_kinds.chosen(panel.case, outcome)
    agreeing.check_recommended(panel.case, chosen)
    said = {code: words.strip() for code, words in (without or {}).items() if words.strip()}
    missing = [one.agency for one in open_requests(panel.case)]
    if unsaid := [one.code for one in missing if one.code not in said]:
        raise NotAllowed(f"Say for {listing(unsaid)} why the panel went on without the answer.")
    sent = PanelRecommendation.objects.create(
        panel=panel, outcome=chosen, because=because.strip(), sent_at=at, sent_by=by,
        without={one.code: said[one.code] for one in missing},
    )  # fmt: skip
    for request in open_requests(panel.case):
        because_of = f"The panel went on without it: {said[request.agency.code]}"
        requests.withdraw(request=request, because=because_of, by=by, at=at)
    panel.held_at = panel.held_at or at
    panel.save(update_fields=["held_at"])
    cases.move(panel.case, CaseState.FOR_DECISION)
    panel.case.save()
    mail_people(
        deciders(panel.case, at), kind="recommendation_sent", group=panel.case.group, key=f"recommendation_sent:{sent.pk}",
        context={"case": panel.case, "path": path(panel)}, why="you are the Board’s Independent Chair.",
        about=(reading.CASE, str(panel.case_id)), at=at,
    )  # fmt: skip
    return sent


def deciders(case: Case, at: datetime) -> list[Person]:
    """The Independent Chair, where the case is there for them: a restricted one names them first."""
    people = registry.people_for(case.group, [FOR_DECISION_BY], on=day_of(at))[FOR_DECISION_BY]
    return [one for one in people if not reading.hidden(one, case.group, [str(case.pk)], at)]


def open_to(people: Collection[Person], case: Case, at: datetime) -> list[Person]:
    """Those for whom the case is there."""
    return [one for one in people if _sees(one, case, at)]


def _sees(person: Person, case: Case, at: datetime) -> bool:
    permissions = access.permissions(person, case.group, on=day_of(at))
    return reading.visible(person, case.group, permissions, at=at).filter(pk=case.pk).exists()


def independent_chair(group: SubGroup, *, on: date) -> str:
    """The name of whoever decides on a day; empty where nobody is appointed."""
    return next(
        (one.name for one in registry.people_for(group, [FOR_DECISION_BY], on=on)[FOR_DECISION_BY]), ""
    )


def path(panel: Panel) -> str:
    return reverse("reviews:panel", args=[panel.case.group.slug, panel.pk])


def _locked(panel: Panel) -> Panel:
    """Held with its case, whose lock comes first."""
    case = cases.locked(panel.case)
    panel.refresh_from_db(from_queryset=Panel.objects.select_for_update())
    panel.case = case
    return panel


def _locked_member(member: PanelMember) -> PanelMember:
    panel = _locked(member.panel)
    member.refresh_from_db(from_queryset=PanelMember.objects.select_for_update())
    member.panel = panel
    return member


def check_call_off(panel: Panel) -> None:
    check_open(panel)
    if panel.case.state != CaseState.SCREENING:
        raise NotAllowed(f"{panel.case} is “{panel.case.get_state_display()}”: no panel meets about it.")


@transaction.atomic
def call_off(*, panel: Panel, because: str, by: Person, at: datetime) -> Panel:
    """The case goes on being screened, and another panel can be called. Who was to sit on this one is told.

    What was declared, viewed and asked stays on record; what agencies owe is owed to the screening and not to the panel.
    """
    _locked(panel)
    check_call_off(panel)
    because = because.strip().rstrip(".")
    if not because:
        raise NotAllowed("Say why the panel is called off.")
    panel.called_off_at, panel.called_off_by, panel.called_off_because = at, by, because
    panel.version += 1
    panel.save()
    _mail(panel, list(panel.members.select_related("person")), at, kind="panel_over")
    return panel


def told_of_end(panel: Panel, *, at: datetime) -> list[Person]:
    """Who sits on a panel and for whom its case is there."""
    return open_to(_sitting(panel.members.select_related("person")), panel.case, at)


def _sitting(members: Iterable[PanelMember]) -> list[Person]:
    return [one.person for one in members if one.handling in ("", InterestHandling.STAYS)]


def none_meets(case: Case, *, at: datetime) -> None:
    """The case is not screened any more: who was to sit on a panel that has yet to meet is told that it does not."""
    for panel in case.panels.open().filter(meets_on__gte=day_of(at)):
        panel.case = case
        _mail(panel, list(panel.members.select_related("person")), at, kind="panel_over")


def _mail(
    panel: Panel, members: Collection[PanelMember], at: datetime, *, changed: bool = False, kind: str = "panel_called"
) -> None:  # fmt: skip
    mail_people(
        open_to(_sitting(members), panel.case, at), kind=kind, group=panel.case.group,
        key=f"{kind}:{panel.pk}:{panel.version}",
        context={"case": panel.case, "panel": panel, "changed": changed, "path": path(panel)},
        why="you sit on the screening panel.", about=("screening_panel", str(panel.pk)), at=at,
    )  # fmt: skip
