"""The filesystem broker under real processes: what was sent arrives, once, whole."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from subgroup import fsbroker

PRODUCERS, MESSAGES, CONSUMERS = 4, 150, 2

PRODUCE = """
import sys
from tests.test_fsbroker import connect
with connect(sys.argv[1]) as connection:
    queue = connection.SimpleQueue("work")
    for number in range(int(sys.argv[3])):
        queue.put({"id": f"{sys.argv[2]}-{number}", "padding": "x" * 20_000})
"""

CONSUME = """
import sys
from tests.test_fsbroker import connect
with connect(sys.argv[1]) as connection:
    queue = connection.SimpleQueue("work")
    while True:
        try:
            message = queue.get(timeout=3)
        except queue.Empty:
            break
        assert len(message.payload["padding"]) == 20_000
        print(message.payload["id"], flush=True)
        message.ack()
"""


def connect(folder: str | Path) -> Connection:
    fsbroker.register()
    return Connection(
        f"{fsbroker.ALIAS}://",
        transport_options={
            "data_folder_in": f"{folder}/messages",
            "data_folder_out": f"{folder}/messages",
            "control_folder": f"{folder}/control",
            "polling_interval": 0.02,
        },
    )


def start(code: str, *args: object) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, args)], stdout=subprocess.PIPE, text=True)


def finish(*processes: subprocess.Popen) -> list[str]:
    """The lines that they printed; each must have ended well."""
    lines = [line for process in processes for line in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    return tmp_path


def test_every_message_arrives_once_with_several_producers_and_consumers(folder):
    consumers = [start(CONSUME, folder) for _ in range(CONSUMERS)]
    producers = [start(PRODUCE, folder, name, MESSAGES) for name in range(PRODUCERS)]
    finish(*producers)
    received = Counter(finish(*consumers))
    assert received == Counter(f"{name}-{number}" for name in range(PRODUCERS) for number in range(MESSAGES))
    assert list((folder / "messages").iterdir()) == []


def test_a_producer_killed_while_it_writes_leaves_only_whole_messages(folder):
    producer = start(PRODUCE, folder, "a", 1_000_000)
    deadline = time.monotonic() + 30
    while len(list((folder / "messages").glob("*.msg"))) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(producer.pid, signal.SIGKILL)
    producer.communicate()
    waiting = len(list((folder / "messages").glob("[0-9]*.msg")))
    assert waiting >= 20
    assert finish(start(CONSUME, folder)) == [f"a-{number}" for number in range(waiting)]


def test_bindings_made_at_once_are_all_kept(folder):
    bind = """
import sys
from kombu import Exchange, Queue
from tests.test_fsbroker import connect
with connect(sys.argv[1]) as connection:
    for number in range(25):
        Queue(f"q{sys.argv[2]}x{number}", Exchange("all", type="fanout"))(connection.channel()).declare()
"""
    binders = [start(bind, folder, name) for name in range(PRODUCERS)]
    finish(*binders)
    table = json.loads((folder / "control" / "all.exchange").read_text())
    assert {entry[2] for entry in table} == {
        f"q{name}x{number}" for name in range(PRODUCERS) for number in range(25)
    }


def test_a_folder_that_cannot_be_written_is_an_error_and_not_a_lost_message(folder):
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        (folder / "messages").rmdir()
        with pytest.raises(ChannelError, match=r"Cannot write to .*messages: No such file or directory"):
            queue.channel._put("work", {"id": 1})
