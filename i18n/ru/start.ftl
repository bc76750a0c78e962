start-title = Кабинет: демонстрация
start-lead = Всё, что стоит за кнопкой «Войти через Госуслуги»: вход, два личных кабинета, государственные реестры и рабочее место сотрудника. Люди и данные здесь выдуманы, наружу ничего не уходит.
start-sites = Сайты
start-site-identity = Госуслуги
start-site-identity-about = Единый вход: учётная запись, двухэтапная проверка, уровень, согласия, журнал.
start-site-sep = СЭП
start-site-sep-about = Личный кабинет с документами об образовании и сведениями из реестров.
start-site-epk = ЭПК
start-site-epk-about = Личный кабинет специалиста.
start-site-desk = Рабочее место
start-site-desk-about = Для сотрудников: подтвердить личность, открыть вход, прочитать журнал.
start-site-registries = Реестры
start-site-registries-about = Имитация реестров: люди, их записи и переключатели неполадок.
start-site-bank = Банк
start-site-bank-about = Имитация банка.
start-site-phone = Телефон и почта
start-site-phone-about = Сюда приходят все СМС и письма: здесь можно прочитать код.
start-road = С чего начать
start-road-1 = Откройте СЭП и нажмите «Войти через Госуслуги».
start-road-2 = Выберите «Зарегистрироваться» или войдите под одним из людей ниже: телефон и пароль — в таблице.
start-road-3 = Код из СМС прочитайте на сайте «Телефон и почта».
start-road-4 = Разрешите СЭП получить ваши данные и посмотрите, что загрузилось из реестров.
start-road-5 = На Госуслугах откройте «Электронные сервисы», найдите ЭПК и перейдите — второй раз пароль не понадобится.
start-road-6 = Выйдите в одном кабинете и убедитесь, что второй закрылся тоже.
start-people = Люди
start-people-hint = Номер телефона ведёт к сообщениям этого человека.
start-name = Фамилия, имя, отчество
start-state = Состояние
start-phone = Телефон
start-password = Пароль
start-totp = Ключ приложения
start-staff = Сотрудники
start-staff-hint = Входят на «Рабочее место» через Госуслуги: почта, пароль и код из приложения для кодов (ключ — в таблице).
start-roles = Роли
start-login = Почта
start-role-operator = оператор
start-role-examiner = эксперт
start-role-auditor = аудитор
start-role-administrator = администратор
start-state-confirmed = подтверждённая учётная запись
start-state-simple = упрощённая учётная запись
start-state-standard = стандартная учётная запись
start-state-locked = вход закрыт после пяти неверных паролей
start-state-no-snils = без СНИЛС
start-state-no-inn = без ИНН
start-state-totp = вход с кодом из приложения
start-state-stale = данные давно не обновлялись
start-state-child = ребёнок
start-state-foreigner = иностранный гражданин
start-status = Состояние служб
start-storage = База данных
start-storage-well = отвечает
start-storage-away = не отвечает
start-jobs = Отложенные задания
start-jobs-waiting = { $count ->
    [0] ничего не ждёт
    [one] ждёт { $count } задание
    [few] ждут { $count } задания
   *[other] ждут { $count } заданий
}
start-dead = Задания, которые не удались
start-dead-count = { $count ->
    [0] нет
    [one] { $count } задание
    [few] { $count } задания
   *[other] { $count } заданий
}
start-journal = Журнал
start-journal-unsealed = { $count ->
    [0] всё под подписью
    [one] ждёт подписи { $count } запись
    [few] ждут подписи { $count } записи
   *[other] ждут подписи { $count } записей
}
