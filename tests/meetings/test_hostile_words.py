"""Words that turn the rest of a line round, that are not seen, or that are far too long."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import Reply
from meetings.services import agenda, planning, replies
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.typed import line
from tests.factories import holder, make_meeting, seat
from tests.meetings.papers import sent

pytestmark = pytest.mark.django_db
AT = moment(date(2017, 4, 3), time(10))
TURNED = "Audit\u202e fdp.exe\u2066 \x01of\r\nneglect"
PLAIN = "Audit fdp.exe of neglect"


@pytest.fixture
def meeting(group):
    return make_meeting(group, date(2017, 6, 1))


@pytest.mark.parametrize("text", ["", " \t\n ", "\u202e\u2069", "\ufeff\x00"])
def test_a_line_of_nothing_that_is_seen_is_empty(text):
    assert line(text) == ""
    assert line("Zoë “ä” – العربية") == "Zoë “ä” – العربية", "a language that is written from the right stays"


def test_A2_titles_and_names_hold_no_character_that_turns_what_follows(meeting, group):
    item = sent(meeting, TURNED, "S03", at=AT, presenter=TURNED)
    added = agenda.add_item(meeting=meeting, title=TURNED, by=holder(group, "S06"), at=AT)
    planning.invite(meeting=meeting, by=holder(group, "S06"), at=AT)
    given = replies.reply(
        meeting=meeting, seat=seat(group, "S03"), answer="deputy", by=None, at=AT, deputy_name=TURNED
    )
    assert [item.title, item.presenter, added.title, given.deputy_name] == [PLAIN] * 4
    with pytest.raises(NotAllowed, match="Enter the title"):
        sent(meeting, "\u202e", "S03", at=AT)


def test_P5_apologies_are_sent_with_a_reason_and_errors_say_what_to_do(meeting, group, client_as):
    url = reverse("meetings:reply", args=[group.slug, meeting.pk])
    with clock.frozen(AT):
        member = client_as("member")

        def said(**data: str) -> str:
            answer = member.post(url, data)
            assert answer.status_code == 422
            return answer.content.decode()

        assert "Give the reason in a few words" in said(answer="apologies", reason="  ")
        assert "holds a character that cannot be kept" in said(answer="apologies", reason="a\x00b")
        assert "must be 300 characters or fewer. You have entered 100000" in said(
            answer="apologies", reason="x" * 100_000
        )
        assert "Answer the question “Will you attend?” with one of the answers offered" in said(
            answer="perhaps"
        )
    assert not Reply.objects.exists()
