"""FedEx, UPS and USPS with their wire shapes, at one port, and the parcels that they carry."""
