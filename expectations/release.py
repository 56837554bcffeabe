"""What may be published. A utility edits the figures; which tags and values there are is in the catalog.

The suites look at two small tables that `tagrid.refresh.gate` measures: one row a tag, one row a subject. A share is
null, and passes, where there is nothing to compare with.
"""

from tagrid.core.expect import ExpectationSuite, ExpectColumnMinToBeBetween, ExpectColumnValuesToBeBetween

# A subject's customers against the last version: fewer, or many more, means a cut or a doubled delivery.
LEAST_SIZE_SHARE = 0.9

MOST_SIZE_SHARE = 1.25

# The share of customers with a known value of a tag may fall by this much against the last version.
MOST_KNOWN_DROP = 0.15

# Of the customers known then and now, those whose value changed; versions of one day or the next, or further apart.
# Between two days a billing cycle turns for most customers: arrears of the demo change for 83% in six days.
MOST_CHANGED_SHARE = 0.6

MOST_CHANGED_SHARE_OVER_DAYS = 0.9

# A share of fewer customers than this proves nothing.
LEAST_COMPARED = 50


def sizes() -> ExpectationSuite:
    """Return what must hold of each subject."""
    return ExpectationSuite(
        name="subject_size",
        expectations=[
            ExpectColumnValuesToBeBetween(
                column="size_share",
                min_value=LEAST_SIZE_SHARE,
                max_value=MOST_SIZE_SHARE,
                description=f"has {LEAST_SIZE_SHARE:.0%} to {MOST_SIZE_SHARE:.0%} of the last version's customers",
                meta={"zh": f"客户数应为上一版本的 {LEAST_SIZE_SHARE:.0%} 至 {MOST_SIZE_SHARE:.0%}"},
            ),
        ],
    )


def tags(days: int) -> ExpectationSuite:
    """Return what must hold of each tag; the last version's as-of date lies ``days`` before this one's."""
    changed = MOST_CHANGED_SHARE if days <= 1 else MOST_CHANGED_SHARE_OVER_DAYS
    return ExpectationSuite(
        name="tag_health",
        expectations=[
            ExpectColumnValuesToBeBetween(
                column="outside_domain",
                max_value=0,
                description="gives every customer of its subject a value of the catalog",
                meta={"zh": "应给本主体的每位客户一个目录内的取值"},
            ),
            ExpectColumnValuesToBeBetween(
                column="known_drop",
                max_value=MOST_KNOWN_DROP,
                description=f"loses at most {MOST_KNOWN_DROP:.0%} of known customers",
                meta={"zh": f"取值已知的客户至多减少 {MOST_KNOWN_DROP:.0%}"},
            ),
            ExpectColumnValuesToBeBetween(
                column="changed_share",
                max_value=changed,
                description=f"changes for at most {changed:.0%} of customers",
                meta={"zh": f"取值变化的客户至多 {changed:.0%}"},
            ),
        ],
    )


def whole() -> ExpectationSuite:
    """Return what must hold over all tags: a version in which nothing is known is of no use."""
    return ExpectationSuite(
        name="whole",
        expectations=[
            ExpectColumnMinToBeBetween(
                column="unknown_share",
                max_value=1,
                strict_max=True,
                description="the smallest unknown share of all tags is below 1: something is known",
                meta={"zh": "各标签“未知”占比的最小值应小于 1：至少有所知"},
            ),
        ],
    )
