"""Have the tariff category checked where it does not fit who the customer is (use-nature check, once a year).

Figures: the year's kWh at the customer's own mean price and at the flat price of the category it seems to belong to.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts, total
from tagrid.report.text import Text, number

HOME, TRADE = "residential", "general_commercial"


def advise(facts: Facts) -> Advice | None:
    """Hold where an enterprise has a household's tariff, or the last inspection found another use than agreed."""
    is_firm = facts.customer.get("customer_type") == "enterprise"
    flat = [row for row in facts.tariffs if row["tariff_category"] == TRADE and row["price_single_yuan"] is not None]
    if not is_firm or facts.customer.get("tariff_category") != HOME or not flat or not facts.year:
        return None
    kwh, paid = total(facts.year, "kwh"), total(facts.year, "yuan")
    other = kwh * float(flat[0]["price_single_yuan"])
    return Advice(
        title=Text("电价类别待核对", "Tariff category to be checked"),
        figure=Text(f"{number(other - paid)} 元/年", f"{number(other - paid)} yuan a year"),
        finding=Text(
            f"档案为企业客户，现执行居民电价 {facts.supply.get('tariff_code')}；{number(kwh)} kWh 已付 "
            f"{number(paid)} 元，"
            f"按一般工商业 {flat[0]['tariff_code']} 为 {number(other)} 元。",
            f"On file as an enterprise, billed on the household tariff {facts.supply.get('tariff_code')}: "
            f"{number(paid)} yuan for "
            f"{number(kwh)} kWh, which would be {number(other)} on {flat[0]['tariff_code']}.",
        ),
        action=Text(
            "请在下次用电检查前说明实际用途；用途不符时电价将据实调整，早更正可免补缴累积。",
            "Tell us what the supply is used for before the next inspection. Where it does not fit, the tariff is "
            "put right; the "
            "earlier, the less there is to pay in arrears.",
        ),
        source=Text("客户档案；电价表；用电性质每年核查", "Customer file; price list; yearly check of the use"),
        grade="attention",
    )
