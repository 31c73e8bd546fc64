"""What requests and responses share: headers, uploads, downloads, addresses, webhook bodies."""
