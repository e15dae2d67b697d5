"""Settings: weak, contradictory and mistyped values are refused by name; generated keys are private and stay."""

import base64
import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from portal.errors import SettingsRefused
from portal.settings import Settings, load
from portal.tokens import KeyRing


def encoded(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


STRONG = encoded(hashlib.sha256(b"a key for these tests alone").digest())
ANY_ADDRESS = ".".join("0000")
BAD: list[tuple[str, str, str]] = [
    *(("BASE_URL", url, "PORTAL_BASE_URL") for url in (
        "portal.example", "ftp://portal.example", "https://", "https://portal.example/path",
        "http://portal.example",
        "https://portal.example?a=b", "https://portal.example#f", "https://user:pw@portal.example",
        "javascript:alert(1)",
        "http://evillocalhost:8600", "http://localhost.evil.example", "http://127.0.0.2", "https://portal.example;x",
        "https://portal.example x", "https://portal.example\n", "https://*.example", "//portal.example",
    )),
    *(("SECRET_KEYS", keys, "secret key|PORTAL_SECRET_KEYS") for keys in (
        "x", "k1", "k1:", ":" + STRONG, "k1:not base64!", "k1:ž", f"k1:{encoded(b'short')}", f"k1:{encoded(b'a' * 32)}",
        f"k1:{encoded(b'ab' * 40)}", f"k1:{STRONG},k1:{STRONG}", f"k1:{STRONG},", f"k 1:{STRONG}", f"k1:{STRONG[:-4]}",
        f"k1:{STRONG};k2:{STRONG}",
    )),
    *(("HOST", host, "PORTAL_BEHIND_PROXY") for host in (ANY_ADDRESS, "::", "192.0.2.1", "", "portal.example",
    "127.0.0.1.example")),
    *(("PORT", port, "PORTAL_PORT") for port in ("0", "-1", "65536", "abc", "", "8600.5", "86 00", "0x10", "١٢x")),
    *((name, value, f"PORTAL_{name}") for name in (
        "WORKERS", "THREADS", "PDF_WORKERS", "PDF_WALL_SECONDS", "PDF_CPU_SECONDS", "LINK_ATTEMPTS_PER_MINUTE",
        "PDF_REQUESTS_PER_MINUTE", "LINK_SECONDS", "LINK_MAX_SECONDS", "MAILED_LINK_SECONDS", "SESSION_IDLE_SECONDS",
        "SESSION_SECONDS", "URL_SESSION_IDLE_SECONDS", "URL_SESSION_SECONDS", "TICKET_SECONDS",
    ) for value in ("0", "-5", "many")),
    ("BEHIND_PROXY", "-1", "PORTAL_BEHIND_PROXY"),
    ("TICKET_SECONDS", "61", "PORTAL_TICKET_SECONDS"),
    ("LINK_SECONDS", "3601", "PORTAL_LINK_SECONDS"),
    ("SESSION_IDLE_SECONDS", "28801", "PORTAL_SESSION_IDLE_SECONDS"),
    ("URL_SESSION_IDLE_SECONDS", "7201", "PORTAL_URL_SESSION_IDLE_SECONDS"),
]  # fmt: skip


def loaded(tmp_path: Path, **environ: str) -> Settings:
    return load(
        {"PORTAL_DATA_DIR": str(tmp_path / "data")} | {f"PORTAL_{name}": value for name, value in environ.items()}
    )


@pytest.mark.parametrize(("name", "value", "said"), BAD)
def test_a_bad_value_is_refused_by_name(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsRefused, match=said) as refused:
        KeyRing(loaded(tmp_path, **{name: value}).secret_keys)
    assert STRONG not in str(refused.value)
    assert "\n" not in str(refused.value).replace(repr(value), "")


@pytest.mark.parametrize("secret", [b"\0" * 64, b"a" * 40, b"0123456789" * 4, b"changeme" * 5, bytes(range(32))])
def test_a_secret_that_is_a_pattern_serves_nobody(tmp_path: Path, secret: bytes) -> None:
    with pytest.raises(SettingsRefused):
        KeyRing(loaded(tmp_path, SECRET_KEYS=f"k1:{encoded(secret)}").secret_keys)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"BASE_URL": "https://portal.example"},
        {"BASE_URL": "https://portal.example:8443"},
        {"BASE_URL": "http://portal.localhost:8600"},
        {"BASE_URL": "http://127.0.0.1:8600"},
        {"HOST": "::1"},
        {"HOST": ANY_ADDRESS, "BEHIND_PROXY": "1"},
        {"SECRET_KEYS": f"k1:{STRONG}"},
        {"SECRET_KEYS": f" k1:{STRONG} , k2:{encoded(os.urandom(32))} "},
    ],
)
def test_good_values_are_taken(tmp_path: Path, environ: dict[str, str]) -> None:
    KeyRing(loaded(tmp_path, **environ).secret_keys)


def test_the_newest_key_is_the_last(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SECRET_KEYS=f"old:{STRONG},new:{encoded(os.urandom(32))}")
    assert KeyRing(settings.secret_keys).newest == "new"


def test_generated_keys_are_private_and_stay(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        first = loaded(tmp_path)
    finally:
        os.umask(old_mask)
    path = tmp_path / "data" / "secret-keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert loaded(tmp_path).secret_keys == first.secret_keys
    assert loaded(tmp_path / "elsewhere").secret_keys != first.secret_keys
    assert [entry.name for entry in path.parent.iterdir()] == ["secret-keys"]
    assert len(first.secret_keys[0][1]) == 32


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: loaded(tmp_path).secret_keys, range(64)))
    assert len(found) == 1
    assert [entry.name for entry in (tmp_path / "data").iterdir()] == ["secret-keys"]


@pytest.mark.parametrize("content", ["", "nothing", "k1:AAAA", "k1:" + encoded(b"a" * 32)])
def test_a_spoiled_key_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-keys").write_text(content)
    with pytest.raises(SettingsRefused):
        loaded(tmp_path)


def test_the_environment_is_above_the_file_and_the_file_above_the_defaults(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('port = 9001\nworkers = 7\nbase_url = "https://portal.example"\n')
    settings = loaded(tmp_path, CONFIG=str(site), WORKERS="3")
    assert (settings.port, settings.workers, settings.threads) == (9001, 3, 4)
    assert settings.origin == "https://portal.example"


@pytest.mark.parametrize(
    "content",
    [
        b"port = ",
        b"colour = 'red'",
        b"port = 'x'",
        b"port = true",
        b"base_url = 5",
        b"\xff\xfe",
        b"host = ['a']",
        b"port = 1.5",
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    site = tmp_path / "site.toml"
    site.write_bytes(content)
    with pytest.raises(SettingsRefused):
        loaded(tmp_path, CONFIG=str(site))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"nowhere\.toml"):
        loaded(tmp_path, CONFIG=str(tmp_path / "nowhere.toml"))


def test_an_account_only_shortens(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.span("session_seconds") == timedelta(hours=8)
    assert settings.span("session_seconds", {"session_seconds": 60}) == timedelta(minutes=1)
    assert settings.span("session_seconds", {"session_seconds": 10**9}) == timedelta(hours=8)
    assert settings.span("session_seconds", {"link_seconds": 1}) == timedelta(hours=8)
    assert settings.span("session_seconds", {"session_seconds": "60"}) == timedelta(hours=8)


def test_short_addresses_of_postgresql_get_their_driver(tmp_path: Path) -> None:
    for short in ("postgresql://a@h/x", "postgres://a@h/x"):
        assert loaded(tmp_path, DATABASE_URL=short).database_url == "postgresql+psycopg://a@h/x"


def test_sqlite_lies_in_the_data_folder(tmp_path: Path) -> None:
    assert loaded(tmp_path).database_url == f"sqlite:///{tmp_path / 'data' / 'portal.db'}"


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    for name in ("port", "secret_keys"):
        with pytest.raises(AttributeError):
            setattr(settings, name, 1)
