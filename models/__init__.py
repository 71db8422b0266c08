"""What the product knows: frozen value types (`models.values`) and the tables that keep them (`models.tables`)."""
