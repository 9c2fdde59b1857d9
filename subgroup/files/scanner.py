"""Asks ClamAV, where one is configured. Where it is and does not answer, nothing is let in."""

import socket
import struct
from typing import IO

from django.conf import settings

from subgroup.files.kinds import Refused

SECONDS = 60
_PIECE = 64 * 1024


def scan(name: str, file: IO[bytes]) -> None:
    """Raises Refused for a virus, and when the scanner is down. Leaves the file at its start."""
    address = settings.CLAMD_ADDRESS
    if not address:
        return
    file.seek(0)
    try:
        answer = _ask(address, file)
    except OSError as why:
        raise Refused(
            f"“{name}” could not be checked for viruses, because the scanner does not answer. Nothing was "
            "stored; try again in a few minutes, and tell the administrator if it goes on."
        ) from why
    finally:
        file.seek(0)
    if answer.endswith("FOUND"):
        raise Refused(f"“{name}” was found to carry a virus and was not stored. Tell your own IT service.")
    if not answer.endswith("OK"):
        raise Refused(
            f"“{name}” could not be checked for viruses and was not stored. Tell the administrator."
        )


def _ask(address: str, file: IO[bytes]) -> str:
    """Sends the file by INSTREAM. `address` is host:port, or the path of a socket."""
    with _connect(address) as link:
        link.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            link.sendall(struct.pack("!L", len(piece)) + piece)
        link.sendall(struct.pack("!L", 0))
        answer = b""
        while part := link.recv(4096):
            answer += part
        return answer.decode("utf-8", "replace").strip("\0\n ")


def _connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(SECONDS)
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link
