"""What pictures show: the only place that touches pixels."""
