"""The door for machines: what other systems tell us."""
