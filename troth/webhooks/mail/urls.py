"""The mail provider's webhooks: Anymail's own views, made to refuse junk instead of failing on it.

What can't be read is answered 400: the provider stops sending it. What fails on our side, such as a
database that is away, is still a 500: the provider tries again, and nothing is lost.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from functools import wraps
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailError
from anymail.inbound import AnymailInboundMessage
from anymail.signals import inbound
from anymail.urls import urlpatterns as provider_urls
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import URLPattern
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt

app_name = "anymail"
# A mail of 40 MB, as base64 in JSON.
MOST_BYTES = 60_000_000
# What Anymail's readers raise on a body that isn't the provider's.
_JUNK = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
    AssertionError, AnymailError,
)  # fmt: skip
_HEADERS = ("from", "to", "subject", "date", "message-id")


class JunkIsRefused:
    """Put before a view of Anymail's: its reader's errors become 400, after the caller is known."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answers a provider."""
        if isinstance(self, AnymailBasicAuthMixin):
            AnymailBasicAuthMixin.validate_request(self, request)
        _read_whole(request)
        answer: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]  # Anymail's
        return answer

    def run_validators(self, request: HttpRequest) -> None:
        """Who calls, as Anymail checks it: some of it by what the body says."""
        try:
            super().run_validators(request)  # type: ignore[misc]  # Anymail's
        except _JUNK as junk:
            raise BadRequest(f"not this provider's: {junk!r}"[:200]) from junk

    def parse_events(self, request: HttpRequest) -> list[Any]:
        """The events in the body."""
        try:
            events = list(super().parse_events(request))  # type: ignore[misc]  # Anymail's
        except (*_JUNK, AnymailConfigurationError) as junk:
            raise BadRequest(f"not this provider's: {junk!r}"[:200]) from junk
        if getattr(self, "signal", None) is inbound and not all(map(_is_mail, events)):
            raise BadRequest("there is no mail in it")
        return events


def _read_whole(request: Any) -> None:
    """Reads a body as large as a mail may be: Django's limit is for forms that people fill in."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > MOST_BYTES:
        raise BadRequest("a message has at most 60 MB")
    body = request.read()
    request._body, request._stream = body, BytesIO(body)
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MOST_BYTES
    if request.content_type == "multipart/form-data" and len(body) > limit:
        request._post, request._files = _large_form(request.META["CONTENT_TYPE"], body)


def _large_form(content_type: str, body: bytes) -> tuple[QueryDict, MultiValueDict[str, Any]]:
    """The fields and files of a form with a field larger than Django takes: a whole mail."""
    fields, files = QueryDict(mutable=True), MultiValueDict[str, Any]()
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n"
    form = message_from_bytes(head.encode("latin-1", "replace") + body)
    parts = form.get_payload() if form.is_multipart() else []
    for part in parts if isinstance(parts, list) else []:
        assert isinstance(part, Message)
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        if file_name := part.get_filename():
            kind = part.get_content_type()
            files.appendlist(name, SimpleUploadedFile(file_name, content, kind))
        else:
            fields.appendlist(name, content.decode("utf-8", "replace"))
    return fields, files


def _is_mail(event: Any) -> bool:
    message = getattr(event, "message", None)
    return isinstance(message, AnymailInboundMessage) and any(
        message.get(header) for header in _HEADERS
    )


def _refusing_junk(pattern: URLPattern) -> URLPattern:
    view_class = pattern.callback.view_class  # type: ignore[attr-defined]  # a class's view
    refusing: Any = type(view_class.__name__, (JunkIsRefused, view_class), {"__module__": __name__})
    view = refusing.as_view()

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = view(request, *args, **kwargs)
        except AnymailConfigurationError as unset:
            raise Http404("this mail provider isn't set up here") from unset
        return answer

    return URLPattern(pattern.pattern, answered, pattern.default_args, pattern.name)


urlpatterns = [_refusing_junk(pattern) for pattern in provider_urls]
