"""From the queue to the carrier's truck: whose turn it is, packing, handover, collections."""
