"""Logs without the tokens of private addresses: whoever reads a log gets no way in (ASVS 14.2.1, 16.2.5)."""

import logging
import re

BLANK = "…"
_ADDRESS = re.compile(
    r"((?:/|%2F)(?:u|feed|join|unsubscribe)(?:/|%2F))(?!(?:updates|leave|password)\b)[^/\s?#%\"'<>&]+",
    re.IGNORECASE,
)

_OF_PROGRAMS = re.compile(r"sgapi_[\w-]+")


def without_tokens(text: str, *tokens: str) -> str:
    """Blanks the token in every address of an update link, a feed, an invitation or for unsubscribing; those of programs and `tokens`
    anywhere."""
    text = _OF_PROGRAMS.sub(BLANK, text)
    text = _ADDRESS.sub(rf"\1{BLANK}", text)
    for token in filter(None, tokens):
        text = text.replace(token, BLANK)
    return text


class WithoutTokens(logging.Filter):
    """Of a handler: blanks the message with its arguments, the traceback and the stack. Lets every record through."""

    _plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        token = str(match.kwargs.get("token", "")) if match else ""
        record.msg, record.args = without_tokens(record.getMessage(), token), ()
        if record.exc_info:
            text = record.exc_text or self._plain.formatException(record.exc_info)
            record.exc_text = without_tokens(text, token)
        if record.stack_info:
            record.stack_info = without_tokens(record.stack_info, token)
        return True
