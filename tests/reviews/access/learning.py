"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from collections.abc import Callable
from datetime import datetime

from members.enums import Role
from members.models import Agency
from reviews.models import Bulletin, LearningPoint, Subscriber
from reviews.services import bulletins, learning, passing_on, subscribers
from subgroup import printing
from subgroup.clock import day_of
from subgroup.models import SubGroup
from tests import factories

VIEW, WRITE, CHAIR = ("view_learning",), ("write_learning",), ("approve_learning",)
ROUTES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            f"learning:{name}"
            for name in ("list", "point", "bulletins", "own", "bulletin", "bulletin_preview", "bulletin_pdf")
        ],
        VIEW,
    ),
    **dict.fromkeys(
        [
            f"learning:{name}"
            for name in (
                "point_new", "point_change", "point_withdraw", "bulletin_new", "bulletin_change", "bulletin_points",
                "bulletin_order", "bulletin_put", "bulletin_send", "bulletin_anew", "readers", "readers_add", "reader",
                "reader_again",
            )
        ],
        WRITE,
    ),
    **dict.fromkeys(
        [f"learning:{name}" for name in ("point_agree", "bulletin_approve", "bulletin_back", "bulletin_withdraw")],
        CHAIR,
    ),
    "learning:pass_on": ("pass_on_learning",),
}  # fmt: skip
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {"learning:pass_on"}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {
    "learning/": LearningPoint,
    "learning/bulletins/": Bulletin,
    "learning/readers/": Subscriber,
}
FILES: set[str] = {"learning:bulletin_pdf"}
SAMPLES: dict[str, Callable[[], int]] = {
    f"learning:{name}": lambda state=state: Bulletin.objects.get(state=state).pk
    for state, names in {
        "draft": ("bulletin_change", "bulletin_points", "bulletin_order", "bulletin_put", "bulletin_approve"),
        "approved": ("bulletin_send", "bulletin_back"),
        "withdrawn": ("bulletin_anew",),
    }.items()
    for name in names
}
OPENED_BY: dict[str, Role] = {
    **dict.fromkeys(SAMPLES, Role.BUSINESS_SUPPORT),
    **dict.fromkeys(["learning:bulletin_approve", "learning:bulletin_back"], Role.CHAIR),
    "learning:pass_on": Role.BUSINESS_SUPPORT,
}


def settle(group: SubGroup, at: datetime) -> None:
    """Two agreed learning points and one that waits; a bulletin that was sent and passed on, and one in each other state."""
    chair, support = factories.holder(group, "S01", day_of(at)), factories.holder(group, "S06", day_of(at))
    agreed = [
        draft(group, title, by=support, at=at) for title in ("Ask who else lives there", "Say who asks again")
    ]
    for one in agreed:
        learning.agree(point=one, by=chair, at=at)
    draft(group, "Write down what the child says", by=support, at=at)
    srft = Agency.objects.get(group=group, code="SRFT")
    subscribers.add(group=group, people=[("Ward Example", "ward@example.org", srft)], by=support, at=at)
    made = {
        title: bulletins.start(group=group, title=title, opening="Two things.", links="", by=support, at=at)
        for title in ("Who lives there", "Withdrawn", "Who asks", "Waits for the chair", "Being written")
    }
    for one in made.values():
        bulletins.choose(bulletin=one, points=agreed, version=1, by=support, at=at)
    for title in ("Who lives there", "Who asks"):
        row = bulletins.approve(bulletin=made[title], by=chair, at=at)
        printing.make(row.printout.pk, at=at)
    sent = made["Who lives there"]
    bulletins.send(bulletin=sent, by=support, at=at)
    passing_on.record(
        bulletin=sent, agency=srft, how="Read out on each ward", reached=80, day=day_of(at), by=support, at=at
    )
    bulletins.withdraw(bulletin=made["Withdrawn"], because="It came too early.", by=chair, at=at)
    bulletins.put_to_chair(bulletin=made["Waits for the chair"], by=support, at=at)


def draft(group: SubGroup, title: str, *, by, at: datetime, **more) -> LearningPoint:
    said = {
        "what": "Three agencies knew of the house, and none of who lived in it.",
        "practice": "Ask at each visit who else lives there, and write it down.",
        "source": "concise", "theme": "neglect", "agencies": [],
    }  # fmt: skip
    return learning.draft(group=group, title=title, by=by, at=at, **said | more)
