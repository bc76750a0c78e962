# Entering the cabinets and the desk: what everybody shares who is let in by the provider.

cabinet-enter-button = Sign in with Gosuslugi
cabinet-enter-title = Sign in
cabinet-enter-lead = Sign in with Gosuslugi to go on. You will come back to this page afterwards.
cabinet-enter-how = You need your phone, e-mail or SNILS and your Gosuslugi password. This site needs no password of its own.
cabinet-enter-again = Sign in again
cabinet-to-start = To the start page

cabinet-fault-declined-title = You did not consent
cabinet-fault-declined-text = This site did not receive your data, so you were not signed in. Nothing else has changed.
cabinet-fault-declined-advice = If you change your mind, sign in again: Gosuslugi will show once more which data are needed and why.
cabinet-fault-again-title = Please sign in again
cabinet-fault-again-text = This sign-in is no longer valid: too much time has passed, the page was opened twice, or the sign-in was begun in another browser.
cabinet-fault-again-advice = Press the button to begin a new sign-in. If it fails again, allow cookies for this site in your browser.
cabinet-fault-level-title = The level of your account is too low
cabinet-fault-level-text = You need an account of a higher level to enter.
cabinet-fault-level-advice = Raise the level at Gosuslugi, then sign in again.
cabinet-fault-level-link = Raise the level
cabinet-fault-down-title = Gosuslugi does not answer
cabinet-fault-down-text = You cannot sign in right now: Gosuslugi did not answer in time.
cabinet-fault-down-advice = Wait a minute and try again. Your data on this site are safe.
cabinet-fault-broken-title = You were not signed in
cabinet-fault-broken-text = The answer of Gosuslugi did not pass our checks, so we did not let you in. This protects your account.
cabinet-fault-broken-advice = Please try again. If the error returns, tell support its code and the time.
cabinet-fault-code = Error code
cabinet-fault-time = Time

cabinet-signed-out-title = You are signed out
cabinet-signed-out-here = You are signed out of this site. If other people use this computer, sign out of Gosuslugi too.
cabinet-signed-out-everywhere = You are signed out of this site and of Gosuslugi.
