"""regimes [FILE]: checks a file of guidance and prints what it says; with no file, all that are in force here."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import regimes
from reviews.regimes import Clock, Regime
from reviews.regimes.loading import disagreements, read, said
from reviews.regimes.reader import RegimeError


class Command(BaseCommand):
    help = (
        "Checks guidance in a TOML file (docs/regimes.md) and prints it; with no file, all that holds here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is None:
            shown, problems = regimes.every(), list(regimes.problems())
        else:
            one = _read(file)
            others = [regime for regime in regimes.every() if regime.key != one.key]
            shown, problems = [one], list(disagreements([*others, one]))
        for regime in shown:
            self.stdout.write("\n".join(lines(regime)) + "\n")
        if problems:
            raise CommandError("\n".join(problems))


def _read(file: Path) -> Regime:
    try:
        return read(file)
    except (OSError, UnicodeDecodeError, RegimeError) as error:
        raise CommandError("\n".join([*said(file, error), "Nothing was changed."])) from None


def lines(regime: Regime) -> list[str]:
    """What a regime says, for a person to read through."""
    found = [f"{regime.name} ({regime.key}), from {regime.in_force_from}"]
    found += [f"  {board}: from {day}" for board, day in regime.begins.items()]
    found += [
        f"  {clock.clause}: {clock.title}: {_runs(clock)} [{clock.basis}]" for clock in regime.clocks.values()
    ]
    for criteria in regime.questions.values():
        found.append(f"  {criteria.title} [{criteria.basis}]")
        found += [f"    {limb.number}: {limb.title}" for limb in criteria.limbs]
    return found


def _runs(clock: Clock) -> str:
    """5 working days after aware, until ofsted_told."""
    end = (
        f"until {clock.until}"
        if clock.until
        else f"by letter: {clock.letter}"
        if clock.letter
        else "then lapses"
    )
    only = f", only for {clock.only_for}" if clock.only_for else ""
    return f"{'normally ' * clock.normally}{clock.offset.text} {' or '.join(clock.starts)}, {end}{only}"
