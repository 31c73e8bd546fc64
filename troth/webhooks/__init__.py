"""What other systems send the store: the payment provider, the carriers, and mail."""
