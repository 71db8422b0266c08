"""What is collected about people, why, and what could become of it: the assessment written from the configuration."""
