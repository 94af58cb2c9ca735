"""What the error pages say, in the product's five languages.

These pages are shown when the product itself cannot answer, so they cannot use its translations.
"""

LANGUAGES = ("en", "bg", "ru", "uk", "ro")
LANGUAGE_NAMES = {"en": "English", "bg": "Български", "ru": "Русский", "uk": "Українська", "ro": "Română"}

# By status and language: what happened, and what to do about it. {megabytes}: the largest request.
MESSAGES: dict[int, dict[str, tuple[str, str]]] = {
	400: {
		"en": ("This request cannot be read", "Check the address, or start again from the first page."),
		"bg": (
			"Заявката не може да бъде прочетена",
			"Проверете адреса или започнете отначало от първата страница.",
		),
		"ru": ("Не удалось разобрать запрос", "Проверьте адрес или начните заново с главной страницы."),
		"uk": ("Не вдалося прочитати запит", "Перевірте адресу або почніть знову з головної сторінки."),
		"ro": ("Cererea nu poate fi citită", "Verificați adresa sau începeți din nou de la prima pagină."),
	},
	404: {
		"en": ("Nothing is here", "Check the address, or go to the first page."),
		"bg": ("Тук няма нищо", "Проверете адреса или отидете на първата страница."),
		"ru": ("Здесь ничего нет", "Проверьте адрес или перейдите на главную страницу."),
		"uk": ("Тут нічого немає", "Перевірте адресу або перейдіть на головну сторінку."),
		"ro": ("Aici nu este nimic", "Verificați adresa sau mergeți la prima pagină."),
	},
	405: {
		"en": ("This cannot be done by a link", "Use the form on the page instead."),
		"bg": ("Това не може да стане чрез връзка", "Използвайте формуляра на страницата."),
		"ru": ("Это нельзя сделать по ссылке", "Воспользуйтесь формой на странице."),
		"uk": ("Це не можна зробити за посиланням", "Скористайтеся формою на сторінці."),
		"ro": ("Acest lucru nu se poate face printr-un link", "Folosiți formularul de pe pagină."),
	},
	413: {
		"en": (
			"The files are too large",
			"Together they may have {megabytes} MB. Go back, take out or shrink the largest one, and send again.",
		),
		"bg": (
			"Файловете са твърде големи",
			"Общо могат да бъдат до {megabytes} MB. Върнете се, махнете или намалете най-големия и изпратете отново.",
		),
		"ru": (
			"Файлы слишком большие",
			"Вместе они могут занимать до {megabytes} МБ. Вернитесь, уберите или уменьшите самый большой и отправьте снова.",
		),
		"uk": (
			"Файли завеликі",
			"Разом вони можуть мати до {megabytes} МБ. Поверніться, приберіть або зменшіть найбільший і надішліть знову.",
		),
		"ro": (
			"Fișierele sunt prea mari",
			"Împreună pot avea până la {megabytes} MB. Mergeți înapoi, scoateți sau micșorați fișierul cel mai mare și trimiteți din nou.",
		),
	},
	421: {
		"en": ("This address is not served here", "Use the address that you were given."),
		"bg": ("Този адрес не се обслужва тук", "Използвайте адреса, който сте получили."),
		"ru": ("Этот адрес здесь не обслуживается", "Используйте адрес, который вам сообщили."),
		"uk": ("Ця адреса тут не обслуговується", "Скористайтеся адресою, яку вам повідомили."),
		"ro": ("Această adresă nu este deservită aici", "Folosiți adresa pe care ați primit-o."),
	},
	429: {
		"en": ("Too many attempts", "Wait a minute, then try again."),
		"bg": ("Твърде много опити", "Изчакайте една минута и опитайте отново."),
		"ru": ("Слишком много попыток", "Подождите минуту и попробуйте снова."),
		"uk": ("Забагато спроб", "Зачекайте хвилину і спробуйте знову."),
		"ro": ("Prea multe încercări", "Așteptați un minut, apoi încercați din nou."),
	},
	502: {
		"en": (
			"The service is not available right now",
			"It is being started or updated. Nothing you sent earlier is lost. Try again in a minute.",
		),
		"bg": (
			"Услугата в момента не е достъпна",
			"Тя се стартира или обновява. Изпратеното по-рано не е загубено. Опитайте отново след минута.",
		),
		"ru": (
			"Сервис сейчас недоступен",
			"Он запускается или обновляется. Отправленное ранее не потеряно. Попробуйте снова через минуту.",
		),
		"uk": (
			"Сервіс зараз недоступний",
			"Він запускається або оновлюється. Надіслане раніше не втрачено. Спробуйте знову за хвилину.",
		),
		"ro": (
			"Serviciul nu este disponibil acum",
			"Este în curs de pornire sau actualizare. Ce ați trimis mai devreme nu s-a pierdut. Încercați din nou peste un minut.",
		),
	},
	504: {
		"en": (
			"The answer takes too long",
			"It is not known whether your last step was carried out. Look before you repeat it.",
		),
		"bg": (
			"Отговорът се бави твърде дълго",
			"Не е известно дали последната ви стъпка е изпълнена. Проверете, преди да я повторите.",
		),
		"ru": (
			"Ответ занимает слишком много времени",
			"Неизвестно, выполнено ли ваше последнее действие. Проверьте, прежде чем повторять его.",
		),
		"uk": (
			"Відповідь триває надто довго",
			"Невідомо, чи виконано вашу останню дію. Перевірте, перш ніж повторювати її.",
		),
		"ro": (
			"Răspunsul durează prea mult",
			"Nu se știe dacă ultimul pas a fost executat. Verificați înainte de a-l repeta.",
		),
	},
}
MESSAGES[503] = MESSAGES[502]

TRY_AGAIN = {
	"en": "Try again",
	"bg": "Опитайте отново",
	"ru": "Попробовать снова",
	"uk": "Спробувати знову",
	"ro": "Încercați din nou",
}
FIRST_PAGE = {
	"en": "First page",
	"bg": "Първа страница",
	"ru": "Главная страница",
	"uk": "Головна сторінка",
	"ro": "Prima pagină",
}
# After these, the same address may well work later; after the others it is of no use.
WORTH_ANOTHER_TRY = frozenset({429, 502, 503, 504})
