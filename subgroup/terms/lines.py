"""On which line of a TOML file a key stands: tomllib does not say, and a refusal must."""

import re
import tomllib
from collections.abc import Callable, Mapping

Path = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACES = re.compile(r"[ \t]*")
BARE = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}\n#]*")
STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


def key_lines(source: str) -> Mapping[Path, int]:
    """The line of every table, key and array element, by its path. `source` must be valid TOML."""
    return _Scanner(source).scan()


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.tables: dict[Path, int] = {}
        self.table: Path = ()

    def scan(self) -> dict[Path, int]:
        while self.skip(BLANK) < len(self.source):
            if self.peek("["):
                self.header()
            else:
                self.pair(self.table)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def peek(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, self.source.count("\n", 0, at) + 1)

    def header(self) -> None:
        start, array = self.at, self.peek("[[")
        self.at += 2 if array else 1
        names = self.key()
        self.at = self.source.index("]", self.at) + (2 if array else 1)
        path: Path = ()
        for name in names[:-1]:
            path = self.inside((*path, name))
            self.note(path, start)
        path = (*path, names[-1])
        self.note(path, start)
        if array:
            self.tables[path] = self.tables.get(path, -1) + 1
        self.table = self.inside(path)
        self.note(self.table, start)

    def inside(self, path: Path) -> Path:
        """A name of an array of tables means the last of them."""
        return (*path, self.tables[path]) if path in self.tables else path

    def key(self) -> list[str]:
        names = []
        while True:
            self.skip(SPACES)
            start = self.at
            quoted = self.source[start] in "\"'"
            self.string() if quoted else self.skip(BARE)
            text = self.source[start : self.at]
            names.append(tomllib.loads(f"k = {text}")["k"] if quoted else text)
            self.skip(SPACES)
            if not self.peek("."):
                return names
            self.at += 1

    def string(self) -> None:
        for pattern in STRINGS:
            before = self.at
            if self.skip(pattern) > before:
                return

    def pair(self, table: Path) -> None:
        start = self.at
        path = table
        for name in self.key():
            path = (*path, name)
            self.note(path, start)
        self.at = self.source.index("=", self.at) + 1
        self.skip(SPACES)
        self.value(path)

    def value(self, path: Path) -> None:
        if self.peek("["):
            self.sequence("]", lambda index: self.element((*path, index)))
        elif self.peek("{"):
            self.sequence("}", lambda _: self.pair(path))
        elif self.peek('"') or self.peek("'"):
            self.string()
        else:
            self.skip(SCALAR)

    def element(self, path: Path) -> None:
        self.note(path, self.at)
        self.value(path)

    def sequence(self, close: str, one: Callable[[int], None]) -> None:
        self.at += 1
        index = 0
        while self.skip(BLANK) < len(self.source) and not self.peek(close):
            if self.peek(","):
                self.at += 1
                continue
            one(index)
            index += 1
        self.at += 1
