"""Werkzeug reads each rule of each application and compiles functions for it, 130 ms for the portal's: once a run is
enough."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MethodType
from typing import Any

from werkzeug.routing import Rule

_Compile = Callable[[Rule], None]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What compiling leaves in a rule. The functions look converters up when they run, and serve any application."""

    parts: list[Any]
    trace: list[tuple[bool, str]]
    converters: dict[str, Any]
    arguments: frozenset[str]
    build: Callable[..., tuple[str, str]]
    build_unknown: Callable[..., tuple[str, str]]


def compiled_once(compile_rule: _Compile) -> _Compile:
    """The same as Werkzeug's own, kept for rules of the same text."""
    made: dict[tuple[Any, ...], _Compiled] = {}

    def compile_or_find(rule: Rule) -> None:
        converters = tuple(sorted((name, kind) for name, kind in rule.map.converters.items() if name in rule.rule))
        key = (rule.rule, repr(rule.defaults), rule.host, rule.subdomain, rule.merge_slashes, str(converters))
        if key not in made:
            compile_rule(rule)
            made[key] = _Compiled(
                rule._parts,
                rule._trace,
                rule._converters,
                frozenset(rule.arguments),
                _unbound(rule._build),
                _unbound(rule._build_unknown),
            )
            return
        known = made[key]
        rule._parts, rule._trace, rule._converters = known.parts, known.trace, known.converters
        rule.arguments = set(known.arguments)
        rule._build = known.build.__get__(rule, None)
        rule._build_unknown = known.build_unknown.__get__(rule, None)

    return compile_or_find


def _unbound(function: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    assert isinstance(function, MethodType)
    return function.__func__
