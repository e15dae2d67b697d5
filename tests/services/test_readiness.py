"""What an entity still has to state before its first live document."""

from portal.database import Database
from portal.demo.cast import Cast
from portal.services.firm.entities import change_entity
from portal.services.firm.readiness import readiness
from tests.services.firm import inside
from tests.support.portal import on_both


@on_both
def test_nothing_is_missing_until_it_is_cleared(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        assert readiness(visit) == ()
        change_entity(visit, company_number=None, address={"line1": "Brestova 12", "city": "Ljubljana"})
    with inside(cast_database, cast) as visit:
        assert {(each.code, each.field) for each in readiness(visit)} == {
            ("missing_company_number", "company_number"),
            ("missing_post_code", "post_code"),
        }


def test_who_charges_no_tax_needs_no_vat_id(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        change_entity(visit, vat_id=None)
    with inside(cast_database, cast) as visit:
        assert [each.code for each in readiness(visit)] == ["missing_vat_id"]
        change_entity(visit, settings={"is_tax_subject": False})
    with inside(cast_database, cast) as visit:
        assert readiness(visit) == ()


def test_the_country_is_the_entitys_own(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        change_entity(visit, vat_id=None, tax_number=None)
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        (missing,) = readiness(visit)
        assert "UID-Nummer" in missing.sentence
