"""What pages of the store and of the desk share: parts of pages, and the looks of both."""
