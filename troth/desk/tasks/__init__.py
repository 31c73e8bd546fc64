"""Tasks, and approvals by a second person."""
