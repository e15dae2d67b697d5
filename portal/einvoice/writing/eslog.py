"""An `EInvoice` as e-SLOG 2.0, the national format of Slovenia: EN 16931 in the segments of EDIFACT INVOIC.

Structure by the official schema (`config/eslog`); which code stands for which term is from the code lists of UN/EDIFACT
that EN 16931 itself is bound to. The schema checks structure and lengths, not codes.
"""

from portal.einvoice.model import EInvoice, Reference, TaxGroup
from portal.einvoice.writing import eslog_party
from portal.einvoice.writing.eslog_lines import document_allowance_charge, line
from portal.einvoice.writing.eslog_parts import NAMES, NAMESPACE, date_segment, money, reference, tax, texts
from portal.einvoice.writing.optional import kinds_of_extras, other_currency
from portal.einvoice.writing.parts import Content, Part, number, part, to_bytes
from portal.einvoice.writing.profiles import EN16931

_MESSAGE_CHARACTERS = 14
_PAYMENT_TERMS = "1"


def write_eslog(invoice: EInvoice) -> bytes:
    """The invoice or credit note (both with the one root) in UTF-8, unsigned; the same invoice gives the same bytes.

    Nothing is computed, corrected or cut: what is longer than the schema allows is for the schema to refuse.
    """
    span, other = invoice.period, other_currency(invoice)
    message = part(
        "M_INVOIC",
        _head(invoice),
        date_segment("137", invoice.issue_date),
        date_segment("35", invoice.delivery_date),
        date_segment("131", invoice.tax_point_date),
        date_segment("167", span.start if span else None),
        date_segment("168", span.end if span else None),
        _means_alone(invoice),
        _texts(invoice),
        _references(invoice),
        _parties(invoice),
        _currency("2", invoice.currency),
        _currency("6", other),
        _payment(invoice),
        [document_allowance_charge(entry) for entry in invoice.allowance_charges],
        [line(entry) for entry in invoice.lines],
        part("S_UNS", part("D_0081", "D")),
        _totals(invoice),
        [_tax_group(group) for group in invoice.tax_groups],
        Id="data",
    )
    root = part("Invoice", message)
    if root is None:
        raise AssertionError("an invoice always has a date")
    return to_bytes(root, {None: NAMESPACE}, NAMES)


def _head(invoice: EInvoice) -> Content:
    kind = (("D_0065", "INVOIC"), ("D_0052", "D"), ("D_0054", "01B"), ("D_0051", "UN"))
    return [
        part(
            "S_UNH",
            part("D_0062", invoice.number[-_MESSAGE_CHARACTERS:]),
            part("C_S009", [part(name, text) for name, text in kind]),
        ),
        part(
            "S_BGM",
            part("C_C002", part("D_1001", invoice.type_code)),
            part("C_C106", part("D_1004", invoice.number)),
        ),
    ]


def _texts(invoice: EInvoice) -> Content:
    grounds = [group for group in invoice.tax_groups if group.reason or group.reason_code]
    means = (each.text for each in invoice.payment_means if each.text)
    return [
        list(texts("DOC", EN16931.specification)),
        [list(texts("GEN", note.text)) for note in invoice.notes],
        [list(texts("AGM", group.reason or group.reason_code, group.reason_code)) for group in grounds],
        list(texts("REG", invoice.seller.legal_info)),
        list(texts("AAB", invoice.payment_terms)),
        list(texts("AAT", next(means, None))),
    ]


def _references(invoice: EInvoice) -> Content:
    remittance = next((means.remittance for means in invoice.payment_means if means.remittance), None)
    found = (
        ("PQ", remittance),
        ("CR", invoice.buyer_reference),
        ("ON", invoice.purchase_order),
        ("VN", invoice.sales_order),
        ("CT", invoice.contract),
        ("AEP", invoice.project),
        ("DQ", invoice.despatch_advice),
        ("ALO", invoice.receiving_advice),
        ("GC", invoice.tender),
        ("AOU", invoice.accounting_reference),
    )
    return [[reference(code, text) for code, text in found], [_preceding(each) for each in invoice.preceding]]


def _preceding(named: Reference) -> Part | None:
    return reference("OI", named.number, named.issue_date, "384")


def _parties(invoice: EInvoice) -> Content:
    means = next((each for each in invoice.payment_means if each.account), None)
    return [
        eslog_party.party(eslog_party.SELLER, invoice.seller, means=means),
        eslog_party.party(eslog_party.BUYER, invoice.buyer),
        eslog_party.party(eslog_party.PAYEE, invoice.payee),
        eslog_party.party(eslog_party.TAX_REPRESENTATIVE, invoice.tax_representative),
        eslog_party.delivery(invoice.delivery),
    ]


def _currency(code: str, currency: str | None) -> Part | None:
    if currency is None:
        return None
    return part("G_SG7", part("S_CUX", part("C_C504", part("D_6347", code), part("D_6345", currency))))


def _means(invoice: EInvoice) -> Part | None:
    code = next((means.code for means in invoice.payment_means if means.code), None)
    return part("S_PAI", part("C_C534", part("D_4461", code)))


def _means_alone(invoice: EInvoice) -> Part | None:
    """How to pay, where no day is stated that it could stand beside."""
    return _means(invoice) if invoice.due_date is None else None


def _payment(invoice: EInvoice) -> Part | None:
    if invoice.due_date is None:
        return None
    terms = part("S_PAT", part("D_4279", _PAYMENT_TERMS))
    return part("G_SG8", terms, date_segment("13", invoice.due_date), _means(invoice))


def _totals(invoice: EInvoice) -> Content:
    totals = invoice.totals
    has_allowances, has_charges = kinds_of_extras(invoice)
    stated = (
        ("79", totals.lines),
        ("260", totals.allowances if has_allowances else None),
        ("259", totals.charges if has_charges else None),
        ("389", totals.net),
        ("176", totals.tax),
        ("2", invoice.tax_total_in_tax_currency if other_currency(invoice) else None),
        ("388", totals.gross),
        ("113", totals.prepaid or None),
        ("366", totals.rounding or None),
        ("9", totals.due),
    )
    return [part("G_SG50", money(code, value)) for code, value in stated if value is not None]


def _tax_group(group: TaxGroup) -> Part | None:
    return part("G_SG52", tax(group.category, number(group.rate)), money("125", group.base), money("124", group.tax))
