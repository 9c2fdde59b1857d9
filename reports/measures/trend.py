"""How each measure of a year stood in the returns that were sent, from their frozen figures (P11)."""

from reports.measures.facts import Facts, sent_on
from reports.measures.measure import Measure
from reports.models import Return


def trend(facts: Facts, measures: dict[str, Measure]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The returns that were sent by the day of the facts, and for each measure what each said of it, then what is so now. One query."""
    told = [
        one for one in facts.coordinating if (day := sent_on(facts.returns.get(one.pk))) and day <= facts.on
    ]
    frozen = dict(
        Return.objects.filter(meeting__in=told, figures__year__year=facts.year.label).values_list(
            "meeting_id", "figures__year__measures"
        )
    )
    told = [one for one in told if one.pk in frozen]
    rows = [
        (
            f"{measure.key} {measure.title}",
            [_short(frozen[one.pk].get(key)) for one in told]
            + [
                _short(
                    {"percent": measure.percent, "value": measure.value, "denominator": measure.denominator}
                )
            ],
        )
        for key, measure in measures.items()
    ]
    return [one.name for one in told], rows


def _short(said: dict | None) -> str:
    """87.5%, where it counted anything."""
    if said is None or not said["denominator"]:
        return "–"
    return f"{float(said['percent']):.1f}%"
