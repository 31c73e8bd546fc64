"""Orders that are cancelled, in their window or as an exception."""
