"""Words of the home page."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "home": Text(zh="今日", en="Today"),
    "home_up_to_date": Text(zh="已含全部到达的数据", en="Holds all that has arrived"),
    "home_behind": Text(zh="比最新到达的数据晚 {days}", en="{days} behind what has arrived"),
    "home_came_left": Text(zh="新增 {came}，离开 {left}", en="{came} new, {left} gone"),
    "home_first": Text(zh="首个版本", en="The first version"),
    "home_sources": Text(zh="数据源", en="Sources"),
    "home_sources_fresh": Text(zh="{fresh} / {all} 张按时", en="{fresh} of {all} on time"),
    "home_sources_never": Text(zh="另有 {n} 张从未送达", en="{n} more never delivered"),
    "home_sources_all": Text(zh="全部已送达", en="Every one is delivered"),
    "home_last_run": Text(zh="上次运行", en="Last run"),
    "home_never_ran": Text(zh="从未运行", en="Never ran"),
    "home_running": Text(zh="正在运行", en="Running now"),
    "home_run_took": Text(zh="{time}，用\u2060时\u00a0{seconds}\u00a0秒", en="{time}, {seconds}\u00a0s"),
    "home_alerts": Text(zh="客群变动", en="Segments moved"),
    "home_alerts_of": Text(zh="{n} / {all} 个", en="{n} of {all}"),
    "home_alerts_none": Text(zh="尚无已存客群", en="none is saved yet"),
    "home_alerts_beyond": Text(zh="超出各自设定的幅度", en="beyond the share set for each"),
    "run_published": Text(zh="已发布", en="Published"),
    "run_nothing_due": Text(zh="无需更新", en="Nothing due"),
    "run_rolled_back": Text(zh="已回退", en="Rolled back"),
    "run_done": Text(zh="完成", en="Done"),
    "run_kind_refresh": Text(zh="刷新", en="Refresh"),
    "run_kind_rollback": Text(zh="回退", en="Rollback"),
    "run_kind_ingest": Text(zh="接入", en="Ingest"),
    "run_kind_train": Text(zh="训练", en="Training"),
    "run_kind_export": Text(zh="导出", en="Export"),
    "run_kind_report": Text(zh="出具文档", en="Documents"),
    "home_colon": Text(zh="：", en=": "),
    "run_failed": Text(zh="失败", en="Failed"),
    "run_bad_input": Text(zh="输入有误", en="Bad input"),
    "run_refused": Text(zh="发布检查未通过", en="Refused at the release gate"),
    "run_interrupted": Text(zh="中断", en="Interrupted"),
    "home_and": Text(zh="，", en=", "),
    "home_behind_clock": Text(zh="距今 {days}", en="{days} behind the clock"),
    "home_late": Text(zh="**{n} 张数据表未按时更新**（与今天相比）：", en="**{n} sources are late**, against today: "),
    "home_stopped": Text(
        zh="**{n} 张数据表已中断**，{tags} 个标签受影响：",
        en="**{n} sources have stopped, {tags} tags affected**: ",
    ),
    "home_late_one": Text(zh="{name} 止于 {day}（{days}前）", en="{name} ends {day} ({days} ago)"),
    "home_more": Text(zh="等，另 {n} 张", en="and {n} more"),
    "home_failed": Text(zh="**{outcome}**，{time}：{message}", en="**{outcome}**, {time}: {message}"),
    "home_serving": Text(zh="版本 {id} 继续有效。", en="Version {id} stays in use."),
    "home_lists": Text(zh="待处理清单", en="Awaiting action"),
    "home_lists_caption": Text(
        zh="点击打开客群；增减与 {day} 相比", en="Click to open the customers; the change is against {day}"
    ),
    "home_lists_caption_first": Text(zh="点击打开客群", en="Click to open the customers"),
    "home_no_lists": Text(zh="还没有定义待处理清单。", en="No lists are defined yet."),
    "home_list_missing": Text(zh="不可用：{tags} 尚无取值。", en="Not available: {tags} has no values yet."),
    "home_list_unread": Text(
        zh="当前版本读不出这份清单的规则，详情见上方提醒",
        en="This version cannot read the rule of the list; see the warnings above",
    ),
    "home_lists_unread": Text(
        zh="清单无法读取，详情见上方提醒。", en="The lists cannot be read; see the warnings above."
    ),
    "home_tags_moved": Text(zh="“{tag}”的取值占比变化最大", en="Shares moved most in “{tag}”"),
    "home_tags_still": Text(zh="与上一版本相比，没有标签变化", en="No tag moved since the version before"),
    "home_tags_caption": Text(zh="自版本 {id} 起", en="Since version {id}"),
    "home_tag_share": Text(zh="{value} {was} → {share}", en="{value} {was} → {share}"),
    "home_tag_changed": Text(zh="{n} 户改变", en="{n} changed"),
    "home_first_how": Text(
        zh="还没有更早的版本。下一次发布之后，这里说明哪些标签变了、谁来了、谁走了。",
        en="There is no version before this one. After the next, this tells which tags moved, who came and who left.",
    ),
    "home_segments": Text(zh="已存客群", en="Saved segments"),
    "home_segments_moved": Text(
        zh="{n} 个客群超出设定的变动幅度", en="Segments that moved beyond their set share: {n}"
    ),
    "home_segments_still": Text(zh="已存客群均在设定的变动幅度内", en="Saved segments stay within their set shares"),
    "home_no_segments": Text(
        zh="还没有已存客群。在客群页组合条件并保存，之后每次发布都会在这里报告其规模。",
        en="No segment is saved yet. Compose and save one; from then on its size is reported here with every version.",
    ),
    "home_to_segments": Text(zh="组合客群", en="Compose a segment"),
    "home_wait": Text(zh="正在与上一版本比较", en="Comparing with the version before"),
}
