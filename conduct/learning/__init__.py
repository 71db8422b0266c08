"""What halls teach: windows and colours."""
