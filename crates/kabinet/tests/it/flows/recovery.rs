use super::{Blanks, is_nobody, newcomer, send_undue};
use crate::robot::{Blank, Robot};
use crate::world::{Citizen, World, world};

const NEW: &str = "зелёный верблюд молчит";
const ANOTHER: &str = "жёлтый верблюд зевает";
const BEGIN: &str = "/recovery";
const PASSWORD: &str = "/recovery/password";
/// Where codes are typed, and where they are asked for; forms of one may be sent to another.
const CODES: [&str; 3] = ["/recovery/email", "/recovery/sms", "/recovery/totp"];

async fn registered(world: &World) -> Citizen {
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    who
}

/// Somebody on her way to a new password.
struct Walker<'w> {
    world: &'w World,
    robot: Robot,
    who: &'w Citizen,
    /// Messages that had come before she began.
    seen: (usize, usize),
}

impl<'w> Walker<'w> {
    async fn begin(world: &'w World, browser: &Robot, who: &'w Citizen) -> Walker<'w> {
        let count = async |to: &str| world.messages(to).await.len();
        let seen = (count(&who.email).await, count(&who.phone).await);
        let mut robot = browser.clone();
        robot.open(BEGIN).await.fill_autocomplete("username", &who.email);
        robot.press("Продолжить").await.is_at("gosuslugi.localhost", "/recovery/email");
        // A letter still on its way would be taken for the one of her next attempt.
        world.code(&who.email, seen.0).await;
        Walker { world, robot, who, seen }
    }

    /// The code of this page.
    async fn code(&self) -> String {
        match self.robot.url.path() {
            "/recovery/email" => self.world.code(&self.who.email, self.seen.0).await,
            _ => self.world.code(&self.who.phone, self.seen.1).await,
        }
    }

    /// Types the code of this page.
    async fn prove(&mut self) {
        if !self.robot.has("[autocomplete~=one-time-code]") {
            self.robot.press("код").await;
        }
        let code = self.code().await;
        self.robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    }
}

/// Everything but the beginning, each with what is right at this moment.
fn everything(blanks: &mut Blanks, code: &str) -> Vec<Blank> {
    let mut all = Vec::new();
    for path in CODES {
        all.push(blanks.take("/recovery/email").to(path).set("code", code));
        all.push(blanks.take("/recovery/email/send").to(&format!("{path}/send")));
    }
    all.push(blanks.take(PASSWORD).set("password", ANOTHER));
    all
}

/// Whether a password is the right one: then the second step is asked for.
async fn is_password(world: &World, who: &Citizen, password: &str) -> bool {
    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/login")).await;
    robot.fill_autocomplete("username", &who.email);
    robot.fill_autocomplete("current-password", password).press("Войти").await;
    robot.url.path() == "/login/code"
}

/// Walks once to the end and keeps every form on the way.
async fn gathered(world: &World, browser: &Robot, copies: usize) -> Blanks {
    let mut blanks = Blanks::default();
    let who = registered(world).await;
    let mut walker = Walker::begin(world, browser, &who).await;
    blanks.gather(&walker.robot, 3 * copies).await;
    walker.prove().await;
    walker.prove().await;
    walker.robot.is_at("gosuslugi.localhost", PASSWORD);
    blanks.gather(&walker.robot, copies).await;
    blanks
}

/// Sends what is not due at this step; the recovery is where it was.
async fn send_everything(walker: &Walker<'_>, blanks: &mut Blanks) {
    let here = walker.robot.url.path().to_owned();
    let code = if here == PASSWORD { "123456".to_owned() } else { walker.code().await };
    let due = [here.clone(), format!("{here}/send")];
    for blank in everything(blanks, &code) {
        if due.contains(&blank.action) {
            continue;
        }
        let led = send_undue(&walker.robot, &blank).await;
        assert_eq!(led.url.path(), here, "{}: {}", blank.action, led.outline());
        is_nobody(&led, &here).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_moves_a_recovery_past_a_proof() {
    let world = world();
    let browser = newcomer(world).await;
    let mut blanks = gathered(world, &browser, 8).await;
    let who = registered(world).await;

    // Not begun, and a handle that nobody gave out.
    let mut spoilt = Walker::begin(world, &browser, &who).await;
    spoilt.robot.spoil_cookie("recovery");
    for robot in [&browser, &spoilt.robot] {
        for blank in everything(&mut blanks, "123456") {
            let led = send_undue(robot, &blank).await;
            assert_eq!(led.url.path(), BEGIN, "{}: {}", blank.action, led.outline());
        }
    }

    let mut walker = Walker::begin(world, &browser, &who).await;
    send_everything(&walker, &mut blanks).await;
    walker.prove().await;
    walker.robot.is_at("gosuslugi.localhost", "/recovery/sms");
    if !walker.robot.has("[autocomplete~=one-time-code]") {
        walker.robot.press("код").await;
    }
    send_everything(&walker, &mut blanks).await;
    // Before another code comes to her phone.
    let code = walker.code().await;
    assert!(is_password(world, &who, &who.password).await, "the old password is still the one");
    walker.robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    walker.robot.is_at("gosuslugi.localhost", PASSWORD);
    send_everything_but_the_password(&walker, &mut blanks).await;

    let over = walker.robot.clone();
    walker.robot.fill_autocomplete("new-password", NEW).press("Продолжить").await;
    walker.robot.is_at("gosuslugi.localhost", "/login");
    for blank in everything(&mut blanks, "123456") {
        let led = send_undue(&over, &blank).await;
        is_nobody(&led, "over").await;
    }
    assert!(!is_password(world, &who, ANOTHER).await);
    assert!(is_password(world, &who, NEW).await);
}

/// At the last step the password is what is due.
async fn send_everything_but_the_password(walker: &Walker<'_>, blanks: &mut Blanks) {
    for blank in everything(blanks, "123456") {
        if blank.action != PASSWORD {
            let led = send_undue(&walker.robot, &blank).await;
            assert_eq!(led.url.path(), PASSWORD, "{}: {}", blank.action, led.outline());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_another_browser_do_nothing_in_a_recovery() {
    let world = world();
    let mut hers = gathered(world, &newcomer(world).await, 1).await;
    let who = registered(world).await;
    let walker = Walker::begin(world, &newcomer(world).await, &who).await;
    let code = walker.code().await;
    for blank in everything(&mut hers, &code) {
        let led = send_undue(&walker.robot, &blank).await;
        assert_eq!(led.status, 403, "{}: {}", blank.action, led.outline());
    }
    assert!(is_password(world, &who, &who.password).await);
}
