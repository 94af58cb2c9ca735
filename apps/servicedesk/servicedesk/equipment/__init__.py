"""Equipment of customers."""
