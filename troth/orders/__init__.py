"""What was bought, and all that happened since."""
