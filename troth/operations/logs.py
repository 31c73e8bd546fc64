"""What the store writes down of its work: a line for each request and each trouble, and nothing of
a person.

Settings read this file before Django is ready: it imports nothing of it.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.processors import JSONRenderer, format_exc_info
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

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
REQUEST_FIELDS = ("method", "path", "status", "ms")  # of a request's own line


def mask_personal(text: str) -> str:
    """The text without what belongs to a person: mail addresses, the secrets and questions in
    addresses, rows.
    """
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


def mask_line(text: str) -> str:
    """The same in one line, without control characters."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", mask_personal(text))


def build_formatter(*, as_json: bool) -> ProcessorFormatter:
    """Formats every record, whoever wrote it: one JSON object a line for machines, or a line for a
    person at a terminal with a traceback below it.
    """
    return ProcessorFormatter(
        processors=[
            merge_contextvars,
            ExtraAdder(allow=REQUEST_FIELDS),
            name_fields,
            format_exc_info,
            mask_fields,
            ProcessorFormatter.remove_processors_meta,
            JSONRenderer(ensure_ascii=False) if as_json else render_line,
        ]
    )


def name_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: time, level, logger and message come first, under these names."""
    record: logging.LogRecord = event["_record"]
    created_at = datetime.fromtimestamp(record.created, UTC)
    message = event.pop("event")
    event.pop("stack_info", None)
    return {
        "time": created_at.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message,
        **event,
    }


def mask_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: no text keeps what belongs to a person; a traceback keeps its lines."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = mask_personal(value) if name == "exception" else mask_line(value)
    return event


def render_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """A processor: time, level, logger, message, and the request where the message names none."""
    line = f"{event['time']} {event['level']} {event['logger']}: {event['message']}"
    request_id = event.get("request_id", "")
    if not line.endswith(request_id):
        line += f" [{request_id}]"
    return f"{line}\n{event['exception']}" if "exception" in event else line


def logging_for(*, as_json: bool, access: bool) -> dict[str, Any]:
    """Django's LOGGING: warnings and worse, to stderr; with `access`, a line for each request
    too.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "troth.operations.logs.build_formatter", "as_json": as_json}},
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
        sent_id = request.headers.get("X-Request-ID", "")
        request_id = sent_id if _ID.fullmatch(sent_id) else secrets.token_hex(8)
        started = time.perf_counter()
        with bound_contextvars(request_id=request_id):
            answer = self._get_response(request)
            answer.headers["X-Request-ID"] = request_id
            if self._log.isEnabledFor(logging.INFO):
                duration_ms = 1000 * (time.perf_counter() - started)
                self._log_request(request, answer, request_id, duration_ms)
            return answer

    def _log_request(
        self, request: HttpRequest, answer: HttpResponse, name: str, ms: float
    ) -> None:
        fields = {
            "method": request.method,
            "path": mask_line(request.path[:LONGEST_PATH]),
            "status": answer.status_code,
            "ms": round(ms, 1),
        }
        line = "%(method)s %(path)s %(status)s %(ms)s ms %(request_id)s"
        self._log.info(line, fields | {"request_id": name}, extra=fields)
