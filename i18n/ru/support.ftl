# Рабочее место сотрудника.

support-nav-home = Главная
support-nav-people = Люди
support-nav-tickets = Обращения
support-nav-employers = Организации
support-nav-applications = Заявления
support-nav-failures = Сбои
support-nav-passports = Паспорта
support-nav-journal = Мои действия
support-nav-staff = Сотрудники

support-enter = Войти через Госуслуги
support-look = посмотрите

support-home-title = Рабочее место сотрудника
support-home-people = Найти человека
support-home-people-about = По телефону, почте, СНИЛС или номеру учётной записи целиком. Каждый просмотр записывается, и человек его видит.
support-home-failures = Сбои
support-home-messages = { $count ->
    [0] Все сообщения доставлены.
    [one] Не доставлено { $count } сообщение.
    [few] Не доставлено { $count } сообщения.
   *[many] Не доставлено { $count } сообщений.
  }
support-home-jobs = { $count ->
    [0] Все фоновые задания выполнены.
    [one] Не выполнено { $count } фоновое задание.
    [few] Не выполнено { $count } фоновых задания.
   *[many] Не выполнено { $count } фоновых заданий.
  }
support-home-tickets = { $count ->
    [0] Все обращения с ответом.
    [one] Ждёт ответа { $count } обращение.
    [few] Ждут ответа { $count } обращения.
   *[many] Ждут ответа { $count } обращений.
  }
support-home-late = просрочено: { $count }
support-home-applications-about = Заявления, которые не прошли автоматическую проверку: выдать паспорт, вернуть с замечаниями или отказать.
support-home-passports-about = Найти паспорт по номеру, приостановить, возобновить или аннулировать.
support-home-lately = Что вы делали
support-home-journal = Все мои действия

support-failures-title = Сбои
support-failures-lead = Что программа много раз пробовала сделать и не смогла. Адреса скрыты.
support-failures-messages = Сообщения, которые не доставлены
support-failures-no-messages = Таких сообщений нет.
support-failures-jobs = Задания, которые не выполнены
support-failures-no-jobs = Таких заданий нет.
support-when = Когда
support-what = Что
support-where-to = Куда
support-why = Почему
support-number = Номер

support-why-mail-status = Почтовый сервер отказал: ответ { $more }
support-why-mail-silent = Почтовый сервер не ответил вовремя
support-why-mail-away = Почтовый сервер недоступен
support-why-sms-status = СМС-шлюз отказал: ответ { $more }
support-why-sms-silent = СМС-шлюз не ответил вовремя
support-why-sms-away = СМС-шлюз недоступен
support-why-no-address = Адреса больше нет: его удалили, пока сообщение ждало своего времени
support-why-bad-address = Адрес записан с ошибкой
support-why-bad-letter = Письмо не удалось составить
support-why-no-words = Для этого сообщения нет текста: { $more }
support-why-late = За три дня сообщение никто не принял

support-journal-title = Мои действия
support-journal-lead = Всё, что вы сделали и посмотрели. Изменить или удалить эти записи нельзя.
support-journal-empty = Записей нет.

support-invitation-title = Вас приглашают на рабочее место сотрудника
support-invitation-lead = Войдите через Госуслуги — и приглашение привяжется к вашей учётной записи.
support-invitation-how = Приглашение действует один раз. Потом вы будете входить той же учётной записью, всегда с паролем и кодом: из СМС или из приложения.

support-no-entry-unknown = Это рабочее место сотрудников
support-no-entry-unknown-about = Вашей учётной записи здесь нет. Если вы сотрудник, попросите у администратора приглашение и откройте его ссылку.
support-no-entry-one-factor = Нужен второй шаг входа
support-no-entry-one-factor-about = На рабочее место входят с паролем и кодом из СМС или приложения; код из письма не подходит. Включите двухэтапную проверку на Госуслугах: «Настройки», «Безопасность», «Двухэтапная проверка». Затем войдите ещё раз.
support-no-entry-suspended = Доступ приостановлен
support-no-entry-suspended-about = Администратор приостановил ваш доступ к рабочему месту. Спросите у него причину.
support-no-entry-invitation-over = Приглашение больше не действует
support-no-entry-invitation-over-about = Его уже использовали, заменили новым, или прошло больше семи дней. Попросите у администратора новую ссылку.
support-no-entry-other-account = Если вы вошли не той учётной записью, выйдите из неё на Госуслугах и войдите другой.

support-staff-title = Сотрудники
support-staff-lead = Кто работает здесь и что может делать.
support-staff-entered = Последний вход: { $at }
support-staff-never = Ещё не входил
support-staff-invite-again = Новое приглашение
support-staff-suspend = Приостановить доступ
support-staff-reinstate = Вернуть доступ
support-staff-suspended = Доступ приостановлен, открытые сеансы завершены.
support-staff-reinstated = Доступ возвращён.
support-staff-unchanged = Ничего не изменилось: это уже сделано.
support-staff-yourself = Себе доступ приостановить нельзя.

support-state-invited = приглашён
support-state-overdue = приглашение истекло
support-state-active = работает
support-state-suspended = доступ приостановлен

support-invite-title = Пригласить сотрудника
support-invite-lead = Вы получите ссылку, которая действует семь дней и срабатывает один раз. Передайте её лично.
support-invite-name = Фамилия, имя и отчество
support-invite-name-hint = Например, Тестов Олег Примерович
support-invite-name-missing = Укажите фамилию, имя и отчество сотрудника
support-invite-roles = Что сможет делать
support-invite-role-missing = Выберите хотя бы одну роль
support-invite-make = Создать приглашение

support-role-operator = оператор
support-role-operator-about = Отвечает на обращения, находит людей, открывает вход, подтверждает уровень по документу
support-role-examiner = эксперт
support-role-examiner-about = Решает по заявлениям, приостанавливает и аннулирует паспорта, подтверждает организации
support-role-auditor = аудитор
support-role-auditor-about = Читает журнал и ничего не меняет
support-role-administrator = администратор
support-role-administrator-about = Приглашает сотрудников, приостанавливает доступ, следит за сроками ответов

support-invited-title = Приглашение готово
support-invited-lead = Ссылка показывается один раз: скопируйте её сейчас.
support-invited-next = Сотрудник откроет её и войдёт через Госуслуги с паролем и кодом. Если ссылка потеряется, создайте новую в списке сотрудников.

support-site-identity = Госуслуги
support-site-sep = СЭП
support-site-epk = ЭПК
support-site-desk = рабочее место

support-event-application-decided = Решение по заявлению
support-event-staff-invited = Приглашение сотруднику
support-event-staff-bound = Приглашение использовано
support-event-staff-signed-in = Вход на рабочее место
support-event-staff-suspended = Доступ сотрудника приостановлен
support-event-staff-reinstated = Доступ сотрудника возвращён
support-event-staff-read = Просмотр данных человека
support-event-account-unlocked = Вход в учётную запись открыт
support-event-account-restricted = Учётная запись ограничена
support-event-account-restriction-lifted = Ограничение снято
support-event-account-closed = Учётная запись закрыта
support-event-account-phone-dropped = Телефон убран из учётной записи
support-event-account-email-dropped = Почта убрана из учётной записи
support-event-account-contact-kept = Передача отменена: владелец ввёл код
support-event-account-contact-received = Новый владелец подтвердил телефон или почту
support-event-staff-found = Учётная запись найдена
support-event-staff-acted = Причина действия
support-event-staff-own-refused = Отказано: это собственная учётная запись
support-event-staff-handed-over = Записана передача телефона или почты
support-event-staff-contact-freed = Записана передача телефона или почты новому владельцу
support-event-staff-password-sent = Отправлен временный пароль
support-event-regain-entered = Новый телефон отменён: владелец вошёл
support-event-regain-recovered = Новый телефон отменён: владелец восстановил доступ без него
support-event-regain-stopped = Новый телефон отменён по ссылке
support-event-regain-used = Доступ восстановлен по новому телефону
support-event-staff-regain-granted = Разрешён новый телефон для восстановления
support-event-staff-regain-approved = Новый телефон подтверждён вторым сотрудником
support-event-staff-regain-withdrawn = Новый телефон отозван
support-event-staff-registration-read = Просмотр незаконченной регистрации
support-event-proofing-confirmed = Личность подтверждена
support-event-staff-passport-wrong = Паспорт не совпал
support-event-passport-suspended = Паспорт приостановлен
support-event-passport-resumed = Паспорт возобновлён
support-event-passport-revoked = Паспорт аннулирован
support-event-passport-decision-overtaken = Решение по паспорту не записано: коллега решил раньше
support-event-passport-staff-read = Просмотр паспорта
support-event-employer-confirmed = Организация подтверждена
support-event-employer-declined = Организации отказано
support-event-ticket-answered = Ответ на обращение
support-event-ticket-closed = Обращение закрыто
support-event-ticket-handed = Обращение передано
support-event-ticket-access-sent = Номер доступа отправлен человеку

support-job-cabinet-sweep = Удаление старых записей кабинетов
support-job-identity-logout = Сообщение сервисам о выходе
support-job-identity-provider-upkeep = Смена ключей провайдера
support-job-identity-proofing = Проверка данных в реестрах
support-job-identity-tidy = Удаление старых записей Госуслуг
support-job-store-file-sweep = Удаление ненужных файлов
support-job-support-ticket-overdue = Напоминание о сроке ответа на обращение
support-job-support-ticket-sweep = Удаление старых ссылок на обращения
support-job-epk-check = Проверка заявления
support-job-epk-watch = Проверка, не отозвано ли поручение по заявлению
support-job-epk-due = Напоминание о сроке решения по заявлению
support-job-epk-give-back = Возврат поручения по заявлению
support-job-epk-sending-send = Отправка паспорта в службу
support-job-epk-sending-due = Ожидание ответа службы
support-job-epk-sending-give-back = Возврат поручения отправить паспорт
support-job-epk-watch-send = Сообщение организации об изменении паспорта
support-job-epk-watch-end = Конец слежения за паспортом
support-job-epk-passport-print = Печатная форма паспорта
support-job-epk-passport-remind = Напоминание о том, что срок паспорта кончается
