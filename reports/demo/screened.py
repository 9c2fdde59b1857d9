"""The cases of the demo that are on their way: to be acknowledged, screened, decided, deferred, learnt from. Invented."""

from datetime import date

from meetings.models import AgendaItem, Meeting
from meetings.services import minutes
from reports.demo.desk import Act, Day, Desk
from reports.demo.serious import QUESTION
from reviews import reading
from reviews.criteria import Said
from reviews.enums import Answer
from reviews.services import clocks, considering, panels, referrals, requests, restricting
from subgroup.models import Deadline


def _concern_referred(desk: Desk) -> None:
    desk.refer(
        "concern", seat="S08", agency="CMFT", child="Child Three Example", happened="concern", incident=date(2018, 2, 1),
        theme="was not brought", asked_for=["learning"],
        summary="a child with diabetes missed five clinics; letters went to an old address for a year. The child is well.",
    )  # fmt: skip


def _concern_on_agenda(desk: Desk) -> None:
    desk.acknowledge("concern")
    desk.do(
        considering.put_on_agenda, by=desk.support, case=desk.case("concern"), meeting=desk.world.meeting("M9"),
        purpose="discussion",
    )  # fmt: skip


def _item(desk: Desk) -> AgendaItem:
    item = considering.on_agendas(desk.case("concern")).first()
    assert item is not None  # noqa: S101 - it was put on the agenda
    return item


def _concern_learnt(desk: Desk) -> None:
    item = _item(desk)
    desk.do(
        minutes.save_text, by=desk.support, meeting=Meeting.objects.get(pk=item.meeting_id), item=item, version=0,
        text="The case was considered. Letters to an old address are known in two other agencies. No review; learning noted.",
    )  # fmt: skip
    desk.outcome(
        "concern", "learning_noted", "The child is well; the reason is understood and was put right.",
        learning="Ask for the address at each contact; a clinic not attended is followed up by telephone.",
        next_steps="The learning goes into the e-bulletin of May.", item=item,
    )  # fmt: skip


def _deferred_referred(desk: Desk) -> None:
    desk.refer(
        "deferred", seat="S11", agency="GMMH", child="Child Four Example", incident=date(2018, 3, 4), aware=date(2018, 3, 6),
        theme="self-harm", harm=["life"],
        summary="a young person survived an overdose three days after a first appointment was moved.",
    )  # fmt: skip


def _deferred_asked(desk: Desk) -> None:
    desk.acknowledge("deferred")
    desk.dates("deferred", ofsted_told=date(2018, 3, 8), board_told=date(2018, 3, 9))
    desk.ask("deferred", "CCG", "CMFT", question=QUESTION, due=date(2018, 3, 23))


def _deferred(desk: Desk) -> None:
    desk.reply("deferred", "CCG", "The practice referred on 12 February 2018, as urgent.", seat="S03")
    desk.reply(
        "deferred",
        "CMFT",
        "The appointment was moved by the service; its own review ends in May.",
        seat="S08",
    )
    desk.outcome(
        "deferred", "deferred", "The trust’s own review is needed to answer the second limb.", returns_on=date(2018, 5, 17),
        next_steps="The trust sends its review by 11 May.",
    )  # fmt: skip


def _deferred_late(desk: Desk) -> None:
    """The month in which the Independent Chair normally decides has passed."""
    case = desk.case("deferred")
    decision = Deadline.objects.about(reading.CASE, case.pk).get(rule="s2_chair_decides")
    desk.do(
        clocks.give_reason, by=desk.chair, case=case, deadline=decision, expected_on=date(2018, 5, 31),
        because="The trust’s own review is needed to answer the second limb.",
        meanwhile="The trust now tells the young person and the practice by telephone when an appointment moves.",
    )  # fmt: skip


def _late_referred(desk: Desk) -> None:
    desk.refer(
        "late", seat="S15", agency="SCC", child="Child Five Example", incident=date(2018, 3, 23), aware=date(2018, 3, 26),
        theme="physical abuse", harm=["life"], processes=["police", "care"],
        summary="a baby of four months came to hospital with a fractured skull. Three agencies had visited in the month before.",
    )  # fmt: skip


def _late_acknowledged(desk: Desk) -> None:
    desk.acknowledge("late")
    desk.dates("late", board_told=date(2018, 4, 3))
    desk.answer(
        "late", "notifiable", Answer.YES, "A baby was seriously harmed and abuse is suspected.",
        f"{desk.manager.name}, business manager",
        seriously_harmed=Said(Answer.YES, "The hospital’s report: a fracture that could have been fatal."),
    )  # fmt: skip


def _late_told(desk: Desk) -> None:
    desk.dates("late", ofsted_told=date(2018, 4, 9))


def _late_asked(desk: Desk) -> None:
    desk.ask("late", "GMP", "CCG", "SRFT", question=QUESTION, due=date(2018, 4, 23))
    desk.ask("late", "HOUSING", "GMMH", question=QUESTION, due=date(2018, 4, 30))
    desk.call("late", "S02", "S03", "S09", "S11", "S12", "S16", meets_on=date(2018, 4, 30), chair="S02")


def _late_answers(desk: Desk) -> None:
    desk.reply(
        "late",
        "CCG",
        "A six-week check was done; nothing was noted. The health visitor was on leave.",
        seat="S03",
    )
    desk.reply(
        "late", "SRFT", "Seen once in the emergency department in March 2018, for a bruise.", seat="S09"
    )
    request = desk.case("late").requests.get(agency__code="SRFT")
    desk.do(
        requests.ask_again, by=desk.support, request=request, due_on=date(2018, 4, 27),
        because="By whom was the bruise seen, and was anybody told of it?",
    )  # fmt: skip


def _interest(desk: Desk) -> None:
    panel = desk.case("late").panels.get()
    person = desk.seat("S11")
    desk.do(
        panels.declare, by=person, member=panel.members.get(person=person),
        interest="I supervised the worker who saw the mother until January.",
    )  # fmt: skip
    desk.declared("late", "S02", "S09", "S16")


def _waiting_referred(desk: Desk) -> None:
    desk.refer(
        "waiting", seat="S03", agency="CCG", child="Child Six Example", incident=date(2018, 3, 16), aware=date(2018, 3, 28),
        theme="fabricated illness", harm=["impairment"],
        summary="a child of nine had two operations that were not needed. Four consultants had each had doubts.",
    )  # fmt: skip


def _waiting_asked(desk: Desk) -> None:
    desk.acknowledge("waiting")
    desk.dates("waiting", ofsted_told=date(2018, 4, 3), board_told=date(2018, 4, 4))
    desk.ask("waiting", "SRFT", "CMFT", "SCC", question=QUESTION, due=date(2018, 4, 17))
    desk.call("waiting", "S02", "S03", "S08", "S09", meets_on=date(2018, 4, 19), chair="S03")


def _waiting_answers(desk: Desk) -> None:
    desk.reply(
        "waiting", "SRFT", "Two operations in 2017; the second on the word of the parent alone.", seat="S09"
    )
    desk.reply(
        "waiting", "CMFT", "Known since 2015. A letter with doubts of March 2017 was not shared.", seat="S08"
    )
    desk.declared("waiting", "S02", "S03", "S08", "S09")


def _waiting_sent(desk: Desk) -> None:
    who = f"{desk.seat('S03').name}, chair of the panel"
    harm = Said(Answer.YES, "Two operations, lasting impairment: report of the children’s surgeon.")
    desk.answer(
        "waiting",
        "notifiable",
        Answer.YES,
        "Serious harm, and abuse is suspected.",
        who,
        seriously_harmed=harm,
    )
    desk.answer(
        "waiting", "review", Answer.YES, "Serious harm, and doubts that nobody shared.", who, seriously_harmed=harm,
        worked_together=Said(Answer.YES, "The letter of March 2017 reached no other service."),
    )  # fmt: skip
    desk.view("waiting", "SRFT", Answer.YES, "The criteria are met.")
    desk.view("waiting", "CMFT", Answer.YES, "The criteria are met.")
    desk.do(
        panels.recommend, by=desk.support, panel=desk.case("waiting").panels.get(), outcome="scr",
        because="The child was seriously harmed, and doubts of four consultants were never put together.",
        without={"SCC": "Children’s Services had no contact before March; its answer would not change this."},
    )  # fmt: skip


def _restricted(desk: Desk) -> None:
    desk.refer(
        "restricted", seat="S09", agency="SRFT", child="Child Seven Example", incident=date(2018, 4, 6),
        aware=date(2018, 4, 9), theme="abuse by a professional",
        summary="a child on a ward was harmed; somebody who works for an agency of the Board is suspected.",
    )  # fmt: skip


def _named(desk: Desk) -> None:
    desk.do(
        restricting.restrict, by=desk.chair, case=desk.case("restricted"), people=[desk.manager, desk.seat("S09")],
        because="Somebody who works for an agency of the sub-group is suspected.",
    )  # fmt: skip
    desk.acknowledge("restricted", by=desk.chair)
    desk.dates("restricted", by=desk.chair, ofsted_told=date(2018, 4, 10), board_told=date(2018, 4, 10))


def _new(desk: Desk) -> None:
    desk.refer(
        "new", seat="S13", agency="NPS", child="Child Eight Example", incident=date(2018, 4, 23), aware=date(2018, 4, 24),
        theme="domestic abuse", harm=["impairment"],
        summary="a child of seven was hurt when an adult broke into the home. The adult was on licence, with no contact allowed.",
    )  # fmt: skip


def finish(desk: Desk) -> None:
    """The referrals of two leads, once they are appointed: one being written, one returned."""
    lead = desk.person("Orla Vennaby")
    written = desk.do(referrals.start, by=lead, group=desk.group, agency=desk.agency("HOUSING"))
    desk.write(written, by=lead, child="", said={
        "happened": "concern", "incident_on": "2018-04-20", "theme": "neglect",
        "summary": "Invented: a repair visit found three children alone in a flat without heating.",
        "asked_for": ["other", "learning"], "escalated": "", "working": "", "working_how": "",
    })  # fmt: skip
    lead, holder = desk.person("Jerome Whitlock-Hay"), desk.seat("S16")
    returned = desk.do(referrals.start, by=lead, group=desk.group, agency=desk.agency("GMP"))
    desk.write(returned, by=lead, child="Child Nine Example", said={
        "happened": "harmed", "incident_on": "2018-04-18", "theme": "criminal exploitation",
        "summary": "Invented: a young person of fifteen was stabbed; two addresses were known to three agencies.",
    })  # fmt: skip
    desk.do(referrals.hand_over, by=lead, referral=returned)
    desk.do(
        referrals.give_back, by=holder, referral=returned,
        because="Say when the local authority was told, and which of the two addresses the agencies knew.",
    )  # fmt: skip


ACTS: list[tuple[Day, Act]] = [
    ((2018, 2, 13), _concern_referred),
    ((2018, 2, 14), _concern_on_agenda),
    ((2018, 3, 8), _deferred_referred),
    ((2018, 3, 9), _deferred_asked),
    ((2018, 3, 26), _concern_learnt),
    ((2018, 3, 27), _deferred),
    ((2018, 4, 3), _late_referred),
    ((2018, 4, 4), _late_acknowledged),
    ((2018, 4, 5), _waiting_referred),
    ((2018, 4, 6), _waiting_asked),
    ((2018, 4, 9), _late_told),
    ((2018, 4, 10), _restricted),
    ((2018, 4, 10), _deferred_late),
    ((2018, 4, 11), _named),
    ((2018, 4, 12), _late_asked),
    ((2018, 4, 16), _waiting_answers),
    ((2018, 4, 19), _waiting_sent),
    ((2018, 4, 23), _late_answers),
    ((2018, 4, 24), _interest),
    ((2018, 4, 25), _new),
]
