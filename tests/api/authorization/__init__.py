"""Who may call what: the table, the hall it is asked about, and how each cell is asked."""
