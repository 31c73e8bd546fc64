"""New York sales tax: rates, places, the amount and the return."""
