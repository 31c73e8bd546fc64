"""The policy: drafts, proposals, and what-if runs."""
