"""Under which rules an XML is written: the specification (BT-24) and business process (BT-23) that it names."""

from dataclasses import dataclass

_EN16931 = "urn:cen.eu:en16931:2017"
_PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


@dataclass(frozen=True, slots=True)
class Profile:
    """A name for programs, and the two identifiers."""

    name: str
    specification: str
    process: str | None = None


EN16931 = Profile("en16931", _EN16931)
"""The bare standard; in a PDF it is Factur-X and ZUGFeRD of the profile EN 16931, which names nothing else."""
PEPPOL = Profile("peppol", f"{_EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", _PEPPOL_PROCESS)
XRECHNUNG = Profile("xrechnung", f"{_EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", _PEPPOL_PROCESS)
