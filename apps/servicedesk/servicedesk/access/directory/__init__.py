"""Sign-in against a directory (LDAP) or a mail server (IMAP): no password is stored here.

| module | holds |
|---|---|
| `interface` | what a source is asked and may answer; free of the framework, as `ldap`, `imap` and `null` are |
| `sources` | records (SD Sign-In Source) → the sources to ask for a name |
| `limits` | how often a name may be tried, and for how long a source that is down is left alone |
| `accounts` | the user and portal account of whoever a source let in |
| `trial` | trying a source out, for administrators |
| `sign_in` | the whole of it, for the sign-in page |
"""

from servicedesk.access.directory.interface import DirectoryDown
from servicedesk.access.directory.sign_in import NotLetIn, try_sign_in

__all__ = ["DirectoryDown", "NotLetIn", "try_sign_in"]
