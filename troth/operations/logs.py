"""What the store writes down of its work: a line for each request and each trouble, and nothing of
a person.

Settings read this file before Django is ready: it imports nothing of it.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST_PATH = 200
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Secrets in addresses, what was asked for, who wrote, what a database repeats of a row.
_PERSONAL = [
    (re.compile(r"(/(?:o|searches|device)/)[^\s/?#\"'<>]+"), r"\1…"),
    (re.compile(r"(https?://[^\s?#\"'<>]+|/[\w/.-]*)\?[^\s\"'<>]*"), r"\1?…"),
    (re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    (re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE), r"\1: …"),
]
request_id: ContextVar[str] = ContextVar("request_id", default="")


def mask_personal(text: str) -> str:
    """The text without what belongs to a person: mail addresses, the secrets and questions in
    addresses, rows.
    """
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


class Lines(logging.Formatter):
    """For a person at a terminal: time, level, logger, request, message; a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_format_time(record)} {record.levelname} {record.name}: {_masked_message(record)}"
        if request_id.get() and not hasattr(record, "request_told"):
            line += f" [{request_id.get()}]"
        trouble = _exception_text(record)
        return f"{line}\n{trouble}" if trouble else line


class Objects(logging.Formatter):
    """For machines: one JSON object a line, always with time, level, logger and message."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": _format_time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _masked_message(record),
        }
        if request_id.get():
            fields["request_id"] = request_id.get()
        fields |= getattr(record, "request_told", {})
        if trouble := _exception_text(record):
            fields["exception"] = trouble
        return json.dumps(fields, ensure_ascii=False)


def _format_time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _masked_message(record: logging.LogRecord) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", mask_personal(record.getMessage()))


def _exception_text(record: logging.LogRecord) -> str:
    return (
        mask_personal(logging.Formatter().formatException(record.exc_info))
        if record.exc_info
        else ""
    )


def logging_for(*, as_json: bool, access: bool) -> dict[str, Any]:
    """Django's LOGGING: warnings and worse, to stderr; with `access`, a line for each request
    too.
    """
    formatter = "troth.operations.logs." + ("Objects" if as_json else "Lines")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "troth.access": {"level": "INFO" if access else "WARNING"},
            # What was refused has its line already.
            "django.request": {"level": "ERROR" if access else "WARNING"},
        },
    }


class Requests:
    """The outermost middleware: each request has a name, which the proxy may give it, and which the
    answer repeats.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response, self._log = get_response, logging.getLogger("troth.access")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _ID.fullmatch(given) else secrets.token_hex(8)
        before, started = request_id.set(name), time.perf_counter()
        try:
            answer = self._get_response(request)
            answer.headers["X-Request-ID"] = name
            if self._log.isEnabledFor(logging.INFO):
                self._tell(request, answer, 1000 * (time.perf_counter() - started))
            return answer
        finally:
            request_id.reset(before)

    def _tell(self, request: HttpRequest, answer: HttpResponse, ms: float) -> None:
        path = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", mask_personal(request.path[:LONGEST_PATH]))
        fields = {
            "method": request.method,
            "path": path,
            "status": answer.status_code,
            "ms": round(ms, 1),
        }
        fields["request_id"] = request_id.get()
        line = "%(method)s %(path)s %(status)s %(ms)s ms %(request_id)s"
        self._log.info(line, fields, extra={"request_told": fields})
