"""The leak guard for forms: asks before it goes on where what is typed or sent may say who a child is.

A view of a case asks it instead of `form.is_valid()`:

    form = NoteForm(request.POST, request.FILES)
    if not guarding.passes(form, case=self.case, place="A note on the case", by=request.user, at=clock.now()):
        return self.show(form, status=422)

Every text that was typed or changed is held against the case's own people, and read for dates of birth and NHS numbers.
Where something is found the form comes back with a sentence beside the field, all that was typed, and a box for the reason
to go on all the same; with a reason it passes, and the chair reads who went on and why. `{{ form }}` shows the box; a
template that writes its fields one by one adds `{% for field in form.hidden_fields %}{{ field }}{% endfor %}` and
`{{ form.leak_because.as_field_group }}`.

Files: fields `paper_1`, `paper_2` … go through `take`, which stores, keeps and reads them, and is asked before `form.errors`:

    files = guarding.take(form, [1], case=self.case, place="A report", by=request.user, at=clock.now())
    if form.errors:
        return self.show(form, status=422)

With `group=` a form is held against the people of all open cases of the group too; what hangs on a review's plan comes so by
actionplans/views/typed.py, what subgroup and reports send by `subgroup.registry.passes`. A form that is wrong elsewhere is looked at
all the same. A file that has no text, or could not be read to its end, asks as a name does.

What meetings send (items, papers, minutes, decisions, action lines) comes in by meetings/doors.py and is held against the
people of all open cases of the group; the answer never says which case it is.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from meetings import uploads
from meetings.doors import Sent, Typed
from reviews.leaks import Known, Match, find
from reviews.models import Case
from reviews.services import leaks
from subgroup.clock import day_of
from subgroup.files.check import Refused, inspect
from subgroup.files.text import Words, words_of
from subgroup.models import Person, StoredFile, SubGroup

BECAUSE, SEEN = "leak_because", "leak_seen"
_SALT = "leak-seen"
Found = dict[str, set[Match]]
_UNREAD = {
    leaks.NO_TEXT: "This file, or a part of it, has no text that can be checked: look at it yourself. "
    "If it names nobody say so at the end of the form, or send another file",
    leaks.UNREAD: "This file could not be read to its end: look at it yourself. "
    "If it names nobody say so at the end of the form, or send another file",
}


def passes(
    form: forms.BaseForm, *, case: Case | None, place: str, by: Person, at: datetime,
    files: Mapping[str, Sent] | None = None, group: SubGroup | None = None,
) -> bool:  # fmt: skip
    """Whether the form is right, and says of nobody who they are unless somebody gave a reason. `place` in words, no identity.

    With `group` it is held against the people of all open cases of the group too; that needs no case.
    """
    if group is not None:
        known = leaks.known_of_group(group, on=day_of(at), also=case)
    elif case is not None:
        known, group = leaks.known_of_case(case), case.group
    else:
        raise TypeError("Without a case a form is held against those of a group.")
    _look([Typed(form, place, files or {})], known, group, by, at, case)
    return not form.errors


def passes_before(
    form: forms.BaseForm, *, people: Sequence[Mapping[str, Any]], group: SubGroup, place: str, by: Person, at: datetime
) -> bool:  # fmt: skip
    """The same before there is a case, for the people that a referral names. What was gone on with at `place` is not asked again."""
    known = Known([leaks.somebody(person) for person in people])
    _look([Typed(form, place, again=True)], known, group, by, at, None)
    return not form.errors


def take(
    form: forms.Form, numbers: Sequence[int], *, case: Case | None, place: str, by: Person, at: datetime,
    group: SubGroup | None = None,
) -> dict[int, StoredFile]:  # fmt: skip
    """The files of paper_1, paper_2 … as meetings/uploads.py takes them, and the form held against whom `passes` does."""

    def look(files: Mapping[str, StoredFile]) -> None:
        passes(form, case=case, place=place, by=by, at=at, files=files, group=group)

    of = case.group if case else group
    if of is None:
        raise TypeError("Without a case a file is held against those of a group.")
    return uploads.take(form, numbers, group=of, by=by, at=at, look=look)


def look_at_meeting(sent: Sequence[Typed], group: SubGroup, by: Person, at: datetime) -> None:
    """What meetings/doors.py calls with forms."""
    _look(sent, leaks.known_of_group(group, on=day_of(at)), group, by, at, None)


def look_at(form: forms.BaseForm, *, place: str, group: SubGroup, by: Person, at: datetime) -> None:
    """What subgroup/registry.py calls with a form."""
    look_at_meeting([Typed(form, place)], group, by, at)


def sentence_for(text: str, place: str, group: SubGroup, at: datetime) -> str:
    """What meetings/doors.py calls with a text that is saved as it is typed; empty where there is nothing to ask."""
    found = find(text, leaks.known_of_group(group, on=day_of(at)))
    gone = leaks.gone_on_with(group, [place]).get(place, set()) if found else set()
    found = {match for match in found if leaks.stamp(match) not in gone}
    if not found:
        return ""
    return f"Not saved: this seems to hold {leaks.in_words({match.kind for match in found})}. Press Save to go on or change it."


def _look(
    sent: Sequence[Typed], known: Known, group: SubGroup, by: Person, at: datetime, case: Case | None
) -> None:
    gone = leaks.gone_on_with(group, [one.place for one in sent if one.again])
    for one in sent:
        is_right = one.form.is_valid()
        before = gone.get(one.place, set()) if one.again else set()
        found = {
            name: left
            for name, matches in found_in(one.form, one.files, known).items()
            if (left := {match for match in matches if leaks.stamp(match) not in before})
        }
        if not found:
            if not is_right and _typed(one.form, BECAUSE):
                _offer(one.form, _typed(one.form, SEEN))
        elif _goes_on(one.form, found, known) and is_right:
            labels = "" if one.again else f": {', '.join(_label(one.form, name) for name in found)}"
            leaks.go_on(
                group=group, case=case, place=one.place + labels, found=set().union(*found.values()),
                because=_typed(one.form, BECAUSE), by=by, at=at,
            )  # fmt: skip


def found_in(form: forms.BaseForm, files: Mapping[str, Sent], known: Known) -> Found:
    """Field → what was found in its text, where that was typed or changed, or in its file and the file's name."""
    cleaned: Mapping[str, Any] = getattr(form, "cleaned_data", {})
    found = {
        name: find(value, known)
        for name in form.changed_data
        if isinstance(value := cleaned.get(name), str) and _is_text(form.fields[name])
    }
    for name, file in files.items():
        found[name] = _in_file(file, known)
    return {name: matches for name, matches in found.items() if matches}


def _in_file(file: Sent, known: Known) -> set[Match]:
    """What the name of a file and its words say. What nobody could read counts too, but where there is nobody to look for."""
    if isinstance(file, StoredFile):
        with file.full_path.open("rb") as opened:
            words = words_of(opened, file.kind)
        digest = file.sha256
    else:
        words, digest = _words_sent(file)
    found = find(f"{file.name}\n{words.said}", known)
    if known.people and words.has_pictures:
        found.add(Match(leaks.NO_TEXT, digest))
    if known.people and words.is_cut:
        found.add(Match(leaks.UNREAD, digest))
    return found


def _words_sent(file: UploadedFile) -> tuple[Words, str]:
    """The words and the digest of a file that is not stored yet. A kind that is refused afterwards has none."""
    with TemporaryFile() as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        copy.seek(0)
        digest = hashlib.file_digest(copy, "sha256").hexdigest()
        try:
            kind = inspect(file.name or "", copy).kind
        except Refused:
            return Words(""), digest
        finally:
            file.seek(0)
        return words_of(copy, kind), digest


def _is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not field.widget.is_hidden


def _typed(form: forms.BaseForm, name: str) -> str:
    return str(form.data.get(form.add_prefix(name)) or "").replace("\x00", "").strip()


def _goes_on(form: forms.BaseForm, found: Found, known: Known) -> bool:
    """Whether a reason was typed on a page that had shown all of this. If not, the form asks."""
    because, stamps = (
        _typed(form, BECAUSE),
        {leaks.stamp(match) for matches in found.values() for match in matches},
    )
    shown = _shown(form)
    _offer(form, signing.dumps(sorted(stamps), salt=_SALT))
    if because and stamps <= shown:
        if not find(because, known):
            return True
        form.add_error(BECAUSE, "Say why without a name, a date of birth or a number")
    else:
        _ask(form, found)
    return False


def _shown(form: forms.BaseForm) -> set[str]:
    """The stamps of what the page before this one had asked about."""
    try:
        return set(signing.loads(_typed(form, SEEN), salt=_SALT))
    except signing.BadSignature:
        return set()


def _ask(form: forms.BaseForm, found: Found) -> None:
    for name, matches in found.items():
        kinds = {match.kind for match in matches}
        unread = [said for kind, said in _UNREAD.items() if kind in kinds]
        for said in unread:
            form.add_error(name, said)
        if seen := kinds - _UNREAD.keys():
            form.add_error(
                name,
                f"{_label(form, name)} seems to hold {leaks.in_words(seen)}. "
                "Change it, or say at the end of the form why it goes on all the same",
            )


def _label(form: forms.BaseForm, name: str) -> str:
    return str(form.fields[name].label or name).removesuffix(" (optional)")


def _offer(form: forms.BaseForm, seen: str) -> None:
    """The box for the reason, as the last of the form, and what its page has shown."""
    form.fields[BECAUSE] = forms.CharField(
        label="Go on all the same: why?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The chair reads this. Leave it empty where you change what you wrote. No name, date or number here.",
    )
    form.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)
    if groups := getattr(form, "groups", None):
        form.groups = [*groups, ("", [BECAUSE])]  # type: ignore[attr-defined]
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix(SEEN)] = seen
    form.data = data
