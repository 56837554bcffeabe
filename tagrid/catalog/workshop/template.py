"""A rule to begin with over one column: its quartiles as thresholds, its words as values, or its truth."""

from tagrid.catalog.workshop.columns import POINTS, InputColumn


def template(column: InputColumn) -> str:
    """Return a rule over ``column`` that divides its customers, null for those that do not have it."""
    if column.kind == "truth":
        return f"case\n  when {column.name} then 'is_so'\n  when not {column.name} then 'not_so'\nend"
    if column.kind != "number":
        return column.name
    low, high = _thresholds(column)
    lines = [
        f"when {column.name} is null then null",
        f"when {column.name} >= {high} then 'high'",
        *([f"when {column.name} >= {low} then 'medium'"] if low != high else []),
        "else 'low'",
    ]
    return "\n  ".join(["case", *lines]) + "\nend"


def _thresholds(column: InputColumn) -> tuple[str, str]:
    """Return the quartiles, or what lies above the lowest where most customers have that."""
    points = dict(zip(POINTS, column.quantiles, strict=True)) if column.quantiles else dict.fromkeys(POINTS, 0.0)
    least = points[0.0]
    above = [point for point in (points[0.25], points[0.75], points[0.9], points[1.0]) if point > least] or [least]
    low, high = above[0], above[1] if len(above) > 1 and points[0.25] > least else above[0]
    return f"{low:.3g}", f"{high:.3g}"
