# EPK: employers — organisation, search, requests; the holder’s page

epk-employer-title = For employers
epk-employer-part = Search for specialists by qualification, requests to holders of passports, watching a passport.
epk-employer-lead = Organisations search for specialists with a confirmed qualification and check passports. Each passport is opened by its holder, for as long as the holder chooses.
epk-employer-what = What you can do after registration
epk-employer-what-search = Search by qualification and level among those who let themselves be found. Names are not shown.
epk-employer-what-view = Ask a holder to open a passport for 1, 7 or 30 days.
epk-employer-what-watch = Know when a passport is suspended, resumed, revoked or replaced.
epk-employer-invited-hint = Is your organisation registered already? Ask a colleague to send you an invitation link.

epk-employer-register-title = Register an organisation
epk-employer-register-again = Send the details again
epk-employer-register-lead = Our staff check the details. You will get the answer by e-mail.
epk-employer-register-do = Send for checking
epk-employer-registered = The details have been sent for checking.
epk-employer-already = You already act for an organisation. To move to another one, leave this one first.
epk-employer-too-many = You have sent too many registrations today. Try again tomorrow.
epk-employer-name = Name of the organisation
epk-employer-name-hint = As in the register: holders of passports will see it
epk-employer-name-wrong = Enter the name: 3 to 120 characters, at least one of them a letter, and no addresses of sites or e-mail
epk-employer-inn = INN
epk-employer-inn-hint = 10 digits, or 12 for an entrepreneur
epk-employer-inn-empty = Enter the INN: 10 digits, or 12 for an entrepreneur
epk-employer-ogrn = OGRN or OGRNIP
epk-employer-ogrn-hint = 13 digits, or 15 for an entrepreneur
epk-employer-numbers-differ = The numbers do not go together: one belongs to an organisation, the other to an entrepreneur
epk-employer-email = E-mail of the organisation
epk-employer-email-hint = A holder whom you ask will see it
epk-employer-asked = Details sent
epk-employer-about = About the organisation

epk-employer-state-waiting = being checked
epk-employer-state-confirmed = confirmed
epk-employer-state-declined = declined
epk-employer-waiting = Our staff are checking the details. Until the organisation is confirmed, search and requests are closed; we will tell you by e-mail.
epk-employer-declined = The organisation is not confirmed: search, requests and watching are closed. You can send the details again.

epk-employer-people = People
epk-employer-people-part = Who acts for the organisation; invitations for colleagues.
epk-employer-people-lead = All of them see the requests of the organisation and the passports that were opened to it.
epk-employer-since = Since { $when }
epk-employer-leave = Leave the organisation
epk-employer-remove = Remove
epk-employer-removed = Done: there is no longer access to the data of the organisation.
epk-employer-not-removed = The last person cannot be removed: nobody would be left to invite colleagues.
epk-employer-invite-title = Invite a colleague
epk-employer-invite-lead = The link works once within a week. Your colleague needs a confirmed Gosuslugi account.
epk-employer-invite = Create a link
epk-employer-invite-spent = Too many invitations were created today. Try again tomorrow.
epk-employer-invited = Invitation link
epk-employer-invited-lead = Send this link to your colleague.
epk-employer-invited-once = We will not show it again. If it gets lost, create a new one.
epk-employer-invitation = Invitation
epk-employer-invitation-lead = You are invited to act for the organisation “{ $name }”.
epk-employer-invitation-text = Colleagues will see your name. You will see the requests of the organisation and the passports opened to it; holders see every reading.
epk-employer-invitation-over = The invitation was used already, or a week has passed. Ask your colleague for a new link.
epk-employer-join = Join
epk-employer-joined = You act for the organisation now.

epk-employer-search = Search by qualification
epk-employer-search-lead = Only passports in force whose holders let themselves be found.
epk-employer-search-words = Qualification and level
epk-employer-search-hint = For example: инженер бакалавриат. Those who have all the words are found.
epk-employer-search-do = Search
epk-employer-search-vague = Enter at least one word of three letters or more
epk-employer-found = Found
epk-employer-found-none = Nobody was found
epk-employer-found-none-text = Try fewer words or another name of the qualification.
epk-employer-found-limit = One search shows at most 50 passports. An organisation can search 30 times an hour.
epk-employer-card-year = { $qualification }: year of the document

epk-employer-requests = Requests
epk-employer-requests-empty = No requests yet: find a specialist and ask to open the passport.
epk-employer-asked-at = Sent { $when }
epk-employer-ask = Ask to open the passport
epk-employer-ask-lead = The holder will see the name and e-mail of the organisation, the purpose and the term, and decide.
epk-employer-ask-do = Send the request
epk-employer-ask-done = The request has been sent. We will tell you the answer by e-mail.
epk-employer-ask-gone = This passport cannot be found any more: the holder has closed it, or it is not in force.
epk-employer-ask-already = Your organisation is asking the holder of this passport already, sees a passport of theirs, or was refused not long ago. After a refusal or a withdrawal you can ask again in 30 days.
epk-employer-ask-spent = Your organisation has sent too many requests today. Try again tomorrow.
epk-employer-purpose = Purpose
epk-employer-purpose-missing = Choose a purpose
epk-employer-purpose-hiring = We are considering hiring
epk-employer-purpose-staff = We are checking the details of an employee
epk-employer-purpose-project = We are putting together a team for a project
epk-employer-purpose-other = Something else
epk-employer-words = Details
epk-employer-words-hint = Up to 500 characters. If the purpose is “Something else”, write why you need the passport.
epk-employer-words-missing = Write why you need the passport: at least 10 characters
epk-employer-words-long = Too long: at most { $max } characters
epk-employer-term = For how long
epk-employer-term-hint = The holder may open it for a shorter time
epk-employer-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
  }
epk-employer-days-missing = Choose a term
epk-employer-asked-when = Request sent
epk-employer-wish = What you asked for

epk-employer-request = Request
epk-employer-request-waiting = waits for an answer
epk-employer-request-lapsed = no answer
epk-employer-request-withdrawn = withdrawn
epk-employer-request-declined = refused
epk-employer-request-open = passport is open
epk-employer-request-over = time is over
epk-employer-request-ended = closed by the holder
epk-employer-about-waiting = The holder can answer until { $when }.
epk-employer-about-lapsed = The holder did not answer within two weeks. You can ask again.
epk-employer-about-withdrawn = You have withdrawn the request. You can ask again 30 days after that.
epk-employer-about-declined = The holder refused. You can ask again 30 days after the refusal.
epk-employer-about-open = The passport is open to your organisation until { $when }.
epk-employer-about-over = The passport was open until { $when }. You can ask again.
epk-employer-about-ended = The holder closed the passport on { $when }.
epk-employer-card-hidden = The holder does not show the qualification any more.
epk-employer-withdraw = Withdraw the request
epk-employer-withdraw-hint = After a withdrawal you can ask about this passport again in 30 days.
epk-employer-withdrawn = The request has been withdrawn.
epk-employer-late = Something has changed while the page was open. See what it says now.
epk-employer-view = Qualification passport
epk-employer-view-open = Open the passport
epk-employer-view-counted = The holder sees every reading.
epk-employer-view-until = The passport is open to you until { $when }. The holder can close it earlier.
epk-employer-view-year = Year of the document
epk-employer-closed = The view has ended
epk-employer-closed-lead = The passport is not open to you any more: the time is over, or the holder has closed it.

epk-employer-staff-title = Organisations
epk-employer-staff-lead = Compare INN, OGRN and name with the register, and make sure that the person acts for the organisation.
epk-employer-staff-empty = No organisations yet
epk-employer-staff-asked = Details sent { $when }
epk-employer-staff-person = Acts for it
epk-employer-staff-decide-lead = An e-mail goes to those who act for the organisation. Its own address gets one if you confirm it or decline a confirmed one, without the reason. You can decline a confirmed one, too: all its views close at once.
epk-employer-staff-act-missing = Choose a decision
epk-employer-staff-act-confirmed = Confirm
epk-employer-staff-act-confirmed-hint = The organisation can search and send requests
epk-employer-staff-act-declined = Decline
epk-employer-staff-act-declined-hint = Needs a reason: the applicant will read it
epk-employer-staff-reason-hint = Needed if you decline: 10 to 500 characters
epk-employer-staff-done = The decision is made. An e-mail was sent to the people of the organisation.
epk-employer-staff-overtaken = Somebody has already decided. See what the page says now.
epk-employer-staff-taken = An organisation with this OGRN is confirmed already. Decline that one first.

epk-employers-title = Employers
epk-employers-lead = Let yourself be found by qualification, answer requests, see who opened the passport and who watches it.
epk-employers-open = Open this section
epk-employers-find = Find me by qualification
epk-employers-on = on
epk-employers-on-since = since { $when }
epk-employers-off = off
epk-employers-off-text = No organisation can find you.
epk-employers-preview = What a search shows
epk-employers-preview-hint = Nothing else: no name, no number, no place of study or work. Only organisations that our staff have checked can search. When a new passport replaces this one, you can be found by that one, too, as long as the search shows nothing new.
epk-employers-switch-on = Let me be found
epk-employers-switch-off = Do not let me be found
epk-employers-on-done = Organisations can find you now. Nobody opens the passport without your answer.
epk-employers-off-done = Nobody can find you now. This does not close open views.
epk-employers-not-valid = Only a passport in force can be found.
epk-employers-requests = Requests of organisations
epk-employers-requests-empty = There were no requests.
epk-employers-open-until = Open until { $when }
epk-employers-request = Request of an organisation
epk-employers-opens = Readings
epk-employers-about-waiting = The organisation asks to see the passport: name, qualification, institution, number and state. SNILS and the data of the citizen’s passport are not in it.
epk-employers-about-lapsed = You did not answer within two weeks, and the request was closed.
epk-employers-about-withdrawn = The organisation has withdrawn the request.
epk-employers-about-declined = You refused. This organisation can ask again 30 days after the refusal.
epk-employers-about-open = The passport is open to the organisation until { $when }. You can close it at any time.
epk-employers-about-over = The passport was open until { $when }.
epk-employers-about-ended = You closed the passport on { $when }.
epk-employers-answer = Your answer
epk-employers-answer-lead = You can open it for no longer than asked. You need not give a reason for refusing.
epk-employers-days = Open for
epk-employers-do = Open the passport
epk-employers-refuse = Refuse
epk-employers-opened = The passport is open to the organisation.
epk-employers-refused = You refused. The organisation will learn only that.
epk-employers-close = Close now
epk-employers-closed = The passport is closed: the organisation does not see it any more.
epk-employers-readings = Who opened the passport
epk-employers-readings-empty = No organisation has opened the passport.
epk-employers-watches = Who watches the passport
epk-employers-watches-lead = An organisation that you gave the number with the code, or opened the passport to, can be told when its state changes. It is told the number, the new state and the time.
epk-employers-watches-empty = Nobody watches the passport.
epk-employers-watch-since = Watches since { $when }
epk-employers-unwatch = Stop watching
epk-employers-unwatched = The organisation does not watch the passport any more.

notice-employer-confirmed-subject = The organisation is confirmed
notice-employer-confirmed-body =
    Our staff have checked the details of “{ $organisation }” and confirmed them.

    You can now search for specialists and ask them to open a passport: { $link }/employer
notice-employer-confirmed-sms = { $site }: the organisation is confirmed. Search and requests are open.

notice-employer-refused-subject = The organisation is not confirmed
notice-employer-refused-body =
    “{ $organisation }” was not confirmed. Search, requests and watching are closed to it.

    Reason: { $reason }

    To send the details again: { $link }/employer
notice-employer-refused-sms = { $site }: the organisation is not confirmed. The reason is in the cabinet.

notice-employer-mailbox-open-subject = Search for specialists is open to { $organisation }
notice-employer-mailbox-open-body =
    This address was given when the organisation “{ $organisation }” was registered in the cabinet EPK. Our staff checked the details and confirmed them: those who act for it can now search for specialists and ask them to open their passports.

    If the organisation has asked nobody to do so, write to us: { $link }/help
notice-employer-mailbox-open-sms = { $site }: the organisation is confirmed.

notice-employer-mailbox-closed-subject = Search for specialists is closed to { $organisation }
notice-employer-mailbox-closed-body =
    This address was given when the organisation “{ $organisation }” was registered in the cabinet EPK. We had confirmed it and have now declined it: search, requests and watching are closed.

    Whoever gave the details can give them again: { $link }/employer
notice-employer-mailbox-closed-sms = { $site }: the organisation is declined.

notice-employer-find-paused-subject = New qualification passport: decide whether you can be found
notice-employer-find-paused-body =
    Organisations could find you by your previous qualification passport. Nobody can find you by the new one now: it holds something that they could not see before, or the previous one ceased to be valid before it was replaced.

    Look at what organisations would see, and decide: { $link }/passport/{ $passport }/employers
notice-employer-find-paused-sms = { $site }: nobody can find you by your new qualification passport yet. You can allow it in the cabinet.

notice-employer-find-kept-subject = New qualification passport: you can still be found
notice-employer-find-kept-body =
    Organisations could find you by your previous qualification passport. Now they find you by the new one: the search shows only what they could see before.

    Look at what organisations see, or switch it off: { $link }/passport/{ $passport }/employers
notice-employer-find-kept-sms = { $site }: organisations can still find you by your new qualification passport. You can switch it off in the cabinet.

notice-employer-asked-subject = An organisation asks to see your qualification passport
notice-employer-asked-body =
    “{ $organisation }” asks you to open your qualification passport to it.

    Purpose: { $purpose }

    You decide: open the passport for a time that you choose, or refuse. Answer: { $link }/passport/{ $passport }/employers
notice-employer-asked-sms = { $site }: an organisation asks to see your qualification passport. Answer in the cabinet.

notice-employer-approved-subject = The passport is open to your organisation
notice-employer-approved-body =
    The holder has opened the passport at your request until { $until }.

    To see it: { $link }/employer/requests/{ $request }
notice-employer-approved-sms = { $site }: the holder has opened the passport at your request.

notice-employer-declined-subject = The holder of the passport refused
notice-employer-declined-body =
    The holder did not open the passport at your request. You can ask again in 30 days.

    The request: { $link }/employer/requests/{ $request }
notice-employer-declined-sms = { $site }: the holder did not open the passport at your request.

notice-employer-ended-subject = The holder has closed the passport
notice-employer-ended-body =
    The holder has closed the passport that was opened at your request: your organisation does not see it any more.

    The request: { $link }/employer/requests/{ $request }
notice-employer-ended-sms = { $site }: the holder has closed the passport that was open to your organisation.

notice-employer-opened-subject = An organisation has opened your qualification passport
notice-employer-opened-body =
    “{ $organisation }”, to which you opened the passport, has looked at it today.

    All readings, and how to close the passport: { $link }/passport/{ $passport }/employers
notice-employer-opened-sms = { $site }: an organisation has opened your qualification passport.

notice-employer-watched-subject = An organisation watches your qualification passport
notice-employer-watched-body =
    “{ $organisation }” will be told when the state of your passport changes: the number, the new state and the time.

    If you do not want this, stop it: { $link }/passport/{ $passport }/employers
notice-employer-watched-sms = { $site }: an organisation watches your qualification passport. You can stop that in the cabinet.
