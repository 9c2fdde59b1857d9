"""Files that come with a form. One that is let in is kept while the rest of the form is put right."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing

from meetings import doors
from subgroup.files import storage
from subgroup.files.check import Refused
from subgroup.models import Person, StoredFile, SubGroup

_SALT = "kept-paper"
_SECONDS = 24 * 3600


def take(
    form: forms.Form, numbers: Sequence[int], *, group: SubGroup, by: Person, at: datetime,
    place: str = "", look: Callable[[Mapping[str, StoredFile]], object] | None = None,
) -> dict[int, StoredFile]:  # fmt: skip
    """The files of paper_1, paper_2 …: stored, or refused beside their field, or kept from the form's last round.

    Who listens at meetings/doors.py, or `look` in their place, sees the form and its files first.
    """
    form.is_valid()
    found: dict[int, StoredFile] = {}
    for number in numbers:
        upload = form.files.get(f"paper_{number}")
        if upload is not None and f"paper_{number}" not in form.errors:
            try:
                found[number] = storage.store(group=group, upload=upload, by=by, at=at)
            except Refused as refusal:
                form.add_error(f"paper_{number}", str(refusal))
        elif file := _kept(form.data.get(f"kept_{number}", ""), group, by):
            found[number] = file
    files = {f"paper_{number}": file for number, file in found.items()}
    if look:
        look(files)
    else:
        doors.ask(form, place=place, files=files, group=group, by=by, at=at)
    if form.errors and found:
        kept = {
            f"kept_{number}": signing.dumps([str(file.pk), by.pk], salt=_SALT)
            for number, file in found.items()
        }
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        for name, token in kept.items():
            data[name] = token
        form.data = data
        for number, file in found.items():
            shown = form[f"paper_{number}"]
            shown.help_text = (
                f"“{file.name}” is here and kept. Choose a file only to send another in its place."
            )
    return found


def _kept(token: str, group: SubGroup, by: Person) -> StoredFile | None:
    try:
        file, person = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    return (
        StoredFile.objects.filter(pk=file, group=group, stored_by_id=person).first()
        if person == by.pk
        else None
    )
