"""Which shelf a portal's bytes are on, by its settings."""

from pathlib import Path

from portal.extras import load_extra
from portal.storage.shelf import Shelf
from portal.storage.storage import Storage


def open_storage(url: str, data_dir: Path) -> Storage:
    """The storage that PORTAL_STORAGE_URL names; empty is the folder `files` in the data folder.

    Nothing is asked over the network yet. Raises SettingsRefused for an address that cannot be read.
    """
    if not url:
        return Storage(data_dir / "files")
    # botocore weighs 40 MB and a third of a second: only for whom it does something.
    s3 = load_extra("portal.storage.s3", package="boto3", extra="s3", setting="PORTAL_STORAGE_URL")
    shelf: Shelf = s3.open_shelf(url, data_dir / "spool")
    return Storage(shelf)
