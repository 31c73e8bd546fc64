"""Years of orders in a database, thousands in seconds: for tests, benches and load tests.

`simulation.plans` decides what becomes of each order, as it does for a simulated life. A life
carries it out through pages, some seconds an order. Here each order has one clock that goes from
event to event (`simulation.years.order_year`), and its timeline is written in bulk
(`simulation.years.rows`) in the shapes that the store's actions write.
`tests/domain/test_scorecard.py` compares them.

Only a life shows parcels that come back, closures, payments that are looked at, and letters apart
from the confirmation, the shipping notice and the delay notice.
"""
