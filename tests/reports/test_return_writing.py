"""R1: several people write in a draft return, section by section, and it asks for decisions; sent, all of it is frozen."""

from datetime import date, time

import pytest
from django.urls import reverse

from reports import document, returns, writing
from reports.carried import comments
from reports.sections import Section
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from tests import factories, printed
from tests.reports import built
from tests.reports.test_report_pages import text

ON = date(2017, 6, 7)
AT = moment(ON, time(12))
BUDGET = "Agree a budget for the learning event."


@pytest.fixture
def draft(group, support):
    meeting = returns.add_meeting(group=group, day=built.CDG[0], name="CDG1", by=None, at=factories.START)
    return returns.draft(meeting=meeting, by=support, at=AT)


def say(draft, by, words="Two are behind.", section=Section.ACTIONS, version=0):
    return writing.comment(the_return=draft, section=section, text=words, version=version, by=by, at=AT)


def send(draft, chair):
    returns.approve(the_return=draft, by=chair, at=AT)
    return returns.send(the_return=draft, by=chair, at=AT)


def test_R1_each_section_has_a_comment_of_its_own_with_who_wrote_it_and_when(draft, chair, support):
    say(draft, support)
    say(draft, chair, "Two are behind; I have telephoned.", version=1)
    say(draft, chair, "None is open.", section=Section.CASES)
    said = comments.standing(draft)
    assert (said["actions"]["text"], said["actions"]["by"]) == (
        "Two are behind; I have telephoned.",
        [support.name, chair.name],
    )
    assert (said["cases"]["by"], said["cases"]["on"]) == ([chair.name], ON.isoformat())


def test_R1_two_who_write_of_one_section_lose_nothing(draft, chair, support):
    say(draft, support, "Support’s words")
    with pytest.raises(Conflict, match=support.name) as found:
        say(draft, chair, "The chair’s words")
    assert (found.value.theirs, found.value.mine) == ("Support’s words", "The chair’s words")
    say(draft, chair, "Of another section", section=Section.RISKS)
    assert say(draft, support, "Support’s words").version == 1


def test_R1_a_comment_taken_out_is_not_told_and_who_wrote_it_then_did_not_write_the_next(
    draft, chair, support
):
    say(draft, support)
    say(draft, support, "", version=1)
    assert comments.standing(draft) == {}
    say(draft, chair, "Anew.", version=2)
    assert comments.standing(draft)["actions"]["by"] == [chair.name]


def test_R1_nothing_is_written_in_a_return_that_was_approved_or_sent(draft, chair, support):
    decision = writing.ask(the_return=draft, text=BUDGET, by=support, at=AT)
    returns.approve(the_return=draft, by=chair, at=AT)
    acts = [
        lambda: say(draft, support),
        lambda: writing.ask(the_return=draft, text="More", by=support, at=AT),
        lambda: writing.change(decision=decision, text="Other", version=1),
        lambda: writing.remove(decision=decision, by=support, at=AT),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="take the approval back"):
            act()
    returns.send(the_return=draft, by=chair, at=AT)
    for act in acts:
        with pytest.raises(NotAllowed, match="never changes"):
            act()


def test_R1_decisions_are_added_changed_and_removed_while_it_is_a_draft(draft, chair, support):
    first = writing.ask(the_return=draft, text=BUDGET, by=support, at=AT)
    assert writing.ask(the_return=draft, text=BUDGET, by=support, at=AT) == first
    second = writing.ask(the_return=draft, text="Name a vice chair.", by=chair, at=AT)
    writing.change(decision=second, text="Name a vice chair by May.", version=1)
    with pytest.raises(Conflict) as found:
        writing.change(decision=second, text="Name two.", version=1)
    assert found.value.theirs == "Name a vice chair by May."
    writing.remove(decision=first, by=support, at=AT)
    with pytest.raises(NotAllowed, match=f"{support.name} removed"):
        writing.change(decision=first, text="Back", version=1)
    sent = send(draft, chair)
    assert [(row["number"], row["text"]) for row in sent.figures["decisions"]] == [
        (1, "Name a vice chair by May.")
    ]


def test_R1_what_was_written_is_frozen_and_printed_under_its_section(draft, chair, support):
    writing.ask(the_return=draft, text=BUDGET, by=support, at=AT)
    for section in Section:
        say(draft, support, f"Of {section.value} this.", section=section)
    sent = send(draft, chair)
    says = [BUDGET, *(f"Of {section.value} this. {support.name}" for section in Section)]
    printed.check(document.render(sent).read_bytes(), says=says)


def test_R1_a_return_that_was_read_before_somebody_wrote_in_it_is_read_again(draft, chair, support):
    read = returns.word_of(draft, returns.frozen(draft, [], on=ON))
    say(draft, support)
    with pytest.raises(NotAllowed, match="The return was changed"):
        returns.approve(the_return=draft, by=chair, at=AT, seen=f"{read}.{int(AT.timestamp())}")


def test_R1_the_page_takes_a_comment_and_shows_both_texts_where_two_wrote(draft, group, client_as):
    support, chair = client_as("business_support"), client_as("chair")
    page = reverse("reports:return", args=[group.slug, draft.meeting_id])
    form = f"{page}comments/cases/"
    with clock.frozen(AT):
        assert form in text(support.get(page))
        assert support.post(form, {"text": "Nothing new.", "version": "0"}).url == f"{page}#cases"
        clash = support.post(form, {"text": "Mine", "version": "0"})
        assert clash.status_code == 409
        assert "Nothing new." in text(clash)
        assert ">Mine</textarea>" in text(clash).replace("\n", "")
        chair.post(form, {"text": "Nothing new. I asked.", "version": "1"})
        assert "Nothing new. I asked." in text(support.get(page))
        assert support.get(f"{page}comments/nonsense/").status_code == 404


def test_R1_the_page_takes_decisions(draft, group, client_as):
    support = client_as("business_support")
    page = reverse("reports:return", args=[group.slug, draft.meeting_id])
    with clock.frozen(AT):
        support.post(f"{page}decisions/add/", {"text": BUDGET, "version": "0"})
        one = draft.decisions_asked.get()
        its_page = reverse("reports:return_decision", args=[group.slug, one.pk])
        assert its_page in text(support.get(page))
        support.post(its_page, {"text": "Agree half of it.", "version": "1"})
        assert "Agree half of it." in text(support.get(page))
        assert "does not ask for it any more" in text(support.get(f"{its_page}remove/"))
        support.post(f"{its_page}remove/")
        assert "Agree half of it." not in text(support.get(page))
