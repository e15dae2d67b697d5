"""What holds wherever bytes lie: whole under their digest, one entity's alone, or not to be found at all."""

import io
import secrets
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from portal.errors import Missing
from portal.identity import Environment, Scope
from portal.storage import Storage, open_storage
from tests.support.object_store import SHELVES

pytestmark = pytest.mark.parametrize("shelf", SHELVES, indirect=True)
SCOPE = Scope("acc_ada", Environment.SANDBOX, "ent_elm")
OTHERS = (
    Scope("acc_ada", Environment.SANDBOX, "ent_linden"),
    Scope("acc_ada", Environment.LIVE, "ent_elm"),
    Scope("acc_oak", Environment.SANDBOX, "ent_elm"),
    Scope("acc_ada", Environment.SANDBOX, None),
)
MEGABYTE = 1_000_000


@pytest.fixture
def storage(storage_url: str, tmp_path: Path) -> Storage:
    return open_storage(storage_url, tmp_path)


def left_in(folder: Path) -> list[Path]:
    """Every file below, of the store's spool too."""
    return [path for path in folder.rglob("*") if path.is_file() and len(path.name) != 64]


def test_put_find_read_remove(storage: Storage) -> None:
    data = secrets.token_bytes(3 * MEGABYTE)
    digest = storage.put(SCOPE, data)
    assert digest == sha256(data).hexdigest() == storage.put(SCOPE, data)
    assert storage.has(SCOPE, digest)
    assert storage.get(SCOPE, digest) == data
    assert storage.put_pieces(SCOPE, (data[:5], data[5:])) == (digest, len(data))
    storage.remove(SCOPE, digest)
    assert not storage.has(SCOPE, digest)
    storage.remove(SCOPE, digest)
    for look in (storage.get, storage.open):
        with pytest.raises(Missing):
            look(SCOPE, digest)
    nothing = storage.put(SCOPE, b"")
    assert storage.get(SCOPE, nothing) == b""
    with storage.open(SCOPE, nothing) as file:
        assert file.read() == b""
    storage.probe()


def test_nobody_reaches_the_bytes_of_another(storage: Storage) -> None:
    """Not by their digest, and not by a name that would lead out of one's own place."""
    digest = storage.put(SCOPE, b"theirs")
    for other in OTHERS:
        assert not storage.has(other, digest)
        with pytest.raises(Missing):
            storage.get(other, digest)
        with pytest.raises(Missing):
            storage.open(other, digest)
        storage.remove(other, digest)
    for name in (f"../ent_elm/{digest}", digest.upper(), digest[:-1], f"{digest}/", f"{digest}\n", "", "."):
        for look in (storage.has, storage.get, storage.open, storage.remove):
            with pytest.raises(Missing):
                look(OTHERS[0], name)
    for odd in ("../acc_ada", "acc/ada", "", "acc%2fada", "acc_ada\n"):
        with pytest.raises(Missing):
            storage.put(Scope(odd, Environment.SANDBOX, "ent_elm"), b"theirs")
    assert storage.get(SCOPE, digest) == b"theirs"


def test_the_same_bytes_of_two_entities_are_kept_twice(storage: Storage) -> None:
    digests = {storage.put(scope, b"the same") for scope in (SCOPE, *OTHERS)}
    (digest,) = digests
    storage.remove(SCOPE, digest)
    assert all(storage.get(other, digest) == b"the same" for other in OTHERS)


def test_an_open_file_is_read_from_any_place(storage: Storage) -> None:
    data = secrets.token_bytes(5 * MEGABYTE // 2)
    digest = storage.put(SCOPE, data)
    with io.BufferedReader(storage.open(SCOPE, digest)) as file:
        assert file.read(10) == data[:10]
        for begin, count in ((2_400_000, 200_000), (0, 1), (1_048_570, 20), (len(data) - 1, 9), (len(data), 9)):
            file.seek(begin)
            assert file.read(count) == data[begin : begin + count]
        file.seek(-7, io.SEEK_END)
        assert file.read() == data[-7:]
        file.seek(0)
        assert file.read() == data


def test_pieces_that_break_off_leave_nothing(storage: Storage, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield secrets.token_bytes(2 * MEGABYTE)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        storage.put_pieces(SCOPE, broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_memory_stays_flat_both_ways(storage: Storage, tmp_path: Path) -> None:
    """Of 30 megabytes no more than a few pieces are ever held, on the way in and on the way out."""
    piece = secrets.token_bytes(MEGABYTE)
    storage.put(SCOPE, b"whatever is loaded once")

    def peak(work: Any) -> int:
        tracemalloc.start()
        work()
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    def read() -> None:
        with storage.open(SCOPE, digest) as file:
            assert sum(len(part) for part in iter(lambda: file.read(65536), b"")) == 30 * MEGABYTE

    stored = []
    assert peak(lambda: stored.append(storage.put_pieces(SCOPE, (piece for _ in range(30))))) < 8 * MEGABYTE
    digest = stored[0].sha256
    assert peak(read) < 8 * MEGABYTE
    assert left_in(tmp_path) == []
