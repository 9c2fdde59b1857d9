"""Secrets that open a door by themselves: random, shown once, and kept as their SHA-256 alone (ASVS 11.5.1)."""

import hashlib
import secrets

BYTES = 32  # 256 bits


def new() -> str:
    return secrets.token_urlsafe(BYTES)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
