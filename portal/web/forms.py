"""Forms of a session, each carrying a token that is worth nothing in any other session (ASVS 3.5.1)."""

import hmac

from wtforms import Form, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf

from portal.translations import LOCALES
from portal.web.asking import asking
from portal.web.parts import parts


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
