"""What people send: each set of letters and each shape of the programs that they write with."""

import base64
import binascii
import quopri

from servicedesk.domain.mail_corpus.cases import Case, Expected, file, mail, multipart, text
from servicedesk.domain.mail_corpus.winmail import winmail

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
BULGARIAN = "Добър ден, принтерът в стаята на счетоводството не работи."
RUSSIAN = "Здравствуйте, не открывается отчёт за прошлый месяц."
UKRAINIAN = "Доброго дня, її комп'ютер не вмикається, є підозра на живлення."
ROMANIAN = "Bună ziua, imprimanta nu funcționează și ecranul rămâne negru."
CEDILLA = ROMANIAN.replace("ț", "ţ").replace("ș", "ş")
LETTERS = (
	(BULGARIAN, "windows-1251", ""), (BULGARIAN, "utf-8", ""), (BULGARIAN, "utf8", "utf-8"),
	(RUSSIAN, "koi8-r", ""), (RUSSIAN, "windows-1251", ""), (RUSSIAN, "iso-8859-5", ""), (RUSSIAN, "x-mac-cyrillic", "mac-cyrillic"),
	(UKRAINIAN, "koi8-u", ""), (UKRAINIAN, "windows-1251", ""), (RUSSIAN, "cp866", ""),
	(CEDILLA, "iso-8859-2", ""), (CEDILLA, "windows-1250", ""), (ROMANIAN, "iso-8859-16", ""),
	(BULGARIAN, "us-ascii", "windows-1251"), (RUSSIAN, "iso-8859-1", "windows-1251"),
	(RUSSIAN, "us-ascii", "koi8-r"), (UKRAINIAN, "iso-8859-1", "windows-1251"), (BULGARIAN, "x-unknown", "utf-8"),
	(BULGARIAN, "iso-8859-1", "utf-8"), (RUSSIAN, "unicode-1-1-utf-7", "utf-7"), (RUSSIAN, "windows-1251", "utf-8"),
	(CEDILLA, "us-ascii", "windows-1250"), (ROMANIAN, "utf-8", ""), ("프린터", "ks_c_5601-1987", "cp949"), ("Grüße", "latin1", ""),
)  # fmt: skip
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR"
INNER = b"From: x@y.test\r\nSubject: inner\r\nX-Odd:   two  blanks \r\n\r\nin it\r\n.\r\n"


def people() -> list[Case]:
	"""All of them, each with what has to come out."""
	return [*_letters(), *_shapes(), *_files(), *_headers()]


def _letters() -> list[Case]:
	return [
		Case(
			"letters",
			mail(f"letters {number}", text(words, charset, codec=codec)),
			Expected(text=words, parts=()),
		)
		for number, (words, charset, codec) in enumerate(LETTERS)
	]


def _shapes() -> list[Case]:
	plain, html = text("Hello"), text("<p>Hello</p>", kind="html")
	both = multipart("alternative", plain, html, boundary="alt")
	image = file("logo.png", PNG, "image/png", "Content-ID: <logo@x>\r\n")
	related = multipart("related", html, image, boundary="rel")
	calendar = text(CALENDAR, kind="calendar", more="; method=REQUEST")
	quoted = quopri.encodestring("Grüße\r\n".encode())
	flowed = b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nGood mo \r\nrning\r\n> quo \r\n> ted\r\nend"
	shapes = (
		("plain", b"\r\nHello", Expected("Hello", "", ())),
		("html only", text("<p>Hi</p>", kind="html"), Expected("", "<p>Hi</p>", ())),
		("gmail alternative", both, Expected("Hello", "<p>Hello</p>", ())),
		("apple mixed in alternative", multipart("alternative", plain, multipart("mixed", html, file("a.pdf", b"%PDF-1"), html, boundary="in")), Expected("Hello", "<p>Hello</p>\n<p>Hello</p>", ("a.pdf",))),
		("outlook related", multipart("related", both, image), Expected("Hello", "<p>Hello</p>", ("logo.png",))),
		("yahoo nested", multipart("mixed", multipart("alternative", plain, related, boundary="a"), file("b.txt", b"b")), Expected("Hello", "<p>Hello</p>", ("logo.png", "b.txt"))),
		("mail.ru", multipart("alternative", text(RUSSIAN, "windows-1251"), text(f"<div>{RUSSIAN}</div>", "windows-1251", "html"), boundary="--ALT--x1"), Expected(RUSSIAN, f"<div>{RUSSIAN}</div>", ())),
		("gmail amp", multipart("alternative", plain, text("<amp>", kind="x-amp-html"), html), Expected("Hello", "<p>Hello</p>", ())),
		("invitation", multipart("alternative", plain, html, calendar), Expected("Hello", "<p>Hello</p>", ("attachment.ics",))),
		("exchange disclaimer", multipart("mixed", html, text("Checked & clean")), Expected("Hello\nChecked & clean", "<p>Hello</p>\n<pre>Checked &amp; clean</pre>", ())),
		("nested alternative", multipart("alternative", multipart("alternative", plain, html, boundary="i"), html), Expected("Hello", "<p>Hello</p>\n<p>Hello</p>", ())),
		("flowed", flowed, Expected("Good morning\n> quoted\nend")),
		("quoted printable", b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted, Expected("Grüße\n")),
		("quoting mime", b"\r\n" + b"Content-Type: multipart/mixed; boundary=x\r\n--x\r\n" * 200, Expected("Content-Type: multipart/mixed; boundary=x\n--x\n" * 200, "", ())),
		("empty body", b"\r\n", Expected("", "", ())),
		("eight bit without a word", b"\r\n" + BULGARIAN.encode("cp1251"), Expected(BULGARIAN)),
		("signed", multipart("signed", plain, file("smime.p7s", b"0"), more="; protocol=x"), Expected("Hello", "", ("message.eml", "smime.p7s"))),
		("encrypted smime", file("smime.p7m", b"0\x80", "application/pkcs7-mime"), Expected("", "", ("message.eml", "smime.p7m"))),
		("encrypted pgp", multipart("encrypted", b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", file("e.asc", b"-----BEGIN")), Expected("", "", ("message.eml", "attachment", "e.asc"))),
		("pgp in text", b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nHello", Expected("-----BEGIN PGP SIGNED MESSAGE-----\n\nHello", "", ("message.eml",))),
	)  # fmt: skip
	return [Case(kind, mail(kind, rest), expected) for kind, rest, expected in shapes]


def _files() -> list[Case]:
	uu = b"begin 644 a.txt\r\n" + binascii.b2a_uu(b"uu file") + b"`\r\nend\r\nafter\r\n"
	long_name = "Отчёт за месяц.pdf"
	packed = "".join(f"%{byte:02X}" for byte in long_name.encode())
	pieces = f"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''{packed[:30]};\r\n filename*1*={packed[30:]}\r\n\r\n%PDF"
	word = base64.b64encode(long_name.encode("cp1251")).decode()
	encoded = f'Content-Type: application/pdf; name="=?windows-1251?B?{word}?="\r\nContent-Disposition: attachment\r\n\r\n%PDF'
	eml = b'Content-Type: message/rfc822; name="inner.eml"\r\nContent-Disposition: attachment\r\n\r\n' + INNER
	files = (
		("only attachments", multipart("mixed", file("a.png", PNG, "image/png"), file("b.png", PNG, "image/png")), Expected("", "", ("a.png", "b.png"))),
		("attached mail", multipart("mixed", text("See"), eml), Expected("See", "", ("inner.eml",))),
		("name in pieces", multipart("mixed", pieces.encode()), Expected("", "", (long_name,))),
		("name as encoded word", multipart("mixed", encoded.encode()), Expected("", "", (long_name,))),
		("name in raw letters", multipart("mixed", file(long_name, b"%PDF")), Expected("", "", (long_name,))),
		("name with a path", multipart("mixed", file("..\\\\..\\\\evil/x.txt", b"x")), Expected("", "", ("x.txt",))),
		("winmail.dat", multipart("mixed", text("See"), file("winmail.dat", winmail(), "application/ms-tnef")), Expected("See\nOutlook says", "", ("plan.txt",))),
		("uuencoded", b"\r\nbefore\r\n" + uu, Expected("before\nafter\n", "", ("a.txt",))),
		("zip bomb", multipart("mixed", text("See"), file("bomb.zip", b"PK\x03\x04" + bytes(100_000), "application/zip")), Expected("See", "", ("bomb.zip",))),
		("attached page", multipart("mixed", file("x.html", b"<script>alert(1)</script>", "text/html")), Expected("", "", ("x.html",))),
	)  # fmt: skip
	return [Case(kind, mail(kind, rest), expected) for kind, rest, expected in files]


def _headers() -> list[Case]:
	half = base64.b64encode("Привет".encode()[:5]).decode(), base64.b64encode("Привет".encode()[5:]).decode()
	subjects = (
		("koi8", "=?koi8-r?B?8NLJ18XU?=", "Привет"),
		("cut in a letter", f"=?utf-8?B?{half[0]}?=\r\n =?utf-8?B?{half[1]}?=", "Привет"),
		("blanks in a word", "=?utf-8?Q?Hello my world?=", "Hello my world"),
		("no such set", "=?x-none?Q?Hello?=", "Hello"),
		("no padding", "=?utf-8?B?0J/RgNC4?=", "При"),
		("word without end", "=?utf-8?B?0J =?utf-8?Q?yes?=", "=?utf-8?B?0J yes"),
		("language", "=?utf-8*bg?Q?=D0=94=D0=B0?=", "Да"),
		("line end inside", "=?utf-8?Q?a=0D=0ABcc:_x@y.z?=", "a Bcc: x@y.z"),
		("folded", "one\r\n\ttwo\r\n  three", "one two  three"),
		("raw letters", "Здравей", "Здравей"),
		("null", "a\0b", "a b"),
	)
	cases = [
		Case(f"subject {kind}", mail(f"subject {kind}", b"\r\nHi", given), Expected("Hi", subject=shown))
		for kind, given, shown in subjects
	]
	raw = mail("letters in cp1251", b"\r\nHi", "@@").replace(b"@@", "Здравей".encode("cp1251"))
	return [*cases, Case("subject in cp1251", raw, Expected("Hi", subject="Здравей"))]
