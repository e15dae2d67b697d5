"""The sentences that stand on a report in every form of it: its period, its state, what changed since."""

from portal import formats
from portal.database import Visit
from portal.reports import Change, ChangeKind
from portal.services.reports.views import ReportState, ReportView
from portal.translations import Translator, translator


def words_of(view: ReportView) -> Translator:
    """The translator of the report's language."""
    return translator(view.language)


def state_sentence(view: ReportView, visit: Visit) -> str:
    """Whether the figures are final, in a sentence."""
    pgettext = words_of(view).pgettext
    if view.state is ReportState.CLOSED and view.closed is not None:
        when = formats.date_time(view.closed.closed_at, view.locale, visit.entity.timezone)
        return pgettext("report", "Closed on %(when)s. These figures do not change any more.", when=when)
    if not view.is_over:
        day = formats.long_date(view.as_of, view.locale)
        return pgettext("report", "Provisional: the period still runs. Figures as of %(day)s.", day=day)
    return pgettext("report", "Provisional: figures can change until your accountant closes the period.")


def change_word(kind: ChangeKind, words: Translator) -> str:
    """What happened, in a few words."""
    pgettext = words.pgettext
    return {
        ChangeKind.ADDED: pgettext("report", "Document added"),
        ChangeKind.VOIDED: pgettext("report", "Document voided"),
        ChangeKind.PAYMENT_ADDED: pgettext("report", "Payment added"),
        ChangeKind.PAYMENT_REMOVED: pgettext("report", "Payment taken out"),
        ChangeKind.PAYMENT_CHANGED: pgettext("report", "Payment changed"),
    }[kind]


def change_titles(words: Translator) -> tuple[str, ...]:
    """The heads of a table of later changes; `change_row` is the texts and amounts below them."""
    pgettext = words.pgettext
    return (
        pgettext("report", "What changed"),
        words.gettext("Number"),
        pgettext("report", "Customer or supplier"),
        words.gettext("Currency"),
        pgettext("report", "Taxable base"),
        pgettext("report", "VAT amount"),
        pgettext("report", "Balance"),
    )


def relevant_changes(view: ReportView) -> tuple[Change, ...]:
    """The later changes that this report would show: no supplier's in a statement, no payment in a VAT summary."""
    direction = "received" if view.kind == "input_vat" else "issued"
    of_money = view.kind in {"aging", "statement"}
    return tuple(
        each for each in view.changes if each.direction == direction and (each.balance if of_money else each.in_vat)
    )
