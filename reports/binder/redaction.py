"""What in a text tells of a case, and who is named in it. Texts of every kind are asked before they stand in a binder."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

TOLD = "Left out: it tells of a case."
_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev|Judge)\.?"


_CODENAMES = (
    r"(?:Child|Baby|Infant|Family|Sibling|Adult|Mother|Father|Young Person)\s+[A-Z]{1,2}\d?|[Cc]ase\s+\d+/\d+"
)
"""How codenames are written here and elsewhere: “Child K”, “Family D”, “case 2017/02”."""
_PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")
DEPUTY = "the deputy of "


class Tells:
    """Finds what cases are called: codenames, references, and the codes of their reviews, which their plans bear; and whatever has
    the form of a codename, of a case that the system knows or not."""

    def __init__(self, words: Mapping[int, Iterable[str]]) -> None:
        self._cases: dict[str, set[int]] = {}
        for case, names in words.items():
            for name in names:
                for form in {name, name.replace("/", "-")}:
                    self._cases.setdefault(form.casefold(), set()).add(case)
        self._pattern = _any_of(self._cases)
        self._form = re.compile(rf"(?<!\w)(?:{_CODENAMES})(?!\w)")

    def __call__(self, text: str) -> bool:
        return bool(self._form.search(text) or (self._pattern and self._pattern.search(text)))

    def of(self, text: str) -> set[int]:
        """The ids of the cases that a text tells of."""
        if not self._pattern:
            return set()
        found = (self._cases.get(one[0].casefold(), set()) for one in self._pattern.finditer(text))
        return set().union(*found)


class Names:
    """Puts posts in the place of people: whole names, and surnames behind a title or an initial."""

    def __init__(self, posts: Mapping[str, str]) -> None:
        self._posts = {name.casefold(): post for name, post in posts.items() if name.strip()}
        self._pattern = _any_of(self._posts)
        self._by_surname: dict[str, str] = {}
        for name, post in posts.items():
            parts = name.split()
            if len(parts) > 1:
                self._by_surname.setdefault(parts[-1].casefold(), post)
        surnames = "|".join(sorted(map(re.escape, self._by_surname), key=len, reverse=True))
        self._titled = (
            re.compile(
                rf"\b(?:{_TITLES}\s+(?:[A-Z][\w’'-]*\s+)?|[A-Z]\.\s*)({surnames})(?!\w)", re.IGNORECASE
            )
            if surnames
            else None
        )

    def __call__(self, text: str) -> str:
        if not self._pattern:
            return text
        found = set()

        def post(match: re.Match[str]) -> str:
            found.add(said := self._posts[match[0].casefold()])
            return said

        def of_surname(match: re.Match[str]) -> str:
            found.add(said := self._by_surname[match[1].casefold()])
            return said

        text = self._pattern.sub(post, text)
        if self._titled:
            text = self._titled.sub(of_surname, text)
        for said in found:  # “Jane Roe, Head of Safeguarding” and “Jane Roe (Head of Safeguarding)”
            text = text.replace(f"{said}, {said}", said).replace(f"{said} ({said})", said)
        for said in sorted(found, key=len, reverse=True):  # “Ann Poe for Jane Roe”
            text = text.replace(
                f"{said} for {said.removeprefix(DEPUTY)}", f"{DEPUTY}{said.removeprefix(DEPUTY)}"
            )
        return text


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    found = "|".join(sorted((re.escape(word) for word in words if word), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


class Redactor:
    """What a level leaves of a text. Counts what it left out."""

    def __init__(self, tells: Tells | None, names: Names | None) -> None:
        self.tells, self.names = tells, names
        self.left_out = 0

    def text(self, text: str) -> str:
        if self.tells and self.tells(text):
            self.left_out += 1
            return TOLD
        return self.names(text) if self.names else text

    def of(self, data: Any) -> Any:
        """The same of all texts in plain data; a key too, since a figure may be kept under a name."""
        match data:
            case str():
                return data if _PICTURE.fullmatch(data) else self.text(data)
            case Mapping():
                return {self.text(key): self.of(value) for key, value in data.items()}
            case list() | tuple():
                return [self.of(one) for one in data]
        return data

    def rows_of(self, data: Any) -> Any:
        """The same, but of lists of things those that tell of a case are gone altogether."""
        match data:
            case Mapping():
                return {self.text(key): self.rows_of(value) for key, value in data.items()}
            case list() | tuple():
                kept = [one for one in data if not (isinstance(one, Mapping) and self._tells_itself(one))]
                self.left_out += len(data) - len(kept)
                return [self.rows_of(one) for one in kept]
        return self.of(data)

    def _tells_itself(self, one: Mapping[str, Any]) -> bool:
        texts = [value for value in one.values() if isinstance(value, str)]
        return bool(self.tells) and any(map(self.tells, texts))  # type: ignore[arg-type]


def texts_of(data: Any) -> Iterable[str]:
    """Every text in plain data."""
    match data:
        case str():
            if not _PICTURE.fullmatch(data):
                yield data
        case Mapping():
            for key, value in data.items():
                yield from texts_of(key)
                yield from texts_of(value)
        case list() | tuple():
            for one in data:
                yield from texts_of(one)
