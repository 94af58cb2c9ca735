"""The steps of a set-up, in the order they are numbered, and what each needs and is made from."""

from dataclasses import dataclass

from localbench import (
	database,
	framework,
	node_packages,
	paths,
	python_environment,
	service_files,
	sites,
	snapshot,
	stamps,
	system_packages,
)
from localbench.jobs import Job
from localbench.ports import Ports
from localbench.steps import Step
from localbench.supervisor import DATA_SERVICES

SITE = paths.DEVELOPMENT_SITE


@dataclass(frozen=True)
class Settings:
	"""What this set-up was asked for. `for_tests` adds what only the tests need."""

	ports: Ports
	passwords: dict[str, str]
	developer: bool = False
	for_tests: bool = False

	@property
	def packages(self) -> tuple[system_packages.Package, ...]:
		"""The Debian packages this set-up needs."""
		extra = system_packages.FOR_THE_TESTS if self.for_tests else ()
		return system_packages.FOR_THE_BENCH + extra


def environment_steps(settings: Settings) -> list[Step]:
	"""What has to be on the machine before anything of this repository can run."""
	steps = [
		Step(
			"packages",
			"Debian packages",
			lambda job: system_packages.install(job, settings.packages),
			is_there=lambda: not system_packages.missing(settings.packages),
			expected=60,
		),
		Step(
			"environment",
			"Python environment",
			python_environment.make,
			needs=("packages",),
			fingerprint=lambda: _locked("bootstrap"),
			is_there=python_environment.is_there,
			expected=8,
		),
		Step(
			"python",
			"Python packages",
			lambda job: python_environment.install(job, "runtime"),
			needs=("environment",),
			fingerprint=lambda: _locked("runtime"),
			expected=20,
		),
	]
	if settings.for_tests:
		steps.append(
			Step(
				"development",
				"Python packages of the tests",
				lambda job: python_environment.install(job, "development"),
				needs=("python",),
				fingerprint=lambda: _locked("development"),
				expected=6,
			)
		)
	return steps


def _locked(name: str) -> str:
	return stamps.fingerprint([python_environment.lock(name)], python_environment.versions(name))


def code_steps() -> list[Step]:
	"""The framework, the browser libraries and the assets."""
	return [
		Step(
			"framework",
			"Frappe, from its pinned package",
			framework.restore,
			needs=("environment",),
			fingerprint=lambda: stamps.fingerprint(
				[paths.TOOLS / "localbench" / "frappe_source.py"], framework.PROJECT
			),
			is_there=framework.is_there,
			expected=8,
		),
		Step(
			"node",
			"Browser libraries",
			node_packages.install,
			needs=("packages",),
			fingerprint=lambda: stamps.fingerprint([node_packages.LOCK]),
			is_there=node_packages.are_there,
			expected=20,
		),
		Step(
			"assets",
			"Scripts and styles",
			node_packages.build_assets,
			needs=("framework", "node", "python"),
			fingerprint=node_packages.assets_fingerprint,
			is_there=node_packages.assets_are_there,
			expected=45,
		),
	]


def site_steps(settings: Settings) -> list[Step]:
	"""The private services, and the site with the app and a preset in it."""
	return [
		Step(
			"services",
			"MariaDB and Redis",
			lambda job: database.start_services(
				job, settings.ports, settings.passwords["database_administrator"]
			),
			needs=("python",),
			fingerprint=lambda: service_files.fingerprint(settings.ports),
			is_there=lambda: all(database.answers(settings.ports[name]) for name in DATA_SERVICES),
			expected=6,
		),
		Step(
			"site",
			f"Site {SITE}",
			lambda job: _make_site(job, settings),
			needs=("services", "framework"),
			is_there=lambda: sites.is_made(SITE),
			expected=50,
		),
		Step(
			"site-app",
			"The app in the site",
			_bring_app_up_to_date,
			needs=("site",),
			fingerprint=sites.app_fingerprint,
			expected=15,
		),
		Step(
			"site-preset",
			f"Preset {sites.PRESET}, with sample people",
			_load_preset,
			needs=("site-app",),
			expected=10,
		),
		Step(
			"mailboxes",
			"Mailboxes of the post office",
			lambda job: sites.connect_mailboxes(job, SITE),
			needs=("site-preset",),
			fingerprint=lambda: stamps.fingerprint([sites.LOCAL_MAILBOXES], str(settings.ports["imap"])),
			expected=2,
		),
	]


def _make_site(job: Job, settings: Settings) -> None:
	if sites.make(job, SITE, settings.passwords):
		snapshot.keep(job, SITE, snapshot.FRAMEWORK)
	_configure_site(settings)


def _configure_site(settings: Settings) -> None:
	sites.configure(SITE, {"host_name": sites.addresses(settings.ports)[SITE]})


def _bring_app_up_to_date(job: Job) -> None:
	"""Install the app, or bring an installed one up to date."""
	if sites.has_app(job, SITE):
		sites.command(job, SITE, "migrate", "--skip-search-index")
		return
	sites.install_app(job, SITE)
	snapshot.keep(job, SITE, snapshot.APP)


def _load_preset(job: Job) -> None:
	sites.load_preset(job, SITE, sites.PRESET)
	if snapshot.is_kept(snapshot.APP) and not snapshot.is_kept(snapshot.PRESET):
		snapshot.keep(job, SITE, snapshot.PRESET)


def whole(settings: Settings) -> list[Step]:
	"""Every step of `./servicedesk up`."""
	return [*environment_steps(settings), *code_steps(), *site_steps(settings)]
