# ЭПК: работодатели — организация, поиск, запросы; страница владельца

epk-employer-title = Работодателям
epk-employer-part = Поиск специалистов по квалификации, запросы к владельцам паспортов, слежение за паспортом.
epk-employer-lead = Организации ищут специалистов с подтверждённой квалификацией и проверяют паспорта. Каждый паспорт открывает его владелец — на срок, который выбирает сам.
epk-employer-what = Что можно после регистрации
epk-employer-what-search = Искать по квалификации и уровню среди тех, кто разрешил себя находить. Имён в поиске нет.
epk-employer-what-view = Просить владельца открыть паспорт на 1, 7 или 30 дней.
epk-employer-what-watch = Узнавать, когда паспорт приостановили, возобновили, аннулировали или заменили.
epk-employer-invited-hint = Ваша организация уже зарегистрирована? Попросите коллегу прислать вам ссылку-приглашение.

epk-employer-register-title = Зарегистрировать организацию
epk-employer-register-again = Подать сведения заново
epk-employer-register-lead = Сведения проверит наш сотрудник. Ответ придёт вам письмом.
epk-employer-register-do = Отправить на проверку
epk-employer-registered = Сведения отправлены на проверку.
epk-employer-already = Вы уже действуете от имени организации. Чтобы перейти в другую, сначала выйдите из этой.
epk-employer-too-many = Сегодня вы отправили слишком много заявок. Попробуйте завтра.
epk-employer-name = Название организации
epk-employer-name-hint = Как в реестре: его увидят владельцы паспортов
epk-employer-name-wrong = Введите название: от 3 до 120 знаков, среди них хотя бы одна буква. Адресов сайтов и почты в нём быть не должно
epk-employer-inn = ИНН
epk-employer-inn-hint = 10 цифр; у предпринимателя — 12
epk-employer-inn-empty = Введите ИНН: 10 цифр, у предпринимателя — 12
epk-employer-ogrn = ОГРН или ОГРНИП
epk-employer-ogrn-hint = 13 цифр; у предпринимателя — 15
epk-employer-numbers-differ = Номера не подходят друг к другу: один принадлежит организации, другой — предпринимателю
epk-employer-email = Электронная почта организации
epk-employer-email-hint = Её увидит владелец паспорта, которому вы отправите запрос
epk-employer-asked = Сведения отправлены
epk-employer-about = Об организации

epk-employer-state-waiting = на проверке
epk-employer-state-confirmed = подтверждена
epk-employer-state-declined = отклонена
epk-employer-waiting = Наш сотрудник проверяет сведения. Пока организация не подтверждена, поиск и запросы закрыты; о решении сообщим письмом.
epk-employer-declined = Организация не подтверждена: поиск, запросы и слежение закрыты. Можно подать сведения заново.

epk-employer-people = Сотрудники
epk-employer-people-part = Кто действует от имени организации; приглашения коллегам.
epk-employer-people-lead = Все они видят запросы организации и открытые ей паспорта.
epk-employer-since = С { $when }
epk-employer-leave = Выйти из организации
epk-employer-remove = Исключить
epk-employer-removed = Готово: доступ к данным организации закрыт.
epk-employer-not-removed = Последнего сотрудника исключить нельзя: пригласить коллег было бы некому.
epk-employer-invite-title = Пригласить коллегу
epk-employer-invite-lead = Ссылка сработает один раз в течение недели. Коллеге нужна подтверждённая учётная запись на Госуслугах.
epk-employer-invite = Создать ссылку
epk-employer-invite-spent = Сегодня создано слишком много приглашений. Попробуйте завтра.
epk-employer-invited = Ссылка-приглашение
epk-employer-invited-lead = Отправьте эту ссылку коллеге.
epk-employer-invited-once = Второй раз мы её не покажем. Если ссылка потеряется, создайте новую.
epk-employer-invitation = Приглашение
epk-employer-invitation-lead = Вас приглашают действовать от имени организации «{ $name }».
epk-employer-invitation-text = Коллеги увидят ваше имя. Вы увидите запросы организации и открытые ей паспорта; каждый просмотр увидит владелец паспорта.
epk-employer-invitation-over = Приглашение уже использовано, или прошла неделя. Попросите коллегу прислать новую ссылку.
epk-employer-join = Присоединиться
epk-employer-joined = Теперь вы действуете от имени организации.

epk-employer-search = Поиск по квалификации
epk-employer-search-lead = Здесь только действующие паспорта, владельцы которых разрешили себя находить.
epk-employer-search-words = Квалификация и уровень
epk-employer-search-hint = Например: инженер бакалавриат. Найдутся те, у кого есть все эти слова.
epk-employer-search-do = Найти
epk-employer-search-vague = Введите хотя бы одно слово из трёх букв или длиннее
epk-employer-found = Нашлось
epk-employer-found-none = Никого не нашлось
epk-employer-found-none-text = Попробуйте меньше слов или другое название квалификации.
epk-employer-found-limit = За один поиск показываем не больше 50 паспортов. Искать организация может 30 раз в час.
epk-employer-card-year = { $qualification }: год документа

epk-employer-requests = Запросы
epk-employer-requests-empty = Запросов пока нет: найдите специалиста и попросите открыть паспорт.
epk-employer-asked-at = Отправлен { $when }
epk-employer-ask = Попросить открыть паспорт
epk-employer-ask-lead = Владелец увидит название и почту организации, цель и срок — и решит сам.
epk-employer-ask-do = Отправить запрос
epk-employer-ask-done = Запрос отправлен. Об ответе сообщим письмом.
epk-employer-ask-gone = Этот паспорт больше нельзя найти: владелец закрыл его, или он перестал действовать.
epk-employer-ask-already = Владельца этого паспорта ваша организация уже спрашивает, видит его паспорт или недавно получила отказ. После отказа или отзыва запроса можно спросить через 30 дней.
epk-employer-ask-spent = Сегодня организация отправила слишком много запросов. Попробуйте завтра.
epk-employer-purpose = Цель
epk-employer-purpose-missing = Выберите цель
epk-employer-purpose-hiring = Рассматриваем на работу
epk-employer-purpose-staff = Проверяем сведения сотрудника
epk-employer-purpose-project = Собираем команду для заказа
epk-employer-purpose-other = Другое
epk-employer-words = Подробнее
epk-employer-words-hint = До 500 знаков. Если цель — «Другое», напишите, зачем вам паспорт.
epk-employer-words-missing = Напишите, зачем вам паспорт: не меньше 10 знаков
epk-employer-words-long = Слишком длинно: не больше { $max } знаков
epk-employer-term = На сколько
epk-employer-term-hint = Владелец может открыть паспорт и на меньший срок
epk-employer-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
  }
epk-employer-days-missing = Выберите срок
epk-employer-asked-when = Запрос отправлен
epk-employer-wish = О чём вы просили

epk-employer-request = Запрос
epk-employer-request-waiting = ждёт ответа
epk-employer-request-lapsed = без ответа
epk-employer-request-withdrawn = отозван
epk-employer-request-declined = отказ
epk-employer-request-open = паспорт открыт
epk-employer-request-over = срок закончился
epk-employer-request-ended = закрыт владельцем
epk-employer-about-waiting = Владелец может ответить до { $when }.
epk-employer-about-lapsed = Владелец не ответил за две недели. Можно спросить ещё раз.
epk-employer-about-withdrawn = Вы отозвали запрос. Спросить ещё раз можно через 30 дней после отзыва.
epk-employer-about-declined = Владелец отказал. Спросить ещё раз можно через 30 дней после отказа.
epk-employer-about-open = Паспорт открыт вашей организации до { $when }.
epk-employer-about-over = Паспорт был открыт до { $when }. Можно спросить ещё раз.
epk-employer-about-ended = Владелец закрыл паспорт { $when }.
epk-employer-card-hidden = Владелец больше не показывает квалификацию.
epk-employer-withdraw = Отозвать запрос
epk-employer-withdraw-hint = Если отозвать запрос, спросить об этом паспорте снова можно будет через 30 дней.
epk-employer-withdrawn = Запрос отозван.
epk-employer-late = Пока страница была открыта, что-то изменилось. Посмотрите, что на ней теперь.
epk-employer-view = Паспорт квалификации
epk-employer-view-open = Открыть паспорт
epk-employer-view-counted = Каждый просмотр увидит владелец.
epk-employer-view-until = Паспорт открыт вам до { $when }. Владелец может закрыть его раньше.
epk-employer-view-year = Год документа
epk-employer-closed = Просмотр закончился
epk-employer-closed-lead = Паспорт вам больше не открыт: срок прошёл, или владелец закрыл его.

epk-employer-staff-title = Организации
epk-employer-staff-lead = Сверьте ИНН, ОГРН и название с реестром и убедитесь, что сотрудник действует от имени организации.
epk-employer-staff-empty = Организаций пока нет
epk-employer-staff-asked = Сведения отправлены { $when }
epk-employer-staff-person = Действует от её имени
epk-employer-staff-decide-lead = Письмо придёт тем, кто действует от имени организации. На её почту письмо придёт, если вы подтверждаете её или отклоняете подтверждённую; причины в нём нет. Отклонить можно и подтверждённую: все её просмотры сразу закроются.
epk-employer-staff-act-missing = Выберите решение
epk-employer-staff-act-confirmed = Подтвердить
epk-employer-staff-act-confirmed-hint = Организация сможет искать и отправлять запросы
epk-employer-staff-act-declined = Отклонить
epk-employer-staff-act-declined-hint = Нужна причина: её прочитает заявитель
epk-employer-staff-reason-hint = Нужна, если отклоняете: от 10 до 500 знаков
epk-employer-staff-done = Решение принято. Сотрудникам организации отправлено письмо.
epk-employer-staff-overtaken = Кто-то уже принял решение. Посмотрите, что на странице теперь.
epk-employer-staff-taken = Организация с этим ОГРН уже подтверждена. Сначала отклоните ту.

epk-employers-title = Работодатели
epk-employers-lead = Разрешите находить вас по квалификации, отвечайте на запросы, смотрите, кто открывал паспорт и следит за ним.
epk-employers-open = Открыть раздел
epk-employers-find = Находить меня по квалификации
epk-employers-on = включено
epk-employers-on-since = с { $when }
epk-employers-off = выключено
epk-employers-off-text = Вас не находит ни одна организация.
epk-employers-preview = Что увидят в поиске
epk-employers-preview-hint = Больше ничего: ни имени, ни номера, ни места учёбы и работы. Искать могут только организации, которые проверил наш сотрудник. Когда паспорт заменит новый, находить вас смогут и по нему, если в поиске от этого не появится новых сведений.
epk-employers-switch-on = Разрешить находить меня
epk-employers-switch-off = Больше не находить меня
epk-employers-on-done = Теперь организации могут вас найти. Паспорт без вашего ответа никто не откроет.
epk-employers-off-done = Теперь вас никто не найдёт. Открытые просмотры это не закрывает.
epk-employers-not-valid = Находить можно только по действующему паспорту.
epk-employers-requests = Запросы организаций
epk-employers-requests-empty = Запросов не было.
epk-employers-open-until = Открыт до { $when }
epk-employers-request = Запрос организации
epk-employers-opens = Просмотров
epk-employers-about-waiting = Организация просит показать ей паспорт: имя, квалификацию, учебное заведение, номер и состояние. СНИЛС и данных паспорта гражданина там нет.
epk-employers-about-lapsed = Вы не ответили за две недели, и запрос закрылся.
epk-employers-about-withdrawn = Организация отозвала запрос.
epk-employers-about-declined = Вы отказали. Этой организации можно спросить снова через 30 дней после отказа.
epk-employers-about-open = Паспорт открыт организации до { $when }. Закрыть его можно в любой момент.
epk-employers-about-over = Паспорт был открыт до { $when }.
epk-employers-about-ended = Вы закрыли паспорт { $when }.
epk-employers-answer = Ваш ответ
epk-employers-answer-lead = Открыть паспорт можно не дольше, чем просят. Отказ объяснять не нужно.
epk-employers-days = Открыть на
epk-employers-do = Открыть паспорт
epk-employers-refuse = Отказать
epk-employers-opened = Паспорт открыт организации.
epk-employers-refused = Вы отказали. Организация узнает только это.
epk-employers-close = Закрыть сейчас
epk-employers-closed = Паспорт закрыт: организация его больше не видит.
epk-employers-readings = Кто открывал паспорт
epk-employers-readings-empty = Организации паспорт не открывали.
epk-employers-watches = Кто следит за паспортом
epk-employers-watches-lead = Организация, которой вы дали номер с кодом или открыли паспорт, может узнавать, когда он меняет состояние. Она узнаёт номер, новое состояние и время.
epk-employers-watches-empty = За паспортом никто не следит.
epk-employers-watch-since = Следит с { $when }
epk-employers-unwatch = Прекратить слежение
epk-employers-unwatched = Организация больше не следит за паспортом.

notice-employer-confirmed-subject = Организация подтверждена
notice-employer-confirmed-body =
    Наш сотрудник проверил сведения об организации «{ $organisation }» и подтвердил их.

    Теперь можно искать специалистов и просить их открыть паспорт: { $link }/employer
notice-employer-confirmed-sms = { $site }: организация подтверждена. Поиск и запросы открыты.

notice-employer-refused-subject = Организация не подтверждена
notice-employer-refused-body =
    Организацию «{ $organisation }» не подтвердили. Поиск, запросы и слежение для неё закрыты.

    Причина: { $reason }

    Подать сведения заново: { $link }/employer
notice-employer-refused-sms = { $site }: организация не подтверждена. Причина — в кабинете.

notice-employer-mailbox-open-subject = От имени организации открыт поиск специалистов: { $organisation }
notice-employer-mailbox-open-body =
    Этот адрес указали, когда регистрировали организацию «{ $organisation }» в кабинете ЭПК. Наш сотрудник проверил сведения и подтвердил их: те, кто действует от её имени, теперь могут искать специалистов и просить их открыть паспорт квалификации.

    Если организация никому этого не поручала, напишите нам: { $link }/help
notice-employer-mailbox-open-sms = { $site }: организация подтверждена.

notice-employer-mailbox-closed-subject = Поиск специалистов закрыт: { $organisation }
notice-employer-mailbox-closed-body =
    Этот адрес указали, когда регистрировали организацию «{ $organisation }» в кабинете ЭПК. Раньше мы её подтвердили, а теперь отклонили: поиск, запросы и слежение закрыты.

    Подать сведения заново может тот, кто их подавал: { $link }/employer
notice-employer-mailbox-closed-sms = { $site }: организация отклонена.

notice-employer-find-paused-subject = Новый паспорт квалификации: решите, можно ли вас находить
notice-employer-find-paused-body =
    По прежнему паспорту квалификации вас могли находить организации. По новому вас сейчас никто не находит: в нём есть сведения, которых они раньше не видели, или прежний перестал действовать ещё до замены.

    Посмотрите, что увидят организации, и решите: { $link }/passport/{ $passport }/employers
notice-employer-find-paused-sms = { $site }: по новому паспорту квалификации вас пока никто не находит. Разрешить это можно в кабинете.

notice-employer-find-kept-subject = Новый паспорт квалификации: вас по-прежнему могут находить
notice-employer-find-kept-body =
    По прежнему паспорту квалификации вас могли находить организации. Теперь вас находят по новому: в поиске он показывает только то, что было видно и раньше.

    Посмотреть, что видят организации, или выключить поиск: { $link }/passport/{ $passport }/employers
notice-employer-find-kept-sms = { $site }: по новому паспорту квалификации вас по-прежнему могут находить организации. Выключить это можно в кабинете.

notice-employer-asked-subject = Организация просит показать ваш паспорт квалификации
notice-employer-asked-body =
    Организация «{ $organisation }» просит открыть ей ваш паспорт квалификации.

    Цель: { $purpose }

    Решать вам: паспорт можно открыть на выбранный срок или отказать. Ответить: { $link }/passport/{ $passport }/employers
notice-employer-asked-sms = { $site }: организация просит показать паспорт квалификации. Ответ — в кабинете.

notice-employer-approved-subject = Паспорт открыт вашей организации
notice-employer-approved-body =
    Владелец открыл паспорт по вашему запросу до { $until }.

    Посмотреть: { $link }/employer/requests/{ $request }
notice-employer-approved-sms = { $site }: владелец открыл паспорт по вашему запросу.

notice-employer-declined-subject = Владелец паспорта отказал
notice-employer-declined-body =
    Владелец не открыл паспорт по вашему запросу. Спросить ещё раз можно через 30 дней.

    Запрос: { $link }/employer/requests/{ $request }
notice-employer-declined-sms = { $site }: владелец не открыл паспорт по вашему запросу.

notice-employer-ended-subject = Владелец закрыл паспорт
notice-employer-ended-body =
    Владелец закрыл паспорт, который открыл по вашему запросу: ваша организация его больше не видит.

    Запрос: { $link }/employer/requests/{ $request }
notice-employer-ended-sms = { $site }: владелец закрыл паспорт, открытый вашей организации.

notice-employer-opened-subject = Организация открыла ваш паспорт квалификации
notice-employer-opened-body =
    Организация «{ $organisation }», которой вы открыли паспорт, сегодня посмотрела его.

    Все просмотры и способ закрыть паспорт: { $link }/passport/{ $passport }/employers
notice-employer-opened-sms = { $site }: организация открыла ваш паспорт квалификации.

notice-employer-watched-subject = Организация следит за вашим паспортом квалификации
notice-employer-watched-body =
    Организация «{ $organisation }» будет узнавать, когда состояние вашего паспорта изменится. Она получит номер, новое состояние и время.

    Если вы этого не хотите, прекратите слежение: { $link }/passport/{ $passport }/employers
notice-employer-watched-sms = { $site }: за вашим паспортом квалификации следит организация. Прекратить это можно в кабинете.
