"""The electronic address that a business has by its VAT id: the scheme of each country in the EAS code list.

Source: EAS code list of the European Commission and OpenPeppol; one scheme a country whose identifier is the VAT id.
"""

# By the prefix of the VAT id; countries whose businesses are known by another number are left out.
_SCHEMES = {
    "AT": "9914",
    "BA": "9924",
    "BG": "9926",
    "CH": "9927",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "EL": "9933",
    "ES": "9920",
    "FR": "9957",
    "GB": "9932",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "IT": "0211",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "ME": "9941",
    "MK": "9942",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "RS": "9948",
    "SI": "9949",
    "SK": "9950",
    "TR": "9952",
}


def address_scheme(vat_id: str) -> str | None:
    """The EAS code of electronic addresses that are VAT ids with this one's prefix; None where there is none."""
    return _SCHEMES.get(vat_id[:2].upper())
