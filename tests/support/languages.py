"""The portal's languages for tests that draw or load much in each: three at a desk, all of them under CI."""

import pytest

from portal.translations import LOCALES

LANGUAGES = [
    pytest.param(locale, marks=[] if place < 3 else [pytest.mark.slow]) for place, locale in enumerate(LOCALES)
]
