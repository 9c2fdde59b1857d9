"""The files of guidance that there are: those that come with the system, and a folder of one's own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from reviews.regimes.content import Clock, Regime
from reviews.regimes.reader import RegimeError, parse

OURS = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What holds, in the order in which it came into force, and what is wrong with files: those are left out."""

    regimes: Mapping[str, Regime]
    problems: tuple[str, ...]


def read(path: Path) -> Regime:
    """Raises RegimeError or OSError or UnicodeDecodeError."""
    return parse(path.read_text(encoding="utf-8"))


@cache
def load(own: Path | None) -> Loaded:
    """A file of one's own with a key that is there already takes the place of that one."""
    found: dict[str, Regime] = {}
    problems: list[str] = []
    for folder in filter(None, (OURS, own)):
        if not folder.is_dir():
            problems.append(f"{folder}: there is no such folder (REGIMES_DIR).")
        keys: dict[str, Path] = {}
        for path in sorted(folder.glob("*.toml")):
            try:
                regime = read(path)
            except (OSError, UnicodeDecodeError, RegimeError) as error:
                problems += said(path, error)
                continue
            if regime.key in keys:
                problems.append(f"{path}: the key “{regime.key}” is that of {keys[regime.key].name} already.")
                continue
            keys[regime.key], found[regime.key] = path, regime
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1].in_force_from))
    return Loaded(ordered, (*problems, *disagreements(ordered.values())))


def said(path: Path, error: Exception) -> list[str]:
    """What is wrong with a file, a line for each."""
    if isinstance(error, RegimeError):
        return [f"{path}: {problem}" for problem in error.problems]
    return [f"{path} cannot be read: {error}."]


def disagreements(regimes: Iterable[Regime]) -> Iterator[str]:
    """The ledger knows one rule for a key: where guidance differs in more than the figure, the clock has another key."""
    days: dict[object, Regime] = {}
    rules: dict[str, tuple[Regime, Clock]] = {}
    for regime in regimes:
        other = days.setdefault(regime.in_force_from, regime)
        if other is not regime:
            yield f"{regime.key} and {other.key} come into force on the same day, {regime.in_force_from}."
        for clock in regime.clocks.values():
            first, known = rules.setdefault(clock.key, (regime, clock))
            for name in _differing(known, clock):
                yield (
                    f"{regime.key}: the clock “{clock.key}” differs from that of {first.key} in its {name}. "
                    "Give it a key of its own."
                )


def _differing(one: Clock, other: Clock) -> list[str]:
    rule = replace(other.rule, offset=one.rule.offset)
    found = [name for name in vars(one.rule) if getattr(one.rule, name) != getattr(rule, name)]
    return found + [
        name for name in ("normally", "done", "letter") if getattr(one, name) != getattr(other, name)
    ]
