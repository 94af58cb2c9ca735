// ruleid: untranslated-message-in-script
frappe.msgprint("Closed.");
// ruleid: untranslated-message-in-script
frappe.throw(`The ticket ${name} is closed.`);
// ruleid: untranslated-message-in-script
frappe.show_alert({ message: "Closed.", indicator: "green" });
// ok: untranslated-message-in-script
frappe.msgprint(__("Closed."));
// ok: untranslated-message-in-script
frm.add_custom_button(__("Close"), close);

// ruleid: formatted-before-translation-in-script
__(`The ticket ${name} is closed.`);
// ruleid: formatted-before-translation-in-script
__("The ticket is " + name);
// ok: formatted-before-translation-in-script
__("The ticket {0} is closed.", [name]);

// ruleid: old-form-variable
cur_frm.save();
// ok: old-form-variable
frm.save();

// ruleid: markup-from-values
element.innerHTML = name;
// ruleid: markup-from-values
element.insertAdjacentHTML("beforeend", `<li>${name}</li>`);
// ok: markup-from-values
element.innerHTML = "";
// ok: markup-from-values
element.textContent = name;
