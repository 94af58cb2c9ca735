"""View-models of the portal's pages."""
