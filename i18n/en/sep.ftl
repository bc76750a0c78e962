# SEP

sep-start-title = Your education, work and contributions in one cabinet
sep-start-lead = SEP shows what state registers know about you. There is nothing to fill in: the data comes by itself.
sep-start-education-title = Education
sep-start-education = Diplomas and certificates from the register of education documents.
sep-start-work-title = Work and contributions
sep-start-work = Your employers, your insured time and the contributions that employers have paid for you.
sep-start-profile-title = Your data
sep-start-profile = Your Gosuslugi profile beside what the registers hold, so that you see at once where they differ.
sep-start-need-title = What you need
sep-start-need = An account at Gosuslugi. The cabinet opens with a simple one; the data of registers opens with a standard or confirmed one.
sep-start-new = If you have no account, press the same button: you can register on the sign-in page.

sep-home-title = Home
sep-home-greeting = Hello, { $name }
sep-home-attention = Needs your attention
sep-home-nothing = Nothing needs doing right now.
sep-home-person = Personal data
sep-home-entered = Source: Gosuslugi profile, as of { $when }
sep-home-compare = Compare with the registers
sep-home-education = Education documents
sep-home-work = Work
sep-home-contributions = Insurance contributions
sep-home-parts = Other sections

sep-attention-level-title = Raise the level of your account
sep-attention-level-text = With a simple account the data of registers is closed. You need your passport and SNILS; it takes about five minutes.
sep-attention-level-way = Raise the level
sep-attention-snils-title = Add your SNILS
sep-attention-snils-text = Registers find people by SNILS. As long as your profile has none, they will not answer.
sep-attention-snils-way = Add SNILS at Gosuslugi
sep-attention-inn-title = Add your INN
sep-attention-inn-text = Without INN, tax data and the EPK cabinet stay closed.
sep-attention-inn-way = Add INN at Gosuslugi
sep-attention-email-title = Confirm your e-mail address
sep-attention-email-text = Until it is confirmed, notifications come by text message only.
sep-attention-email-way = Give an address at Gosuslugi

sep-insured = Insured time
sep-paid-total = Contributions in all
sep-paid-by-year = Contributions by year
sep-paid-year = Year
sep-paid-sum = Sum
sep-years =
    { $count ->
        [one] { $count } year
       *[other] { $count } years
    }
sep-months =
    { $count ->
        [one] { $count } month
       *[other] { $count } months
    }

sep-part-epk-title = EPK
sep-part-epk-text = The second cabinet: data for your qualification. No password needed.
sep-part-services-title = Electronic services
sep-part-services-text = Everything you can enter with Gosuslugi.
sep-part-notices-title = Notifications
sep-part-notices-text = What we tell you about, and how.
