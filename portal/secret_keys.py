"""The portal's secret keys: read from a setting, or made once in the data folder, for its own user alone."""

import base64
import os
import secrets
from pathlib import Path
from typing import TypeAlias

from portal.errors import SettingsRefused

GENERATED_KEYS = "secret-keys"
Keys: TypeAlias = tuple[tuple[str, bytes], ...]
"""Each a name and its secret, the newest last."""
_SECRET_BYTES = 32


def parse_keys(text: str) -> Keys:
    """The keys of a setting. Raises SettingsRefused."""
    keys = []
    for part in text.split(","):
        kid, separator, encoded = part.strip().partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise SettingsRefused("PORTAL_SECRET_KEYS must be kid:base64 pairs, newest last") from error
        if not separator or not kid.isalnum():
            raise SettingsRefused("PORTAL_SECRET_KEYS must be kid:base64 pairs, newest last")
        keys.append((kid, secret))
    return tuple(keys)


def make_data_dir(path: Path) -> None:
    """The data folder, for the portal's own user alone where it is made now. Raises SettingsRefused."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsRefused(f"PORTAL_DATA_DIR is {path}, which cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsRefused(f"PORTAL_DATA_DIR is {path}, in which the portal's user may not write")


def generated_keys(data_dir: Path) -> Keys:
    """The embedded default: a key made once, readable by the portal's own user only."""
    make_data_dir(data_dir)
    path = data_dir / GENERATED_KEYS
    try:
        if not path.exists():
            _make_keys(path)
    except OSError as error:
        raise SettingsRefused(f"PORTAL_DATA_DIR is {data_dir}, which cannot be used: {error.strerror}") from error
    return kept_keys(path)


def _make_keys(path: Path) -> None:
    line = f"k1:{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}\n"
    temporary = path.with_name(f".secret-keys-{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(line)
    try:
        os.link(temporary, path)  # whoever comes second keeps the first one's key
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def kept_keys(path: Path) -> Keys:
    """The keys of a file. Raises SettingsRefused."""
    try:
        return parse_keys(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsRefused(f"{path} cannot be read: {error.strerror}; give it to the portal's user") from error
    except (UnicodeDecodeError, SettingsRefused) as error:
        raise SettingsRefused(
            f"{path} does not hold kid:base64 pairs; restore it from a backup, or set PORTAL_SECRET_KEYS"
        ) from error


def refuse_weak_keys(keys: Keys) -> None:
    """Raise SettingsRefused for no key, two of one name, or one that could be guessed."""
    kids = [kid for kid, _secret in keys]
    if not kids or len(set(kids)) != len(kids):
        raise SettingsRefused("PORTAL_SECRET_KEYS needs at least one key, each with a name of its own")
    for kid, secret in keys:
        if len(secret) < _SECRET_BYTES or len(set(secret)) < _SECRET_BYTES // 4:
            raise SettingsRefused(f"secret key {kid} is weak; make one with: openssl rand -base64 32")
