"""A reason in words: what the feature is, the customer's own number, and what it does to the chance."""

from models_ml.harness.declaration import Feature

# How a number of each unit is written, in Chinese and in English.
UNITS = {
    "share": ("{:.0%}", "{:.0%}"),
    "change": ("{:+.0%}", "{:+.0%}"),
    "days": ("{:,.0f}天", "{:,.0f} days"),
    "yuan": ("{:,.0f}元", "{:,.0f} yuan"),
    "kwh": ("{:,.0f}千瓦时", "{:,.0f} kWh"),
    "times": ("{:,.0f}次", "{:,.0f}"),
    "bills": ("{:,.0f}张", "{:,.0f} bills"),
    "ratio": ("{:.2f}", "{:.2f}"),
}


def number(feature: Feature, value: float, lang: str) -> str:
    """Write a value of the feature with its unit, in ``zh`` or ``en``."""
    zh, en = UNITS[feature.unit]
    return (zh if lang == "zh" else en).format(value)


def reason(feature: Feature, value: float, effect: float, lang: str) -> str:
    """Write one reason; ``effect`` is the rise of the chance against a typical customer, 0 to 1."""
    points = f"{effect * 100:.1f}"
    if lang == "zh":
        return f"{feature.zh}为{number(feature, value, lang)}，使风险上升{points}个百分点"
    return f"{feature.en}: {number(feature, value, lang)}; raises the chance by {points} points"
