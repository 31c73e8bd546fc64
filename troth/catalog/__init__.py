"""What we sell, and why we believe in it."""
