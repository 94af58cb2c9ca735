"""The form on the public site: anybody may fill it in, without an account (manual outsourcer 2)."""
