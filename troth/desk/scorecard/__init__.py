"""How promises were kept."""
