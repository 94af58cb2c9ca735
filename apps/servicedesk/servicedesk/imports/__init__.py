"""Loading registers from table files: customers, contacts, contracts, services and equipment."""
