"""Addresses of pages, each worked out once: a list asks for a hundred of a kind, and its page is asked for again."""

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str, *args: Any) -> str:
    """`reverse`."""
    return _address(name, args, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[Any, ...], urlconf: str | None, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=args)
