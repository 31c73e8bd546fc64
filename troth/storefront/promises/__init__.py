"""The promises as they are published, and how they were kept."""
