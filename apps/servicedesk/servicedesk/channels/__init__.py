"""Ways in and out: email, public form, phone, Telegram, chat, callback."""
