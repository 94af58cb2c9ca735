"""Getting in and staying out: registration, invitation, passwords, secret questions, sign-in against a directory."""
