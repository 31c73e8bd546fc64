"""Methods, carriers and services, labels, signatures and tracking."""
