// The page of mail's health. What it does stands in public/js/desk/mail_health.js.

frappe.pages["mail-health"].on_page_load = (wrapper) => servicedesk.desk.show_mail_health(wrapper);
