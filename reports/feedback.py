"""What the Coordination and Delivery Group said of a return, and what the sub-group took up from it (R1)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from meetings.locks import lock_group
from meetings.notices import mail_people
from reports import returns
from reports.carried import decisions
from reports.models import DecisionAnswer, Feedback, FeedbackAction, Return
from subgroup import registry
from subgroup.clock import day_of
from subgroup.deadlines.rules import ON_THE_DAY, Rule
from subgroup.deadlines.wording import long_date
from subgroup.entrusting import Entrusting, check_owner, check_seen
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

RULE = Rule(
    key="feedback_action",
    clause="R1",
    title="Action from feedback on a return",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The action taken up from the feedback on a return is due by {due}",
    reminders=(-10, 0),
    escalate=((5, "chair"),),
    breach=False,
)
KIND = "feedback_action"
ACTIONS = Entrusting(
    RULE, KIND, "Action {number} from feedback", "Action {0.number} from feedback on a return"
)
Answers = Mapping[int, tuple[str, str]]
"""Decision → what was said of it, and in which words."""
Answer = DecisionAnswer.Answer


def check_give(the_return: Return) -> None:
    """Raises NotAllowed while there is nothing to give feedback on."""
    if the_return.state != Return.State.SENT:
        raise NotAllowed("The return was not sent yet. Feedback is recorded once it was.")


def check_correct(feedback: Feedback, *, by: Person | None) -> None:
    """Raises NotAllowed where a correction stands already, or where somebody's own words are to be corrected by another."""
    if feedback.is_own and feedback.recorded_by != by:
        raise NotAllowed(
            f"{feedback.recorded_by} gave this feedback and can correct it. Record another beside it."
        )
    later = Feedback.objects.filter(corrects=feedback).select_related("recorded_by").first()
    if later:
        raise NotAllowed(
            f"{later.recorded_by} corrected this record on {long_date(day_of(later.recorded_at))}. "
            "Correct that one, if it is wrong too."
        )


@transaction.atomic
def give(
    *, the_return: Return, day: date, text: str, answers: Answers, by: Person | None, at: datetime, is_own: bool = False,
    corrects: Feedback | None = None,
) -> Feedback:  # fmt: skip
    """What was said on a day, with the answers to the decisions that were asked for. What was recorded before stays as it is.

    `is_own`: by a reader of that group, in their own name. Pressed twice it is recorded once. The chair and business support
    are told of it.
    """
    row = returns.locked(the_return)
    check_give(row)
    text = text.strip().replace("\r\n", "\n")
    answers = {pk: (said, words.strip()) for pk, (said, words) in answers.items() if said}
    _check_said(row, day, text, answers, at)
    if there := _pressed_before(row, day, text, answers, by, corrects):
        return there
    if corrects:
        check_correct(corrects, by=by)
    found = Feedback.objects.create(
        the_return=row, day=day, text=text, is_own=is_own, recorded_at=at, recorded_by=by, corrects=corrects
    )
    for pk, (said, words) in answers.items():
        DecisionAnswer.objects.create(feedback=found, decision_id=pk, answer=said, words=words)
    _tell(found, at)
    return found


def _check_said(row: Return, day: date, text: str, answers: Answers, at: datetime) -> None:
    if day > day_of(at):
        raise NotAllowed(f"{long_date(day)} lies ahead. Record feedback once it was given.")
    if row.sent_at and day < day_of(row.sent_at):
        raise NotAllowed(
            f"The return was sent on {long_date(day_of(row.sent_at))}. Feedback on it cannot be earlier."
        )
    if not text and not answers:
        raise NotAllowed("Say what the Coordination and Delivery Group said, or answer a decision.")
    asked = {one.row.pk: one for one in decisions.wordings(row)}
    for pk, (said, words) in answers.items():
        if pk not in asked:
            raise NotAllowed("The return did not ask for that decision.")
        number, since = asked[pk].number, day_of(asked[pk].row.asked_at)
        if day < since:
            raise NotAllowed(
                f"Decision {number} was first asked for in these words on {long_date(since)}. It cannot have been answered earlier."
            )
        if said != Answer.AGREED and not words:
            raise NotAllowed(f"Say in words what was decided about decision {number}.")


def _pressed_before(
    row: Return, day: date, text: str, answers: Answers, by: Person | None, corrects: Feedback | None
) -> Feedback | None:
    last = row.feedback.filter(
        day=day, text=text, recorded_by=by, corrects=corrects, corrected_by=None
    ).last()
    if last is None:
        return None
    said = {one.decision_id: (one.answer, one.words) for one in last.answers.all()}
    return last if said == answers else None


def told_of(group: SubGroup, *, on: date) -> list[Person]:
    """Who hears of feedback: the chair and business support."""
    owners = [("role", "chair"), ("role", "business_support"), ("role", "business_manager")]
    found = registry.people_for(group, owners, on=on)
    return list(dict.fromkeys(person for owner in owners for person in found[owner]))


def _tell(found: Feedback, at: datetime) -> None:
    group, meeting = found.the_return.group, found.the_return.meeting
    mail_people(
        [one for one in told_of(group, on=day_of(at)) if one != found.recorded_by],
        kind="feedback_given",
        group=group,
        key=f"feedback_given:{found.pk}",
        context={"meeting": meeting, "path": reverse("reports:feedback", args=[group.slug, meeting.pk])},
        why="you chair the sub-group or support it.",
        about=("coordinating_meeting", str(meeting.pk)),
        at=at,
    )


def check_take_up(feedback: Feedback) -> None:
    """Raises NotAllowed where another record has taken its place."""
    later = Feedback.objects.filter(corrects=feedback).first()
    if later:
        raise NotAllowed(
            f"This record was corrected on {long_date(day_of(later.recorded_at))}. Take up what stands there."
        )


@transaction.atomic
def take_up(
    *, feedback: Feedback, answer: DecisionAnswer | None, text: str, owner: tuple[str, str], due_on: date, by: Person | None,
    at: datetime,
) -> FeedbackAction:  # fmt: skip
    """A point becomes an action of a post, on the ledger until it is done. `answer` is the point, None the words of the feedback.

    Pressed twice it is taken up once.
    """
    row = feedback.the_return
    lock_group(row.group)
    check_take_up(feedback)
    check_owner(row.group, owner, on=day_of(at))
    text = text.strip()
    said = {"feedback": feedback, "answer": answer, "text": text, "due_on": due_on}
    said |= {"owner_kind": owner[0], "owner_key": owner[1]}
    there = FeedbackAction.objects.filter(group=row.group, done_on=None, dropped_on=None, **said).first()
    if there:
        return there
    last = FeedbackAction.objects.filter(group=row.group).aggregate(last=Max("number"))["last"] or 0
    action = FeedbackAction.objects.create(
        group=row.group, number=last + 1, taken_up_at=at, taken_up_by=by, **said
    )
    ACTIONS.owe(action, at=at, by=by)
    return action


@transaction.atomic
def change(
    *, action: FeedbackAction, text: str, owner: tuple[str, str], due_on: date, reason: str, seen: int, by: Person,
    at: datetime,
) -> FeedbackAction:  # fmt: skip
    """The old day stays in the ledger with the reason. Raises Conflict where another saved since."""
    ACTIONS.locked(action)
    ACTIONS.check_open(action)
    check_seen(action, seen, theirs=action.text, mine=text)
    ACTIONS.hand_over(action, owner, due_on, reason=reason, by=by, at=at)
    action.text = text.strip()
    action.save()
    ACTIONS.owe(action, at=at, by=by, reason=reason)
    return action
