"""Development's mail folder."""
