"""What in a text may say who a child is: names, dates of birth, NHS numbers. Pure: no models, no settings."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reviews.english import is_english
from reviews.misspelt import Misspellings
from reviews.name_forms import forms_of
from reviews.pages_cut import over_pages

NAME, BORN, NHS = "name", "date of birth", "NHS number"
MOST_TEXT = 1_000_000
"""Characters that are looked at; what lies behind them is not."""

_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "æ": "ae", "Æ": "AE",
        "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ß": "ss", "\u0131": "i",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])[-\u00ac][ \n](?=[^\W\d_])")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .][^\W\d_]){2,}(?![^\W_])")
"""A word set letter by letter, as in a heading: “N A M E”."""
_CUT_LINE = re.compile(r"(?<=[^\W\d_])\n(?=[^\W\d_])")
"""The end of a line that may go through a word, as in a narrow column."""
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_BETWEEN = re.compile(r"[\s,.\-\u2010-\u2015]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_NAME = {
    "mr", "mrs", "ms", "miss", "dr", "master", "baby", "child", "unknown", "unnamed", "not", "known", "infant", "twin", "boy",
    "girl", "male", "female", "mother", "father", "mum", "dad", "parent", "carer", "sibling", "brother", "sister", "foster",
    "de", "del", "della", "der", "di", "da", "la", "le", "van", "von", "den", "ter", "al", "el", "bin", "bint", "ibn", "ben",
    "of", "the", "and", "or", "aka", "nee", "jr", "snr",
}  # fmt: skip
_ALSO_WORDS = frozenset(
    (Path(__file__).parent / "data" / "ordinary-words.txt").read_text(encoding="ascii").split()
)
"""Names that are ordinary words too."""
_COUNTED = {
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "first", "second", "third",
    "fourth",
}  # fmt: skip
"""Of a child that is called by a number, as “Child Two Jones”, the number alone says nothing."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_ROMAN = r"[\s.,\-/]{1,3}(viii|vii|vi|v|iv|iii|ii|ix|i|xii|xi|x)[\s.,\-/]{1,3}"
_ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh",
    "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
]  # fmt: skip
_DAY = r"(\d{1,2}(?:st|nd|rd|th)?|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_GAP = r"[\s.,\-/]{0,3}"
_YEAR = r"['\u2019]?(\d{4}|\d{2})(?!\d)"
_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?!\d)"), "y.md"),
    (re.compile(r"(?<!\d)(\d{1,2})\s?([-/.\u00b7|_ ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)"), "d.my"),
    (re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)"), "dmy"),
    (re.compile(rf"(?<![\w]){_DAY}{_GAP}(?:day\s+)?(?:of\s+)?{_MONTH}{_GAP}{_YEAR}"), "dMy"),
    (re.compile(rf"(?<![a-z]){_MONTH}{_GAP}(?:the\s+)?{_DAY}{_GAP}{_YEAR}"), "Mdy"),
    (re.compile(rf"(?<!\d)(\d{{4}}){_GAP}{_MONTH}{_GAP}{_DAY}(?![\w])"), "yMd"),
    (re.compile(rf"(?<!\d)(\d{{1,2}}){_ROMAN}{_YEAR}"), "dRy"),
    (re.compile(rf"(?<!\d)(\d{{4}}){_ROMAN}(\d{{1,2}})(?!\d)"), "yRd"),
)
_SAID_BORN = re.compile(
    r"(?<![a-z])(?:d\s?\.?\s?o\s?\.?\s?b\b\.?|date\s+of\s+birth|birth\s?-?date|birthday|born)"
    r"[\s:.,()\-=]*(?:(?:is|was|on|the)\s+){0,3}"
    rf"(?:\w+day,?\s+)?(?:(?:the\s+)?{_DAY}{_GAP}(?:of\s+)?{_MONTH}|{_MONTH}{_GAP}(?:the\s+)?{_DAY}(?![\w])"
    rf"|\d{{1,2}}{_ROMAN}\d{{2,4}}(?!\d)"
    r"|\d{1,4}\s?[-/.\u00b7|_]\s?\d{1,2}\s?[-/.\u00b7|_]\s?\d{1,4}|\d{1,2}\s\d{1,2}\s\d{2,4}|\d{8}|\d{6})"
)
_TEN_DIGITS = re.compile(
    r"(?<![\d.])(?:\d{10}|\(?\d{3}\)?(?P<sign>[\s\-./_])\d{3}(?P=sign)\d{4}|\d(?:[ \-]\d){9})(?!\d)"
)
_DIGITS = re.compile(r"\d(?:[\s\-./_()]{0,2}\d)+")


@dataclass(frozen=True)
class Match:
    """What was found, in the form in which it is compared. `what` is never shown."""

    kind: str
    what: str


@dataclass(frozen=True)
class Somebody:
    """One person behind a codename, as far as a text can name them."""

    names: tuple[str, ...] = ()
    born_on: date | None = None
    nhs_number: str = ""


@dataclass(frozen=True)
class _Name:
    pieces: tuple[str, ...]
    only_capital: bool = False
    """As a single word it is also an ordinary one ("may"), or very short: it counts only with a capital."""


@dataclass
class Known:
    """What is looked for. `spared` are words that count as part of a whole name only: those of people of the sub-group."""

    people: Sequence[Somebody] = ()
    spared: Iterable[str] = ()
    names: dict[str, list[_Name]] = field(init=False, default_factory=dict)
    joined: set[str] = field(init=False, default_factory=set)
    misspelt: Misspellings = field(init=False)

    def __post_init__(self) -> None:
        spared = frozenset(_COUNTED | {piece for name in self.spared for piece in pieces_of(name)})
        self.misspelt = Misspellings(spared)
        for name in {name for somebody in self.people for name in somebody.names}:
            self._add(name, spared)
            self._add_near(name, spared)
        self.singles = {
            one.pieces[0]
            for rows in self.names.values()
            for one in rows
            if len(one.pieces) == 1 and not one.only_capital
        }
        self.days = {one.born_on for one in self.people if one.born_on}
        self.numbers = {one.nhs_number for one in self.people if one.nhs_number}

    def _add(self, name: str, spared: frozenset[str]) -> None:
        words = [pieces for word in _BETWEEN.split(name) if (pieces := pieces_of(word))]
        telling = [pieces for pieces in words if not set(pieces) <= _NOT_A_NAME]
        if len(telling) > 1:
            whole = tuple(piece for pieces in words for piece in pieces)
            self._enter(_Name(whole))
            if len("".join(whole)) >= 8:
                self.joined.add("".join(whole))
        for pieces in telling:
            letters = "".join(pieces)
            if len(letters) < 2 or (set(pieces) <= spared):
                continue
            ordinary = letters in _ALSO_WORDS or len(letters) == 2
            self._enter(_Name(pieces, ordinary and len(pieces) == 1))
            if len(pieces) > 1:
                self._enter(_Name((letters,)))
            if not ordinary:
                self._enter_forms(pieces, spared)

    def _enter_forms(self, pieces: tuple[str, ...], spared: frozenset[str]) -> None:
        """As sentences bend the name. What is an ordinary word, or is called so in the sub-group, is none of its forms."""
        for form in forms_of(pieces[-1]):
            if form.is_sure or not (form.text in spared or is_english(form.text) or form.text in _ALSO_WORDS):
                self._enter(
                    _Name((*pieces[:-1], form.text), only_capital=not form.is_sure and len(pieces) == 1)
                )

    def _add_near(self, name: str, spared: frozenset[str]) -> None:
        """Its words for the look at misspellings: of “Zofia O’Neill-Jones” oneill and jones are surnames."""
        before_comma, comma, _ = name.partition(",")
        last = before_comma if comma else name.rstrip().rpartition(" ")[2]
        words, surnames = (
            {
                word
                for part in _BETWEEN.split(text)
                if not set(pieces := pieces_of(part)) <= _NOT_A_NAME
                for word in (*pieces, "".join(pieces))
            }
            for text in (name, last)
        )
        self.misspelt.add(words, surnames - spared - _ALSO_WORDS)

    def _enter(self, name: _Name) -> None:
        rows = self.names.setdefault(name.pieces[0], [])
        if name not in rows:
            rows.append(name)


def fold(text: str) -> str:
    """Without accents and invisible signs, with plain digits and letters; capitals are kept."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", _without_marks(text.translate(_LETTERS)))
    return _without_marks(plain[: 4 * MOST_TEXT])[:MOST_TEXT]


def _without_marks(text: str) -> str:
    """Before it is taken apart, too: a long run of marks would be put in order one by one."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Mn", "Cf"))


def pieces_of(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared: “O’Neill-Jones” is o, neill, jones."""
    return tuple(piece.casefold() for piece in _WORD.findall(_CAMEL.sub(" ", fold(text))))


def valid_nhs(number: str) -> bool:
    """Ten digits of which the last is the check of the first nine (modulus 11)."""
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    check = 11 - total % 11
    return check != 10 and int(number[9]) == check % 11


def find(text: str, known: Known) -> set[Match]:
    """All that the text says of the people known, and what looks like an NHS number or a date of birth of anybody."""
    plain = _LINES.sub("\n", _BLANKS.sub(" ", _DASHES.sub("-", fold(text[:MOST_TEXT]))))
    small = plain.lower()
    found = set(_names(plain, known)) | set(_numbers(plain, known))
    found |= {Match(BORN, day.isoformat()) for day in _days(small, known.days)} if known.days else set()
    found |= {Match(BORN, " ".join(said.group().split())) for said in _SAID_BORN.finditer(small)}
    return found


def _names(plain: str, known: Known) -> Iterator[Match]:
    if not known.names:
        return
    whole_lines = _BROKEN_LINE.sub("", plain)
    unspaced = _SPACED.sub(lambda letters: re.sub("[ .]", "", letters.group()), plain)
    apart = _CAMEL.sub(" ", whole_lines)
    readings = {plain, whole_lines, unspaced, _CUT_LINE.sub("", plain)}
    for text in readings | {apart} | {_CAMEL.sub(" ", one) for one in readings}:
        words = _WORD.findall(text)
        folded = [word.casefold() for word in words]
        for place, piece in enumerate(folded):
            for name in known.names.get(piece, ()):
                length = len(name.pieces)
                fits = length == 1 or tuple(folded[place : place + length]) == name.pieces
                if fits and not (name.only_capital and words[place][:1].islower()):
                    yield Match(NAME, " ".join(name.pieces))
    yield from (Match(NAME, f"{word} for {name}") for word, name in known.misspelt.find(_WORD.findall(apart)))
    yield from (Match(NAME, name) for name in over_pages(plain, known.singles))
    letters = "".join(_WORD.findall(plain)).casefold() if known.joined else ""
    for joined in known.joined:
        if joined in letters:
            yield Match(NAME, joined)


def _numbers(plain: str, known: Known) -> Iterator[Match]:
    for number in _TEN_DIGITS.finditer(plain):
        digits = re.sub(r"\D", "", number.group())
        if valid_nhs(digits) and set(digits) != {"0"}:
            yield Match(NHS, digits)
    if known.numbers:
        for run in _DIGITS.finditer(plain):
            digits = re.sub(r"\D", "", run.group())
            yield from (Match(NHS, number) for number in known.numbers if number in digits)


def _days(small: str, wanted: set[date]) -> set[date]:
    return {
        day
        for pattern, order in _DATES
        for said in pattern.finditer(small)
        for day in _read(said, order, wanted)
    }


def _read(said: re.Match[str], order: str, wanted: set[date]) -> Iterator[date]:
    parts = dict(zip(order, said.groups(), strict=True))
    year, day = int(parts["y"]), _day(parts["d"])
    month = _month(parts)
    for one in wanted:
        same_year = one.year == year if len(parts["y"]) == 4 else one.year % 100 == year
        if same_year and (one.month, one.day) == (month, day):
            yield one


def _month(parts: dict[str, str]) -> int:
    if "R" in parts:
        return _ROMANS.index(parts["R"]) + 1
    return _MONTHS.index(parts["M"][:3]) + 1 if "M" in parts else int(parts["m"])


def _day(text: str) -> int:
    return _ORDINALS.index(text) + 1 if text in _ORDINALS else int(text.rstrip("stndrh"))
