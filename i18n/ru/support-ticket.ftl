# Обращения в поддержку: форма в «Помощи», переписка, очередь на рабочем месте.

## Форма

support-ticket-ask-title = Написать в поддержку
support-ticket-ask-lead = Ответим в течение суток. Номер обращения вы увидите сразу, он придёт и на почту.
support-ticket-ask-safety = Не пишите сюда пароли и коды из сообщений: сотрудники никогда их не спрашивают.
support-ticket-topic = О чём вопрос
support-ticket-topic-missing = Выберите, о чём вопрос
support-ticket-topic-sign-in = Не получается войти
support-ticket-topic-error = Страница показала ошибку
support-ticket-topic-records = Данные неверные или неполные
support-ticket-topic-application = Заявление или документ
support-ticket-topic-messages = Письма и СМС
support-ticket-topic-other = Другое
support-ticket-words = Что случилось
support-ticket-words-hint = Что вы делали, что ожидали увидеть и что увидели. Снимок экрана можно добавить на следующем шаге
support-ticket-words-short = Опишите вопрос: хотя бы { $least } знаков
support-ticket-words-long = Слишком длинно: можно не больше { $most } знаков
support-ticket-incident = Номер происшествия или время ошибки (необязательно)
support-ticket-incident-hint = Номер есть на странице с ошибкой, например 7KQ2M-XY3AB. Если его нет, напишите, когда это было
support-ticket-snils = СНИЛС (необязательно)
support-ticket-snils-hint = Нужен, только если вопрос о ваших данных. Сотрудник увидит его с вашего разрешения
support-ticket-inn = ИНН (необязательно)
support-ticket-inn-hint = 12 цифр
support-ticket-email = Электронная почта
support-ticket-email-hint = Сюда придут номер и ссылка на ответ
support-ticket-email-hint-known = Взяли из ваших данных. Можно указать другую
support-ticket-send = Отправить
support-ticket-spent = Слишком много обращений подряд. Следующее можно отправить после { $when }.

## Номер

support-ticket-sent-title = Обращение принято
support-ticket-number-is = № { $number }
support-ticket-sent-due = Ответим до { $when } по московскому времени.
support-ticket-sent-mail = Номер отправили на { $email }. Когда ответим, напишем туда же.
support-ticket-sent-link = Потом открыть обращение можно по ссылке из письма. Проверьте папку «Спам», если письма нет.
support-ticket-open-thread = Открыть обращение или добавить снимок экрана

## Переписка

support-ticket-list-title = Мои обращения
support-ticket-list-empty = Обращений пока нет
support-ticket-list-letter = Если вы писали без входа, откройте ссылку из письма о вашем обращении.
support-ticket-named = № { $number }. { $topic }
support-ticket-title = Обращение № { $number }
support-ticket-thread = Переписка
support-ticket-state-waiting = ждёт ответа
support-ticket-state-answered = есть ответ
support-ticket-state-closed = закрыто
support-ticket-clock = Ответим до { $when }
support-ticket-clock-late = Обещали ответить до { $when } и не успели. Об этом знает администратор поддержки.
support-ticket-clock-answered = Первый ответ пришёл через { $took }
support-ticket-minutes = { $minutes } мин
support-ticket-hours = { $hours } ч { $minutes } мин
support-ticket-entry-you = Вы написали
support-ticket-entry-letter = Письмо в ответ
support-ticket-via-mail = По почте, отправитель не проверен
support-ticket-via-mail-other = По почте с другого адреса, отправитель не проверен
support-ticket-original = Письмо целиком
support-ticket-file = Скачать вложение
support-ticket-entry-desk = Поддержка ответила
support-ticket-entry-opened = Сотрудник { $name } открыл ваши данные на { $minutes } минут. Причина:
support-ticket-entry-opened-number = Сотрудник { $name } открыл ваши данные на { $minutes } минут: вы назвали номер доступа
support-ticket-entry-requested = Сотрудник { $name } просит показать ему ваши данные
support-ticket-access-by-sms = Номер доступа отправлен по СМС. Его можно назвать по телефону или написать здесь.
support-ticket-access-by-mail = Номер доступа отправлен на почту. Его можно назвать по телефону или написать здесь.
support-ticket-entry-refused = Файл не принят
support-ticket-entry-closed = Обращение закрыто
support-ticket-entry-overdue = Срок ответа прошёл, вопрос передан администратору
support-ticket-reply = Написать ещё
support-ticket-reply-send = Отправить
support-ticket-reply-empty = Напишите, что хотите добавить
support-ticket-reply-closed = Обращение закрыто больше двух недель назад. Напишите новое.
support-ticket-replied = Отправлено. Ответим в течение суток.
support-ticket-reopen = Обращение закрыто. Если вопрос остался, напишите: откроем его снова.
support-ticket-access-title = Показать данные сотруднику
support-ticket-access-about = Почта, СНИЛС, другие номера и вложения скрыты от сотрудников. Если вы говорите с сотрудником и хотите их показать, получите номер доступа и назовите ему. Сотрудник может и сам попросить, чтобы вам прислали номер.
support-ticket-access-make = Получить номер доступа
support-ticket-access-until = Назовите его сотруднику до { $when }. Номер сработает один раз и откроет только это обращение: войти с ним нельзя.
support-ticket-access-spent = Слишком много номеров доступа за час. Подождите немного.
support-ticket-link-title = Ваше обращение в поддержку
support-ticket-link-about = Нажмите кнопку, чтобы прочитать переписку и ответить.
support-ticket-link-open = Открыть обращение
support-ticket-link-over = Ссылка не действует
support-ticket-link-over-about = Она устарела или скопирована не полностью. Откройте ссылку из последнего письма или напишите новое обращение.

## Рабочее место: очередь

support-ticket-queue-title = Обращения
support-ticket-queues = Очереди
support-ticket-queue-waiting = Ждут ответа
support-ticket-queue-overdue = Просрочены
support-ticket-queue-mine = Мои
support-ticket-queue-answered = С ответом
support-ticket-queue-closed = Закрытые
support-ticket-queue-empty = В этой очереди пусто
support-ticket-queue-open = { $count ->
    [0] Открытых обращений нет.
    [one] Открыто { $count } обращение.
    [few] Открыто { $count } обращения.
   *[many] Открыто { $count } обращений.
  }
support-ticket-page-before = Предыдущая страница
support-ticket-page-next = Следующая страница
support-ticket-site = Откуда
support-ticket-site-all = Все сайты
support-ticket-find = Найти по номеру
support-ticket-find-hint = Девять цифр, например 482-109-375
support-ticket-find-do = Найти
support-ticket-find-none = Обращения с таким номером нет
support-ticket-find-digits = В номере девять цифр: проверьте, не пропущена ли одна
support-ticket-find-check = В номере опечатка: одна цифра неверна, или две соседние переставлены
support-ticket-late = просрочено
support-ticket-escalated = срок прошёл
support-ticket-figures = Как мы работаем
support-ticket-figures-now = Сейчас
support-ticket-figures-month = За 30 дней
support-ticket-figures-about = Обращения, полученные за последние 30 дней. Срок первого ответа — сутки.
support-ticket-backlog = Сколько ждут ответа
support-ticket-backlog-hours = До 4 часов
support-ticket-backlog-day = От 4 часов до суток
support-ticket-backlog-days = От суток до 3 суток
support-ticket-backlog-longer = Дольше 3 суток
support-ticket-figure-received = Получено
support-ticket-figure-answered = С ответом
support-ticket-figure-most = Первый ответ, девять из десяти не дольше
support-ticket-figure-unanswered = Срок прошёл, ответа ещё нет
support-ticket-figure-reopened = Вернулись после закрытия
support-ticket-figure-open = Открытых обращений
support-ticket-figure-waiting = Ждут ответа
support-ticket-figure-overdue = Просрочены
support-ticket-figure-median = Первый ответ, медиана
support-ticket-figure-in-time = Первых ответов в срок
support-ticket-figure-of = { $some } из { $all } ({ $share } %)
support-ticket-figure-none = ответов ещё не было

## Рабочее место: обращение

support-ticket-row-site = Откуда
support-ticket-row-created = Получено
support-ticket-row-due = Ответить до
support-ticket-row-late = Надо было ответить до
support-ticket-row-answered = Первый ответ через
support-ticket-row-holder = Кто ведёт
support-ticket-holder-nobody = пока никто
support-ticket-row-who = Отправлено
support-ticket-row-snils = СНИЛС
support-ticket-row-inn = ИНН
support-ticket-row-incident = Происшествие
support-ticket-email-confirmed = подтверждена
support-ticket-email-unconfirmed = не подтверждена
support-ticket-signed-in = после входа на сайт
support-ticket-not-signed-in = без входа на сайт
support-ticket-desk-asked = Сообщение от человека
support-ticket-desk-answered = Ответ ({ $name })
support-ticket-desk-opened = Данные открыты ({ $name }). Причина:
support-ticket-desk-opened-number = Данные открыты по номеру доступа ({ $name })
support-ticket-desk-requested = Запрошен номер доступа ({ $name })
support-ticket-desk-handed = Передано ({ $name })
support-ticket-desk-taken = { $name } ведёт обращение
support-ticket-desk-given = Передано: { $to } (передаёт { $name })
support-ticket-desk-returned = Возвращено в общую очередь ({ $name })
support-ticket-desk-closed = Закрыто ({ $name })
support-ticket-open = Открыть данные человека
support-ticket-open-lead = Почта, СНИЛС, ИНН и длинные номера в тексте скрыты. Введите номер доступа, который назвал человек, или причину. Причину он прочитает в своём обращении.
support-ticket-open-do = Открыть данные
support-ticket-open-until = Данные открыты для вас до { $when }.
support-ticket-account = Учётная запись этого человека
support-ticket-access = Номер доступа
support-ticket-access-hint = Восемь цифр: человек видит их в СМС, в письме или в своём обращении
support-ticket-access-wrong = Номер не подошёл: в нём ошибка, он уже использован или устарел
support-ticket-access-tries = Слишком много попыток. Попробуйте после { $when } или напишите причину
support-ticket-access-send = Попросить номер доступа
support-ticket-access-sent = Номер доступа отправлен человеку. Попросите его прочитать: он сработает только у вас.
support-ticket-access-where = Номер придёт человеку на { $to }, вы его не увидите.
support-ticket-reason = Или причина
support-ticket-reason-hint = Своими словами, не короче 10 знаков
support-ticket-reason-short = Введите номер доступа или причину: не меньше двух слов и 10 знаков
support-ticket-answer = Ответ
support-ticket-answer-hint = Человек прочитает его по ссылке из письма. Не повторяйте в нём СНИЛС и другие номера
support-ticket-answer-empty = Напишите ответ
support-ticket-answer-send = Ответить
support-ticket-answer-close = Ответить и закрыть
support-ticket-answer-sent = Ответ отправлен.
support-ticket-close = Закрыть без нового ответа
support-ticket-close-done = Обращение закрыто.
support-ticket-closed-already = Обращение уже закрыто.
support-ticket-meanwhile = Пока вы писали, в переписке появилось новое
support-ticket-meanwhile-about = Ваш текст не отправлен и сохранён ниже. Прочитайте новое и отправьте ответ, если он ещё нужен.
support-ticket-meanwhile-closed = Пока вы писали, обращение закрыли
support-ticket-meanwhile-copy = Ваш текст не отправлен. Он сохранён внизу страницы: скопируйте его, если он ещё нужен.
support-ticket-answer-kept = Ваш неотправленный текст
support-ticket-meanwhile-taken = Обращение уже ведёт { $name }
support-ticket-meanwhile-taken-about = Ничего не изменилось. Если ответить надо вам, договоритесь с коллегой.
support-ticket-held = Обращение ведёт { $name }. Прежде чем отвечать, договоритесь с коллегой.
support-ticket-take = Взять себе
support-ticket-taken = Обращение теперь ведёте вы.
support-ticket-return = Вернуть в общую очередь
support-ticket-own = Это ваше собственное обращение
support-ticket-own-about = Отвечать на него, закрывать его и открывать в нём данные может только коллега.
support-ticket-refusals = Какие файлы у человека не приняли
support-ticket-refusals-about = За последние 7 дней на этом сайте. Ни имён файлов, ни самих файлов здесь нет.
support-ticket-hand = Передать
support-ticket-hand-to = Кому
support-ticket-hand-everybody = общая очередь
support-ticket-hand-do = Передать
support-ticket-hand-done = Обращение передано.
support-ticket-hand-meanwhile = Обращение уже передали. Посмотрите, кто его ведёт.
support-ticket-hand-needless = Ничего не изменилось.

## Снимок экрана

support-ticket-picture = Снимок экрана
support-ticket-picture-add = Добавить снимок экрана
support-ticket-picture-hint = PNG или JPEG, не больше 5 МБ. Сотрудник увидит его с вашего разрешения
support-ticket-picture-send = Отправить снимок
support-ticket-picture-none = Выберите файл со снимком
support-ticket-picture-kind = Нужен снимок в PNG или JPEG
support-ticket-picture-large = Снимок больше 5 МБ: обрежьте его или сохраните в JPEG
support-ticket-picture-spent = Слишком много снимков за час. Подождите немного
support-ticket-picture-hidden = Вложение скрыто, пока данные не открыты

## Письма

notice-ticket-received-subject = Обращение № { $number } принято
notice-ticket-received-body =
    Мы получили ваше обращение в поддержку. Его номер: { $number }

    Ответим до { $due }.

    Прочитать переписку и дописать: { $link }/help/link/{ $token }

    Ссылка открывает ваше обращение без входа, поэтому не пересылайте это письмо. Если вы не писали в поддержку, просто удалите его.
notice-ticket-received-sms = { $site }: обращение № { $number } принято, ответим в течение суток.
notice-ticket-answered-subject = Ответ на обращение № { $number }
notice-ticket-answered-body =
    Поддержка ответила на ваше обращение № { $number }

    Прочитать ответ и дописать: { $link }/help/link/{ $token }

    Ссылка открывает ваше обращение без входа, поэтому не пересылайте это письмо.
notice-ticket-answered-sms = { $site }: поддержка ответила на обращение № { $number }. Ответ — в разделе «Помощь».
notice-ticket-closed-subject = Обращение № { $number } закрыто
notice-ticket-closed-body =
    Ваше обращение № { $number } закрыто.

    Прочитать последний ответ: { $link }/help/link/{ $token }

    Если вопрос остался, напишите по этой же ссылке в течение двух недель: обращение откроется снова.
notice-ticket-closed-sms = { $site }: обращение № { $number } закрыто. Если вопрос остался, напишите в нём в течение двух недель.
notice-ticket-access-subject = Номер доступа к обращению № { $number }
notice-ticket-access-body =
    Сотрудник поддержки просит показать ему ваши данные в обращении № { $number }: почту, СНИЛС и другие номера.

    Номер доступа: { $access }

    Назовите его, только если говорите с сотрудником прямо сейчас. Он действует 15 минут, срабатывает один раз и открывает только это обращение: войти с ним нельзя.

    Если вы ни с кем не говорите, просто удалите это письмо.
notice-ticket-access-sms = { $site }: оператор просит открыть ваши данные, обращение № { $number }. Номер доступа { $access }. Назовите его только ему.
notice-ticket-overdue-subject = Просрочен ответ на обращение № { $number }
notice-ticket-overdue-body =
    На обращение № { $number } никто не ответил в срок: до { $due }.

    Очередь: { $link }/tickets?queue=overdue
notice-ticket-too-late-subject = Обращение № { $number } закрыто, письмо не попало в переписку
notice-ticket-too-late-body =
    Мы получили ответ на наше письмо об обращении № { $number }, но оно закрыто больше двух недель назад.

    Если вопрос остался, напишите новое обращение: { $link }/help/ask
notice-ticket-too-late-sms = { $site }: обращение № { $number } закрыто. Если вопрос остался, напишите новое.
