"""Staff's sign-in: passwords, second factors, sessions; and the record of access."""
