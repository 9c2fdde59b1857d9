"""The two cases of the demo that went the whole way: one to a Serious Case Review, one to a Concise Review in place of it. Invented."""

from datetime import date, time

from reports.demo.desk import Act, Day, Desk
from reviews import review_templates
from reviews.criteria import Said
from reviews.enums import Answer, StatutoryLetterState
from reviews.models import Milestone
from reviews.services import (
    agency_reports,
    chronology,
    deciding,
    letters,
    panels,
    review_parts,
    review_plans,
    reviews,
)

INDEPENDENT_CHAIR = "Theodora Winstanmere"
QUESTION = (
    "What did your agency know of the child and the adults at home in the two years before, and what did it do? "
    "Say too what you have not looked at yet."
)


def _first_referred(desk: Desk) -> None:
    desk.refer(
        "death", seat="S09", agency="SRFT", child="Child One Example", happened="died", incident=date(2017, 9, 26),
        aware=date(2017, 9, 27), theme="neglect", processes=["coroner", "cdop", "police"],
        summary="a child of two years died at home after days of an untreated infection. Health visiting, the nursery and "
        "the housing office had each noted that the child was thin and often unwell.",
    )  # fmt: skip


def _first_asked(desk: Desk) -> None:
    desk.acknowledge("death")
    desk.dates("death", ofsted_told=date(2017, 10, 2), board_told=date(2017, 10, 2))
    desk.ask("death", "GMP", "CCG", "SCC", "HOUSING", "GMMH", question=QUESTION, due=date(2017, 10, 18))
    desk.call("death", "S02", "S03", "S09", "S12", "S16", meets_on=date(2017, 10, 25), chair="S02")


def _first_answers(desk: Desk) -> None:
    desk.reply(
        "death",
        "GMP",
        "Two calls by a neighbour in July and August 2017; both closed with no further action.",
        seat="S16",
    )
    desk.reply(
        "death",
        "CCG",
        "Registered with a practice; three appointments not kept in 2017, none followed up.",
        seat="S03",
    )
    desk.reply(
        "death",
        "SCC",
        "One contact by the nursery in June 2017; advice given, no assessment opened.",
        seat="S04",
    )
    desk.reply(
        "death",
        "HOUSING",
        "Four visits about repairs in 2017; the last notes “child unwell again”.",
        seat="S12",
    )
    desk.reply("death", "GMMH", "", seat="S11")
    desk.declared("death", "S02", "S03", "S09", "S12", "S16")


def _first_panel(desk: Desk) -> None:
    who = f"{desk.seat('S02').name}, chair of the panel"
    known = "Medical neglect is named in the hospital’s report of 28 September 2017."
    desk.answer(
        "death",
        "notifiable",
        Answer.YES,
        "A child died and neglect is suspected.",
        who,
        died=Said(Answer.YES, known),
    )
    desk.answer(
        "death", "review", Answer.YES, "The child died, and neglect is suspected.", who,
        died=Said(Answer.YES, known),
    )  # fmt: skip
    desk.view("death", "GMP", Answer.YES, "The criteria are met.")
    desk.view("death", "CCG", Answer.YES, "Met: what three services knew was not put together.")
    desk.view("death", "HOUSING", Answer.YES, "Met.")
    desk.do(
        panels.recommend, by=desk.support, panel=desk.case("death").panels.get(), outcome="scr",
        because="The child died and neglect is suspected. Four agencies held a part of the picture, and none the whole.",
    )  # fmt: skip


def _first_decided(desk: Desk) -> None:
    desk.do(
        deciding.decide, by=desk.person(INDEPENDENT_CHAIR), case=desk.case("death"), outcome="scr", decided_on=desk.day,
        because="The law’s test is met. I agree with the panel.", decided_by_name=INDEPENDENT_CHAIR,
    )  # fmt: skip


def _send(desk: Desk, key: str, kind: str, how: str) -> None:
    """The chair approves what is drafted; business support sends it and files the proof."""
    for letter in desk.case(key).letters.filter(kind=kind, state=StatutoryLetterState.DRAFTED):
        desk.do(letters.approve, by=desk.chair, letter=letter)
        desk.do(
            letters.record_sending, by=desk.support, letter=letter, sent_on=desk.day, how=how,
            proof_note="The receipt of the secure mailbox is filed in the Board’s office.",
        )  # fmt: skip


def _first_letters(desk: Desk) -> None:
    _send(desk, "death", "decision", "By secure mail to the notifications mailbox")
    desk.outcome(
        "death",
        "scr",
        "As the Independent Chair decided.",
        next_steps="A lead reviewer is found; agencies secure their files.",
    )
    desk.load.reviews["scr"] = review = desk.do(
        reviews.open_review, by=desk.manager, group=desk.group, code="SCR-M", kind="scr", initiated_on=desk.day,
        title=f"Serious Case Review {desk.case('death').codename}", case=desk.case("death"),
        agencies=[desk.agency(code) for code in ("GMP", "CCG", "SCC", "HOUSING", "SRFT")],
        template=review_templates.of_kind("scr")[0],
    )  # fmt: skip
    desk.do(reviews.begin, by=desk.manager, review=review)


def _lead_named(desk: Desk) -> None:
    place = desk.review("scr").people.get(part="lead")
    desk.do(
        review_parts.appoint, by=desk.manager, review=desk.review("scr"), part="lead", name="Dr Ottoline Fairbrother-Vane",
        body="Independent reviewer", on=desk.day, place=place,
    )  # fmt: skip
    for seat, role in (
        ("S03", "Safeguarding lead of each agency involved"),
        ("S18", "Legal adviser"),
        ("S07", "Business manager"),
    ):
        person = desk.seat(seat)
        desk.do(
            review_parts.appoint, by=desk.manager, review=desk.review("scr"), part="panel", name=person.name, person=person,
            on=desk.day, place=desk.review("scr").people.get(part="panel", role=role),
        )  # fmt: skip


def _reviewer_told(desk: Desk) -> None:
    _send(desk, "death", "reviewers", "By secure mail to the secretariat of the panel")


def _done(desk: Desk, key: str, title: str, on: date) -> None:
    milestone = desk.review(key).milestones.get(title=title)
    desk.do(
        review_parts.change_milestone, by=desk.manager, milestone=milestone, title=milestone.title,
        planned_on=milestone.planned_on, done_on=on,
    )  # fmt: skip


def _reports_asked(desk: Desk) -> None:
    _done(desk, "scr", "First panel: scope, period and agencies agreed", date(2017, 11, 28))
    for code, due in (("SRFT", date(2018, 1, 8)), ("GMP", date(2018, 1, 8)), ("CCG", date(2018, 4, 13))):
        desk.do(
            agency_reports.ask,
            by=desk.manager,
            review=desk.review("scr"),
            agency=desk.agency(code),
            due_on=due,
        )
    for agency, day, hour, text, important in (
        ("SCC", date(2017, 6, 14), None, "The nursery called: the child was thin and tired. Advice was given.", True),
        ("HOUSING", date(2017, 6, 20), time(10, 30), "A repair visit; the officer noted damp in the child’s room.", False),
        ("GMP", date(2017, 7, 22), time(21, 15), "A neighbour reported shouting. Officers attended; no further action.", False),
        ("CCG", date(2017, 8, 3), None, "An appointment at the practice was not kept, and was not followed up.", True),
        ("GMP", date(2017, 8, 19), time(23, 5), "A second call by the neighbour. The child was not seen.", True),
        ("HOUSING", date(2017, 9, 12), None, "A repair visit; the officer noted “child unwell again”.", True),
        ("SRFT", date(2017, 9, 26), time(6, 40), "The child was brought to the emergency department and died there.", True),
    ):  # fmt: skip
        desk.do(
            chronology.enter, by=desk.support, case=desk.case("death"), agency=desk.agency(agency), happened_on=day,
            happened_at=hour, text=text, source=f"Answer of {agency}", significant=important,
        )  # fmt: skip


def _reports_in(desk: Desk) -> None:
    for code, seat, paper in (
        ("SRFT", "S09", "Audit of neglect cases.pdf"),
        ("GMP", "S16", "GMP progress on SCR Child K.pdf"),
    ):
        by = desk.seat(seat)
        report = desk.review("scr").reports.get(agency__code=code)
        desk.do(agency_reports.hand_in, by=by, report=report, file=desk.paper(paper, by))


def _learning(desk: Desk) -> None:
    _done(desk, "scr", "Family engaged", date(2018, 1, 10))
    _done(desk, "scr", "Learning event with practitioners and managers", date(2018, 2, 7))
    for number, text, theme in (
        (
            "1",
            "Three services noted that the child was often unwell; none knew of the others.",
            "information sharing",
        ),
        ("2", "Appointments that were not kept were counted, and not followed up.", "was not brought"),
    ):
        desk.do(
            review_parts.add_finding,
            by=desk.manager,
            review=desk.review("scr"),
            number=number,
            text=text,
            theme=theme,
        )


def _draft_report(desk: Desk) -> None:
    desk.do(
        reviews.add_document, by=desk.manager, review=desk.review("scr"), stage="draft",
        file=desk.paper("Discussion forum neglect.docx", desk.manager), note="First draft, to the panel",
    )  # fmt: skip
    _done(desk, "scr", "Draft report with the panel", desk.day)


def _another_reviewer(desk: Desk) -> None:
    review = desk.review("scr")
    desk.do(review_parts.end, by=desk.manager, row=review.people.get(part="lead"), on=desk.day)
    desk.do(
        review_parts.appoint, by=desk.manager, review=review, part="lead", name="Barnaby Thistlecombe", body="Independent reviewer",
        role="Lead reviewer, independent of the case and of the agencies involved", on=desk.day,
    )  # fmt: skip
    milestone = review.milestones.get(title="Final report to the Board")
    desk.do(
        review_parts.change_milestone, by=desk.manager, milestone=milestone, title=milestone.title,
        planned_on=date(2018, 4, 30), note="Moved: the lead reviewer changed.",
    )  # fmt: skip


def _second_referred(desk: Desk) -> None:
    desk.refer(
        "burn", seat="S04", agency="SCC", child="Child Two Example", incident=date(2018, 1, 5), aware=date(2018, 1, 8),
        theme="parental mental health",
        summary="a child of five was scalded in the bath while the adult in charge was in a crisis of mental health. The "
        "child will need grafts. Adult services had planned the adult’s discharge without asking who lived at home.",
    )  # fmt: skip


def _second_asked(desk: Desk) -> None:
    desk.acknowledge("burn")
    desk.dates("burn", ofsted_told=date(2018, 1, 11), board_told=date(2018, 1, 12))
    desk.ask("burn", "GMMH", "CCG", "GMP", "CMFT", question=QUESTION, due=date(2018, 1, 26))
    desk.call("burn", "S02", "S03", "S08", "S11", "S16", meets_on=date(2018, 1, 30), chair="S02")


def _second_answers(desk: Desk) -> None:
    desk.reply(
        "burn", "GMMH", "The adult was discharged on 22 December 2017; the plan names no child.", seat="S11"
    )
    desk.reply("burn", "CCG", "The practice had the discharge letter on 4 January 2018.", seat="S03")
    desk.reply("burn", "GMP", "", seat="S16")
    desk.reply("burn", "CMFT", "", seat="S08")
    desk.declared("burn", "S02", "S03", "S08", "S11", "S16")


HARM = Said(Answer.YES, "The burns unit: lasting scars, grafts needed.")


def _second_panel(desk: Desk) -> None:
    who = f"{desk.seat('S02').name}, chair of the panel"
    desk.answer(
        "burn",
        "notifiable",
        Answer.YES,
        "Serious harm, and neglect is suspected.",
        who,
        seriously_harmed=HARM,
    )
    desk.answer(
        "burn", "review", Answer.YES, "Serious harm, and the discharge was planned without a word about the child.", who,
        seriously_harmed=HARM, worked_together=Said(Answer.YES, "The discharge plan of 22 December 2017 names no child."),
    )  # fmt: skip
    desk.view(
        "burn", "GMMH", Answer.NO, "One service missed one question; others did work together.", dissents=True
    )
    desk.view("burn", "CCG", Answer.YES, "The criteria are met.")
    desk.do(
        panels.recommend, by=desk.support, panel=desk.case("burn").panels.get(), outcome="scr",
        because="Serious harm, and agencies planned a discharge without asking who lived at home. One agency dissents.",
    )  # fmt: skip


def _second_decided(desk: Desk) -> None:
    desk.answer(
        "burn", "review", Answer.NO, "The Independent Chair heard both trusts and read the minutes of their meetings.",
        INDEPENDENT_CHAIR, seriously_harmed=HARM,
        worked_together=Said(
            Answer.NO, "", "The minutes of three meetings show that the trusts planned together; one question was missed by one."
        ),
    )  # fmt: skip
    desk.do(
        deciding.decide, by=desk.person(INDEPENDENT_CHAIR), case=desk.case("burn"), outcome="concise_review",
        decided_on=desk.day, decided_by_name=INDEPENDENT_CHAIR,
        because="There is much to learn about discharge, and it can be learnt in three months.",
        differs_because="The panel had not seen the minutes of the discharge meetings, which show that the trusts planned "
        "together. The law’s second limb is therefore not met.",
        peer_challenge="The chair of a neighbouring Board read both texts and would have decided the same.",
    )  # fmt: skip


def _second_letters(desk: Desk) -> None:
    _send(desk, "burn", "decision", "By secure mail to the notifications mailbox")
    desk.outcome(
        "burn",
        "concise_review",
        "As the Independent Chair decided.",
        learning="Ask at each discharge who lives at home.",
    )
    desk.load.reviews["concise"] = review = desk.do(
        reviews.open_review, by=desk.manager, group=desk.group, code="CR-S", kind="concise_review", initiated_on=desk.day,
        title=f"Concise Review {desk.case('burn').codename}", case=desk.case("burn"),
        agencies=[desk.agency(code) for code in ("GMMH", "CCG", "SCC")],
        template=review_templates.of_kind("concise_review")[0],
    )  # fmt: skip
    desk.do(reviews.begin, by=desk.manager, review=review)


def _summaries(desk: Desk) -> None:
    steps = Milestone.objects.filter(review=desk.review("concise"), planned_on__lte=desk.day)
    for milestone in steps:
        _done(desk, "concise", milestone.title, milestone.planned_on)


def _recommended(desk: Desk) -> None:
    _done(desk, "concise", "Draft report with the agencies", date(2018, 4, 16))
    review = desk.review("concise")
    finding = desk.do(
        review_parts.add_finding, by=desk.manager, review=review, number="1", theme="parental mental health",
        text="Nobody asked who lived at home before the discharge.",
    )  # fmt: skip
    for number, text, to, codes in (
        (
            "1",
            "Every discharge plan names the children at home, or says that there are none.",
            "agencies",
            ("GMMH",),
        ),
        (
            "2",
            "Practices read discharge letters for children at home within two working days.",
            "agencies",
            ("CCG",),
        ),
        ("3", "The Board hears in six months how many plans name the children.", "board", ()),
    ):
        desk.do(
            review_parts.add_recommendation, by=desk.manager, review=review, number=number, text=text, finding=finding,
            addressed_to=to, agencies=[desk.agency(code) for code in codes],
        )  # fmt: skip
    desk.do(review_plans.into_plan, by=desk.manager, review=desk.review("concise"))


ACTS: list[tuple[Day, Act]] = [
    ((2017, 10, 3), _first_referred),
    ((2017, 10, 4), _first_asked),
    ((2017, 10, 17), _first_answers),
    ((2017, 10, 25), _first_panel),
    ((2017, 10, 30), _first_decided),
    ((2017, 11, 1), _first_letters),
    ((2017, 11, 20), _lead_named),
    ((2017, 11, 22), _reviewer_told),
    ((2017, 11, 29), _reports_asked),
    ((2018, 1, 8), _reports_in),
    ((2018, 1, 15), _second_referred),
    ((2018, 1, 16), _second_asked),
    ((2018, 1, 25), _second_answers),
    ((2018, 1, 30), _second_panel),
    ((2018, 2, 7), _second_decided),
    ((2018, 2, 9), _learning),
    ((2018, 2, 12), _second_letters),
    ((2018, 3, 14), _draft_report),
    ((2018, 3, 29), _summaries),
    ((2018, 4, 19), _recommended),
    ((2018, 4, 20), _another_reviewer),
]
