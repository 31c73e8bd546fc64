"""The mailbox: how mail to care comes in, by the provider's webhook or by asking an IMAP server."""
