"""What is pictured: which pages of which preset, who looks at them, and what has happened at the desk before."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.e2e import integrator, outsourcer, vendor
from tests.e2e.forms import SEND
from tests.e2e.person import BOGDAN, CRISTINA, FILLED_IN, HELPDESK_FORM, MIHAI, Person, file
from tests.e2e.portal_map import FOR_GUESTS, FOR_MANAGERS, MISSING, PAGES
from tests.e2e.samples import PNG
from tests.e2e.steps import take_step

OLENA = "olena.bondar@example.org"
OLENAS_FORM = "/portal/new/ne-pratsyuye-kompyuter"
# What the tests open in another state: nothing is changed any more once staff have begun.
ADDRESSES = {"request_edit": "/portal/requests/{untouched}/edit"}
# Pages that show what the tests alone need, or, as nobody here has a temporary password, another page.
NOT_PICTURED = MISSING | {"request_just_sent", "new_password"}

Arrive = Callable[[str], Person]


@dataclass(frozen=True)
class Scene:
	"""A page: its name, its address, and who looks at it; nobody is a guest.

	In the address `{number}` is the request that staff have gone on with, `{untouched}` one that they have not.
	"""

	name: str
	address: str
	user: str = ""


@dataclass(frozen=True)
class Album:
	"""The pictures of a preset.

	`send`: sends a request with a subject as `customer` and returns its number; the first one's page is pictured.
	`go_on`: what staff do with the first request; given who lets people come.
	"""

	preset: str
	customer: str
	form: str
	subjects: tuple[str, ...]
	send: Callable[[Person, str], str]
	go_on: Callable[[Arrive, str], None] = lambda _arrive, _number: None
	more: tuple[Scene, ...] = field(default_factory=tuple)

	def scenes(self) -> tuple[Scene, ...]:
		"""The five pages that every preset shows, and more."""
		own = (
			("home", "/portal"),
			("catalogue", "/portal/new"),
			("form", self.form),
			("requests", "/portal/requests"),
			("request", "/portal/requests/{number}"),
		)
		return (*(Scene(name, address, self.customer) for name, address in own), *self.more)


def _every_other_page() -> tuple[Scene, ...]:
	"""All pages that the tests know of the preset that `up` loads."""
	usual = {"home", "catalogue", "form", "requests", "request"}
	return tuple(
		Scene(
			name,
			ADDRESSES.get(name, address),
			"" if name in FOR_GUESTS else MIHAI if name in FOR_MANAGERS else CRISTINA,
		)
		for name, address in PAGES.items()
		if name not in usual | NOT_PICTURED
	)


def _send_with_picture(person: Person, subject: str) -> str:
	person.open(HELPDESK_FORM)
	person.fill_in({**FILLED_IN, "rezumat": subject}, [file("captura.png", PNG, "image/png")])
	person.press(SEND)
	return person.number()


def _ask(arrive: Arrive, number: str) -> None:
	agent = arrive(BOGDAN)
	take_step(agent, number, "Preia solicitarea")
	take_step(agent, number, "Cere informații", message="Care este numărul facturii?")


def _send_reviewed(person: Person, subject: str) -> str:
	person.open(OLENAS_FORM)
	for name, value in (("tema", subject), ("kabinet", "214"), ("opys", "Індикатор не світиться.")):
		person.page.fill(f"#f_{name}", value)
	person.page.select_option("#f_tekhnika", "Монітор")
	person.press(SEND)
	person.press("main form.review button.primary")
	return person.number()


def _register(person: Person, subject: str) -> str:
	return integrator.register(person, kratko_opisanie=subject)


def _submit(person: Person, subject: str) -> str:
	return vendor.submit(person, subject=subject)


ALBUMS = {
	album.preset: album
	for album in (
		Album(
			"edi-provider",
			CRISTINA,
			HELPDESK_FORM,
			(
				"Factura nu ajunge la retailer",
				"Comandă respinsă cu eroarea 17",
				"Un coleg nou are nevoie de drepturi",
			),
			_send_with_picture,
			_ask,
			_every_other_page(),
		),
		Album(
			"integrator",
			integrator.MARIA,
			integrator.FORM,
			("Ноутбукът не се включва", "Няма връзка със сървъра", "Нов потребител в офиса"),
			_register,
		),
		Album(
			"internal-desk",
			OLENA,
			OLENAS_FORM,
			("Не вмикається монітор", "Повільно працює мережа", "Не друкує принтер"),
			_send_reviewed,
		),
		Album(
			"outsourcer",
			outsourcer.ANNA,
			"/portal/new/tekhpodderzhka",
			("Принтер мигает красным", "Не открывается почта", "Нужен доступ к папке"),
			outsourcer.send_request,
			more=(Scene("public_form", "/portal/public/tekhpodderzhka"),),
		),
		Album(
			"software-vendor",
			vendor.MARINA,
			vendor.INCIDENT,
			("Грешна сума в дневната справка", "Справката не се отваря", "Въпрос за резервация"),
			_submit,
		),
	)
}
