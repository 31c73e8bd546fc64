"""A parcel that wasn't received: reported, traced, claimed, found or refunded."""
