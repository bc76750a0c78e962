# ЭПК: заявление на паспорт квалификации, проверка и решение.

epk-nav-applications = Заявления
epk-nav-passport = Паспорт

epk-applications-title = Заявления
epk-applications-lead = Здесь вы подаёте заявление на паспорт квалификации и следите за ним.
epk-applications-how = Понадобятся сведения об образовании и работе: что есть в реестрах, мы подставим сами. Заполнять можно частями: каждый шаг сохраняется, а продолжить можно и на другом устройстве. Подписать заявление можно с подтверждённой учётной записью.
epk-applications-begin = Начать заявление
epk-applications-yours = Ваши заявления

epk-application-title = Заявление на паспорт квалификации
epk-application-lead = Заполните три раздела в любом порядке, потом проверьте ответы и подпишите.
epk-application-numbered = Заявление № { $number }
epk-application-draft = Заявление без номера
epk-application-saved-at = Сохранено { $when }
epk-application-signed-at = Подписано { $when }
epk-application-decided-at = Завершено { $when }
epk-application-answers = Проверить ответы
epk-application-not-ready = Когда все разделы будут заполнены, здесь появится кнопка «Проверить ответы».
epk-application-remove = Удалить черновик
epk-application-withdraw = Отозвать заявление
epk-application-closed = Сейчас это изменить нельзя: заявление уже подписано или раздел закрыт для исправлений.

epk-state-draft = Черновик
epk-state-checking = Проверяется
epk-state-consent = Нужно ваше согласие
epk-state-review = У эксперта
epk-state-returned = Нужны исправления
epk-state-issued = Паспорт выдан
epk-state-refused = Отказано
epk-state-withdrawn = Отозвано

epk-task-person = Личные данные
epk-task-education = Образование
epk-task-work = Работа
epk-task-person-hint = Возьмём из профиля на Госуслугах
epk-task-education-hint = Дипломы и аттестаты
epk-task-work-hint = Места работы и должности
epk-task-entries = { $count ->
    [0] Сохранено в { $when }
    [one] { $count } запись, сохранено в { $when }
    [few] { $count } записи, сохранено в { $when }
   *[many] { $count } записей, сохранено в { $when }
  }
epk-task-open = Не заполнено
epk-task-done = Готово
epk-task-correct = Исправить
epk-task-closed = Закрыто
epk-saved-at = Сохранено в { $when }

epk-source-profile = Источник: профиль на Госуслугах, данные на { $when }
epk-source-register = Источник: { $register }, данные на { $when }
epk-source-typed = Заполнено вами

epk-person-lead = Эти данные попадут в паспорт. Проверьте, всё ли верно.
epk-person-save = Подтвердить
epk-person-before-title = Данные в профиле изменились
epk-person-before = В заявлении пока сохранено так:

epk-label-family-name = Фамилия
epk-label-given-name = Имя
epk-label-middle-name = Отчество
epk-label-birth-date = Дата рождения
epk-label-snils = СНИЛС
epk-label-inn = ИНН
epk-label-institution = Учебное заведение
epk-label-level = Уровень образования
epk-label-qualification = Квалификация
epk-label-diploma-series = Серия бланка
epk-label-diploma-number = Номер бланка
epk-label-issued-on = Дата выдачи
epk-label-employer = Работодатель
epk-label-position = Должность
epk-label-from = Первый день работы
epk-label-to = Последний день работы
epk-label-now = Работаю здесь сейчас
epk-label-work = Работа

epk-hint-institution = Как в дипломе или аттестате
epk-hint-qualification = Если в документе её нет, оставьте поле пустым
epk-hint-diploma-series = Например: 107704 или АВС
epk-hint-diploma-number = Только цифры, вместе с нулями в начале. Например: 0012345
epk-hint-employer = Как в трудовой книжке. Например: ООО «Образец»

epk-level-choose = Выберите
epk-level-school = Среднее общее образование
epk-level-vocational = Среднее профессиональное образование
epk-level-bachelor = Бакалавриат
epk-level-specialist = Специалитет
epk-level-master = Магистратура
epk-level-postgraduate = Подготовка кадров высшей квалификации

epk-education-lead = Добавьте все документы об образовании, которые должны войти в паспорт.
epk-education-more = Нет нужного документа?
epk-education-new = Новый документ об образовании
epk-education-change = Документ об образовании
epk-education-entry = Образование: { $name }
epk-work-lead = Добавьте места работы, которые должны войти в паспорт.
epk-work-more = Нет нужного места работы?
epk-work-new = Новое место работы
epk-work-change = Место работы
epk-work-entry = Работа: { $name }
epk-work-goes-on = по настоящее время
epk-work-none = Ещё не было
epk-work-none-button = Я ещё не работал или не работала
epk-work-none-said = Вы указали, что ещё не работали. Если добавить место работы, эта отметка исчезнет.
epk-entries-yours = В заявлении
epk-entries-more-text = Впишите его сами. Того, чего нет в реестре, наша проверка не найдёт, и решение примет эксперт.
epk-entries-add = Вписать
epk-entries-done = К списку разделов
epk-entry-change = Изменить
epk-entry-save = Сохранить
epk-entry-cancel = Назад без сохранения
epk-entry-remove = Удалить эту запись
epk-entry-removed = Запись удалена.
epk-entry-changed = Запись не удалена: её успели изменить на другом устройстве. Посмотрите, что в ней теперь.
epk-entry-fixed = Эти поля закрыты: эксперт не просил их исправлять.
epk-list-full = В списке уже 30 записей, больше добавить нельзя.
epk-offers-education = Есть в реестре документов об образовании
epk-offers-work = Есть в Социальном фонде
epk-offers-text = Эти сведения вводить не нужно: добавьте их в заявление одной кнопкой.
epk-offers-all = Добавить всё
epk-offers-one = Добавить

epk-conflict-title = На другом устройстве сохранили иначе
epk-conflict-text = Пока страница была открыта, эту запись изменили. Сохранено сейчас:
epk-conflict-gone = Пока страница была открыта, эту запись удалили. Если сохранить, она появится снова.
epk-conflict-leave = Оставить как сохранено
epk-conflict-save = Сохранить мой вариант
epk-conflict-person = Пока страница была открыта, личные данные сохранили на другом устройстве. Проверьте их и подтвердите ещё раз.

epk-field-institution-empty = Введите название учебного заведения
epk-field-level-empty = Выберите уровень образования
epk-field-employer-empty = Введите название работодателя
epk-field-position-empty = Введите должность
epk-field-long = { $got ->
    [one] Введён { $got } знак
    [few] Введено { $got } знака
   *[many] Введено { $got } знаков
  }, а помещается { $max }: сократите
epk-field-sign = Здесь есть невидимые знаки: наберите текст вручную, не вставляйте его
epk-field-no-letters = Введите название словами
epk-field-series-empty = Введите серию бланка
epk-field-series-sign = Знака «{ $sign }» в серии быть не может: введите буквы или цифры
epk-field-series-long = В серии не больше { $max } знаков
epk-field-number-empty = Введите номер бланка
epk-field-number-length = { $got ->
    [one] Введена { $got } цифра, а в номере бланка их от 5 до 14
    [few] Введены { $got } цифры, а в номере бланка их от 5 до 14
   *[many] Введено { $got } цифр, а в номере бланка их от 5 до 14
  }
epk-field-date-future = Этот день ещё не наступил: проверьте дату
epk-field-date-early = Дата не может быть раньше { $earliest }: проверьте год
epk-field-to-empty = Введите последний день работы или отметьте «Работаю здесь сейчас»
epk-field-to-or-now = Оставьте что-то одно: последний день работы или отметку «Работаю здесь сейчас»
epk-field-to-before-from = Последний день работы раньше первого ({ $from }): проверьте обе даты

epk-answers-title = Проверьте ответы
epk-answers-lead = Так заявление уйдёт на проверку. Если что-то не так, исправьте сейчас: после подписи это можно будет сделать, только если попросит эксперт.
epk-answers-missing = Подписывать рано
epk-answers-remarks = Исправьте всё, о чём просит эксперт.
epk-missing-person = Подтвердите личные данные.
epk-missing-education = Добавьте хотя бы один документ об образовании.
epk-missing-work = Добавьте место работы или отметьте, что ещё не работали.
epk-answers-next = Дальше — подпись кодом из СМС.
epk-answers-sign = Всё верно, подписать

epk-agreement-title = Соглашение о подписи кодом
epk-agreement-lead = Чтобы код из СМС считался вашей подписью, нужно один раз принять это соглашение.
epk-agreement-accept = Принять
epk-agreement-accepted = Вы приняли это соглашение (редакция { $version }) { $when }
epk-agreement-changed = Текст соглашения изменился, пока страница была открыта. Прочитайте новый.

epk-no-phone-title = Подписать пока нельзя
epk-no-phone-lead = Код для подписи мы отправляем только на телефон, который подтверждён на Госуслугах. У вас такого нет.
epk-no-phone-how = Подтвердите номер в профиле и вернитесь сюда. Черновик сохранён. Если номер уже подтверждён, нажмите «Проверить снова».
epk-no-phone-way = Подтвердить телефон на Госуслугах

epk-sign-title = Подпишите заявление
epk-sign-lead = Код придёт по СМС на { $phone } — телефон из вашего профиля на Госуслугах.
epk-sign-act = Вводя код, вы подписываете заявление на паспорт квалификации с теми ответами, которые проверили. Если ответы изменить, код перестанет подходить.
epk-sign-mandate = Подписывая, вы разрешаете до 30 дней спрашивать о вас Социальный фонд и реестр документов об образовании — только для этого заявления. Разрешение видно на Госуслугах, там его можно отозвать.
epk-sign-send = Получить код
epk-sign-sent = Код № { $number } отправлен в { $when }. Он действует 5 минут.
epk-sign-again = Отправить новый код
epk-sign-code = Код из СМС
epk-sign-button = Подписать и отправить
epk-sign-form = Введите шесть цифр из СМС
epk-sign-wrong = { $left ->
    [one] Код не подошёл. Осталась { $left } попытка
    [few] Код не подошёл. Осталось { $left } попытки
   *[many] Код не подошёл. Осталось { $left } попыток
  }
epk-sign-wrong-last = Код не подошёл три раза и больше не действует. Отправьте новый.
epk-sign-dead = Этот код уже не действует: прошло больше пяти минут, он использован, заменён новым или заявление изменилось. Отправьте новый код.
epk-sign-changed = Заявление изменилось после того, как код был отправлен, поэтому он не подходит. Проверьте ответы и отправьте новый код.
epk-sign-wait = Предыдущий код отправлен только что. Новый можно отправить в { $when }.
epk-sign-sent-spent = За этот час отправлено слишком много кодов. Новый можно отправить в { $when }.
epk-sign-wrong-spent = За этот час введено слишком много неверных кодов. Попробуйте снова в { $when }.
epk-sign-print = Контрольная сумма заявления
epk-sign-print-text = По ней видно, что подписано именно это заявление: если изменить хоть одну букву, сумма станет другой.

epk-mandate-purpose = Проверить заявление на паспорт квалификации. { $register }

epk-status-checking-title = Заявление проверяется
epk-status-checking-lead = Мы сверяем ответы с реестрами. Обычно это занимает несколько секунд. Страницу можно закрыть: о решении мы сообщим.
epk-status-consent-title = Нужно ваше согласие
epk-status-consent-lead = Срок разрешения спрашивать о вас реестры истёк, или разрешение отозвано. Поэтому проверка остановлена. Всё, что вы подписали, сохранено. Нажмите кнопку — и проверка продолжится.
epk-status-review-title = Заявление у эксперта
epk-status-review-lead = Не все сведения совпали с реестрами, поэтому решение примет эксперт. Что именно не совпало, видно ниже. Делать пока ничего не нужно.
epk-status-issued-title = Паспорт квалификации выдан
epk-status-issued-lead = Проверка закончена, паспорт уже действует. Откройте его, чтобы скачать или показать.
epk-status-refused-title = В выдаче паспорта отказано
epk-status-refused-lead = Эксперт рассмотрел заявление и отказал. Причина указана ниже.
epk-status-withdrawn-title = Заявление отозвано
epk-status-withdrawn-lead = По вашей просьбе рассмотрение прекращено. Можно подать новое заявление.
epk-status-passport = Номер паспорта
epk-status-passport-open = Открыть паспорт
epk-status-reason = Что решил эксперт
epk-status-by = Решение принял эксперт { $name }
epk-status-history = Что происходило
epk-status-answers = Ответы в заявлении
epk-refused-how = Исправьте то, о чём пишет эксперт, и подайте новое заявление. Если вы не согласны, напишите в поддержку и укажите номер заявления.
epk-consent-button = Дать согласие
epk-waits-for = Ждём ответа: { $registers }.
epk-waits-next = Спросим снова в { $when }. Вам ничего делать не нужно.
epk-promise-until = Решение будет не позже { $when }.
epk-promise-left = { $hours ->
    [0] Осталось { $minutes } мин.
   *[other] Осталось { $hours } ч { $minutes } мин.
  }
epk-promise-broken = Мы не уложились в обещанный срок. Заявление рассматривается в первую очередь.

epk-receipt-title = Квитанция о подписи
epk-receipt-number = Номер заявления
epk-receipt-signed = Подписано
epk-receipt-phone = Код отправлен на телефон
epk-receipt-agreement = Редакция соглашения о подписи

epk-returned-title = Эксперт просит исправить заявление
epk-returned-text = Исправьте только то, что отмечено ниже, и подпишите заявление ещё раз. Остальное сохранено.
epk-returned-remarks = Что исправить
epk-returned-not-ready = Когда всё отмеченное будет исправлено, здесь появится кнопка «Проверить ответы».
epk-returned-parts = Разделы заявления
epk-remark-open = Исправить
epk-remark-answered = Исправлено

epk-remove-title = Удалить черновик?
epk-remove-lead = Всё, что в нём заполнено, пропадёт. Данные в реестрах и на Госуслугах не изменятся.
epk-remove-button = Удалить
epk-withdraw-title = Отозвать заявление?
epk-withdraw-lead = Рассмотрение прекратится, и вернуться к этому заявлению будет нельзя. Новое можно подать сразу.
epk-withdraw-button = Отозвать
epk-withdraw-back = Оставить
epk-withdrawn = Готово: заявление больше не рассматривается.

epk-event-started = Заявление начато
epk-event-signed = Заявление подписано и отправлено
epk-event-waits = Реестр не ответил, спрашиваем снова
epk-event-consent = Понадобилось ваше согласие
epk-event-renewed = Согласие дано, проверка продолжена
epk-event-review = Передано эксперту
epk-event-opened = Эксперт открыл заявление
epk-event-returned = Эксперт просит исправить
epk-event-refused = Эксперт отказал
epk-event-issued = Паспорт выдан
epk-event-withdrawn = Заявление отозвано
epk-event-overdue = Обещанный срок прошёл

epk-rules-title = Проверка по правилам
epk-rules-passed = Пройдено { $holds } из { $all }
epk-rules-checked = Проверено { $when }
epk-rules-holds = Сходится
epk-rules-fails = Не сходится
epk-rules-evidence = На чём основано
epk-rules-said = В заявлении
epk-rules-same = Совпадает
epk-rules-differs = Различается
epk-rules-not-found = не найдено
epk-rule-completeness = Всё заполнено
epk-rule-signature = Подпись
epk-rule-name = Фамилия, имя, отчество
epk-rule-birth-date = Дата рождения
epk-rule-diploma = Номера и даты дипломов
epk-rule-work = Даты работы
epk-rule-duplicates = Нет повторов
epk-fact-person-yes = Личные данные подтверждены, СНИЛС и ИНН указаны.
epk-fact-person-no = Личные данные не подтверждены, или нет СНИЛС либо ИНН.
epk-fact-education-yes = Образование указано.
epk-fact-education-no = Образование не указано.
epk-fact-work-yes = Работа указана.
epk-fact-work-no = Работа не указана.
epk-fact-signed-yes = Заявление подписано кодом из СМС.
epk-fact-signed-no = Подписи нет.
epk-fact-unchanged-yes = После подписи заявление не менялось.
epk-fact-unchanged-no = Заявление отличается от того, что подписано.
epk-fact-agreement-yes = Соглашение о подписи принято в действующей редакции.
epk-fact-agreement-no = Соглашение о подписи принято не в той редакции, что действует.
epk-fact-no-work-yes = Указано, что работы ещё не было: сверять нечего.
epk-fact-no-work-no = Указано, что работы ещё не было.
epk-fact-diploma-twice-yes = { $about }: документ указан один раз.
epk-fact-diploma-twice-no = { $about }: этот документ указан дважды.
epk-fact-diploma-elsewhere-yes = { $about }: документ не встречается в заявлениях других людей.
epk-fact-diploma-elsewhere-no = { $about }: этот документ указан и в заявлении другого человека.
epk-fact-job-twice-yes = { $about }: место работы указано один раз.
epk-fact-job-twice-no = { $about }: это место работы указано дважды.
epk-fact-suspended-yes = Нет приостановленного паспорта.
epk-fact-suspended-no = Прежний паспорт приостановлен экспертом.

## Рабочее место эксперта

epk-desk-queue-title = Заявления
epk-desk-queue-lead = Заявления, в которых сошлось не всё. Сверху те, по которым решение обещано раньше.
epk-desk-queue-empty = Сейчас решать нечего
epk-desk-queue-own = это ваше заявление: решит коллега

epk-desk-own-application-title = Это ваше заявление
epk-desk-own-application = Своё заявление здесь открыть нельзя: решение по нему примет коллега. За ходом проверки следите в кабинете ЭПК, как все заявители.
epk-desk-own-passport-title = Это ваш паспорт
epk-desk-own-passport = Свой паспорт здесь нельзя ни открыть, ни изменить: решения о нём принимает коллега. Всё, что вам нужно о нём знать, есть в кабинете ЭПК.
epk-desk-own-employer-title = Это ваша организация
epk-desk-own-employer = Вы действуете от имени этой организации, поэтому здесь она для вас закрыта: решение о ней примет коллега.
epk-desk-own-noted = Попытка записана в журнал.

epk-desk-number = Номер
epk-desk-signed = Подписано
epk-desk-promise = Решение обещано
epk-desk-failed = Что не сошлось
epk-desk-overdue = Просрочено
epk-desk-application = Заявление
epk-desk-read = Просмотр записан в журнал, который видит заявитель.
epk-desk-answers = Что в заявлении
epk-desk-decision = Решение
epk-desk-approve-title = Выдать паспорт
epk-desk-approve-reason = Почему можно выдать
epk-desk-approve = Выдать
epk-desk-refuse-title = Отказать
epk-desk-refuse-reason = Почему отказ
epk-desk-refuse = Отказать
epk-desk-reason-hint = Заявитель прочитает эти слова. От 10 до 500 знаков.
epk-desk-reason-wrong = Напишите причину словами: от { $min } до { $max } знаков
epk-desk-return-title = Вернуть на исправление
epk-desk-return-text = Заявитель исправит только поля с замечаниями и подпишет заявление снова.
epk-desk-return-open = Написать замечания
epk-desk-return-lead = Напишите замечание у каждого поля, которое нужно исправить. Под названием поля — то, что указано сейчас. Остальные поля останутся закрытыми.
epk-desk-return-person = Личные данные целиком
epk-desk-return-education = Список: чего не хватает или что лишнее
epk-desk-return-work = Список: чего не хватает или что лишнее
epk-desk-return-reason = Общее пояснение
epk-desk-return = Вернуть заявителю
epk-desk-return-none = Напишите хотя бы одно замечание
epk-desk-return-long = Замечание не должно быть длиннее { $max } знаков
epk-desk-decided = Решение принято, заявителю сообщили.
epk-desk-elsewhere = Решение не принято: заявление уже не у экспертов. Его отозвали, или оно ждёт согласия заявителя.
epk-desk-parked = Решение не принято: заявитель отозвал согласие на запросы в реестры. Когда он даст его снова, заявление вернётся в очередь.
epk-desk-overtaken-title = Решение уже принято
epk-desk-overtaken = { $what }. Решил: { $who }, { $when }.
epk-desk-overtaken-text = Ваше решение не записано, заявителю о нём не сообщали.
epk-desk-by-rules = проверка по правилам
epk-desk-verdict-issued = Паспорт выдан
epk-desk-verdict-refused = Отказано
epk-desk-verdict-returned = Возвращено на исправление

## Сообщения

notice-code-sign-application-subject = Код № { $number } для подписи заявления
notice-code-sign-application-body =
    Чтобы подписать заявление на паспорт квалификации, введите код на странице подписи. Код заменяет вашу подпись: вводите его, только если проверили заявление.

    Код № { $number }: { $code }

    Он действует { notice-minutes }. Никому его не сообщайте: сотрудники никогда не спрашивают коды.
notice-code-sign-application-sms =
    { $site }. Код № { $number }: подпись заявления на паспорт квалификации. Никому не сообщайте.
    @{ $host } #{ $code }

notice-application-submitted-subject = Заявление № { $number } подписано
notice-application-submitted-body =
    Ваше заявление на паспорт квалификации подписано и принято.

    Номер: { $number }
    Когда: { $time }

    Мы сверяем его с реестрами. Решение будет в течение 24 часов, следить за ним можно в кабинете: { $link }/applications

    Если вы ничего не подписывали, смените пароль на Госуслугах и напишите в поддержку.
notice-application-submitted-sms = { $site }: заявление № { $number } подписано и принято. Решение будет в течение 24 часов.

notice-application-review-subject = Заявление № { $number } передано эксперту
notice-application-review-body =
    Не все сведения в заявлении совпали с реестрами, поэтому решение примет эксперт. Что не совпало, видно в кабинете: { $link }/applications

    Делать пока ничего не нужно.
notice-application-review-sms = { $site }: заявление № { $number } передано эксперту. Подробности в кабинете.

notice-application-returned-subject = Заявление № { $number }: нужны исправления
notice-application-returned-body =
    Эксперт просит исправить заявление на паспорт квалификации. Исправьте отмеченные поля и подпишите его снова: { $link }/applications

    Остальное сохранено.
notice-application-returned-sms = { $site }: в заявлении № { $number } нужны исправления. Откройте его в кабинете.

notice-application-refused-subject = Заявление № { $number }: отказано
notice-application-refused-body =
    Эксперт рассмотрел заявление на паспорт квалификации и отказал. Причина и что можно сделать — в кабинете: { $link }/applications
notice-application-refused-sms = { $site }: по заявлению № { $number } отказано. Причина указана в кабинете.

notice-application-consent-subject = Заявление № { $number }: нужно ваше согласие
notice-application-consent-body =
    Срок разрешения спрашивать о вас реестры истёк, или разрешение отозвано. Поэтому проверка заявления остановлена. Чтобы её продолжить, откройте заявление и нажмите «Дать согласие»: { $link }/applications

    Если вы отозвали разрешение намеренно, ничего не делайте. Заявление тоже можно отозвать.
notice-application-consent-sms = { $site }: по заявлению № { $number } нужно ваше согласие. Откройте его в кабинете.

notice-application-overdue-subject = Заявление № { $number }: решение задерживается
notice-application-overdue-body =
    Мы обещали решение за 24 часа и не успели. Заявление рассматривается в первую очередь. Почему оно ещё не решено, видно в кабинете: { $link }/applications
notice-application-overdue-sms = { $site }: решение по заявлению № { $number } задерживается. Подробности в кабинете.
