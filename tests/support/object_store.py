"""An S3 of the tests' own: moto's server on loopback. An emulator: it checks no signature and keeps all in memory."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import boto3
import pytest

from tests.support.live import free_port

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    # Nothing of the machine's own: no profile, no role.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
REGION: Final = "eu-central-1"
START_SECONDS = 30
# At a desk the folder alone; under CI every test of both.
SHELVES = ("folder", pytest.param("s3", marks=pytest.mark.slow))


class ObjectStore:
    """A running server with one bucket, in which each test has a prefix of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.bucket = f"portal-{secrets.token_hex(4)}"
        session = boto3.session.Session(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
        self._client = session.client("s3", REGION, endpoint_url=f"http://127.0.0.1:{port}")
        self._client.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})

    def url(self, prefix: str, *, port: int | None = None, **options: str) -> str:
        """What PORTAL_STORAGE_URL says for it; `port` is of a relay in between."""
        query = urlencode({"endpoint": f"http://127.0.0.1:{port or self.port}", "region": REGION, **options})
        return f"s3://{self.bucket}/{prefix}?{query}"

    @staticmethod
    def prefix_of(url: str) -> str:
        """The prefix in such an address."""
        return urlsplit(url).path.strip("/")

    def names(self, prefix: str) -> list[str]:
        """All that is there below the prefix, named from there on."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{prefix}/")
        return [each["Key"].removeprefix(f"{prefix}/") for page in pages for each in page.get("Contents", [])]

    def read(self, prefix: str, name: str) -> bytes:
        return self._client.get_object(Bucket=self.bucket, Key=f"{prefix}/{name}")["Body"].read()

    def take_in(self, folder: Path, prefix: str) -> None:
        """Put everything below a folder there, under the same names."""
        for path in (path for path in folder.rglob("*") if path.is_file()):
            name = f"{prefix}/{path.relative_to(folder).as_posix()}"
            self._client.put_object(Bucket=self.bucket, Key=name, Body=path.read_bytes())

    def close(self) -> None:
        self._client.close()


@contextmanager
def own_object_store() -> Iterator[ObjectStore]:
    """Start moto's server in a process of its own; it ends with the block."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(port, process)
            store = ObjectStore(port)
            yield store
            store.close()
        finally:
            process.kill()
            process.wait(timeout=START_SECONDS)


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/moto-api/")
            connection.getresponse().read()
            return
        except OSError:
            assert process.poll() is None, "moto's server did not start"
            assert time.monotonic() < end, "moto's server does not answer"
            time.sleep(0.05)
        finally:
            connection.close()
