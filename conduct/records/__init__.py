"""What readers and cameras tell, kept as it came."""
