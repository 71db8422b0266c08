"""What the routes of the roster share: who may change what, and how it is told."""
