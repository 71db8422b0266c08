"""What the auditor's room and the impact assessment are made of: what is held, who has access, what is set up."""
