"""Mail: mailboxes are read over IMAP, each message once, and put where it belongs."""
