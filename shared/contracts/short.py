"""What readers keep in columns has the width of that column, and is refused where it is longer: with the field's name,
before any table sees it. Everything else may be of any length.
"""

from typing import Annotated, TypeVar

from pydantic import Field

from shared import widths
from shared.ids import Sha256

I = TypeVar("I", bound=str)  # noqa: E741  an identifier of whatever kind

Id = Annotated[I, Field(max_length=widths.ID)]
Hash = Annotated[Sha256, Field(max_length=widths.HASH)]
UnitCode = Annotated[str, Field(max_length=widths.UNIT)]
Number = Annotated[str, Field(max_length=widths.NUMBER)]
Key = Annotated[str, Field(max_length=widths.KEY)]
