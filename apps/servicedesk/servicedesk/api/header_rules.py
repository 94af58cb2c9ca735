"""Which security headers an answer carries. Standard library only: values in, values out.

The same rules stand in the front of the local bench; these hold wherever the app runs behind another one.
"""

# The portal is our own: nothing inline, nothing from other hosts.
_PORTAL_POLICY = {
	"default-src": "'self'",
	"script-src": "'self'",
	"style-src": "'self'",
	"img-src": "'self' data:",
	"object-src": "'none'",
	"base-uri": "'none'",
	"form-action": "'self'",
	"frame-ancestors": "'none'",
}
# The desk builds scripts and styles while it runs; it still loads and sends nothing elsewhere, so that a picture
# in a customer's mail cannot report who reads it.
_DESK_POLICY = {
	"default-src": "'self'",
	"script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
	"style-src": "'self' 'unsafe-inline'",
	"img-src": "'self' data: blob:",
	"media-src": "'self' data: blob:",
	"font-src": "'self' data:",
	"frame-src": "'self' blob:",
	"worker-src": "'self' blob:",
	"object-src": "'none'",
	"base-uri": "'self'",
	"form-action": "'self'",
	"frame-ancestors": "'self'",
}
_DATA_POLICY = {"default-src": "'none'", "frame-ancestors": "'none'"}
# The portal's service worker runs its own bundle and asks for the portal's pages and files.
_WORKER_POLICY = {
	"default-src": "'none'",
	"script-src": "'self'",
	"connect-src": "'self'",
	"frame-ancestors": "'none'",
}
# A stored file runs nothing even where a browser takes it for a page.
_FILE_POLICY = {
	"default-src": "'none'",
	"style-src": "'unsafe-inline'",
	"img-src": "'self'",
	"media-src": "'self'",
	"frame-ancestors": "'self'",
	"sandbox": "",
}
# Browsers refuse to show a PDF in a sandboxed frame; their viewers run its scripts in a sandbox of their own.
_PDF_POLICY = {"frame-ancestors": "'self'"}

_EVERYWHERE = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "same-origin",
	"Cross-Origin-Opener-Policy": "same-origin",
	"X-Permitted-Cross-Domain-Policies": "none",
}
_PORTAL_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_DESK_PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"

SHOWN_IN_BROWSER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
_FILES = "/private/files/"
_WORKER = "/portal/sw.js"


def is_portal(path: str) -> bool:
	"""Whether `path` is one of the portal's pages."""
	return path == "/portal" or path.startswith("/portal/")


def is_forced_download(path: str, media_type: str) -> bool:
	"""Whether a stored file of `media_type` must be saved rather than shown: it is neither picture nor PDF."""
	return path.startswith(_FILES) and media_type not in SHOWN_IN_BROWSER


def headers_for(path: str, media_type: str) -> dict[str, str]:
	"""Return the headers of an answer. `media_type` is the answer's type without parameters."""
	portal = is_portal(path)
	headers = dict(_EVERYWHERE)
	headers["Content-Security-Policy"] = _written(_policy(path, media_type, portal))
	headers["Permissions-Policy"] = _PORTAL_PERMISSIONS if portal else _DESK_PERMISSIONS
	headers["X-Frame-Options"] = "DENY" if portal else "SAMEORIGIN"
	if media_type == "application/json":
		headers["Cache-Control"] = "no-store"
	return headers


def _policy(path: str, media_type: str, portal: bool) -> dict[str, str]:
	"""Return the content security policy that fits an answer, by directive."""
	if path.startswith(_FILES):
		return _PDF_POLICY if media_type == "application/pdf" else _FILE_POLICY
	if path == _WORKER:
		return _WORKER_POLICY
	if media_type != "text/html":
		return _PDF_POLICY if media_type == "application/pdf" else _DATA_POLICY
	return _PORTAL_POLICY if portal else _DESK_POLICY


def _written(policy: dict[str, str]) -> str:
	"""Return `policy` as a header's value."""
	return "; ".join(f"{directive} {sources}".strip() for directive, sources in policy.items())
