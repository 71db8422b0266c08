"""What all tables share: time-ordered ids made in code, and enumerations stored by their value."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import JSON, Enum, Index, Uuid, text
from sqlalchemy.orm import declared_attr
from sqlalchemy.util import immutabledict
from sqlmodel import Field, SQLModel

# A migration can only drop or change a constraint that it can name, and SQLite gives none a name by itself.
SQLModel.metadata.naming_convention = immutabledict(
    {
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """A table named after its class: `CameraViewRow` is `camera_view`."""

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()

    def tell(self, told: Mapping[str, Any]) -> bool:
        """Set those columns that differ from what is told; whether any did."""
        changed = {name: value for name, value in told.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        return bool(changed)


def index_where(name: str, *columns: str, where: str) -> Index:
    """An index over the few rows that a condition holds for."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that a condition holds for: NULL is unlike NULL and slips through a plain one."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def new_id() -> UUID:
    """A UUIDv7: ids sort by when they were made, and may be made before anything is stored."""
    return uuid_utils.compat.uuid7()


def id_field() -> Any:
    return Field(default_factory=new_id, primary_key=True)


def points_to(table: str, *, index: bool = True, nullable: bool = False, unique: bool = False) -> Any:
    """A foreign key to another table's id."""
    default: dict[str, Any] = {"default": None} if nullable else {}
    return Field(foreign_key=f"{table}.id", index=index, sa_type=Uuid, nullable=nullable, unique=unique, **default)


def choice(of: type[StrEnum], **given: Any) -> Any:
    """A column that holds one of an enumeration's values, as plain text in every database."""
    kind = Enum(of, native_enum=False, length=32, values_callable=_values)
    return Field(sa_type=kind, **given)  # pyright: ignore[reportArgumentType]


def _values(of: type[StrEnum]) -> list[str]:
    return [member.value for member in of]


def json_field(**given: Any) -> Any:
    return Field(sa_type=JSON(none_as_null=True), **given)  # pyright: ignore[reportArgumentType]
