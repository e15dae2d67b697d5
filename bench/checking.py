"""How fast e-invoices are written and checked: our own rules, the schema, and the official rules in their child."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select

from bench.house import House
from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import interleaved, median
from portal.einvoice import EInvoice
from portal.einvoice.rules import violations
from portal.einvoice.validation import Schematron, schema_failures
from portal.identity import system
from portal.models import Document
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import invoice_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFigure:
    """One format of an invoice of ten lines, warm: how many a second on one core, each step alone and all of them."""

    name: str
    written: float
    ruled: float
    in_schema: float
    in_schematron: float
    all_steps: float


def measure_checking(house: House, plan: Plan) -> list[CheckFigure]:
    """Each format that suits the invoice."""
    entity = house.stock.small[2]
    with house.database.visit(system(house.stock.scope(entity))) as visit:
        wanted = select(Document).where(Document.id.in_(house.stock.documents[entity]), Document.voided_at.is_(None))
        document = next(each for each in visit.session.scalars(wanted) if formats_for(each))
        # Peppol wants what the customer calls it by.
        invoice, forms = replace(invoice_on(visit, document), buyer_reference="4711"), formats_for(document)
    schematron = Schematron()
    try:
        return [_measure(form, invoice, schematron, plan) for form in forms]
    finally:
        schematron.close()


def _measure(form: Format, invoice: EInvoice, schematron: Schematron, plan: Plan) -> CheckFigure:
    writer, stated = WRITERS[form], fitted(invoice, form)
    data, kind = writer.write(stated), writer.kind(stated)
    steps: dict[str, Callable[[], object]] = {
        "written": lambda: writer.write(stated),
        "ruled": lambda: violations(stated, writer.profile),
        "in_schema": lambda: schema_failures(kind, data),
        "in_schematron": lambda: schematron.failures(kind, data),
    }
    if found := [*violations(stated, writer.profile), *schema_failures(kind, data), *schematron.failures(kind, data)]:
        raise BenchFailed(f"{form}: the invoice breaks {found[0].rule}: {found[0].sentence}")
    taken = {name: median(seconds) for name, seconds in interleaved(steps, plan.rounds, plan.checks).items()}
    return CheckFigure(
        name=form.value,
        **{name: 1 / seconds for name, seconds in taken.items()},
        all_steps=1 / sum(taken.values()),
    )
