"""A mailbox that speaks IMAP."""
