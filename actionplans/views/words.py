"""What the two pages of a window share: a row for each action, and sending what was said in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from actionplans import owed
from actionplans.forms.windows import WordForm
from actionplans.models import NO_DAY_LAST, Action, ActionUpdate, Window, WindowLink
from actionplans.saying import is_done
from actionplans.services import evidence, owing, updates
from actionplans.views.typed import passes_by
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.files.check import Refused
from subgroup.models import Person, SubGroup
from subgroup.terms.lights import LightTerms


@dataclass
class Row:
    """`said` is the word of this window; `text` what the action asks and `evidence_asked`, where the reader may know it."""

    action: Action
    last: ActionUpdate | None
    said: ActionUpdate | None
    text: str
    evidence_asked: str
    word: str
    form: WordForm | None

    @property
    def waits(self) -> bool:
        return self.said is None

    @property
    def summary(self) -> str:
        if not self.waits:
            return f"Say more of {self.action.reference}"
        if self.last is None or is_done(self.last):
            return f"Say how {self.action.reference} stands"
        return f"Something has changed at {self.action.reference}"

    @property
    def is_begun(self) -> bool:
        """Typed in and not recorded yet: it stands open."""
        form = self.form
        return bool(form and form.is_bound and (form.changes() or form.errors))


def rows_of(
    window: Window,
    actions: QuerySet[Action],
    *,
    shows: Callable[[Action], bool],
    lights: LightTerms,
    form: Mapping[str, Any] | None,
) -> list[Row]:
    """A row for each action, those that wait first. `form` gives what each form is made with; None: only to be read."""
    found = list(
        actions.select_related("recommendation__plan", "agency", "group").order_by(NO_DAY_LAST, "reference")
    )
    words: dict[int, ActionUpdate] = {}
    standing = ActionUpdate.objects.filter(action__in=found, sent_back_at=None)
    for one in standing.select_related("made_by").order_by("made_at", "pk"):
        words[one.action_id] = one
    said: dict[int, ActionUpdate] = {}
    for one in (
        owed.said_in(window).filter(action__in=found).select_related("made_by").order_by("made_at", "pk")
    ):
        said[one.action_id] = one
    rows = []
    for action in found:
        last = words.get(action.pk)
        made = WordForm(action=action, last=last, lights=lights, **form) if form is not None else None
        text, asked = (action.text, action.evidence_required) if shows(action) else ("", "")
        word = lights.word(last.colour) if last else ""
        rows.append(Row(action, last, said.get(action.pk), text, asked, word, made))
    return sorted(rows, key=lambda row: not row.waits)


def send(
    rows: list[Row], window: Window | None, *, group: SubGroup, by: Person, at: datetime, link: WindowLink | None = None
) -> int | None:  # fmt: skip
    """Records every answered row, or none: then the forms say what is wrong, and the answer is None."""
    forms = [row.form for row in rows if row.form is not None]
    valid = [_passes(form, group, by) for form in forms]  # each is asked, so that each says what is wrong
    if not all(valid):
        return None
    answered = [form for form in forms if form.is_said]
    with transaction.atomic():
        owing.hold(form.action for form in answered)
        for form in answered:
            try:
                _say(form, window, by, at, link)
            except (NotAllowed, Refused) as refusal:
                form.add_error("evidence" if isinstance(refusal, Refused) else None, str(refusal))
                transaction.set_rollback(True)
                return None
    return len(answered)


def _passes(form: WordForm, group: SubGroup, by: Person) -> bool:
    """Right, and looked at by the leak guard where anything was said."""
    if not form.has_changed():
        return form.is_valid()
    upload = form.files.get(form.add_prefix("evidence")) if "evidence" in form.fields else None
    files = {"evidence": upload} if upload else {}
    place = f"An update of {form.action.reference}"
    return passes_by(form, place, group=group, by=by, plan=form.action.plan, files=files)


def _say(form: WordForm, window: Window | None, by: Person, at: datetime, link: WindowLink | None) -> None:
    said, action = form.cleaned_data, form.action
    if said.get("no_change"):
        updates.say(
            action=action, no_change=True, text=said.get("why", ""), window=window, link=link, by=by, at=at
        )
        return
    updates.say(
        action=action, text=said["text"], colour=said["colour"], expected_on=said["expected_on"], window=window,
        link=link, by=by, at=at,
    )  # fmt: skip
    if upload := said.get("evidence"):
        file = storage.store(group=action.group, upload=upload, by=by, at=at)
        evidence.supply(actions=[action], title=file.name, file=file, by=by, at=at)
