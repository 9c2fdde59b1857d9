"""The case of the demo for which the Independent Chair decided on a Concise Review, against the panel. Invented."""

from datetime import date

from reports.demo.desk import Act, Day, Desk
from reports.demo.serious import INDEPENDENT_CHAIR, QUESTION, done, send
from reviews import review_templates
from reviews.criteria import Said
from reviews.enums import Answer
from reviews.models import Milestone
from reviews.services import deciding, panels, review_parts, review_plans, reviews


def _referred(desk: Desk) -> None:
    desk.refer(
        "burn", seat="S04", agency="SCC", child="Child Two Example", incident=date(2018, 1, 5), aware=date(2018, 1, 8),
        theme="parental mental health",
        summary="a child of five was scalded in the bath while the adult in charge was in a crisis of mental health. The "
        "child will need grafts. Adult services had planned the adult’s discharge without asking who lived at home.",
    )  # fmt: skip


def _asked(desk: Desk) -> None:
    desk.acknowledge("burn")
    desk.dates("burn", ofsted_told=date(2018, 1, 11), board_told=date(2018, 1, 12))
    desk.ask("burn", "GMMH", "CCG", "GMP", "CMFT", question=QUESTION, due=date(2018, 1, 26))
    desk.call("burn", "S02", "S03", "S08", "S11", "S16", meets_on=date(2018, 1, 30), chair="S02")


def _answers(desk: Desk) -> None:
    desk.reply(
        "burn", "GMMH", "The adult was discharged on 22 December 2017; the plan names no child.", seat="S11"
    )
    desk.reply("burn", "CCG", "The practice had the discharge letter on 4 January 2018.", seat="S03")
    desk.reply("burn", "GMP", "", seat="S16")
    desk.reply("burn", "CMFT", "", seat="S08")
    desk.declared("burn", "S02", "S03", "S08", "S11", "S16")


HARM = Said(Answer.YES, "The burns unit: lasting scars, grafts needed.")


def _panel(desk: Desk) -> None:
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


def _decided(desk: Desk) -> None:
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


def _letters(desk: Desk) -> None:
    send(desk, "burn", "decision", "By secure mail to the notifications mailbox")
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
        done(desk, "concise", milestone.title, milestone.planned_on)


def _recommended(desk: Desk) -> None:
    done(desk, "concise", "Draft report with the agencies", date(2018, 4, 16))
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
    ((2018, 1, 15), _referred),
    ((2018, 1, 16), _asked),
    ((2018, 1, 25), _answers),
    ((2018, 1, 30), _panel),
    ((2018, 2, 7), _decided),
    ((2018, 2, 12), _letters),
    ((2018, 3, 29), _summaries),
    ((2018, 4, 19), _recommended),
]
