# Why something typed was not accepted. Shown beside the field.

registries-digits-empty = Enter the digits
registries-digits-letter = Only digits belong here, but there is the letter “{ $letter }”
registries-digits-lookalike = There is the letter “{ $letter }” in place of the digit { $digit }
registries-digits-sign = The sign “{ $sign }” cannot be here: enter digits only
registries-digits-short = { $got ->
    [one] There is { $got } digit
   *[other] There are { $got } digits
 }, but there must be { $want }: check whether one is missing
registries-digits-long = { $got ->
    [one] There is { $got } digit
   *[other] There are { $got } digits
 }, but there must be { $want }: check whether there is one too many

registries-checksum-swapped = The check digits do not match: digits { $first } and { $second } seem to have changed places
registries-checksum-digit = The check digits do not match: digit { $place } seems to be wrong
registries-checksum-unclear = The check digits do not match: compare each digit with the document

registries-snils-empty = Enter the SNILS: 11 digits, such as 112-233-445 95
registries-snils-zeros = No SNILS is all zeros: enter the 11 digits from the document

registries-inn-empty = Enter the INN: 12 digits
registries-inn-organisation = This is the INN of an organisation: it has 10 digits. Enter your own INN of 12 digits
registries-inn-zeros = No INN is all zeros: enter the digits from the document

registries-ogrn-empty = Enter the OGRN: 13 digits, or 15 for an entrepreneur
registries-ogrn-zeros = No OGRN is all zeros: enter the digits from the extract

registries-date-empty = Enter a date, such as 27.03.1990
registries-date-form = Enter the date in digits: day, month and year, such as 27.03.1990
registries-date-short-year = Enter the year with four digits, such as 1990
registries-date-month = There is no month number { $month }: enter a number from 1 to 12
registries-date-day = No month has a day number { $day }: enter a number from 1 to 31
registries-date-short-month = { $month ->
    [m2] February never has more than 29 days
    [m4] April has 30 days
    [m6] June has 30 days
    [m9] September has 30 days
   *[m11] November has 30 days
 }: check the day and the month
registries-date-not-leap = { $year } was not a leap year and had no 29 February: check the day and the year

registries-birth-empty = Enter the date of birth, such as 27.03.1990
registries-birth-future = This date has not come yet: check the year of birth
registries-birth-too-old = Check the year of birth: it cannot be before { $earliest }

registries-passport-series-empty = Enter the series of the passport: 4 digits
registries-passport-number-empty = Enter the number of the passport: 6 digits
registries-passport-date-empty = Enter the date of issue of the passport, such as 27.03.2010
registries-passport-code-empty = Enter the code of the issuing office: 6 digits, such as 770-001
registries-passport-region = A series cannot begin with 00: check the first two digits
registries-passport-no-such-number = Passport numbers begin with 000101: check the digits
registries-passport-future = The date of issue has not come yet: check the year
registries-passport-too-early = Passports of this kind have been issued since 1 October 1997: check the date of issue
registries-passport-before-14 = Passports are issued from the age of 14: check the date of issue and the date of birth
registries-passport-office = Enter who issued the passport as the document says it: in letters, 3 to 250 characters

registries-phone-empty = Enter a phone number, such as +7 900 123-45-67
registries-phone-sign = The sign “{ $sign }” cannot be in a phone number: enter digits only
registries-phone-russian = { $got ->
    [one] After +7 there must be 10 digits, but there is { $got }
   *[other] After +7 there must be 10 digits, but there are { $got }
 }
registries-phone-area = The digit { $digit } never follows +7: check the code of the city or the operator
registries-phone-country = We cannot tell the country of this number: begin with +7 or with + and the code of another country
registries-phone-foreign = { $got ->
    [one] The number has { $got } digit
   *[other] The number has { $got } digits
 }, but numbers have 7 to 15: check the country code and the number

registries-email-empty = Enter an e-mail address, such as anna@example.org
registries-email-no-at = The address has no @: enter all of it, such as anna@example.org
registries-email-many-ats = The address must have one @ only
registries-email-no-name = There is nothing before the @: enter the whole address
registries-email-dots = A dot before the @ is out of place: check the beginning of the address
registries-email-space = There is a space in the address: remove it
registries-email-sign = The sign “{ $sign }” cannot be in an address
registries-email-mixed = The letter “{ $letter }” was typed with another keyboard layout: type it again
registries-email-domain = Check what follows the @: the name of the mail provider with a dot, such as example.org
registries-email-long = No mail provider takes an address this long: at most 254 characters, and at most 64 before the @

registries-name-empty = Enter the name in letters as the document has it
registries-name-long = { $got ->
    [one] There is { $got } character
   *[other] There are { $got } characters
 }, but at most { $max } fit
registries-name-digit = The digit “{ $digit }” cannot be in a name: enter the name in letters
registries-name-emoji = There can be no pictures in a name: enter the name in letters
registries-name-invisible = There is an invisible sign in the name ({ $sign }): delete the name and type it again
registries-name-script = The letter “{ $letter }” is neither Russian nor Latin: enter the name in Russian or Latin letters as the document has it
registries-name-latin = There is a Latin “{ $letter }” among Russian letters: type the name in one alphabet
registries-name-cyrillic = There is a Russian “{ $letter }” among Latin letters: type the name in one alphabet
registries-name-sign = The sign “{ $sign }” cannot be in a name: enter the name as the document has it
registries-name-loose = The sign “{ $sign }” is not between letters: check whether it belongs there

# Registers
registries-register-fns = Tax service
registries-register-sfr = Social Fund
registries-register-egrn = Register of real estate
registries-register-business = “My Business”
registries-register-tfoms = Medical insurance fund
registries-register-education = Register of education documents
