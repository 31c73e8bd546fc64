"""How terms, closures and taxes reach a promise."""

from __future__ import annotations

from troth.config.environment import env

# How long a process may go on without having heard that other terms were published; they begin
# later than that.
TERMS_READ_AGAIN_SECONDS = 5

# Where checkout reads the closures that have been entered: a promise made after one counts its days
# as closed.
CLOSURES = "troth.fulfillment.promises.monitoring.current_closures"

# Who works out the sales tax; see `troth.policy.sales_tax.tax.TaxProvider`.
TAX_PROVIDER = env("TAX_PROVIDER", "troth.policy.sales_tax.tax.Publication718")
