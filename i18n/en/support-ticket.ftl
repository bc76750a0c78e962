# Requests for help: the form in Help, the conversation, the queue at the desk.

## The form

support-ticket-ask-title = Write to support
support-ticket-ask-lead = We answer within a day. You see the number of your request at once, and get it by e-mail.
support-ticket-ask-safety = Do not write passwords or codes here: staff never ask for them.
support-ticket-topic = What it is about
support-ticket-topic-missing = Choose what it is about
support-ticket-topic-sign-in = I cannot sign in
support-ticket-topic-error = A page showed an error
support-ticket-topic-records = My data is wrong or missing
support-ticket-topic-application = An application or a document
support-ticket-topic-messages = E-mails and text messages
support-ticket-topic-other = Something else
support-ticket-words = What happened
support-ticket-words-hint = What you did, what you expected to see, and what you saw. You can add a screenshot in the next step
support-ticket-words-short = Describe it in at least { $least } characters
support-ticket-words-long = Too long: at most { $most } characters
support-ticket-incident = Incident number or time of the error (optional)
support-ticket-incident-hint = The number is on the page with the error, for example 7KQ2M-XY3AB. If there is none, write when it happened
support-ticket-snils = SNILS (optional)
support-ticket-snils-hint = Needed only if it is about your data. Staff see it with your permission
support-ticket-inn = INN (optional)
support-ticket-inn-hint = 12 digits
support-ticket-email = E-mail
support-ticket-email-hint = The number and a link to the answer will come here
support-ticket-email-hint-known = Taken from your data. You can give another one
support-ticket-send = Send
support-ticket-spent = Too many requests in a row. You can send the next one after { $when }.

## The number

support-ticket-sent-title = We have your request
support-ticket-number-is = No. { $number }
support-ticket-sent-due = We will answer by { $when }, Moscow time.
support-ticket-sent-mail = We sent the number to { $email }. We will write there when we have answered.
support-ticket-sent-link = Later you can open the request by the link in the e-mail. If it is not there, look into the spam folder.
support-ticket-open-thread = Open the request or add a screenshot

## The conversation

support-ticket-list-title = My requests
support-ticket-list-empty = No requests yet
support-ticket-list-letter = If you wrote without signing in, open the link in the e-mail about your request.
support-ticket-named = No. { $number }. { $topic }
support-ticket-title = Request No. { $number }
support-ticket-thread = Conversation
support-ticket-state-waiting = waiting for an answer
support-ticket-state-answered = answered
support-ticket-state-closed = closed
support-ticket-clock = We will answer by { $when }
support-ticket-clock-late = We promised an answer by { $when } and are late. The administrator of support knows.
support-ticket-clock-answered = The first answer came after { $took }
support-ticket-minutes = { $minutes } min
support-ticket-hours = { $hours } h { $minutes } min
support-ticket-entry-you = You wrote
support-ticket-entry-letter = A reply by e-mail
support-ticket-via-mail = By e-mail, sender not verified
support-ticket-via-mail-other = By e-mail from another address, sender not verified
support-ticket-original = The whole e-mail
support-ticket-file = Download the attachment
support-ticket-entry-desk = Support answered
support-ticket-entry-opened = A member of staff, { $name }, opened your data for { $minutes } minutes. The reason:
support-ticket-entry-opened-number = A member of staff, { $name }, opened your data for { $minutes } minutes: you gave the access number
support-ticket-entry-requested = A member of staff, { $name }, asks to see your data
support-ticket-access-by-sms = The access number was sent by text message. You can say it on the phone or write it here.
support-ticket-access-by-mail = The access number was sent by e-mail. You can say it on the phone or write it here.
support-ticket-entry-refused = A file was not accepted
support-ticket-entry-closed = The request was closed
support-ticket-entry-overdue = The time for an answer has passed; the administrator was told
support-ticket-reply = Write more
support-ticket-reply-send = Send
support-ticket-reply-empty = Write what you want to add
support-ticket-reply-closed = The request was closed more than two weeks ago. Write a new one.
support-ticket-replied = Sent. We answer within a day.
support-ticket-reopen = The request is closed. If the question remains, write, and it will be opened again.
support-ticket-access-title = Show your data to staff
support-ticket-access-about = Your e-mail, SNILS, other numbers and attachments are hidden from staff. If you are talking to a member of staff and want to show them, get an access number and say it to them. Staff can also have a number sent to you.
support-ticket-access-make = Get an access number
support-ticket-access-until = Say it to the member of staff by { $when }. It works once and opens this request only: nobody can sign in with it.
support-ticket-access-spent = Too many access numbers within an hour. Wait a little.
support-ticket-link-title = Your request to support
support-ticket-link-about = Press the button to read the conversation and to reply.
support-ticket-link-open = Open the request
support-ticket-link-over = The link does not work
support-ticket-link-over-about = It is out of date or was not copied completely. Open the link in the newest e-mail, or write a new request.

## The desk: the queue

support-ticket-queue-title = Requests
support-ticket-queues = Queues
support-ticket-queue-waiting = Waiting
support-ticket-queue-overdue = Overdue
support-ticket-queue-mine = Mine
support-ticket-queue-answered = Answered
support-ticket-queue-closed = Closed
support-ticket-queue-empty = Nothing in this queue
support-ticket-queue-open = { $count ->
    [0] No open requests.
    [one] { $count } open request.
   *[other] { $count } open requests.
  }
support-ticket-page-before = Previous page
support-ticket-page-next = Next page
support-ticket-site = From
support-ticket-site-all = All sites
support-ticket-find = Find by number
support-ticket-find-hint = Nine digits, for example 482-109-375
support-ticket-find-do = Find
support-ticket-find-none = There is no request with this number
support-ticket-find-digits = A number has nine digits: check whether one is missing
support-ticket-find-check = There is a mistake in the number: a digit is wrong, or two neighbouring digits are swapped
support-ticket-late = overdue
support-ticket-escalated = was late
support-ticket-figures = How we are doing
support-ticket-figures-now = Now
support-ticket-figures-month = Within 30 days
support-ticket-figures-about = Requests received within the last 30 days. The first answer is due within a day.
support-ticket-backlog = How long people have waited for an answer
support-ticket-backlog-hours = Up to 4 hours
support-ticket-backlog-day = From 4 hours to a day
support-ticket-backlog-days = From one to three days
support-ticket-backlog-longer = Longer than three days
support-ticket-figure-received = Received
support-ticket-figure-answered = Answered
support-ticket-figure-most = First answer, nine of ten within
support-ticket-figure-unanswered = Late and not answered yet
support-ticket-figure-reopened = Came back after they were closed
support-ticket-figure-open = Open requests
support-ticket-figure-waiting = Waiting for an answer
support-ticket-figure-overdue = Overdue
support-ticket-figure-median = First answer, median
support-ticket-figure-in-time = First answers in time
support-ticket-figure-of = { $some } of { $all } ({ $share }%)
support-ticket-figure-none = no answers yet

## The desk: one request

support-ticket-row-site = From
support-ticket-row-created = Received
support-ticket-row-due = Answer by
support-ticket-row-late = Should have been answered by
support-ticket-row-answered = First answer after
support-ticket-row-holder = Held by
support-ticket-holder-nobody = nobody yet
support-ticket-row-who = Sent
support-ticket-row-snils = SNILS
support-ticket-row-inn = INN
support-ticket-row-incident = Incident
support-ticket-email-confirmed = confirmed
support-ticket-email-unconfirmed = not confirmed
support-ticket-signed-in = after signing in
support-ticket-not-signed-in = without signing in
support-ticket-desk-asked = The person wrote
support-ticket-desk-answered = Answer ({ $name })
support-ticket-desk-opened = Data opened ({ $name }). The reason:
support-ticket-desk-opened-number = Data opened by access number ({ $name })
support-ticket-desk-requested = Access number asked for ({ $name })
support-ticket-desk-handed = Handed over ({ $name })
support-ticket-desk-taken = { $name } has taken the request
support-ticket-desk-given = Given to { $to } (by { $name })
support-ticket-desk-returned = Returned to the queue ({ $name })
support-ticket-desk-closed = Closed ({ $name })
support-ticket-open = Open the person’s data
support-ticket-open-lead = E-mail, SNILS, INN and long numbers in the text are hidden. Enter the access number that the person gave, or a reason. The person will read the reason in the request.
support-ticket-open-do = Open the data
support-ticket-open-until = The data is open to you until { $when }.
support-ticket-account = This person’s account
support-ticket-access = Access number
support-ticket-access-hint = Eight digits: the person sees them in a text message, in an e-mail or in the request
support-ticket-access-wrong = The number is not right: it has a mistake, was used already or is out of date
support-ticket-access-tries = Too many attempts. Try after { $when } or write a reason
support-ticket-access-send = Ask for an access number
support-ticket-access-sent = The access number was sent to the person. Ask them to read it to you: it works for you only.
support-ticket-access-where = The number goes to the person at { $to }; you will not see it.
support-ticket-reason = Or a reason
support-ticket-reason-hint = In your own words, at least 10 characters
support-ticket-reason-short = Enter the access number or a reason: at least two words and 10 characters
support-ticket-answer = Answer
support-ticket-answer-hint = The person will read it by the link in an e-mail. Do not repeat SNILS or other numbers in it
support-ticket-answer-empty = Write an answer
support-ticket-answer-send = Answer
support-ticket-answer-close = Answer and close
support-ticket-answer-sent = The answer was sent.
support-ticket-close = Close without another answer
support-ticket-close-done = The request was closed.
support-ticket-closed-already = The request is closed already.
support-ticket-meanwhile = There is something new in the conversation
support-ticket-meanwhile-about = Your text was not sent and is kept below. Read what is new, and send the answer if it is still needed.
support-ticket-meanwhile-closed = The request was closed while you were writing
support-ticket-meanwhile-copy = Your text was not sent. It is kept at the end of the page: copy it if it is still needed.
support-ticket-answer-kept = Your text, not sent
support-ticket-meanwhile-taken = { $name } has the request already
support-ticket-meanwhile-taken-about = Nothing has changed. If it has to be you who answers, talk to your colleague.
support-ticket-held = { $name } has this request. Talk to your colleague before you answer.
support-ticket-take = Take it
support-ticket-taken = The request is yours now.
support-ticket-return = Return to the queue
support-ticket-own = This is a request of your own
support-ticket-own-about = Only a colleague can answer it, close it or open the data in it.
support-ticket-refusals = Files of this person that were not accepted
support-ticket-refusals-about = Within the last 7 days on this site. Neither the names of the files nor the files are here.
support-ticket-hand = Hand over
support-ticket-hand-to = To
support-ticket-hand-everybody = the common queue
support-ticket-hand-do = Hand over
support-ticket-hand-done = The request was handed over.
support-ticket-hand-meanwhile = The request has been handed over already. See who has it.
support-ticket-hand-needless = Nothing has changed.

## A screenshot

support-ticket-picture = Screenshot
support-ticket-picture-add = Add a screenshot
support-ticket-picture-hint = PNG or JPEG, at most 5 MB. Staff see it with your permission
support-ticket-picture-send = Send the screenshot
support-ticket-picture-none = Choose the file with the screenshot
support-ticket-picture-kind = A screenshot must be PNG or JPEG
support-ticket-picture-large = The screenshot is larger than 5 MB: crop it or save it as JPEG
support-ticket-picture-spent = Too many screenshots within an hour. Wait a little
support-ticket-picture-hidden = The attachment is hidden until the data is open

## Letters

notice-ticket-received-subject = We have your request No. { $number }
notice-ticket-received-body =
    We have received your request to support. Its number is { $number }

    We will answer by { $due }.

    To read the conversation and to write more: { $link }/help/link/{ $token }

    The link opens your request without signing in, so do not pass this e-mail on. If you did not write to support, just delete it.
notice-ticket-received-sms = { $site }: we have your request No. { $number } and will answer within a day.
notice-ticket-answered-subject = An answer to your request No. { $number }
notice-ticket-answered-body =
    Support has answered your request No. { $number }

    To read the answer and to write more: { $link }/help/link/{ $token }

    The link opens your request without signing in, so do not pass this e-mail on.
notice-ticket-answered-sms = { $site }: support has answered your request No. { $number }. The answer is under Help.
notice-ticket-closed-subject = Request No. { $number } was closed
notice-ticket-closed-body =
    Your request No. { $number } was closed.

    To read the last answer: { $link }/help/link/{ $token }

    If the question remains, write by the same link within two weeks: the request will be opened again.
notice-ticket-closed-sms = { $site }: request No. { $number } was closed. If the question remains, write in it within two weeks.
notice-ticket-access-subject = Access number for request No. { $number }
notice-ticket-access-body =
    A member of staff asks to see your data in request No. { $number }: e-mail, SNILS and other numbers.

    Access number: { $access }

    Say it only if you are talking to a member of staff right now. It is valid for 15 minutes, works once and opens this request only: nobody can sign in with it.

    If you are talking to nobody, just delete this e-mail.
notice-ticket-access-sms = { $site }: support staff ask to see your data in request No. { $number }. Access number { $access }. Say it to them only.
notice-ticket-overdue-subject = The answer to request No. { $number } is late
notice-ticket-overdue-body =
    Nobody has answered request No. { $number } in time: by { $due }.

    The queue: { $link }/tickets?queue=overdue
notice-ticket-too-late-subject = Request No. { $number } is closed, your e-mail did not reach it
notice-ticket-too-late-body =
    We got a reply to our e-mail about request No. { $number }, but it was closed more than two weeks ago.

    If the question remains, write a new request: { $link }/help/ask
notice-ticket-too-late-sms = { $site }: request No. { $number } is closed. If the question remains, write a new one.
