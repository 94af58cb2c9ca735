"""Everything Frappe's desk needs loads: no missing file and no JavaScript error, page by page.

Guards the asset builder (``tools/assets``) and the versions in ``package.json``: a library that is missing or too new
shows here.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.e2e import bench
from tests.e2e.bench import Administrator
from tests.e2e.desk_records import MARK, DeskRecords, make_desk_records
from tests.e2e.page_watch import PageWatch

pytestmark = [pytest.mark.site, pytest.mark.browser]

SCREENSHOTS = bench.SCREENSHOTS / "desk"
# Long, since a machine that runs other tests beside these is slow; nothing waits longer than it must.
WAIT_MS = 60_000
SETTLE_MS = 5_000
# What only Frappe's own site needs: loaded by website pages with globals of their own.
WEBSITE_BUNDLES = {"frappe-web.bundle.js", "bootstrap-4-web.bundle.js", "web_form.bundle.js"}
# Adds to an object that its own page makes first; the test of that page runs it. The other is a service worker.
PAGE_BUNDLES = {"recorder.bundle.js", "portal_worker.bundle.js"}
# Frappe's bare print page names no icon, so the browser asks for one itself.
NO_ICON = "/favicon.ico"
# The chart library draws a line through points it does not have yet.
CHART_OF_NOTHING = "<path> attribute d"

# Puts a field for a moment on the page, as on a site with the time format that is handed in.
MOMENT_FIELD = """(format) => {
	frappe.boot.sysdefaults.time_format = format;
	const parent = $("<div class='moment'>").prependTo(".layout-main-section:visible");
	const field = { fieldtype: "Datetime", fieldname: "moment", label: "Moment" };
	frappe.ui.form.make_control({ parent, df: field, render_input: true });
}"""

MOVE_SLIDER = "(slider, value) => $(slider).val(value).trigger('input')"


class DeskPage(NamedTuple):
	"""A page of the desk and what must be seen on it once it is there.

	`known` are complaints of the framework's own code on this page, the same on any bench of that day.
	"""

	name: str
	path: str
	seen: str
	known: tuple[str, ...] = ()


# Braces are filled with the names of the records that the tests make.
PAGES = (
	DeskPage("home", "/app", ".layout-main-section .widget"),
	DeskPage("list", "/app/user", ".list-row .list-subject"),
	DeskPage("form", "/app/user/Administrator", "[data-fieldname=email] .control-input-wrapper"),
	DeskPage("form_text_editor", "/app/todo/{ToDo}", ".form-layout .ql-editor"),
	DeskPage("form_code_field", "/app/client-script/new", ".form-layout .ace_editor .ace_line"),
	DeskPage("report_view", "/app/todo/view/report", ".datatable .dt-row .dt-cell--col-1"),
	DeskPage("query_report", "/app/query-report/ToDo", ".datatable .dt-row .dt-cell--col-1"),
	DeskPage("calendar", "/app/event/view/calendar/default", ".fc-view .fc-event"),
	DeskPage("gantt", "/app/todo/view/gantt", "svg.gantt .bar-wrapper"),
	DeskPage("kanban", "/app/todo/view/kanban/{Kanban Board}", ".kanban-column .kanban-card-wrapper"),
	DeskPage("image_view", "/app/user/view/image", ".image-view-container .image-view-item"),
	DeskPage("file_manager", "/app/file", ".frappe-list .result"),
	DeskPage("dashboard", "/app/dashboard-view/{Dashboard}", "svg.frappe-chart"),
	DeskPage("print_view", "/app/print/ToDo/{ToDo}", ".print-preview-wrapper iframe"),
	DeskPage("print_designer", "/app/print-format-builder-beta/{Print Format}", ".print-format-main .field"),
	DeskPage("workflow_list", "/app/workflow", ".list-row .list-subject"),
	DeskPage("workflow_builder", "/app/workflow-builder/{Workflow}", ".vue-flow__node .node"),
	DeskPage("doctype", "/app/doctype/ToDo", "[data-fieldname=module] .control-input-wrapper"),
	DeskPage("customize_form", "/app/customize-form?doc_type=ToDo", "[data-fieldname=search_fields] input"),
	DeskPage("data_import", "/app/data-import/new", "[data-fieldname=reference_doctype] input"),
	DeskPage("role_permissions", "/app/permission-manager/ToDo", ".perm-engine, .page-form [data-fieldname]"),
	DeskPage(
		"recorder", "/app/recorder", ".layout-main-section .frappe-list, .layout-main-section .list-row-head"
	),
	DeskPage(
		"website_settings", "/app/website-settings", "[data-fieldname=home_page] .control-input-wrapper"
	),
	DeskPage("user_profile", "/app/user-profile/Administrator", ".heatmap-container", (CHART_OF_NOTHING,)),
)


@pytest.fixture(scope="module")
def desk(chromium: Browser) -> Iterator[BrowserContext]:
	"""The window that all tests share, as a person's does: what one page leaves in the cache the next one uses."""
	context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
	context.set_default_timeout(WAIT_MS)
	yield context
	context.close()


@pytest.fixture(scope="module")
def records(desk: BrowserContext, desk_url: str, administrator: Administrator) -> Iterator[dict[str, str]]:
	"""Names by DocType of what the views show; the window is signed in."""
	made = DeskRecords(desk.request, desk_url)
	made.sign_in(administrator.user, administrator.password)
	try:
		names = make_desk_records(made)
		workflow = made.first("Workflow")
		yield names | ({"Workflow": workflow} if workflow else {})
	finally:
		made.remove_all()


@pytest.fixture
def page(desk: BrowserContext, records: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Page]:
	"""A new tab of the signed-in window; a picture of how it ended is kept."""
	tab = desk.new_page()
	yield tab
	SCREENSHOTS.mkdir(parents=True, exist_ok=True)
	tab.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z_]+', '-', request.node.name)}.png")
	tab.close()


def open_page(page: Page, address: str) -> PageWatch:
	"""Open an address; the watch has seen what happened until the network became quiet."""
	watch = PageWatch.of(page)
	page.goto(address, timeout=WAIT_MS)
	settle(page)
	return watch


def settle(page: Page) -> None:
	"""Wait until the network is quiet; a page that never becomes quiet is judged by what it shows."""
	with suppress(NotInTime):
		page.wait_for_load_state("networkidle", timeout=SETTLE_MS)


@pytest.mark.parametrize("target", PAGES, ids=[target.name for target in PAGES])
def test_page_loads_without_complaint(
	page: Page, desk_url: str, records: dict[str, str], target: DeskPage
) -> None:
	"""Each kind of desk page shows its content, and nothing is missing."""
	path = target.path.format_map({doctype: quote(name) for doctype, name in records.items()})
	watch = open_page(page, desk_url + path)
	# First what the page complained about: it says why something is not to be seen.
	watch.assert_none(except_for=target.known)
	expect(page.locator(target.seen).first).to_be_visible(timeout=WAIT_MS)
	settle(page)
	watch.assert_none(except_for=target.known)


def test_form_builder_shows_the_fields(page: Page, desk_url: str) -> None:
	"""The second tab of a DocType's form is a Vue application of its own."""
	watch = open_page(page, f"{desk_url}/app/doctype/ToDo")
	page.locator("#doctype-form_builder_tab-tab").click()
	expect(page.locator(".form-builder-container .field").first).to_be_visible()
	watch.assert_none()


def test_print_preview_has_its_styles(page: Page, desk_url: str, records: dict[str, str]) -> None:
	"""The preview is a document in a frame, with the style sheet for printing."""
	watch = open_page(page, f"{desk_url}/app/print/ToDo/{records['ToDo']}")
	preview = page.frame_locator(".print-preview-wrapper iframe").locator(".print-format")
	expect(preview).to_contain_text(MARK)
	expect(preview).to_have_css("max-width", re.compile(r"\d+px"))
	watch.assert_none()


def test_upload_through_the_dialog(page: Page, desk_url: str, records: dict[str, str]) -> None:
	"""Attaching a file to a document: the dialog, its preview, the upload, the attachment."""
	watch = open_page(page, f"{desk_url}/app/todo/{records['ToDo']}")
	page.locator(".form-sidebar .add-attachment-btn").click()
	expect(page.locator(".file-uploader .file-upload-area")).to_be_visible()
	note = FilePayload(name="desk-assets.txt", mimeType="text/plain", buffer=b"A note.")
	page.locator(".file-uploader input[type=file]").set_input_files(note)
	expect(page.locator(".file-uploader .file-preview")).to_contain_text("desk-assets.txt")
	page.locator(".modal.show .btn-modal-primary").click()
	expect(page.locator(".form-attachments .attachment-row")).to_contain_text("desk-assets")
	watch.assert_none()


def test_date_picker_opens(page: Page, desk_url: str, records: dict[str, str]) -> None:
	"""The calendar of a date field comes from a package that Frappe takes from a fork."""
	watch = open_page(page, f"{desk_url}/app/todo/{records['ToDo']}")
	page.locator("[data-fieldname=date] input").first.click()
	expect(page.locator(".datepicker.active .datepicker--cell-day.-current-")).to_be_visible()
	watch.assert_none()


@pytest.mark.parametrize(("time_format", "written"), [("HH:mm:ss", " 07:08:09"), ("HH:mm", " 07:08")])
def test_moment_is_picked(page: Page, desk_url: str, time_format: str, written: str) -> None:
	"""The calendar of a moment has sliders for the time, one for seconds where the site's format has them."""
	watch = open_page(page, f"{desk_url}/app/user")
	page.evaluate(MOMENT_FIELD, time_format)
	moment = page.locator(".moment input")
	moment.click()
	picker = page.locator(".datepicker.active")
	for name, value in (("hours", "7"), ("minutes", "8"), ("seconds", "9")):
		slider = picker.locator(f"input[name={name}]")
		if name == "seconds" and "ss" not in time_format:
			expect(slider).to_be_hidden()
		else:
			# Not filled: what takes the focus away other than by the pointer closes the calendar.
			slider.evaluate(MOVE_SLIDER, value)
	expect(moment).to_have_value(re.compile(f"{written}$"))
	watch.assert_none()


def test_every_desk_bundle_runs(page: Page, desk_url: str) -> None:
	"""Each script of the manifest can be loaded into the desk, also those no page above asks for."""
	watch = open_page(page, f"{desk_url}/app/user")
	names = page.evaluate("() => Object.keys(frappe.boot.assets_json).filter((name) => name.endsWith('.js'))")
	for name in sorted(set(names) - WEBSITE_BUNDLES - PAGE_BUNDLES):
		page.evaluate("(name) => frappe.require(name)", name)
	watch.assert_none()


def test_every_built_file_is_served_compressed(
	desk: BrowserContext, desk_url: str, records: dict[str, str]
) -> None:
	"""Both manifests name files that are there, packed once at build time and kept by the browser for long."""
	manifests = [
		desk.request.get(f"{desk_url}/assets/{name}").json() for name in ("assets.json", "assets-rtl.json")
	]
	assert manifests[0], "assets.json is empty"
	for address in [address for manifest in manifests for address in manifest.values()]:
		answer = desk.request.get(desk_url + address, headers={"Accept-Encoding": "gzip"})
		assert answer.status == 200, f"{answer.status}: {address}"
		assert answer.headers.get("content-encoding") == "gzip", f"not compressed: {address}"
		assert "immutable" in answer.headers.get("cache-control", ""), f"not kept: {address}"


def test_packages_loaded_by_plain_address_are_served(desk: BrowserContext, desk_url: str) -> None:
	"""Scanner, printing and code editor load files of npm packages; only those packages are to be had."""
	for package in ("ace-builds", "frappe-gantt", "html5-qrcode", "js-sha256", "qz-tray"):
		answer = desk.request.get(f"{desk_url}/assets/frappe/node_modules/{package}/package.json")
		assert answer.status == 200, package
	assert desk.request.get(f"{desk_url}/assets/frappe/node_modules/esbuild/package.json").status == 404


def test_right_to_left_desk(chromium: Browser, desk_url: str, administrator: Administrator) -> None:
	"""In a right-to-left language the desk takes the mirrored style sheets."""
	context = chromium.new_context(viewport={"width": 1280, "height": 900})
	DeskRecords(context.request, desk_url).sign_in(administrator.user, administrator.password)
	context.add_cookies([{"name": "preferred_language", "value": "ar", "url": desk_url}])
	tab = context.new_page()
	watch = open_page(tab, f"{desk_url}/app/user?_lang=ar")
	sheets = tab.evaluate("() => [...document.styleSheets].map((sheet) => sheet.href || '')")
	context.close()
	assert any("/css-rtl/desk.bundle." in sheet for sheet in sheets), sheets
	watch.assert_none()


@pytest.mark.parametrize(
	"path", ["/login", "/me", "/update-profile", "/update-password", "/printview?doctype=ToDo&name={ToDo}"]
)
def test_website_pages(page: Page, desk_url: str, records: dict[str, str], path: str) -> None:
	"""Frappe's own website pages, as the signed-in person sees them."""
	watch = open_page(page, desk_url + path.format_map(records))
	watch.assert_none(except_for=[NO_ICON])


def test_sign_in_page(chromium: Browser, desk_url: str) -> None:
	"""The sign-in page as a stranger sees it."""
	context = chromium.new_context()
	tab = context.new_page()
	watch = open_page(tab, f"{desk_url}/login")
	expect(tab.locator("#login_email, input[name=usr]").first).to_be_visible()
	context.close()
	watch.assert_none()
