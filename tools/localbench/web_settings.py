"""Settings of the web server that gunicorn has no argument for; it reads this file as it starts.

The framework of this bench reads a form's texts with the parser's own limit of half a megabyte, and answers more with
a bare page in English that loses everything typed. With this the portal refuses them itself, by the field.
"""

from werkzeug.wrappers import Request

# Bytes of all texts of one form; the front lets no request through that is larger than what files may have.
Request.max_form_memory_size = 8 * 1024 * 1024
