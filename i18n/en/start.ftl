start-title = Kabinet: a demonstration
start-lead = Everything behind the button “Sign in with Gosuslugi”: sign-in, two personal cabinets, state registers and a desk for staff. People and data here are invented, and nothing is sent outside.
start-sites = Sites
start-site-identity = Gosuslugi
start-site-identity-about = Single sign-on: account, two-step verification, level, consents, journal.
start-site-sep = SEP
start-site-sep-about = A personal cabinet with education documents and data from the registers.
start-site-epk = EPK
start-site-epk-about = A specialist’s personal cabinet.
start-site-desk = Staff desk
start-site-desk-about = For staff: confirm an identity, open sign-in, read the journal.
start-site-registries = Registers
start-site-registries-about = Simulated registers: people, their records and switches for faults.
start-site-bank = Bank
start-site-bank-about = A simulated bank.
start-site-phone = Phone and mail
start-site-phone-about = All text messages and mail arrive here: this is where codes are read.
start-road = Where to begin
start-road-1 = Open SEP and press “Sign in with Gosuslugi”.
start-road-2 = Choose “Register”, or sign in as one of the people below: phone and password are in the table.
start-road-3 = Read the code from the text message at “Phone and mail”.
start-road-4 = Allow SEP to receive your data and look at what came from the registers.
start-road-5 = At Gosuslugi open “Electronic services”, find EPK and go there: you need no second password.
start-road-6 = Sign out of one cabinet and see that the other is closed too.
start-people = People
start-people-hint = The phone number leads to that person’s messages.
start-name = Name
start-state = State
start-phone = Phone
start-password = Password
start-totp = Authenticator key
start-staff = Staff
start-staff-hint = They sign in to the desk with Gosuslugi: e-mail, password and a code from an authenticator app (the key is in the table).
start-roles = Roles
start-login = E-mail
start-role-operator = operator
start-role-examiner = examiner
start-role-auditor = auditor
start-role-administrator = administrator
start-state-confirmed = confirmed account
start-state-simple = simple account
start-state-standard = standard account
start-state-locked = sign-in closed after five wrong passwords
start-state-no-snils = without SNILS
start-state-no-inn = without INN
start-state-totp = signs in with an authenticator app
start-state-stale = data not updated for a long time
start-state-child = child
start-state-foreigner = foreign citizen
start-status = State of the services
start-storage = Database
start-storage-well = answers
start-storage-away = does not answer
start-jobs = Jobs for later
start-jobs-waiting = { $count ->
    [0] nothing is waiting
    [one] { $count } job is waiting
   *[other] { $count } jobs are waiting
}
start-dead = Jobs that failed
start-dead-count = { $count ->
    [0] none
    [one] { $count } job
   *[other] { $count } jobs
}
start-journal = Journal
start-journal-unsealed = { $count ->
    [0] all entries are signed
    [one] { $count } entry waits for its signature
   *[other] { $count } entries wait for their signature
}
