"""The formula engine: one small grammar, one tree, several visitors. Pure; nothing is ever evaluated as Python."""
