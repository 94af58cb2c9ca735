"""The post office of the local bench: takes every mail for every address and keeps it on this machine."""
