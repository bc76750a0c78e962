//! An organisation from its registration to a view of a passport and a call to its own program:
//! two people without JavaScript, an examiner, and a receiver that fails twice.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::desk::staff;
use crate::passport::{confirmed_in_epk, fill, sign};
use crate::robot::Robot;
use crate::world::{Citizen, World, world};

/// Two people: one has a passport, the other an organisation that the desk has confirmed.
pub(crate) struct Pair {
    pub(crate) holder: Citizen,
    pub(crate) hers: Robot,
    /// The number of her passport, twelve digits.
    pub(crate) number: String,
    pub(crate) boss: Citizen,
    pub(crate) his: Robot,
    /// The organisation; no other test has one of this name.
    pub(crate) name: String,
    /// A word of her qualification that nobody else has.
    pub(crate) word: String,
}

/// A citizen invented this moment, whose qualification has this word.
async fn specialist(world: &World, word: &str) -> Citizen {
    let number = 1_000_000 + store::Entropy::system().below(8_999_999);
    let wish = json!({
        "birth_date": "1988-02-29",
        "education": [{
            "institution": "Примерный университет", "level": "бакалавриат",
            "qualification": format!("инженер {word}"), "diploma_series": "107704",
            "diploma_number": number.to_string(), "issued_on": "2010-06-30",
        }],
        "employment": [{
            "employer": "ООО «Третье место»", "position": "Инженер", "from": "2010-09-01",
        }],
    });
    world.citizen_like(wish).await
}

/// Somebody whose name, which stands on each of his pages, does not hide that of another one.
async fn of_another_name(world: &World, family: &str) -> Citizen {
    for _ in 0..100 {
        let citizen = world.citizen().await;
        if !citizen.family.contains(family) && !family.contains(&citizen.family) {
            return citizen;
        }
    }
    panic!("everybody is called {family}");
}

/// Eight letters that make no word.
pub(crate) fn random_word() -> String {
    let letters: Vec<char> = "абвгдежзиклмнопрст".chars().collect();
    let entropy = store::Entropy::system();
    (0..8).map(|_| letters[entropy.below(18) as usize]).collect()
}

pub(crate) async fn pair(world: &World) -> Pair {
    let word = random_word();
    let holder = specialist(world, &word).await;
    let boss = of_another_name(world, &holder.family).await;
    let (mut hers, mut his) = (Robot::new(), Robot::new());
    confirmed_in_epk(world, &mut hers, &holder).await;
    fill(&mut hers).await;
    sign(world, &mut hers, &holder, true).await;
    hers.open(&world.url("epk", "/passport")).await;
    let words = hers.words();
    let after = words.split('№').nth(1).unwrap_or_default();
    let number: String = after.chars().filter(char::is_ascii_digit).take(12).collect();

    let name = organisation(world, &mut his, &boss).await;
    Pair { holder, hers, number, boss, his, name, word }
}

/// Makes him the employer of an organisation that the desk has confirmed; its name.
pub(crate) async fn organisation(world: &World, his: &mut Robot, boss: &Citizen) -> String {
    confirmed_in_epk(world, his, boss).await;
    let first = 100_000_000_000 + u64::from(store::Entropy::system().below(900_000_000));
    let ogrn = registries::Ogrn::of_organisation(first).expect("a number");
    let name = format!("ООО «Работа {}»", first % 1_000_000_000);
    register(world, his, &name, ogrn.as_str()).await;
    name
}

/// Registers an organisation, wrongly at first, and has it confirmed.
async fn register(world: &World, his: &mut Robot, name: &str, ogrn: &str) {
    his.open(&world.url("epk", "/")).await.follow("Работодателям").await;
    his.follow("Зарегистрировать организацию").await;
    his.fill_name("organisation", name).fill_name("inn", "7707083894").fill_name("ogrn", ogrn);
    his.fill_autocomplete("email", "kadry@example.test").press("Отправить на проверку").await;
    his.sees("Контрольное число не сходится").fill_name("inn", "7707083893");
    his.press("Отправить на проверку").await.sees("на проверке").sees(name);
    his.open(&world.url("epk", "/employer/search?q=инженер")).await;
    his.is_at("epk.localhost", "/employer").does_not_see("Нашлось");
    let mut desk = staff(world, "examiner").await;
    desk.follow("Организации").await.follow(name).await.sees(ogrn);
    desk.choose("act", "declined").press("Принять решение").await.sees("Напишите причину словами");
    desk.choose("act", "confirmed").press("Принять решение").await.sees("подтверждена");
    his.open(&world.url("epk", "/employer")).await.sees("Поиск по квалификации");
}

/// The holder lets herself be found, the organisation finds her and asks.
pub(crate) async fn find_and_ask(world: &World, pair: &mut Pair) {
    let Pair { hers, his, name, word, .. } = pair;
    hers.open(&world.url("epk", "/passport")).await.follow("Открыть раздел").await;
    hers.sees("выключено").sees("Что увидят в поиске");
    hers.press("Разрешить находить меня").await.sees("включено");
    find(world, his, word).await;
    his.sees("Попросить открыть паспорт").choose("purpose", "hiring").choose("days", "7");
    his.fill_name("words", "Ищем инженера").press("Отправить запрос").await;
    his.sees("ждёт ответа").does_not_see("Тестов");
    hers.follow("Паспорт квалификации").await.follow("Открыть раздел").await.sees(name);
}

/// Finds the one card with this word and opens its form.
async fn find(world: &World, his: &mut Robot, word: &str) {
    his.open(&world.url("epk", "/employer")).await;
    his.fill_name("q", &format!("инженера {word}")).press("Найти").await;
    his.sees("Нашлось").does_not_see("Примерный университет").does_not_see("Третье место");
    his.follow(word).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_search_to_a_view_that_its_holder_closes() {
    let world = world();
    let mut pair = pair(world).await;
    find_and_ask(world, &mut pair).await;
    let Pair { holder, hers, number, his, name, .. } = &mut pair;
    let request = his.url.path().to_owned();
    let view = world.url("epk", &format!("{request}/passport"));
    his.open(&view).await.sees("Просмотр закончился");
    assert_eq!(his.status, 404);
    world.letter(&holder.email, "просит показать ваш паспорт").await;
    hers.follow(name).await.sees("Рассматриваем на работу").sees("Ищем инженера");
    hers.choose("days", "1").press("Открыть паспорт").await.sees("паспорт открыт");
    let here = hers.url.to_string();
    his.open(&view).await.sees(&holder.family).sees("Примерный университет");
    his.sees("действует").does_not_see("Третье место");
    for secret in ["snils", "birth_date"] {
        let secret = holder.record[secret].as_str().unwrap_or("—").to_owned();
        his.does_not_see(&secret);
    }
    world.letter(&holder.email, "открыла ваш паспорт").await;
    hers.open(&here).await.sees("Просмотров 1");
    let mut stranger = Robot::new();
    stranger.open(&view).await.does_not_see(&holder.family);

    let mut desk = staff(world, "examiner").await;
    desk.follow("Паспорта").await.fill_name("number", number).press("Найти").await;
    desk.choose("act", "suspend").fill_name("why", "Университет проверяет диплом, письмо 18");
    desk.press("Принять решение").await.sees("приостановлен");
    his.open(&view).await.sees("приостановлен").does_not_see("письмо 18");
    hers.press("Закрыть сейчас").await.sees("Паспорт закрыт");
    his.open(&view).await.sees("Просмотр закончился").does_not_see(&holder.family);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_fails_twice_hears_of_a_change_and_can_trust_it() {
    let world = world();
    let mut pair = pair(world).await;
    let receiver = Receiver::start().await;
    let Pair { holder, hers, number, boss, his, name, .. } = &mut pair;
    hers.open(&world.url("epk", "/passport")).await;
    let words = hers.words();
    let shape = |word: &&str| word.split('-').filter(|part| part.chars().count() == 4).count() == 4;
    let code = words.split_whitespace().find(shape).expect("a code").to_owned();

    his.open(&world.url("epk", "/employer/hook")).await.fill_name("url", "https://10.0.0.1/x");
    his.press("Сохранить").await.sees("внутреннюю сеть").fill_name("url", &receiver.url);
    his.press("Сохранить").await.sees("Второй раз мы его не покажем");
    let words = his.words();
    let secret = words.split_whitespace().find(|word| word.starts_with("whsec_"));
    let secret = secret.expect("a secret").to_owned();
    his.open(&world.url("epk", "/employer/watches")).await;
    his.fill_name("number", number).fill_name("key", &code);
    his.tick("Вызовом нашей программы").press("Следить").await.sees("Слежение началось");
    world.letter(&holder.email, "следит за вашим паспортом").await;
    hers.follow("Открыть раздел").await.sees("Следит с").sees(name);

    let mut desk = staff(world, "examiner").await;
    desk.follow("Паспорта").await.fill_name("number", number).press("Найти").await;
    desk.choose("act", "suspend").fill_name("why", "Университет проверяет диплом, письмо 19");
    desk.press("Принять решение").await.sees("приостановлен");
    world.letter(&boss.email, "приостановлен").await;
    let calls = receiver.calls(3).await;
    for call in &calls {
        assert_eq!(call.signature(), call.signed(&secret), "{call:?}");
        assert_eq!(call.header("webhook-id"), calls[0].header("webhook-id"));
        assert_eq!(call.body, calls[0].body);
    }
    let body: Value = serde_json::from_str(&calls[0].body).expect("JSON");
    assert_eq!(body["data"]["number"], number.as_str());
    assert_eq!(body["data"]["state"], "suspended");
    assert!(!calls[0].body.contains(&holder.family) && !calls[0].body.contains("письмо"));
    his.open(&world.url("epk", "/employer/hook")).await.awaits("принят").await.sees("3 попытки");

    hers.press("Прекратить слежение").await.sees("больше не следит");
    desk.choose("act", "resume").fill_name("why", "Диплом подтверждён, письмо 20");
    desk.press("Принять решение").await.sees("действует");
    his.open(&world.url("epk", "/employer/watches")).await.sees("ни за одним паспортом");
    world.letter(&holder.email, "снова действует").await;
    assert_eq!(receiver.calls(3).await.len(), 3, "nobody hears of what is not watched");
}

/// A program of an organisation: it answers 500 twice and 204 from then on.
struct Receiver {
    url: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

#[derive(Clone, Debug)]
struct Call {
    head: String,
    body: String,
}

impl Receiver {
    async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let seen = Arc::clone(&calls);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(call) = read(&mut stream).await else { continue };
                let count = {
                    let mut seen = seen.lock().expect("no test has failed in here");
                    seen.push(call);
                    seen.len()
                };
                let status = if count < 3 { "500 Not today" } else { "204 No Content" };
                let answer =
                    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Receiver { url: format!("http://127.0.0.1:{port}/hook"), calls }
    }

    /// Waits until it was called so often.
    async fn calls(&self, count: usize) -> Vec<Call> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let calls = self.calls.lock().expect("no test has failed in here").clone();
            if calls.len() >= count {
                return calls;
            }
            assert!(Instant::now() < deadline, "{} calls of {count}", calls.len());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.ok()?;
        bytes.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let call = Call { head: head.to_owned(), body: body.to_owned() };
            if call.header("content-length").parse() == Ok(body.len()) {
                return Some(call);
            }
        }
        if length == 0 {
            return None;
        }
    }
}

impl Call {
    fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value)
    }

    fn signature(&self) -> String {
        self.header("webhook-signature").to_owned()
    }

    /// What the signature has to be (Standard Webhooks).
    fn signed(&self, secret: &str) -> String {
        let key = STANDARD.decode(&secret["whsec_".len()..]).expect("base64");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let (id, seconds) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let tag = hmac::sign(&key, format!("{id}.{seconds}.{}", self.body).as_bytes());
        format!("v1,{}", STANDARD.encode(tag.as_ref()))
    }
}
