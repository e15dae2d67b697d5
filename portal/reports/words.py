"""The words that reports share: types, VAT categories, ways of paying. Codes stay codes beside them."""

from decimal import Decimal

from portal import formats
from portal.translations import Translator

TYPES = {"invoice": "Invoice", "credit_note": "Credit note", "advance_invoice": "Advance invoice"}
_METHODS = {
    "bank_transfer": "Bank transfer",
    "card": "Card",
    "cash": "Cash",
    "direct_debit": "Direct debit",
    "compensation": "Set-off",
    "credit_note": "Credit note",
    "advance": "Advance payment",
    "check": "Cheque",
    "paypal": "PayPal",
    "coupon": "Voucher",
    "other": "Other way",
}


class ReportWords:
    """One reader's language, and the locale that figures and days are written in."""

    def __init__(self, translator: Translator, locale: str) -> None:
        self.translator = translator
        self.locale = locale

    def say(self, message: str, **values: object) -> str:
        """A word that is in the catalogues for the pages, too."""
        return self.translator.gettext(message, **values)

    def type(self, code: str) -> str:
        return self.say(TYPES[code]) if code in TYPES else code

    def method(self, code: str) -> str:
        return self.say(_METHODS[code]) if code in _METHODS else code

    def percent(self, rate: Decimal) -> str:
        return formats.percent(rate, self.locale)

    def group(self, category: str, rate: Decimal | None) -> str:
        """A tax group: `22 %`, `Reverse charge`, `IGIC 7 %`."""
        if category == "S" and rate is not None:
            return self.percent(rate)
        named = self.category(category)
        return f"{named} {self.percent(rate)}" if rate else named

    def category(self, code: str) -> str:
        """A VAT category (EN 16931 BT-118) in words."""
        pgettext = self.translator.pgettext
        known = {
            "S": pgettext("report", "Standard or reduced rate"),
            "Z": pgettext("report", "Zero rate"),
            "E": pgettext("report", "Exempt"),
            "AE": pgettext("report", "Reverse charge"),
            "K": pgettext("report", "Supply to another EU country"),
            "G": pgettext("report", "Export outside the EU"),
            "O": pgettext("report", "Outside the scope of VAT"),
            "L": "IGIC",
            "M": "IPSI",
            "": pgettext("report", "Not divided by rate on the document"),
        }
        return known.get(code) or pgettext("report", "Category %(code)s", code=code)
