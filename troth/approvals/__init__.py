"""What takes two people: one asks, another one approves, and only then is it done."""
