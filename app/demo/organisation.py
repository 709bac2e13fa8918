"""The demo company on paper: a foreign-trade group, its subsidiaries, departments, overseas warehouses and posts."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["group", "company", "department", "team", "warehouse"]


@dataclass(frozen=True, slots=True)
class Post:
    """A position. `family` is the role of the training plan that it belongs to."""

    code: str
    name_zh: str
    name_en: str
    family: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A department and those who work in it directly. Parents stand before their children."""

    code: str
    parent: str | None
    kind: Kind
    name_zh: str
    name_en: str
    size: int  # people directly in it, its head included
    post: str  # of most people in it
    head: str = "MGR-2"  # post of its head
    diligence: float = 0.7  # share of duties that its people see through
    foreign: tuple[tuple[str, int], ...] = ()  # names from where, how many
    zone: str = "Asia/Shanghai"


POSTS = (
    Post("MGR-1", "总经理", "General manager", "MGR"),
    Post("MGR-2", "部门经理", "Department manager", "MGR"),
    Post("MGR-3", "海外仓经理", "Overseas-warehouse manager", "MGR"),
    Post("NEW-1", "管理培训生", "Graduate trainee", "NEW"),
    Post("NEW-2", "人力资源专员", "Human resources specialist", "NEW"),
    Post("NEW-3", "培训专员", "Training specialist", "NEW"),
    Post("NEW-4", "信息系统工程师", "Information systems engineer", "NEW"),
    Post("OPR-1", "跨境电商运营专员", "E-commerce operator", "OPR"),
    Post("OPR-2", "广告投放专员", "Advertising specialist", "OPR"),
    Post("OPR-3", "客户服务专员", "Customer service agent", "OPR"),
    Post("OPR-9", "运营组长", "Operations team leader", "OPR"),
    Post("WHS-1", "仓库主管", "Warehouse supervisor", "WHS"),
    Post("WHS-2", "仓储作业员", "Warehouse operative", "WHS"),
    Post("WHS-3", "库存计划员", "Inventory planner", "WHS"),
    Post("WHS-4", "国际货运操作员", "Freight coordinator", "WHS"),
    Post("WHS-5", "仓储系统专员", "Warehouse systems specialist", "WHS"),
    Post("CUS-1", "关务专员", "Customs specialist", "CUS"),
    Post("CUS-2", "合规专员", "Compliance specialist", "CUS"),
    Post("CUS-3", "外综服业务员", "Trade services officer", "CUS"),
    Post("FIN-1", "会计", "Accountant", "FIN"),
    Post("FIN-2", "结算专员", "Settlement specialist", "FIN"),
    Post("MFG-1", "产品工程师", "Product engineer", "MFG"),
    Post("MFG-2", "研发工程师", "Development engineer", "MFG"),
    Post("MFG-3", "质量工程师", "Quality engineer", "MFG"),
    Post("MFG-4", "生产操作员", "Production operator", "MFG"),
    Post("MFG-5", "采购专员", "Purchasing specialist", "MFG"),
    Post("MFG-9", "班组长", "Shift leader", "MFG"),
)

UNITS = (
    Unit("G", None, "group", "远澜外贸集团", "Yuanlan Foreign Trade Group", 3, "MGR-2", "MGR-1", 0.6),
    Unit("G-HR", "G", "department", "人力资源部", "Human Resources", 10, "NEW-2", diligence=0.9),
    Unit("G-HR-TC", "G-HR", "team", "集团培训中心", "Group Training Centre", 5, "NEW-3", "NEW-3", 0.96),
    Unit("G-FIN", "G", "department", "财务部", "Finance", 12, "FIN-1", diligence=0.78),
    Unit("G-CUS", "G", "department", "关务与合规部", "Customs and Compliance", 10, "CUS-2", diligence=0.93),
    Unit("G-SVC", "G", "department", "外贸综合服务部", "Integrated Trade Services", 14, "CUS-3", diligence=0.66),
    Unit("G-DIG", "G", "department", "数字化部", "Digital Systems", 8, "NEW-4", diligence=0.45),
    Unit("E", "G", "company", "远澜跨境电商有限公司", "Yuanlan Cross-border E-commerce", 2, "MGR-2", "MGR-1"),
    Unit("E-EU1", "E", "department", "欧洲业务一部", "Europe Department 1", 3, "OPR-1", diligence=0.8),
    Unit("E-EU1-DE", "E-EU1", "team", "德国组", "Germany Team", 9, "OPR-1", "OPR-9", 0.9, (("de", 2),)),
    Unit("E-EU1-FR", "E-EU1", "team", "法意组", "France and Italy Team", 7, "OPR-1", "OPR-9", 0.72, (("fr", 2),)),
    Unit("E-EU1-CS", "E-EU1", "team", "客服组", "Customer Service Team", 6, "OPR-3", "OPR-9", 0.48),
    Unit("E-EU2", "E", "department", "欧洲业务二部", "Europe Department 2", 2, "OPR-1", diligence=0.6),
    Unit(
        "E-EU2-PL",
        "E-EU2",
        "team",
        "中东欧组",
        "Central and Eastern Europe Team",
        8,
        "OPR-1",
        "OPR-9",
        0.65,
        (("pl", 2),),
    ),
    Unit("E-EU2-UK", "E-EU2", "team", "英国组", "United Kingdom Team", 8, "OPR-1", "OPR-9", 0.58, (("us", 1),)),
    Unit("E-NA", "E", "department", "北美业务部", "North America", 2, "OPR-1", diligence=0.5),
    Unit("E-NA-1", "E-NA", "team", "平台一组", "Marketplace Team 1", 11, "OPR-1", "OPR-9", 0.6, (("us", 1),)),
    Unit("E-NA-2", "E-NA", "team", "平台二组", "Marketplace Team 2", 11, "OPR-1", "OPR-9", 0.33),
    Unit("E-SEA", "E", "department", "东南亚业务部", "South-East Asia", 2, "OPR-1", diligence=0.8),
    Unit("E-SEA-ID", "E-SEA", "team", "印尼组", "Indonesia Team", 7, "OPR-1", "OPR-9", 0.86, (("id", 2),)),
    Unit("E-SEA-TV", "E-SEA", "team", "泰越组", "Thailand and Vietnam Team", 7, "OPR-1", "OPR-9", 0.75),
    Unit("E-MKT", "E", "department", "品牌与广告部", "Brand and Advertising", 14, "OPR-2", diligence=0.7),
    Unit("E-CS", "E", "department", "客户服务中心", "Customer Service Centre", 18, "OPR-3", diligence=0.52),
    Unit("E-CUS", "E", "department", "关务部", "Customs", 6, "CUS-1", diligence=0.95),
    Unit("E-FIN", "E", "department", "财务部", "Finance", 6, "FIN-2", diligence=0.82),
    Unit("L", "G", "company", "远澜海外仓与物流有限公司", "Yuanlan Warehousing and Logistics", 2, "MGR-2", "MGR-1"),
    Unit(
        "L-FF", "L", "department", "国际货运部", "Freight Forwarding", 18, "WHS-4", diligence=0.57, foreign=(("nl", 1),)
    ),
    Unit("L-PLN", "L", "department", "库存计划部", "Inventory Planning", 10, "WHS-3", diligence=0.88),
    Unit("L-SYS", "L", "department", "仓储系统部", "Warehouse Systems", 7, "WHS-5", diligence=0.7),
    Unit("L-CUS", "L", "department", "关务部", "Customs", 7, "CUS-1", diligence=0.84),
    Unit("L-FIN", "L", "department", "财务部", "Finance", 6, "FIN-2", diligence=0.64),
    Unit("L-OW", "L", "department", "海外仓管理部", "Overseas Warehouses", 4, "WHS-1", diligence=0.8),
    Unit(
        "L-OW-HAM",
        "L-OW",
        "warehouse",
        "汉堡仓",
        "Hamburg Warehouse",
        20,
        "WHS-2",
        "MGR-3",
        0.76,
        (("de", 13), ("pl", 3)),
        "Europe/Berlin",
    ),
    Unit(
        "L-OW-RTM",
        "L-OW",
        "warehouse",
        "鹿特丹仓",
        "Rotterdam Warehouse",
        18,
        "WHS-2",
        "MGR-3",
        0.55,
        (("nl", 12), ("pl", 2), ("de", 1)),
        "Europe/Amsterdam",
    ),
    Unit(
        "L-OW-LAX",
        "L-OW",
        "warehouse",
        "洛杉矶仓",
        "Los Angeles Warehouse",
        20,
        "WHS-2",
        "MGR-3",
        0.36,
        (("us", 16),),
        "America/Los_Angeles",
    ),
    Unit(
        "L-OW-JKT",
        "L-OW",
        "warehouse",
        "雅加达仓",
        "Jakarta Warehouse",
        15,
        "WHS-2",
        "MGR-3",
        0.91,
        (("id", 12),),
        "Asia/Jakarta",
    ),
    Unit(
        "L-OW-DXB",
        "L-OW",
        "warehouse",
        "迪拜仓",
        "Dubai Warehouse",
        12,
        "WHS-2",
        "MGR-3",
        0.63,
        (("ar", 10),),
        "Asia/Dubai",
    ),
    Unit("M", "G", "company", "远澜智造与研发有限公司", "Yuanlan Manufacturing and R&D", 2, "MGR-2", "MGR-1"),
    Unit("M-RD", "M", "department", "研发中心", "Research and Development", 2, "MFG-2", diligence=0.7),
    Unit("M-RD-PD", "M-RD", "team", "产品设计组", "Product Design Team", 10, "MFG-1", "MFG-1", 0.74),
    Unit("M-RD-EL", "M-RD", "team", "电控组", "Electronics Team", 10, "MFG-2", "MFG-2", 0.4),
    Unit("M-QA", "M", "department", "质量与认证部", "Quality and Certification", 11, "MFG-3", diligence=0.9),
    Unit("M-PRD", "M", "department", "生产部", "Production", 2, "MFG-9", diligence=0.5),
    Unit("M-PRD-1", "M-PRD", "team", "一车间", "Workshop 1", 10, "MFG-4", "MFG-9", 0.46),
    Unit("M-PRD-2", "M-PRD", "team", "二车间", "Workshop 2", 10, "MFG-4", "MFG-9", 0.3),
    Unit("M-SC", "M", "department", "供应链部", "Supply Chain", 8, "MFG-5", diligence=0.68),
    Unit("M-FIN", "M", "department", "财务部", "Finance", 5, "FIN-1", diligence=0.8),
)
