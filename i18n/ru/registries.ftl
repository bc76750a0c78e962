# Почему введённое не принято. Показывается рядом с полем.

registries-digits-empty = Введите цифры
registries-digits-letter = Здесь должны быть только цифры, а введена буква «{ $letter }»
registries-digits-lookalike = Вместо цифры { $digit } введена буква «{ $letter }»
registries-digits-sign = Знака «{ $sign }» здесь быть не может: введите только цифры
registries-digits-short = { $got ->
    [one] Введена { $got } цифра
    [few] Введены { $got } цифры
   *[other] Введено { $got } цифр
 }, а должно быть { $want }: проверьте, не пропущена ли цифра
registries-digits-long = { $got ->
    [one] Введена { $got } цифра
    [few] Введены { $got } цифры
   *[other] Введено { $got } цифр
 }, а должно быть { $want }: проверьте, нет ли лишней цифры

registries-checksum-swapped = Контрольное число не сходится: похоже, перепутаны { $first }-я и { $second }-я цифры
registries-checksum-digit = Контрольное число не сходится: похоже, неверна { $place }-я цифра
registries-checksum-unclear = Контрольное число не сходится: сверьте каждую цифру с документом

registries-snils-empty = Введите СНИЛС: 11 цифр, например 112-233-445 95
registries-snils-zeros = СНИЛС из одних нулей не бывает: введите 11 цифр из документа

registries-inn-empty = Введите ИНН: 12 цифр
registries-inn-organisation = Это ИНН организации: в нём 10 цифр. Введите свой ИНН из 12 цифр
registries-inn-zeros = ИНН из одних нулей не бывает: введите цифры из документа

registries-ogrn-empty = Введите ОГРН: 13 цифр, у предпринимателя — 15
registries-ogrn-zeros = ОГРН из одних нулей не бывает: введите цифры из выписки

registries-date-empty = Введите дату, например 27.03.1990
registries-date-form = Введите дату цифрами: день, месяц и год, например 27.03.1990
registries-date-short-year = Введите год четырьмя цифрами, например 1990
registries-date-month = Месяца с номером { $month } нет: введите число от 1 до 12
registries-date-day = Дня с номером { $day } нет ни в одном месяце: введите число от 1 до 31
registries-date-short-month = { $month ->
    [m2] В феврале не бывает больше 29 дней
    [m4] В апреле 30 дней
    [m6] В июне 30 дней
    [m9] В сентябре 30 дней
   *[m11] В ноябре 30 дней
 }: проверьте день и месяц
registries-date-not-leap = { $year } год не високосный, 29 февраля в нём нет: проверьте день и год

registries-birth-empty = Введите дату рождения, например 27.03.1990
registries-birth-future = Эта дата ещё не наступила: проверьте год рождения
registries-birth-too-old = Проверьте год рождения: он не может быть раньше { $earliest } года

registries-passport-series-empty = Введите серию паспорта: 4 цифры
registries-passport-number-empty = Введите номер паспорта: 6 цифр
registries-passport-date-empty = Введите дату выдачи паспорта, например 27.03.2010
registries-passport-code-empty = Введите код подразделения: 6 цифр, например 770-001
registries-passport-region = Серия не может начинаться с 00: проверьте первые две цифры
registries-passport-no-such-number = Номера паспортов начинаются с 000101: проверьте цифры
registries-passport-future = Дата выдачи ещё не наступила: проверьте год
registries-passport-too-early = Паспорта этого образца выдают с 1 октября 1997 года: проверьте дату выдачи
registries-passport-before-14 = Паспорт выдают с 14 лет: проверьте дату выдачи и дату рождения
registries-passport-office = Введите, кем выдан паспорт, как написано в документе: буквами, от 3 до 250 знаков

registries-phone-empty = Введите номер телефона, например +7 900 123-45-67
registries-phone-sign = Знака «{ $sign }» в номере телефона быть не может: введите только цифры
registries-phone-russian = { $got ->
    [one] После +7 должно быть 10 цифр, а введена { $got } цифра
    [few] После +7 должно быть 10 цифр, а введены { $got } цифры
   *[other] После +7 должно быть 10 цифр, а введено { $got } цифр
 }
registries-phone-area = После +7 не бывает цифры { $digit }: проверьте код города или оператора
registries-phone-country = Непонятно, какой это страны номер: начните с +7 или с + и кода другой страны
registries-phone-foreign = { $got ->
    [one] В номере { $got } цифра
    [few] В номере { $got } цифры
   *[other] В номере { $got } цифр
 }, а бывает от 7 до 15: проверьте код страны и номер

registries-email-empty = Введите адрес электронной почты, например anna@example.org
registries-email-no-at = В адресе нет знака @: введите его полностью, например anna@example.org
registries-email-many-ats = Знак @ в адресе должен быть один
registries-email-no-name = Перед знаком @ ничего нет: введите адрес полностью
registries-email-dots = Точка перед знаком @ стоит не на месте: проверьте начало адреса
registries-email-space = В адресе есть пробел: уберите его
registries-email-sign = Знака «{ $sign }» в адресе быть не может
registries-email-mixed = Буква «{ $letter }» введена в другой раскладке: наберите её заново
registries-email-domain = Проверьте адрес после знака @: там должно быть название почты с точкой, например example.org
registries-email-long = Такой длинный адрес почта не примет: должно быть не больше 254 знаков, а до @ не больше 64

registries-name-empty = Введите имя буквами, как в документе
registries-name-long = { $got ->
    [one] Введён { $got } знак
    [few] Введено { $got } знака
   *[other] Введено { $got } знаков
 }, а помещается не больше { $max }
registries-name-digit = Цифры «{ $digit }» в имени быть не может: введите имя буквами
registries-name-emoji = Картинок в имени быть не может: введите имя буквами
registries-name-invisible = В имени есть невидимый знак ({ $sign }): сотрите имя и наберите его заново
registries-name-script = Буква «{ $letter }» не русская и не латинская: введите имя, как в документе, русскими или латинскими буквами
registries-name-latin = Среди русских букв стоит латинская «{ $letter }»: наберите имя одним алфавитом
registries-name-cyrillic = Среди латинских букв стоит русская «{ $letter }»: наберите имя одним алфавитом
registries-name-sign = Знака «{ $sign }» в имени быть не может: введите имя, как в документе
registries-name-loose = Знак «{ $sign }» стоит не между буквами: проверьте, не лишний ли он

# Реестры
registries-register-fns = Налоговая служба
registries-register-sfr = Социальный фонд
registries-register-egrn = Реестр недвижимости
registries-register-business = «Мой бизнес»
registries-register-tfoms = Фонд медицинского страхования
registries-register-education = Реестр документов об образовании
