"""What payments did to documents from a day on: what was open before a period, and at its end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from portal.models import Document, Payment
from portal.reports import ReportDocument, ReportPayment
from portal.reports.rows import ZERO
from portal.services.catalog.payment_rows import stands
from portal.tenancy.fence import FencedSession


class _Moved(NamedTuple):
    id: str
    paid_on: date
    amount: Decimal
    currency: str
    method: str


class Moves:
    """What payments did from the first day of a period on, by document."""

    def __init__(self, session: FencedSession, first: date, as_of: date) -> None:
        self.first, self.as_of = first, as_of
        self._within: list[tuple[_Moved, str]] = []
        self._sums: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
        # Columns and not rows: of ten thousand payments the session would keep all that it knows.
        wanted = select(
            Payment.document_id,
            Payment.credit_note_id,
            Payment.id,
            Payment.paid_on,
            Payment.amount,
            Payment.currency,
            Payment.method,
        )
        rows = session.execute(wanted.where(stands(), Payment.paid_on >= first))
        for bill, credit, key, paid_on, amount, currency, method in rows:
            payment = _Moved(key, paid_on, amount, currency, method)
            for document_id in filter(None, (bill, credit)):
                self._note(payment, document_id)

    def _note(self, payment: "_Moved", document_id: str) -> None:
        within, later = self._sums[document_id]
        if payment.paid_on <= self.as_of:
            self._within.append((payment, document_id))
            self._sums[document_id] = within + payment.amount, later
        else:
            self._sums[document_id] = within, later + payment.amount

    def open_of(self, row: Document) -> tuple[Decimal, Decimal]:
        """What was open on a document the day before the first, and at the end of the last day."""
        within, later = self._sums.get(row.id, (ZERO, ZERO))
        at_end = row.open_total + later - (row.due_total if row.issue_date > self.as_of else ZERO)
        is_new = self.first <= row.issue_date <= self.as_of
        return at_end + within - (row.due_total if is_new else ZERO), at_end

    def within(self, documents: Mapping[str, ReportDocument]) -> Iterator[ReportPayment]:
        """The payments of the period, each for each document that it settles."""
        for payment, document_id in self._within:
            document = documents.get(document_id)
            if document is not None and not document.voided and document.direction == "issued":
                yield ReportPayment(
                    id=payment.id,
                    document_id=document_id,
                    party=document.party,
                    paid_on=payment.paid_on,
                    amount=payment.amount,
                    currency=payment.currency,
                    method=payment.method,
                    number=document.number,
                    type=document.type,
                )
