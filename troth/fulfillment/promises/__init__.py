"""Every date that was promised: watched, moved, announced and agreed to."""
