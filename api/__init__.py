"""The service and the command line: the only place that knows settings, the clock and the schedule."""
