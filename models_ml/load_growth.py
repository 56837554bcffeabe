"""Load growth outlook 负荷增长预期: how the energy of the next 3 complete months compares with a year before.

The label is the realised change, measured as the tag of usage trend measures it: like days beside like days (workdays,
weekend days, holidays), and less what the difference in cooling and heating degrees explains by the customer's own
sensitivity of the year before. January counts only together with February, in which the Spring Festival wanders.

"""

from tagrid.scoring import Feature, Score

# 2 months and more of each side; a change beyond threefold tells of a new customer or a new trade, and counts as that.
LABEL = """
with months as (
    select *,
        month_on >= $as_of + 1 as is_later,
        case when extract(month from month_on) <= 2 then date_trunc('year', month_on) else month_on end as span_on
    from fct_monthly_energy
    where reading_days >= 20 and (
        (month_on > $as_of and month_on < date_trunc('month', $as_of) + interval 4 month
            and last_day(month_on) <= $until)
        or (month_on > $as_of - interval 12 month and month_on < date_trunc('month', $as_of) - interval 8 month)
    )
),
slopes as (
    select customer_id,
        greatest(coalesce(nullif(regr_slope(weather_kwh / weather_days, cooling_degrees / weather_days)
            filter (extract(month from month_on) between 4 and 10), 'nan'), 0), 0) as cooling_slope,
        greatest(coalesce(nullif(regr_slope(weather_kwh / weather_days, heating_degrees / weather_days)
            filter (extract(month from month_on) not between 5 and 9), 'nan'), 0), 0) as heating_slope
    from fct_monthly_energy
    where month_on <= $as_of and month_on > $as_of - interval 12 month and reading_days >= 20 and weather_days >= 15
    group by customer_id
),
kinds as (
    select *, 'workday' as kind, workday_kwh as kwh, workday_days as days from months
    union all select *, 'weekend', weekend_kwh, weekend_days from months
    union all select *, 'holiday', holiday_kwh, holiday_days from months
),
spans as (
    select customer_id, span_on, is_later, kind, count(*) as months, sum(days) as days,
        sum(kwh) / nullif(sum(days), 0) as daily_kwh, min(coalesce(weather_days, 0)) >= 15 as has_weather,
        sum(cooling_degrees) / nullif(sum(weather_days), 0) as cooling,
        sum(heating_degrees) / nullif(sum(weather_days), 0) as heating
    from kinds group by all
    having count(*) = case when extract(month from span_on) = 1 then 2 else 1 end
),
compared as (
    select later.customer_id,
        sum(case when later.kind = 'workday' then later.months end) as pairs,
        sum((later.days + past.days) / 2 * past.daily_kwh) as before_kwh,
        sum((later.days + past.days) / 2 * (later.daily_kwh - past.daily_kwh
            - coalesce(cooling_slope * (later.cooling - past.cooling), 0)
            - coalesce(heating_slope * (later.heating - past.heating), 0))) as more_kwh
    from spans as later
    inner join spans as past on later.customer_id = past.customer_id and later.kind = past.kind
        and later.span_on = past.span_on + interval 12 month and later.is_later and not past.is_later
    left join slopes on later.customer_id = slopes.customer_id
    where later.days > 0 and past.days > 0
        and (coalesce(cooling_slope + heating_slope, 0) = 0 or later.has_weather and past.has_weather)
    group by later.customer_id
)
select customer_id,
    case when more_kwh > 2 * before_kwh then 2 when more_kwh < -before_kwh then -1
        else more_kwh / before_kwh end as label,
    cast($as_of + 1 as date) as began_on, cast($until as date) as decided_on
from compared
where pairs >= 2 and before_kwh > 0 and more_kwh is not null
"""


K = "int_customer_capacity_change"

P, U, M = "int_customer_operation", "int_customer_usage", "int_customer_momentum"

C, W, B = "int_customer_credit", "int_customer_payment", "int_customer_bill_growth"

FEATURES = (
    Feature(f"{M}.quarter_growth", "近3个完整月同比变化", "Last 3 months on the year before", "change", 1),
    Feature(f"{M}.last_month_growth", "上月同比变化", "Last month on the year before", "change", 1),
    Feature(f"{M}.growth_gain", "近3个月同比较前3个月的加快", "Gain of growth over the 3 months before", "change"),
    Feature(f"{U}.kwh_growth_12m", "近12个月同比变化", "Last 12 months on the year before", "change", 1),
    Feature(f"{K}.pending_increase_share", "在途增容占合同容量", "More capacity asked for, share", "share", 1),
    Feature(f"{K}.changed_capacity_share", "近12个月容量变更占比", "Capacity changed within 12 months", "change", 1),
    Feature(f"{K}.is_suspended", "已办理暂停", "Suspended", "flag"),
    Feature(f"{P}.recent_to_mean", "近14日与年均日电量之比", "Last 14 days over the year's mean day", "ratio"),
    Feature(f"{P}.lowest_to_mean_4m", "近4个月最低月与年均之比", "Lowest month of 4 over the year's mean", "ratio"),
    Feature(f"{B}.bill_growth", "账单金额同比变化", "Change of the bills", "change"),
    Feature(f"{U}.capacity_use_12m", "容量利用率", "Use of contracted capacity", "share"),
    Feature(f"{U}.volatility_12m", "用电波动系数", "Volatility of use", "ratio"),
    Feature(f"{U}.monthly_kwh_12m", "近12个月月均电量", "Mean month of the last 12", "kwh"),
    Feature(f"{U}.weekly_change_share", "周用电变化", "Change of the last week", "change"),
    Feature(f"{C}.court_listings", "法院执行记录", "Listings in court records", "times", -1),
    Feature(f"{W}.late_bill_share_12m", "近12个月逾期账单占比", "Late bills of the last 12 months", "share", -1),
    Feature(f"{W}.oldest_overdue_days", "最早欠费已逾期", "Oldest debt overdue for", "days", -1),
)


SCORE = Score(
    name="load_growth_outlook", output="expected_kwh_change_3m", subject="power_customer", horizon_days=125,
    zh="负荷增长预期", en="Load growth outlook",
    label_zh="今后3个完整月电量同比变化（扣除气温与节假日影响）",
    label_en="Change of energy over the next 3 complete months on the year before, less weather and holidays",
    decision_zh="业扩配套、购电计划和客户走访", decision_en="Network extension, energy purchase and whom to visit",
    eligible="dim_customer.customer_type in ('enterprise', 'institution')",
    label_sql=LABEL, sources=("metering.daily_energy",), facts=("fct_monthly_energy",),
    features=FEATURES, groups=("dim_supply.tariff_category", "dim_customer.district", "dim_customer.enterprise_size"),
    target="amount", reasons_from=0.1,
    # from when on the quarter after a cut-off has one to be compared with
    span_sql="select cast(min(month_on) + interval 8 month as date), max(last_reading_on) from fct_monthly_energy",
    naive=f"least(greatest(coalesce({M}.quarter_growth, {U}.kwh_growth_12m, 0), -1), 2)",
    naive_zh="近3个完整月的同比变化延续下去", naive_en="The change of the last 3 complete months goes on",
)  # fmt: skip
