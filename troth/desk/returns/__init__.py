"""What comes back: check-in, and parcels that go back to their buyer."""
