"""Mail from shoppers: read, its sender proven or not, its wish understood as a suggestion, and put
where it belongs.
"""
