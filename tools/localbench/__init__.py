"""How the local bench is put together. Standard library only: it runs before anything is installed."""
