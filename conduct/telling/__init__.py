"""Telling people: notices, the inbox, and what goes out by mail and webhook."""
