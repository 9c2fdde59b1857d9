"""The themes of what was recommended, counted. A theme that one plan alone bears could tell which it is."""

from actionplans.models import Recommendation
from reports.annual.part import NOTHING, Part, Table
from reports.annual.record import YearRecord, thing
from reports.measures.measure import Record
from reports.measures.tally import Tally, number
from subgroup import past

OTHERS, NONE = "Other themes", "no theme given"


def part(record: YearRecord) -> Part:
    plans = record.plans.filter(opened_at__lt=past.close_of(record.ends))
    rows = Recommendation.objects.filter(plan__in=plans).select_related("plan").order_by("plan", "position")
    borne: dict[str, list[Recommendation]] = {}
    for one in rows:
        theme = " ".join((one.theme or one.plan.theme or NONE).split()).lower()
        borne.setdefault(theme, []).append(one)
    told: dict[str, list[Record]] = {}
    for theme, those in borne.items():
        shown = _titled(theme) if len({one.plan_id for one in those}) > 1 else OTHERS
        told.setdefault(shown, []).extend(_record(one, theme) for one in those)
    lines = sorted(((theme, number(those)) for theme, those in told.items()), key=_in_order)
    if not lines:
        return Part("There is no recommendation to count.", (), (NOTHING,))
    first = next((theme for theme, _ in lines if theme not in (OTHERS, _titled(NONE))), "")
    return Part(
        "Counted are the recommendations of all plans, from this year and earlier ones. A theme that one plan alone bears is counted "
        f"among “{OTHERS}”.",
        (),
        (
            Table(
                f"“{first}” is the theme of most recommendations" if first else "No theme is borne by more than one plan",
                ("Theme", "Recommendations|number"),
                (*lines, ("All", number(one for those in told.values() for one in those))),
            ),
        ),
    )  # fmt: skip


def _titled(theme: str) -> str:
    return theme[0].upper() + theme[1:]


def _record(one: Recommendation, theme: str) -> Record:
    return thing("plan", one.plan_id, f"{one.plan.code}, recommendation {one.number}", _titled(theme))


def _in_order(one: tuple[str, Tally]) -> tuple[bool, int, str]:
    return one[0] in (OTHERS, _titled(NONE)), -len(one[1].records), one[0]
