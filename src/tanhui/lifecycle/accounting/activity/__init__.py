"""Activity data: what an owner fills in where no meter does, single values and tables, by site and span of days."""
