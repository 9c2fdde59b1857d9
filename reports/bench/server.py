"""The application over real HTTP on a free port of this machine, and a client that times it."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from subgroup.models import Person

CONNECTIONS = 4
WARM = 12
"""Rounds before any is timed: each thread of the server has a connection of its own, which prepares what it is asked again."""
STARTS_WITHIN = 60
TIMEOUT = 60


@dataclass(frozen=True)
class Client:
    """Asks for pages as one signed-in person, each over a connection of its own."""

    port: int
    cookie: str

    def get(self, path: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie, "Connection": "close"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def seconds(self, path: str) -> float:
        started = time.perf_counter()
        status, _ = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}.")
        return time.perf_counter() - started


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def workers(self) -> list[int]:
        """The ids of its processes."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(child) for child in path.read_text(encoding="ascii").split()]

    def processor_seconds(self) -> float:
        """What its workers have taken so far: says more than the clock where the machine is not idle."""
        stats = [
            Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            for child in self.workers()
        ]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def cookie_of(person: Person) -> str:
    """A session of this person's, as the Cookie header of a request."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def running() -> Iterator["Server"]:
    """gunicorn with 2 workers of 4 threads each; stopped afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "subgroup.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy())  # noqa: S603 - our own server
    try:
        _wait(server, port)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            Client(port, "").get("/health/")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server for the benchmark did not start.")


def medians(client: Client, pages: Sequence[str], *, times: int) -> list[float]:
    """Of each page the median seconds of one request alone, the pages in turn."""
    for path in [*pages] * WARM:
        client.seconds(path)
    taken: dict[str, list[float]] = {path: [] for path in pages}
    for _ in range(times):
        for path in pages:
            taken[path].append(client.seconds(path))
    return [statistics.median(taken[path]) for path in pages]


@dataclass(frozen=True)
class Rate:
    per_second: float
    processor_ms: float
    """Of the server's workers, for one page."""


def rate(server: Server, client: Client, path: str, *, seconds: float) -> Rate:
    """How fast the page comes when four connections ask for it at a time."""
    before = server.processor_seconds()
    done = [0] * CONNECTIONS
    failed: list[Exception] = []
    started = time.perf_counter()

    def ask(place: int) -> None:
        try:
            while time.perf_counter() < started + seconds:
                client.seconds(path)
                done[place] += 1
        except (OSError, HTTPException, RuntimeError) as error:
            failed.append(error)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    taken = time.perf_counter() - started
    return Rate(sum(done) / taken, (server.processor_seconds() - before) / sum(done) * 1000)
