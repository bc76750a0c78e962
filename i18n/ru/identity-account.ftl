# Регистрация, вход, восстановление доступа, второй шаг.

## Общее

identity-continue = Продолжить
identity-back = Назад
identity-help = Помощь
identity-what-to-do = Что можно сделать
identity-reference = Номер обращения
identity-reference-why = Запишите его или сфотографируйте: по этому номеру сотрудник найдёт вашу заявку.
identity-password = Пароль
identity-password-empty = Введите пароль

identity-cookies = Браузер не сохраняет файлы cookie
identity-cookies-why = В них мы запоминаем, что вы ввели и на каком вы шаге. Без них войти и зарегистрироваться нельзя.
identity-cookies-allow = Разрешите файлы cookie для этого сайта в настройках браузера.
identity-cookies-private = Если открыто окно в частном режиме, попробуйте обычное.
identity-cookies-other = Если браузер старый, обновите его или возьмите другой.
identity-cookies-again = Попробовать снова

## Вход: пароль

identity-login = Вход
identity-login-service = После входа вы вернётесь на сайт { $service }.
identity-login-again = Вы вошли как { $name }. Чтобы продолжить, введите пароль ещё раз.
identity-login-who = Телефон, почта или СНИЛС
identity-login-who-hint = Например, +7 900 123-45-67
identity-login-who-empty = Введите телефон, электронную почту или СНИЛС
identity-login-who-form = Это не похоже ни на телефон, ни на почту, ни на СНИЛС: проверьте, нет ли опечатки
identity-login-submit = Войти
identity-login-forgot = Забыли пароль?
identity-login-no-account = Нет учётной записи?
identity-login-register-why = Понадобятся телефон и электронная почта. Это займёт около пяти минут.
identity-login-register = Зарегистрироваться
identity-login-wrong = Логин или пароль не подходит. Проверьте раскладку клавиатуры и клавишу Caps Lock.
identity-login-wrong-left = Логин или пароль не подходит. { $left ->
    [one] Осталась { $left } попытка
    [few] Осталось { $left } попытки
   *[many] Осталось { $left } попыток
  }, потом вход закроется. Если не помните пароль, восстановите доступ.
identity-login-wait = Сейчас проверяются другие попытки войти под этим логином. Подождите полминуты и попробуйте снова.
identity-login-begin-again = Прошлый вход не закончен или длился слишком долго. Начните сначала.
identity-login-other-account = Назад к паролю
identity-login-anew = Начать вход заново

identity-locked = Вход закрыт
identity-locked-why = Под этим логином пять раз подряд ввели неверный пароль. Чтобы пароль нельзя было подобрать, новые попытки мы не проверяем.
identity-locked-sessions = Если учётная запись есть, её владельцу отправлено сообщение. Сеансы, которые уже были открыты, работают.
identity-locked-recover = Восстановите доступ: понадобятся код из письма и код из СМС или приложения.
identity-locked-desk = Нет доступа к почте или телефону — придите в центр обслуживания с паспортом.

identity-restricted = Доступ к учётной записи ограничен
identity-restricted-why = Логин, пароль и код верны, но войти сейчас нельзя.
identity-restricted-reason = Причина: { $why }
identity-restricted-until = Ограничение закончится { $time }.
identity-restricted-ask = Если причина вам непонятна или вы не согласны, напишите в поддержку.
identity-restricted-desk = Вернуть доступ можно и в центре обслуживания: возьмите паспорт.

## Второй шаг: код

identity-code = Код из шести цифр
identity-code-secret = Никому не сообщайте код, даже сотрудникам: они его никогда не спрашивают.
identity-code-sms = Код из СМС
identity-code-totp = Код из приложения
identity-code-email = Код из письма
identity-code-sent-sms = Мы отправили код № { $number } на номер { $to }. Он действует пять минут.
identity-code-sent-email = Мы отправили код № { $number } на адрес { $to }. Он действует пять минут. Если письма нет, проверьте папку «Спам».
identity-code-unsent-sms = Отправим код в СМС на номер { $to }.
identity-code-unsent-email = Отправим код письмом на адрес { $to }.
identity-code-totp-lead = Откройте приложение, которое вы подключили к учётной записи, и введите шесть цифр, которые оно показывает сейчас.
identity-code-form = Введите шесть цифр кода
identity-code-dead = Этот код больше не действует: отправьте новый
identity-code-again = Отправить ещё раз
identity-code-totp-used = Этот код уже использован. Дождитесь следующего: он появится в приложении через полминуты
identity-code-get = Получить код
identity-code-send = Отправить код
identity-code-resent = Мы отправили новый код. Прежний больше не действует.
identity-code-wait = Новый код можно отправить через минуту после прошлого.
identity-code-sends-spent = За последний час отправлено слишком много кодов. Попробуйте через час или выберите другой способ.
identity-code-not-right = Код не подходит. { $left ->
    [0] Попыток больше нет: отправьте новый код.
    [one] Осталась { $left } попытка.
    [few] Осталось { $left } попытки.
   *[many] Осталось { $left } попыток.
  }
identity-code-tries-spent = За последний час введено слишком много неверных кодов. Попробуйте после { $time }
identity-code-closed = Код трижды введён неверно. Подтвердите вход другим способом.
identity-code-other = Другой способ
identity-code-by-sms = Получить код в СМС
identity-code-by-email = Получить код по почте
identity-code-by-totp = Ввести код из приложения
identity-code-none-works = Не получается получить код?

identity-login-help = Не получается подтвердить вход
identity-login-help-why = Пароль верный, но без кода мы не можем убедиться, что это вы.
identity-login-help-wait = Начните вход заново: новый код придёт сразу. За час можно отправить не больше десяти кодов.
identity-login-help-recover = Если у вас больше нет этого телефона, но есть почта и приложение для входа, восстановите доступ.
identity-login-help-desk = Если нет ни того, ни другого, придите в центр обслуживания с паспортом: сотрудник проверит документ и скажет, что можно сделать.

## Регистрация

identity-register-have-account = Уже есть учётная запись
identity-register-lead = Укажите имя так, как оно записано в паспорте: по нему вас узнают государственные реестры.
identity-register-name = Как вас зовут
identity-family = Фамилия
identity-given = Имя
identity-additional = Отчество
identity-additional-hint = Если его нет, оставьте поле пустым
identity-register-family-empty = Введите фамилию
identity-register-given-empty = Введите имя
identity-register-email = Электронная почта
identity-email = Адрес электронной почты
identity-email-hint = На него придёт код
identity-register-email-code = Код из письма
identity-register-phone = Мобильный телефон
identity-phone = Номер телефона
identity-phone-hint = На него придёт СМС с кодом
identity-register-phone-code = Код из СМС
identity-register-correct-email = Исправить адрес
identity-register-correct-phone = Исправить номер
identity-register-no-code = Код не приходит?

identity-no-code = Код не приходит
identity-no-code-why = Обычно сообщение приходит за минуту. В очень загруженные часы — за пять.
identity-no-code-email = Проверьте, нет ли в адресе опечатки и не попало ли письмо в «Спам».
identity-no-code-phone = Проверьте, верно ли указан номер, видит ли телефон сеть и не закрыт ли приём СМС от организаций.
identity-no-code-wait = Отправьте код ещё раз. За час можно отправить не больше десяти кодов.
identity-no-code-email-taken = Бывает и так, что адрес уже записан за другой учётной записью. Тогда код не придёт, а владельцу записи мы сообщим о попытке. На странице мы этого не показываем: иначе любой мог бы узнать, у кого есть учётная запись.
identity-no-code-phone-taken = Бывает и так, что номер уже записан за другой учётной записью, например прежнего владельца. Тогда код не придёт, а владельцу записи мы сообщим о попытке. На странице мы этого не показываем: иначе любой мог бы узнать, у кого есть учётная запись.
identity-no-code-desk = Ничего не помогло — придите в центр обслуживания с паспортом и назовите номер обращения. Сотрудник проверит документ и освободит телефон или почту для вас, если они записаны за прежним владельцем.
identity-no-code-back = Ввести код

identity-register-password = Придумайте пароль
identity-password-new = Новый пароль
identity-password-hint = Не короче 8 знаков. Подойдут любые буквы, цифры, знаки и пробелы
identity-password-how = Как придумать надёжный пароль
identity-password-how-words = Возьмите три или четыре не связанных между собой слова: такой пароль легко запомнить и трудно подобрать. Можно вставить и пароль из менеджера паролей.
identity-password-how-not = Не подойдут имя, телефон и почта, а также пароли, которые подбирают первыми: «пароль123», «qwerty», ряд одинаковых знаков.
identity-password-new-empty = Придумайте и введите пароль
identity-password-short = Пароль слишком короткий: в нём { $got ->
    [one] { $got } знак
    [few] { $got } знака
   *[many] { $got } знаков
  }, а нужно не меньше 8
identity-password-long = Пароль слишком длинный: не больше 128 знаков
identity-password-common = Этот пароль подбирают одним из первых. Придумайте другой
identity-password-own = Пароль составлен из вашего имени, телефона или почты. Придумайте такой, который с вами не связан
identity-password-guessable = Этот пароль легко подобрать. Добавьте ещё одно-два слова
identity-strength-fair = Пароль принят. Надёжность: достаточная.
identity-strength-good = Пароль принят. Надёжность: хорошая.
identity-strength-strong = Пароль принят. Надёжность: высокая.

identity-agreement = Пользовательское соглашение
identity-agreement-agree = Соглашение прочитано, его условия я принимаю
identity-personal-data = Согласие на обработку персональных данных
identity-personal-data-agree = Даю согласие на обработку моих персональных данных
identity-agree-empty = Чтобы продолжить, отметьте, что вы согласны
identity-document-version = Редакция от { $version }
identity-document-changed = Пока страница была открыта, текст обновился. Прочитайте его ещё раз.

identity-register-done = Учётная запись создана
identity-register-done-level = Уровень — упрощённая
identity-register-done-now = Что уже можно
identity-register-done-enter = Входить в сервисы, которым достаточно имени, телефона и почты.
identity-register-done-help = Обращаться в поддержку и следить за ответами.
identity-register-done-later = Что откроется дальше
identity-register-done-raise = Укажите паспорт и СНИЛС — уровень станет стандартным. Подтвердите личность у сотрудника — откроются все сервисы и электронная подпись.
identity-register-done-service = Продолжить
identity-register-done-level-up = Повысить уровень
identity-register-done-home = На главную

identity-register-taken = Такая учётная запись уже есть
identity-register-taken-why = Пока вы регистрировались, с этим телефоном или адресом создали другую учётную запись. Если это сделали вы, войдите. Если нет, придите в центр обслуживания с паспортом и назовите номер обращения.

## Восстановление доступа

identity-recovery = Восстановление доступа
identity-recovery-start = Восстановить доступ
identity-recovery-back = Вернуться ко входу
identity-recovery-anew = Начать сначала
identity-recovery-lead = Мы отправим код на электронную почту учётной записи, а затем попросим код из СМС или приложения. После этого вы придумаете новый пароль.
identity-recovery-no-access = Нет доступа к почте или телефону
identity-recovery-sent = Если такая учётная запись есть, мы отправили код № { $number } на её электронную почту. Он действует пять минут. Если письма нет, проверьте папку «Спам».
identity-recovery-unsent = Отправить код сейчас не получилось: за последний час их было слишком много. Попробуйте позже.
identity-recovery-begin-again = Прошлая попытка не закончена или длилась слишком долго. Начните сначала.
identity-recovery-password = Новый пароль
identity-recovery-done = Пароль изменён, все сеансы завершены. Войдите с новым паролем.
identity-recovery-help = Если нет доступа к почте или телефону
identity-recovery-help-why = Доступ вернёт сотрудник центра обслуживания: он убедится по документу, что учётная запись ваша.
identity-recovery-help-document = Возьмите паспорт и, если помните, СНИЛС.
identity-recovery-help-number = Назовите номер обращения, если он показан на этой странице.
identity-recovery-help-after = Если почта и второй способ у вас есть, сотрудник отправит на почту временный пароль. Новый пароль вы придумаете сами.
