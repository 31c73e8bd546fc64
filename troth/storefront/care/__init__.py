"""What a shopper asks for after an order: to cancel, a report, a return."""
