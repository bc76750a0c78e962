# Отправка паспорта квалификации в другую службу и квитанция.

epk-sending-title = Отправить в другую службу
epk-sending-lead = Паспорт № { $number } можно передать государственной службе прямо отсюда. Она ответит регистрационным номером.
epk-sending-for = Чтобы { $purpose }
epk-sending-not-valid = Этот паспорт отправить нельзя: { $state }.
epk-sending-nowhere = Пока ни одна служба не принимает паспорта отсюда
epk-sending-nowhere-text = Скачайте паспорт в PDF и передайте файл сами.
epk-sending-section = В других службах
epk-sending-list = Отправлено
epk-sending-line = Подписано { $when }
epk-sending-line-number = № { $number }, подписано { $when }
epk-sending-none = Этот паспорт вы ещё никуда не отправляли.

epk-sending-sign-title = Проверьте и подпишите отправку
epk-sending-what = Что отправляется
epk-sending-service = Кому
epk-sending-purpose = Для чего
epk-sending-passport = Паспорт квалификации №
epk-sending-holder = Кому выдан
epk-sending-sha256 = SHA-256 файла
epk-sending-key = Ключ отправления
epk-sending-holds-person = фамилия, имя, отчество и дата рождения
epk-sending-holds-education = { $count ->
    [one] { $count } документ об образовании
    [few] { $count } документа об образовании
   *[many] { $count } документов об образовании
 }
epk-sending-holds-work = { $count ->
    [one] { $count } место работы
    [few] { $count } места работы
   *[many] { $count } мест работы
 }
epk-sending-holds-check = ссылка, по которой служба узнаёт, действует ли паспорт
epk-sending-look = Посмотреть файл, который получит служба
epk-sending-act = Вводя код, вы поручаете передать этот паспорт. Кому: { $service }. Вернуть отправленное нельзя.
epk-sending-permit = Если служба не ответит сразу, мы будем повторять попытки до 7 дней, даже когда вы выйдете из кабинета. Это поручение видно на Госуслугах, там его можно отозвать.
epk-sending-mandate = отправить паспорт квалификации: { $service }
epk-sending-dead = Этот код уже не действует: прошло больше пяти минут, он использован или заменён новым. Отправьте новый код.
epk-sending-changed = Пока вы вводили код, изменились сведения о службе. Проверьте их и отправьте новый код.
epk-sending-print = Контрольная сумма того, что вы подписываете
epk-sending-print-text = Она зависит от файла, службы и назначения: если изменить хоть что-то, сумма станет другой.
epk-sending-before = Этот паспорт уже отправляется в эту службу. Вот где он сейчас.
epk-sending-no-phone = Подтвердите номер в профиле и вернитесь сюда. Если номер уже подтверждён, нажмите «Проверить снова».

epk-sending-state-waiting = отправляется
epk-sending-state-consent = нужно согласие
epk-sending-state-delivered = зарегистрирован
epk-sending-state-refused = отказ
epk-sending-state-undelivered = не доставлен
epk-sending-state-stopped = отправка прекращена
epk-sending-state-cancelled = отправка отменена вами

epk-sending-waiting-title = Паспорт отправляется
epk-sending-waiting-lead = Передаём паспорт. Кому: { $service }. Страницу можно закрыть: когда будет ответ, мы напишем.
epk-sending-accepted-lead = Паспорт принят и рассматривается. Кем: { $service }. Страницу можно закрыть: когда будет ответ, мы напишем.
epk-sending-consent-title = Нужно ваше согласие
epk-sending-consent-lead = Поручения отправить паспорт нет: вы его отозвали, вышли раньше, чем мы его получили, или ещё не разрешали передавать документы этой службе. Кому: { $service }.
epk-sending-delivered-title = Паспорт зарегистрирован
epk-sending-delivered-lead = { $service }: паспорт получен, регистрационный номер ниже.
epk-sending-refused-title = Служба отказала
epk-sending-refused-lead = { $service }: паспорт получен, но не принят. Если причину можно устранить, отправьте его снова.
epk-sending-undelivered-title = Служба не ответила
epk-sending-undelivered-lead = Мы пробовали семь дней. Кому: { $service }. Возможно, паспорт получен, но номера нам не сообщили. Спросите службу, назвав ключ отправления, или отправьте паспорт снова.
epk-sending-stopped-title = Отправка прекращена
epk-sending-stopped-lead = Пока паспорт ждал отправки, он перестал действовать: { $state }. Больше мы ничего не передаём. Кому: { $service }.
epk-sending-stopped-doubt = До этого мы пробовали передать паспорт и не узнали, чем это закончилось: возможно, он получен. Если рассматривать его не нужно, сообщите об этом службе и назовите ключ отправления.
epk-sending-answered-late = Ответ пришёл позже: служба всё-таки зарегистрировала паспорт, номер ниже. Если рассматривать его не нужно, сообщите ей об этом.

epk-sending-cancelled-title = Отправка отменена
epk-sending-cancelled-lead = Вы отменили отправку, поэтому больше мы ничего не передаём. Кому: { $service }.
epk-sending-cancelled-sure = Туда паспорт не передан.
epk-sending-cancelled-doubt = До отмены мы пробовали передать паспорт и не узнали, чем это закончилось: возможно, он получен. Если рассматривать его не нужно, сообщите об этом службе и назовите ключ отправления.

epk-sending-cancel = Отменить отправку
epk-sending-cancel-title = Отменить отправку?
epk-sending-cancel-lead = Мы перестанем передавать паспорт. Кому: { $service }.
epk-sending-cancel-text = Поручение мы вернём Госуслугам, запись об отправке и ваша подпись останутся в истории. Потом паспорт можно отправить снова.
epk-sending-cancel-doubt = Мы уже пробовали передать паспорт и не узнали, чем это закончилось. Если служба его получила, отмена этого не изменит.
epk-sending-cancel-back = Не отменять
epk-sending-cancelled-done = Отправка отменена.
epk-sending-cancel-wait = Паспорт передаётся прямо сейчас. Через полминуты станет ясно, получила ли его служба: если нет, отправку можно будет отменить.
epk-sending-cancel-late = Отменить уже нельзя: служба получила паспорт.
epk-sending-cancel-over = Отправка уже завершена.

epk-sending-waits-service = { $service } не отвечает.
epk-sending-waits-provider = Госуслуги не отвечают, поэтому подтвердить поручение пока нельзя.
epk-sending-tries-next = Следующая попытка в { $when }.
epk-sending-asks-next = Спросим об ответе в { $when }.
epk-sending-until = Будем пробовать до { $when }.
epk-sending-renew = Отправить
epk-sending-again-hint = Если эта страница вернулась без изменений, войдите ещё раз: Госуслуги покажут, какой службе передаются документы, и спросят согласие.
epk-sending-again = Войти через Госуслуги снова
epk-sending-number = Регистрационный номер
epk-sending-answered = Ответ получен
epk-sending-ended = Завершено
epk-sending-reason = Причина отказа
epk-sending-signature = Ваша подпись
epk-sending-content = SHA-256 подписанного
epk-sending-download = Скачать квитанцию в PDF
epk-sending-changes = Если паспорт потом приостановят или аннулируют, отдельного сообщения служба не получит: она спрашивает состояние паспорта по ссылке из документа, когда принимает решение.
epk-sending-another = Отправить этот паспорт ещё куда-нибудь

epk-sending-print-title = Квитанция об отправке
epk-sending-print-footer = Отправка паспорта квалификации № { $number }
epk-sending-print-data = Сведения квитанции для программ

## Сообщения

notice-code-sign-sending-subject = Код № { $number } для отправки паспорта квалификации
notice-code-sign-sending-body =
    Чтобы отправить паспорт квалификации в другую службу, введите код на странице подписи. Код заменяет вашу подпись: вводите его, только если проверили, что и кому отправляете.

    Код № { $number }: { $code }

    Он действует { notice-minutes }. Никому его не сообщайте: сотрудники никогда не спрашивают коды.
notice-code-sign-sending-sms =
    { $site }. Код № { $number }: отправка паспорта квалификации в другую службу. Никому не сообщайте.
    @{ $host } #{ $code }

notice-sending-delivered-subject = Паспорт квалификации зарегистрирован: { $service }
notice-sending-delivered-body =
    Ваш паспорт квалификации получен и зарегистрирован.

    Кто получил: { $service }
    Регистрационный номер: { $number }
    Когда: { $time }

    Квитанция: { $link }/sendings/{ $sending }
notice-sending-delivered-sms = { $site }: паспорт квалификации зарегистрирован ({ $service }). Номер и квитанция в кабинете.

notice-sending-refused-subject = Паспорт квалификации не принят: { $service }
notice-sending-refused-body =
    Служба получила ваш паспорт квалификации, но не приняла его.

    Кто отказал: { $service }
    Причина: { $reason }

    Подробности и квитанция: { $link }/sendings/{ $sending }
notice-sending-refused-sms = { $site }: паспорт квалификации не принят ({ $service }). Причина в кабинете.

notice-sending-late-subject = Отправка паспорта задерживается: { $service }
notice-sending-late-body =
    Мы не можем передать ваш паспорт квалификации: нет ответа.

    Кому: { $service }
    Будем пробовать до: { $until }

    Делать ничего не нужно. Когда будет ответ, мы напишем. Где паспорт сейчас: { $link }/sendings/{ $sending }
notice-sending-late-sms = { $site }: отправка паспорта квалификации задерживается ({ $service }). Мы продолжаем пробовать.

notice-sending-consent-subject = Отправка паспорта: нужно ваше согласие
notice-sending-consent-body =
    Отправка остановлена: поручения отправить паспорт квалификации нет. Его срок истёк, его отозвали или не дали.

    Кому: { $service }

    Чтобы её продолжить, откройте страницу и нажмите «Отправить»: { $link }/sendings/{ $sending }

    Если вы отозвали поручение намеренно, ничего не делайте.
notice-sending-consent-sms = { $site }: чтобы отправить паспорт квалификации, нужно ваше согласие. Откройте отправку в кабинете.

notice-sending-undelivered-subject = Паспорт квалификации не доставлен: { $service }
notice-sending-undelivered-body =
    Семь дней мы пробовали передать ваш паспорт квалификации и не получили ответа.

    Кому: { $service }

    Отправить снова или узнать ключ, по которому служба может найти паспорт: { $link }/sendings/{ $sending }
notice-sending-undelivered-sms = { $site }: паспорт квалификации не доставлен ({ $service }). Подробности в кабинете.

notice-sending-stopped-subject = Паспорт квалификации не отправлен: { $service }
notice-sending-stopped-body =
    Пока паспорт ждал отправки, он перестал действовать, поэтому мы его не передали.

    Кому: { $service }
    Состояние паспорта: { $state }

    Подробности: { $link }/sendings/{ $sending }
notice-sending-stopped-sms = { $site }: паспорт квалификации не отправлен ({ $service }), потому что перестал действовать.

notice-sending-stopped-doubt-subject = Отправка паспорта прекращена: { $service }
notice-sending-stopped-doubt-body =
    Пока паспорт квалификации ждал отправки, он перестал действовать. Больше мы ничего не передаём.

    До этого мы пробовали передать паспорт и не узнали, чем это закончилось: возможно, он получен.

    Кому: { $service }
    Состояние паспорта: { $state }

    Ключ, по которому служба может найти паспорт: { $link }/sendings/{ $sending }
notice-sending-stopped-doubt-sms = { $site }: отправка паспорта квалификации прекращена ({ $service }): он не действует. Возможно, он уже получен, см. кабинет.

notice-sending-cancelled-subject = Отправка паспорта отменена: { $service }
notice-sending-cancelled-body =
    Вы отменили отправку паспорта квалификации. Больше мы ничего не передаём.

    Кому: { $service }
    Когда: { $time }

    Если отменили не вы, откройте отправку и напишите нам: { $link }/sendings/{ $sending }
notice-sending-cancelled-sms = { $site }: отправка паспорта квалификации отменена ({ $service }). Если отменили не вы, напишите нам.
