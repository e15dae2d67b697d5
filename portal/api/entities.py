"""Entities: made, listed, shown, changed; and whether they may issue live invoices."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from portal import policy
from portal.api.listed import answer_list
from portal.api.multipart import sent_bytes
from portal.api.route import Answer, Call, NoBody, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed
from portal.api.schemas.entities import EntityFields, EntityIn, EntityOut, EntityPatch, EntityQuery, ReadinessOut
from portal.api.streams import saved_as
from portal.database import Visit
from portal.errors import Invalid
from portal.models import Entity
from portal.pdf import LOGO_BYTES
from portal.policy import Permission
from portal.services.firm import entities as service
from portal.services.firm.entities import EntityView, change_entity, create_entity, enter_entity, show_entity, view_of
from portal.services.firm.logos import PNG, SVG, entity_logo, type_of_logo
from portal.services.firm.readiness import readiness
from portal.services.lists.listing import Listing
from portal.services.lists.query_language import Field, Kind
from portal.territories import usual_currency, usual_locale, usual_timezone

noun = Noun("entities", "Client businesses of the account: each has its own customers, documents, people and settings.")
ENTITIES = Listing(
    "entities",
    Entity,
    fields={
        "id": Field(Entity.id, sorted=True),
        "name": Field(Entity.name, sorted=True),
        "country": Field(Entity.country, sorted=True),
        "country_code": Field(Entity.country),
        "currency_code": Field(Entity.currency),
        "client_access": Field(Entity.client_access),
        "vat_id": Field(Entity.vat_id),
        "tax_number": Field(Entity.tax_number),
        "created_at": Field(Entity.created_at, Kind.INSTANT, sorted=True),
    },
    searched=(Entity.name, Entity.vat_id, Entity.tax_number),
    free={"metadata": Entity.meta},
)
_COLUMNS = {"currency_code": "currency", "metadata": "meta"}
_PLACE = {"address": "line1", "address_2": "line2", "post_code": "post_code", "city": "city", "state": "subdivision"}


@noun.route(
    "GET",
    "/entities",
    reach=Reach.ACCOUNT,
    permission=Permission.MANAGE_ACCOUNT,
    query=EntityQuery,
    answer=Listed[EntityOut],
)
def list_all(visit: Visit, call: Call[Body, EntityQuery]) -> Listed[EntityOut]:
    """List the account's entities."""
    wanted = call.query.environment
    if wanted is not None and wanted is not visit.scope.environment:
        raise Invalid(f"environment: this is a key of {visit.scope.environment}; take one of {wanted}")
    return answer_list(visit, call, ENTITIES, lambda entity: _shown(visit, view_of(entity)))


@noun.route(
    "POST",
    "/entities",
    reach=Reach.ACCOUNT,
    permission=Permission.MANAGE_ACCOUNT,
    body=EntityIn,
    answer=EntityOut,
)
def create(visit: Visit, call: Call[EntityIn, NoQuery]) -> Answer:
    """Make an entity."""
    body = call.body
    given = {
        "currency": usual_currency(body.country),
        "locale": usual_locale(body.country),
        "timezone": usual_timezone(body.country),
        **{name: value for name, value in _columns(body, {}, {}).items() if value is not None},
    }
    entity_id = create_entity(visit, call.parts.database, **given)
    with enter_entity(visit, call.parts.database, entity_id) as inside:
        return Answer(_shown(visit, show_entity(inside)), 201, {"Location": f"/api/v1/entities/{entity_id}"})


@noun.route(
    "GET",
    "/entities/<entity_id>",
    reach=Reach.PATH,
    permission=Permission.READ_DOCUMENTS,
    answer=EntityOut,
)
def show(visit: Visit, _call: Call[Body, NoQuery]) -> EntityOut:
    """Show an entity."""
    return _shown(visit, show_entity(visit))


@noun.route(
    "PATCH",
    "/entities/<entity_id>",
    reach=Reach.PATH,
    permission=Permission.MANAGE_ENTITY,
    body=EntityPatch,
    answer=EntityOut,
)
def change(visit: Visit, call: Call[EntityPatch, NoQuery]) -> EntityOut:
    """Change an entity. Its `settings.branding` is for account keys alone."""
    if call.body.settings is not None and call.body.settings.branding is not None:
        policy.check(visit.actor, Permission.MANAGE_ACCOUNT)
    stands = show_entity(visit)
    return _shown(visit, change_entity(visit, **_columns(call.body, stands.address, stands.settings)))


@noun.route(
    "GET",
    "/entities/<entity_id>/readiness",
    reach=Reach.PATH,
    permission=Permission.READ_DOCUMENTS,
    answer=ReadinessOut,
)
def show_readiness(visit: Visit, _call: Call[Body, NoQuery]) -> ReadinessOut:
    """What is missing before the first live invoice."""
    missing = [{"code": each.code, "field": each.field, "message": each.sentence} for each in readiness(visit)]
    return ReadinessOut.model_validate({"ready": not missing, "missing": missing})


@noun.route(
    "GET", "/entities/<entity_id>/logo", reach=Reach.PATH, permission=Permission.READ_DOCUMENTS, answer="image/*"
)
def logo(visit: Visit, call: Call[Body, NoQuery]) -> Response:
    """The logo that is printed on the entity's documents."""
    kept = entity_logo(visit, call.parts.storage)
    return saved_as(kept.name, kept.mime, kept.data)


@noun.route(
    "PUT",
    "/entities/<entity_id>/logo",
    reach=Reach.PATH,
    permission=Permission.MANAGE_ACCOUNT,
    answer=EntityOut,
    upload=True,
    takes=(PNG, SVG),
)
def set_logo(visit: Visit, call: Call[NoBody, NoQuery]) -> EntityOut:
    """Print a logo on the entity's documents from now on: an SVG or PNG, as the body or as part `file` of a form."""
    data = sent_bytes(LOGO_BYTES, (PNG, SVG))
    service.set_logo(visit, call.parts.storage, data, type_of_logo(data))
    return _shown(visit, show_entity(visit))


@noun.route("DELETE", "/entities/<entity_id>/logo", reach=Reach.PATH, permission=Permission.MANAGE_ACCOUNT)
def remove_logo(visit: Visit, _call: Call[Body, NoQuery]) -> None:
    """Print no logo on the entity's documents."""
    service.remove_logo(visit)


def _columns(body: EntityFields, address: Mapping[str, Any], kept: Mapping[str, Any]) -> Any:
    """What was sent, by the names of columns; the lines of an address that were not sent stay."""
    given = body.given()
    place = {_PLACE[name]: given.pop(name) for name in _PLACE if name in given}
    if "bank_accounts" in given:
        given["bank_accounts"] = [account.model_dump(exclude_none=True) for account in given["bank_accounts"] or ()]
    settings = _settings(given, kept)
    columns = {_COLUMNS.get(name, name): value for name, value in given.items()}
    if settings:
        columns["settings"] = settings
    if place:
        columns["address"] = {**address, **place}
    return columns


def _settings(given: dict[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with what was sent of them, taken out of `given`; empty where nothing was."""
    sent = given.pop("settings", None)
    groups = (
        {name: value.model_dump(exclude_none=True) for name, value in sent.given().items() if value} if sent else {}
    )
    if (liable := given.pop("is_tax_subject", None)) is not None:
        groups["is_tax_subject"] = liable
    return {**kept, **groups} if groups else {}


def _shown(visit: Visit, view: EntityView) -> EntityOut:
    named = {column: name for name, column in _COLUMNS.items()}
    fields = {named.get(name, name): getattr(view, name) for name in EntityView.__dataclass_fields__}
    place = {name: view.address.get(line) for name, line in _PLACE.items()}
    fields |= {"country_code": view.country, "account_id": visit.scope.account_id}
    fields["logo_url"] = f"/api/v1/entities/{view.id}/logo" if view.logo_sha256 else None
    fields["settings"] = {name: value for name, value in view.settings.items() if name != "is_tax_subject"}
    fields["is_tax_subject"] = view.settings.get("is_tax_subject") is not False
    return EntityOut.model_validate({**fields, **place})
