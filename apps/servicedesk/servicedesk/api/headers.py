"""Security headers on every answer of the app: the second layer beside the front."""

from werkzeug.wrappers import Request, Response

from servicedesk.api.header_rules import headers_for, is_forced_download


def add_headers(response: Response | None = None, request: Request | None = None) -> None:
	"""Add the security headers that `response` does not carry yet. Hook: `after_request`.

	The framework passes no response where a request ended in an HTTP exception.
	"""
	if response is None or request is None:
		return
	media_type = response.mimetype or ""
	for name, value in headers_for(request.path, media_type).items():
		response.headers.setdefault(name, value)
	if is_forced_download(request.path, media_type) and response.status_code == 200:
		response.headers.setdefault("Content-Disposition", "attachment")
