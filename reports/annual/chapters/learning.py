"""What was learnt, to whom it was handed over, and whether practice changed (F11, F12, F16)."""

from actionplans.models import HandOver, Recommendation
from reports.annual.figure import count
from reports.annual.part import Part, how_many, paragraphs
from reports.annual.record import YearRecord, day_in, thing
from reports.measures.measure import Record
from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, LearningPoint


def part(record: YearRecord) -> Part:
    year, plans = record.year.label, record.plans
    opened = [one.pk for one in plans if day_in(record, one.opened_at)]
    said = list(
        Recommendation.objects.filter(plan__in=opened).select_related("plan").order_by("plan", "position")
    )
    hand_overs = [
        one
        for one in HandOver.objects.filter(plan__in=plans).select_related("plan").order_by("made_at")
        if day_in(record, one.made_at)
    ]
    points = LearningPoint.objects.filter(group=record.group, state=LearningState.AGREED).order_by("pk")
    agreed = [one for one in points if day_in(record, one.agreed_at)]
    published = Bulletin.objects.filter(group=record.group, state=BulletinState.SENT).defer("said")
    sent = [one for one in published.order_by("sent_at", "pk") if day_in(record, one.sent_at)]
    received = [one for one in hand_overs if one.received_at]
    return Part(
        paragraphs(
            how_many(
                len(said), f"No recommendation came into an action plan in {year}.",
                "{recommendations} recommendation came into the action plans that were opened in the year. Appendix D counts the themes.",
                "{recommendations} recommendations came into the action plans that were opened in the year. Appendix D counts the themes.",
            ),
            [
                how_many(
                    len(hand_overs), f"No plan was handed over to Learning and Improvement and QA in {year}.",
                    "{hand-overs} plan was handed over to Learning and Improvement and QA, which checks whether improvement lasts;",
                    "{hand-overs} plans were handed over to Learning and Improvement and QA, which checks whether improvement lasts;",
                ),
                "taken up by it: {hand-overs taken up}." if hand_overs else "",
            ],
            how_many(
                len(record.tests), f"No test of whether practice changed was held in {year}.",
                "Whether practice changed was tested {impact tests} time; {impact tests passed of held} of the tests found that it had.",
                "Whether practice changed was tested {impact tests} times; {impact tests passed of held} of the tests found that it had.",
            ),
            [
                how_many(
                    len(agreed), f"The chair agreed no learning point in {year}.",
                    "The chair agreed {learning points} learning point;",
                    "The chair agreed {learning points} learning points;",
                ),
                how_many(
                    len(sent), "no bulletin was sent." if agreed else "",
                    "{bulletins} bulletin was sent to staff of the agencies.",
                    "{bulletins} bulletins were sent to staff of the agencies.",
                ),
            ],
            "Learning events are not counted in this report.",
        ),
        (
            count("learning points", "Learning points that the chair agreed in the year", map(_point, agreed)),
            count("bulletins", "Bulletins that were sent in the year and stand", map(_bulletin, sent)),
            count("recommendations", "Recommendations of the plans opened in the year", map(_recommendation, said)),
            count("hand-overs", "Plans handed over in the year", map(_hand_over, hand_overs)),
            count("hand-overs taken up", "Those of them that were taken up", map(_hand_over, received)),
        ),
    )  # fmt: skip


def _recommendation(one: Recommendation) -> Record:
    return thing(
        "plan", one.plan_id, f"{one.plan.code}, recommendation {one.number}", one.theme or "No theme"
    )


def _hand_over(one: HandOver) -> Record:
    return thing(
        "plan", one.plan_id, one.plan.code, "Taken up" if one.received_at else "Waits to be taken up"
    )


def _point(one: LearningPoint) -> Record:
    return thing("learning_point", one.pk, one.title, one.get_source_display())


def _bulletin(one: Bulletin) -> Record:
    return thing("bulletin", one.pk, f"Bulletin {one.reference}", one.title)
