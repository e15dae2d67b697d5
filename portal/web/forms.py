"""Forms of a session, each carrying a token that is worth nothing in any other session (ASVS 3.5.1)."""

import hmac
from typing import Any

from wtforms import DateField, Form, MultipleFileField, SelectMultipleField, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, Length, Optional, Regexp

from portal.services.exports.asked import OF_DOCUMENTS
from portal.services.exports.exporting import DIRECTIONS, SHEETS
from portal.services.filing.fields import LONGEST_NOTE
from portal.services.filing.uploading import CATEGORIES
from portal.services.reading.periods import Period
from portal.translations import LOCALES
from portal.web.asking import asking
from portal.web.parts import parts

# Its stubs know pairs alone, which the library itself calls deprecated.
_TYPES: list[Any] = list(SHEETS)


def csrf_token() -> str:
    """What a form of the current session must bring back: derived from its secret; empty without a session."""
    current = asking()
    return parts().ring.derive("csrf", current.secret).hex() if current.secret else ""


class SessionCSRF(CSRF):
    """WTForms' guard over our token: it lives in no cookie and in no session store."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return csrf_token()

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        own = csrf_token()
        if not own or not hmac.compare_digest((field.data or "").encode(), own.encode()):
            raise ValidationError("the token is missing or belongs to another session")


class SessionForm(Form):
    """Any form inside a session; alone it is a press of a button, such as signing out."""

    class Meta:
        """Every form of ours has the token."""

        csrf = True
        csrf_class = SessionCSRF


class LanguageForm(SessionForm):
    """The language to read in from now on, and the page to go back to."""

    locale = StringField(validators=[AnyOf(LOCALES)])
    next = StringField()


class UploadForm(SessionForm):
    """Files to put there, what kind they are, the month they belong to or none, and a note on all of them."""

    files = MultipleFileField()
    category = StringField(validators=[AnyOf(CATEGORIES)])
    period = StringField(validators=[Optional(), Regexp(r"^\d{4}-(0[1-9]|1[0-2])$")])
    note = StringField(validators=[Length(max=LONGEST_NOTE)])


class ExportForm(SessionForm):
    """Which file to make of which documents: of a period, or of days of one's own when `period` is empty."""

    format = StringField(validators=[AnyOf(OF_DOCUMENTS)])
    direction = StringField(validators=[AnyOf(DIRECTIONS)])
    types = SelectMultipleField(choices=_TYPES)
    period = StringField(validators=[Optional(), AnyOf(tuple(Period))])
    date_from = DateField(validators=[Optional()])
    date_to = DateField(validators=[Optional()])


class PackForm(SessionForm):
    """The period to take along with all that its reports count, by its name."""

    period = StringField()
