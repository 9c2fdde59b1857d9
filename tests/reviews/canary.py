"""A case whose every word gives it away, with a row of everything that can hang on a case. All rows bear one id."""

import re
from datetime import date, datetime, time
from typing import Any

from actionplans.models import Action
from meetings.enums import ItemKind, ItemState
from meetings.models import ActionLine, AgendaItem, Decision, Meeting, MinuteText, Paper, PaperVersion
from meetings.services import minutes_document
from members.models import Agency
from reviews import openings
from reviews.models import (
    AgencyReport,
    AgencyView,
    Assessment,
    Case,
    CaseDate,
    ChairDecision,
    ChildDeath,
    ChronologyEntry,
    Finding,
    IdentityPerson,
    InformationRequest,
    KeepingDecision,
    LeakOverride,
    LimbAnswer,
    Milestone,
    Outcome,
    Panel,
    PanelMember,
    PanelRecommendation,
    Referral,
    Review,
    ReviewPerson,
    ReviewRecommendation,
    StatutoryLetter,
)
from subgroup import breaches, ledger, outbox
from subgroup.clock import day_of, moment
from subgroup.models import Breach, Deadline, Message, Person, SubGroup
from tests import factories
from tests.meetings.papers import stored
from tests.reviews import canary_plan

N = 990017
WORD = "Quillon"
REFERENCE = "CC/17/77"
TELLS = re.compile(rf"{WORD}|{REFERENCE}|{REFERENCE.replace('/', '-')}", re.IGNORECASE)


def make(group: SubGroup, by: Person, at: datetime) -> Case:
    """The case with all that is its own; nothing of it stands on an agenda. `by` referred nothing and sits on nothing."""
    day, agency = day_of(at), Agency.objects.get(group=group, code="GMP")
    unnamed = factories.holder(group, "S12", day)
    case = Case.objects.create(
        pk=N, group=group, year="2017-18", number=77, codename=f"{WORD}word", agency=agency, theme=f"{WORD} theme",
        summary=f"{WORD} summary", regime="wt2015", state="screening", opened_at=at, opened_by=by, acknowledged_at=at,
        acknowledged_by=by, retention_review_on=date(2017, 5, 1),
    )  # fmt: skip
    said: dict[str, Any] = {"case": case, "pk": N}
    Referral.objects.create(
        **said, group=group, agency=agency, state="sent", answers={"what": f"{WORD} answer"}, started_at=at,
        started_by=unnamed, saved_at=at, sent_at=at, sent_by=unnamed,
    )  # fmt: skip
    CaseDate.objects.create(
        **said, kind="aware", day=day, source=f"{WORD} source", recorded_at=at, recorded_by=by
    )
    IdentityPerson.objects.create(**said, name=f"{WORD} Child", nhs_number="9434765919")
    LeakOverride.objects.create(
        **said, group=group, place=f"{WORD}.pdf", kinds=["name"], because=f"{WORD} because", at=at, by=by
    )
    InformationRequest.objects.create(
        **said, agency=Agency.objects.get(group=group, code="HOUSING"), question=f"{WORD} question", sent_at=at,
        sent_by=by, due_on=date(2017, 5, 20),
    )  # fmt: skip
    assessment = Assessment.objects.create(
        **said, question="review", regime="wt2015", answer="yes", because=f"{WORD} because", decided_on=day,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    LimbAnswer.objects.create(
        pk=N, assessment=assessment, limb="serious", met="yes", evidence=f"{WORD} evidence"
    )
    panel = Panel.objects.create(
        **said, meets_on=day, place=f"{WORD} hall", note=f"{WORD} note", called_at=at, called_by=by
    )
    PanelMember.objects.create(pk=N, panel=panel, person=unnamed, agency=agency, interest=f"{WORD} interest")
    AgencyView.objects.create(
        pk=N, panel=panel, agency=agency, answer="yes", words=f"{WORD} words", recorded_at=at, recorded_by=by
    )
    recommendation = PanelRecommendation.objects.create(
        pk=N, panel=panel, outcome="scr", because=f"{WORD} because", sent_at=at, sent_by=by
    )
    ChairDecision.objects.create(
        **said, recommendation=recommendation, outcome="scr", because=f"{WORD} because", decided_on=day,
        decided_by_name="The Independent Chair", recorded_at=at, recorded_by=by,
    )  # fmt: skip
    Outcome.objects.create(
        **said, kind="scr", because=f"{WORD} because", learning=f"{WORD} learning", recorded_on=day, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    StatutoryLetter.objects.create(
        **said, kind="decision", addressee="ofsted", text=f"{WORD} letter", drafted_at=at
    )
    _review(group, case, unnamed, at, by)
    canary_plan.make(group, case, WORD, by, at)
    make_death(group, by, at)
    ChildDeath.objects.filter(pk=N).update(case=case)
    ChronologyEntry.objects.create(
        **said, agency=agency, happened_on=date(2017, 1, 9), text=f"{WORD} entry", source=f"{WORD} file",
        entered_at=at, entered_by=by,
    )  # fmt: skip
    KeepingDecision.objects.create(
        **said, keep_until=date(2017, 5, 1), because=f"{WORD} because", decided_at=at, decided_by=by
    )
    openings.note(case=case, person=by, part=f"{WORD} part", because=f"{WORD} why", at=at)
    _owed(group, case, by, at)
    return case


def make_death(group: SubGroup, by: Person, at: datetime) -> ChildDeath:
    """By the panel's own reference, which is there for who follows the panel whatever case it is linked to."""
    found, _ = ChildDeath.objects.get_or_create(
        pk=N, defaults={"group": group, "reference": "CDOP-77", "notified_on": day_of(at), "entered_at": at, "entered_by": by}
    )  # fmt: skip
    return found


def _review(group: SubGroup, case: Case, sits: Person, at: datetime, by: Person) -> None:
    day = day_of(at)
    review = Review.objects.create(
        pk=N, group=group, case=case, code=f"{WORD.upper()}-R", kind="scr", title=f"{WORD} review", state="final",
        initiated_on=day, ends_on=date(2017, 5, 30), learning=f"{WORD} learning", opened_at=at, opened_by=by,
    )  # fmt: skip
    ReviewPerson.objects.create(
        pk=N, review=review, part="panel", name=f"{WORD} Reviewer", person=sits, appointed_on=day
    )
    AgencyReport.objects.create(
        pk=N,
        review=review,
        agency=Agency.objects.get(group=group, code="HOUSING"),
        due_on=date(2017, 5, 2),
        asked_at=at,
        asked_by=by,
        note=f"{WORD} note",
    )
    Milestone.objects.create(pk=N, review=review, title=f"{WORD} step", planned_on=day)
    finding = Finding.objects.create(pk=N, review=review, number="1", text=f"{WORD} finding")
    ReviewRecommendation.objects.create(
        pk=N, review=review, finding=finding, number="1", text=f"{WORD} recommendation"
    )


def _owed(group: SubGroup, case: Case, by: Person, at: datetime) -> None:
    """Two days that have passed, one of them a breach; a mail to somebody named, and one that failed."""
    for pk, rule, trigger, role in (
        (N, "minutes", date(2017, 4, 20), "chair"),
        (N + 1, "retention_review", date(2017, 5, 1), "business_manager"),
    ):
        made = ledger.owe(
            group=group, rule=rule, subject_kind="case", subject_id=case.pk, trigger_on=trigger, owner=("role", role),
            label=f"Telling Ofsted of case {case.codename}", at=at,
        )  # fmt: skip
        Deadline.objects.filter(pk=made.pk).update(id=pk)
    breaches.record(group, on=date(2017, 5, 20), at=at)
    Breach.objects.filter(subject_kind="case", subject_id=str(case.pk)).update(id=N)
    message = outbox.enqueue(
        kind="glass_broken", to=by, group=group, key="canary", context={"who": "Somebody", "reference": case.reference, "link": ""},
        why="you are named", about=("case", str(case.pk)), at=at,
    )  # fmt: skip
    assert message
    Message.objects.filter(pk=message.pk).update(id=N, state=Message.State.FAILED)


def put_on_agenda(case: Case, meeting: Meeting, by: Person, at: datetime) -> AgendaItem:
    """An item about the case at a meeting that was held, with its paper, minute, decision and action; in the pack too."""
    group = case.group
    item = AgendaItem.objects.create(
        pk=N, meeting=meeting, kind=ItemKind.STANDING, state=ItemState.ON_AGENDA, position=99, title=f"Case {case.codename}",
        recommendation=f"{WORD} recommendation", presenter=f"{WORD} presenter", subject_kind="case", subject_id=str(case.pk),
    )  # fmt: skip
    file = stored(group, by, at, f"{WORD}.pdf")
    paper = Paper.objects.create(pk=N, item=item, title=f"{WORD} paper")
    version = PaperVersion.objects.create(
        pk=N, paper=paper, number=1, file=file, pdf=file, uploaded_at=at, uploaded_by=by
    )
    for pk, confidential in ((N, False), (N + 1, True)):
        MinuteText.objects.create(
            pk=pk, meeting=meeting, item=item, confidential=confidential, text=f"{WORD} minute", saved_at=at, saved_by=by
        )  # fmt: skip
    Decision.objects.create(
        pk=N, group=group, meeting=meeting, item=item, year="2017-18", number=77, text=f"{WORD} decision", quorate=True,
        taken_at=at, recorded_by=by,
    )  # fmt: skip
    seat = factories.seat(group, "S09")
    line = ActionLine.objects.create(
        pk=N, group=group, meeting=meeting, item=item, year="2017-18", number=77, owner=seat, text=f"{WORD} action",
        due_on=date(2017, 9, 1), agreed_at=at, recorded_by=by,
    )  # fmt: skip
    Action.objects.create(
        pk=N + 1, group=group, line=line, reference="A77 of 2017-18", text=f"{WORD} action", agency=seat.agency, owner=seat,
        first_due_on=date(2017, 9, 1), due_on=date(2017, 9, 1), opened_at=at,
    )  # fmt: skip
    _publish(item, paper, version, by)
    minutes_document.freeze(meeting, at=at)
    return item


def _publish(item: AgendaItem, paper: Paper, version: PaperVersion, by: Person) -> None:
    """Into the latest pack, as if it had been published with it."""
    pack = item.meeting.packs.order_by("-version").first()
    assert pack
    pack.snapshot["items"].append(
        {
            "id": item.pk, "root": item.pk, "number": "99", "title": item.title, "reference": "", "time": "11:00", "minutes": 10,
            "purpose": "Discussion", "presenter": item.presenter, "recommendation": item.recommendation, "marking": "official",
            "papers": [
                {
                    "key": f"paper-{paper.pk}", "paper": paper.pk, "version": version.pk, "number": 1, "file": str(version.file_id),
                    "name": version.file.name, "title": paper.title, "marking": "official",
                }
            ],
        }
    )  # fmt: skip
    pack.save()


MADE = moment(date(2017, 4, 10), time(10))
