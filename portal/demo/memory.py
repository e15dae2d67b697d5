"""The cast on disk, so that a demonstration can go on where it stopped. Holds keys: readable by its owner alone."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.demo.cast import Cast
from portal.demo.people import CastKey, Person
from portal.identity import Environment, Role, Scope
from portal.tokens import Access


def remember(cast: Cast, path: Path) -> None:
    """Write the cast, whole or not at all."""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(cast) | {"at": cast.at.isoformat()}, file, indent=1)
    temporary.replace(path)


def recall(path: Path) -> Cast | None:
    """The cast that was remembered; None when there is none or it is of another version."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return _cast(told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _cast(told: dict[str, Any]) -> Cast:
    if set(told) != {field.name for field in fields(Cast)}:
        raise ValueError("a cast of another version")
    return Cast(
        **told
        | {
            "at": datetime.fromisoformat(told["at"]),
            "scopes": {name: _scope(scope) for name, scope in told["scopes"].items()},
            "people": {name: _person(person) for name, person in told["people"].items()},
            "keys": {name: CastKey(**key) for name, key in told["keys"].items()},
            "canaries": {name: tuple(words) for name, words in told["canaries"].items()},
        }
    )


def _scope(told: Mapping[str, str]) -> Scope:
    return Scope(told["account_id"], Environment(told["environment"]), told["entity_id"])


def _person(told: dict[str, Any]) -> Person:
    role = Role(told["role"]) if told["role"] else None
    return Person(**told | {"scope": _scope(told["scope"]), "access": Access(told["access"]), "role": role})
