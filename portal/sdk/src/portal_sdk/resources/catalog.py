"""Customers, items, taxes and payments of one entity."""

from portal_sdk.resources.base import Restorable
from portal_sdk.schemas import (
    Customer,
    CustomerIn,
    CustomerPatch,
    Item,
    ItemIn,
    ItemPatch,
    Payment,
    PaymentIn,
    PaymentPatch,
    Tax,
    TaxIn,
    TaxPatch,
)


class Customers(Restorable[Customer, CustomerIn, CustomerPatch]):
    """Whom an entity sells to."""

    path = "/customers"


class Items(Restorable[Item, ItemIn, ItemPatch]):
    """What an entity sells."""

    path = "/items"


class Taxes(Restorable[Tax, TaxIn, TaxPatch]):
    """The rates that an entity charges."""

    path = "/taxes"


class Payments(Restorable[Payment, PaymentIn, PaymentPatch]):
    """What was paid on documents."""

    path = "/payments"
