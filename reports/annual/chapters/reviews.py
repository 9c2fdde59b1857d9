"""Reviews begun and finished: two numbers of which neither is a part of the other (F9)."""

from reports.annual.figure import few
from reports.annual.part import Part, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.carried.cases import reviews_open_to_all
from reports.measures.measure import Record
from reviews.models import Review


def part(record: YearRecord) -> Part:
    every, year = list(reviews_open_to_all(record.group, record.on)), record.year.label
    begun = [one for one in every if record.holds(one.initiated_on)]
    finished = [one for one in every if record.holds(one.completed_on)]
    return Part(
        paragraphs(
            [
                how_many(
                    len(begun),
                    f"No review was begun in {year}.",
                    "{reviews begun} reviews were begun.",
                    "{reviews begun} reviews were begun.",
                ),
                how_many(
                    len(finished),
                    f"No review was finished in {year}.",
                    "{reviews finished} reviews were finished.",
                    "{reviews finished} reviews were finished.",
                ),
            ],
            "A report that the Board publishes stands on its own page for at least twelve months. What a review recommends becomes an "
            "action plan, which is counted among the others.",
        ),
        (
            few("reviews begun", "Reviews that were begun in the year", map(_review, begun)),
            few("reviews finished", "Reviews that were finished in the year", map(_review, finished)),
        ),
    )


def _review(one: Review) -> Record:
    return thing("review", one.pk, f"Review {one.code}", one.get_state_display())
