//! Making up what was left out: plausible for the person's age, with valid checksums, and the
//! same for the same draft and number.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use registries::date::BirthDate;
use registries::record::{
    Contribution, Declaration, Education, Employment, Licence, MedicalCertificate, Progress,
    PropertyApplication,
};
use registries::{Citizen, Gender, Inn, Passport, Snils};
use store::Entropy;

use super::{Draft, PassportDraft, words};

/// Completes a draft. `seed` decides what is made up: the same seed gives the same person.
pub fn complete(draft: &Draft, seed: u64, today: Date) -> Citizen {
    Maker { dice: Entropy::seeded(seed), today }.citizen(draft)
}

struct Maker {
    dice: Entropy,
    today: Date,
}

impl Maker {
    fn citizen(&self, draft: &Draft) -> Citizen {
        let gender = draft.gender.or_else(|| guessed(draft)).unwrap_or_else(|| self.gender());
        let born = draft.birth_date.unwrap_or_else(|| self.born());
        let text = |name: &registries::Name| name.as_str().to_owned();
        let family_name = draft.family_name.as_ref().map_or_else(|| self.family(gender), text);
        let given_name = draft.given_name.as_ref().map_or_else(|| self.given(gender), text);
        let additional_name = match &draft.additional_name {
            Some(given) => given.as_ref().map(text),
            None => Some(self.patronymic(gender)),
        };
        let snils = draft.snils.clone().unwrap_or_else(|| Some(self.snils()));
        let inn = draft.inn.clone().unwrap_or_else(|| Some(self.inn()));
        let passport = match &draft.passport {
            Some(given) => given.as_ref().map(|given| self.passport(given, born)),
            None if born.age(self.today) < 14 => None,
            None => Some(self.passport(&PassportDraft::default(), born)),
        };
        let education = draft.education.clone().unwrap_or_else(|| self.education(born));
        let employment = draft.employment.clone().unwrap_or_else(|| self.employment(born));
        let (education, employment) = (newest_education(education), newest_work(employment));
        let contributions = self.contributions(&employment);
        Citizen {
            family_name,
            given_name,
            additional_name,
            birth_date: born.date(),
            gender,
            snils,
            inn,
            passport,
            declarations: self.declarations(&contributions),
            property: self.property(born),
            licences: self.licences(born),
            policy_number: self.digits(16),
            medical: self.medical(),
            education,
            employment,
            contributions,
        }
    }

    fn pick<'w, T: ?Sized>(&self, words: &[&'w T]) -> &'w T {
        words[self.below(words.len())]
    }

    fn below(&self, bound: usize) -> usize {
        self.dice.below(u32::try_from(bound).unwrap_or(u32::MAX)) as usize
    }

    fn between(&self, least: i64, most: i64) -> i64 {
        let span = u32::try_from(most - least + 1).unwrap_or(1);
        least + i64::from(self.dice.below(span))
    }

    fn digits(&self, length: usize) -> String {
        let first = 1 + self.below(9);
        let rest = (1..length).map(|_| self.below(10).to_string());
        std::iter::once(first.to_string()).chain(rest).collect()
    }

    fn gender(&self) -> Gender {
        if self.below(2) == 0 { Gender::Female } else { Gender::Male }
    }

    fn family(&self, gender: Gender) -> String {
        let family = self.pick(words::FAMILY);
        match gender {
            Gender::Female => format!("{family}а"),
            Gender::Male => family.to_owned(),
        }
    }

    fn given(&self, gender: Gender) -> String {
        let names = if gender == Gender::Female { words::WOMEN } else { words::MEN };
        self.pick(names).to_owned()
    }

    fn patronymic(&self, gender: Gender) -> String {
        let (hers, his) = words::PATRONYMICS[self.below(words::PATRONYMICS.len())];
        if gender == Gender::Female { hers.to_owned() } else { his.to_owned() }
    }

    /// Somebody between 25 and 61.
    fn born(&self) -> BirthDate {
        let days = self.between(25 * 366, 61 * 365);
        let day = self.today.checked_sub(days.days()).unwrap_or(self.today);
        BirthDate::new(day, self.today).expect("a day of the last 62 years is a date of birth")
    }

    /// Above the numbers that were given out without check digits.
    fn snils(&self) -> Snils {
        loop {
            let number = 100_000_000 + self.dice.below(900_000_000);
            if let Some(snils) = Snils::of_account(number) {
                return snils;
            }
        }
    }

    fn inn(&self) -> Inn {
        loop {
            // 99 is the region of nobody: an invented ИНН meets no real one.
            let first_ten = 9_900_000_000 + u64::from(self.dice.below(100_000_000));
            if let Some(inn) = Inn::of_person(first_ten) {
                return inn;
            }
        }
    }

    /// A passport from after the last birthday at which one is renewed.
    fn passport(&self, given: &PassportDraft, born: BirthDate) -> Passport {
        let age = born.age(self.today);
        let renewed = [45, 20, 14].into_iter().find(|turned| age >= *turned).unwrap_or(0);
        let from = born.turns(renewed).max(date(1998, 1, 12));
        let issued_on = given.issued_on.unwrap_or_else(|| {
            let days = self.between(3, 80);
            from.checked_add(days.days()).unwrap_or(self.today).min(self.today)
        });
        let (office, code) = words::OFFICES[self.below(words::OFFICES.len())];
        Passport {
            series: given
                .series
                .clone()
                .unwrap_or_else(|| format!("99{:02}", issued_on.year().rem_euclid(100))),
            number: given
                .number
                .clone()
                .unwrap_or_else(|| format!("{:06}", self.between(101, 999_999))),
            issued_on,
            issued_by: given.issued_by.clone().unwrap_or_else(|| office.to_owned()),
            issuer_code: given.issuer_code.clone().unwrap_or_else(|| code.to_owned()),
        }
    }

    fn education(&self, born: BirthDate) -> Vec<Education> {
        let mut list = Vec::new();
        let document = |institution: &str, level: &str, qualification: &str, years: i16| {
            let issued_on = date(born.turns(years).year(), 6, 28);
            (issued_on <= self.today).then(|| Education {
                institution: institution.to_owned(),
                level: level.to_owned(),
                qualification: qualification.to_owned(),
                diploma_series: self.digits(6),
                diploma_number: self.digits(7),
                issued_on,
            })
        };
        list.extend(document(self.pick(words::SCHOOLS), words::SCHOOL_LEVEL, "—", 18));
        let (level, qualification) = (self.pick(words::LEVELS), self.pick(words::QUALIFICATIONS));
        list.extend(document(self.pick(words::INSTITUTIONS), level, qualification, 22));
        list
    }

    fn employment(&self, born: BirthDate) -> Vec<Employment> {
        let mut list = Vec::new();
        let mut from = date(born.turns(22).year(), 9, 1);
        while from < self.today && list.len() < 4 {
            let to = from.checked_add(self.between(500, 2_900).days()).unwrap_or(self.today);
            let last = list.len() == 3 || to >= self.today;
            list.push(Employment {
                employer: self.pick(words::EMPLOYERS).to_owned(),
                position: self.pick(words::POSITIONS).to_owned(),
                from,
                to: (!last).then_some(to),
            });
            if last {
                break;
            }
            from = to.checked_add(self.between(1, 60).days()).unwrap_or(self.today);
        }
        list
    }

    /// The last five years of each place, 22 % of the pay.
    fn contributions(&self, employment: &[Employment]) -> Vec<Contribution> {
        let mut list = Vec::new();
        for place in employment {
            let monthly = self.between(48_000, 160_000) * 100;
            let end = place.to.unwrap_or(self.today);
            let first = place.from.year().max(self.today.year() - 4);
            for year in first..=end.year() {
                let months = months(place.from, end, year);
                if months > 0 {
                    let pay_kopecks = monthly * i64::from(months);
                    list.push(Contribution {
                        year,
                        employer: place.employer.clone(),
                        months,
                        pay_kopecks,
                        paid_kopecks: pay_kopecks * 22 / 100,
                    });
                }
            }
        }
        list.sort_by_key(|paid| std::cmp::Reverse(paid.year));
        list
    }

    /// Two declarations that claim tax back, about the last two complete years with pay.
    fn declarations(&self, contributions: &[Contribution]) -> Vec<Declaration> {
        let mut list = Vec::new();
        for year in [self.today.year() - 1, self.today.year() - 2] {
            let of_year = contributions.iter().filter(|paid| paid.year == year);
            let income_kopecks: i64 = of_year.map(|paid| paid.pay_kopecks).sum();
            let filed_on = date(year + 1, 3, 1 + i8::try_from(self.below(28)).unwrap_or(0));
            if income_kopecks > 0 && filed_on <= self.today {
                let newest = list.is_empty();
                list.push(Declaration {
                    number: self.digits(12),
                    year,
                    filed_on,
                    progress: if newest { Progress::UnderReview } else { Progress::Accepted },
                    income_kopecks,
                    tax_kopecks: -self.between(3_000, 15_600) * 100,
                });
            }
        }
        list
    }

    fn property(&self, born: BirthDate) -> Vec<PropertyApplication> {
        if born.age(self.today) < 18 {
            return Vec::new();
        }
        let (subject, object) = words::PROPERTY[self.below(words::PROPERTY.len())];
        let street = self.pick(words::STREETS);
        vec![PropertyApplication {
            number: format!("MFC-{}/{}", self.today.year(), self.digits(7)),
            subject: subject.to_owned(),
            object: format!("{object}, г. Образцов, {street}, д. {}", self.between(1, 90)),
            cadastral_number: format!("99:01:{}:{}", self.digits(7), self.digits(3)),
            filed_on: self.days_ago(9, 200),
            progress: [Progress::Received, Progress::UnderReview, Progress::Accepted]
                [self.below(3)],
        }]
    }

    /// One that ends soon, so that a reminder has something to say.
    fn licences(&self, born: BirthDate) -> Vec<Licence> {
        if born.age(self.today) < 18 {
            return Vec::new();
        }
        let issued_on = self.days_ago(700, 1_700);
        vec![Licence {
            number: format!("Л035-{}", self.digits(8)),
            activity: self.pick(words::ACTIVITIES).to_owned(),
            issued_by: "Департамент примеров г. Образцова".to_owned(),
            issued_on,
            valid_until: self.today.checked_add(self.between(20, 400).days()).ok(),
        }]
    }

    fn medical(&self) -> Vec<MedicalCertificate> {
        let (form, purpose) = words::CERTIFICATES[self.below(words::CERTIFICATES.len())];
        let issued_on = self.days_ago(5, 300);
        vec![MedicalCertificate {
            number: self.digits(9),
            form: form.to_owned(),
            purpose: purpose.to_owned(),
            issued_by: self.pick(words::CLINICS).to_owned(),
            issued_on,
            valid_until: issued_on.checked_add(1.year()).ok(),
            conclusion: "Противопоказаний не выявлено".to_owned(),
        }]
    }

    fn days_ago(&self, least: i64, most: i64) -> Date {
        self.today.checked_sub(self.between(least, most).days()).unwrap_or(self.today)
    }
}

/// The sex that a patronymic or a surname tells.
fn guessed(draft: &Draft) -> Option<Gender> {
    let additional = draft.additional_name.as_ref().and_then(Option::as_ref);
    let patronymic = additional.map(|name| name.as_str().to_lowercase()).unwrap_or_default();
    let family = draft.family_name.as_ref().map(|name| name.as_str().to_lowercase());
    let family = family.unwrap_or_default();
    let ends = |word: &str, endings: &[&str]| endings.iter().any(|end| word.ends_with(end));
    if ends(&patronymic, &["вна", "чна", "шна"]) || ends(&family, &["ова", "ева", "ина", "ская"])
    {
        Some(Gender::Female)
    } else if ends(&patronymic, &["ич"]) || ends(&family, &["ов", "ев", "ин", "ский"]) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// Months of work in a year, counted from the month it began in to the one it ended in.
fn months(from: Date, to: Date, year: i16) -> i8 {
    let first = if from.year() < year { 1 } else { from.month() };
    let last = if to.year() > year { 12 } else { to.month() };
    if from.year() > year || to.year() < year { 0 } else { (last - first + 1).max(0) }
}

fn newest_education(mut list: Vec<Education>) -> Vec<Education> {
    list.sort_by_key(|document| std::cmp::Reverse(document.issued_on));
    list
}

fn newest_work(mut list: Vec<Employment>) -> Vec<Employment> {
    list.sort_by_key(|place| std::cmp::Reverse(place.from));
    list
}
