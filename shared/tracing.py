"""W3C Trace Context: one trace from the request to the e-mail. With no SDK set up only the ids travel."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()


@contextmanager
def traced(traceparent: str | None = None) -> Iterator[None]:
    """Continues the given trace inside, or begins one where there is none or it is malformed."""
    inside = _PROPAGATOR.extract({"traceparent": traceparent} if traceparent else {})
    if not trace.get_current_span(inside).get_span_context().is_valid:
        started = SpanContext(secrets.randbits(128) or 1, secrets.randbits(64) or 1, False, TraceFlags(0))
        inside = trace.set_span_in_context(NonRecordingSpan(started), inside)
    token = context.attach(inside)
    try:
        yield
    finally:
        context.detach(token)


def current_traceparent() -> str | None:
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def current_trace_id() -> str | None:
    """32 hexadecimal characters: what an error shows a person, and what finds it in the log."""
    span = trace.get_current_span().get_span_context()
    return trace.format_trace_id(span.trace_id) if span.is_valid else None
