"""What the demo's people write to open questions, and what a reader says to it. Other open questions are left alone."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Written:
    """`share`: of the points, as the reader gives them."""

    text: str
    share: Decimal
    comment: str


WRITTEN: dict[str, tuple[Written, ...]] = {
    "c5-case-mail": (
        Written(
            "您好：贵方报表里的比率按交给承运人的时间计算，我方按打印面单的时间计算，所以两个数字不同，但都没有错。按合同口径，分母只含截单前进入系统的订单，"
            "重算后的结果和明细见附件。自下月起，报表会写明时区、事件、分子和分母，并附未达标订单清单，方便贵方逐单核对。",
            Decimal("0.875"),
            "口径说清楚了，重算也列了分母。建议把未达标的订单数也写出来。",
        ),
        Written(
            "您好：我们核对了上月的数据。两边口径不一样，我们算的是打单，贵方算的是出库。按合同重算，结果比我们报的低一些，比贵方算的高一些。下个月我们会把口径写在报表最上面。",
            Decimal("0.625"),
            "方向对，但没有写出分子和分母，对方没法核对。",
        ),
        Written(
            "您好：上月订单多，有些是截单以后才进来的，所以比率低。我们会继续改进，请理解。",
            Decimal("0.25"),
            "没有说明两个数字各量的是什么，也没有重算。请对照例题再写一遍。",
        ),
    ),
}
