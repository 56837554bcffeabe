"""A reason in words: what the feature is, the customer's own number, and what it does to the chance."""

from models_ml.harness.declaration import Feature, Score

# How a number of each unit is written, in Chinese, in English, and in English where it is one; z: no "-0".
UNITS = {
    "share": ("{:.0%}", "{:.0%}"),
    "change": ("{:+z.0%}", "{:+z.0%}"),
    "days": ("{:z,.0f}天", "{:z,.0f} days", "1 day"),
    "hours": ("{:z,.0f}小时", "{:z,.0f} hours", "1 hour"),
    "months": ("{:z,.0f}个月", "{:z,.0f} months", "1 month"),
    "yuan": ("{:z,.0f}元", "{:z,.0f} yuan"),
    "yuan_per_kwh": ("{:.3f}元/千瓦时", "{:.3f} yuan/kWh"),
    "kwh": ("{:z,.0f}千瓦时", "{:z,.0f} kWh"),
    "kw": ("{:z,.0f}千瓦", "{:z,.0f} kW"),
    "kva": ("{:z,.0f}千伏安", "{:z,.0f} kVA"),
    "times": ("{:z,.0f}次", "{:z,.0f} times", "once"),
    "bills": ("{:z,.0f}张", "{:z,.0f} bills", "1 bill"),
    "minutes": ("{:z,.0f}分钟", "{:z,.0f} minutes", "1 minute"),
    "count": ("{:z,.0f}", "{:z,.0f}"),
    "years": ("{:.1f}年", "{:.1f} years"),
    "ratio": ("{:.2f}", "{:.2f}"),
    "flag": ("{}", "{}"),
    "clock": ("{:02.0f}:{:02.0f}", "{:02.0f}:{:02.0f}"),
}


def number(feature: Feature, value: float, lang: str) -> str:
    """Write a value of the feature with its unit, in ``zh`` or ``en``; a flag as yes or no, hours as a time of day."""
    if feature.unit == "flag":
        return ("是" if value > 0.5 else "否") if lang == "zh" else ("yes" if value > 0.5 else "no")
    zh, en, *one = UNITS[feature.unit]
    if feature.unit == "clock":
        return zh.format(*divmod(round(value * 60), 60))
    if lang == "zh":
        return zh.format(value)
    return one[0] if one and round(value) == 1 else en.format(value)


def reason(score: Score, feature: Feature, value: float, effect: float, lang: str) -> str:
    """Write one reason; ``effect`` is the change of what the model says against a typical customer.

    Of a chance, in percentage points; of an amount, which is a relative one, too.
    """
    points, said = f"{abs(effect) * 100:.1f}", number(feature, value, lang)
    if lang == "zh":
        what = "概率" if score.target == "chance" else "预计值"
        return f"{feature.zh}为{said}，使{what}{'上升' if effect > 0 else '下降'}{points}个百分点"
    what = "the chance" if score.target == "chance" else "the expected value"
    return f"{feature.en}: {said}; {'raises' if effect > 0 else 'lowers'} {what} by {points} points"
