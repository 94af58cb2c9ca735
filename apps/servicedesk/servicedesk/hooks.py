"""What the app tells the framework about itself. Literals only; a test resolves every dotted path."""

app_name = "servicedesk"
app_title = "Service Desk"
app_publisher = "servicedesk contributors"
app_description = "A service desk for support companies, as data on the Frappe framework"
app_email = "servicedesk@example.org"
app_license = "GPL-3.0-or-later"

# --- The gate: who may reach what, before anything is dispatched (api/gate.py), and security headers after it
before_request = ["servicedesk.api.gate.check_credentials"]
auth_hooks = ["servicedesk.api.gate.check_request"]
on_login = [
	"servicedesk.api.gate.check_sign_in_path",
	"servicedesk.access.directory.sign_in.check_who_has_said_so",
]
after_request = [
	"servicedesk.api.framework_sign_in.answer_alike",
	"servicedesk.www.stale_form.answer",
	"servicedesk.api.headers.add_headers",
]

# --- Kept in Redis when a framework empties its caches, as 15.44 does whenever somebody's user is saved: how often
# passwords and codes were guessed, which directory is down, what was changed a moment ago
persistent_cache_keys = ["servicedesk_attempts", "servicedesk_directory_", "servicedesk_*_changed:"]

# --- Installation: roles before the DocTypes that name them, the rest after
before_install = "servicedesk.install.before_install"
after_install = "servicedesk.install.after_install"
before_migrate = ["servicedesk.install.ensure_modules"]
after_migrate = ["servicedesk.install.after_migrate"]

# --- Whose data: one rule for lists and documents (shared/visibility.py)
permission_query_conditions = {
	"SD Ticket": "servicedesk.shared.visibility.ticket_query_conditions",
	"SD Customer": "servicedesk.shared.visibility.customer_query_conditions",
	"SD Contract": "servicedesk.shared.visibility.contract_query_conditions",
	"SD Portal Account": "servicedesk.shared.visibility.account_query_conditions",
	"SD Equipment": "servicedesk.shared.visibility.equipment_query_conditions",
	"SD Site": "servicedesk.shared.visibility.site_query_conditions",
	"SD Canned Reply": "servicedesk.tickets.doctype.sd_canned_reply.sd_canned_reply.get_permission_query_conditions",
	"Web Form": "servicedesk.catalogue.web_form_rights.query_conditions",
	"File": "servicedesk.shared.uploads.query_conditions",
}
has_permission = {
	"SD Ticket": "servicedesk.shared.visibility.has_permission",
	"SD Customer": "servicedesk.shared.visibility.has_permission",
	"SD Contract": "servicedesk.shared.visibility.has_permission",
	"SD Portal Account": "servicedesk.shared.visibility.has_permission",
	"SD Equipment": "servicedesk.shared.visibility.has_permission",
	"SD Site": "servicedesk.shared.visibility.has_permission",
	"File": "servicedesk.shared.uploads.has_permission",
	"SD Canned Reply": "servicedesk.tickets.doctype.sd_canned_reply.sd_canned_reply.has_permission",
	"Web Form": "servicedesk.catalogue.web_form_rights.has_permission",
}

# --- Files: which are taken, under which name, and who may change them (shared/uploads.py)
override_doctype_class = {
	"File": "servicedesk.shared.uploads.CheckedFile",
	# Forms that request types make, and what staff may refine of them (catalogue/web_forms.py).
	"Web Form": "servicedesk.catalogue.web_form_document.RequestWebForm",
}
doctype_js = {"Web Form": "public/js/desk/web_form.js"}
# What was asked stays readable when its request type is deleted; a customer's star and half-filled form are no reason
# to keep what they mark (catalogue/favourites.py, self_service/form_gone.py).
ignore_links_on_delete = [
	"SD Request Form Version",
	"SD Form Draft",
	"SD Catalogue Favourite",
	"SD Push Subscription",
	"SD Ticket Reading",
	"SD Saved Filter",
]
write_file = "servicedesk.shared.uploads.write_checked_file"
# Relinking is a bare statement in the framework, past every document's rules (tickets/kept_words.py).
# The framework's Web Form would write a ticket past the one door (api/web_forms.py).
override_whitelisted_methods = {
	"frappe.email.relink": "servicedesk.api.agent.mails.relink",
	"frappe.website.doctype.web_form.web_form.accept": "servicedesk.api.web_forms.accept",
}
doc_events = {
	"File": {
		"before_insert": "servicedesk.shared.uploads.check_new_file",
		"validate": "servicedesk.shared.uploads.check_file",
	},
	# What was said and noted on a ticket stays as it was written (tickets/kept_words.py).
	"Communication": {
		"validate": "servicedesk.tickets.kept_words.check_change",
		"on_trash": "servicedesk.tickets.kept_words.check_removal",
	},
	"Comment": {
		"validate": "servicedesk.tickets.kept_words.check_change",
		"on_trash": "servicedesk.tickets.kept_words.check_removal",
	},
	# A workflow that would strand tickets is refused; what an edit brings with it follows (tickets/workflow_edits.py).
	"Workflow": {
		"before_validate": "servicedesk.tickets.workflow_edits.complete",
		"validate": [
			"servicedesk.tickets.workflow_edits.check",
			"servicedesk.tickets.escalation.edits.check_workflow",
		],
		"on_update": [
			"servicedesk.tickets.workflow_edits.follow",
			"servicedesk.tickets.kanban.ensure_board",
		],
	},
	"Workflow State": {
		"after_rename": [
			"servicedesk.tickets.workflow_rename.renamed",
			"servicedesk.tickets.kanban.ensure_board",
			"servicedesk.tickets.escalation.edits.renamed",
		],
	},
	# Names that escalation rules hold (tickets/escalation/edits.py).
	"SD Clock Kind": {"after_rename": "servicedesk.tickets.escalation.edits.renamed"},
	"SD Team": {"after_rename": "servicedesk.tickets.escalation.edits.renamed"},
	"SD Ticket Category": {"after_rename": "servicedesk.tickets.escalation.edits.renamed"},
	# Changed rights take effect at the next request (shared/scope_changes.py).
	"SD Portal Account": {
		"on_change": "servicedesk.shared.scope_changes.account_changed",
		"on_trash": [
			"servicedesk.shared.scope_changes.account_changed",
			"servicedesk.access.accounts.removed",
		],
		"after_rename": "servicedesk.shared.scope_changes.renamed",
	},
	"SD Account Customer": {
		"on_change": "servicedesk.shared.scope_changes.account_row_changed",
		"on_trash": "servicedesk.shared.scope_changes.account_row_changed",
	},
	"SD Account Service": {
		"on_change": "servicedesk.shared.scope_changes.account_row_changed",
		"on_trash": "servicedesk.shared.scope_changes.account_row_changed",
	},
	"SD Account Contract": {
		"on_change": "servicedesk.shared.scope_changes.account_row_changed",
		"on_trash": "servicedesk.shared.scope_changes.account_row_changed",
	},
	"User": {
		# The framework gives a role by itself; nobody gets it so (access/staff.py).
		"before_validate": "servicedesk.access.staff.note_asked_roles",
		"validate": "servicedesk.access.staff.drop_unasked_role",
		"on_change": [
			"servicedesk.shared.scope_changes.user_changed",
			"servicedesk.access.framework_keys.drop_reset_key",
		],
		"on_trash": [
			"servicedesk.shared.scope_changes.user_changed",
			"servicedesk.catalogue.favourites.removed",
			"servicedesk.messaging.push_subscriptions.removed",
			"servicedesk.self_service.leavers.removed",
		],
		"after_rename": "servicedesk.shared.scope_changes.renamed",
	},
	"SD Customer": {
		"on_change": "servicedesk.shared.scope_changes.customer_changed",
		"after_rename": [
			"servicedesk.shared.scope_changes.renamed",
			"servicedesk.agreements.coverage.forget_all_covers",
		],
	},
	"SD Contract": {
		"after_rename": [
			"servicedesk.shared.scope_changes.renamed",
			"servicedesk.agreements.coverage.forget_all_covers",
		],
	},
	"SD Service": {
		"after_rename": [
			"servicedesk.shared.scope_changes.renamed",
			"servicedesk.agreements.coverage.forget_all_covers",
		],
	},
	"SD Request Type": {"on_trash": "servicedesk.catalogue.favourites.removed"},
	# The queue goes by it (tickets/requeue.py).
	"SD Priority": {
		"on_update": "servicedesk.tickets.requeue.priority_changed",
		"after_rename": "servicedesk.tickets.escalation.edits.renamed",
	},
	"SD Site": {"after_rename": "servicedesk.agreements.coverage.forget_all_covers"},
	"SD SLA": {
		"on_update": "servicedesk.tickets.timer_edits.calendar_changed",
		"after_rename": [
			"servicedesk.agreements.coverage.forget_all_covers",
			"servicedesk.tickets.escalation.edits.renamed",
		],
	},
	"SD Work Calendar": {"on_update": "servicedesk.tickets.timer_edits.calendar_changed"},
	"SD Settings": {"on_update": "servicedesk.tickets.timer_edits.desk_sla_changed"},
}

# --- The portal's own pages, past the framework's website
page_renderer = ["servicedesk.www.renderer.PortalRenderer"]
role_home_page = {"Service Desk Customer": "portal"}

# --- The desk: the ticket's form, lists and the entry of calls (public/js/desk)
app_include_js = ["service_desk.bundle.js"]
app_include_css = ["service_desk.bundle.css"]

# --- Workers
scheduler_events = {
	"cron": {
		"*/5 * * * *": [
			"servicedesk.access.registration.process_lost",
			"servicedesk.imports.job.resume_waiting",
		],
		"* * * * *": [
			"servicedesk.messaging.delivery.deliver_due",
			"servicedesk.messaging.push.resume_due",
			"servicedesk.channels.email.scheduled.fetch_all",
			"servicedesk.service_levels.sweep.mark_breaches",
			"servicedesk.tickets.timed_steps.run_due",
			"servicedesk.tickets.escalation.sweep.run",
			"servicedesk.tickets.background_worker.resume_waiting",
		],
	},
	"hourly": ["servicedesk.self_service.form_drafts.purge"],
	"daily": [
		"servicedesk.messaging.push_delivery.purge",
		"servicedesk.channels.email.purge.purge",
		"servicedesk.access.links.sweep",
		"servicedesk.agreements.expiry.expire_contracts",
		"servicedesk.agreements.expiry.warn_before_end",
	],
}

# --- English words for codes and prefixed names, which the framework would show as they are stored
get_translated_dict = {("boot", None): "servicedesk.shared.english.boot_words"}
