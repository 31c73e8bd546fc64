"""What carriers say of a parcel, and what it makes true."""
