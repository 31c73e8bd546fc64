"""What needs a person on the staff, found in the store's own rows: each cause is a task."""
