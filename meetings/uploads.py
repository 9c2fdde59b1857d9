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
GONE = "The file that was kept here is no longer there. Choose it again"


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
        if file := _one(form, number, group, by, at):
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
        _put(form, kept)
        for number, file in found.items():
            shown = form[f"paper_{number}"]
            shown.help_text = (
                f"“{file.name}” is here and kept. Choose a file only to send another in its place."
            )
    return found


def _one(form: forms.Form, number: int, group: SubGroup, by: Person, at: datetime) -> StoredFile | None:
    name = f"paper_{number}"
    upload, token = form.files.get(name), form.data.get(f"kept_{number}", "")
    if upload is not None and name not in form.errors:
        try:
            return storage.store(group=group, upload=upload, by=by, at=at)
        except Refused as refusal:
            form.add_error(name, str(refusal))
    elif token:
        if file := _kept(token, group, by):
            return file
        _put(form, {f"kept_{number}": ""})
        if name not in form.errors:
            form.add_error(name, GONE)
    return None


def _put(form: forms.Form, values: Mapping[str, str]) -> None:
    """Into what was typed, as the form shows it again."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    for name, value in values.items():
        data[name] = value
    form.data = data


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
