"""The only glue to the framework and its versions."""
