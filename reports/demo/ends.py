"""The case of the demo that is closed, and the one whose authority has not told Ofsted: its clock is overdue. Invented."""

from datetime import date

from reports.demo.desk import Act, Day, Desk
from reviews.criteria import Said
from reviews.enums import Answer
from reviews.services import closing, keeping


def _closed_referred(desk: Desk) -> None:
    desk.refer(
        "closed", seat="S12", agency="HOUSING", child="Child Ten Example", happened="concern", incident=date(2017, 10, 30),
        theme="poor housing", asked_for=["learning"],
        summary="three children lived for three weeks without heating. Two offices had each noted it and each waited for the "
        "other. The heating works again, and the children are well.",
    )  # fmt: skip


def _closed_acknowledged(desk: Desk) -> None:
    desk.acknowledge("closed")


def _closed_learnt(desk: Desk) -> None:
    desk.outcome(
        "closed", "learning_event", "No child was harmed, and the reason concerns two offices alone.",
        learning="Who notes it first asks until it is put right.", next_steps="The two offices meet in February.",
    )  # fmt: skip


def _closed(desk: Desk) -> None:
    case = desk.case("closed")
    desk.do(
        closing.close, by=desk.chair, case=case,
        because="The learning event took place on 20 February 2018. The two offices have agreed who asks.",
    )  # fmt: skip
    desk.do(
        keeping.hold,
        by=desk.chair,
        case=desk.case("closed"),
        because="The national inquiry’s letter of July 2015.",
    )
    desk.do(
        keeping.keep, by=desk.manager, case=desk.case("closed"), until=date(2020, 2, 24),
        because="The Board has no schedule of its own yet.",
    )  # fmt: skip


def _untold_referred(desk: Desk) -> None:
    desk.refer(
        "untold", seat="S16", agency="GMP", child="Child Eleven Example", incident=date(2018, 4, 12), aware=date(2018, 4, 13),
        theme="physical abuse", harm=["life"], processes=["police", "care"],
        summary="a child of three was found with burns when police searched a house for another reason.",
    )  # fmt: skip


def _untold_checked(desk: Desk) -> None:
    """The Board was told, and Ofsted was not: the authority’s five working days ended on 20 April 2018."""
    desk.acknowledge("untold")
    desk.dates("untold", board_told=date(2018, 4, 17))
    desk.answer(
        "untold", "notifiable", Answer.YES, "A child was seriously harmed and abuse is suspected.",
        f"{desk.manager.name}, business manager",
        seriously_harmed=Said(Answer.YES, "The hospital’s report: deep burns to both legs."),
    )  # fmt: skip


ACTS: list[tuple[Day, Act]] = [
    ((2017, 11, 13), _closed_referred),
    ((2017, 11, 14), _closed_acknowledged),
    ((2017, 12, 7), _closed_learnt),
    ((2018, 2, 23), _closed),
    ((2018, 4, 17), _untold_referred),
    ((2018, 4, 18), _untold_checked),
]
