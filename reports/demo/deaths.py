"""The child deaths of the demo, with what agencies were asked for the Child Death Overview Panel. Invented."""

from datetime import date

from members.enums import Role
from members.models import Agency
from members.services import appointments, people
from reports.demo.desk import Act, Day, Desk
from reports.demo.serious import INDEPENDENT_CHAIR
from reviews.doors import Recommended
from reviews.enums import DeathState, Quality, RequestState
from reviews.models import AnnualReturn, ChildDeath, DeathRequest
from reviews.services import annual_returns, death_requests, deaths
from subgroup.models import Person

COORDINATOR = "Lionel Sparrowfield"
SALFORD = ("GMP", "CCG", "SRFT", "SCC")


def _people(desk: Desk) -> None:
    for name, email, role in (
        (INDEPENDENT_CHAIR, "theodora.winstanmere@example.org", Role.INDEPENDENT_CHAIR),
        (COORDINATOR, "lionel.sparrowfield@example.org", Role.CDOP_COORDINATOR),
    ):
        desk.do(
            appointments.appoint, by=desk.support, group=desk.group, person=people.get_or_make(email=email, name=name),
            role=role, starts_on=date(2017, 4, 1),
        )  # fmt: skip


def _annual_return(desk: Desk) -> None:
    """Of the year to 31 March 2017: the panel had made it in May. That of the year after is due at the end of the next month."""
    annual = AnnualReturn.objects.get(group=desk.group, ends_on=date(2017, 3, 31))
    desk.do(
        annual_returns.record, by=_by(desk), annual=annual, version=annual.version, made_on=date(2017, 5, 22),
        made_by=f"{COORDINATOR}, CDOP coordinator", proof="Receipt of the Department of 22 May 2017",
    )  # fmt: skip


def _by(desk: Desk) -> Person:
    return desk.person(COORDINATOR)


def _death(desk: Desk, reference: str) -> ChildDeath:
    return ChildDeath.objects.get(group=desk.group, reference=reference)


def _ask(
    desk: Desk,
    reference: str,
    *codes: str,
    notified_on: date,
    expected: bool | None = None,
    area: str = "Salford",
) -> None:
    death = desk.do(
        deaths.record, by=_by(desk), group=desk.group, reference=reference, notified_on=notified_on, area=area, expected=expected,
    )  # fmt: skip
    agencies = list(Agency.objects.filter(group=desk.group, code__in=codes))
    if agencies:
        desk.do(death_requests.ask, by=_by(desk), death=death, agencies=agencies, requested_on=desk.day)


def _request(desk: Desk, reference: str, code: str) -> DeathRequest:
    return DeathRequest.objects.select_related("death__group", "agency").get(
        death=_death(desk, reference), agency__code=code
    )


def _answer(
    desk: Desk, reference: str, *codes: str, state: RequestState = RequestState.RETURNED, because: str = ""
) -> None:
    for code in codes:
        request = _request(desk, reference, code)
        desk.do(
            death_requests.answer, by=_by(desk), request=request, state=state, on=desk.day, because=because
        )


def _judge(desk: Desk, reference: str, code: str, quality: Quality, *, waited: bool = False) -> None:
    request = _request(desk, reference, code)
    desk.do(death_requests.judge, by=_by(desk), request=request, quality=quality, deferred_the_panel=waited)


def _move(desk: Desk, reference: str, state: DeathState) -> None:
    desk.do(deaths.move, by=_by(desk), death=_death(desk, reference), state=state)


def _autumn(desk: Desk) -> None:
    _ask(desk, "BSW/2017/041", *SALFORD, notified_on=date(2017, 10, 4), expected=False)
    death = _death(desk, "BSW/2017/041")
    desk.do(
        deaths.change, by=_by(desk), death=death, version=death.version, reference=death.reference,
        notified_on=death.notified_on, area="Salford", expected=False, category_one=True,
    )  # fmt: skip
    desk.do(deaths.link_case, by=desk.chair, death=_death(desk, "BSW/2017/041"), case=desk.case("death"))
    _ask(desk, "BSW/2017/044", "CCG", "SRFT", "CMFT", notified_on=date(2017, 10, 9), expected=True)


def _autumn_in(desk: Desk) -> None:
    _answer(desk, "BSW/2017/041", "GMP", "CCG", "SRFT")
    _answer(desk, "BSW/2017/044", "CCG", "SRFT")
    _answer(desk, "BSW/2017/044", "CMFT", state=RequestState.NIL)
    _judge(desk, "BSW/2017/041", "SRFT", Quality.GOOD)
    _judge(desk, "BSW/2017/044", "CCG", Quality.THIN)


def _autumn_late(desk: Desk) -> None:
    _answer(desk, "BSW/2017/041", "SCC")
    _judge(desk, "BSW/2017/041", "SCC", Quality.GOOD, waited=True)
    _move(desk, "BSW/2017/044", DeathState.READY)


def _winter(desk: Desk) -> None:
    _ask(desk, "BSW/2017/052", "CCG", "SRFT", "NPS", notified_on=date(2017, 12, 11), expected=False)
    _ask(desk, "BSW/2017/053", "CCG", "CMFT", notified_on=date(2017, 12, 14), expected=True)


def _winter_in(desk: Desk) -> None:
    _answer(desk, "BSW/2017/052", "CCG", "SRFT")
    _answer(desk, "BSW/2017/052", "NPS", state=RequestState.NIL)
    _answer(desk, "BSW/2017/053", "CCG")
    _answer(
        desk,
        "BSW/2017/053",
        "CMFT",
        state=RequestState.DECLINED,
        because="Sent to the panel’s own office in the form of 2016.",
    )
    for reference in ("BSW/2017/052", "BSW/2017/053"):
        _move(desk, reference, DeathState.READY)


def _reviewed(desk: Desk) -> None:
    for reference in ("BSW/2017/044", "BSW/2017/052"):
        _move(desk, reference, DeathState.REVIEWED)
    desk.do(
        deaths.recommend, by=_by(desk), deaths=[_death(desk, "BSW/2017/044"), _death(desk, "BSW/2017/052")],
        title="Child Death Overview Panel: safer sleeping", theme="safer sleeping",
        recommendations=[
            Recommended(
                "1", "Every new family hears of safer sleeping before the child comes home.", "Two of four had not.",
                "agencies", (desk.agency("SRFT"),),
            ),
            Recommended("2", "Health visitors ask again at six weeks, and write it down.", "", "agencies", (desk.agency("SCC"),)),
        ],
    )  # fmt: skip


def _march(desk: Desk) -> None:
    _ask(desk, "BSW/2018/003", "GMP", "CCG", "SRFT", "GMMH", notified_on=date(2018, 3, 12), expected=False)
    _ask(
        desk,
        "BSW/2018/004",
        "CCG",
        "CMFT",
        "HOUSING",
        notified_on=date(2018, 3, 14),
        expected=True,
        area="Bolton",
    )


def _march_in(desk: Desk) -> None:
    _answer(desk, "BSW/2018/003", "CCG", "SRFT")
    _answer(desk, "BSW/2018/004", "CCG")
    _answer(desk, "BSW/2018/004", "HOUSING", state=RequestState.NIL)
    _judge(desk, "BSW/2018/003", "CCG", Quality.POOR)


def _april(desk: Desk) -> None:
    _ask(desk, "BSW/2018/006", "GMP", "CCG", "SCC", "HOUSING", notified_on=date(2018, 4, 5), expected=False)
    _ask(desk, "BSW/2018/007", "CCG", "SRFT", notified_on=date(2018, 4, 6), expected=True, area="Wigan")


def _category_one(desk: Desk) -> None:
    _ask(desk, "BSW/2018/008", "GMP", "CCG", "SCC", notified_on=date(2018, 4, 20), expected=False)
    death = _death(desk, "BSW/2018/008")
    desk.do(
        deaths.change, by=_by(desk), death=death, version=death.version, reference=death.reference,
        notified_on=death.notified_on, area=death.area, expected=death.expected, category_one=True,
    )  # fmt: skip
    _ask(desk, "BSW/2018/009", notified_on=date(2018, 4, 24))


ACTS: list[tuple[Day, Act]] = [
    ((2017, 9, 1), _people),
    ((2017, 9, 4), _annual_return),
    ((2017, 10, 11), _autumn),
    ((2017, 10, 26), _autumn_in),
    ((2017, 11, 8), _autumn_late),
    ((2017, 12, 18), _winter),
    ((2018, 1, 10), _winter_in),
    ((2018, 3, 15), _reviewed),
    ((2018, 3, 15), _march),
    ((2018, 4, 5), _march_in),
    ((2018, 4, 9), _april),
    ((2018, 4, 24), _category_one),
]
