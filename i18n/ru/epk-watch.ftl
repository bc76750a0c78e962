# ЭПК: слежение организаций за паспортами, вызовы их программ

epk-watch-title = Слежение за паспортами
epk-watch-part = Узнать сразу, если паспорт сотрудника приостановили или аннулировали.
epk-watch-lead = Как только состояние паспорта изменится, сообщим письмом или вызовем вашу программу. Владелец видит, кто следит, и может это прекратить.
epk-watch-empty = Вы пока не следите ни за одним паспортом
epk-watch-stop = Не следить
epk-watch-by-code = Следить по номеру и коду
epk-watch-by-code-lead = Номер и код даёт владелец: они на его паспорте.
epk-watch-view-lead = Когда состояние паспорта изменится, сообщим письмом, а если указана программа — ещё и вызовом. Владелец узнает об этом и может это прекратить.
epk-watch-do = Следить
epk-watch-way-email = Письмом
epk-watch-way-email-hint = Всем сотрудникам организации, на подтверждённые адреса
epk-watch-way-hook = Вызовом нашей программы
epk-watch-way-hook-first = Чтобы вызывать вашу программу, сначала укажите её адрес
epk-watch-ways-missing = Выберите, как вам сообщать
epk-watch-ways-email = Письмом, с { $when }
epk-watch-ways-hook = Вызовом программы, с { $when }
epk-watch-ways-both = Письмом и вызовом программы, с { $when }
epk-watch-begun = Слежение началось. Владельцу паспорта мы об этом сообщили.
epk-watch-already = За этим паспортом вы уже следите.
epk-watch-final = Паспорт аннулирован или заменён: с ним больше ничего не произойдёт.
epk-watch-closed = Паспорт вам больше не открыт.
epk-watch-too-many = Слишком много попыток или паспортов, за которыми вы следите. Попробуйте позже.
epk-watch-ended = Вы больше не следите за паспортом.

epk-hook-title = Вызов вашей программы
epk-hook-part = Адрес, секрет для проверки подписи и последние вызовы.
epk-hook-lead = Когда состояние паспорта, за которым вы следите, изменится, мы отправим на этот адрес подписанный запрос.
epk-hook-since = Адрес указан { $when }
epk-hook-url = Адрес
epk-hook-url-hint = Начинается с https:// и доступен из интернета
epk-hook-url-empty = Введите адрес
epk-hook-url-long = Адрес длиннее 500 знаков
epk-hook-url-wrong = Нужен адрес вида https://example.ru/hook, без имени и пароля
epk-hook-url-inside = Этот адрес ведёт во внутреннюю сеть: его мы вызвать не можем
epk-hook-new-secret = Вместе с адресом сменится секрет.
epk-hook-set = Сохранить и получить секрет
epk-hook-spent = Сегодня адрес меняли слишком часто. Попробуйте завтра.
epk-hook-remove = Убрать адрес
epk-hook-removed = Адрес убран: программу мы больше не вызываем.
epk-hook-secret-title = Секрет для проверки подписи
epk-hook-secret-lead = Сохраните его в настройках своей программы.
epk-hook-secret-once = Второй раз мы его не покажем. Если секрет потеряется, сохраните адрес ещё раз — получите новый.
epk-hook-calls = Последние вызовы
epk-hook-calls-lead = { $count ->
    [one] Если программа не ответит за { $count } попытку, вызов остановится. Отправить его снова можно здесь.
    [few] Если программа не ответит за { $count } попытки, вызов остановится. Отправить его снова можно здесь.
   *[many] Если программа не ответит за { $count } попыток, вызов остановится. Отправить его снова можно здесь.
  }
epk-hook-calls-kept = Завершённые вызовы хранятся { $count } дней.
epk-hook-calls-empty = Вызовов ещё не было.
epk-hook-stage-waiting = отправляем
epk-hook-stage-sent = принят
epk-hook-stage-dead = не доставлен
epk-hook-tries = { $count ->
    [one] Создан { $when }, { $count } попытка.
    [few] Создан { $when }, { $count } попытки.
   *[many] Создан { $when }, { $count } попыток.
  }
epk-hook-why-status = Ответ программы: { $status }.
epk-hook-why-silent = Программа не ответила за 10 секунд.
epk-hook-why-unreachable = Программа недоступна.
epk-hook-why-inside = Адрес ведёт во внутреннюю сеть.
epk-hook-why-large = Ответ программы слишком велик.
epk-hook-why-address = Адрес вызвать нельзя.
epk-hook-why-no-address = Адреса нет.
epk-hook-next = Следующая попытка { $when }.
epk-hook-again = Отправить ещё раз
epk-hook-again-done = Отправляем ещё раз.
epk-hook-again-late = Этот вызов уже отправляется или принят.
epk-hook-form = Как устроен вызов
epk-hook-form-text = Вызов построен по Standard Webhooks: подпись — HMAC-SHA256 от «webhook-id.webhook-timestamp.тело» с секретом, который стоит после whsec_ в base64. Проверьте подпись и время. Один и тот же webhook-id может прийти несколько раз.
epk-hook-form-answer = Ответьте любым кодом от 200 до 299 за 10 секунд. Ответ 410 останавливает вызов сразу. Состояния: valid, suspended, revoked, expired, superseded.

notice-watch-changed-subject = Паспорт № { $number }: { $state }
notice-watch-changed-body =
    Состояние паспорта, за которым следит ваша организация, изменилось.

    Номер: { $number }
    Теперь: { $state }
    С какого времени: { $since }

    Все паспорта: { $link }/employer/watches
notice-watch-changed-sms = { $site }: изменилось состояние паспорта, за которым вы следите. Теперь: { $state }.

notice-watch-ended-subject = Слежение за паспортом № { $number } прекращено
notice-watch-ended-body =
    Владелец паспорта № { $number } прекратил слежение вашей организации.

    Все паспорта: { $link }/employer/watches
notice-watch-ended-sms = { $site }: владелец паспорта прекратил слежение.

notice-watch-dead-subject = Ваша программа не приняла вызов
notice-watch-dead-body =
    Мы не смогли сообщить вашей программе об изменении паспорта № { $number } и больше не пытаемся.

    Причина и кнопка «Отправить ещё раз»: { $link }/employer/hook
notice-watch-dead-sms = { $site }: ваша программа не приняла вызов. Подробности — в кабинете.
