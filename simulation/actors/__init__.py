"""Everybody in a life, in the order in which they hear of something."""

from __future__ import annotations

from simulation.actors.by_hand import ByHand
from simulation.actors.care import Care
from simulation.actors.carriers import Carriers
from simulation.actors.experts import Experts
from simulation.actors.finance import Finance
from simulation.actors.japan import Japan
from simulation.actors.machines import Machines
from simulation.actors.mail_provider import MailProvider
from simulation.actors.older_desk import OlderDesk
from simulation.actors.owners import Owners
from simulation.actors.payment_provider import PaymentProvider
from simulation.actors.second_looks import SecondLooks
from simulation.actors.shoppers import Shoppers
from simulation.actors.visitors import Visitors
from simulation.actors.warehouse import Warehouse
from simulation.actors.weather import Weather

OUTSIDE = [MailProvider, Carriers, PaymentProvider, Weather, Machines]
DESK = [Warehouse, Japan, Care, Finance, Experts, Owners, ByHand, SecondLooks, OlderDesk]
ACTORS = [*OUTSIDE, Shoppers, Visitors, *DESK]
