"""Payments, refunds, disputes, tie-outs and the sales tax."""
