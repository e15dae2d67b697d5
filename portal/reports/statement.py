"""Statements of account: for every customer what was owed before, what was billed and paid, and what is owed now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal import formats
from portal.reports.remarks import remarks_on
from portal.reports.rows import ZERO, ReportDocument, ReportPayment, ReportRows
from portal.reports.tables import Cell, Column, ColumnKind, Entry, FigureBook, Report, Row, RowKind, Section
from portal.reports.words import ReportWords


@dataclass(slots=True)
class _Account:
    """One customer in one currency."""

    name: str = ""
    documents: list[ReportDocument] = field(default_factory=list)
    payments: list[ReportPayment] = field(default_factory=list)


def parties_of(rows: ReportRows) -> dict[str, str]:
    """The customers of the period by what tells them apart, with their names; sorted by name."""
    found = {each.party: each.party_name for each in sorted(rows.issued(), key=lambda each: each.issue_date)}
    return dict(sorted(found.items(), key=lambda pair: (formats.normalise(pair[1]), pair[0])))


def statement_report(rows: ReportRows, words: ReportWords, party: str | None) -> Report:
    """The statement of one customer, or what each of all customers comes to."""
    pgettext, book = words.translator.pgettext, FigureBook()
    accounts = _accounts(rows, party)
    sections = [
        _overview(rows, code, accounts[code], words, book)
        if party is None
        else _detail(rows, code, accounts[code], words, book)
        for code in sorted(accounts, key=lambda code: (code != rows.currency, code))
    ]
    documents = [each for each in rows.issued() if party in (None, each.party)]
    about = pgettext("report", "What each customer owed before, was billed, paid, and owes at the end.")
    if party is not None:
        about = parties_of(rows).get(party, "")
    return Report(
        kind="statement",
        title=pgettext("report", "Statement of account") if party else pgettext("report", "Customer balances"),
        about=about,
        sections=tuple(sections),
        remarks=tuple(remarks_on(documents, words, book)),
        figures=book.figures,
    )


def _accounts(rows: ReportRows, party: str | None) -> dict[str, dict[str, _Account]]:
    """By currency and customer; only those with something to tell."""
    found: dict[str, dict[str, _Account]] = defaultdict(lambda: defaultdict(_Account))
    for document in sorted(rows.issued(), key=lambda each: (each.issue_date, each.number, each.id)):
        if party in (None, document.party) and (document.opening or _is_new(rows, document)):
            account = found[document.currency][document.party]
            account.name = document.party_name
            account.documents.append(document)
    for payment in sorted(rows.payments, key=lambda each: (each.paid_on, each.id)):
        if party in (None, payment.party):
            found[payment.currency][payment.party].payments.append(payment)
    names = parties_of(rows)
    for accounts in found.values():
        for key, account in accounts.items():
            account.name = account.name or names.get(key, "")
    return found


def _is_new(rows: ReportRows, document: ReportDocument) -> bool:
    return rows.period.first <= document.issue_date <= rows.as_of


def _opening(account: _Account) -> Iterator[Entry]:
    return (Entry(each, (each.opening,)) for each in account.documents if each.opening)


def _billed(rows: ReportRows, account: _Account) -> Iterator[Entry]:
    return (Entry(each, (each.counted(each.due),)) for each in account.documents if _is_new(rows, each))


def _paid(rows: ReportRows, account: _Account) -> Iterator[Entry]:
    """Per document what was paid on it in the period, below zero."""
    known = {each.id: each for each in rows.documents}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for payment in account.payments:
        sums[payment.document_id] -= payment.lowers
    return (Entry(known[key], (amount,)) for key, amount in sums.items() if key in known)


def _overview(
    rows: ReportRows, currency: str, accounts: dict[str, _Account], words: ReportWords, book: FigureBook
) -> Section:
    titles = _column_titles(words)
    plain, wholes = [], [list[Entry](), list[Entry](), list[Entry]()]
    for party, account in sorted(accounts.items(), key=lambda pair: (formats.normalise(pair[1].name), pair[0])):
        parts = [list(_opening(account)), list(_billed(rows, account)), list(_paid(rows, account))]
        for whole, part in zip(wholes, parts, strict=True):
            whole += part
        plain.append(Row((Cell(party, account.name, figure=""), *_sums(currency, party, parts, titles, book))))
    total = Row((Cell(None, words.say("Total")), *_sums(currency, "", wholes, titles, book)), RowKind.TOTAL)
    columns = (
        Column("customer", words.say("Customer")),
        *(Column(key, title, ColumnKind.AMOUNT) for key, title in titles.items()),
    )
    return Section(currency, currency, currency, columns, (*plain, total))


def _column_titles(words: ReportWords) -> dict[str, str]:
    pgettext = words.translator.pgettext
    return {
        "opening": pgettext("report", "Owed before"),
        "billed": pgettext("report", "Billed"),
        "paid": words.say("Paid"),
        "closing": pgettext("report", "Owed at the end"),
    }


def _sums(
    currency: str, party: str, parts: list[list[Entry]], titles: dict[str, str], book: FigureBook
) -> Iterator[Cell]:
    closing: dict[str, Entry] = {}
    for entry in (entry for part in parts for entry in part):
        before = closing[entry.document.id].amounts[0] if entry.document.id in closing else ZERO
        closing[entry.document.id] = Entry(entry.document, (before + entry.amounts[0],))
    still_open = [entry for entry in closing.values() if entry.amounts[0]]
    for (key, title), entries in zip(titles.items(), (*parts, still_open), strict=True):
        yield _cell(f"{currency}/{key}/{party}", title, currency, entries, book)


def _cell(key: str, title: str, currency: str, entries: list[Entry], book: FigureBook) -> Cell:
    if not entries:
        return Cell(ZERO)
    return Cell(book.add(key, title, currency, (title,), entries).amounts[0], figure=key)


def _detail(
    rows: ReportRows, currency: str, accounts: dict[str, _Account], words: ReportWords, book: FigureBook
) -> Section:
    ((party, account),) = accounts.items()
    pgettext, titles = words.translator.pgettext, _column_titles(words)
    parts = [list(_opening(account)), list(_billed(rows, account)), list(_paid(rows, account))]
    opening, billed, paid, closing = _sums(currency, party, parts, titles, book)
    balance = opening.value if isinstance(opening.value, Decimal) else ZERO
    lines = [Row((Cell(rows.period.first), Cell(None, titles["opening"]), Cell(), Cell(), Cell(), opening))]
    for day, _, what, document_id, change in sorted(_moves(rows, account, words)):
        balance += change
        up, down = (Cell(change), Cell()) if what[2] else (Cell(), Cell(change))
        lines.append(Row((Cell(day), Cell(*what[:2]), Cell(what[3]), up, down, Cell(balance)), document_id=document_id))
    lines.append(Row((Cell(rows.as_of), Cell(None, titles["closing"]), Cell(), billed, paid, closing), RowKind.TOTAL))
    columns = (
        Column("date", words.say("Date"), ColumnKind.DAY),
        Column("what", pgettext("report", "What")),
        Column("number", words.say("Number")),
        Column("billed", titles["billed"], ColumnKind.AMOUNT),
        Column("paid", titles["paid"], ColumnKind.AMOUNT),
        Column("balance", pgettext("report", "Balance"), ColumnKind.AMOUNT),
    )
    return Section(currency, currency, currency, columns, tuple(lines))


_Move = tuple[date, str, tuple[str, str, bool, str], str, Decimal]


def _moves(rows: ReportRows, account: _Account, words: ReportWords) -> Iterable[_Move]:
    """What changed the balance: its day, an order within the day, what it was (whether billed), where, how much."""
    pgettext = words.translator.pgettext
    for each in account.documents:
        if _is_new(rows, each):
            name = words.type(each.type)
            if each.voided:
                name = pgettext("report", "%(document)s, voided", document=name)
            what = (each.type, name, True, each.number)
            yield each.issue_date, f"0 {each.number} {each.id}", what, each.id, each.counted(each.due)
    for payment in account.payments:
        what = (payment.method, words.method(payment.method), False, payment.number)
        yield payment.paid_on, f"1 {payment.number} {payment.id}", what, payment.document_id, -payment.lowers
