"""What a kept file is saved as, whatever it was called when it came."""

from portal import formats
from portal.models import File


def safe_name(file: File) -> str:
    """The file's name, safe for every system; one without an extension gets one that nothing opens."""
    stem, _, extension = file.name.rpartition(".")
    return formats.file_name(stem or extension or "file", extension=extension if stem else "bin")
