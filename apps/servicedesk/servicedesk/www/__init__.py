"""The portal's pages: a guard, one view-model and a template each."""
