"""The fields of projects that article 12 encourages."""

CATEGORIES = {
    "renewable": "可再生能源",
    "efficiency": "能效提升",
    "transport": "交通",
    "building": "建筑",
    "sink": "农林碳汇",
    "product": "节能与低碳产品",
    "waste": "废弃物处理",
    "co-control": "减污降碳",
    "other": "其他",
}
CATEGORY_CHOICES = list(CATEGORIES.items())
