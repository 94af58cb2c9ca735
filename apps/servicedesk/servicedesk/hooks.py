"""What the app tells the framework about itself. Literals only; a test resolves every dotted path."""

app_name = "servicedesk"
app_title = "Service Desk"
app_publisher = "servicedesk contributors"
app_description = "A service desk for support companies, as data on the Frappe framework"
app_email = "servicedesk@example.org"
app_license = "AGPL-3.0-or-later"

# --- The gate: who may reach what, before anything is dispatched (api/gate.py), and security headers after it
before_request = ["servicedesk.api.gate.check_credentials"]
auth_hooks = ["servicedesk.api.gate.check_request"]
after_request = ["servicedesk.api.headers.add_headers"]
