# EPK: the application for the qualification passport, its check and the decision.

epk-nav-applications = Applications
epk-nav-passport = Passport

epk-applications-title = Applications
epk-applications-lead = Apply for the qualification passport here and follow what happens.
epk-applications-how = You will need details of your education and work: we fill in what the registers know. You can stop at any time: every step is saved, and you can go on with another device. You can sign with a confirmed account.
epk-applications-begin = Begin an application
epk-applications-yours = Your applications

epk-application-title = Application for the qualification passport
epk-application-lead = Fill in the three sections in any order, then check your answers and sign.
epk-application-numbered = Application No. { $number }
epk-application-draft = Application without a number
epk-application-saved-at = Saved { $when }
epk-application-signed-at = Signed { $when }
epk-application-decided-at = Finished { $when }
epk-application-answers = Check your answers
epk-application-not-ready = When all sections are filled in, the button “Check your answers” appears here.
epk-application-remove = Delete the draft
epk-application-withdraw = Withdraw the application
epk-application-closed = This cannot be changed now: the application is signed, or the section is closed for corrections.

epk-state-draft = Draft
epk-state-checking = Being checked
epk-state-consent = Needs your consent
epk-state-review = With an examiner
epk-state-returned = Needs corrections
epk-state-issued = Passport issued
epk-state-refused = Refused
epk-state-withdrawn = Withdrawn

epk-task-person = Personal data
epk-task-education = Education
epk-task-work = Work
epk-task-person-hint = Taken from your profile at Gosuslugi
epk-task-education-hint = Diplomas and school certificates
epk-task-work-hint = Employers and positions
epk-task-entries = { $count ->
    [0] Saved at { $when }
    [one] { $count } entry, saved at { $when }
   *[other] { $count } entries, saved at { $when }
  }
epk-task-open = Not filled in
epk-task-done = Done
epk-task-correct = Correct it
epk-task-closed = Closed
epk-saved-at = Saved at { $when }

epk-source-profile = Source: profile at Gosuslugi, as of { $when }
epk-source-register = Source: { $register }, as of { $when }
epk-source-typed = Filled in by you

epk-person-lead = These details go into the passport. Check that they are right.
epk-person-save = Confirm
epk-person-before-title = Your profile has changed
epk-person-before = The application still has:

epk-label-family-name = Surname
epk-label-given-name = Given name
epk-label-middle-name = Patronymic
epk-label-birth-date = Date of birth
epk-label-snils = SNILS
epk-label-inn = INN
epk-label-institution = School or university
epk-label-level = Level of education
epk-label-qualification = Qualification
epk-label-diploma-series = Series
epk-label-diploma-number = Number
epk-label-issued-on = Date of issue
epk-label-employer = Employer
epk-label-position = Position
epk-label-from = First day of work
epk-label-to = Last day of work
epk-label-now = I work here now
epk-label-work = Work

epk-hint-institution = As in the diploma or certificate
epk-hint-qualification = Leave it empty if the document names none
epk-hint-diploma-series = For example: 107704 or АВС
epk-hint-diploma-number = Digits only, with the zeros at the beginning. For example: 0012345
epk-hint-employer = As in your employment record. For example: ООО «Образец»

epk-level-choose = Choose
epk-level-school = Secondary school
epk-level-vocational = Vocational education
epk-level-bachelor = Bachelor’s degree
epk-level-specialist = Specialist degree
epk-level-master = Master’s degree
epk-level-postgraduate = Postgraduate training

epk-education-lead = Add every document on education that the passport should list.
epk-education-more = Is a document missing?
epk-education-new = New document on education
epk-education-change = Document on education
epk-education-entry = Education: { $name }
epk-work-lead = Add the places of work that the passport should list.
epk-work-more = Is a place of work missing?
epk-work-new = New place of work
epk-work-change = Place of work
epk-work-entry = Work: { $name }
epk-work-goes-on = to the present
epk-work-none = None yet
epk-work-none-button = I have not worked yet
epk-work-none-said = You have said that you have not worked yet. If you add a place of work, this mark will disappear.
epk-entries-yours = In the application
epk-entries-more-text = Enter it yourself. Our check will not find what the register does not have, so an examiner will decide.
epk-entries-add = Enter it
epk-entries-done = To the list of sections
epk-entry-change = Change
epk-entry-save = Save
epk-entry-cancel = Back without saving
epk-entry-remove = Delete this entry
epk-entry-removed = The entry is deleted.
epk-entry-changed = The entry was not deleted: it was changed on another device. See what it says now.
epk-entry-fixed = These fields are closed: the examiner did not ask to correct them.
epk-list-full = The list has 30 entries already; no more can be added.
epk-offers-education = In the register of education documents
epk-offers-work = In the Social Fund
epk-offers-text = You need not enter this: add it to the application with one button.
epk-offers-all = Add all
epk-offers-one = Add

epk-conflict-title = Another device saved something else
epk-conflict-text = While this page was open, the entry was changed. Saved now:
epk-conflict-gone = While this page was open, the entry was deleted. If you save, it will come back.
epk-conflict-leave = Leave it as saved
epk-conflict-save = Save my version
epk-conflict-person = While this page was open, the personal data was saved on another device. Check and confirm them again.

epk-field-institution-empty = Enter the name of the school or university
epk-field-level-empty = Choose the level of education
epk-field-employer-empty = Enter the name of the employer
epk-field-position-empty = Enter the position
epk-field-long = { $got ->
    [one] You entered { $got } character
   *[other] You entered { $got } characters
  }, but only { $max } fit: shorten the text
epk-field-sign = There are invisible characters here: type the text instead of pasting it
epk-field-no-letters = Enter the name in words
epk-field-series-empty = Enter the series
epk-field-series-sign = The sign “{ $sign }” cannot be in a series: enter letters or digits
epk-field-series-long = A series has at most { $max } characters
epk-field-number-empty = Enter the number
epk-field-number-length = { $got ->
    [one] You entered { $got } digit; the number has 5 to 14
   *[other] You entered { $got } digits; the number has 5 to 14
  }
epk-field-date-future = This day has not come yet: check the date
epk-field-date-early = The date cannot be before { $earliest }: check the year
epk-field-to-empty = Enter the last day of work, or tick “I work here now”
epk-field-to-or-now = Keep one of the two: the last day of work, or the tick at “I work here now”
epk-field-to-before-from = The last day of work is before the first ({ $from }): check both dates

epk-answers-title = Check your answers
epk-answers-lead = This is what will be checked. If something is wrong, correct it now: after you sign you can do so only if an examiner asks.
epk-answers-missing = Too early to sign
epk-answers-remarks = Correct everything that the examiner asks for.
epk-missing-person = Confirm your personal data.
epk-missing-education = Add at least one document on education.
epk-missing-work = Add a place of work, or say that you have not worked yet.
epk-answers-next = Next comes the signature with a code from a text message.
epk-answers-sign = All correct, sign

epk-agreement-title = Agreement about signing with a code
epk-agreement-lead = For a code from a text message to count as your signature, accept this agreement once.
epk-agreement-accept = Accept
epk-agreement-accepted = You accepted this agreement (version { $version }) on { $when }
epk-agreement-changed = The agreement changed while the page was open. Read the new text.

epk-no-phone-title = You cannot sign yet
epk-no-phone-lead = We send the code for the signature only to a phone that is confirmed at Gosuslugi. You have none.
epk-no-phone-how = Confirm the number in your profile and come back. The draft is saved. If the number is confirmed already, press “Check again”.
epk-no-phone-way = Confirm the phone at Gosuslugi

epk-sign-title = Sign the application
epk-sign-lead = The code comes by text message to { $phone }, the phone of your profile at Gosuslugi.
epk-sign-act = By entering the code you sign the application for the qualification passport with the answers that you have checked. If the answers change, the code will no longer work.
epk-sign-mandate = By signing you allow us to ask the Social Fund and the register of education documents about you for up to 30 days, for this application only. You can see and withdraw the permission at Gosuslugi.
epk-sign-send = Get a code
epk-sign-sent = Code No. { $number } was sent at { $when }. It works for 5 minutes.
epk-sign-again = Send a new code
epk-sign-code = Code from the text message
epk-sign-button = Sign and submit
epk-sign-form = Enter the six digits from the text message
epk-sign-wrong = { $left ->
    [one] The code is wrong. { $left } attempt is left
   *[other] The code is wrong. { $left } attempts are left
  }
epk-sign-wrong-last = The code was wrong three times and no longer works. Send a new one.
epk-sign-dead = This code no longer works: more than five minutes have passed, it was used or replaced, or the application has changed. Send a new code.
epk-sign-changed = The application changed after the code was sent, so the code no longer works. Check your answers and send a new code.
epk-sign-wait = The last code was sent a moment ago. You can send a new one at { $when }.
epk-sign-sent-spent = Too many codes were sent within this hour. You can send a new one at { $when }.
epk-sign-wrong-spent = Too many wrong codes were entered within this hour. Try again at { $when }.
epk-sign-print = Checksum of the application
epk-sign-print-text = It shows that this very application was signed: if a single letter changes, the checksum becomes different.

epk-mandate-purpose = To check an application for the qualification passport. { $register }

epk-status-checking-title = The application is being checked
epk-status-checking-lead = We compare your answers with the registers. It usually takes seconds. You can close the page: we will tell you the decision.
epk-status-consent-title = Your consent is needed
epk-status-consent-lead = The permission to ask the registers about you has expired or was withdrawn, so the check has stopped. Everything you signed is kept. Press the button and the check goes on.
epk-status-review-title = The application is with an examiner
epk-status-review-lead = Not everything agrees with the registers, so an examiner will decide. Below you see what differs. There is nothing for you to do yet.
epk-status-issued-title = The qualification passport is issued
epk-status-issued-lead = The check is over and the passport is valid. Open it to download or show it.
epk-status-refused-title = The passport was refused
epk-status-refused-lead = An examiner looked at the application and refused it. The reason is below.
epk-status-withdrawn-title = The application is withdrawn
epk-status-withdrawn-lead = It is closed as you asked. You can apply anew.
epk-status-passport = Number of the passport
epk-status-passport-open = Open the passport
epk-status-reason = What the examiner decided
epk-status-by = Decided by the examiner { $name }
epk-status-history = What has happened
epk-status-answers = Answers in the application
epk-refused-how = Correct what the examiner writes about and apply anew. If you disagree, write to support and give the number of the application.
epk-consent-button = Give consent
epk-waits-for = Waiting for an answer: { $registers }.
epk-waits-next = We ask again at { $when }. There is nothing for you to do.
epk-promise-until = There will be a decision by { $when }.
epk-promise-left = { $hours ->
    [0] { $minutes } min left.
   *[other] { $hours } h { $minutes } min left.
  }
epk-promise-broken = We have not kept the time that we promised. The application is being dealt with first.

epk-receipt-title = Receipt of the signature
epk-receipt-number = Number of the application
epk-receipt-signed = Signed
epk-receipt-phone = The code was sent to
epk-receipt-agreement = Version of the agreement about signing

epk-returned-title = An examiner asks for corrections
epk-returned-text = Correct only what is marked below and sign the application again. Everything else is kept.
epk-returned-remarks = What to correct
epk-returned-not-ready = When everything marked is corrected, the button “Check your answers” appears here.
epk-returned-parts = Sections of the application
epk-remark-open = Correct it
epk-remark-answered = Corrected

epk-remove-title = Delete the draft?
epk-remove-lead = Everything filled in here will be lost. Data in the registers and at Gosuslugi stay as they are.
epk-remove-button = Delete
epk-withdraw-title = Withdraw the application?
epk-withdraw-lead = It will be closed, and you cannot come back to it. You can apply anew at once.
epk-withdraw-button = Withdraw
epk-withdraw-back = Keep it
epk-withdrawn = Done: the application is closed.

epk-event-started = Application begun
epk-event-signed = Application signed and submitted
epk-event-waits = A register gave no answer; we ask again
epk-event-consent = Your consent was needed
epk-event-renewed = Consent given, the check goes on
epk-event-review = Passed on to an examiner
epk-event-opened = An examiner opened the application
epk-event-returned = An examiner asks for corrections
epk-event-refused = An examiner refused
epk-event-issued = Passport issued
epk-event-withdrawn = Application withdrawn
epk-event-overdue = The promised time has passed

epk-rules-title = Check by rules
epk-rules-passed = { $holds } of { $all } passed
epk-rules-checked = Checked { $when }
epk-rules-holds = Agrees
epk-rules-fails = Does not agree
epk-rules-evidence = What this is based on
epk-rules-said = In the application
epk-rules-same = Same
epk-rules-differs = Differs
epk-rules-not-found = not found
epk-rule-completeness = Everything is filled in
epk-rule-signature = Signature
epk-rule-name = Surname, given name, patronymic
epk-rule-birth-date = Date of birth
epk-rule-diploma = Numbers and dates of diplomas
epk-rule-work = Dates of work
epk-rule-duplicates = No repetitions
epk-fact-person-yes = The personal data is confirmed; SNILS and INN are given.
epk-fact-person-no = The personal data is not confirmed, or SNILS or INN is missing.
epk-fact-education-yes = Education is filled in.
epk-fact-education-no = Education is not filled in.
epk-fact-work-yes = Work is filled in.
epk-fact-work-no = Work is not filled in.
epk-fact-signed-yes = The application is signed with a code from a text message.
epk-fact-signed-no = There is no signature.
epk-fact-unchanged-yes = The application has not changed since the signature.
epk-fact-unchanged-no = The application differs from what was signed.
epk-fact-agreement-yes = The agreement about signing was accepted in the version in force.
epk-fact-agreement-no = The agreement about signing was accepted in another version than the one in force.
epk-fact-no-work-yes = There has been no work yet: nothing to compare.
epk-fact-no-work-no = There has been no work yet.
epk-fact-diploma-twice-yes = { $about }: the document is listed once.
epk-fact-diploma-twice-no = { $about }: this document is listed twice.
epk-fact-diploma-elsewhere-yes = { $about }: the document is in nobody else’s application.
epk-fact-diploma-elsewhere-no = { $about }: this document is in somebody else’s application, too.
epk-fact-job-twice-yes = { $about }: the place of work is listed once.
epk-fact-job-twice-no = { $about }: this place of work is listed twice.
epk-fact-suspended-yes = There is no suspended passport.
epk-fact-suspended-no = An examiner has suspended the previous passport.

## The examiner’s desk

epk-desk-queue-title = Applications
epk-desk-queue-lead = Applications in which not everything agrees. Those with the earliest promise come first.
epk-desk-queue-empty = Nothing to decide now
epk-desk-queue-own = this is your own: a colleague decides

epk-desk-own-application-title = This is your own application
epk-desk-own-application = You cannot open your own application here: a colleague decides about it. Follow the check in the cabinet EPK, as all applicants do.
epk-desk-own-passport-title = This is your own passport
epk-desk-own-passport = You can neither open nor change your own passport here: a colleague decides about it. All that you need to know about it is in the cabinet EPK.
epk-desk-own-employer-title = This is your own organisation
epk-desk-own-employer = You act for this organisation, so it is closed to you here: a colleague decides about it.
epk-desk-own-noted = The attempt has been written into the journal.

epk-desk-number = Number
epk-desk-signed = Signed
epk-desk-promise = Decision promised
epk-desk-failed = What does not agree
epk-desk-overdue = Overdue
epk-desk-application = Application
epk-desk-read = That you opened it is written into the journal that the applicant sees.
epk-desk-answers = What the application says
epk-desk-decision = Decision
epk-desk-approve-title = Issue the passport
epk-desk-approve-reason = Why it can be issued
epk-desk-approve = Issue
epk-desk-refuse-title = Refuse
epk-desk-refuse-reason = Why it is refused
epk-desk-refuse = Refuse
epk-desk-reason-hint = The applicant will read these words. 10 to 500 characters.
epk-desk-reason-wrong = Write the reason in words: { $min } to { $max } characters
epk-desk-return-title = Return for corrections
epk-desk-return-text = The applicant corrects only the fields with remarks and signs the application again.
epk-desk-return-open = Write remarks
epk-desk-return-lead = Write a remark at each field that has to be corrected. What it says now is below its name. The other fields stay closed.
epk-desk-return-person = All personal data
epk-desk-return-education = The list: what is missing or should not be there
epk-desk-return-work = The list: what is missing or should not be there
epk-desk-return-reason = General explanation
epk-desk-return = Return to the applicant
epk-desk-return-none = Write at least one remark
epk-desk-return-long = A remark must not be longer than { $max } characters
epk-desk-decided = The decision is made, a message was sent to the applicant.
epk-desk-elsewhere = No decision was made: the application is not with the examiners any more. It was withdrawn or waits for the applicant’s consent.
epk-desk-parked = No decision was made: the applicant has withdrawn the consent to ask the registers. When it is given again, the application comes back to the queue.
epk-desk-overtaken-title = Already decided
epk-desk-overtaken = { $what }. Decided by: { $who }, { $when }.
epk-desk-overtaken-text = Your decision was not recorded, and the applicant was not told of it.
epk-desk-by-rules = check by rules
epk-desk-verdict-issued = Passport issued
epk-desk-verdict-refused = Refused
epk-desk-verdict-returned = Returned for corrections

## Messages

notice-code-sign-application-subject = Code No. { $number } to sign your application
notice-code-sign-application-body =
    To sign the application for the qualification passport, enter the code on the page of the signature. The code stands for your signature: enter it only if you have checked the application.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: staff never ask for codes.
notice-code-sign-application-sms =
    { $site }. Code No. { $number } signs your application for the qualification passport. Tell nobody.
    @{ $host } #{ $code }

notice-application-submitted-subject = Application No. { $number } is signed
notice-application-submitted-body =
    Your application for the qualification passport is signed and received.

    Number: { $number }
    When: { $time }

    We compare it with the registers. There will be a decision within 24 hours, you can follow it in the cabinet: { $link }/applications

    If you signed nothing, change your password at Gosuslugi and write to support.
notice-application-submitted-sms = { $site }: application No. { $number } is signed and received. There will be a decision within 24 hours.

notice-application-review-subject = Application No. { $number } is with an examiner
notice-application-review-body =
    Not everything in the application agrees with the registers, so an examiner will decide. The cabinet shows what differs: { $link }/applications

    There is nothing for you to do yet.
notice-application-review-sms = { $site }: application No. { $number } is with an examiner. See the cabinet for details.

notice-application-returned-subject = Application No. { $number } needs corrections
notice-application-returned-body =
    An examiner asks you to correct the application for the qualification passport. Correct the marked fields and sign it again: { $link }/applications

    Everything else is kept.
notice-application-returned-sms = { $site }: application No. { $number } needs corrections. Open it in the cabinet.

notice-application-refused-subject = Application No. { $number } was refused
notice-application-refused-body =
    An examiner looked at the application for the qualification passport and refused it. The reason, and what you can do, is in the cabinet: { $link }/applications
notice-application-refused-sms = { $site }: application No. { $number } was refused. The reason is in the cabinet.

notice-application-consent-subject = Application No. { $number } needs your consent
notice-application-consent-body =
    The permission to ask the registers about you has expired or was withdrawn, so the check of your application has stopped. To go on, open the application and press “Give consent”: { $link }/applications

    If you withdrew the permission on purpose, do nothing, or withdraw the application.
notice-application-consent-sms = { $site }: application No. { $number } needs your consent. Open it in the cabinet.

notice-application-overdue-subject = Application No. { $number }: the decision is late
notice-application-overdue-body =
    We promised a decision within 24 hours and have not managed it. The application is being dealt with first. The cabinet shows why it is not decided yet: { $link }/applications
notice-application-overdue-sms = { $site }: the decision on application No. { $number } is late. See the cabinet for details.
