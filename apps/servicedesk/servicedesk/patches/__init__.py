"""Changes of the data from one release to the next."""
