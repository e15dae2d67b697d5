"""Structured logs, one JSON object a line, in UTC; no token, handle, cookie or key ever gets into one."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

MASK = "***"
_SECRETS = (
    (re.compile(r"(/u/)[A-Za-z0-9_-]{43}"), rf"\1{MASK}"),
    (re.compile(r"(/embed/check/[0-9a-f]{12}/)[^\s/?#\"]+"), rf"\1{MASK}"),
    (re.compile(r"(/dl/)[^\s/?#\"]+"), rf"\1{MASK}"),
    (re.compile(r"([?&]token=)[^&\s\"]+"), rf"\1{MASK}"),
    (re.compile(r"pl1\.[A-Za-z0-9_.~-]+"), MASK),
    (re.compile(r"([sel]k_(?:live|sandbox)_)[A-Za-z0-9_-]+"), rf"\1{MASK}"),
    (re.compile(r"(__Host-es_[0-9a-f]{12}=)[^;\s\"]+"), rf"\1{MASK}"),
    # 256 bits in base64: a cookie's value, a handle or a once-only word that stands where none of the above expects it.
    (re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"), MASK),
)

log: structlog.stdlib.BoundLogger = structlog.get_logger("portal")


def masked(text: str) -> str:
    """The text with every secret of ours replaced by ***."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def begin_context(**values: str) -> None:
    """Put these values, and only these, on every line that follows in this thread."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**values)


def set_up_logs(stream: Any = None) -> None:
    """Write events as JSON lines to a stream, standard error by default; other libraries' records included."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def _mask_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = _mask_value(value)
    return event


def _mask_value(value: object) -> object:
    """The value with its texts masked, however deep; what is no plain value is told as its masked text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {masked(str(name)): _mask_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask_value(part) for part in value]
    return masked(value if isinstance(value, str) else repr(value))
