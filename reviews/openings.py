"""Every look at a case is written down, in a log that the application only adds to.

Each entry of a group's log holds a number and a seal: the SHA-256 of what it says and of the seal before it. What is changed, taken
out or put in past the application breaks the chain, and `manage.py verify_log` names the first entry where it does.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction

from reviews.models import Breaking, Case, CaseOpening, OpeningHead
from subgroup.models import Person, SubGroup

BROKE = "opened by breaking the glass"
REFUSED = "tried to break the glass"


def note(
    *, case: Case, person: Person, part: str, at: datetime, identity: bool = False, because: str = ""
) -> CaseOpening:
    """`part` says in words what was shown: "the case", "who the child is", "the chronology"."""
    broke_in = (
        case.is_restricted
        and Breaking.objects.filter(case=case, person=person, opened_at__lte=at, ends_at__gt=at).exists()
    )
    return _add(
        CaseOpening(
            group_id=case.group_id, case=case, person=person, part=part, identity=identity, broke_in=broke_in,
            because=because[:300], opened_at=at,
        )
    )  # fmt: skip


def note_refused(
    *, group: SubGroup, case: Case | None, person: Person, because: str, at: datetime
) -> CaseOpening:
    """An attempt to break the glass that opened nothing."""
    return _add(
        CaseOpening(
            group=group, case=case, person=person, part=REFUSED, refused=True, because=because[:300], opened_at=at
        )
    )  # fmt: skip


@transaction.atomic
def _add(entry: CaseOpening) -> CaseOpening:
    head, _ = OpeningHead.objects.select_for_update().get_or_create(group_id=entry.group_id)
    entry.number, entry.previous = head.number + 1, head.seal
    entry.seal = seal_of(entry)
    entry.save(force_insert=True)
    head.number, head.seal = entry.number, entry.seal
    head.save(update_fields=["number", "seal"])
    return entry


def seal_of(entry: CaseOpening) -> str:
    said = [
        entry.group_id, entry.number, entry.previous, entry.case_id, entry.person_id, entry.part, entry.identity,
        entry.broke_in, entry.refused, entry.because, entry.opened_at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]  # fmt: skip
    return sha256(json.dumps(said).encode()).hexdigest()


def fault(group: SubGroup) -> str:
    """What is wrong with the log of a group, at the first entry where it is; empty where it is whole. Reads all of it."""
    number, seal = 0, ""
    for entry in CaseOpening.objects.filter(group=group).order_by("number", "pk").iterator():
        number += 1
        if entry.number != number:
            return f"Entry {number} is missing: the next one is {entry.number}."
        if entry.previous != seal:
            return f"Entry {number} does not follow from entry {number - 1}."
        if entry.seal != seal_of(entry):
            return f"Entry {number} was changed after it was written."
        seal = entry.seal
    head = OpeningHead.objects.filter(group=group).first()
    known, end = (head.number, head.seal) if head else (0, "")
    if known > number:
        return f"Entry {number + 1} is missing: the log had come to entry {known}."
    if (known, end) != (number, seal):
        return f"Entry {known + 1} was not written by the application: the log had come to entry {known}."
    return ""


def missing(seals: Iterable[str]) -> list[str]:
    """Those that no entry bears."""
    return [seal for seal in seals if not CaseOpening.objects.filter(seal=seal).exists()]
