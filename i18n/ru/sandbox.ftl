# Мир снаружи: реестры, банк, телефон и почта демонстрации.

sandbox-nav-registers = Реестры
sandbox-nav-people = Люди
sandbox-nav-new = Придумать человека
sandbox-cancel = Отмена
sandbox-none = Нет
sandbox-nothing = Записей нет.

# Реестры и неполадки
sandbox-registers-title = Реестры
sandbox-registers-lead = Так кабинеты видят государственные реестры. Любой из них можно сделать медленным, неработающим или ошибающимся и посмотреть, что увидит человек.
sandbox-others-title = Связь и банк
sandbox-troubled = Сейчас не всё работает как обычно
sandbox-simulator-sms = Шлюз СМС
sandbox-simulator-smtp = Почтовый сервер
sandbox-simulator-bank = Банк
sandbox-about-sfr = СНИЛС, работа, страховые взносы
sandbox-about-fns = ИНН и налоговые декларации
sandbox-about-education = Аттестаты и дипломы
sandbox-about-egrn = Заявления о недвижимости
sandbox-about-business = Лицензии и разрешения
sandbox-about-tfoms = Медицинские справки
sandbox-about-sms = Принимает сообщения и показывает их на телефоне
sandbox-about-smtp = Принимает письма и показывает их на телефоне
sandbox-about-bank = Пока ничего не делает: к нему ещё никто не обращается
sandbox-state-well = Работает
sandbox-state-slow = Медленно: { $delay }
sandbox-state-failing = Отказывает: { $status }
sandbox-state-wrong = Ошибается
sandbox-fault-delay-label = Сколько ждать перед ответом
sandbox-fault-no-delay = Отвечать сразу
sandbox-fault-delay = { $seconds } с
sandbox-fault-delay-wrong = Выберите задержку из списка
sandbox-fault-status-label = Что отвечать
sandbox-fault-no-status = Обычный ответ
sandbox-fault-status = Отказ { $status }
sandbox-fault-status-wrong = Выберите ответ из списка
sandbox-fault-wrong-label = Отвечать о человеке с другой фамилией
sandbox-fault-wrong-hint = Записи придут на Ошибкина или Ошибкину, проверка фамилии не сойдётся
sandbox-fault-save = Применить
sandbox-fault-until = Так будет, пока вы не измените это здесь или не перезапустите программу.
sandbox-fault-set = Изменено: новые запросы получат такой ответ.
sandbox-fault-clear = Починить всё
sandbox-fault-cleared = Всё снова работает.

# Люди
sandbox-people-title = Люди
sandbox-people-lead = Этих людей знают все реестры. Все они вымышлены, контрольные числа в их документах верны.
sandbox-people-none = Пока никого нет
sandbox-people-none-hint = Придумайте человека: реестры узнают о нём сразу.
sandbox-name = Имя
sandbox-invented = Когда придуман
sandbox-new-title = Придумать человека
sandbox-new-lead = Заполните, что важно, остальное придумаем за вас. Под этим именем и СНИЛС можно зарегистрироваться и пройти проверку.
sandbox-new-save = Придумать
sandbox-family-name = Фамилия
sandbox-given-name = Имя
sandbox-additional-name = Отчество
sandbox-no-additional-name = Отчества нет
sandbox-birth-date = Дата рождения
sandbox-gender = Пол
sandbox-gender-any = Любой
sandbox-gender-female = Женский
sandbox-gender-male = Мужской
sandbox-snils = СНИЛС
sandbox-snils-hint = 11 цифр, например 112-233-445 95
sandbox-inn = ИНН
sandbox-inn-hint = 12 цифр
sandbox-passport = Паспорт
sandbox-policy = Полис ОМС
sandbox-employment = Работа
sandbox-employer = Организация
sandbox-position = Должность
sandbox-from = С какого дня
sandbox-to = По какой день
sandbox-to-now = Работает сейчас
sandbox-contributions = Страховые взносы
sandbox-year = Год
sandbox-months = Месяцев
sandbox-paid = Взносы
sandbox-declarations = Декларации 3-НДФЛ
sandbox-number = Номер
sandbox-state = Состояние
sandbox-tax = Налог
sandbox-documents = Документы об образовании
sandbox-institution = Учебное заведение
sandbox-level = Уровень
sandbox-qualification = Квалификация
sandbox-issued = Выдано
sandbox-issued-by = Кем выдано
sandbox-subject = О чём
sandbox-object = Объект
sandbox-cadastral = Кадастровый номер
sandbox-filed = Подано
sandbox-activity = Что разрешено
sandbox-until = Действует до
sandbox-until-never = Без срока
sandbox-form = Форма
sandbox-purpose = Для чего
sandbox-conclusion = Заключение
sandbox-progress-received = Принято
sandbox-progress-under-review = На рассмотрении
sandbox-progress-accepted = Одобрено
sandbox-progress-refused = Отказано
sandbox-refused-object = Здесь нужен объект JSON с полями
sandbox-refused-text = Здесь нужен текст в кавычках
sandbox-refused-list = Здесь нужен список, не больше { $max } записей
sandbox-refused-missing = Без этого поля запись не составить: заполните его
sandbox-refused-words = Введите от 1 до { $max } знаков без переводов строки
sandbox-refused-order = Последний день раньше первого: поменяйте даты
sandbox-refused-future = Эта дата ещё не наступила: проверьте год
sandbox-refused-ancient = Проверьте год: он раньше 1900-го
sandbox-refused-gender = Укажите female или male
sandbox-refused-without = В списке without могут быть additional_name, snils, inn и passport
sandbox-refused-taken = Этот номер уже есть у другого придуманного человека: оставьте поле пустым или введите другой

# Телефон и почта
sandbox-phone-title = Телефон и почта
sandbox-phone-lead = Сюда приходят все СМС и письма демонстрации. Выберите номер или адрес и прочитайте код.
sandbox-phone-to = Номер телефона или адрес почты
sandbox-phone-to-hint = Например, +7 900 123-45-67 или anna@example.org
sandbox-phone-open = Открыть
sandbox-phone-latest = Последние
sandbox-phone-none = Сообщений пока нет
sandbox-phone-none-hint = Они появятся, когда кто-нибудь запросит код или получит уведомление.
sandbox-phone-count = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[other] { $count } сообщений
 }, последнее { $at }
sandbox-phone-all = Все номера и адреса
sandbox-phone-refresh = Обновить
sandbox-phone-watch = Обновлять автоматически
sandbox-phone-unwatch = Больше не обновлять
sandbox-inbox-none = Сюда ещё ничего не приходило
sandbox-inbox-none-hint = Обновите страницу через несколько секунд. Если сообщения всё нет, проверьте номер или адрес.
sandbox-channel-sms = СМС
sandbox-channel-email = Письмо
sandbox-channel-push = Уведомление приложения
sandbox-no-subject = Без темы
sandbox-code = Код

# Банк
sandbox-bank-title = Банк
sandbox-bank-lead = Здесь будет вымышленный банк, через который можно подтвердить, кто вы, и войти. Пока его нет.
sandbox-bank-later = Когда он появится, Госуслуги смогут спросить у него, кто вы, а вы увидите, какие данные он передаёт, и разрешите это или откажетесь.
sandbox-bank-now = Сейчас подтвердить запись можно по паспорту у сотрудника.
