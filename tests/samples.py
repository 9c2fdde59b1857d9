"""A thing of the settled year for each address of the route table."""

from actionplans.models import (
    Action,
    ActionUpdate,
    Challenge,
    Escalation,
    Evidence,
    Extension,
    HandOver,
    ImpactTest,
    Plan,
    PlanTemplate,
    Recommendation,
    TrackerImport,
    UpdateOwed,
    Window,
    WindowLink,
)
from meetings.models import (
    ActionLine,
    AgendaItem,
    ApologyLetter,
    Decision,
    Meeting,
    MinutesDocument,
    Pack,
    Paper,
    PaperVersion,
)
from members.models import Agency, ApiToken, Appointment, Compact, Deputyship, Holding, Seat
from reports.models import AnnualReport, Binder, CoordinatingMeeting, DecisionAsked, Feedback, FeedbackAction
from subgroup.models import (
    Breach,
    Deadline,
    Message,
    Objective,
    ProgrammeItem,
    ProgrammeVersion,
    Risk,
    SubGroup,
    Terms,
)
from tests import factories
from tests.reviews import access as of_reviews
from tests.routes import NOW


def sample(name: str, route: str, group: SubGroup) -> dict[str, object]:
    """Arguments for a route: things of this group that exist."""
    found: dict[str, object] = {"group_slug": group.slug}
    meeting = Meeting.objects.get(group=group, number=2)
    by_prefix = {
        "meetings/letters/": ApologyLetter,
        "meetings/items/": AgendaItem,
        "meetings/packs/": Pack,
        "meetings/plan/": None,
        "actions/plans/": Plan,
        "actions/imports/": TrackerImport,
        "actions/templates/": PlanTemplate,
        "actions/briefings/": Seat,
        "actions/agencies/": Agency,
        "actions/recommendations/": Recommendation,
        "actions/hand-overs/": HandOver,
        "actions/evidence/": Evidence,
        "actions/extensions/": Extension,
        "actions/tests/": ImpactTest,
        "actions/challenges/": Challenge,
        "actions/exceptions/": Escalation,
        "actions/windows/owed/": UpdateOwed,
        "actions/windows/links/": WindowLink,
        "actions/windows/": Window,
        "actions/updates/": ActionUpdate,
        "actions/": Action,
        "mail/": Message,
        "deadlines/": Deadline,
        "group/seats/": Seat,
        "group/compacts/": Compact,
        "group/agencies/": Agency,
        "group/terms/": Terms,
        "group/api/": ApiToken,
        "group/people/": None,
        "group/": Holding,
        "reports/binders/": Binder,
        "reports/objectives/": Objective,
        "reports/risks/": Risk,
        "reports/programme/items/": ProgrammeItem,
        "reports/programme/versions/": ProgrammeVersion,
        "reports/returns/": CoordinatingMeeting,
        "reports/returns/decisions/": DecisionAsked,
        "reports/returns/feedback/": Feedback,
        "reports/returns/actions/": FeedbackAction,
        "reports/annual/": AnnualReport,
        "reports/breaches/": Breach,
        **of_reviews.THINGS,
    }
    rest = route.removeprefix("g/<slug:group_slug>/")
    if "<int:pk>" in rest:
        if rest.startswith("meetings/papers/"):
            model = Paper if name == "meetings:paper_version" else PaperVersion
            found["pk"] = model.objects.first().pk
        elif rest.startswith("meetings/plan/"):
            found["pk"] = group.plans.get().pk
        else:
            fits = [prefix for prefix, m in by_prefix.items() if m and rest.startswith(prefix)]
            model = by_prefix[max(fits, key=len)] if fits else None
            found["pk"] = model.objects.order_by("pk").first().pk if model else meeting.pk
    if rest.startswith("group/people/<int:pk>/"):
        found["pk"] = factories.holder(group, "S09", NOW.date()).pk
    if "<int:deputyship>" in rest:
        deputyship = Deputyship.objects.first()
        found["deputyship"], found["pk"] = deputyship.pk, deputyship.seat_id
    if "<int:invitation>" in rest:
        found["invitation"] = 1
    if "<int:appointment>" in rest:
        appointment = Appointment.objects.first()
        found["appointment"], found["pk"] = appointment.pk, appointment.person_id
    if "<int:item>" in rest:
        found["item"] = meeting.items.first().pk
    if "<int:line>" in rest:
        decision, line = Decision.objects.first(), ActionLine.objects.first()
        found["line"], found["pk"] = (
            (decision.pk, decision.meeting_id) if "decision" in rest else (line.pk, line.meeting_id)
        )
    if "<int:document>" in rest:
        document = MinutesDocument.objects.first()
        found["document"], found["pk"] = document.pk, document.meeting_id
    if "<int:movement>" in rest:
        found["movement"] = 1
    if "<str:year>" in rest:
        found["year"] = "2017-18"
    if "<str:section>" in rest:
        found["section"] = "risks"
    if "<str:chapter>" in rest:
        found["chapter"] = "plans"
    if "<str:key>" in rest:
        found["key"] = Breach.objects.order_by("pk").first().key
    if "<str:kind>" in rest:
        found["kind"], found["pk"] = "meetings.meeting", str(meeting.pk)
    if name in of_reviews.SAMPLES:
        found["pk"] = of_reviews.SAMPLES[name]()
    return found | of_reviews.arguments(rest)
