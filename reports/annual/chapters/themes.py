"""The themes of what was recommended, counted. A theme that one plan alone bears could tell which it is."""

from collections import Counter

from actionplans.models import Recommendation
from reports.annual.chapters.plans import plans_of
from reports.annual.part import NOTHING, Part, Table
from reports.annual.record import YearRecord
from subgroup import past

OTHERS, NONE = "Other themes", "no theme given"


def part(record: YearRecord) -> Part:
    plans = plans_of(record).filter(opened_at__lt=past.close_of(record.ends))
    rows = Recommendation.objects.filter(plan__in=plans).values_list("theme", "plan__theme", "plan_id")
    borne: dict[str, set[int]] = {}
    found: Counter[str] = Counter()
    for own, of_plan, plan in rows.order_by():
        theme = " ".join((own or of_plan or NONE).split()).lower()
        borne.setdefault(theme, set()).add(plan)
        found[theme] += 1
    told = Counter({_titled(theme): number for theme, number in found.items() if len(borne[theme]) > 1})
    told[OTHERS] = sum(number for theme, number in found.items() if len(borne[theme]) == 1)
    lines = sorted(((theme, number) for theme, number in told.items() if number), key=_in_order)
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
                (*((theme, str(number)) for theme, number in lines), ("All", str(sum(found.values())))),
            ),
        ),
    )  # fmt: skip


def _titled(theme: str) -> str:
    return theme[0].upper() + theme[1:]


def _in_order(one: tuple[str, int]) -> tuple[bool, int, str]:
    return one[0] in (OTHERS, _titled(NONE)), -one[1], one[0]
