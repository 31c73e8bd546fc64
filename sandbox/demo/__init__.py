"""The demo store's content: an invented catalog and the pictures that go with it."""
