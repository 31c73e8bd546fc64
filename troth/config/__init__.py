"""Settings by subject; `settings` puts them together, and only `environment` reads variables."""
