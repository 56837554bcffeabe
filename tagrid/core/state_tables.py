"""What the migrations of the state database share: a table that may be there already, whole or in part."""

import sqlalchemy as sa
from alembic import op

from tagrid.core.errors import TagridError


def ensure_table(name: str, *columns: sa.Column) -> None:
    """Create a table, or add to the one there is what it lacks; for use within a migration.

    Raises TagridError for a column that cannot be added since old rows would have no value of it.
    """
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(name):
        op.create_table(name, *columns)
        return
    there = {column["name"] for column in inspector.get_columns(name)}
    for column in columns:
        if column.name in there:
            continue
        if not column.nullable:
            raise TagridError(
                en=f"table {name} has no column {column.name}, as in no released version",
                zh=f"表 {name} 缺少列 {column.name}，与任何已发布版本都不符",
            )
        op.add_column(name, column)
