# Вход в сервис

provider-fault-title = Сервис прислал неверный запрос
provider-fault-text = Мы не можем проверить, откуда вы пришли, поэтому никуда вас не отправляем. Ваши данные никому не переданы.
provider-fault-again = Если вы открыли старую ссылку или закладку, начните вход заново на сайте сервиса.
provider-fault-owner = Если ошибка повторится, напишите в поддержку сервиса.
provider-fault-detail = Подробности для разработчика
provider-to-services = Электронные сервисы
provider-lost-title = Начните вход заново
provider-lost-text = Этот вход больше не действует: он уже завершён, его время истекло или его начали в другом браузере. Ничего не изменилось.
provider-lost-way = Вернитесь на сайт сервиса и снова нажмите «Войти через Госуслуги».
provider-level = Нужен более высокий уровень учётной записи
provider-level-title = { $service }: нужен более высокий уровень
provider-level-has = Ваша учётная запись
provider-level-needed = Нужна учётная запись
provider-level-simple = упрощённая
provider-level-standard = стандартная
provider-level-confirmed = подтверждённая
provider-level-text = { $service } открывается только с этого уровня. Повысьте уровень, и вход продолжится с этого места.
provider-level-raise = Повысить уровень
provider-level-leave = Вернуться в { $service }

# Согласие

consent = Согласие
consent-title = { $service } просит ваши данные
consent-changed = Сервис изменил условия, пока вы читали. Прочитайте их ещё раз.
consent-purpose = Данные нужны, чтобы { $purpose }.
consent-receives = Что получит { $service }
consent-absent = не указано, передано не будет
consent-registers = Что сервис запросит о вас в реестрах
consent-receivers = Кому сервис отправит ваши документы, если вы подпишете отправку
consent-refreshes = Пока вы не выйдете, сервис сможет обновлять эти данные, но не дольше восьми часов.
consent-terms = Условия сервиса { $service }
consent-withdraw = Согласие можно отозвать в любое время: «Настройки», затем «Связанные сервисы».
consent-allow = Разрешить
consent-decline = Отказаться
consent-data-level = Уровень учётной записи
consent-data-name = Фамилия, имя и отчество
consent-data-birthdate = Дата рождения
consent-data-gender = Пол
consent-data-email = Электронная почта
consent-data-phone = Мобильный телефон
consent-data-snils = СНИЛС
consent-data-inn = ИНН
consent-data-passport = Паспорт
consent-data-sending = Отправка ваших документов в службы, которые вы выберете
consent-gender-female = женский
consent-gender-male = мужской
consent-passport-value = { $number }, выдан { $on }, { $by }, код подразделения { $code }
consent-register-sfr = Социальный фонд: стаж и взносы
consent-register-fns = Налоговая служба: декларации
consent-register-education = Реестр документов об образовании
consent-register-egrn = Реестр недвижимости: заявления
consent-register-business = «Мой бизнес»: лицензии и сертификаты
consent-register-tfoms = Фонд медицинского страхования: медицинские справки

# Связанные сервисы

linked-title = Связанные сервисы
linked-lead = Сервисы, в которые вы входили через Госуслуги, и данные, которые вы им разрешили получать.
linked-empty = Связанных сервисов пока нет
linked-empty-text = Сервис появится здесь после первого входа через Госуслуги.
linked-closed = Сервис закрыт
linked-since = Связан с
linked-used = Последний вход
linked-data = Получает
linked-registers = Запрашивает в реестрах
linked-receivers = Отправляет по вашей подписи
linked-mandates = Поручения
linked-mandates-hint = Работа, которую сервис делает для вас, когда вы не на сайте.
linked-mandate-where = Где
linked-mandate-used = Последний запрос
linked-withdraw = Отозвать поручение
linked-unlink = Отвязать сервис
linked-find = Найти другие сервисы
linked-unlinked = Сервис отвязан: согласие отозвано.
linked-withdrawn = Поручение отозвано.
linked-unlink-title = Отвязать { $service }?
linked-unlink-sessions = Если вы сейчас вошли в { $service }, вход там завершится.
linked-unlink-data = { $service } больше не получит ваших данных от Госуслуг и из реестров.
linked-unlink-mandates =
    { $count ->
        [one] { $count } поручение прекратится: работа по нему остановится.
        [few] { $count } поручения прекратятся: работа по ним остановится.
       *[many] { $count } поручений прекратятся: работа по ним остановится.
    }
linked-unlink-kept = То, что { $service } уже получил, останется у него. Об удалении нужно просить сам сервис.
linked-unlink-back = Связать сервис снова можно в любой момент: войдите в него и дайте согласие.
linked-keep = Оставить как есть
linked-withdraw-title = Отозвать поручение?
linked-mandate-service = Сервис
linked-mandate-purpose = Для чего
linked-mandate-place = { $register }, заявление { $reference }
linked-mandate-sending = { $register }, паспорт квалификации № { $reference }
linked-mandate-reference = Заявление
linked-mandate-register = Реестр
linked-mandate-document = Паспорт квалификации
linked-mandate-receiver = Кому
linked-mandate-given = Дано
linked-mandate-until = Действует до
linked-withdraw-effect = { $service } больше не сможет запрашивать сведения по этому поручению. Работа над заявлением может остановиться.
linked-withdraw-sending = { $service } больше не сможет отправить паспорт по этому поручению. То, что служба уже получила, останется у неё.
linked-keep-mandate = Не отзывать

# Электронные сервисы

service-title = Электронные сервисы
service-search = Название сервиса
service-search-hint = Например, СЭП или паспорт
service-find = Найти
service-none = По запросу «{ $text }» ничего не нашлось
service-none-text = Проверьте, нет ли опечатки, или выберите сервис из общего списка.
service-all = Все сервисы
service-count =
    { $count ->
        [one] Найден { $count } сервис.
        [few] Найдено { $count } сервиса.
       *[many] Найдено { $count } сервисов.
    }
service-linked = Связан
service-go = Перейти
service-needs = Что нужно для входа
service-level = Учётная запись
service-level-least = { $level } или выше
service-level-any = любая
service-data = Что сервис может попросить
service-data-hint = Перед первым входом вы увидите эти данные и решите, передавать ли их.

# Выход

logout-ask-title = Выйти из Госуслуг?
logout-ask-service = О выходе просит { $service }.
logout-ask-text = Вы выйдете из Госуслуг и из всех сервисов, в которые вошли через них в этом браузере.
logout-all = Выйти отовсюду
logout-stay = Остаться
logout-done-title = Вы вышли
logout-done-text = Вход на Госуслугах завершён.
logout-missing-title = Эти сервисы пока не подтвердили выход
logout-missing-text = Мы продолжим сообщать им о выходе. На чужом компьютере закройте браузер.
logout-on = Вернуться в { $service }
logout-again = Войти снова
logout-malformed-title = Вы не вышли: запрос сервиса неверный
logout-malformed-text = Сервис хотел завершить ваш вход, но мы не смогли прочитать его запрос. Чтобы выйти, откройте Госуслуги и нажмите «Выйти».
logout-malformed-home = Открыть Госуслуги

# Сообщения

notice-refresh-reused-subject = Мы завершили ваш вход в { $service }
notice-refresh-reused-body =
    Кто-то попытался ещё раз использовать старый ключ вашего входа в { $service }. Так бывает, когда ключ украден, поэтому мы завершили этот вход.

    Когда: { $time }

    Войдите в сервис снова. Если заметите в нём что-то незнакомое, смените пароль и посмотрите журнал активности: { $link }
notice-refresh-reused-sms = Госуслуги: мы завершили один из ваших входов, его ключ использовали дважды. Подробности в журнале активности.
