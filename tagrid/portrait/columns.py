"""Labels and units of the columns that rules read.

A test checks that every column that a rule of the catalog reads has a label here.
"""

from typing import NamedTuple


class ColumnLabel(NamedTuple):
    """A column in both languages; ``unit`` is one of `tagrid.core.formats.UNITS`, or empty for words and truths."""

    zh: str
    en: str
    unit: str = ""


COLUMNS = {
    # who it is
    "customer_type": ColumnLabel("客户类型", "Customer type"),
    "tenure_years": ColumnLabel("立户年限", "Years since the account was opened", "years"),
    "is_closing": ColumnLabel("正在申请销户", "Is closing its account"),
    "is_suspended": ColumnLabel("正在暂停用电", "Supply is suspended"),
    "has_record": ColumnLabel("营销档案中有该户", "The customer file knows it"),
    "conflicting_fields": ColumnLabel("系统间不一致的字段", "Fields that disagree between systems", "number"),
    "missing_fields": ColumnLabel("缺失的必填字段", "Required fields that are empty", "number"),
    "industry_section": ColumnLabel("行业门类", "Industry section"),
    "industry_code": ColumnLabel("行业代码", "Industry code"),
    "important_category": ColumnLabel("重要客户类别", "Category of an important customer"),
    "enterprise_size": ColumnLabel("企业规模", "Size of the enterprise"),
    "area_type": ColumnLabel("所在区域类型", "Kind of area"),
    "leading_poi_category": ColumnLabel("周边场所主要类别", "Leading category of places around"),
    "hardship_category": ColumnLabel("登记的困难类别", "Registered hardship"),
    "register_state": ColumnLabel("工商登记状态", "State of the business registration"),
    "registrations": ColumnLabel("工商登记记录", "Business registrations found", "number"),
    "has_court_records": ColumnLabel("已接入法院执行信息", "Court records were delivered"),
    "court_listings": ColumnLabel("有效的被执行记录", "Court listings in force", "number"),
    "dishonest_listings": ColumnLabel("失信被执行记录", "Listings as dishonest", "number"),
    "tax_grade": ColumnLabel("纳税信用等级", "Tax credit grade"),
    "has_tax_grades": ColumnLabel("已接入纳税信用信息", "Tax credits were delivered"),
    # supply
    "tariff_category": ColumnLabel("用电类别", "Tariff category"),
    "voltage_level": ColumnLabel("电压等级", "Voltage level"),
    "transformer_ownership": ColumnLabel("变压器产权", "Whose transformer"),
    "contract_capacity_kva": ColumnLabel("合同容量", "Contracted capacity", "kva"),
    "capacity_kva": ColumnLabel("运行容量", "Capacity of the supply points", "kva"),
    "source_count": ColumnLabel("电源数", "Power sources", "number"),
    "load_grade": ColumnLabel("负荷等级", "Grade of load"),
    "own_generation": ColumnLabel("自备电源", "Own generation"),
    "pv_mode": ColumnLabel("光伏并网方式", "Photovoltaic mode"),
    "is_time_of_use": ColumnLabel("执行分时电价", "Billed by peak, flat and valley"),
    "has_meter_fault": ColumnLabel("电能表有未处理故障", "A meter has an open fault report"),
    "verification_days_left": ColumnLabel("距下次检定", "Time to the next verification", "days"),
    "reading_share_30d": ColumnLabel("近30天抄表成功率", "Share of the last 30 days that were read", "share"),
    # value
    "value_rank": ColumnLabel("电费金额排名（0为最高）", "Rank by amount billed (0 is the highest)", "share"),
    "amount_yuan_12m": ColumnLabel("近12个月应收电费", "Billed in 12 months", "yuan"),
    "previous_year_monthly_kwh": ColumnLabel("上一年月均用电量", "Energy a month, a year before", "kwh"),
    "bill_growth": ColumnLabel("近3个月电费同比", "Bills of 3 months against a year before", "change"),
    "transformer_energy_share": ColumnLabel("占所在变压器电量", "Share of its transformer's energy", "share"),
    # equipment and safety
    "equipment_pieces": ColumnLabel("自有设备", "Pieces of equipment of its own", "number"),
    "oldest_equipment_years": ColumnLabel("最老设备运行年限", "Years in service of the oldest equipment", "years"),
    "open_defects": ColumnLabel("未消除隐患", "Open defects", "number"),
    "overdue_defects": ColumnLabel("逾期未消除隐患", "Defects past their repair date", "number"),
    "major_defects": ColumnLabel("重大隐患", "Major defects", "number"),
    "inspections": ColumnLabel("用电检查记录", "Inspections on record", "number"),
    "inspection_days_left": ColumnLabel("距最近一次应检日", "Time to the next inspection due", "days"),
    "electricians": ColumnLabel("在册电工", "Electricians on file", "number"),
    "permit_days_left": ColumnLabel("电工证剩余有效期", "Time the last permit is valid", "days"),
    "findings": ColumnLabel("检查发现的问题", "Findings that are open", "number"),
    "grave_findings": ColumnLabel("重大或逾期的问题", "Major or overdue findings", "number"),
    # usage
    "has_readings": ColumnLabel("已接入日电量", "Daily energy was delivered"),
    "monthly_kwh_12m": ColumnLabel("近12个月月均用电量", "Energy a month over 12 months", "kwh"),
    "usage_level_rank": ColumnLabel("同类用电类别内的用电量排名", "Rank of use within its tariff category", "rank"),
    "kwh_growth_12m": ColumnLabel("近12个月电量同比（去天气与节假日）", "Growth over 12 months less weather", "change"),
    "volatility_rank": ColumnLabel("同类内的波动排名", "Rank of volatility within its tariff category", "rank"),
    "weekly_change_share": ColumnLabel("近7天较前7天变化", "Last 7 days against the 7 before", "change"),
    "summer_ratio": ColumnLabel("夏季日均与春秋日均之比", "Summer day to a day of spring or autumn", "ratio"),
    "winter_ratio": ColumnLabel("冬季日均与春秋日均之比", "Winter day to a day of spring or autumn", "ratio"),
    "weekend_ratio": ColumnLabel("休息日与工作日用电之比", "Weekend day to workday", "ratio"),
    "holiday_ratio": ColumnLabel("法定节假日与工作日用电之比", "Statutory holiday to workday", "ratio"),
    "peak_share_12m": ColumnLabel("峰段电量占比", "Share used in the peak period", "share"),
    "valley_share_12m": ColumnLabel("谷段电量占比", "Share used in the valley period", "share"),
    "load_factor_12m": ColumnLabel("负荷率", "Load factor", "share"),
    "capacity_use_12m": ColumnLabel("最大需量与合同容量之比", "Highest demand to contracted capacity", "share"),
    "power_factor_yuan_12m": ColumnLabel("近12个月力调电费", "Power-factor adjustment in 12 months", "yuan"),
    "weather_fit_12m": ColumnLabel("用电变化由气温解释的比例", "Share of the variation that weather explains", "share"),
    "cooling_share_12m": ColumnLabel("制冷用电占比", "Share used for cooling", "share"),
    "heating_share_12m": ColumnLabel("取暖用电占比", "Share used for heating", "share"),
    "low_use_share_60d": ColumnLabel("近60天几乎不用电的天数占比", "Share of 60 days with hardly any use", "share"),
    "zero_run_days": ColumnLabel("连续零电量天数", "Days in a row without use", "days"),
    "night_surge_share_90d": ColumnLabel("近90天夜间用电突增占比", "Share of 90 nights with a surge", "share"),
    # operation
    "recent_to_mean": ColumnLabel("近14天日均与全年日均之比", "Last 14 days to the mean day of the year", "ratio"),
    "lowest_to_mean_4m": ColumnLabel("近4个月最低月与平均之比", "Lowest of 4 months to the mean", "ratio"),
    "last_request_kind": ColumnLabel("最近一次变更用电", "Latest request for change"),
    "requests_12m": ColumnLabel("近12个月变更用电", "Requests for change in 12 months", "times"),
    "has_curves": ColumnLabel("已接入负荷曲线", "Load curves were delivered"),
    "idle_workday_share_30d": ColumnLabel("近30天工作日停产占比", "Share of workdays of 30 days at rest", "share"),
    "hours_spread_90d": ColumnLabel("每日生产时长的离散度", "Spread of the working hours between days", "hours"),
    "working_hours_90d": ColumnLabel("每日生产时长中位数", "Median working hours a day", "hours"),
    # payment and credit
    "main_channel": ColumnLabel("主要交费渠道", "Channel of most payments"),
    "late_bill_share_12m": ColumnLabel("近12个月逾期账单占比", "Share of bills of 12 months paid late", "share"),
    "mean_days_before_due": ColumnLabel(
        "平均提前交费（负数为逾期）", "Mean time paid before due (below 0: late)", "days"
    ),
    "arrears_yuan": ColumnLabel("逾期欠费", "Unpaid past the due date", "yuan"),
    "oldest_overdue_days": ColumnLabel("最久一笔欠费逾期", "Oldest open bill past due", "days"),
    "due_yuan": ColumnLabel("未到期电费", "Unpaid, not yet due", "yuan"),
    "arrears_episodes_12m": ColumnLabel("近12个月欠费次数", "Spells in arrears in 12 months", "times"),
    "billing_mode": ColumnLabel("付费方式", "Billing mode"),
    "prepaid_days_left": ColumnLabel("预付余额可用", "Prepaid balance lasts", "days"),
    "payments_per_bill_12m": ColumnLabel("每张账单平均交费次数", "Payments a bill", "ratio"),
    "settled_bills_per_day_12m": ColumnLabel("每个交费日结清账单数", "Bills settled on a day of payment", "ratio"),
    "settle_spread_days": ColumnLabel("交费日离散度", "Spread of the day of payment", "days"),
    "due_bills_12m": ColumnLabel("近12个月到期账单", "Bills due in 12 months", "bills"),
    "dunnings_12m": ColumnLabel("近12个月催费", "Reminders in 12 months", "times"),
    "cut_offs_12m": ColumnLabel("近12个月欠费停电", "Cut-offs in 12 months", "times"),
    "max_dunning_stage_12m": ColumnLabel("催费最高级别", "Highest stage of a reminder", "number"),
    "default_chance": ColumnLabel("模型给出的拖欠概率", "Chance of default, by the model", "chance"),
    "complaint_chance": ColumnLabel(
        "模型给出的30天内投诉概率", "Chance of a complaint in 30 days, by the model", "chance"
    ),
    "conversion_chance": ColumnLabel("模型给出的转化概率", "Chance of becoming a customer, by the model", "chance"),
    "switch_chance": ColumnLabel("模型给出的入市概率", "Chance of entering the market, by the model", "chance"),
    "is_in_market": ColumnLabel("已参与市场化交易", "Is in the market already"),
    "abnormal_use_chance": ColumnLabel("模型给出的用电异常概率", "Chance of abnormal use, by the model", "chance"),
    "nature_mismatch_chance": ColumnLabel(
        "模型给出的用电性质不符概率", "Chance that the use is not what its tariff is for, by the model", "chance"
    ),
    "sheddable_peak_share": ColumnLabel(
        "模型给出的可削减高峰负荷占比", "Share of its peak that it can shed, by the model", "share"
    ),
    "expected_kwh_change_3m": ColumnLabel(
        "模型预计的未来3个月电量同比", "Energy of the next 3 months against a year before, by the model", "change"
    ),
    "load_shape_cluster": ColumnLabel("负荷曲线所属聚类", "Cluster of its load curve"),
    "credit_points": ColumnLabel("信用得分（0–100）", "Credit points, 0 to 100", "number"),
    # service
    "contacts_12m": ColumnLabel("近12个月95598来电", "Contacts with 95598 in 12 months", "times"),
    "main_topic": ColumnLabel("主要诉求", "Leading topic"),
    "open_complaints": ColumnLabel("未办结投诉", "Complaints not resolved", "number"),
    "complaints_12m": ColumnLabel("近12个月投诉", "Complaints in 12 months", "times"),
    "repairs_12m": ColumnLabel("近12个月报修", "Repairs in 12 months", "times"),
    "slowest_arrival_minutes_12m": ColumnLabel("抢修最慢到场", "Slowest arrival of a crew", "minutes"),
    "outages_12m": ColumnLabel("近12个月停电", "Outages in 12 months", "times"),
    "outage_hours_12m": ColumnLabel("近12个月停电时长", "Hours without supply in 12 months", "hours"),
    "last_notice_result": ColumnLabel("最近计划停电通知", "Notice of the latest planned outage"),
    "planned_outages_12m": ColumnLabel("近12个月计划停电", "Planned outages in 12 months", "times"),
    "survey_answers_12m": ColumnLabel("近12个月满意度回访", "Survey answers in 12 months", "times"),
    "mean_survey_score_12m": ColumnLabel("满意度平均分（1–5）", "Mean survey score, 1 to 5", "ratio"),
    "voltage_qualified_share_3m": ColumnLabel("近3个月电压合格率", "Voltage qualification rate of 3 months", "share"),
    "has_manager": ColumnLabel("有客户经理", "Has an account manager"),
    "days_since_manager_contact": ColumnLabel("距客户经理上次联系", "Since the manager was last in touch", "days"),
    # preference, sensitivity, inclination
    "leading_channel": ColumnLabel("主要接触渠道", "Leading channel"),
    "morning_share": ColumnLabel("上午联系占比", "Share of contacts before noon", "share"),
    "afternoon_share": ColumnLabel("下午联系占比", "Share of contacts in the afternoon", "share"),
    "evening_share": ColumnLabel("晚间联系占比", "Share of contacts in the evening", "share"),
    "timed_contacts": ColumnLabel("有时刻的联系", "Contacts with a known hour", "times"),
    "digital_acts": ColumnLabel("线上办理", "Payments and contacts online", "times"),
    "assisted_acts": ColumnLabel("人工或终端办理", "Payments and contacts through people or terminals", "times"),
    "outage_contacts_24m": ColumnLabel("近24个月停电来电", "Contacts about outages in 24 months", "times"),
    "outage_contact_rank": ColumnLabel("停电来电率排名", "Rank by contacts an outage", "rank"),
    "grievances_24m": ColumnLabel(
        "近24个月投诉举报与低分", "Complaints, reports and poor scores in 24 months", "times"
    ),
    "grievance_rank": ColumnLabel("诉求强度排名", "Rank by grievances", "rank"),
    "price_changes": ColumnLabel("峰谷价差变动", "Changes of its peak-valley ratio", "times"),
    "moved_share": ColumnLabel("价差变动后谷段占比变化", "Change of the valley share after it", "change"),
    "charges_12m": ColumnLabel("近12个月公共充电", "Public charges in 12 months", "times"),
    "charges_90d": ColumnLabel("近90天公共充电", "Public charges in 90 days", "times"),
    "green_accepted_24m": ColumnLabel("近24个月接受绿电或充电推荐", "Green offers accepted in 24 months", "times"),
    "campaigns_24m": ColumnLabel("近24个月营销触达", "Campaigns in 24 months", "times"),
    "saving_accepted_24m": ColumnLabel("近24个月接受节能推荐", "Saving offers accepted in 24 months", "times"),
    "saving_talks_24m": ColumnLabel("近24个月节能走访", "Talks about saving in 24 months", "times"),
    "accepted_24m": ColumnLabel("近24个月接受推荐", "Offers accepted in 24 months", "times"),
    "refused_24m": ColumnLabel("近24个月拒绝推荐", "Offers refused in 24 months", "times"),
    # prospects
    "origin": ColumnLabel("来源", "Origin"),
    "requested_capacity_kva": ColumnLabel("申请容量", "Capacity asked for", "kva"),
    "application_channel": ColumnLabel("报装渠道", "Channel of the application"),
    "platform_channel": ColumnLabel("线上平台", "Platform"),
    "platform_users": ColumnLabel("平台用户", "Platform users", "number"),
    "days_since_active": ColumnLabel("距上次活跃", "Since last active", "days"),
    "active_days_30d": ColumnLabel("30天内活跃", "Active in 30 days", "days"),
    "is_withdrawn": ColumnLabel("已撤销申请", "Withdrawn"),
    "is_scheme_lapsed": ColumnLabel("供电方案已失效", "The supply scheme lapsed"),
    "is_inspected": ColumnLabel("已验收", "Inspected"),
    "is_building": ColumnLabel("已开工", "Works have started"),
    "has_scheme": ColumnLabel("已答复供电方案", "The supply scheme was replied"),
    "is_surveyed": ColumnLabel("已现场勘查", "Surveyed"),
    "has_application": ColumnLabel("已申请报装", "Has applied"),
    "scheme_days_left": ColumnLabel("距方案期限", "Time to the scheme's deadline", "days"),
}
