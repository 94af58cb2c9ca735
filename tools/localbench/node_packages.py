"""The browser libraries, and the assets built from them and from the apps."""

import json

from localbench import frappe_source, paths, programs, stamps
from localbench.jobs import Job

NODE_MODULES = paths.ROOT / "node_modules"
BUILDER = paths.TOOLS / "assets" / "build.mjs"
MANIFEST = paths.SITES / "assets" / "assets.json"
LOCK = paths.ROOT / "package-lock.json"


def are_there() -> bool:
	"""Whether the packages have been installed."""
	return (NODE_MODULES / ".package-lock.json").exists()


def install(job: Job) -> None:
	"""Install exactly what the lock file says."""
	job.run(["npm", "ci", "--include=dev", "--no-audit", "--no-fund"])


def assets_are_there() -> bool:
	"""Whether everything that was built is still there; restoring the framework takes its part away."""
	if not (MANIFEST.exists() and (paths.FRAPPE / "package.json").exists()):
		return False
	built = json.loads(MANIFEST.read_text()).values()
	return all((paths.SITES / address.lstrip("/")).exists() for address in built)


def assets_fingerprint() -> str:
	"""Changes whenever something does that the assets are built from."""
	sources = [BUILDER.parent, LOCK, paths.APP / "servicedesk" / "public"]
	return stamps.fingerprint(sources, frappe_source.WHEEL_SHA256)


def build_assets(job: Job) -> None:
	"""Build every bundle of every app, and make `bench build` work from now on."""
	variables = programs.environment({})
	(paths.SITES / "assets").mkdir(parents=True, exist_ok=True)
	yarn = paths.ENV / "bin" / "yarn"
	yarn.unlink(missing_ok=True)
	yarn.symlink_to("../../node_modules/.bin/yarn")
	job.run(["node", BUILDER, "--frame", paths.FRAPPE], variables=variables)
	job.run(["node", BUILDER, "--production", "--force"], variables=variables)
