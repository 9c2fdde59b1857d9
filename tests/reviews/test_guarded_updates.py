"""F4: updates of actions, signed in and by the link of a mail, and the commentary of a return ask where they name a child."""

import re
from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports import returns
from reviews.models import LeakOverride
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Message
from tests import factories
from tests.actionplans.plans import MEETING, make_action, make_lead, make_meetings, make_plan, open_window
from tests.reviews.cases import make_case
from tests.reviews.identities import identify
from tests.reviews.papers import pdf_saying
from tests.reviews.typed_forms import asked_about, forms_of

SURNAME = "Quillfeather"


def test_F4_an_update_in_a_window_asks_signed_in_and_by_the_link_and_goes_on_with_a_reason(group, client_as):
    identify(make_case(group), name=f"Zofia {SURNAME}")
    make_meetings(group, MEETING, date(2017, 6, 1))
    lead = make_lead(group, "GMP")
    action = make_action(make_plan(group), "GMP")
    window = open_window(group)
    with clock.frozen(moment(date(2017, 3, 30), time(10))):
        client, key = client_as(lead), f"a{action.pk}"
        url = reverse("actionplans:window", args=[group.slug, window.pk])
        said = {f"{key}-colour": "green", f"{key}-text": f"The {SURNAME} family was seen"}
        asked = client.post(url, said | {f"{key}-evidence": SimpleUploadedFile("x.pdf", pdf_saying(SURNAME))})
        beside = asked_about(asked.content)
        assert all("a name of the child" in beside[f"{key}-{name}"] for name in ("text", "evidence"))
        form = next(one for one in forms_of(asked.content, url) if f"{key}-leak_because" in one.words)
        again = client.post(url, {**form.said, **said, f"{key}-leak_because": "The court asks"})
        assert again.status_code == 302
        link = Client()
        text = Message.objects.get(kind="plan_updates", recipient=lead).text
        link.post(reverse("update_link:open", args=[re.search(r"/u/([\w-]+)/", text)[1]]))
        said[f"{key}-text"] = f"{SURNAME} again"
        answer = link.post(reverse("update_link:updates"), said)
    assert "a name of the child" in asked_about(answer.content)[f"{key}-text"]
    assert LeakOverride.objects.get().by == lead


def test_F4_the_commentary_of_a_return_asks(group, client_as):
    identify(make_case(group), name=f"Zofia {SURNAME}")
    chair = factories.holder(group, "S01")
    meeting = returns.add_meeting(
        group=group, day=date(2017, 6, 14), name="CDG1", by=chair, at=factories.START
    )
    draft = returns.draft(meeting=meeting, by=chair, at=factories.START)
    url = reverse("reports:return_comment", args=[group.slug, meeting.pk])
    answer = client_as(chair).post(url, {"text": f"About {SURNAME}", "version": draft.version})
    assert "a name of the child" in asked_about(answer.content)["text"]
    assert b"leak_because" in answer.content
