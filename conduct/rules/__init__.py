"""Rule packs: read, checked, compared, tried on the past, adopted, and the seasons of dress."""
