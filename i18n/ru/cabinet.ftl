# Вход в кабинеты и на рабочее место: общее для всех, кого впускает поставщик входа.

cabinet-enter-button = Войти через Госуслуги
cabinet-enter-title = Вход
cabinet-enter-lead = Войдите через Госуслуги, чтобы продолжить. После входа вы вернётесь на эту страницу.
cabinet-enter-how = Понадобятся телефон, почта или СНИЛС и пароль от Госуслуг. Отдельный пароль для этого сайта не нужен.
cabinet-enter-again = Войти ещё раз
cabinet-to-start = На главную

cabinet-fault-declined-title = Вы не дали согласия
cabinet-fault-declined-text = Сайт не получил ваших данных, поэтому вход не состоялся. Больше ничего не изменилось.
cabinet-fault-declined-advice = Если передумаете, войдите снова: Госуслуги ещё раз покажут, какие данные нужны и зачем.
cabinet-fault-again-title = Войдите ещё раз
cabinet-fault-again-text = Этот вход уже не действует: прошло слишком много времени, страница была открыта второй раз или вход начали в другом браузере.
cabinet-fault-again-advice = Нажмите кнопку — начнётся новый вход. Если снова не получится, разрешите в браузере файлы cookie для этого сайта.
cabinet-fault-level-title = Нужен более высокий уровень учётной записи
cabinet-fault-level-text = С вашим уровнем сюда пока не войти.
cabinet-fault-level-advice = Повысьте уровень на Госуслугах и войдите снова.
cabinet-fault-level-link = Повысить уровень
cabinet-fault-down-title = Госуслуги не отвечают
cabinet-fault-down-text = Войти сейчас не получится: сайт Госуслуг не ответил вовремя.
cabinet-fault-down-advice = Подождите минуту и попробуйте снова. Ваши данные на этом сайте сохранены.
cabinet-fault-broken-title = Вход не выполнен
cabinet-fault-broken-text = Ответ Госуслуг не прошёл проверку, поэтому мы вас не впустили. Это защищает вашу учётную запись.
cabinet-fault-broken-advice = Попробуйте войти снова. Если ошибка повторится, напишите в поддержку и укажите её код и время.
cabinet-fault-code = Код ошибки
cabinet-fault-time = Время

cabinet-signed-out-title = Вы вышли
cabinet-signed-out-here = Вход на этом сайте завершён. Если компьютером пользуются другие люди, выйдите и на сайте Госуслуг.
cabinet-signed-out-everywhere = Вход завершён и на этом сайте, и на Госуслугах.

cabinet-nameless = Имя не указано
cabinet-check-again = Проверить снова
cabinet-to-profile = Мои данные

cabinet-level-simple = Упрощённая
cabinet-level-standard = Стандартная
cabinet-level-confirmed = Подтверждённая
cabinet-level-title = Нужен более высокий уровень учётной записи
cabinet-level-needs-standard = Этот раздел открывается со стандартной учётной записью: она подтверждает, что паспорт и СНИЛС ваши.
cabinet-level-needs-confirmed = Этот раздел открывается с подтверждённой учётной записью: она подтверждает вашу личность.
cabinet-level-own = Ваша учётная запись
cabinet-level-needed = Нужна
cabinet-level-how = Повысьте уровень на Госуслугах — потом вы вернётесь сюда. Если уровень уже повышен, нажмите «Проверить снова».
cabinet-level-unknown-title = Раздел закрыт
cabinet-level-unknown = Сервис, через который вы вошли, не сообщает уровень учётной записи. Без него мы не можем открыть этот раздел.
cabinet-level-unknown-advice = Вам доступны данные, которые он передал, и настройки уведомлений.

cabinet-family-name = Фамилия
cabinet-given-name = Имя
cabinet-middle-name = Отчество
cabinet-full-name = Фамилия, имя, отчество
cabinet-birth-date = Дата рождения
cabinet-gender = Пол
cabinet-gender-female = Женский
cabinet-gender-male = Мужской
cabinet-snils = СНИЛС
cabinet-inn = ИНН
cabinet-email = Электронная почта
cabinet-phone = Телефон
cabinet-level = Уровень учётной записи

cabinet-refresh = Обновить
cabinet-refresh-done = Данные обновлены.
cabinet-refresh-unknown = Реестр ответил, что не нашёл сведений о вас.
cabinet-refresh-failed = Реестр не ответил. Попробуйте обновить через минуту.
cabinet-refresh-closed = Обновить не получилось: доступ к реестру закрыт.

cabinet-note-fresh = Источник: { $register }, данные на { $when }
cabinet-note-old = { $register } сейчас не отвечает. Показаны данные по состоянию на { $when }. Попробуйте обновить через минуту.
cabinet-note-unknown = { $register }: на { $when } сведений о вас нет. Если они должны быть, проверьте свой СНИЛС.
cabinet-note-silent = { $register } сейчас не отвечает. Попробуйте обновить через минуту — остальная страница от этого не зависит.
cabinet-note-level = Эти данные открываются со стандартной учётной записью. Сейчас у вас упрощённая.
cabinet-note-no-snils = Реестры находят человека по СНИЛС, а в вашем профиле его нет.
cabinet-note-not-offered = Сервис, через который вы вошли, не даёт доступа к государственным реестрам, поэтому эти данные закрыты.
cabinet-note-refused = Госуслуги не дали доступа к этому реестру. Войдите снова. Если не поможет, напишите в поддержку.
cabinet-note-sign-in-over = Вход на Госуслугах завершён. Войдите ещё раз, чтобы увидеть эти данные.

cabinet-way-level = Повысить уровень
cabinet-way-profile = Добавить СНИЛС
cabinet-way-check = Проверить данные на Госуслугах

cabinet-nav-home = Главная
cabinet-nav-profile = Мои данные
cabinet-nav-notifications = Уведомления
cabinet-profile-title = Мои данные
cabinet-profile-lead = Что этот кабинет знает о вас и откуда. Сами вы здесь ничего не вводите.
cabinet-profile-provider = Из профиля на Госуслугах
cabinet-profile-empty = Сервис входа не передал ни имени, ни других данных.
cabinet-profile-entered = Получено при входе: { $when }
cabinet-profile-change = Изменить на Госуслугах
cabinet-profile-registers = В государственных реестрах
cabinet-compare-caption = { $register }: сравнение с профилем
cabinet-compare-what = Сведения
cabinet-compare-ours = В профиле
cabinet-compare-theirs = В реестре
cabinet-compare-result = Итог
cabinet-compare-same = Совпадает
cabinet-compare-different = Различается
cabinet-compare-missing = Не с чем сравнить
cabinet-compare-differs-title = Данные различаются
cabinet-compare-differs = Если ошибка в профиле, исправьте её на Госуслугах. Если в реестре — обратитесь в ведомство, которое его ведёт.

cabinet-education-blank = Бланк { $blank }, выдан { $date }
cabinet-education-none = В реестре нет ваших документов об образовании
cabinet-work-employer = Работодатель
cabinet-work-position = Должность
cabinet-work-term = Период
cabinet-work-since = с { $from }
cabinet-work-now = Сейчас
cabinet-work-none = В реестре нет сведений о вашей работе
cabinet-work = Работа
cabinet-compare-agrees = Всё, что можно сравнить, в профиле и в реестре одинаково.
cabinet-compare-lines = Посмотреть по строкам
cabinet-note-terms = Мы спросим о вас реестры, только когда вы примете условия кабинета.
cabinet-way-terms = Прочитать условия

cabinet-fault-over-title = Вы уже вышли
cabinet-fault-over-text = Пока вы входили сюда, ваш сеанс на Госуслугах завершился, поэтому мы вас не впустили.
cabinet-fault-over-advice = Если вы вышли сами, ничего делать не нужно. Чтобы вернуться, войдите ещё раз.

cabinet-differing-title = Данные в реестре и в профиле различаются
cabinet-differing-what = { $register }: { $line }
cabinet-differing-values = В профиле — { $ours }, в реестре — { $theirs }
cabinet-differing-since = Замечено: { $date }
cabinet-differing-way = Сравнить все данные

## Сообщения

notice-cabinet-session-ended-subject = Сеанс завершён: сменился адрес
notice-cabinet-session-ended-body =
    { $site }: вашим сеансом воспользовались с другого адреса в сети, и мы его завершили.

    Когда: { $time }
    Другой адрес: { $address }

    Так бывает, когда телефон переходит с Wi-Fi на мобильную сеть. Тогда просто войдите ещё раз: { $link }

    Если вы ничего не меняли, смените пароль на Госуслугах и завершите там остальные сеансы.
notice-cabinet-session-ended-sms = { $site }: сеанс завершён, потому что им воспользовались с другого адреса. Если это были не вы, смените пароль.

notice-data-differ-subject = Данные в реестре и в профиле различаются
notice-data-differ-body =
    Мы сравнили ваш профиль с государственным реестром и нашли различия.

    Реестр: { $register }
    Что различается:
    { $lines }

    Когда: { $time }

    Оба значения показаны на странице «Мои данные»: { $link }/profile

    Что делать: если ошибка в профиле, исправьте её на Госуслугах. Если в реестре — обратитесь в ведомство, которое его ведёт.
notice-data-differ-sms = { $site }: данные в реестре и в вашем профиле различаются. Что делать, написано на странице «Мои данные».
