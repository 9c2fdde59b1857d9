"""Who is meant by the name of an agency in a cell. One of the group's agencies, several, or a question: never a guess."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from subgroup.sheets.known_agencies import (
    EVERYONE,
    KINDS,
    KNOWN,
    NATIONAL,
    NOBODY,
    PARTS,
    PARTS_OF,
    SHORT_FORMS,
    SMALL_WORDS,
)

LONGEST = 300
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}[A-Za-z]?\b\.?")
_BETWEEN = (
    re.compile(r"\s*[/;,|\n]\s*"),
    re.compile(r"\s*(?:[+&]|\band\b|\bwith\b|\bplus\b)\s*", re.IGNORECASE),
)
_DASH = re.compile(r"\s+[-–—]+\s+|\s*:\s+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_POST = re.compile(
    r"\b(?:nurse|doctor|dr|manager|head|lead|officer|director|di|dci|ds|inspector|sergeant|chair|solicitor|midwife|mr|mrs|ms|"
    r"midwives|matron|practitioner|coordinator|co-ordinator)s?\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"^(?:[A-Z]\.?\s?){1,3}\s?[A-Z][a-z’'-]+$|^[A-Z][a-z’'-]+(?:\s[A-Z][a-z’'-]+){1,2}$")
_ORGANISATION = re.compile(
    r"council|trust|nhs|police|service|school|college|team|housing|homes|centre|center|hospital|board|group|agency|care|health|"
    r"education|academy|university|probation|unit|department|office|association|partnership|company|charity|safeguarding|legal",
    re.IGNORECASE,
)
_LED = re.compile(r"^\s*(?:lead(?:\s+agency)?\s*[:\-–]|led\s+by\b)\s*", re.IGNORECASE)
_LEADS = re.compile(r"(?P<who>[^;,/&+|\n()]+?)\s*[(\[]\s*lead(?:\s+agency)?\s*[)\]]", re.IGNORECASE)
_SUPPORT = re.compile(
    r"\W*\b(?:support(?:ing)?(?:\s+agenc(?:y|ies))?\s*:|support(?:ed)?\s+(?:by|from)|with\s+support\s+from|"
    r"in\s+(?:partnership|conjunction|collaboration)\s+with|assisted\s+by|jointly\s+with)\s*",
    re.IGNORECASE,
)
_RENAMED = re.compile(r"^(?:now|was|formerly|previously|ex|aka)\W+", re.IGNORECASE)


@dataclass(frozen=True)
class Agency:
    """An agency of the group, with every name it bore and every other word that stands for it."""

    code: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Who:
    """What a cell says about agencies."""

    codes: tuple[str, ...] = ()
    """The lead first."""
    rest: str = ""
    """What followed the agency: the officer, where one cell holds both."""
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Piece:
    codes: tuple[str, ...] = ()
    rest: str = ""
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Small letters, without dots, dashes and accents: “S.R.F.T” and “srft” are one, “Children’s” and “Childrens” too."""
    text = unicodedata.normalize("NFKD", text)
    text = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    text = text.replace("&", " and ").casefold()
    text = re.sub(r"['’‘`\u0300-\u036f]", "", text)
    text = " ".join(re.findall(r"[a-z0-9]+", text))
    text = " ".join(SHORT_FORMS.get(word, word) for word in text.split())
    return re.sub(r"\b(?:[a-z] ){2,}[a-z]\b", lambda letters: letters[0].replace(" ", ""), text)


def _core(words: str) -> str:
    return " ".join(word for word in words.split() if word not in SMALL_WORDS)


@dataclass
class AgencyWords:
    """The agencies of one group and the words for them."""

    agencies: tuple[Agency, ...]
    _index: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set), repr=False)
    _weak: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set), repr=False)
    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _employers: dict[str, str] = field(default_factory=dict, repr=False)
    _outside: set[str] = field(default_factory=set, repr=False)
    _general: set[str] = field(default_factory=set, repr=False)
    _seen: dict[str, Who] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for agency in self.agencies:
            self._names[agency.code] = agency.names[0] if agency.names else agency.code
            for name in (agency.code, *agency.names, *agency.words):
                self._learn(name, agency.code)
        self._learn_known()
        self._learn_parts()
        self._learn_kinds()

    def name(self, code: str) -> str:
        return self._names.get(code, code)

    def employer(self, code: str) -> str:
        """The agency of the group that answers for the code: for a part of an agency, that agency; nothing for an outsider."""
        return "" if code in self._outside else self._employers.get(code, code)

    def is_outside(self, code: str) -> bool:
        """Known by name, but no agency of the group."""
        return code in self._outside

    def _learn(self, name: str, code: str) -> None:
        bracket = _BRACKETS.search(name)
        forms = [name, _BRACKETS.sub(" ", name), bracket[1]] if bracket else [name]
        for form in forms:
            words = plain(form)
            if not words:
                continue
            self._index[words].add(code)
            core = _core(words)
            if core and core != words:
                self._weak[core].add(code)

    def _fitting(self, signs: tuple[str, ...]) -> list[str]:
        return [a.code for a in self.agencies if any(_has(_spoken(a), sign) for sign in signs)]

    def _learn_known(self) -> None:
        for known in KNOWN:
            own = self._fitting(known.signs)
            if len(own) > 1:
                continue
            code = own[0] if own else known.code
            if not own:
                if known.code in self._names:
                    continue
                self._names[code] = known.name
                self._outside.add(code)
            for word in (known.name, known.code, *known.words):
                self._learn(word, code)

    def _learn_parts(self) -> None:
        councils = self._fitting(PARTS_OF)
        for part in PARTS:
            signs = (part.code.lower(), plain(part.name), *part.words)
            own = [code for code in self._fitting(signs) if code not in councils]
            if not own and len(councils) != 1:
                continue
            code = own[0] if own else part.code
            if not own:
                self._names[code] = part.name
                self._employers[code] = councils[0]
            for word in (part.name, *part.words):
                self._learn(word, code)

    def _learn_kinds(self) -> None:
        taken = {word for word, codes in self._index.items() if codes - self._outside}
        for kind in KINDS:
            codes = self._fitting(kind.signs)
            self._general.update(kind.words)
            for word in kind.words if codes else ():
                if word not in taken:
                    self._index[word].update(codes)

    def read(self, text: str) -> Who:
        """Who is meant by a cell's text."""
        if text not in self._seen:
            self._seen[text] = self._read(text)
        return self._seen[text]

    def _read(self, text: str) -> Who:
        if not plain(text) or plain(text) in NOBODY:
            said = f"“{text}” names no agency." if text else "No agency is written."
            return Who(doubts=(said,))
        if len(text) > LONGEST:
            return Who(doubts=(f"“{text[:60]}…” is too long for the name of an agency.",))
        if plain(text) in EVERYONE:
            return Who(
                tuple(agency.code for agency in self.agencies),
                doubts=(f"“{text}” names every agency and no lead: say who leads.",),
            )
        head, *tail = _DASH.split(_lead_first(text))
        who = self._listed(head)
        while tail and (more := self._listed(tail[0])).codes and not more.doubts and not more.notes:
            rest = ", ".join(filter(None, [who.rest, more.rest]))
            who = (
                replace(who, codes=self._parts_only([*who.codes, *more.codes]), rest=rest)
                if who.codes
                else more
            )
            tail = tail[1:]
        rest = " - ".join(filter(None, [who.rest, *tail])).strip()
        if not who.codes and not rest and _is_person(text):
            rest = text.strip()
        if "?" in text and who.codes and not who.doubts:
            ask = f"“{text.strip()}” was read as {self._or(who.codes[:1])}: is that meant?"
            who = replace(who, doubts=(ask,))
        return replace(who, rest=rest)

    def _listed(self, text: str, level: int = 0) -> Who:
        """One agency by a name that may itself hold “and”, or several."""
        if plain(text) in NATIONAL and plain(text) not in self._index:
            return Who(doubts=(f"“{text.strip()}” is of the government, and no agency of this group.",))
        whole = self._exactly(text)
        if whole and not whole.doubts:
            return _who(whole)
        if level == len(_BETWEEN):
            return _who(self._piece(text))
        pieces = [piece for piece in _BETWEEN[level].split(text) if plain(piece)]
        if len(pieces) < 2:
            return self._listed(text, level + 1)
        read = [self._listed(piece, level + 1) for piece in pieces]
        if not all(piece.codes for piece in read) and (within := self._inside(text, loose=False)):
            return _who(within)
        if not any(piece.codes for piece in read):
            return _who(whole or self._piece(text))
        people = [
            text for text, piece in zip(pieces, read, strict=True) if not piece.codes and _is_person(text)
        ]
        read = [piece for text, piece in zip(pieces, read, strict=True) if text not in people]
        return Who(
            tuple(dict.fromkeys(code for piece in read for code in piece.codes)),
            ", ".join([*people, *filter(None, (piece.rest for piece in read))]),
            tuple(dict.fromkeys(note for piece in read for note in piece.notes)),
            tuple(dict.fromkeys(doubt for piece in read for doubt in piece.doubts)),
        )

    def _piece(self, text: str) -> _Piece:
        """One agency, or none, or a question."""
        if plain(text) in EVERYONE:
            return _Piece(doubts=(f"“{text.strip()}” names no agency.",))
        bracket = _BRACKETS.search(text)
        if bracket and plain(text) not in self._index:
            return self._with_brackets(text, bracket[1])
        return (
            self._exactly(text)
            or self._inside(text, loose=False)
            or self._alike(text)
            or self._inside(text, loose=True)
            or _Piece(doubts=(f"“{text.strip()}” is no agency that this group knows.",))
        )

    def _exactly(self, text: str) -> _Piece | None:
        words = plain(text)
        for found in (self._index.get(words), self._weak.get(_core(words) or words)):
            if found:
                return self._chosen(text, found)
        mine = words.split()
        if len(mine) < 2:
            return None
        near = [name for name in self._index if name.startswith(mine[0]) and _cut_short(mine, name)]
        cut = {code for name in near for code in self._index[name]}
        return self._chosen(text, cut) if cut else None

    def _with_brackets(self, text: str, inner: str) -> _Piece:
        if plain(_BRACKETS.sub(" ", text)) in NOBODY and plain(inner):
            return self._piece(inner)
        outer = self._piece(_BRACKETS.sub(" ", text))
        within = self._piece(_RENAMED.sub("", inner)) if plain(inner) else _Piece()
        if not within.codes and outer.codes:
            return replace(outer, rest=inner.strip())
        if not outer.codes:
            person = _BRACKETS.sub(" ", text).strip()
            return replace(within, rest=person if _is_person(person) else "") if within.codes else outer
        codes = self._parts_only([*outer.codes, *within.codes])
        if len(codes) == 1 or set(outer.codes) == set(within.codes):
            return _Piece(codes, "", (*outer.notes, *within.notes), self._doubts_about(codes[0]))
        return _Piece(doubts=(f"“{text.strip()}” may be {self._or(codes)}.",))

    def _chosen(self, text: str, codes: set[str]) -> _Piece:
        left = self._parts_only(sorted(codes))
        if len(left) == 1:
            return _Piece(left, doubts=self._doubts_about(left[0]))
        return _Piece(doubts=(f"“{text.strip()}” may be {self._or(left)}.",))

    def _doubts_about(self, code: str) -> tuple[str, ...]:
        if code in self._outside:
            return (f"{self.name(code)} is no agency of this group: add it, or choose another.",)
        return ()

    def _inside(self, text: str, *, loose: bool) -> _Piece | None:
        """Names of agencies that stand in the text as whole words; other words besides only where `loose`."""
        here = f" {plain(text)} "
        for name in NATIONAL:
            if name not in self._index:
                here = here.replace(f" {name} ", " ")
        found: list[str] = []
        for name in sorted((n for n in self._index if f" {n} " in here), key=len, reverse=True):
            if f" {name} " in here:
                found.append(name)
                here = here.replace(f" {name} ", " ")
        sure = [name for name in found if len(self._index[name]) == 1]
        left = self._parts_only(code for name in sure or found for code in sorted(self._index[name]))
        if not left:
            return None
        over = set(_core(here).split()) - self._own_words(left[0])
        if not loose and (over or len(left) > 1 or len(sure) < len(found)):
            return None
        only_general = over and not _POST.search(text) and all(name in self._general for name in sure)
        if len(left) > 1 or only_general:
            ask = ": is that meant?" if len(left) == 1 else "."
            return _Piece(doubts=(f"“{text.strip()}” may be {self._or(left)}{ask}",))
        note = f"“{text.strip()}” was read as {self.name(left[0])}, by the word “{sure[0]}” in it."
        post = text.strip() if over and _POST.search(text) else ""
        return _Piece(left, post, (note,) if over else (), self._doubts_about(left[0]))

    def _own_words(self, code: str) -> set[str]:
        """Words of the agency's names and its employer's, such as its town: they point at no other."""
        codes = {code, self._employers.get(code, code)}
        return {w for a in self.agencies if a.code in codes for name in a.names for w in plain(name).split()}

    def _alike(self, text: str) -> _Piece | None:
        """A slip of the pen: always asked about."""
        words = plain(text)
        near = difflib.get_close_matches(words, list(self._index), n=1, cutoff=0.86) if len(words) > 5 else []
        if not near or not difflib.get_close_matches(_core(words), [_core(near[0])], cutoff=0.75):
            return None
        piece = self._chosen(text, self._index[near[0]])
        if not piece.codes:
            return piece
        ask = f"“{text.strip()}” was read as {self._or(piece.codes)}: is that meant?"
        return _Piece(piece.codes, doubts=(ask, *piece.doubts))

    def _parts_only(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Each code once, in the order given; “SCC Legal” is the legal service alone."""
        once = list(dict.fromkeys(codes))
        return tuple(code for code in once if not any(self._employers.get(part) == code for part in once))

    def _or(self, codes: Iterable[str]) -> str:
        names = [f"{self.name(code)} ({code})" if self.name(code) != code else code for code in codes]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _lead_first(text: str) -> str:
    """Who leads and who supports, where the cell says it in words, as a list with the lead first."""
    text = _LED.sub("", text.strip())
    if leads := _LEADS.search(text):
        others = f"{text[: leads.start()]}; {text[leads.end() :]}".strip(" ;,/&+|\n")
        others = re.sub(r"^(?:and|with|plus)\s", "", others, flags=re.IGNORECASE)
        text = f"{leads['who'].strip()}; {others}" if others else leads["who"].strip()
    return _SUPPORT.sub("; ", text).strip(" ;") if _SUPPORT.search(text, 1) else text


def _is_person(text: str) -> bool:
    """A post, or the name of a person: an initial or a first name, and a surname."""
    return bool(_POST.search(text) or (_PERSON.match(text.strip()) and not _ORGANISATION.search(text)))


def _spoken(agency: Agency) -> str:
    return f" {plain(' '.join((agency.code, *agency.names, agency.category)))} "


def _has(spoken: str, sign: str) -> bool:
    return f" {sign} " in spoken


def _cut_short(mine: Sequence[str], name: str) -> bool:
    whole = name.split()
    return len(mine) == len(whole) and all(
        full.startswith(short) and len(short) >= min(3, len(full))
        for short, full in zip(mine, whole, strict=True)
    )


def _who(piece: _Piece) -> Who:
    return Who(piece.codes, piece.rest, piece.notes, piece.doubts)


def words_from(rows: Iterable[Mapping[str, str]]) -> AgencyWords:
    """From rows with `agency_code` and `agency`, and, where known, `former` and `aliases` (between “|”) and `category`."""
    names: dict[str, dict[str, None]] = {}
    words: dict[str, dict[str, None]] = {}
    categories: dict[str, str] = {}
    for row in rows:
        code = (row.get("agency_code") or "").strip()
        if not code:
            continue
        own = names.setdefault(code, {})
        for name in (row.get("agency") or "", *(row.get("former") or "").split("|")):
            if name.strip():
                own[name.strip()] = None
        words.setdefault(code, {}).update(
            {w.strip(): None for w in (row.get("aliases") or "").split("|") if w.strip()}
        )
        categories[code] = (row.get("category") or "").strip() or categories.get(code, "")
    return AgencyWords(
        tuple(Agency(code, tuple(names[code]), tuple(words[code]), categories[code]) for code in names)
    )
