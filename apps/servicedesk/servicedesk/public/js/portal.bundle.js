// The portal's behaviour. Every page works without it; it only makes them nicer to use.
import "htmx.org";
import { autosave } from "./portal/autosave.js";
import { filterCatalogue } from "./portal/catalogue.js";
import { startClocks } from "./portal/clocks.js";
import { helpWriting } from "./portal/composer.js";
import { offerByAnswers } from "./portal/dependent_options.js";
import { keepDrafts } from "./portal/drafts.js";
import { acceptFiles } from "./portal/files.js";
import { guardForms } from "./portal/forms.js";
import { tidyAddresses } from "./portal/lists.js";
import { followRequest } from "./portal/live.js";
import { offerPrinting } from "./portal/printing.js";
import { offerPush } from "./portal/push.js";
import { uploadInBackground } from "./portal/upload.js";
import { installWorker } from "./portal/worker.js";

function start() {
	document.documentElement.classList.add("scripted");
	guardForms(document);
	acceptFiles(document);
	helpWriting(document);
	uploadInBackground(document);
	followRequest(document);
	startClocks(document);
	tidyAddresses(document);
	filterCatalogue(document);
	offerByAnswers(document);
	keepDrafts(document);
	autosave(document);
	offerPrinting(document);
	offerPush(document);
	installWorker();
	document.querySelector("[data-focus]")?.focus();
	showPlaceInMenu();
}

/** On a phone the menu is one line to push aside: the page's own entry is to be seen. */
function showPlaceInMenu() {
	const menu = document.querySelector(".menu");
	const entry = menu?.querySelector("[aria-current]");
	if (entry) {
		menu.scrollLeft = entry.offsetLeft - (menu.clientWidth - entry.offsetWidth) / 2;
	}
}

const REFRESH_MILLISECONDS = 20_000;

/** Parts of a page that change by themselves listen for this; a page nobody looks at asks for nothing. */
function refresh() {
	if (!document.hidden) {
		document.body.dispatchEvent(new CustomEvent("servicedesk:refresh"));
	}
}

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, REFRESH_MILLISECONDS);

// Scripts are deferred: the page is read whole by now.
start();
