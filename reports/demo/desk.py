"""Drives the caseload of the demo: who does it, on which day, and by which service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from auditlog.context import set_actor

from members.models import Agency
from members.representation import holder_of
from reports.replay.world import World
from reviews import referring
from reviews.criteria import Said
from reviews.enums import Answer
from reviews.models import Case, Review
from reviews.services import acknowledging, dates, outcomes, panels, questions, referrals, requests
from subgroup import clock
from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup

PAPERS = Path(__file__).parent / "papers"
Act = Callable[["Desk"], None]
Day = tuple[int, int, int]
T = TypeVar("T")


@dataclass
class Caseload:
    """What is done on which day, and the cases by the words that the acts know them by."""

    acts: list[tuple[Day, Act]]
    cases: dict[str, Case] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(2018))  # noqa: S311 - the demo is the same each time

    def each_day(self, world: World, day: date) -> None:
        at = clock.moment(day, time(8, 30))
        for when, act in self.acts:
            if date(*when) == day:
                with clock.frozen(at):
                    act(Desk(self, world, at))


@dataclass
class Desk:
    """A day of the caseload. Its services are called through `do`, so that the change log says who it was."""

    load: Caseload
    world: World
    at: datetime

    @property
    def day(self) -> date:
        return clock.day_of(self.at)

    @property
    def group(self) -> SubGroup:
        return self.world.the_group

    @cached_property
    def chair(self) -> Person:
        return self.seat("S01")

    @cached_property
    def support(self) -> Person:
        return self.seat("S06")

    @cached_property
    def manager(self) -> Person:
        return self.seat("S07")

    def seat(self, code: str) -> Person:
        found = holder_of(self.world.seat(code), self.day)
        assert found is not None  # noqa: S101 - the caseload names only seats that were filled
        return found

    def person(self, name: str) -> Person:
        return Person.objects.get(name=name)

    def agency(self, code: str) -> Agency:
        return Agency.objects.get(group=self.group, code=code)

    def case(self, key: str) -> Case:
        self.load.cases[key].refresh_from_db()
        return self.load.cases[key]

    def review(self, key: str) -> Review:
        self.load.reviews[key].refresh_from_db()
        return self.load.reviews[key]

    def do(self, service: Callable[..., T], *, by: Person, **said: Any) -> T:
        with set_actor(by):
            return service(by=by, at=self.at, **said)

    def paper(self, name: str, by: Person) -> StoredFile:
        path = PAPERS / name
        return storage.keep(
            group=self.group, name=name, kind=path.suffix.strip("."), data=path, by=by, at=self.at
        )

    def refer(
        self, key: str, *, seat: str, agency: str, child: str, summary: str, theme: str, incident: date,
        happened: str = referring.HARMED, aware: date | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """A referral that its agency's member writes and sends. `child` is plainly invented."""
        by = self.seat(seat)
        referral = self.do(referrals.start, by=by, group=self.group, agency=self.agency(agency))
        self.write(referral, by=by, child=child, said={
            "happened": happened, "incident_on": incident.isoformat(), "aware_on": aware.isoformat() if aware else "",
            "summary": f"Invented: {summary}", "theme": theme, **more,
        })  # fmt: skip
        self.load.cases[key] = self.do(referrals.send, by=by, referral=referral, chance=self.load.chance)

    def write(self, referral: Any, *, by: Person, child: str, said: dict[str, Any]) -> None:
        answers = {**ANSWERS, **said}
        asked = [one for step in referring.STEPS for one in referring.asked(step, answers)]
        for step in referring.STEPS:
            given = {
                one.key: answers[one.key] for one in step.questions if one in asked and answers.get(one.key)
            }
            people = None if step.questions else [{"relation": "child", "name": child}] if child else []
            self.do(
                referrals.save, by=by, referral=referral, step=step, answers=given, people=people,
                version=referral.version, page="demo",
            )  # fmt: skip

    def acknowledge(self, key: str, *, by: Person | None = None) -> None:
        self.do(acknowledging.acknowledge, by=by or self.support, case=self.case(key))

    def dates(self, key: str, *, by: Person | None = None, **days: date) -> None:
        for kind, day in days.items():
            source = (
                "The authority’s notification form" if kind != "board_told" else "Mail to the Board’s office"
            )
            self.do(
                dates.record, by=by or self.support, case=self.case(key), kind=kind, day=day, source=source
            )

    def answer(self, key: str, question: str, answer: Answer, because: str, who: str, **limbs: Said) -> None:
        """The limbs that are not named are answered with no."""
        said = {one: Said(Answer.NO) for one in LIMBS[question]} | limbs
        self.do(
            questions.answer, by=self.support, case=self.case(key), question=question, answer=answer, because=because,
            limbs=said, decided_on=self.day, decided_by_name=who,
        )  # fmt: skip

    def ask(self, key: str, *codes: str, question: str, due: date) -> None:
        agencies = [self.agency(code) for code in codes]
        self.do(
            requests.send,
            by=self.support,
            case=self.case(key),
            agencies=agencies,
            question=question,
            due_on=due,
        )

    def reply(self, key: str, code: str, text: str, *, seat: str) -> None:
        """What an agency knows; without words it has no involvement."""
        request = self.case(key).requests.get(agency__code=code)
        if text:
            self.do(requests.give_answer, by=self.seat(seat), request=request, text=text)
        else:
            self.do(requests.nil, by=self.seat(seat), request=request)

    def call(self, key: str, *seats: str, meets_on: date, chair: str) -> None:
        members = [self.seat(code) for code in seats]
        self.do(
            panels.call, by=self.support, case=self.case(key), meets_on=meets_on, members=members, chair=self.seat(chair),
            starts_at=time(10), place="Committee Room 1, Civic Centre",
        )  # fmt: skip

    def declared(self, key: str, *seats: str) -> None:
        """Those who have no interest say so."""
        panel = self.case(key).panels.get()
        for code in seats:
            person = self.seat(code)
            member = panel.members.get(person=person)
            self.do(panels.declare, by=person, member=member, interest="")

    def view(self, key: str, code: str, answer: Answer, words: str, *, dissents: bool = False) -> None:
        self.do(
            panels.take_view, by=self.support, panel=self.case(key).panels.get(), agency=self.agency(code),
            answer=answer, words=words, dissents=dissents,
        )  # fmt: skip

    def outcome(self, key: str, kind: str, because: str, **more: Any) -> None:
        self.do(outcomes.record, by=self.support, case=self.case(key), kind=kind, because=because, **more)


ANSWERS = {
    "asked_for": ["review"], "harm": ["impairment"], "suicide": "no", "abuse": "yes", "looked_after": "no", "regulated": "no",
    "custody": "no", "detained": "no", "liberty": "no", "working": "yes", "lead_consulted": "yes", "escalated": "yes",
    "secured": "yes", "working_how": "Agencies held different parts of the picture, and nobody put them together.",
}  # fmt: skip
"""What a referral of the demo says where it says nothing else."""
LIMBS = {
    "notifiable": ("died", "seriously_harmed", "looked_after", "regulated"),
    "review": ("died", "seriously_harmed", "custody", "detained", "deprived_of_liberty"),
}
