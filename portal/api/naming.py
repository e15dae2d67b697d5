"""The names of services and those of the contract, where they differ: a refusal names what the caller sent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from portal.errors import Conflict, Invalid


@contextmanager
def named(names: Mapping[str, str]) -> Iterator[None]:
    """Refusals from within speak of the API's fields: `names` has them by the services' own, longer ones first."""
    try:
        yield
    except (Invalid, Conflict) as error:
        text = str(error)
        for inner, outer in names.items():
            if text.startswith(inner) and text[len(inner) : len(inner) + 1] in {":", ".", "["}:
                raise type(error)(outer + text[len(inner) :], code=error.code, cause=error.cause) from error
        raise
