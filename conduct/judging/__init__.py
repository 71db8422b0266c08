"""From the facts of a hall's day to findings, and the stored cases brought in line with them."""
