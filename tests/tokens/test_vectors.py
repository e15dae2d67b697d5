"""The documented format: the vectors, and the programs of `docs/offline-links.md` run as they stand there."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.errors import LinkRefused
from portal.identity import Role
from portal.tokens import make_signing_key, parse_key
from tests.support.needs import ROOT, require_program
from tests.tokens.samples import OFFLINE_KEY, RING, open_link

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "offline-links.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Signed:
    """One vector of signing, with every value in between."""

    name: str
    key: str
    key_id: str
    now: int
    claims: str
    secret_hex: str
    signing_key_hex: str
    text: str
    signature: str
    token: str


@dataclass(frozen=True)
class Checked:
    """One vector of opening."""

    name: str
    refusal: str | None
    key_id: str
    now: int
    token: str


SIGNED = [Signed(**vector) for vector in VECTORS["signed"]]
CHECKED = [Checked(**vector) for vector in VECTORS["opened"]]


def example(language: str) -> str:
    """The one program in this language on the page."""
    (program,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert isinstance(program, str)
    return program


def run(command: list[str], program: str, vector: Signed) -> str:
    environment = {"PATH": os.environ["PATH"], "PORTAL_LINK_KEY": vector.key}
    done = subprocess.run(
        [*command, program],
        input=vector.claims + "\n",
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.removesuffix("\n")


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_the_key_of_a_vector_is_the_derived_one(vector: Signed) -> None:
    parsed = parse_key(vector.key)
    assert vector.key == make_signing_key(RING, parsed.environment, vector.key_id, "k1")
    assert parsed.secret.hex() == vector.secret_hex


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_a_signed_vector_opens(vector: Signed) -> None:
    key = replace(OFFLINE_KEY, key_id=vector.key_id, environment=parse_key(vector.key).environment, max_role=Role.ADMIN)
    opened = open_link(vector.token, key=key, now=datetime.fromtimestamp(vector.now, UTC))
    stated = json.loads(vector.claims)
    assert (opened.claims.jti, opened.claims.entity_id, opened.claims.role) == (
        stated["jti"],
        stated["ent"],
        stated.get("role"),
    )
    assert vector.token == f"{vector.text}.{vector.signature}"


@pytest.mark.parametrize("vector", CHECKED, ids=lambda vector: vector.name)
def test_an_opening_vector_ends_as_it_says(vector: Checked) -> None:
    key, now = replace(OFFLINE_KEY, key_id=vector.key_id), datetime.fromtimestamp(vector.now, UTC)
    if vector.refusal is None:
        assert open_link(vector.token, key=key, now=now).offline
        return
    with pytest.raises(LinkRefused) as refused:
        open_link(vector.token, key=key, now=now)
    assert refused.value.reason == vector.refusal


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_the_python_of_the_page_makes_the_vector(vector: Signed) -> None:
    assert run([sys.executable, "-I", "-S", "-c"], example("python"), vector) == vector.token


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_the_node_of_the_page_makes_the_vector(vector: Signed) -> None:
    node = require_program("node", install="apt-get install nodejs")
    assert run([str(node), "-e"], example("javascript"), vector) == vector.token


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_the_shell_of_the_page_makes_the_vector(vector: Signed) -> None:
    require_program("openssl", install="apt-get install openssl")
    shell = require_program("sh", install="apt-get install dash")
    assert run([str(shell), "-c"], example("sh"), vector) == vector.token


def test_the_page_shows_every_step_of_the_first_vector() -> None:
    first = SIGNED[0]
    for value in (
        first.key,
        first.claims,
        first.secret_hex,
        first.signing_key_hex,
        first.text,
        first.signature,
        first.token,
    ):
        assert f"`{value}`" in PAGE


def test_the_page_names_every_claim() -> None:
    named = set(re.findall(r"^\| `(\w+)` \| (?:number|string)", PAGE, re.MULTILINE))
    assert named >= {name for vector in SIGNED for name in json.loads(vector.claims)}
    assert len(named) == 16


def test_the_vectors_reach_both_ends_of_the_clock() -> None:
    assert {vector.refusal for vector in CHECKED} == {None, "malformed", "expired"}
    assert (
        max(vector.now for vector in CHECKED) - min(vector.now for vector in CHECKED) == timedelta(seconds=361).seconds
    )
