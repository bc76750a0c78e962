# EPK: organisations watch passports, calls to their programs

epk-watch-title = Watching passports
epk-watch-part = Know at once when the passport of an employee is suspended or revoked.
epk-watch-lead = As soon as the state of a passport changes, we send an e-mail or call your program. The holder sees who watches and can end it.
epk-watch-empty = You do not watch any passport yet
epk-watch-stop = Stop watching
epk-watch-by-code = Watch by number and code
epk-watch-by-code-lead = The holder gives you the number and the code: they are on the passport.
epk-watch-view-lead = When the state of the passport changes, we send an e-mail, and call your program if you have given its address. The holder will learn of it and can end it.
epk-watch-do = Watch
epk-watch-way-email = By e-mail
epk-watch-way-email-hint = To all people of the organisation, at their confirmed addresses
epk-watch-way-hook = By a call to our program
epk-watch-way-hook-first = To have your program called, give its address first
epk-watch-ways-missing = Choose how we should tell you
epk-watch-ways-email = By e-mail, since { $when }
epk-watch-ways-hook = By a call to the program, since { $when }
epk-watch-ways-both = By e-mail and a call to the program, since { $when }
epk-watch-begun = You watch the passport now. We have told its holder.
epk-watch-already = You watch this passport already.
epk-watch-final = The passport was revoked or replaced: nothing will happen to it any more.
epk-watch-closed = The passport is not open to you any more.
epk-watch-too-many = Too many attempts or watched passports. Try again later.
epk-watch-ended = You do not watch the passport any more.

epk-hook-title = Calling your program
epk-hook-part = The address, the secret that checks the signature, and the latest calls.
epk-hook-lead = When the state of a passport that you watch changes, we send a signed request to this address.
epk-hook-since = Address given { $when }
epk-hook-url = Address
epk-hook-url-hint = Begins with https:// and can be reached from the internet
epk-hook-url-empty = Enter the address
epk-hook-url-long = The address is longer than 500 characters
epk-hook-url-wrong = Enter an address like https://example.com/hook, without user and password
epk-hook-url-inside = This address leads into an internal network: we cannot call it
epk-hook-new-secret = The secret changes together with the address.
epk-hook-set = Save and get the secret
epk-hook-spent = The address was changed too often today. Try again tomorrow.
epk-hook-remove = Remove the address
epk-hook-removed = The address was removed: we do not call the program any more.
epk-hook-secret-title = Secret to check the signature
epk-hook-secret-lead = Keep it in the settings of your program.
epk-hook-secret-once = We will not show it again. If it gets lost, save the address once more to get a new one.
epk-hook-calls = Latest calls
epk-hook-calls-lead = { $count ->
    [one] If the program does not answer in { $count } attempt, the call stops. You can send it again here.
   *[other] If the program does not answer in { $count } attempts, the call stops. You can send it again here.
  }
epk-hook-calls-kept = Calls that have ended are kept for { $count } days.
epk-hook-calls-empty = There were no calls yet.
epk-hook-stage-waiting = being sent
epk-hook-stage-sent = accepted
epk-hook-stage-dead = not delivered
epk-hook-tries = { $count ->
    [one] Created { $when }, { $count } attempt.
   *[other] Created { $when }, { $count } attempts.
  }
epk-hook-why-status = The program answered { $status }.
epk-hook-why-silent = The program did not answer within 10 seconds.
epk-hook-why-unreachable = The program cannot be reached.
epk-hook-why-inside = The address leads into an internal network.
epk-hook-why-large = The answer of the program is too large.
epk-hook-why-address = The address cannot be called.
epk-hook-why-no-address = There is no address.
epk-hook-next = Next attempt { $when }.
epk-hook-again = Send again
epk-hook-again-done = It is being sent again.
epk-hook-again-late = This call is being sent or was accepted.
epk-hook-form = What a call looks like
epk-hook-form-text = The call follows Standard Webhooks: the signature is the HMAC-SHA256 of “webhook-id.webhook-timestamp.body” with the secret that stands after whsec_ in base64. Check signature and time. The same webhook-id may come several times.
epk-hook-form-answer = Answer with any status from 200 to 299 within 10 seconds. 410 stops the call at once. States: valid, suspended, revoked, expired, superseded.

notice-watch-changed-subject = Passport No. { $number }: { $state }
notice-watch-changed-body =
    The state of a passport that your organisation watches has changed.

    Number: { $number }
    Now: { $state }
    Since: { $since }

    All passports: { $link }/employer/watches
notice-watch-changed-sms = { $site }: the state of a passport that you watch has changed. Now: { $state }.

notice-watch-ended-subject = You no longer watch passport No. { $number }
notice-watch-ended-body =
    The holder of passport No. { $number } no longer lets your organisation watch it.

    All passports: { $link }/employer/watches
notice-watch-ended-sms = { $site }: the holder of a passport no longer lets you watch it.

notice-watch-dead-subject = Your program did not accept a call
notice-watch-dead-body =
    We could not tell your program of a change of passport No. { $number } and have stopped trying.

    The reason, and the button “Send again”: { $link }/employer/hook
notice-watch-dead-sms = { $site }: your program did not accept a call. Details are in the cabinet.
