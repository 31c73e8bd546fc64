"""What every database of a store has besides its tables: guards, and a version that can be told."""
