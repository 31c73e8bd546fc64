"""Every upload is scanned for malware before anybody sees it, where a scanner is set up."""
