use super::{Blanks, is_nobody, newcomer, send_undue};
use crate::robot::{Blank, Robot};
use crate::world::{Citizen, World, world};

/// The pages in their order.
const STEPS: [&str; 10] = [
    "/register",
    "/register/name",
    "/register/email",
    "/register/email-code",
    "/register/phone",
    "/register/phone-code",
    "/register/password",
    "/register/agreement",
    "/register/personal-data",
    "/register/done",
];
const BEGIN: &str = "/register";
const SEND: &str = "/register/send";

/// How far a page is; pages of other flows are before all.
fn rank(path: &str) -> usize {
    STEPS.iter().position(|step| *step == path).unwrap_or(0)
}

/// Somebody on her way, with what she has.
struct Walker<'w> {
    world: &'w World,
    robot: Robot,
    who: Citizen,
}

impl<'w> Walker<'w> {
    async fn new(world: &'w World, browser: &Robot) -> Walker<'w> {
        let mut robot = browser.clone();
        robot.open(BEGIN).await;
        Walker { world, robot, who: world.citizen().await }
    }

    /// Does what the page asks for.
    async fn step(&mut self) {
        let path = self.robot.url.path().to_owned();
        let code = match path.as_str() {
            "/register/email-code" => self.world.code(&self.who.email, 0).await,
            "/register/phone-code" => self.world.code(&self.who.phone, 0).await,
            _ => String::new(),
        };
        let action = |blank: &Blank| blank.action == path;
        let blank = self.robot.blanks().into_iter().find(action).expect("the page's own form");
        self.robot.post(&filled(blank, &self.who, &code)).await;
        // One step at a time: nothing that came too early is taken for done.
        let next = if path == BEGIN { 2 } else { rank(&path) + 1 };
        assert_eq!(rank(self.robot.url.path()), next, "{}", self.robot.outline());
    }

    async fn walk_to(&mut self, path: &str) {
        while self.robot.url.path() != path {
            self.step().await;
        }
    }

    /// The code of this page, where it asks for one.
    async fn due_code(&self) -> String {
        match self.robot.url.path() {
            "/register/email-code" => self.world.code(&self.who.email, 0).await,
            "/register/phone-code" => self.world.code(&self.who.phone, 0).await,
            _ => "123456".to_owned(),
        }
    }
}

/// The form as she would fill it if it were due.
fn filled(blank: Blank, who: &Citizen, code: &str) -> Blank {
    let address = if blank.action.contains("phone") { &who.phone } else { &who.email };
    let typed = [
        ("family", who.family.as_str()),
        ("given", &who.given),
        ("additional", &who.additional),
        ("address", address),
        ("code", code),
        ("password", &who.password),
    ];
    let is_document = blank.has("sha256");
    let known: Vec<_> = typed.into_iter().filter(|(name, _)| blank.has(name)).collect();
    let blank = known.into_iter().fold(blank, |blank, (name, value)| blank.set(name, value));
    if is_document { blank.set("agree", "yes") } else { blank }
}

/// Walks once to the end and keeps every form on the way.
async fn gathered(world: &World, browser: &Robot, copies: usize) -> Blanks {
    let mut blanks = Blanks::default();
    let mut walker = Walker::new(world, browser).await;
    blanks.gather(&walker.robot, copies).await;
    while walker.robot.url.path() != "/register/done" {
        walker.step().await;
        blanks.gather(&walker.robot, copies).await;
        if walker.robot.url.path() == "/register/email" {
            let mut back = walker.robot.clone();
            back.open("/register/name").await;
            blanks.gather(&back, copies).await;
        }
    }
    let found = blanks.actions();
    let all = STEPS[..STEPS.len() - 1].iter().chain([&SEND]);
    for step in all {
        assert!(found.contains(&(*step).to_owned()), "no form of {step}: {found:?}");
    }
    blanks
}

/// Whether sending this at that step is what a person may do: correct something she has typed.
fn is_due(action: &str, here: &str) -> bool {
    let corrects = ["/register/name", "/register/email", "/register/phone", "/register/password"];
    action == here || (corrects.contains(&action) && rank(action) < rank(here))
}

/// Sends everything that is not due; the registration is where it was afterwards.
async fn send_everything(walker: &Walker<'_>, blanks: &mut Blanks) {
    let here = walker.robot.url.path().to_owned();
    let code = walker.due_code().await;
    for action in blanks.actions().into_iter().filter(|action| !is_due(action, &here)) {
        let blank = filled(blanks.take(&action), &walker.who, &code);
        let robot = send_undue(&walker.robot, &blank).await;
        let led = robot.url.path();
        let further = rank(led) > rank(&here);
        assert!(!further || action == BEGIN, "{action} of {here} led on to {led}");
        let mut still = walker.robot.clone();
        still.open(&here).await.is_at("gosuslugi.localhost", &here);
    }
}

/// Nothing of it made an account, opened a session or sent a message.
async fn nothing_happened(walker: &Walker<'_>) {
    let Walker { world, robot, who } = walker;
    let here = robot.url.path();
    is_nobody(robot, here).await;
    let sent = [(&who.email, "/register/email-code"), (&who.phone, "/register/phone-code")];
    for (address, step) in sent {
        let expected = usize::from(rank(here) >= rank(step));
        assert_eq!(world.codes(address).await, expected, "to {address} at {here}");
    }
    let mut stranger = Robot::new();
    stranger.open(&world.url("identity", "/login")).await;
    stranger.fill_autocomplete("username", &who.email);
    stranger.fill_autocomplete("current-password", &who.password).press("Войти").await;
    assert_eq!(stranger.status, 422, "at {here} there is an account: {}", stranger.outline());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_moves_a_registration_past_a_step() {
    let world = world();
    let browser = newcomer(world).await;
    let mut blanks = gathered(world, &browser, STEPS.len() + 3).await;
    for step in &STEPS[2..STEPS.len() - 1] {
        let mut walker = Walker::new(world, &browser).await;
        walker.walk_to(step).await;
        send_everything(&walker, &mut blanks).await;
        nothing_happened(&walker).await;
        // What was not used up still works.
        walker.robot.open(step).await;
        walker.walk_to("/register/done").await;
        walker.robot.open("/profile").await.sees(&walker.who.family);
    }

    // Over: whatever comes, she stays who she is.
    let mut walker = Walker::new(world, &browser).await;
    walker.walk_to("/register/done").await;
    let told = world.codes(&walker.who.phone).await;
    for action in blanks.actions() {
        let blank = filled(blanks.take(&action), &walker.who, "123456");
        let mut robot = send_undue(&walker.robot, &blank).await;
        robot.open("/profile").await.sees(&walker.who.family);
    }
    assert_eq!(world.codes(&walker.who.phone).await, told);

    // Not begun, and a handle that nobody gave out.
    let mut spoilt = Walker::new(world, &browser).await;
    spoilt.walk_to("/register/email").await;
    spoilt.robot.spoil_cookie("register");
    let mut begun = Walker::new(world, &browser).await;
    begun.robot = browser.clone();
    for walker in [spoilt, begun] {
        for action in blanks.actions().into_iter().filter(|action| action != BEGIN) {
            let blank = filled(blanks.take(&action), &walker.who, "123456");
            let robot = send_undue(&walker.robot, &blank).await;
            assert_eq!(robot.url.path(), BEGIN, "{action}: {}", robot.outline());
        }
        is_nobody(&walker.robot, "without a registration").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_another_browser_do_nothing_in_a_registration() {
    let world = world();
    let mut hers = gathered(world, &newcomer(world).await, 1).await;
    let mut walker = Walker::new(world, &newcomer(world).await).await;
    walker.walk_to("/register/email-code").await;
    let code = walker.due_code().await;
    for action in hers.actions() {
        let robot =
            send_undue(&walker.robot, &filled(hers.take(&action), &walker.who, &code)).await;
        assert_eq!(robot.status, 403, "{action}: {}", robot.outline());
    }
    walker.robot.open("/register/email-code").await;
    walker.walk_to("/register/done").await;
}
