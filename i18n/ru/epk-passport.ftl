# Паспорт квалификации после выдачи: страницы владельца, рабочее место эксперта, печатная форма.

epk-passport-title = Паспорт квалификации
epk-passport-lead = Документ о вашем образовании и опыте, сверенный с государственными реестрами.
epk-passport-none-title = Паспорта квалификации пока нет
epk-passport-none-text = Подайте заявление: если сведения сойдутся с реестрами, паспорт появится здесь сам.
epk-passport-apply = Подать заявление
epk-passport-other-title = Другие ваши паспорта
epk-passport-one = Паспорт № { $number }

epk-passport-number = Номер
epk-passport-code = Код проверки
epk-passport-issued = Дата выдачи
epk-passport-until = Действует по
epk-passport-holder = Кому выдан
epk-passport-name = Фамилия, имя, отчество
epk-passport-born = Дата рождения
epk-passport-education = Образование
epk-passport-work = Опыт работы
epk-passport-institution = Учебное заведение
epk-passport-diploma = Серия и номер диплома
epk-passport-employer = Работодатель
epk-passport-time = Время работы
epk-passport-now = по настоящее время

epk-passport-state-valid = действует
epk-passport-state-suspended = приостановлен
epk-passport-state-revoked = аннулирован
epk-passport-state-expired = срок истёк
epk-passport-state-superseded = заменён новым

epk-passport-about-suspended = Эксперт приостановил паспорт. Пока он приостановлен, при проверке видно, что он не действует.
epk-passport-about-revoked = Эксперт аннулировал паспорт. Он больше не действует; можно подать новое заявление.
epk-passport-about-expired = Срок паспорта истёк. Подайте новое заявление: новый паспорт заменит этот.
epk-passport-about-superseded = Вместо этого паспорта вам выдали новый.
epk-passport-reason = Причина: { $reason }
epk-passport-newer = Открыть новый паспорт
epk-passport-older = Открыть прежний паспорт
epk-passport-soon = Паспорт действует по { $until } включительно. Подайте новое заявление заранее: новый паспорт заменит этот.

epk-passport-show-title = Как показать паспорт
epk-passport-show = Дайте работодателю файл или номер с кодом. Увидит он немного: сокращённое имя, квалификацию, уровень образования, срок и состояние паспорта. Кто и когда проверял, видно ниже.
epk-passport-download = Скачать PDF
epk-passport-download-plain = Скачать PDF/A-1b для старых архивов
epk-passport-file-note = В файле есть QR-код для проверки и те же данные для программ. Файл всегда один и тот же: если в нём что-то изменить, проверка это обнаружит.
epk-passport-link = Ссылка для проверки
epk-passport-qr = QR-код со ссылкой для проверки паспорта

epk-passport-rests = Сверено { $when }: { $source }
epk-passport-rests-name = Имя сверено { $when }: { $source }
epk-passport-rests-birth-date = Дата рождения сверена { $when }: { $source }
epk-passport-rests-diploma = Дипломы сверены { $when }: { $source }
epk-passport-rests-work = Места работы сверены { $when }: { $source }
epk-passport-rests-signature = Подпись под заявлением проверена { $when }
epk-passport-rests-completeness = Полнота сведений проверена { $when }
epk-passport-rests-duplicates = Повторы исключены { $when }
epk-passport-source-registers = записи в государственных реестрах
epk-passport-source-education = реестр документов об образовании
epk-passport-source-sfr = Социальный фонд
epk-passport-source-application = ваше заявление
epk-passport-source-examiner = решение эксперта

epk-passport-history = История
epk-passport-event-issued = Паспорт выдан
epk-passport-event-suspended = Паспорт приостановлен
epk-passport-event-valid = Действие возобновлено
epk-passport-event-revoked = Паспорт аннулирован
epk-passport-event-superseded = Выдан новый паспорт вместо этого
epk-passport-event-expired = Срок истёк

epk-passport-print-title = Паспорт квалификации
epk-passport-print-subtitle = Qualification passport · электронный документ
epk-passport-print-issuer = ЭПК — личный кабинет специалиста
epk-passport-print-footer = Паспорт квалификации № { $number }
epk-passport-print-page = Страница {"{"}page{"}"} из {"{"}pages{"}"}
epk-passport-print-qr = QR-код со ссылкой для проверки паспорта
epk-passport-print-qr-caption = Наведите камеру телефона: покажет, действует ли паспорт
epk-passport-print-check = Как проверить
epk-passport-print-where = Страница проверки
epk-passport-print-check-note = Эта бумага говорит, что было выдано, но не говорит, действует ли паспорт сегодня: его могли приостановить, аннулировать или заменить. Проверьте его по QR-коду, по номеру с кодом или передайте на страницу проверки сам файл.
epk-passport-print-data = Сведения паспорта для программ

epk-passport-staff-title = Паспорта квалификации
epk-passport-staff-lead = Найдите паспорт по номеру, чтобы приостановить, возобновить или аннулировать его.
epk-passport-staff-number = Номер паспорта
epk-passport-staff-number-hint = Двенадцать цифр, например 2648 3719 0527
epk-passport-staff-number-wrong = В номере ошибка: проверьте цифры
epk-passport-staff-nobody = Паспорта с таким номером нет.
epk-passport-staff-find = Найти
epk-passport-staff-spent = Слишком много поисков. Попробуйте через час.
epk-passport-staff-decide = Решение
epk-passport-staff-decide-lead = Владелец сразу получит сообщение и прочитает причину.
epk-passport-staff-act = Что сделать
epk-passport-staff-act-missing = Выберите, что сделать
epk-passport-staff-act-suspend = Приостановить
epk-passport-staff-act-suspend-hint = Паспорт не действует, пока его не возобновят.
epk-passport-staff-act-resume = Возобновить
epk-passport-staff-act-resume-hint = Паспорт снова действует.
epk-passport-staff-act-revoke = Аннулировать
epk-passport-staff-act-revoke-hint = Навсегда: вернуть паспорт нельзя, только выдать новый по новому заявлению.
epk-passport-staff-reason = Причина
epk-passport-staff-reason-hint = Её прочитает владелец. От 10 до 500 знаков.
epk-passport-staff-reason-short = Напишите причину словами: от 10 до 500 знаков
epk-passport-staff-do = Принять решение
epk-passport-staff-done = Решение принято, владельцу отправлено сообщение.
epk-passport-staff-overtaken = Пока страница была открыта, паспорт изменил кто-то другой. Ваше решение не записано. Посмотрите, что изменилось.
epk-passport-staff-impossible = Этого с паспортом сделать нельзя: посмотрите, в каком он состоянии.
epk-passport-staff-nothing = С этим паспортом ничего сделать нельзя.
