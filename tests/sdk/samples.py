"""What the tests of the SDKs sell."""

from decimal import Decimal

from portal_sdk.schemas import LineIn

WORK: list[LineIn] = [{"name": "Work", "quantity": Decimal("7.5"), "price": Decimal("64.333")}]
