"""The realtime server's program: ``python tools/realtime/server.py --port … --redis … --web …``.

It serves loopback only; browsers reach it through the front, under /socket.io/ of the site's own address.
``/health`` answers 200 while events from Redis arrive, 503 otherwise.
"""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import socketio
from aiohttp import web
from aiohttp.typedefs import Handler

from realtime.events import Listener
from realtime.origin import refusal
from realtime.sockets import Sockets
from realtime.watch import Watch
from realtime.web import WebServer

log = logging.getLogger("realtime")

LOOPBACK = "127.0.0.1"
PATH = "socket.io"
# Clients send names of documents and nothing longer.
LARGEST_MESSAGE_BYTES = 64 * 1024
DEFAULT_RECHECK_SECONDS = 900.0


@web.middleware
async def only_own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
	"""Refuse what another site's page sends, before anything looks at it."""
	reason = refusal(request.method, request.headers) if request.path.startswith(f"/{PATH}") else None
	if reason:
		log.info("Refused: %s", reason)
		return web.Response(status=403, text=reason)
	return await handler(request)


async def serve(port: int, redis_address: str, web_address: str, recheck_seconds: float) -> None:
	"""Serve until told to stop by a signal."""
	server = socketio.AsyncServer(
		async_mode="aiohttp",
		# No other site's page gets in at all (only_own_pages), so no answer needs to permit one.
		cors_allowed_origins=[],
		max_http_buffer_size=LARGEST_MESSAGE_BYTES,
		namespaces="*",
	)
	listener = Listener(redis_address, server)
	application = web.Application(middlewares=[only_own_pages])
	server.attach(application, socketio_path=PATH)

	async def health(_: web.Request) -> web.Response:
		return web.Response(
			status=200 if listener.listening else 503, text=f"{len(sockets.connected)} connected\n"
		)

	application.router.add_get("/health", health)
	async with WebServer(web_address) as web_server:
		sockets = Sockets(web_server)
		server.register_namespace(sockets)
		tasks = [
			asyncio.create_task(listener.run(), name="listener"),
			asyncio.create_task(Watch(server, sockets, recheck_seconds).run(), name="watch"),
		]
		await _serve_until_stopped(application, port)
		for task in tasks:
			task.cancel()
		await asyncio.gather(*tasks, return_exceptions=True)
		await server.shutdown()


async def _serve_until_stopped(application: web.Application, port: int) -> None:
	stopped = asyncio.Event()
	for number in (signal.SIGTERM, signal.SIGINT):
		asyncio.get_running_loop().add_signal_handler(number, stopped.set)
	runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
	await runner.setup()
	try:
		await web.TCPSite(runner, LOOPBACK, port).start()
		log.info("Realtime on %s:%d", LOOPBACK, port)
		await stopped.wait()
	finally:
		await runner.cleanup()


def main() -> None:
	"""Read the command line and serve."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--port", type=int, required=True, help="port on loopback")
	parser.add_argument("--redis", required=True, help="address of the Redis that events are published on")
	parser.add_argument(
		"--web", required=True, help="address of the web server, for instance http://127.0.0.1:8081"
	)
	parser.add_argument(
		"--recheck-seconds",
		type=float,
		default=DEFAULT_RECHECK_SECONDS,
		help="how often a connected client's session is looked at again",
	)
	given = parser.parse_args()
	logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
	asyncio.run(serve(given.port, given.redis, given.web, given.recheck_seconds))


if __name__ == "__main__":
	main()
