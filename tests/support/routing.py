"""Werkzeug compiles a function for each rule of each application, 70 ms for the portal's: once a run is enough."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compiled_once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    """The same as Werkzeug's own, kept for rules of the same text. What it makes looks converters up when it runs, and
    so serves the rules of any application.
    """
    made: dict[tuple[Any, ...], Builder] = {}

    def compile_or_find(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return compile_or_find
