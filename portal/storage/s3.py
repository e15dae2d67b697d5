"""The shelf for several machines: objects in an S3-compatible store, through boto3.

An object is there when its upload is acknowledged and not before, and is never changed afterwards: its name is its
digest. One request uploads it (5 GB are the most for one, ten times the largest file that the portal makes), so nothing
half written lies there that anybody would have to clear away.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from tempfile import SpooledTemporaryFile
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from portal.errors import SettingsRefused, StorageUnavailable
from portal.storage.s3_address import Addressing, S3Address, read_address
from portal.storage.s3_reading import PIECE_BYTES, ObjectReader
from portal.storage.shelf import Stored, copied

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_DENIED = "allow these credentials GetObject, PutObject, DeleteObject on the prefix, and ListBucket on the bucket"
_ADVICE = {
    "NoSuchBucket": "make the bucket, or name another in PORTAL_STORAGE_URL",
    "InvalidAccessKeyId": "check AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "check AWS_SECRET_ACCESS_KEY",
    "RequestTimeTooSkewed": "set this machine's clock",
    "PermanentRedirect": "name the bucket's own region in PORTAL_STORAGE_URL",
    "403": _DENIED,
    "AccessDenied": _DENIED,
}
_CONNECT_SECONDS = 3
_READ_SECONDS = 20


def open_shelf(url: str, spool: Path) -> "S3Shelf":
    """The store that the address names. Raises SettingsRefused for one that cannot be read; nothing is asked yet."""
    return S3Shelf(read_address(url), spool)


class S3Shelf:
    """Objects of one bucket below one prefix. What has no known length yet is written into the folder `spool` first,
    as a file without a name, which goes with the process.

    Credentials come from wherever the AWS tools take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or
    the machine's role.
    """

    def __init__(self, address: S3Address, spool: Path) -> None:
        self._address = address
        self._spool = spool
        session, config, region = boto3.session.Session(), _config(address), address.region
        try:
            self._client = session.client("s3", region, endpoint_url=address.endpoint, config=config)
            # Links may name the store as browsers know it.
            linked = address.link_endpoint or address.endpoint
            self._signer = session.client("s3", region, endpoint_url=linked, config=config)
        except (BotoCoreError, ValueError) as error:
            raise SettingsRefused(f"the object store of PORTAL_STORAGE_URL cannot be used: {error}") from error

    def put(self, folder: str, pieces: Iterable[bytes]) -> Stored:
        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with SpooledTemporaryFile(max_size=PIECE_BYTES, dir=str(self._spool)) as file:
            stored = copied(pieces, file)
            file.seek(0)
            with _told("the upload"):
                self._client.put_object(
                    Bucket=self._address.bucket,
                    Key=self._key(f"{folder}/{stored.sha256}"),
                    Body=file,
                    ContentLength=stored.size,
                )
        return stored

    def has(self, name: str) -> bool:
        return self._size(name) is not None

    def get(self, name: str) -> bytes | None:
        try:
            with _told("the download"):
                return self._client.get_object(Bucket=self._address.bucket, Key=self._key(name))["Body"].read()
        except _Absent:
            return None

    def open(self, name: str) -> RawIOBase | None:
        size = self._size(name)
        if size is None:
            return None
        return ObjectReader(size, lambda first, last: self._piece(name, first, last))

    def remove(self, name: str) -> None:
        with _told("the removal"):
            self._client.delete_object(Bucket=self._address.bucket, Key=self._key(name))

    def remove_unfinished(self, folder: str, before: datetime) -> int:
        """There is nothing unfinished in the store, and the spool's files have no names."""
        return 0

    @property
    def gives_links(self) -> bool:
        return self._address.link_seconds > 0

    def link(self, name: str, *, save_as: str, mime: str) -> str:
        with _told("the signing of a link"):
            return self._signer.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._address.bucket,
                    "Key": self._key(name),
                    "ResponseContentType": mime,
                    "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(save_as, safe='')}",
                    "ResponseCacheControl": "private, no-store",
                },
                ExpiresIn=self._address.link_seconds,
            )

    def _key(self, name: str) -> str:
        return f"{self._address.prefix}{name}"

    def _size(self, name: str) -> int | None:
        try:
            with _told("the look-up"):
                return self._client.head_object(Bucket=self._address.bucket, Key=self._key(name))["ContentLength"]
        except _Absent:
            return None

    def _piece(self, name: str, first: int, last: int) -> bytes:
        with _told("the download"):
            answer = self._client.get_object(
                Bucket=self._address.bucket, Key=self._key(name), Range=f"bytes={first}-{last}"
            )
            return answer["Body"].read()


class _Absent(Exception):
    """The store has no such object."""


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell what fails in words, as StorageUnavailable; an object that is not there as _Absent."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "an error")
        if code in _ABSENT:
            raise _Absent from error
        advice = _ADVICE.get(code, error.response["Error"].get("Message", "no reason given"))
        raise StorageUnavailable(f"{what} was answered {code} by the object store: {advice}") from error
    except NoCredentialsError as error:
        raise StorageUnavailable(f"{what} needs credentials: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY") from error
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable(f"{what} got no whole answer from the object store: {error}") from error


def _config(address: S3Address) -> Config:
    # With an endpoint of one's own the bucket seldom has a host name.
    style: Addressing = "path" if address.endpoint and address.addressing == "auto" else address.addressing
    return Config(
        signature_version="s3v4",
        # Signed over its digest, an upload that arrives as other bytes is refused by every store; the newer checksums
        # in trailers some stores do not know.
        s3={"addressing_style": style, "payload_signing_enabled": True},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 2},
        tcp_keepalive=True,
    )
