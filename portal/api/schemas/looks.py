"""How pages look, as accounts and entities say it."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from portal.services.firm.looks import LARGEST_RADIUS

Theme: TypeAlias = Literal["light", "dark", "auto"]
CornerRadius: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST_RADIUS)]
