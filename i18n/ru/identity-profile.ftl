# Госуслуги: главная, персональные данные, уровень учётной записи, безопасность; страницы сотрудников.

## Общее

identity-nav-home = Главная
identity-nav-services = Электронные сервисы
identity-nav-profile = Персональные данные
identity-nav-linked = Связанные сервисы
identity-nav-settings = Настройки
identity-not-now = Не сейчас
identity-to-home = На главную
identity-back-to = Вернуться в сервис «{ $service }»

## Главная

identity-welcome-title = Один вход во все кабинеты
identity-welcome-lead = Зарегистрируйтесь один раз и входите в связанные сервисы без отдельных паролей. Какие данные получит каждый из них, решаете вы.
identity-welcome-enter = Войти
identity-welcome-register = Зарегистрироваться
identity-welcome-one-title = Данные не вводят дважды
identity-welcome-one = Паспорт, СНИЛС и ИНН сверяются с реестрами один раз и подставляются в сервисы сами.
identity-welcome-two-title = Вход в два шага
identity-welcome-two = Кроме пароля нужен код из СМС или приложения. После пяти неверных паролей вход закрывается.
identity-welcome-three-title = Всё на виду
identity-welcome-three = В журнале видно, кто и когда входил, какой сервис получил данные и кто из сотрудников их открывал.
identity-welcome-services = Какие сервисы есть
identity-welcome-recovery = Не получается войти

identity-home-title = Главная
identity-home-attention = Требует внимания
identity-home-ways = Куда перейти
identity-home-services = Найти кабинет и войти в него без второго пароля
identity-home-profile = Что мы о вас знаем и откуда
identity-home-linked = Какие сервисы получают ваши данные; отозвать согласие
identity-home-settings = Безопасность
identity-home-security = Пароль, двухэтапная проверка, сеансы и журнал

identity-attention-urgent = Важно
identity-attention-advice = Совет
identity-attention-locked = Вход закрыт после неверных паролей
identity-attention-locked-hint = Этот сеанс работает, но новый открыть нельзя. Восстановите доступ или обратитесь в поддержку до того, как выйдете.
identity-attention-phone = Подтвердите телефон
identity-attention-phone-hint = На него приходят коды для входа.
identity-attention-email = Подтвердите электронную почту
identity-attention-email-hint = Она нужна, чтобы восстановить доступ.
identity-attention-check-refused = Проверка данных не пройдена
identity-attention-check-refused-hint = Посмотрите, что не совпало и как это исправить.
identity-attention-check-waiting = Данные проверяются
identity-attention-check-waiting-hint = Реестр отвечает не сразу. Мы напишем, когда проверка закончится.
identity-attention-check-begun = Вы начали повышать уровень
identity-attention-check-begun-hint = Всё введённое сохранено. Можно продолжить с того же места.
identity-attention-standard = Повысьте уровень до стандартного
identity-attention-standard-hint = Понадобятся паспорт, СНИЛС и ИНН. Обычно это занимает пять минут.
identity-attention-confirmed = Повысьте уровень до подтверждённого
identity-attention-confirmed-hint = Один раз покажите паспорт сотруднику центра обслуживания.
identity-attention-inn = Добавьте ИНН
identity-attention-inn-hint = Без него закрыты некоторые сервисы.

## Персональные данные

identity-profile-title = Персональные данные
identity-profile-person = О вас
identity-profile-numbers = Номера и документы
identity-profile-contacts = Контакты
identity-profile-missing = не указано
identity-profile-change = Изменить
identity-profile-add = Добавить
identity-profile-show = Показать полностью
identity-profile-raise = Повысить уровень
identity-profile-level = Что даёт уровень
identity-profile-agreed = На что вы согласились
identity-profile-agreed-at = вы согласились { $when }
identity-profile-read = Прочитать
identity-profile-who-sees = Сервис получает только то, что вы разрешили.
identity-passport-hint = В вашем журнале записано, что вы открывали эту страницу.

identity-source-typed = указано вами, не подтверждено
identity-source-code = подтверждено кодом { $when }
identity-source-register = подтверждено: { $register }, { $when }

identity-field-name = Фамилия, имя, отчество
identity-field-family = Фамилия
identity-field-given = Имя
identity-field-additional = Отчество
identity-field-additional-hint = Если отчества нет, оставьте поле пустым
identity-field-birth-date = Дата рождения
identity-field-gender = Пол
identity-field-passport = Паспорт
identity-field-series = Серия
identity-field-series-hint = Четыре цифры, например 45 08
identity-field-number = Номер
identity-field-number-hint = Шесть цифр
identity-field-issued-on = Дата выдачи
identity-field-issued-by = Кем выдан
identity-field-issued-by-hint = Как написано в паспорте
identity-field-issuer-code = Код подразделения
identity-field-issuer-code-hint = Шесть цифр, например 770-001
identity-field-snils = СНИЛС
identity-field-snils-hint = Одиннадцать цифр, например 112-233-445 95
identity-field-inn = ИНН
identity-field-inn-hint = Двенадцать цифр
identity-field-phone = Телефон
identity-field-email = Электронная почта
identity-gender-female = Женский
identity-gender-male = Мужской

## Уровень учётной записи

identity-level-title = Уровень учётной записи
identity-level-name-simple = Упрощённая
identity-level-name-standard = Стандартная
identity-level-name-confirmed = Подтверждённая
identity-level-simple-allows = Можно входить в сервисы, которым хватает имени и контактов. Разделы с данными реестров закрыты.
identity-level-standard-allows = Открыты разделы с данными реестров. Подписывать документы пока нельзя.
identity-level-confirmed-allows = Открыты все сервисы и подписание документов.
identity-level-to-standard = Повысить до стандартной
identity-level-standard-how = Введите данные документов, и мы сверим их с Социальным фондом и налоговой службой. Прерваться можно в любой момент: введённое сохраняется и открывается на любом вашем устройстве.
identity-level-refused = Проверка нашла расхождение
identity-level-waiting = Данные проверяются
identity-level-see-result = Что с проверкой
identity-level-begin = Начать
identity-level-continue = Продолжить
identity-level-step-name = Имя как в паспорте
identity-level-step-passport = Паспорт
identity-level-step-snils = СНИЛС
identity-level-step-inn = ИНН
identity-level-step-filled = Заполнено
identity-level-step-wrong = Проверьте
identity-level-step-empty = Не заполнено
identity-level-name-lead = Имя изменится в учётной записи, когда реестры его подтвердят.
identity-level-passport-lead = Переписывайте с разворота с фотографией.
identity-level-gender-empty = Выберите пол, как в паспорте
identity-level-inn-later-hint = ИНН можно добавить позже, но без него закрыты некоторые сервисы.
identity-level-inn-left = Добавите позже
identity-level-inn-check = Проверить и сохранить
identity-level-kept = Введённое сохраняется, когда вы нажимаете «Продолжить».
identity-level-check-title = Проверьте, что вы ввели
identity-level-check-who = Мы спросим Социальный фонд и налоговую службу, совпадает ли это с их данными. Сами данные они нам не передают.
identity-level-check-send = Отправить на проверку
identity-level-spent = На сегодня проверок больше нет: их десять в сутки. Следующая будет доступна { $when }. Всё введённое сохранено.
identity-level-to-confirmed = Повысить до подтверждённой
identity-level-confirmed-1 = Получите номер на этой странице.
identity-level-confirmed-2 = Придите с паспортом в центр обслуживания и назовите номер.
identity-level-confirmed-3 = Сотрудник сверит паспорт, и уровень изменится сразу.
identity-level-number = Номер для центра обслуживания
identity-level-number-until = Действует до { $date }
identity-level-number-hint = Номер одноразовый. По нему сотрудник найдёт вашу учётную запись. Без паспорта номер ничего не подтверждает.
identity-level-number-get = Получить номер
identity-level-highest = Это высший уровень, больше ничего делать не нужно.
identity-level-which = Какие бывают уровни

## Чем закончилась проверка

identity-result-title = Проверка данных
identity-result-what = Что можно сделать
identity-result-next = Что дальше
identity-result-see-typed = Посмотреть, что введено
identity-result-again = Проверить ещё раз
identity-result-refresh = Обновить страницу
identity-result-desk = Обратиться в поддержку
identity-result-reference = Номер обращения: { $number }. Назовите его в поддержке.
identity-result-done-title = Учётная запись стандартная
identity-result-done = Реестры подтвердили ваши данные. Разделы с данными реестров теперь открыты.
identity-result-confirmed = Чтобы подписывать документы, один раз покажите паспорт в центре обслуживания
identity-result-inn-title = ИНН добавлен
identity-result-inn = Налоговая служба подтвердила, что это ваш номер.
identity-result-waiting-title = Проверим чуть позже
identity-result-waiting = Реестр пока не ответил. Всё введённое сохранено, мы спрашиваем снова сами.
identity-result-waiting-told = Страницу можно закрыть: когда проверка закончится, мы пришлём сообщение.
identity-result-unconfirmed-title = Не удалось подтвердить данные
identity-result-unconfirmed = Мы сверили введённое с реестрами, и подтвердить, что это ваши данные, не получилось. Подробностей не показываем: данные могут быть чужими.
identity-result-unconfirmed-1 = Проверьте номера и дату рождения: достаточно ошибки в одной цифре.
identity-result-unconfirmed-2 = Если документ получен недавно, реестр узнает о нём через несколько дней. Повторите позже: введённое сохранено.
identity-result-unconfirmed-3 = Если у вас есть другая учётная запись, войдите в неё или восстановите доступ к ней.
identity-result-unconfirmed-4 = Если всё верно, придите с паспортом в центр обслуживания и назовите номер обращения: сотрудник разберётся на месте.
identity-result-differs-title = Данные не совпали с реестром
identity-result-differs = Вот что отличается. Что записано в реестре, мы не покажем, пока не подтверждено, что это ваши данные.
identity-result-differs-here = Если ошибка здесь, исправьте поле и отправьте ещё раз.
identity-result-differs-there = Если здесь всё как в документе, ошибка в реестре. Обратитесь с документом в ведомство: после исправления отправьте те же данные ещё раз, они сохранены.
identity-result-silence-title = Реестр не ответил
identity-result-silence = { $register }: ответа нет больше недели.
identity-result-silence-kept = Всё введённое сохранено. Отправьте на проверку ещё раз.

identity-differs-letter = { $register }: отличается на одну букву
identity-differs-other = { $register }: не совпадает
identity-differs-not-held = { $register }: нет таких сведений
identity-part-family-name = Фамилия
identity-part-given-name = Имя
identity-part-additional-name = Отчество
identity-part-birth-date = Дата рождения
identity-part-gender = Пол
identity-part-snils = СНИЛС
identity-part-inn = ИНН
identity-part-passport = Паспорт

## Безопасность

identity-security-title = Безопасность
identity-security-enter = Вход
identity-security-password = Пароль
identity-security-password-since = изменён { $date }
identity-security-contacts = Контакты для кодов и сообщений
identity-security-more = Кто и как пользуется учётной записью
identity-security-sessions = { $count ->
    [one] Сейчас открыт { $count } сеанс
    [few] Сейчас открыто { $count } сеанса
   *[many] Сейчас открыто { $count } сеансов
  }
identity-security-journal = Входы, изменения и обращения сотрудников к вашим данным
identity-security-notifications = Уведомления
identity-security-notifications-hint = О чём и как вам сообщать

identity-prove-title = Введите пароль ещё раз
identity-prove-lead = Так мы убедимся, что настройки защиты меняете вы, а не тот, кто взял ваше устройство.
identity-prove-forgot = Не помню пароль
identity-prove-empty = Введите пароль
identity-prove-wrong = { $left ->
    [one] Пароль неверный. Осталась { $left } попытка, потом вход закроется.
    [few] Пароль неверный. Осталось { $left } попытки, потом вход закроется.
   *[many] Пароль неверный. Осталось { $left } попыток, потом вход закроется.
  }
identity-prove-locked = Пароль пять раз введён неверно, вход закрыт. Этот сеанс работает, но новый открыть нельзя. Восстановите доступ или обратитесь в поддержку.
identity-prove-later = Слишком много попыток сразу. Подождите минуту и повторите.

identity-newpassword-title = Смена пароля
identity-newpassword-lead = Остальные сеансы завершатся, а мы сообщим о смене на почту и телефон.
identity-newpassword-current = Нынешний пароль
identity-newpassword-new = Новый пароль
identity-newpassword-hint = Не короче 8 знаков. Лучше несколько слов, которые знаете только вы
identity-newpassword-change = Сменить пароль
identity-newpassword-changed = Пароль изменён, остальные сеансы завершены.
identity-newpassword-same = Новый пароль такой же, как нынешний. Придумайте другой.

identity-two-step-title = Двухэтапная проверка
identity-two-step-lead = При входе, кроме пароля, нужен код. Отключить проверку нельзя, можно выбрать, откуда берётся код.
identity-two-step-which = Откуда брать код
identity-two-step-sms = Код из СМС
identity-two-step-sms-hint = Приходит на { $phone }
identity-two-step-totp = Код из приложения
identity-two-step-totp-since = Приложение подключено { $date }
identity-two-step-totp-none = Работает без связи. Подойдёт любое приложение для одноразовых кодов
identity-two-step-empty = Выберите, откуда брать код
identity-two-step-no-phone = Сначала подтвердите номер телефона.
identity-two-step-saved = Двухэтапная проверка изменена.
identity-two-step-app = Приложение
identity-two-step-app-new = Подключить другое приложение
identity-two-step-app-new-hint = Например, если у вас новый телефон. Прежнее приложение перестанет подходить, когда вы подтвердите новое.
identity-two-step-app-remove = Отключить приложение
identity-two-step-app-remove-hint = Коды снова будут приходить по СМС.
identity-two-step-email = Если код не пришёл или приложение потеряно, при входе можно попросить код на электронную почту.

identity-app-title = Подключите приложение
identity-app-1 = Откройте на телефоне приложение для одноразовых кодов.
identity-app-2 = Добавьте в нём учётную запись: отсканируйте картинку или введите ключ.
identity-app-3 = Введите код, который оно покажет.
identity-app-picture = Картинка с ключом для приложения. Ниже тот же ключ текстом.
identity-app-secret = Если отсканировать не получается, введите ключ вручную:
identity-app-code = Код из приложения
identity-app-confirm = Подключить
identity-app-done = Приложение подключено. При входе понадобится код из него.
identity-app-removed = Приложение отключено. Коды снова приходят по СМС.
identity-app-wrong = Код не подошёл. Дождитесь следующего кода и проверьте, что время на телефоне верное.

identity-code-label = Код
identity-code-number = Код № { $number }
security-code-form = Введите шесть цифр кода
security-code-wrong = { $left ->
    [one] Код неверный. Осталась { $left } попытка.
    [few] Код неверный. Осталось { $left } попытки.
   *[many] Код неверный. Осталось { $left } попыток.
  }
security-code-dead = Этот код больше не действует. Отправьте новый.
security-code-spent = Слишком много неверных кодов. Следующая попытка — в { $when }.
identity-code-sent-spent = Кодов отправлено слишком много. Следующий можно запросить в { $when }.
security-code-again = Отправить ещё раз

identity-contact-phone = Изменить номер телефона
identity-contact-email = Изменить электронную почту
identity-contact-now = Сейчас: { $value }
identity-contact-new-phone = Новый номер телефона
identity-contact-new-phone-hint = На него придёт код
identity-contact-new-email = Новый адрес электронной почты
identity-contact-new-email-hint = На него придёт письмо с кодом
identity-contact-same = Этот номер или адрес уже указан. Введите новый.
identity-contact-no-means = Подтвердить, что это вы, сейчас нечем: нет второго способа получить код. Придите с паспортом в центр обслуживания.
identity-contact-changed = Контакт изменён. Мы сообщили об этом и на прежний адрес.
identity-contact-not-changed = Изменить контакт не получилось. Придите с паспортом в центр обслуживания.
identity-change-second = Подтвердите, что это вы
identity-change-new = Подтвердите новый контакт
identity-change-app = Введите код из приложения.
identity-change-sent = Мы отправили код на { $to }.
identity-change-sent-new = Введите код, отправленный на { $to }. Если он не приходит, проверьте, нет ли опечатки.

identity-sessions-title = Сеансы
identity-sessions-lead = Где сейчас открыта ваша учётная запись. Завершите сеанс, который не узнаёте, и смените пароль.
identity-sessions-current = Этот сеанс
identity-sessions-address = Адрес в сети
identity-sessions-since = Открыт
identity-sessions-seen = Последнее действие
identity-sessions-end = Завершить
identity-sessions-end-others = Завершить все, кроме этого
identity-sessions-ended = Сеанс завершён, сервисы извещены, если принимают такие сообщения.
identity-sessions-all-ended = Остальные сеансы завершены, сервисы извещены, если принимают такие сообщения.
identity-sessions-unheard = Сеанс на Госуслугах завершён, но не все сервисы это подтвердили. Мы продолжаем им сообщать.
identity-device-unknown = Неизвестное устройство

## Журнал активности

identity-journal-title = Журнал активности
identity-journal-lead = Всё, что происходило с вашей учётной записью. Записи нельзя изменить или удалить. Время московское.
identity-journal-empty = Пока ничего.
identity-journal-by-staff = сотрудник
identity-journal-service = сервис «{ $service }»
identity-journal-reason = причина: { $reason }

## Рабочее место: люди

identity-staff-title = Люди
identity-staff-person = Учётная запись
identity-staff-who = Кого найти
identity-staff-who-hint = Телефон, почта, СНИЛС, номер для центра обслуживания, номер обращения или номер учётной записи
identity-staff-who-empty = Введите, кого найти
identity-staff-find = Найти
identity-staff-exact = Вводите номер или адрес целиком: данные хранятся зашифрованными, по части найти нельзя. Поиск записывается, и человек увидит его в своём журнале.
identity-staff-nobody = Никого не нашли. Проверьте, нет ли опечатки: номер или адрес нужен целиком.
identity-staff-spent = Слишком много поисков за час. Следующий — в { $when }.
identity-staff-created = Зарегистрирована
identity-staff-number = Номер учётной записи
identity-staff-open = Открыть данные
identity-staff-open-lead = Пока данные скрыты. Введите номер, который назвал человек, или причину. Человек увидит это в своём журнале.
identity-staff-open-do = Открыть
identity-staff-open-until = Данные открыты до { $when }. Паспорт здесь не показывается.
identity-staff-brought = Номер, который назвал человек
identity-staff-brought-hint = Восемь цифр с его страницы «Уровень учётной записи»
identity-staff-number-wrong = Это номер другого человека, или его срок истёк.
identity-staff-or-reason = Или причина
identity-staff-reason = Причина
identity-staff-reason-hint = Своими словами, не короче 10 знаков. Человек прочитает её в журнале
identity-staff-reason-shown = Человек увидит её, когда попробует войти
identity-staff-reason-short = Напишите причину: не меньше двух слов и 10 знаков
identity-staff-not-open = Данные не открыты. Сначала введите номер или причину.
identity-staff-confirm = Подтвердить личность
identity-staff-confirm-lead = Сличите человека с фотографией и перепишите серию и номер из паспорта, который лежит перед вами.
identity-staff-confirm-do = Подтвердить
identity-staff-confirmed = Личность подтверждена, сообщение об этом отправлено.
identity-staff-already = Учётная запись уже подтверждена.
identity-staff-too-early = Сначала человек должен получить стандартный уровень: сверять паспорт пока не с чем.
identity-staff-closed = Учётная запись закрыта или ограничена.
identity-staff-passport-wrong = { $left ->
    [one] Это не тот паспорт, который подтвердили реестры. Осталась { $left } попытка на сегодня.
    [few] Это не тот паспорт, который подтвердили реестры. Осталось { $left } попытки на сегодня.
   *[many] Это не тот паспорт, который подтвердили реестры. Осталось { $left } попыток на сегодня.
  }
identity-staff-passport-spent = Попыток на сегодня больше нет. Следующая — { $when }.
identity-staff-unlock = Открыть вход
identity-staff-unlock-do = Открыть вход
identity-staff-unlocked = Вход открыт, сообщение об этом отправлено.
identity-staff-restrict = Ограничить учётную запись
identity-staff-restrict-lead = Все сеансы завершатся, войти будет нельзя. Человек увидит причину и узнает, как снять ограничение.
identity-staff-restrict-do = Ограничить
identity-staff-restricted = Учётная запись ограничена, сообщение об этом отправлено.
identity-staff-term = На какой срок
identity-staff-term-empty = Выберите срок
identity-staff-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
  }
identity-staff-until = до { $when }
identity-staff-until-lifted = пока не снимет сотрудник
identity-staff-lift = Снять ограничение
identity-staff-lift-do = Снять ограничение
identity-staff-lifted = Ограничение снято, сообщение об этом отправлено.
identity-staff-needless = Ничего не изменилось: это уже сделано.
identity-staff-locked-since = Вход закрыт после неверных паролей { $when }.
identity-staff-restriction-over = Срок ограничения истёк.
identity-staff-back = Вернуться к записи
identity-staff-more = Что ещё можно сделать
identity-staff-own-title = Это ваша учётная запись
identity-staff-own = Свою запись сотрудник не меняет. Попросите другого оператора: он найдёт вас по телефону или почте и сделает всё, что нужно, как для любого человека. Если другого оператора нет, его пригласит администратор.
identity-staff-elsewhere = СНИЛС, ИНН или паспорт, которые человек указал для проверки, записаны за другой учётной записью. Если это его прежняя запись, верните ему доступ к ней, например временным паролем.
identity-staff-elsewhere-title = Данные уже у другой записи
identity-staff-elsewhere-open = Открыть другую запись
identity-staff-document = Какой документ перед вами
identity-staff-document-kind-empty = Выберите документ
identity-staff-document-passport = Паспорт гражданина России
identity-staff-document-other = Другой документ с фотографией
identity-staff-document-number = Номер документа
identity-staff-document-hint = Серия и номер паспорта, десять цифр. Для другого документа — название и номер
identity-staff-document-digits = Перепишите серию и номер паспорта: всего десять цифр
identity-staff-document-short = Напишите название и номер документа: от 5 до 120 знаков
identity-staff-document-wanted = У этой учётной записи есть паспорт, поэтому нужен он. Выберите «Паспорт гражданина России».
identity-staff-password = Отправить временный пароль
identity-staff-password-about = Если человек забыл пароль и не может восстановить доступ сам
identity-staff-password-lead = Пароль придёт письмом на подтверждённый адрес { $to }. Убедитесь по документу, что перед вами владелец записи.
identity-staff-password-once = Пароль действует сутки, ввести его можно один раз. Прежний временный пароль перестанет подходить.
identity-staff-password-second = С ним человек введёт код из СМС или приложения и сразу придумает новый пароль. Больше временный пароль ничего не открывает.
identity-staff-password-hidden = Здесь он не показывается. О том, что он отправлен, человек узнает на всех своих адресах.
identity-staff-password-do = Отправить
identity-staff-password-sent = Временный пароль отправлен на почту человека.
identity-staff-password-spent = Сегодня временный пароль отправляли уже три раза. В следующий раз — { $when }.
identity-staff-password-not = Отправить временный пароль нельзя
identity-staff-password-no-email = У записи нет подтверждённой почты. Её добавляет сам человек в настройках безопасности.
identity-staff-password-no-second = У записи нет ни телефона, ни приложения для кодов. Одного доступа к почте мало: нужен второй способ.
identity-staff-password-locked = Вход закрыт после неверных паролей, и никакой пароль сейчас не подойдёт. Сначала откройте вход, потом отправьте пароль.
identity-staff-password-closed = Запись закрыта или ограничена.
identity-staff-regain = Новый телефон для восстановления
identity-staff-regain-about = Если потеряны и телефон, и пароль
identity-staff-regain-lead = Убедитесь по паспорту, что перед вами владелец записи, и запишите его новый номер. Сам номер ничего не открывает: дальше человек восстанавливает доступ на странице входа.
identity-staff-regain-mailbox = Там понадобятся код из письма на прежнюю почту и код, который придёт на новый номер. Разрешение действует сутки.
identity-staff-regain-told = Владельцу сразу напишут на все адреса записи и пришлют ссылку, которая всё останавливает. Остановит и обычный вход.
identity-staff-regain-both = Если потеряна и почта, впишите новую. Тогда паспорт посмотрит ещё один сотрудник, и новая почта начнёт действовать через трое суток.
identity-staff-regain-phone = Новый телефон
identity-staff-regain-phone-hint = Номер, который сейчас у человека
identity-staff-regain-email = Новая почта
identity-staff-regain-email-hint = Только если прежняя почта тоже потеряна
identity-staff-regain-from = Действует с
identity-staff-regain-until = Действует до
identity-staff-regain-approve-until = Подтвердить до
identity-staff-regain-do = Разрешить
identity-staff-regain-done = Готово. Пусть человек на странице входа нажмёт «Забыли пароль?».
identity-staff-regain-waits = Записано. Теперь паспорт должен посмотреть ещё один сотрудник.
identity-staff-regain-granted = Для этой записи уже разрешён новый телефон.
identity-staff-regain-how = Пусть человек на странице входа нажмёт «Забыли пароль?», введёт код из письма и выберет код на новый номер.
identity-staff-regain-how-both = Когда придёт время, пусть человек на странице входа нажмёт «Забыли пароль?». Коды придут на новую почту и на новый номер.
identity-staff-regain-wrong = Если что-то не так
identity-staff-regain-withdraw-about = Если документ оказался чужим, в номере ошибка или владелец возражает, отзовите разрешение. Владельцу об этом напишут.
identity-staff-regain-colleague-title = Нужен ещё один сотрудник
identity-staff-regain-colleague = Пусть коллега найдёт эту запись и тоже посмотрит паспорт. После этого новая почта начнёт действовать через трое суток.
identity-staff-regain-approve = Вторая проверка паспорта
identity-staff-regain-approve-lead = Коллега уже посмотрел паспорт. Посмотрите его сами: новая почта начнёт действовать через трое суток после вашего подтверждения.
identity-staff-regain-approve-do = Подтвердить
identity-staff-regain-approved = Подтверждено. Человек сможет восстановить доступ через трое суток, и ему об этом напишут.
identity-staff-regain-same = Подтвердить должен другой сотрудник.
identity-staff-regain-changed = Пока вы проверяли, коллега отозвал или заменил разрешение. Ничего не подтверждено. Посмотрите номер, почту и паспорт заново.
identity-staff-regain-withdraw = Отозвать разрешение
identity-staff-regain-withdrawn = Новый телефон отозван.
identity-staff-regain-not = Разрешить новый телефон нельзя
identity-staff-regain-closed = Запись закрыта или ограничена.
identity-staff-regain-no-passport = В записи нет паспорта: сверить документ не с чем. Пусть человек зарегистрируется с новым номером. Почту прежней записи можно передать новой.
identity-staff-regain-no-email = У записи нет подтверждённой почты. Впишите новую.
identity-staff-regain-taken = Это уже занято другой учётной записью.
identity-staff-regain-lives = Новый телефон уже разрешён. Чтобы записать другой, сначала отзовите этот.
identity-staff-regain-spent = Пока больше нельзя. В следующий раз — { $when }.
identity-staff-handover = Передать телефон или почту другому человеку
identity-staff-handover-about = Если номер или адрес теперь принадлежит не владельцу этой записи
identity-staff-handover-none = У записи нет ни телефона, ни почты.
identity-staff-handover-lead = Сейчас телефон и почта записаны за человеком по имени { $name }.
identity-staff-handover-old = Пока новый владелец не введёт код, у прежнего всё остаётся как есть. Потом номер или адрес у него убирается, а сеансы, которые на нём держатся, завершаются. Ему пишут оба раза.
identity-staff-handover-new = Новый владелец получит номер или адрес, только когда введёт код, который на него придёт. На это есть трое суток. Если прежний владелец войдёт с кодом, который пришёл туда же, передача отменится.
identity-staff-handover-both = Причину прочитают оба. Номер документа прежний владелец не увидит.
identity-staff-handover-what = Что передать
identity-staff-handover-what-empty = Выберите, что передать
identity-staff-handover-to = Кому
identity-staff-handover-to-hint = Номер обращения со страницы регистрации. Если у человека уже есть запись — его телефон, почта, СНИЛС или номер записи
identity-staff-handover-to-empty = Введите, кому передать
identity-staff-handover-same = Это тот же человек: номер или адрес уже у него.
identity-staff-handover-other = В этой регистрации указан другой номер или адрес. Проверьте номер обращения.
identity-staff-handover-do = Передать
identity-staff-handover-done = Записано. Пусть человек на своей странице нажмёт «Отправить ещё раз» и введёт код. Если страница закрыта — начнёт регистрацию заново и назовёт новый номер обращения.
identity-staff-handover-done-account = Записано. Пусть человек добавит номер или адрес в настройках безопасности и введёт код.
identity-staff-handover-begun = Записана передача телефона или почты другому человеку.
identity-staff-handover-pending = Новый владелец ещё не ввёл код, поэтому у прежнего пока всё остаётся как есть. Если передача записана по ошибке или владелец возражает, отмените её: об этом напишут обоим.
identity-staff-handover-to-account = Открыть запись нового владельца
identity-staff-handover-to-registration = Открыть его регистрацию
identity-staff-handover-withdraw = Отменить передачу
identity-staff-handover-withdrawn = Передача отменена, владельцу отправлено сообщение. Телефон и почта остаются за ним.
identity-staff-handover-new-one = Записать другую передачу
identity-staff-handover-replaces = Новая передача того же телефона или той же почты заменит прежнюю.
identity-staff-begun = Посмотреть или отменить
identity-staff-newcomer = Незаконченная регистрация
identity-staff-newcomer-lead = Сверьте имя с документом человека, который назвал вам номер.
identity-staff-newcomer-name = Имя
identity-staff-newcomer-begun = Начата
identity-staff-newcomer-done = Эта регистрация закончена.
identity-staff-newcomer-account = Открыть учётную запись
identity-staff-newcomer-taken = { $what } — за другим человеком
identity-staff-newcomer-waits = { $what }: передача записана
identity-staff-newcomer-how = Коды туда не отправляются. Если человек доказал, что номер или адрес теперь его, откройте запись прежнего владельца, назовите причину и передайте.
identity-staff-newcomer-owner = Запись прежнего владельца
identity-staff-newcomer-free = Телефон и почта свободны: человек может продолжить сам. Пусть нажмёт «Отправить ещё раз».
identity-status-active = Действует
identity-status-locked = Вход закрыт
identity-status-restricted = Ограничена
identity-status-closed = Закрыта

## События журнала

identity-event-other = Другое событие
identity-event-ticket-sent = Вы написали в поддержку
identity-event-ticket-replied = Вы дописали обращение в поддержку
identity-event-ticket-answered = Поддержка ответила на обращение
identity-event-ticket-closed = Обращение в поддержку закрыто
identity-event-ticket-handed = Обращение передано другому сотруднику
identity-event-ticket-access-sent = Сотрудник отправил вам номер доступа к обращению
identity-event-ticket-overdue = Поддержка не ответила в срок
identity-event-account-closed = Учётная запись закрыта
identity-event-account-restricted = Учётная запись ограничена
identity-event-account-restriction-lifted = Ограничение снято
identity-event-account-unlocked = Вход открыт после блокировки
identity-event-account-contact-kept = Вы ввели код, и передача телефона или почты отменена
identity-event-account-phone-dropped = Номер телефона отвязан: теперь он принадлежит другому человеку
identity-event-account-email-dropped = Почта отвязана: теперь она принадлежит другому человеку
identity-event-account-contact-received = Телефон или почта перешли к вам после проверки документа
identity-event-consent-declined = Вы отказались передать данные сервису
identity-event-consent-given = Вы разрешили сервису получать данные
identity-event-consent-withdrawn = Согласие отозвано
identity-event-factor-default-changed = Изменён способ двухэтапной проверки
identity-event-factor-totp-confirmed = Подключено приложение для кодов
identity-event-factor-totp-removed = Отключено приложение для кодов
identity-event-login-code-wrong = Неверный код при входе
identity-event-login-locked = Вход закрыт: пять неверных паролей
identity-event-login-ok = Вход
identity-event-login-out-of-means = Вход прекращён: неверные коды
identity-event-login-password = Пароль верный, запрошен код
identity-event-login-password-wrong = Неверный пароль
identity-event-login-refused = Вход не разрешён: учётная запись закрыта или ограничена
identity-event-mandate-ended-all = Все поручения прекращены
identity-event-mandate-ended-with-entry = Поручения сервиса прекращены: его ключ предъявили дважды
identity-event-mandate-given = Сервису дано поручение работать с реестром
identity-event-mandate-revoked = Сервис вернул поручение
identity-event-mandate-withdrawn = Поручение отозвано
identity-event-profile-passport-shown = Показан паспорт
identity-event-proofing-confirmed = Личность подтверждена по паспорту
identity-event-proofing-inn-added = Добавлен ИНН
identity-event-proofing-number-claimed = Кто-то указал ваш номер или документ как свой
identity-event-proofing-number-made = Получен номер для центра обслуживания
identity-event-proofing-raised = Уровень учётной записи повышен
identity-event-proofing-refused = Проверка данных не пройдена
identity-event-proofing-sent = Данные отправлены на проверку
identity-event-proofing-spent = Проверки на сегодня закончились
identity-event-recovery-begun = Начато восстановление доступа
identity-event-recovery-done = Доступ восстановлен, пароль новый
identity-event-recovery-email-proved = Восстановление: подтверждена почта
identity-event-recovery-given-up = Восстановление прекращено
identity-event-recovery-password-used = Восстановление: введён временный пароль
identity-event-recovery-second-proved = Восстановление: подтверждён второй способ
identity-event-regain-entered = Вы вошли, и новый телефон для восстановления отменён
identity-event-regain-recovered = Вы восстановили доступ, и новый телефон, записанный сотрудником, отменён
identity-event-regain-stopped = Восстановление по новому телефону остановлено по ссылке
identity-event-regain-used = Доступ восстановлен по новому телефону, который записал сотрудник
identity-event-registration-address-taken = Кто-то указал ваш телефон или почту при регистрации
identity-event-registration-done = Учётная запись создана
identity-event-security-code-wrong = Неверный код в настройках
identity-event-security-contact-claimed = Кто-то указал ваш телефон или почту как свои
identity-event-security-email-changed = Изменена электронная почта
identity-event-security-phone-changed = Изменён номер телефона
identity-event-security-other-sessions-ended = Завершены остальные сеансы
identity-event-security-password-changed = Изменён пароль
identity-event-security-proved = Пароль подтверждён в настройках
identity-event-security-session-ended = Завершён сеанс
identity-event-service-entered = Вход в сервис
identity-event-session-address-changed = Сеансом воспользовались с другого адреса
identity-event-session-ended-all = Завершены сеансы и доступ сервисов
identity-event-session-signed-out = Выход
identity-event-staff-acted = Сотрудник назвал причину действия
identity-event-staff-found = Сотрудник нашёл вашу учётную запись
identity-event-staff-handed-over = Сотрудник записал передачу вашего телефона или почты другому человеку
identity-event-staff-contact-freed = Сотрудник записал передачу телефона или почты вам
identity-event-staff-handover-withdrawn = Сотрудник отменил передачу вашего телефона или почты
identity-event-staff-contact-not-freed = Сотрудник отменил передачу телефона или почты вам
identity-event-staff-own-refused = Вы пытались изменить свою запись как сотрудник: отказано
identity-event-staff-registration-read = Сотрудник посмотрел вашу регистрацию
identity-event-staff-password-sent = Сотрудник отправил вам временный пароль
identity-event-staff-regain-granted = Сотрудник разрешил новый телефон для восстановления доступа
identity-event-staff-regain-approved = Второй сотрудник подтвердил новый телефон и новую почту
identity-event-staff-regain-withdrawn = Сотрудник отозвал новый телефон для восстановления
identity-event-staff-passport-wrong = Сотрудник ввёл паспорт, который не совпал
identity-event-staff-read = Сотрудник открыл ваши данные
identity-event-token-code-burnt = Сервису отказано в доступе: запрос неверный
identity-event-token-code-reused = Доступ сервиса прекращён: код предъявили дважды
identity-event-token-exchanged = Сервис обратился к реестру от вашего имени
identity-event-token-issued = Сервис получил доступ
identity-event-token-refresh-reused = Доступ сервиса прекращён: ключ предъявили дважды
identity-event-token-refreshed = Сервис продлил доступ
identity-event-token-revoked = Сервис вернул доступ
identity-event-userinfo-read = Сервис получил разрешённые данные

## Сообщения

notice-contact-claimed-subject = Кто-то указал ваш телефон или почту
notice-contact-claimed-body =
    Владелец другой учётной записи попытался указать ваш телефон или адрес почты как свой. Код мы ему не отправили и не сообщили, чьи это данные.

    Когда: { $time }

    Если это были вы, сначала замените контакт в этой учётной записи: { $link }/settings/security. Если это были не вы, ничего делать не нужно.
notice-contact-claimed-sms = { $site }: кто-то указал ваш телефон или почту как свои, мы отказали. Ничего делать не нужно.

notice-handover-withdrawn-subject = Передача телефона или почты отменена
notice-handover-withdrawn-body =
    Сотрудник поддержки отменил передачу телефона или почты вашей учётной записи другому человеку. Ничего не изменилось: они остаются за вами.

    Когда: { $time }

    Телефон и почта вашей учётной записи: { $link }/settings/security
notice-handover-withdrawn-sms = { $site }: передача вашего телефона или почты другому человеку отменена. Они остаются за вами.

notice-contact-not-freed-subject = Телефон или почта к вам не перейдут
notice-contact-not-freed-body =
    Сотрудник поддержки отменил передачу телефона или почты, о которой мы вам писали. В вашей учётной записи ничего не изменилось.

    Когда: { $time }

    Если номер или адрес теперь ваш, придите с документом в центр обслуживания ещё раз.
notice-contact-not-freed-sms = { $site }: передача телефона или почты вам отменена. Если они теперь ваши, придите с документом в центр обслуживания.

notice-restriction-lifted-subject = Ограничение снято
notice-restriction-lifted-body =
    Сотрудник снял ограничение с вашей учётной записи. Можно снова входить.

    Когда: { $time }

    Войти: { $link }/login
notice-restriction-lifted-sms = { $site }: ограничение учётной записи снято, можно снова входить.
