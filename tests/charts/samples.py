"""Pictures of every kind, of plain and of awkward figures, in both languages: what the other tests look at."""

from app.charts import (
    Axis,
    Bar,
    Bin,
    Box,
    Chart,
    Curve,
    HeatCell,
    Line,
    Part,
    StackedBar,
    bars,
    funnel,
    heat,
    histogram,
    lines,
    nine_box,
    sparkline,
    stacked,
    steps,
)

HOSTILE = "</svg><script>alert('x')</script>\" onload=\"a()\x00\x0b & <b>𠮷\ud800"
LONG = "深圳前海跨境电子商务综合服务平台海外仓运营与履约时效提升专项工作小组（欧洲、北美、东南亚）"
MONTHS = [f"{month} 月" for month in range(1, 13)]


def plain() -> dict[str, Chart]:
    """One of each kind, with links where the kind has them."""
    return {
        "bars": bars(
            "Completed by team",
            "The German team has completed most, 86%",
            [
                Bar("德国组", 86, "86.0% (33/38)", "/reports/completion?unit=1"),
                Bar("法意组", 81, "81.0% (23/29)", "/reports/completion?unit=2", mark="here"),
                Bar("汉堡仓", 74.5, "74.5%", "/reports/completion?unit=3", mark="late"),
                Bar("客服组", 0, "0.0%", "/reports/completion?unit=4", mark="quiet"),
            ],
            unit="%",
            target=95,
        ),
        "stacked": stacked(
            "各组完成情况",
            "德国组完成 86%，客服组 68%",
            [Part("已完成", "done"), Part("进行中", "open"), Part("逾期", "late")],
            [
                StackedBar("德国组", [33, 4, 1], ["33", "4", "1"], "/people?unit=1", "38 人 · 86%"),
                StackedBar("客服组", [18, 3, 6], ["18", "3", "6"], "/people?unit=2", "27 人 · 68%"),
                StackedBar("新组", [0, 0, 0], ["0", "0", "0"]),
            ],
        ),
        "lines": lines(
            "每月完成率",
            "12 月完成率 91%，高于去年同期的 80%",
            MONTHS,
            [
                Line("今年", [0.1, 0.2, 0.28, None, 0.45, 0.5, None, 0.66, 0.7, 0.8, 0.88, 0.91]),
                Line("去年", [0.05, 0.1, 0.2, 0.3, 0.36, 0.44, 0.5, 0.6, 0.66, 0.7, 0.75, 0.8], dashed=True),
            ],
            percent=True,
        ),
        "histogram": histogram(
            "Scores",
            "12 of 20 reached the pass mark of 60",
            [Bin(low, low + 10, count, f"?from={low}") for low, count in zip(range(0, 100, 10), COUNTS, strict=True)],
            cut=60,
            cut_label="合格线 60",
        ),
        "sparkline": sparkline([3, 5, 2, None, 8, 9], "Eight weeks, last 9", low=0, high=10),
        "steps": steps(
            "Time to competence",
            "Half of the first cohort were ready after 90 days",
            [Curve("2025", [(30, 0.1), (90, 0.5), (180, 0.8)]), Curve("2026", [(20, 0.25), (60, 0.55)])],
        ),
        "funnel": funnel(
            "推荐过程",
            "120 人符合条件，9 人入选",
            [
                Bar("符合条件", 120, "120", "/pool?stage=1"),
                Bar("被推荐", 46, "46", "/pool?stage=2"),
                Bar("入选", 9, "9", "/pool?stage=3"),
            ],
        ),
        "heat": heat(
            "能力地图",
            "仓储组的税务合规最弱",
            ["德国组", "汉堡仓"],
            ["税务合规", "单证实务", "仓储"],
            [
                [HeatCell(0.64, "3.2", "/people?cell=1"), HeatCell(1, "5.0"), HeatCell(0, "0.0")],
                [HeatCell(0.2, "1.0"), HeatCell(None, "不足 5 人"), HeatCell(None, "逾期", level="late")],
            ],
            corner="部门",
        ),
        "nine_box": nine_box(
            "人才九宫格",
            "128 人，中坚 52 人",
            (Axis("业绩", ("待提升", "达标", "突出")), Axis("成长", ("低", "中", "高"))),
            [
                [Box("待激发", None), Box("成长中", 11, "/pool?box=2"), Box("重点培养", 6, "/pool?box=3")],
                [Box("观察", 9), Box("中坚", 52), Box("高绩效", 17)],
                [Box("改进计划", 5), Box("稳定", 18), Box("专业骨干", 7)],
            ],
        ),
    }


COUNTS = [0, 1, 0, 2, 2, 3, 4, 5, 2, 1]


def awkward() -> dict[str, Chart]:
    """Nothing, one, too many, below zero, very great, too long, hostile."""
    return {
        "no bars": bars("None", "Nobody", []),
        "bars of nothing": bars("Zero", "Nobody", [Bar("A", 0, "0")], target=0),
        "bars below zero": bars("Gain", "B lost 3", [Bar("A", 12.5, "+12.5"), Bar("B", -3, "−3")]),
        "only below zero": bars("Gain", "Both lost", [Bar("A", -12.5, "−12.5"), Bar("B", -3, "−3")]),
        "many bars": bars("Many", "Many", [Bar(f"Team {number}", number, str(number)) for number in range(75)]),
        "great bars": bars("Great", "Great", [Bar("A", 12_345_678_901, "12,345,678,901"), Bar("B", 1, "1")]),
        "tiny bars": bars("Tiny", "Tiny", [Bar("A", 0.0003, "0.0003")]),
        "hostile": bars(HOSTILE, HOSTILE, [Bar(HOSTILE, 1, HOSTILE, '/x?q="><script>')]),
        "long": bars(LONG, LONG, [Bar(LONG, 3, LONG), Bar("短", 1, "1")]),
        "no wholes": stacked("None", "Nobody", [Part("A", "done")], []),
        "long wholes": stacked(
            LONG, LONG, [Part(LONG, "done"), Part(LONG, "late")], [StackedBar(LONG, [0.5, 0.25], ["a", "b"])]
        ),
        "no lines": lines("None", "Nothing", [], []),
        "lines of nothing": lines("None", "Nothing", MONTHS, [Line("A", [None] * 12)]),
        "one point": lines("One", "One", ["1 月"], [Line("A", [0.5])], percent=True),
        "flat at zero": lines("Zero", "Zero", MONTHS, [Line("A", [0] * 12)]),
        "below zero": lines("Net", "Fell", MONTHS, [Line("A", [5, -3] * 6), Line(LONG, [-1.5] * 12, dashed=True)]),
        "over a whole": lines("ISO", "300%", ["a", "b"], [Line("A", [1.2, 3.0])], percent=True),
        "same ends": lines("Same", "Same", ["a", "b"], [Line(f"L{number}", [1, 2]) for number in range(5)]),
        "seven lines": lines("Many", "Many", ["a", "b"], [Line(f"L{number}", [1, number]) for number in range(7)]),
        "long labels": lines("Long", "Long", [LONG] * 12, [Line("A", list(range(12)))]),
        "no bins": histogram("None", "Nobody sat", []),
        "empty bins": histogram("None", "Nobody sat", [Bin(0, 50, 0), Bin(50, 100, 0)], cut=50),
        "one bin": histogram("One", "One", [Bin(0, 1, 1_234_567)], cut=7),
        "many bins": histogram("Many", "Many", [Bin(low, low + 1, low) for low in range(100)], cut=60),
        "no values": sparkline([], "Nothing", low=0, high=1),
        "one value": sparkline([0.5], "One", low=0, high=1),
        "beyond the scale": sparkline([-5, 50], "Beyond", low=0, high=1),
        "no range": sparkline([2, 2], "Flat", low=2, high=2),
        "no curves": steps("None", "Nobody", [Curve("A", [])]),
        "one step": steps("One", "One", [Curve("A", [(0, 1)])]),
        "no stages": funnel("None", "Nobody", []),
        "empty stages": funnel("None", "Nobody", [Bar("A", 0, "0"), Bar("B", 0, "0")]),
        "no cells": heat("None", "Nobody", [], [], []),
        "many cells": heat(
            "Many", "Many", [f"R{n}" for n in range(60)], [LONG] * 20, [[HeatCell(0.5, LONG)] * 20] * 60
        ),
        "hostile cells": heat(HOSTILE, HOSTILE, [HOSTILE], [HOSTILE], [[HeatCell(1, HOSTILE, "/a?b=\"'<")]]),
        "nobody in boxes": nine_box(
            "None", "Nobody", (Axis(LONG, (LONG,) * 3), Axis(LONG, (LONG,) * 3)), [[Box(LONG, 0)] * 3] * 3
        ),
    }
