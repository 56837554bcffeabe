"""What only a credit card has: a limit, a balance carried from month to month, and the bank's own word on delay.

These numbers stand beside the product's features of bills and payments. Month 0 is the last; ``bill`` is the balance of
each month's statement, ``paid`` what came in that month, towards the statement before it.
"""

import numpy as np
import polars as pl

BILLS = tuple(f"BILL_AMT{n}" for n in range(1, 7))
PAID = tuple(f"PAY_AMT{n}" for n in range(1, 7))
DELAYS = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")
# What is older counts so much less with every month.
FADING = 0.6 ** np.arange(6)


def card_features(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each of `rows` (columns as in UCI dataset 350): numbers over the six months."""
    bill, paid, delay = (rows.select(names).to_numpy().astype(float) for names in (BILLS, PAID, DELAYS))
    limit = rows["LIMIT_BAL"].to_numpy().astype(float)[:, None]
    found = _use(bill, limit) | _payment(bill, paid, limit) | _delay(delay, bill)
    found |= {"limit_log": np.log(limit[:, 0]), "left_of_limit": limit[:, 0] - bill[:, 0]}
    return pl.DataFrame(found)


def _months(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    return {f"{name}_{month}": column for month, column in enumerate(values.T)}


def _use(bill: np.ndarray, limit: np.ndarray) -> dict[str, np.ndarray]:
    """How much of the limit is used, and where that is going."""
    used = bill / limit
    return _months("used", used) | {
        "used_mean": used.mean(axis=1),
        "used_most": used.max(axis=1),
        "used_spread": used.std(axis=1),
        "used_lately": (used * FADING).sum(axis=1),
        "used_over": (used > 1).sum(axis=1),
        "used_growth_6m": used[:, 0] - used[:, 5],
        "used_growth_3m": used[:, 0] - used[:, 2],
        "used_rises": (np.diff(used, axis=1) < 0).sum(axis=1),
        "bill_spread": bill.std(axis=1) / np.maximum(np.abs(bill.mean(axis=1)), 100),
        "bill_log": np.log1p(np.maximum(bill[:, 0], 0)),
        "months_without_debt": (bill <= 0).sum(axis=1),
        "months_the_same": (np.diff(bill, axis=1) == 0).sum(axis=1),
    }


def _payment(bill: np.ndarray, paid: np.ndarray, limit: np.ndarray) -> dict[str, np.ndarray]:
    """How much of a statement is paid, what is spent anew, and how regularly."""
    owed, towards = np.maximum(bill[:, 1:], 0), paid[:, :5]
    share = np.where(owed > 0, np.clip(towards / np.maximum(owed, 1), 0, 3), np.nan)
    gap, spent = (owed - towards) / limit, (bill[:, :5] - bill[:, 1:] + towards) / limit
    return (
        _months("paid_share", share)
        | _months("paid_of_limit", paid / limit)
        | _months("left_unpaid", gap)
        | _months("spent", spent)
        | {
            "paid_share_of_all": towards.sum(axis=1) / np.maximum(owed.sum(axis=1), 1),
            "paid_share_mean": _over_known(np.nanmean, share),
            "paid_share_least": _over_known(np.nanmin, share),
            "left_unpaid_sum": np.maximum(gap, 0).sum(axis=1),
            "paid_little": ((owed > 0) & (towards < 0.05 * owed)).sum(axis=1),
            "paid_in_full": ((owed > 0) & (towards >= 0.98 * owed)).sum(axis=1),
            "paid_nothing": (paid == 0).sum(axis=1),
            "paid_sum": paid.sum(axis=1),
            "paid_most": paid.max(axis=1),
            "paid_least": paid.min(axis=1),
            "paid_median": np.median(paid, axis=1),
            "paid_spread": paid.std(axis=1) / np.maximum(paid.mean(axis=1), 10),
            "paid_mean_of_limit": paid.mean(axis=1) / limit[:, 0],
            "paid_lately": paid[:, :3].sum(axis=1) / np.maximum(paid[:, 3:].sum(axis=1), 1),
            "paid_round": ((paid > 0) & (paid % 1000 == 0)).sum(axis=1),
        }
    )


def _over_known(function, values: np.ndarray) -> np.ndarray:
    found = np.full(len(values), np.nan)
    known = ~np.isnan(values).all(axis=1)
    found[known] = function(values[known], axis=1)
    return found


def _delay(delay: np.ndarray, bill: np.ndarray) -> dict[str, np.ndarray]:
    """The bank's word on delay (months late; 0 carried on, -1 paid, -2 not used): how bad, how often, how lately."""
    late = delay > 0
    return {
        "delay_most": delay.max(axis=1),
        "delay_most_3m": delay[:, :3].max(axis=1),
        "delay_least": delay.min(axis=1),
        "delay_mean": delay.mean(axis=1),
        "delay_sum": np.maximum(delay, 0).sum(axis=1),
        "delay_lately": (np.maximum(delay, -1) * FADING).sum(axis=1),
        "delay_change": delay[:, 0] - delay[:, 1],
        "months_late": late.sum(axis=1),
        "months_very_late": (delay >= 2).sum(axis=1),
        "months_late_in_a_row": np.cumprod(late, axis=1).sum(axis=1),
        "months_since_late": np.where(late.any(axis=1), late.argmax(axis=1), 9),
        "months_not_used": (delay == -2).sum(axis=1),
        "months_paid": (delay == -1).sum(axis=1),
        "months_carried_on": (delay == 0).sum(axis=1),
        "late_now": np.where(late[:, 0], bill[:, 0], 0),
        "late_share_of_bills": np.where(late, bill, 0).sum(axis=1) / np.maximum(np.maximum(bill, 0).sum(axis=1), 1),
    }
