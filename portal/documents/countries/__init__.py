"""What the law of each country asks, as data: one file a country in config/countries, and a careful default.

No legal advice: docs/countries.md says where each rule is from, and which are from memory of the law.
"""

from functools import cache

from portal.documents.countries.missing import Missing, missing_before_issue
from portal.documents.countries.profile import (
    Demand,
    DocumentRequirement,
    FiscalChannel,
    FiscalIdentifier,
    Legend,
    Liability,
    NumberRules,
    Profile,
    Rate,
    Requirement,
    Situation,
    TaxClass,
    TaxCurrency,
    newest,
)
from portal.documents.countries.reading import read_profile
from portal.documents.identifiers import is_member_state
from portal.resources import resource

__all__ = [
    "Demand",
    "DocumentRequirement",
    "FiscalChannel",
    "FiscalIdentifier",
    "Legend",
    "Liability",
    "Missing",
    "NumberRules",
    "Profile",
    "Rate",
    "Requirement",
    "Situation",
    "TaxClass",
    "TaxCurrency",
    "known_countries",
    "missing_before_issue",
    "newest",
    "profile_of",
]


@cache
def profile_of(country: str) -> Profile:
    """The rules of a country (ISO 3166-1 alpha-2): its own, else those of any Member State of the EU, else of anywhere.

    Read once. SettingsRefused names the file and the place where a file is broken.
    """
    folder = resource("config") / "countries"
    if country in known_countries():
        return read_profile(folder / f"{country.lower()}.toml", country)
    return read_profile(folder / ("default_eu.toml" if is_member_state(country) else "default.toml"), country)


@cache
def known_countries() -> frozenset[str]:
    """The countries with a file of their own."""
    files = (resource("config") / "countries").glob("[a-z][a-z].toml")
    return frozenset(file.stem.upper() for file in files)
