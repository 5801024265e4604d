"""What each rule asks, in Chinese, for checklists and reports."""

STATEMENTS_ZH = {
    "period_dates_are_in_order": "核算期起止日期有效",
    "period_starts_after_the_goal_was_announced": "减排量产生于 2020-09-22 之后",
    "period_ends_by_the_filing_day": "减排量产生时间不晚于申报日",
    "site_district_is_in_the_city": "项目位于本市行政区域内",
    "site_point_agrees_with_its_division": "坐标与行政区划一致",
    "reduction_is_not_a_legal_duty": "不属于法定减排义务",
    "project_is_outside_the_national_ets": "未纳入全国碳市场配额管理",
    "project_is_in_no_other_mechanism": "未参与其他减排机制",
    "energy_has_no_green_certificates": "所涉电量未核发或交易绿证",
    "benefit_to_the_public_is_stated": "说明了普惠性",
    "legality_proof_covers_the_period": "合法性证明覆盖监测期",
    "asset_is_claimed_once_at_a_time": "同一计量点同一时段只申报一次",
    "emissions_lie_below_the_baseline": "核算结果为正减排",
    "quantities_meet_the_conditions": "装机容量在方法学的适用范围内",
    "issuable_tonnes_are_rounded_down": "可申请签发量向下取整",
}
