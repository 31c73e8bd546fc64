"""Packing an order: boxes, labels, carriers; parcels that left."""
