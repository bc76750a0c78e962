# СЭП

sep-start-title = Ваше образование, работа и взносы — в одном кабинете
sep-start-lead = СЭП показывает, что знают о вас государственные реестры. Ничего заполнять не нужно: данные приходят сами.
sep-start-education-title = Образование
sep-start-education = Дипломы и аттестаты из реестра документов об образовании.
sep-start-work-title = Работа и взносы
sep-start-work = Места работы, страховой стаж и взносы, которые перечислил за вас работодатель.
sep-start-profile-title = Ваши данные
sep-start-profile = Профиль с Госуслуг рядом с записями реестров: сразу видно, где они расходятся.
sep-start-need-title = Что понадобится
sep-start-need = Учётная запись на Госуслугах. С упрощённой кабинет откроется, а данные реестров — со стандартной или подтверждённой.
sep-start-new = Если учётной записи нет, нажмите ту же кнопку: зарегистрироваться можно на странице входа.

sep-home-title = Главная
sep-home-greeting = { $name }, здравствуйте
sep-home-attention = Требует внимания
sep-home-nothing = Сейчас ничего не требуется.
sep-home-person = Личные данные
sep-home-entered = Источник: профиль на Госуслугах, данные на { $when }
sep-home-compare = Сравнить с реестрами
sep-home-education = Документы об образовании
sep-home-work = Работа
sep-home-contributions = Страховые взносы
sep-home-parts = Другие разделы

sep-attention-level-title = Повысьте уровень учётной записи
sep-attention-level-text = С упрощённой учётной записью данные реестров закрыты. Понадобятся паспорт и СНИЛС, это займёт около пяти минут.
sep-attention-level-way = Повысить уровень
sep-attention-snils-title = Добавьте СНИЛС
sep-attention-snils-text = Реестры находят человека по СНИЛС. Пока его нет в профиле, они не ответят.
sep-attention-snils-way = Добавить СНИЛС на Госуслугах
sep-attention-inn-title = Добавьте ИНН
sep-attention-inn-text = Без ИНН закрыты налоговые сведения и кабинет ЭПК.
sep-attention-inn-way = Добавить ИНН на Госуслугах
sep-attention-email-title = Подтвердите электронную почту
sep-attention-email-text = Пока почта не подтверждена, уведомления приходят только по СМС.
sep-attention-email-way = Указать почту на Госуслугах

sep-insured = Страховой стаж
sep-paid-total = Взносы всего
sep-paid-by-year = Взносы по годам
sep-paid-year = Год
sep-paid-sum = Сумма
sep-years =
    { $count ->
        [one] { $count } год
        [few] { $count } года
       *[many] { $count } лет
    }
sep-months =
    { $count ->
        [one] { $count } месяц
        [few] { $count } месяца
       *[many] { $count } месяцев
    }

sep-part-epk-title = ЭПК
sep-part-epk-text = Второй кабинет: данные для квалификации. Пароль вводить не нужно.
sep-part-services-title = Электронные сервисы
sep-part-services-text = Все сервисы, куда можно войти через Госуслуги.
sep-part-notices-title = Уведомления
sep-part-notices-text = О чём и как вам сообщать.
