"""Logs: one JSON object a line on standard error, one event per change of state, ids only."""

import logging
import os
import sys

import structlog

# Never logged, whoever hands them over: what belongs to people, and what opens doors.
PRIVATE = frozenset({
    "to", "to_address", "address", "email", "phone", "name", "subject", "text", "html", "body", "password",
    "token", "secret", "key", "authorization", "cookie",
})  # fmt: skip
QUIET = ("procrastinate", "asyncio", "httpx", "uvicorn.access", "django.server")


def configure_logging() -> None:
    """Send our events and everybody else's log records to standard error as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_private,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.dict_tracebacks,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(os.environ.get("HOSPES_LOG_LEVEL", "INFO").upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def hide_private(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace what may not be logged."""
    for name in event.keys() & PRIVATE:
        event[name] = "…"
    return event
