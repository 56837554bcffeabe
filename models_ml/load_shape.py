"""Load shape 负荷曲线类型: clusters of the mean workday curves of 90 days, named by what their centres show."""

from tagrid.scoring import Clusters, Feature, Limit, Rule

C = "int_customer_curve"

FEATURES = (
    Feature(f"{C}.curve_shape_90d", "工作日平均曲线", "Mean workday curve", "ratio"),
    Feature(f"{C}.curve_scatter_90d", "各日偏离平均曲线", "Days' distance from the mean curve", "share"),
    Feature(f"{C}.peak_at_90d", "高峰时刻", "Peak at", "clock"),
    Feature(f"{C}.peak_ratio_90d", "高峰为平均负荷的倍数", "Peak over the mean load", "ratio"),
    Feature(f"{C}.valley_at_90d", "低谷时刻", "Valley at", "clock"),
    Feature(f"{C}.valley_ratio_90d", "低谷为平均负荷的倍数", "Valley over the mean load", "ratio"),
)


# The first that holds names a centre. Powers are times the day's mean, times are hours; measures are described in
# tagrid/scoring/shapes/measures.py. Limits were set between the 13 BDEW profiles and the 27 classes of SimBench, not on
# any of them.
RULES = (
    # lower at noon than ever at night, and the evening above the night: the sun stands behind the meter
    Rule("midday_dip", (Limit("midday_low", most=0.85), Limit("evening_over_night", least=1.1))),
    # single days lie a third of the mean load off the mean day, which is much against how it rises and falls itself
    Rule("fluctuating", (Limit("scatter", least=0.33), Limit("scatter_of_spread", least=0.55))),
    # from 22:00 to 6:00; an even day has a third of its energy there
    Rule("night", (Limit("night_share", least=0.36),)),
    Rule("flat", (Limit("low", least=0.7), Limit("high", most=1.35))),
    # the evening works as the morning does, and the small hours rest
    Rule("two_shift", (Limit("level", least=1.05), Limit("levels_alike", least=0.77), Limit("small_hours", most=0.3))),
    Rule("double_peak", (Limit("peak", least=1.2), Limit("peaks_alike", least=0.75), Limit("valley", most=0.7))),
    Rule("daytime_single_shift", (Limit("work_from", least=5), Limit("work_until", most=21.5),
                                  Limit("work_hours", 6, 14.5), Limit("rest", most=0.48))),
    Rule("morning_peak", (Limit("high", least=1.2), Limit("highest_at", 4, 10.5))),
    Rule("midday_peak", (Limit("high", least=1.2), Limit("highest_at", 10.5, 16))),
    Rule("evening_peak", (Limit("high", least=1.2), Limit("highest_at", 16, 23))),
)  # fmt: skip


SCORE = Clusters(
    name="load_shape", output="load_shape_cluster", subject="power_customer",
    zh="负荷曲线类型", en="Load shape",
    label_zh="近90天工作日平均负荷曲线最近的命名类",
    label_en="The named cluster nearest to the mean workday curve of the last 90 days",
    decision_zh="制定移峰方案和电价套餐", decision_en="Peak shifting and price offers",
    naive_zh="只按高峰所在时段（每3小时一组）分群", naive_en="Groups by the hour of the peak alone, three hours each",
    eligible=f"{C}.curve_shape_90d is not null",
    curve=f"{C}.curve_shape_90d", scatter=f"{C}.curve_scatter_90d",
    features=FEATURES, reason_features=tuple(feature.name for feature in FEATURES[2:]),
    rules=RULES,
    words={
        "morning_peak": ("早高峰", "Morning peak"),
        "midday_peak": ("午高峰", "Midday peak"),
        "evening_peak": ("晚高峰", "Evening peak"),
        "double_peak": ("双峰", "Two peaks"),
        "daytime_single_shift": ("白班平台", "Daytime, a single shift"),
        "two_shift": ("两班平台", "Day and evening, two shifts"),
        "night": ("夜间为主", "Night"),
        "midday_dip": ("午间低谷（自发光伏）", "Midday dip, own sunshine"),
        "flat": ("平稳", "Flat"),
        "fluctuating": ("冲击波动", "Fluctuating"),
    },
    sources=("metering.load_curves",), facts=("fct_load_curve",),
    span_sql="select min(curve_on), max(curve_on) from fct_load_curve",
)  # fmt: skip
