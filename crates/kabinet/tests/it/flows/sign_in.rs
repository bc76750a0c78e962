use super::{Blanks, is_nobody, newcomer, send_undue};
use crate::robot::{Blank, Robot};
use crate::world::{Citizen, World, world};

/// Where codes are typed, and where they are asked for; forms of one may be sent to another.
const CODES: [&str; 3] = ["/login/code", "/login/email", "/login/totp"];
const SENDS: [&str; 3] = ["/login/code/send", "/login/email/send", "/login/totp/send"];

async fn registered(world: &World) -> Citizen {
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    who
}

/// The first step, done in this browser.
async fn with_password(world: &World, browser: &Robot, who: &Citizen) -> (Robot, String) {
    let mut robot = browser.clone();
    let seen = world.messages(&who.phone).await.len();
    robot.open("/login?next=/profile").await;
    robot.fill_autocomplete("username", &who.email);
    robot.fill_autocomplete("current-password", &who.password).press("Войти").await;
    robot.is_at("gosuslugi.localhost", "/login/code");
    (robot, world.code(&who.phone, seen).await)
}

/// The id of the sign-in that the page is about.
fn flow_of(robot: &Robot) -> String {
    let blanks = robot.blanks();
    let mut fields = blanks.iter().flat_map(|blank| &blank.fields);
    fields.find(|(name, _)| name == "flow").expect("the page names its sign-in").1.clone()
}

/// Everything that can be typed or asked for in the second step.
fn second_steps(blanks: &mut Blanks, flow: &str, code: &str) -> Vec<Blank> {
    let mut all: Vec<Blank> = Vec::new();
    for path in CODES {
        all.push(blanks.take("/login/code").to(path).set("flow", flow).set("code", code));
    }
    for path in SENDS {
        all.push(blanks.take("/login/code/send").to(path));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_without_the_first_leads_back_to_the_first() {
    let world = world();
    let (who, browser) = (registered(world).await, newcomer(world).await);
    let mut blanks = Blanks::default();
    let (first, code) = with_password(world, &browser, &who).await;
    blanks.gather(&first, 24).await;
    let flow = flow_of(&first);
    let sent = world.codes(&who.phone).await;

    // Not begun; a wrong password; a handle that nobody gave out. The code is the right one.
    let mut wrong = browser.clone();
    world.mistype(&mut wrong, &who.email).await;
    let mut spoilt = first.clone();
    spoilt.spoil_cookie("login");
    for (robot, when) in [(&browser, "not begun"), (&wrong, "wrong password"), (&spoilt, "spoilt")]
    {
        for blank in second_steps(&mut blanks, &flow, &code) {
            let led = send_undue(robot, &blank).await;
            assert_eq!(led.url.path(), "/login", "{when}: {}: {}", blank.action, led.outline());
        }
        is_nobody(robot, when).await;
    }
    assert_eq!(world.codes(&who.phone).await, sent, "a code was sent to nobody's wish");
    let absent = send_undue(&first, &blanks.take("/login/code").to("/login/magic")).await;
    assert_eq!(absent.status, 404);

    // Her code is for her phone and for this sign-in: typed elsewhere, it opens nothing and is
    // not used up.
    for path in ["/login/email", "/login/totp"] {
        let blank = blanks.take("/login/code").to(path).set("flow", &flow).set("code", &code);
        let led = send_undue(&first, &blank).await;
        let asked = ["/login/code", "/login/email"].contains(&led.url.path());
        assert!(asked, "{path}: {}", led.outline());
        is_nobody(&led, path).await;
    }
    let (other, _) = with_password(world, &newcomer(world).await, &registered(world).await).await;
    let theirs = other.blanks().into_iter().find(|blank| blank.has("flow")).expect("a form");
    let led = send_undue(&other, &theirs.set("flow", &flow).set("code", &code)).await;
    is_nobody(&led, "another's sign-in").await;
    let hers = blanks.take("/login/code").set("flow", &flow).set("code", &code);
    let led = send_undue(&other, &hers).await;
    assert_eq!(led.status, 403, "a form of another browser: {}", led.outline());
    is_nobody(&led, "a form of another browser").await;

    let mut robot = first.clone();
    robot.post(&blanks.take("/login/code").set("flow", &flow).set("code", &code)).await;
    robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
    // Over: the same browser before it had the session.
    for blank in second_steps(&mut blanks, &flow, &code) {
        let led = send_undue(&first, &blank).await;
        assert_eq!(led.url.path(), "/login", "over: {}: {}", blank.action, led.outline());
        is_nobody(&led, "over").await;
    }
}
