"""What the servers share: HTTP, storage in SQLite, delivery of webhooks."""
