"""Time entries, the credit ledger and charges."""
