"""What an owner sets up before the store opens."""
