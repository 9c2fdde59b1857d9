"""F8, S3, S5: letters to Ofsted, the DfE and the national panel: drafted from the record, approved, sent by hand, filed with proof."""

import io
from datetime import date, time

import pikepdf
import pytest

from meetings.services.seen import Changed
from reviews.enums import DateKind
from reviews.models import CaseDate, ChairDecision, Panel, PanelRecommendation, StatutoryLetter
from reviews.services import dates, letters, review_parts, reviews
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline
from tests.reviews.cases import MADE, make_case
from tests.reviews.reviewed import chair, decide, file, final, make_review, support

TODAY = MADE.date()


def letter_of(case, to="panel", kind="decision") -> StatutoryLetter:
    return case.letters.get(addressee=to, kind=kind)


def owed(letter) -> Deadline:
    return Deadline.objects.get(subject_kind="statutory_letter", subject_id=str(letter.pk))


def sent(letter, group, on=TODAY, at=MADE, **proof):
    proof = proof or {"proof_note": "A receipt of the panel"}
    return letters.record_sending(
        letter=letter, sent_on=on, how="By secure mail to the mailbox", by=support(group), at=at, **proof
    )


def test_F8_S3_a_decision_drafts_a_letter_to_each_body_owed_within_five_working_days(group):
    case = make_case(group)
    decide(case)
    assert sorted(one.addressee for one in case.letters.all()) == ["dfe", "ofsted", "panel"]
    for one in case.letters.all():
        assert owed(one).due_on == date(2017, 3, 8)
        assert case.reference in one.text
        assert "The limbs are met" in one.text


def test_S3_a_letter_is_owed_from_the_decisions_own_day_where_the_days_of_the_case_say_none(group, client_as):
    case = make_case(group)
    decide(case)
    letter = letter_of(case)
    dates.record(case=case, kind="chair_decided", day=None, by=support(group), at=MADE, because="A slip")
    row = owed(letter)
    assert (row.due_on, row.released_at) == (date(2017, 3, 8), None)
    page = client_as("business_support").get(f"/g/{group.slug}/cases/letters/{letter.pk}/").content.decode()
    assert "it is counted from the day that the decision bears" in page
    dates.record(
        case=case, kind="chair_decided", day=date(2017, 2, 28), by=support(group), at=MADE, because="x"
    )
    row.refresh_from_db()
    assert row.due_on == date(2017, 3, 7)
    assert "that the decision bears" not in client_as("business_support").get(
        f"/g/{group.slug}/cases/letters/{letter.pk}/"
    ).content.decode()  # fmt: skip


def test_F8_a_decision_against_a_review_says_why_and_lists_the_copy_of_the_notification(group):
    case = make_case(group)
    CaseDate.objects.create(case=case, kind=DateKind.AWARE, day=date(2017, 2, 20), recorded_at=MADE)
    decide(case, "concise_review")
    text = letter_of(case).text
    assert "no Serious Case Review is to be held" in text
    assert "a copy of the authority's notification" in text
    assert "Monday 20 February 2017" in text
    assert "a copy of" not in _said(group, "scr")


def _said(group, outcome):
    case = make_case(group)
    decide(case, outcome)
    return letter_of(case).text


def test_F8_from_29_june_2018_the_letter_goes_to_the_new_national_panel(group):
    before, after = (moment(day, time(9)) for day in (date(2018, 6, 28), date(2018, 6, 29)))
    for at, name in (
        (before, "National Panel of Independent Experts"),
        (after, "Child Safeguarding Practice Review Panel"),
    ):
        case = make_case(group, at=at)
        decide(case, at=at)
        assert letter_of(case).text.startswith(name)


def test_F8_recording_a_decision_twice_drafts_once_and_a_later_decision_sets_the_earlier_letters_down(group):
    case = make_case(group)
    first = decide(case)
    letters.draft_decision(first, MADE)
    assert case.letters.count() == 3
    decide(case, "concise_review")
    assert {one.state for one in first.letters.all()} == {"not_needed"}
    assert all(owed(one).released_at for one in first.letters.all())
    assert case.letters.filter(state="drafted").count() == 3


def test_F8_a_decision_that_only_defers_tells_nobody(group):
    case = make_case(group)
    decide(case)
    letters.draft_decision(decide(case, "deferred"), MADE)
    assert case.letters.count() == 3


def test_F8_approved_it_is_a_pdf_with_tags_title_and_language_that_names_nobody(group):
    case = make_case(group)
    decide(case)
    letter = letters.approve(letter=letter_of(case), by=chair(group), at=MADE)
    assert letter.state == "approved"
    assert letter.pdf.name.startswith(case.reference.replace("/", "-"))
    with pikepdf.open(io.BytesIO(letter.pdf.full_path.read_bytes())) as made:
        assert str(made.Root.Lang) == "en-GB"
        assert bool(made.Root.MarkInfo.Marked)
        with made.open_metadata() as data:
            assert data["dc:title"] == f"{case.reference.replace('/', '-')} Decision, National panel"


def test_F8_two_people_edit_and_both_texts_are_kept(group):
    case = make_case(group)
    decide(case)
    letter = letter_of(case)
    version = letter.version
    letters.edit(letter=letter, text="Theirs", version=version, by=support(group), at=MADE)
    with pytest.raises(Conflict) as conflict:
        letters.edit(letter=letter, text="Mine", version=version, by=chair(group), at=MADE)
    assert (conflict.value.theirs, conflict.value.mine) == ("Theirs", "Mine")


def test_F8_the_chair_approves_what_was_read_and_nothing_that_changed_since(group):
    case = make_case(group)
    decide(case)
    letter = letter_of(case)
    shown = f"{letter.version}.{int(MADE.timestamp())}"
    letters.edit(letter=letter, text="Another text", version=1, by=support(group), at=MADE)
    with pytest.raises(Changed, match="The letter was changed"):
        letters.approve(letter=letter, by=chair(group), at=MADE, seen=shown)


def test_F8_sent_with_a_day_a_way_and_a_proof_its_clock_stops_on_that_day(group):
    case = make_case(group)
    decide(case)
    letter = letter_of(case)
    with pytest.raises(NotAllowed, match="not approved"):
        sent(letter, group)
    letters.approve(letter=letter, by=chair(group), at=MADE)
    with pytest.raises(NotAllowed, match="what shows that it was sent"):
        sent(letter, group, proof_note=" ")
    with pytest.raises(NotAllowed, match="lies in the future"):
        sent(letter, group, on=date(2017, 3, 2))
    with pytest.raises(NotAllowed, match="cannot have been sent before"):
        sent(letter, group, on=date(2017, 2, 28))
    sent(letter, group, on=date(2017, 3, 3), at=moment(date(2017, 3, 6)), proof=file(group))
    assert letter.state == "sent"
    assert owed(letter).met_on == date(2017, 3, 3)
    for act in (letters.take_back, letters.not_needed):
        with pytest.raises(NotAllowed, match="was sent on"):
            act(letter=letter, because="x", by=chair(group), at=MADE)


def test_F8_an_approved_letter_is_taken_back_with_a_reason_and_approved_again(group):
    case = make_case(group)
    decide(case)
    letter = letters.approve(letter=letter_of(case), by=chair(group), at=MADE)
    with pytest.raises(NotAllowed, match="takes it back"):
        letters.edit(letter=letter, text="x", version=letter.version, by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="Say why"):
        letters.take_back(letter=letter, because="", by=chair(group), at=MADE)
    letters.take_back(letter=letter, because="A wrong day", by=chair(group), at=MADE)
    assert (letter.state, letter.pdf, letter.taken_back_because) == ("drafted", None, "A wrong day")
    assert letters.approve(letter=letter, by=chair(group), at=MADE).pdf is not None


def test_F8_not_needed_with_a_reason_it_is_owed_no_more_until_it_is_needed_after_all(group):
    case = make_case(group)
    decide(case)
    letter = letter_of(case, "ofsted")
    letters.not_needed(letter=letter, because="Told at a meeting", by=support(group), at=MADE)
    assert owed(letter).release_reason == "Told at a meeting"
    letters.need_again(letter=letter, by=support(group), at=MADE)
    assert owed(letter).is_open


def test_F8_information_on_request_is_owed_and_is_not_approved_before_it_is_written(group):
    case = make_case(group)
    letter, again = (
        letters.draft_information(
            case=case, addressee="panel", asked_on=date(2017, 2, 27), asked_for="The minutes of the panel",
            by=support(group), at=MADE,
        )
        for _ in range(2)
    )  # fmt: skip
    assert letter == again
    assert "The minutes of the panel" in letter.text
    assert owed(letter).due_on == date(2017, 3, 6)
    with pytest.raises(NotAllowed, match="Write here"):
        letters.approve(letter=letter, by=chair(group), at=MADE)


def test_F8_a_lead_reviewer_of_an_scr_is_told_to_the_panel_and_a_draft_takes_in_who_comes_next(group):
    case = make_case(group)
    decide(case)
    review = make_review(group, case=case)
    for name in ("A. Reviewer", "B. Reviewer"):
        review_parts.appoint(review=review, part="lead", name=name, on=TODAY, by=support(group), at=MADE)
    letter = letter_of(case, kind="reviewers")
    assert "A. Reviewer" in letter.text
    assert "B. Reviewer" in letter.text
    review_parts.appoint(review=review, part="panel", name="C. Member", on=TODAY, by=support(group), at=MADE)
    letters.approve(letter=letter, by=chair(group), at=MADE)
    review_parts.appoint(review=review, part="lead", name="D. Reviewer", on=TODAY, by=support(group), at=MADE)
    assert case.letters.filter(kind="reviewers").count() == 2


def test_F8_a_concise_review_tells_the_national_bodies_nothing(group):
    case = make_case(group)
    decide(case, "concise_review")
    review = make_review(group, "CR-1", "concise_review", case=case)
    review_parts.appoint(review=review, part="lead", name="A. Reviewer", on=TODAY, by=support(group), at=MADE)
    assert not case.letters.exclude(kind="decision").exists()


def test_S5_a_planned_publication_owes_the_report_seven_working_days_before_and_moves_with_it(group):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, case=case))
    reviews.plan_publication(review=review, on=date(2017, 4, 20), by=support(group), at=MADE)
    rows = [owed(one) for one in case.letters.filter(kind="report")]
    assert {(row.due_on, row.rule) for row in rows} == {(date(2017, 4, 7), "s5_report_sent")}
    assert len(rows) == 3
    reviews.plan_publication(review=review, on=date(2017, 5, 3), by=support(group), at=MADE)
    assert {owed(one).due_on for one in case.letters.filter(kind="report")} == {date(2017, 4, 21)}
    assert "3 May 2017" in letter_of(case, kind="report").text


def test_F8_reasons_not_to_publish_go_to_the_dfe_and_the_panel_and_the_report_is_owed_no_more(group):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, case=case))
    reviews.plan_publication(review=review, on=date(2017, 4, 20), by=support(group), at=MADE)
    reviews.decide_not_to_publish(
        review=review, because="A sibling would be known by it", by=chair(group), at=MADE
    )
    told = case.letters.filter(kind="not_publishing")
    assert sorted(one.addressee for one in told) == ["dfe", "panel"]
    assert all("A sibling would be known by it" in one.text for one in told)
    assert {one.state for one in case.letters.filter(kind="report")} == {"not_needed"}
    reviews.plan_publication(review=review, on=date(2017, 4, 20), by=support(group), at=MADE)
    assert {one.state for one in case.letters.filter(kind="report")} == {"drafted"}
    assert {one.state for one in case.letters.filter(kind="not_publishing")} == {"not_needed"}
    assert all(owed(one).is_open for one in case.letters.filter(kind="report"))


def test_F8_a_decision_against_the_panel_keeps_both_texts_in_the_letter(group):
    case = make_case(group)
    panel = Panel.objects.create(case=case, meets_on=TODAY, called_at=MADE, called_by=support(group))
    recommendation = PanelRecommendation.objects.create(
        panel=panel, outcome="scr", because="The panel saw harm", sent_at=MADE, sent_by=support(group)
    )
    decision = ChairDecision.objects.create(
        case=case, recommendation=recommendation, outcome="concise_review", because="The harm was not serious",
        decided_on=TODAY, decided_by_name="Alex Elm", recorded_at=MADE, recorded_by=support(group),
    )  # fmt: skip
    text = letters.draft_decision(decision, MADE)[0].text
    assert "The panel saw harm" in text
    assert "The harm was not serious" in text
    assert "Alex Elm, the Independent Chair" in text
