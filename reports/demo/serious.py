"""The case of the demo that went the whole way to a Serious Case Review. Invented."""

from datetime import date, time

from reports.demo.desk import Act, Day, Desk
from reviews import review_templates
from reviews.criteria import Said
from reviews.enums import Answer, StatutoryLetterState
from reviews.services import (
    agency_reports,
    chronology,
    deciding,
    letters,
    panels,
    review_parts,
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


def send(desk: Desk, key: str, kind: str, how: str) -> None:
    """The chair approves what is drafted; business support sends it and files the proof."""
    for letter in desk.case(key).letters.filter(kind=kind, state=StatutoryLetterState.DRAFTED):
        desk.do(letters.approve, by=desk.chair, letter=letter)
        desk.do(
            letters.record_sending, by=desk.support, letter=letter, sent_on=desk.day, how=how,
            proof_note="The receipt of the secure mailbox is filed in the Board’s office.",
        )  # fmt: skip


def _first_letters(desk: Desk) -> None:
    send(desk, "death", "decision", "By secure mail to the notifications mailbox")
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
    send(desk, "death", "reviewers", "By secure mail to the secretariat of the panel")


def done(desk: Desk, key: str, title: str, on: date) -> None:
    milestone = desk.review(key).milestones.get(title=title)
    desk.do(
        review_parts.change_milestone, by=desk.manager, milestone=milestone, title=milestone.title,
        planned_on=milestone.planned_on, done_on=on,
    )  # fmt: skip


def _reports_asked(desk: Desk) -> None:
    done(desk, "scr", "First panel: scope, period and agencies agreed", date(2017, 11, 28))
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
    done(desk, "scr", "Family engaged", date(2018, 1, 10))
    done(desk, "scr", "Learning event with practitioners and managers", date(2018, 2, 7))
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
    done(desk, "scr", "Draft report with the panel", desk.day)


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
    ((2018, 2, 9), _learning),
    ((2018, 3, 14), _draft_report),
    ((2018, 4, 20), _another_reviewer),
]
