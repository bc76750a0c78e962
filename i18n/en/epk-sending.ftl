# Sending a qualification passport to another service, and the receipt.

epk-sending-title = Send to another service
epk-sending-lead = Passport No. { $number } can be sent to a state service from here. The service will answer with a registration number.
epk-sending-for = To { $purpose }
epk-sending-not-valid = This passport cannot be sent: { $state }.
epk-sending-nowhere = No service takes passports from here yet
epk-sending-nowhere-text = Download the passport as PDF and hand the file over yourself.
epk-sending-section = At other services
epk-sending-list = Sent
epk-sending-line = Signed { $when }
epk-sending-line-number = No. { $number }, signed { $when }
epk-sending-none = You have not sent this passport anywhere yet.

epk-sending-sign-title = Check and sign the sending
epk-sending-what = What is sent
epk-sending-service = Recipient
epk-sending-purpose = Purpose
epk-sending-passport = Qualification passport No.
epk-sending-holder = Issued to
epk-sending-sha256 = SHA-256 of the file
epk-sending-key = Key of the sending
epk-sending-holds-person = full name and date of birth
epk-sending-holds-education = { $count ->
    [one] { $count } education document
   *[other] { $count } education documents
 }
epk-sending-holds-work = { $count ->
    [one] { $count } place of work
   *[other] { $count } places of work
 }
epk-sending-holds-check = a link by which the service learns whether the passport is valid
epk-sending-look = See the file that the service will get
epk-sending-act = By entering the code you ask us to send this passport. Recipient: { $service }. What was sent cannot be taken back.
epk-sending-permit = If the service does not answer at once, we will go on trying for up to 7 days, even after you sign out. Gosuslugi shows this mandate, and you can withdraw it there.
epk-sending-mandate = send a qualification passport: { $service }
epk-sending-dead = This code no longer works: more than five minutes have passed, or it was used or replaced. Send a new code.
epk-sending-changed = What is known about the service changed while you were entering the code. Check it and send a new code.
epk-sending-print = Checksum of what you sign
epk-sending-print-text = It depends on the file, the service and the purpose: if anything changes, the checksum becomes different.
epk-sending-before = This passport is on its way to this service already. Here is where it is.
epk-sending-no-phone = Confirm a number in your profile and come back here. If the number is confirmed already, press “Check again”.

epk-sending-state-waiting = on its way
epk-sending-state-consent = needs your consent
epk-sending-state-delivered = registered
epk-sending-state-refused = refused
epk-sending-state-undelivered = not delivered
epk-sending-state-stopped = stopped
epk-sending-state-cancelled = cancelled by you

epk-sending-waiting-title = The passport is on its way
epk-sending-waiting-lead = We are sending the passport. Recipient: { $service }. You can close this page: we will write when there is an answer.
epk-sending-accepted-lead = { $service }: the passport was received and is being considered. You can close this page: we will write when there is an answer.
epk-sending-consent-title = Your consent is needed
epk-sending-consent-lead = There is no mandate to send the passport: you have withdrawn it, signed out before we received it, or have not yet allowed documents to go to this service. Recipient: { $service }.
epk-sending-delivered-title = The passport is registered
epk-sending-delivered-lead = { $service }: the passport was received. The registration number is below.
epk-sending-refused-title = The service refused
epk-sending-refused-lead = { $service }: the passport was received but not accepted. If you can put that right, send it again.
epk-sending-undelivered-title = The service did not answer
epk-sending-undelivered-lead = We tried for seven days. Recipient: { $service }. The passport may have been received, but we were given no number. Ask the service and give the key of the sending, or send the passport again.
epk-sending-stopped-title = Sending stopped
epk-sending-stopped-lead = While the passport was waiting, it ceased to be valid: { $state }. Nothing more is handed over. Recipient: { $service }.
epk-sending-stopped-doubt = Before that we tried to hand the passport over and did not learn the outcome: it may have been received. If it is not to be considered, tell the service so and name the key of the sending.
epk-sending-answered-late = The answer came later: the service has registered the passport after all, and the number is below. If it is not to be considered, tell the service so.

epk-sending-cancelled-title = Sending cancelled
epk-sending-cancelled-lead = You cancelled the sending, so nothing more is handed over. Recipient: { $service }.
epk-sending-cancelled-sure = The passport was not handed over there.
epk-sending-cancelled-doubt = Before that we tried to hand the passport over and did not learn the outcome: it may have been received. If it is not to be considered, tell the service so and name the key of the sending.

epk-sending-cancel = Cancel the sending
epk-sending-cancel-title = Cancel the sending?
epk-sending-cancel-lead = We will stop handing the passport over. Recipient: { $service }.
epk-sending-cancel-text = The mandate is given back to Gosuslugi; the record of the sending and your signature stay in the history. The passport can be sent again later.
epk-sending-cancel-doubt = We have already tried to hand the passport over and did not learn the outcome. If the service has received it, cancelling changes nothing about that.
epk-sending-cancel-back = Do not cancel
epk-sending-cancelled-done = The sending is cancelled.
epk-sending-cancel-wait = The passport is being handed over right now. In half a minute it will be clear whether the service has it: if not, you can cancel then.
epk-sending-cancel-late = It is too late to cancel: the service has received the passport.
epk-sending-cancel-over = The sending has already ended.

epk-sending-waits-service = { $service } does not answer.
epk-sending-waits-provider = Gosuslugi does not answer, so the mandate cannot be confirmed for now.
epk-sending-tries-next = The next attempt is at { $when }.
epk-sending-asks-next = We will ask for the answer at { $when }.
epk-sending-until = We will go on until { $when }.
epk-sending-renew = Send
epk-sending-again-hint = If this page comes back unchanged, sign in again: Gosuslugi will show which service gets your documents and ask for your consent.
epk-sending-again = Sign in with Gosuslugi again
epk-sending-number = Registration number
epk-sending-answered = Answered
epk-sending-ended = Ended
epk-sending-reason = Reason for the refusal
epk-sending-signature = Your signature
epk-sending-content = SHA-256 of what was signed
epk-sending-download = Download the receipt as PDF
epk-sending-changes = If the passport is suspended or revoked later, the service gets no message of its own: it asks for the passport’s state by the link in the document when it decides.
epk-sending-another = Send this passport somewhere else

epk-sending-print-title = Receipt of a sending
epk-sending-print-footer = Sending of qualification passport No. { $number }
epk-sending-print-data = Data of the receipt for programs

## Messages

notice-code-sign-sending-subject = Code No. { $number } to send your qualification passport
notice-code-sign-sending-body =
    To send your qualification passport to another service, enter the code on the signing page. The code stands for your signature: enter it only if you have checked what you send and to whom.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: staff never ask for codes.
notice-code-sign-sending-sms =
    { $site }. Code No. { $number } sends your qualification passport to another service. Tell nobody.
    @{ $host } #{ $code }

notice-sending-delivered-subject = Qualification passport registered: { $service }
notice-sending-delivered-body =
    Your qualification passport was received and registered.

    Recipient: { $service }
    Registration number: { $number }
    When: { $time }

    The receipt: { $link }/sendings/{ $sending }
notice-sending-delivered-sms = { $site }: your qualification passport is registered ({ $service }). The number and the receipt are in the cabinet.

notice-sending-refused-subject = Qualification passport not accepted: { $service }
notice-sending-refused-body =
    The service received your qualification passport but did not accept it.

    Recipient: { $service }
    Reason: { $reason }

    Details and the receipt: { $link }/sendings/{ $sending }
notice-sending-refused-sms = { $site }: your qualification passport was not accepted ({ $service }). The reason is in the cabinet.

notice-sending-late-subject = Sending your passport takes longer: { $service }
notice-sending-late-body =
    We cannot hand your qualification passport over: there is no answer.

    Recipient: { $service }
    We will go on until: { $until }

    There is nothing for you to do. We will write when there is an answer. Where the passport is now: { $link }/sendings/{ $sending }
notice-sending-late-sms = { $site }: sending your qualification passport takes longer ({ $service }). We will go on trying.

notice-sending-consent-subject = Sending your passport needs your consent
notice-sending-consent-body =
    The sending has stopped: there is no mandate to send your qualification passport. It has expired, was withdrawn or was not given.

    Recipient: { $service }

    To go on, open the page and press “Send”: { $link }/sendings/{ $sending }

    If you withdrew the mandate on purpose, do nothing.
notice-sending-consent-sms = { $site }: your consent is needed to send your qualification passport. Open the sending in the cabinet.

notice-sending-undelivered-subject = Qualification passport not delivered: { $service }
notice-sending-undelivered-body =
    For seven days we tried to hand your qualification passport over and got no answer.

    Recipient: { $service }

    Send it again, or find the key by which the service can look the sending up: { $link }/sendings/{ $sending }
notice-sending-undelivered-sms = { $site }: your qualification passport was not delivered ({ $service }). See the cabinet for details.

notice-sending-stopped-subject = Qualification passport not sent: { $service }
notice-sending-stopped-body =
    While the passport was waiting, it ceased to be valid, so we did not hand it over.

    Recipient: { $service }
    State of the passport: { $state }

    Details: { $link }/sendings/{ $sending }
notice-sending-stopped-sms = { $site }: your qualification passport was not sent ({ $service }), because it ceased to be valid.

notice-sending-stopped-doubt-subject = Sending of the passport stopped: { $service }
notice-sending-stopped-doubt-body =
    While your qualification passport was waiting, it ceased to be valid. Nothing more is handed over.

    Before that we tried to hand it over and did not learn the outcome: it may have been received.

    Recipient: { $service }
    State of the passport: { $state }

    The key by which the service can look it up: { $link }/sendings/{ $sending }
notice-sending-stopped-doubt-sms = { $site }: the sending of your qualification passport was stopped ({ $service }). It may have been received already, see the cabinet.

notice-sending-cancelled-subject = Sending of the passport cancelled: { $service }
notice-sending-cancelled-body =
    You cancelled the sending of your qualification passport. Nothing more is handed over.

    Recipient: { $service }
    When: { $time }

    If it was not you, open the sending and write to us: { $link }/sendings/{ $sending }
notice-sending-cancelled-sms = { $site }: the sending of your qualification passport was cancelled ({ $service }). If it was not you, write to us.
