"""kombu's filesystem transport with atomic writes, for the embedded default without Redis.

The stock transport opens a message, and the exchange table, under its final name and then writes it, and
takes messages by way of the system's temporary folder. See docs/decisions/0001-filesystem-transport.md.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

ALIAS = "fsatomic"


def register() -> None:
    """Makes `fsatomic://` a broker address; must run before a connection is made."""
    TRANSPORT_ALIASES[ALIAS] = "subgroup.fsbroker:Transport"


def _write(path: Path, content: Any) -> None:
    """Writes under a hidden name and renames, so that nobody meets half a file."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(str_to_bytes(dumps(content)))
        part.rename(path)
    except OSError as error:
        raise ChannelError(f"Cannot write to {path.parent}: {error.strerror}") from error


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        # named by the wall clock: the order survives a restart of the machine
        name = f"{time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str) -> Any:
        """Takes the oldest message by renaming it, which only one consumer can; raises Empty."""
        for path in sorted(Path(self.data_folder_in).glob(f"[0-9]*_*.{queue}.msg")):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = path.with_name(f".{path.name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue
            payload = taken.read_bytes()
            taken.unlink()
            return loads(bytes_to_str(payload))
        raise Empty

    @contextmanager
    def _changing_table(self) -> Iterator[None]:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / ".lock").open("w") as guard:
            filesystem.lock(guard, filesystem.LOCK_EX)
            try:
                yield
            finally:
                filesystem.unlock(guard)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing_table():
            table = self.get_table(exchange)
            if binding not in table:
                _write(self._exchange_file(exchange), [binding, *table])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing_table():
            table = self.get_table(exchange)
            if binding in table:
                _write(self._exchange_file(exchange), [entry for entry in table if entry != binding])


class Transport(filesystem.Transport):
    Channel = Channel
