//! Makes the people of the demonstration: invents each as a citizen whom all registers know, then
//! registers her by the functions that a person's clicks call. No row is inserted by hand.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use identity::account::{AccountId, FullName, Identifier};
use identity::login::{self, Visitor};
use identity::password::{self, Hashed};
use identity::proofing::{self, confirm};
use identity::registration::document::{Document, Kind};
use identity::registration::{self, Finished, Moved, Step};
use identity::{Identity, factor};
use notify::{Channel, Recipient, preference};
use registries::{Email, Name, Phone};
use serde_json::{Value, json};
use store::{Clock, DAY, Moment, SECOND, Secret, Tx};
use web::{Lang, Request, Site, VisitFacts};

use super::inventory::{ClientKeys, Inventory, Person, StaffMember};
use crate::assemble::House;

/// What a person of the demonstration is like.
struct Sketch {
    family: &'static str,
    given: &'static str,
    additional: &'static str,
    born: &'static str,
    gender: &'static str,
    phone: &'static str,
    state: &'static str,
    made: Made,
}

/// How far an account has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Simple,
    /// Standard without an ИНН.
    WithoutInn,
    Standard,
    Confirmed,
    ConfirmedWithApp,
    ConfirmedThenLocked,
}

const fn sketch(
    name: (&'static str, &'static str, &'static str),
    born: &'static str,
    gender: &'static str,
    phone: &'static str,
    state: &'static str,
    made: Made,
) -> Sketch {
    let (family, given, additional) = name;
    Sketch { family, given, additional, born, gender, phone, state, made }
}

/// Nothing leaves the machine, so the numbers only have to look like numbers of phones.
const PEOPLE: [Sketch; 12] = [
    sketch(
        ("Тестова", "Анна", "Примеровна"),
        "1990-03-14",
        "female",
        "+79000000001",
        "confirmed",
        Made::Confirmed,
    ),
    sketch(
        ("Образцов", "Иван", "Пробович"),
        "1984-11-02",
        "male",
        "+79000000002",
        "confirmed",
        Made::Confirmed,
    ),
    sketch(
        ("Показова", "Мария", "Демовна"),
        "1996-07-25",
        "female",
        "+79000000003",
        "confirmed",
        Made::Confirmed,
    ),
    sketch(
        ("Начальный", "Пётр", "Тестович"),
        "2001-01-30",
        "male",
        "+79000000004",
        "simple",
        Made::Simple,
    ),
    sketch(
        ("Средняя", "Ольга", "Образцовна"),
        "1979-05-09",
        "female",
        "+79000000005",
        "standard",
        Made::Standard,
    ),
    sketch(
        ("Запертый", "Семён", "Пробович"),
        "1988-12-17",
        "male",
        "+79000000006",
        "locked",
        Made::ConfirmedThenLocked,
    ),
    sketch(
        ("Безномерова", "Вера", "Тестовна"),
        "1993-09-21",
        "female",
        "+79000000007",
        "no_snils",
        Made::Simple,
    ),
    sketch(
        ("Безналогов", "Глеб", "Примерович"),
        "1986-02-11",
        "male",
        "+79000000008",
        "no_inn",
        Made::WithoutInn,
    ),
    sketch(
        ("Кодова", "Дарья", "Приложеновна"),
        "1991-04-04",
        "female",
        "+79000000009",
        "totp",
        Made::ConfirmedWithApp,
    ),
    sketch(
        ("Давний", "Егор", "Архивович"),
        "1972-08-08",
        "male",
        "+79000000010",
        "stale",
        Made::Confirmed,
    ),
    sketch(
        ("Юный", "Лев", "Примерович"),
        "2013-06-01",
        "male",
        "+79000000011",
        "child",
        Made::Simple,
    ),
    sketch(
        ("Sample", "Maria", ""),
        "1989-10-19",
        "female",
        "+79000000012",
        "foreigner",
        Made::Simple,
    ),
];

/// The accounts of this state were made so long ago.
const STALE: i64 = 3 * 365 * DAY;

const STAFF: [(Sketch, &[&str]); 5] = [
    (
        sketch(
            ("Операторова", "Нина", "Справкина"),
            "1985-05-05",
            "female",
            "+79000000021",
            "staff",
            Made::ConfirmedWithApp,
        ),
        &["operator"],
    ),
    (
        sketch(
            ("Экспертов", "Олег", "Проверович"),
            "1975-06-06",
            "male",
            "+79000000022",
            "staff",
            Made::ConfirmedWithApp,
        ),
        &["examiner"],
    ),
    (
        sketch(
            ("Ревизорова", "Инна", "Журналовна"),
            "1980-07-07",
            "female",
            "+79000000023",
            "staff",
            Made::ConfirmedWithApp,
        ),
        &["auditor"],
    ),
    (
        sketch(
            ("Главный", "Артём", "Порядкович"),
            "1978-08-09",
            "male",
            "+79000000024",
            "staff",
            Made::ConfirmedWithApp,
        ),
        &["administrator"],
    ),
    // Some things need the word of two.
    (
        sketch(
            ("Вторых", "Роман", "Подтвержденович"),
            "1992-09-10",
            "male",
            "+79000000025",
            "staff",
            Made::ConfirmedWithApp,
        ),
        &["operator"],
    ),
];

/// Makes everybody.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn make(house: &House, clock: &Clock) -> Result<Inventory, String> {
    let identity = house.identity.as_ref().ok_or("the demonstration has an identity site")?;
    let maker = Maker { house, identity };
    let mut inventory = Inventory::default();
    for (number, sketch) in PEOPLE.iter().enumerate() {
        let back = if sketch.state == "stale" { STALE } else { 0 };
        clock.advance(-back);
        let made = maker.person(sketch, number).await;
        clock.advance(back);
        inventory.people.push(made?.1);
    }
    for (number, (sketch, roles)) in STAFF.iter().enumerate() {
        inventory.staff.push(maker.staff(sketch, roles, number).await?);
    }
    inventory.clients.push(maker.client().await?);
    Ok(inventory)
}

struct Maker<'h> {
    house: &'h House,
    identity: &'h Identity,
}

impl Maker<'_> {
    async fn person(&self, sketch: &Sketch, number: usize) -> Result<(AccountId, Person), String> {
        let citizen = self.invent(sketch).await?;
        let email = format!("person{}@example.test", number + 1);
        let password = format!("Пример-пароля-{:02}!", number + 11);
        let named = |why: String| format!("{} {}: {why}", sketch.family, sketch.given);
        let account = self.register(sketch, &email, &password, number).await.map_err(named)?;
        let totp = self.advance(sketch, account, &citizen, &password).await.map_err(named)?;
        let digits = |field: &str, given: bool| {
            let text = citizen[field].as_str().filter(|_| given)?;
            Some(text.chars().filter(char::is_ascii_digit).collect::<String>())
        };
        let raised = sketch.made != Made::Simple;
        let names = [sketch.family, sketch.given, sketch.additional];
        let person = Person {
            name: names.join(" ").trim().to_owned(),
            phone: sketch.phone.to_owned(),
            email,
            password,
            snils: digits("snils", raised),
            inn: digits("inn", raised && sketch.made != Made::WithoutInn),
            roles: Vec::new(),
            state: sketch.state.to_owned(),
            totp_secret: totp.map(|secret| secret.0),
        };
        Ok((account, person))
    }

    /// Asks the simulated registers for a citizen, as anybody can.
    async fn invent(&self, sketch: &Sketch) -> Result<Value, String> {
        let app = &self.house.app;
        let mut asked = json!({
            "family_name": sketch.family,
            "given_name": sketch.given,
            "birth_date": sketch.born,
            "gender": sketch.gender,
        });
        if !sketch.additional.is_empty() {
            asked["additional_name"] = json!(sketch.additional);
        }
        let url = app.sites.url(Site::Registries, "/api/people");
        let sent = app.out.send(Request::post_json(url, &asked), Duration::from_secs(10)).await;
        let answer = sent.map_err(|e| format!("the registers: {e:?}"))?;
        if !answer.status.is_success() {
            return Err(format!("the registers answer {}: {}", answer.status, answer.text()));
        }
        answer.json().map_err(|e| e.to_string())
    }

    async fn register(
        &self,
        sketch: &Sketch,
        email: &str,
        password: &str,
        number: usize,
    ) -> Result<AccountId, String> {
        let name = FullName {
            family: Name::parse(sketch.family).map_err(|e| format!("{e:?}"))?,
            given: Name::parse(sketch.given).map_err(|e| format!("{e:?}"))?,
            additional: match sketch.additional {
                "" => None,
                text => Some(Name::parse(text).map_err(|e| format!("{e:?}"))?),
            },
        };
        let application = Application {
            name,
            email: Email::parse(email).map_err(|e| format!("{e:?}"))?,
            phone: Phone::parse(sketch.phone).map_err(|e| format!("{e:?}"))?,
            password: self.hash(password).await?,
            strength: password::judge(password, &[]).map_err(|e| format!("{e:?}"))?,
            visitor: visitor(number),
            config: identity::Config::clone(&self.identity.config),
            wants_news: sketch.state != "stale",
        };
        let write = move |tx: &mut Tx| application.carry_through(tx);
        let registered = self.house.app.db.write("demo.register", write).await;
        registered.map_err(|e| e.to_string())?
    }

    async fn hash(&self, password: &str) -> Result<Hashed, String> {
        let (password, entropy) = (password.to_owned(), self.house.app.entropy.clone());
        let hashed = self.house.app.cpu.run(move || password::hash(&password, &entropy)).await;
        hashed.map_err(|e| format!("{e:?}"))
    }

    /// From the simple level to where the sketch says.
    async fn advance(
        &self,
        sketch: &Sketch,
        account: AccountId,
        citizen: &Value,
        password: &str,
    ) -> Result<Option<Secret>, String> {
        if sketch.made == Made::Simple {
            return Ok(None);
        }
        self.raise(account, citizen, sketch.made != Made::WithoutInn).await?;
        if matches!(sketch.made, Made::Standard | Made::WithoutInn) {
            return Ok(None);
        }
        self.confirm(account, citizen).await?;
        match sketch.made {
            Made::ConfirmedWithApp => self.add_app(account, sketch).await.map(Some),
            Made::ConfirmedThenLocked => self.lock(sketch, password).await.map(|()| None),
            _ => Ok(None),
        }
    }

    async fn raise(&self, account: AccountId, citizen: &Value, inn: bool) -> Result<(), String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let passport = &citizen["passport"];
        let mut typed = vec![
            (proofing::draft::field::BIRTH, day(&citizen["birth_date"])),
            (proofing::draft::field::GENDER, text(&citizen["gender"])),
            (proofing::draft::field::SERIES, text(&passport["series"])),
            (proofing::draft::field::NUMBER, text(&passport["number"])),
            (proofing::draft::field::ISSUED_ON, day(&passport["issued_on"])),
            (proofing::draft::field::ISSUER_CODE, text(&passport["issuer_code"])),
            (proofing::draft::field::ISSUED_BY, text(&passport["issued_by"])),
            (proofing::draft::field::SNILS, text(&citizen["snils"])),
        ];
        if inn {
            typed.push((proofing::draft::field::INN, text(&citizen["inn"])));
        } else {
            typed.push((proofing::draft::field::INN_LATER, "yes".to_owned()));
        }
        let typed: Vec<(&str, &str)> = typed.iter().map(|(f, v)| (*f, v.as_str())).collect();
        let raised = proofing::raise(self.identity, account, &typed).await;
        match raised.map_err(|e| e.to_string())? {
            (_, Some(proofing::Verdict::Done)) => Ok(()),
            other => Err(format!("the registers did not confirm: {other:?}")),
        }
    }

    async fn confirm(&self, account: AccountId, citizen: &Value) -> Result<(), String> {
        let text = |field: &str| citizen["passport"][field].as_str().unwrap_or("").to_owned();
        let (series, number) = (text("series"), text("number"));
        let confirmed = self.house.app.db.write("demo.confirm", move |tx| {
            confirm::confirm(tx, "demonstration", account, &series, &number)
        });
        match confirmed.await.map_err(|e| e.to_string())? {
            confirm::Confirming::Done => Ok(()),
            other => Err(format!("the desk did not confirm: {other:?}")),
        }
    }

    async fn add_app(&self, account: AccountId, sketch: &Sketch) -> Result<Secret, String> {
        let (label, facts) = (sketch.phone, visitor(0).facts);
        let added = self.house.app.db.write("demo.totp", move |tx| {
            let setup = factor::begin_totp(tx, account, "Госуслуги", label)?;
            // The code before the present one: a code counts once, and whoever has just started
            // the demonstration signs in with the present one.
            let before = Moment(tx.now().0 - 30 * SECOND);
            let code = factor::totp_now(&setup.secret, before).unwrap_or_default();
            let confirmed = factor::confirm_totp(tx, account, setup.id, &code, &facts)?;
            Ok((confirmed, setup.secret))
        });
        match added.await.map_err(|e| e.to_string())? {
            (factor::Confirmed::Done, secret) => Ok(secret),
            (other, _) => Err(format!("the app was not taken: {other:?}")),
        }
    }

    /// Five wrong passwords, each compared like anybody's.
    async fn lock(&self, sketch: &Sketch, password: &str) -> Result<(), String> {
        let hashed = self.hash(password).await?;
        for attempt in 0..5 {
            let wrong = format!("{password}{attempt}");
            let compared = hashed.clone();
            let compare = move || password::is_right(&wrong, &compared);
            let right = self.house.app.cpu.run(compare).await.map_err(|e| format!("{e:?}"))?;
            let identifier = Identifier::detect(sketch.phone).ok_or("no identifier")?;
            let config = identity::Config::clone(&self.identity.config);
            let settled = self.house.app.db.write("demo.lock", move |tx| {
                let visitor = visitor(99);
                let permit = login::charge(tx, &config, &identifier, visitor.facts.address)?;
                let login::Permit::Go(ticket) = permit else { return Ok(()) };
                login::settle(tx, &ticket, right, "/", &visitor).map(|_| ())
            });
            settled.await.map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    async fn staff(
        &self,
        sketch: &Sketch,
        roles: &[&str],
        number: usize,
    ) -> Result<StaffMember, String> {
        let (account, person) = self.person(sketch, PEOPLE.len() + number).await?;
        let parsed: Vec<web::Role> =
            roles.iter().map(|role| role.parse()).collect::<Result<_, String>>()?;
        let (name, sub) = (person.name.clone(), account.to_string());
        let bound = self.house.app.db.write("demo.staff", move |tx| {
            let token = support::staff::invite(tx, &name, &parsed)?;
            support::staff::bind(tx, &token.0, "gosuslugi", &sub)
        });
        bound.await.map_err(|e| e.to_string())?.ok_or("the invitation did not bind")?;
        Ok(StaffMember {
            name: person.name,
            login: person.email,
            password: person.password,
            totp_secret: person.totp_secret.unwrap_or_default(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        })
    }

    /// A client for developers who try their own program against the demonstration.
    async fn client(&self) -> Result<ClientKeys, String> {
        const URI: &str = "http://127.0.0.1:9999/callback";
        let secret = Secret(self.house.app.entropy.token());
        let keys = ClientKeys {
            client_id: "developer".into(),
            client_secret: secret.0.clone(),
            redirect_uris: vec![URI.into()],
        };
        let settings = crate::clients::developer(URI)?;
        let write = move |tx: &mut Tx| {
            identity::client::register(tx, "developer", Some(&secret), &settings)
        };
        let registered = self.house.app.db.write("demo.client", write).await;
        registered.map_err(|e| e.to_string())?.map_err(|fault| fault.to_string())?;
        Ok(keys)
    }
}

/// Everything a newcomer types.
struct Application {
    name: FullName,
    email: Email,
    phone: Phone,
    password: Hashed,
    strength: password::Strength,
    visitor: Visitor,
    config: identity::Config,
    /// Who registered years ago has switched off what can be switched off: what would have been
    /// delivered then cannot be delivered now, and the desk would show it as undelivered.
    wants_news: bool,
}

impl Application {
    /// From the first page to the account, reading the codes before they leave.
    fn carry_through(&self, tx: &mut Tx) -> store::Result<Result<AccountId, String>> {
        let (visitor, config) = (&self.visitor, &self.config);
        let handle = registration::set_name(tx, None, &self.name, "/", Lang::Ru, visitor)?;
        let handle = &handle.0;
        registration::set_email(tx, config, handle, &self.email, visitor)?;
        let code = code_for(tx, self.email.as_str())?;
        registration::check_code(tx, handle, Step::EmailCode, &code)?;
        registration::set_phone(tx, config, handle, &self.phone, visitor)?;
        let code = code_for(tx, self.phone.as_str())?;
        registration::check_code(tx, handle, Step::PhoneCode, &code)?;
        let moved = registration::set_password(tx, handle, &self.password, self.strength)?;
        if !matches!(moved, Moved::To(Step::Agreement)) {
            return Ok(Err(format!("registration stopped: {moved:?}")));
        }
        let mut last = None;
        for kind in [Kind::Agreement, Kind::PersonalData] {
            let digest = &Document::of(kind, Lang::Ru).sha256;
            let finished = registration::accept(tx, handle, kind, Lang::Ru, digest, visitor, None)?;
            last = Some(finished);
        }
        let Some(Finished::Done { account, .. }) = last else {
            return Ok(Err(format!("registration did not end: {last:?}")));
        };
        if !self.wants_news {
            // In this very transaction: the welcome is withdrawn before anybody takes it.
            let off = [(notify::Kind::Account, Channel::Email, false)];
            preference::choose(tx, &Recipient::new(Site::Identity, account), &off)?;
        }
        Ok(Ok(account))
    }
}

fn code_for(tx: &Tx, address: &str) -> store::Result<String> {
    let waiting = notify::message::waiting_for(tx, address)?;
    Ok(waiting.into_iter().find_map(|message| message.code).unwrap_or_default())
}

fn visitor(number: usize) -> Visitor {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let agent = "Demonstration".to_owned();
    let browser = format!("demonstration-{number}");
    Visitor { facts: VisitFacts { address, agent }, browser, lang: Lang::Ru }
}

/// `1990-03-14` as it is typed: `14.03.1990`.
fn day(value: &Value) -> String {
    let parts: Vec<&str> = value.as_str().unwrap_or_default().split('-').rev().collect();
    parts.join(".")
}
