"""Staff and rosters from tables: all of a table or nothing."""
