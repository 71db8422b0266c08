"""The pages under `/setup` on which the master data of the house is kept."""
