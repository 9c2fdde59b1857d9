"""The decisions that a return asks for, numbered in the order in which they were added."""

from typing import Any

from reports.models import DecisionAsked, Return


def asked(the_return: Return) -> list[DecisionAsked]:
    """Of one that is not started there are none."""
    return list(DecisionAsked.objects.filter(the_return_id=the_return.pk, removed_at=None))


def standing(the_return: Return) -> list[dict[str, Any]]:
    return [
        {"pk": row.pk, "number": number, "text": row.text}
        for number, row in enumerate(asked(the_return), start=1)
    ]
