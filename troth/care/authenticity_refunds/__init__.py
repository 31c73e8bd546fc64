"""Not authentic: reports by verified authenticators, and everything refunded."""
